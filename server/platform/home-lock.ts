// One process at a time runs what lives in a home folder: it holds `kaartbak.pid`, and only it starts the embedded database.
//
// The file is made whole in one step (a link to a file written before), so nobody ever reads half of it. Besides the number
// of the process it says when that process began: after a crash another program may have been given the same number.
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export type Lock = { release: () => void } | { heldBy: number };

/** Takes the home folder for this process, or tells which one has it. What a killed process left behind is taken over. */
export function lockHome(home: string): Lock {
  mkdirSync(home, { recursive: true });
  const file = join(home, 'kaartbak.pid');
  const mine = `${process.pid} ${beginningOf(process.pid)}`;
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, mine, { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 20; attempt++) {
      if (linked(fresh, file)) return { release: () => rmSync(file, { force: true }) };
      const held = read(file);
      if (held === undefined) continue;
      if (isAlive(held)) return { heldBy: Number.parseInt(held, 10) };
      removeAbandoned(file, held);
    }
    throw new Error(`${file} changes hands too often`);
  } finally {
    rmSync(fresh, { force: true });
  }
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
}

function isAlive(held: string): boolean {
  const [pid = 0, began = ''] = held.split(' ').map(Number);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return !began || began === beginningOf(pid);
}

/** When a process began, in ticks since the machine did; 0 where that is not told. */
function beginningOf(pid: number): number {
  const stat = read(`/proc/${pid}/stat`);
  // the name in brackets may hold anything; 20 fields behind it stands the time
  return Number(stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? 0);
}

/**
 * Removes the lock of a process that is gone. Two that judge the same file must take turns: the slower one would remove
 * what the faster one has put in its place. The system gives a turn back when its holder is killed, which a file would not.
 */
function removeAbandoned(file: string, held: string): void {
  const turn = new DatabaseSync(`${file}.turn`, { timeout: 10_000 });
  try {
    turn.exec('begin exclusive');
    if (read(file) === held) rmSync(file, { force: true });
  } finally {
    turn.close();
  }
}
