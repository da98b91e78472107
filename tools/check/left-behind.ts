/**
 * Finds what a check left running. Every child inherits a mark in its environment, so that also
 * a process that made itself a daemon is found (on Linux; elsewhere nothing is looked for).
 */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../tidy/sources.ts';

export function markChildren(): string {
  const mark = randomBytes(8).toString('hex');
  process.env['KAARTBAK_CHECK'] = mark;
  return mark;
}

/** Answers the command lines of what had to be ended, the shared test database apart. */
export async function endLeftBehind(mark: string): Promise<string[]> {
  if (process.platform !== 'linux') return [];
  await stopTestDatabase(mark);
  const left = marked(mark);
  const names = left.map((pid) => readProcess(pid, 'cmdline').replaceAll('\0', ' ').trim());
  signalAll(left, 'SIGTERM');
  for (let waited = 0; waited < 5000 && marked(mark).length > 0; waited += 100) await sleep(100);
  signalAll(marked(mark), 'SIGKILL');
  return names;
}

/** It would wait a minute for more tests; when this check started it, it may stop now. */
async function stopTestDatabase(mark: string): Promise<void> {
  try {
    const state = readFileSync(join(root, '.cache/test-postgres/server.json'), 'utf8');
    const { pid } = JSON.parse(state) as { pid: number };
    if (!marked(mark).includes(pid)) return;
    process.kill(pid, 'SIGTERM');
    for (let waited = 0; waited < 15_000 && marked(mark).includes(pid); waited += 100) {
      await sleep(100);
    }
  } catch {
    // None was started, or it has stopped by itself.
  }
}

function marked(mark: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid)
    .filter((pid) => readProcess(pid, 'environ').includes(`KAARTBAK_CHECK=${mark}`));
}

function readProcess(pid: number, file: 'environ' | 'cmdline'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // It ended in between.
    }
  }
}
