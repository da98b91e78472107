// The program as an operator runs it: started in a process of its own, on a folder of its own.
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

export const main = join(import.meta.dirname, '../../server/main.ts');

/** A folder for the homes of one test file, with spaces in its path; removed when the file is done. */
export function programFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kaartbak start '));
  chmodSync(folder, 0o755); // within reach of the account that runs PostgreSQL when we are root
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs `start` with these settings; without a demo unless they ask for one. */
export function startWith(env: Record<string, string>): {
  child: ChildProcess;
  output: () => string;
  exit: Promise<number | null>;
  said: (words: string) => Promise<string>;
} {
  const child = spawn(process.execPath, [main, 'start'], {
    env: { ...process.env, LOG_LEVEL: 'error', KAARTBAK_LANGUAGE: 'nl', KAARTBAK_DEMO: 'no', ...env },
  });
  let text = '';
  child.stdout.on('data', (chunk) => (text += chunk));
  child.stderr.on('data', (chunk) => (text += chunk));
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const said = async (words: string) => {
    while (!text.includes(words)) {
      if (child.exitCode !== null) throw new Error(`it stopped without saying "${words}": ${text}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return text;
  };
  return { child, output: () => text, exit, said };
}

/** The commands that run for a home folder: it stands in the command line or the environment of database and roles. */
export function processesOf(home: string): string[] {
  if (process.platform !== 'linux') return []; // elsewhere nothing is looked for
  const read = (pid: string, file: string) => readFileSync(`/proc/${pid}/${file}`, 'utf8').replaceAll('\0', ' ');
  return readdirSync('/proc').flatMap((pid) => {
    try {
      if (!/^\d+$/.test(pid)) return [];
      const command = read(pid, 'cmdline');
      return command.includes(home) || read(pid, 'environ').includes(home) ? [command] : [];
    } catch {
      return []; // it ended in between
    }
  });
}

/** A port nobody uses, held until closed. */
export async function freePort(): Promise<{ port: number; close: () => void }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  return { port: (server.address() as { port: number }).port, close: () => server.close() };
}
