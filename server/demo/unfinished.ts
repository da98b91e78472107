// A demo that was broken off (power, Ctrl-C, kill) must not stay half. That it is being made is written down before its first
// row; who begins the next time finds that, removes the half one and may make it anew. Whatever was finished, or stands
// beside something that is not demo, is left alone.
import { setTimeout as sleep } from 'node:timers/promises';
import { removeFilesSince } from '../files/files.ts';
import type { App } from '../platform/app.ts';
import { listInvitations } from '../invitations/invitations.ts';
import { withSystem, withTenant } from '../platform/db.ts';
import { emptyDatabase, holdLock } from '../platform/empty.ts';
import { OperatorError } from '../platform/errors.ts';
import { recall, remember } from '../platform/memory.ts';
import { isUsedBeside } from '../staff/staff.ts';
import { listEnvironments } from '../tenants/tenants.ts';
import { demoColleagues } from './network.ts';

export type DemoState = 'none' | 'being-made' | 'broken-off' | 'ready';

interface Noted {
  state: 'making' | 'ready';
  since: string;
}

const key = 'demo';
const lockNumber = 0x64656d6f; // "demo"

/** How it stands with the demo. */
export async function demoState(app: App): Promise<DemoState> {
  const noted = await withSystem(app.database, (db) => recall<Noted>(db, key));
  if (noted?.state !== 'making') return noted?.state ?? 'none';
  const lock = await holdLock(app.ownerUrl, lockNumber);
  await lock?.release();
  return lock ? 'broken-off' : 'being-made';
}

/** Does the work of making the demo between its two notes. Refuses while another process does, and anywhere but in an empty database. */
export async function asDemo<T>(app: App, make: () => Promise<T>): Promise<T> {
  const lock = await holdLock(app.ownerUrl, lockNumber);
  if (!lock) throw new OperatorError('demo.being-made');
  try {
    await withSystem(app.database, async (db) => {
      if ((await listEnvironments(db)).length > 0) throw new OperatorError('demo.not-empty');
      await remember(db, key, { state: 'making', since: app.now().toISOString() } satisfies Noted);
    });
    const made = await make();
    await withSystem(app.database, (db) => remember(db, key, { state: 'ready', since: app.now().toISOString() } satisfies Noted));
    return made;
  } finally {
    await lock.release();
  }
}

/**
 * Removes a demo that was broken off, so that the installation is empty again. `kept` means that something else came beside
 * it: then nothing is touched.
 */
export async function removeBrokenOff(app: App): Promise<'nothing' | 'removed' | 'kept'> {
  if (!(await isNoted(app))) return 'nothing';
  const lock = await patientLock(app.ownerUrl);
  if (!lock) return 'nothing'; // somebody is making it at this moment
  try {
    const noted = await isNoted(app);
    if (!noted) return 'nothing';
    if (!(await isOnlyDemo(app))) return 'kept';
    await removeFilesSince(app, new Date(noted.since));
    await emptyDatabase(app.ownerUrl, { key, value: noted }); // takes the note along
    return 'removed';
  } finally {
    await lock.release();
  }
}

async function isNoted(app: App): Promise<Noted | undefined> {
  const noted = await withSystem(app.database, (db) => recall<Noted>(db, key));
  return noted?.state === 'making' ? noted : undefined;
}

/** A database elsewhere may take a moment to notice that the process it worked for is gone. */
async function patientLock(url: string): ReturnType<typeof holdLock> {
  for (let attempt = 0; attempt < 10; attempt++) {
    const lock = await holdLock(url, lockNumber);
    if (lock) return lock;
    await sleep(200);
  }
  return undefined;
}

async function isOnlyDemo(app: App): Promise<boolean> {
  const { environments, used } = await withSystem(app.database, async (db) => ({
    environments: await listEnvironments(db),
    used: await isUsedBeside(
      db,
      demoColleagues.map((one) => one.email),
    ),
  }));
  if (used || environments.some((row) => !row.demo)) return false;
  for (const { id } of environments) {
    if ((await withTenant(app.database, id, (db) => listInvitations(db, app.now()))).length > 0) return false;
  }
  return true;
}
