// Builds the App by hand: settings, database, secrets, log, clock. Every role and command begins here.
import { mkdirSync, openSync, readFileSync, rmSync, writeSync, closeSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createLog } from './log.ts';
import type { App } from './app.ts';
import type { Config } from './config.ts';
import { checkDatabase, checkRole, openDatabase } from './db.ts';
import { OperatorError } from './errors.ts';
import { migrate } from './migrate.ts';
import { findRunningEmbedded, startEmbedded, type Embedded } from './postgres/embedded.ts';
import { installQueue } from './queue.ts';
import { loadSecrets } from './secrets.ts';

export interface DatabasePlace {
  ownerUrl: string;
  appUrl: string;
  appRole: string;
  embedded: Embedded | undefined;
}

/** Where the database is: the external one, the embedded one that already runs for this home, or one started now. */
export async function placeDatabase(config: Config): Promise<DatabasePlace> {
  if (config.databaseUrl) {
    const ownerUrl = config.databaseOwnerUrl ?? config.databaseUrl;
    return {
      ownerUrl,
      appUrl: config.databaseUrl,
      appRole: decodeURIComponent(new URL(config.databaseUrl).username) || 'postgres',
      embedded: undefined,
    };
  }
  const running = findRunningEmbedded(config.home);
  if (running) return { ...running, embedded: undefined };
  const embedded = await startEmbedded(config.home);
  return { ...embedded, embedded };
}

/** Checks the role, migrates, installs the queue, checks the tables. */
export async function prepareDatabase(place: DatabasePlace): Promise<string[]> {
  const database = openDatabase(place.appUrl, { max: 1, name: 'kaartbak-check' });
  try {
    await checkRole(database);
    const ran = await migrate(place.ownerUrl, place.appRole);
    await installQueue(place.ownerUrl, place.appRole);
    await checkDatabase(database);
    return ran;
  } finally {
    await database.close();
  }
}

/** The App of one process. `connections` is the size of its pool. */
export function openApp(
  config: Config,
  place: DatabasePlace,
  { role, connections = 10 }: { role: string; connections?: number },
): App & { close(): Promise<void> } {
  const database = openDatabase(place.appUrl, { max: connections, name: `kaartbak-${role}` });
  return {
    config,
    database,
    ownerUrl: place.ownerUrl,
    secrets: loadSecrets(config.home),
    log: createLog(config.logLevel, role),
    now: () => new Date(),
    close: () => database.close(),
  };
}

/** Holds the home folder for this process; a second start on it is refused. Gives the release. */
export function lockHome(home: string): () => void {
  mkdirSync(home, { recursive: true });
  const file = join(home, 'kaartbak.pid');
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const handle = openSync(file, 'wx', 0o600);
      writeSync(handle, String(process.pid));
      closeSync(handle);
      return () => rmSync(file, { force: true });
    } catch {
      const pid = Number(readFileSync(file, 'utf8'));
      if (pid !== process.pid && isKaartbak(pid)) throw new OperatorError('operator.already-running', { pid: String(pid) });
      rmSync(file, { force: true }); // left behind by a process that was killed
    }
  }
  throw new OperatorError('operator.home-not-writable', { path: home });
}

function isKaartbak(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // after a reboot another program may have the number
    return process.platform !== 'linux' || readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('main.ts');
  } catch {
    return false;
  }
}

/** Throws when somebody else listens on the port. */
export function checkPort(port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      reject(taken ? new OperatorError('operator.port-in-use', { port: String(port) }) : error);
    });
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}
