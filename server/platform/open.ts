// Builds the App by hand: settings, database, secrets, log, clock. Every role and command begins here.
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLog } from './log.ts';
import type { App } from './app.ts';
import type { Config } from './config.ts';
import { checkDatabase, checkRole, identityOf, openDatabase } from './db.ts';
import { OperatorError } from './errors.ts';
import { lockHome } from './home-lock.ts';
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

/**
 * Where the database is: the external one, the embedded one that already runs for this home, or one started now. Who starts it
 * holds the home until it is stopped: `start` has done so before, a role keeps it as long as it lives and lets others in, a
 * command is alone with it and others wait for its end.
 */
export async function placeDatabase(
  config: Config,
  who: 'start' | 'role' | 'command',
  waiting: (pid: number) => void = () => {},
): Promise<DatabasePlace> {
  if (config.databaseUrl) return externalPlace(config.databaseUrl, config.databaseOwnerUrl);
  if (who === 'start') return embeddedPlace(config.home, { published: true }, () => {});
  for (let told = false; ; await sleep(100)) {
    const lock = lockHome(config.home);
    if ('release' in lock) return embeddedPlace(config.home, { published: who === 'role' }, lock.release);
    const running = findRunningEmbedded(config.home, lock.heldBy);
    if (running) return { ...running, embedded: undefined };
    if (!told) waiting(lock.heldBy);
    told = true;
  }
}

function externalPlace(appUrl: string, ownerUrl: string = appUrl): DatabasePlace {
  return { ownerUrl, appUrl, appRole: decodeURIComponent(new URL(appUrl).username) || 'postgres', embedded: undefined };
}

async function embeddedPlace(home: string, options: { published: boolean }, release: () => void): Promise<DatabasePlace> {
  try {
    const embedded = await startEmbedded(home, options);
    const stop = () => embedded.stop().finally(release);
    return { ...embedded, embedded: { ...embedded, stop } };
  } catch (error) {
    release();
    throw error;
  }
}

/** Checks the role, migrates, installs the queue, checks the tables. */
export async function prepareDatabase(place: DatabasePlace): Promise<string[]> {
  const database = openDatabase(place.appUrl, { max: 1, name: 'kaartbak-check' });
  try {
    await checkRole(database);
    await checkSameDatabase(place);
    const ran = await migrate(place.ownerUrl, place.appRole);
    await installQueue(place.ownerUrl, place.appRole);
    await checkDatabase(database);
    return ran;
  } finally {
    await database.close();
  }
}

/** An owner of some other database would migrate that one, and worse. */
async function checkSameDatabase({ appUrl, ownerUrl }: DatabasePlace): Promise<void> {
  if (appUrl === ownerUrl) return;
  const [app, owner] = await Promise.all([appUrl, ownerUrl].map(identityOf));
  if (app !== owner) throw new OperatorError('operator.two-databases');
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
