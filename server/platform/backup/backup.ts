// A backup of an installation with the embedded database: a folder that holds database, uploads and keys of one moment, made
// while everything runs; and putting one back.
//
// 1. A backup is made under another name and renamed when it is whole and on the disk: what lies there under its own name can
//    be put back.
// 2. Uploads and keys are copied after the database: every upload that the database knows is there.
// 3. A restore goes to a home folder that holds nothing yet, and ends by starting the database once: a backup that cannot be
//    read shows now.
// 4. A restored installation sends nothing until its operator agrees (sending-hold.ts): what left after the backup was made
//    is unknown to it.
import { chownSync, existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Config } from '../config.ts';
import { many, one, openDatabase, sql, withSystem, withTenant } from '../db.ts';
import { OperatorError } from '../errors.ts';
import { lockHome } from '../home-lock.ts';
import { placeDatabase, type DatabasePlace } from '../open.ts';
import { clusterOf, embeddedMajor, superUrlAt } from '../postgres/embedded.ts';
import { holdSending } from '../sending-hold.ts';
import { copyFolder, copyRunningCluster, type Copied } from './cluster.ts';

/** Of the home folder, beside the database. What is not named here is made anew at a start. */
const kept = ['files', 'secrets'];

const note = z.object({
  madeAt: z.iso.datetime(),
  kaartbak: z.string(),
  /** A copied cluster is only read by a server of the same major version on the same kind of machine. */
  postgres: z.string(),
  system: z.string(),
  files: z.number(),
  bytes: z.number(),
});

export type BackupNote = z.infer<typeof note>;

/** How a database is opened by who knows how to close it when the command is broken off. */
export type Opened = (place: DatabasePlace) => DatabasePlace;

const system = `${process.platform}-${process.arch}`;
const names = /^kaartbak-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ(-\d+)?$/;

/** Makes a backup in `folder` and then keeps only the newest `keep` of them there; all when undefined. */
export async function makeBackup(
  config: Config,
  folder: string,
  { keep, now, opened, waiting }: { keep: number | undefined; now: Date; opened: Opened; waiting: (pid: number) => void },
): Promise<BackupNote & { path: string; removed: string[] }> {
  if (config.databaseUrl) throw new OperatorError('operator.backup-external');
  const { data } = clusterOf(config.home);
  if (!existsSync(join(data, 'PG_VERSION'))) throw new OperatorError('operator.backup-nothing', { path: config.home });
  const target = resolve(folder);
  mkdirSync(target, { recursive: true, mode: 0o700 });
  const path = freeName(join(target, `kaartbak-${now.toISOString().slice(0, 19).replaceAll(':', '-')}Z`));
  const unfinished = `${path}.unfinished`;
  const place = opened(await placeDatabase(config, 'command', waiting));
  try {
    mkdirSync(unfinished, { mode: 0o700 });
    const copied = await copyRunningCluster({ superUrl: superUrlAt(config.home, place.ownerUrl), data, to: join(unfinished, 'database') });
    for (const name of kept) {
      if (existsSync(join(config.home, name))) await copyFolder(join(config.home, name), join(unfinished, name), copied);
    }
    const made = noteOf(data, copied, now);
    writeFileSync(join(unfinished, 'backup.json'), `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600, flush: true });
    renameSync(unfinished, path);
    return { ...made, path, removed: keep === undefined ? [] : removeOlder(target, keep) };
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw error;
  } finally {
    await place.embedded?.stop();
  }
}

function noteOf(data: string, { files, bytes }: Copied, now: Date): BackupNote {
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8')) as { version: string };
  return { madeAt: now.toISOString(), kaartbak: version, postgres: majorOf(data), system, files, bytes };
}

function majorOf(data: string): string {
  return readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
}

/** Two backups of one second. */
function freeName(path: string): string {
  for (let nr = 1; ; nr++) {
    const name = nr === 1 ? path : `${path}-${nr}`;
    if (!existsSync(name) && !existsSync(`${name}.unfinished`)) return name;
  }
}

/** Only what is a backup by its name and its note is ever removed. */
function removeOlder(folder: string, keep: number): string[] {
  const backups = readdirSync(folder)
    .filter((name) => names.test(name) && existsSync(join(folder, name, 'backup.json')))
    .sort()
    .reverse();
  const old = backups.slice(keep);
  for (const name of old) rmSync(join(folder, name), { recursive: true, force: true });
  return old;
}

/** What a restore found in the database it put back. */
export interface Restored extends BackupNote {
  libraries: number;
  contacts: number;
}

/** Puts a backup back in the home folder, which holds nothing yet, and holds all sending. */
export async function restoreBackup(config: Config, folder: string, { now, opened }: { now: Date; opened: Opened }): Promise<Restored> {
  if (config.databaseUrl) throw new OperatorError('operator.restore-external');
  const from = resolve(folder);
  const made = readNote(from);
  const lock = lockHome(config.home);
  if ('heldBy' in lock) throw new OperatorError('operator.already-running', { pid: String(lock.heldBy) });
  try {
    refuseWhatIsThere(config.home);
    try {
      await putBack(from, config.home);
      return { ...made, ...(await lookAndHold(config, { now, opened })) };
    } catch (error) {
      for (const path of [...ours(config.home), ...comingTo(config.home)]) rmSync(path, { recursive: true, force: true });
      throw error;
    }
  } finally {
    lock.release();
  }
}

function readNote(from: string): BackupNote {
  let made: BackupNote;
  try {
    made = note.parse(JSON.parse(readFileSync(join(from, 'backup.json'), 'utf8')));
  } catch {
    throw new OperatorError('operator.restore-no-backup', { path: from });
  }
  if (made.system !== system) throw new OperatorError('operator.restore-other-system', { theirs: made.system, ours: system });
  const ours = embeddedMajor();
  if (made.postgres !== ours) throw new OperatorError('operator.restore-other-postgres', { theirs: made.postgres, ours });
  return made;
}

/** What a restore puts in a home folder. */
function ours(home: string): string[] {
  return [clusterOf(home).data, ...kept.map((name) => join(home, name))];
}

/** Where it lies while it is being copied. */
function comingTo(home: string): string[] {
  return [`${clusterOf(home).data}-coming`, ...kept.map((name) => join(home, `${name}.coming`))];
}

function refuseWhatIsThere(home: string): void {
  const there = ours(home).find((path) => existsSync(path));
  if (there) throw new OperatorError('operator.restore-not-empty', { path: there });
}

/** Under other names first: a restore that is broken off leaves nothing that a start would take for an installation. */
async function putBack(from: string, home: string): Promise<void> {
  const { folder, data, account } = clusterOf(home);
  const copied: Copied = { files: 0, bytes: 0 };
  const [comingData, ...coming] = comingTo(home) as [string, ...string[]];
  mkdirSync(folder, { recursive: true });
  for (const path of comingTo(home)) rmSync(path, { recursive: true, force: true });
  await copyFolder(join(from, 'database'), comingData, copied);
  for (const [at, name] of kept.entries()) {
    if (existsSync(join(from, name))) await copyFolder(join(from, name), coming[at]!, copied);
  }
  if (account) giveTo(comingData, account);
  for (const [at, name] of kept.entries()) {
    if (existsSync(coming[at]!)) renameSync(coming[at]!, join(home, name));
  }
  renameSync(comingData, data);
}

function giveTo(path: string, account: { uid: number; gid: number }): void {
  chownSync(path, account.uid, account.gid);
  if (!lstatSync(path).isDirectory()) return;
  for (const name of readdirSync(path)) giveTo(join(path, name), account);
}

/** Holds before anything else can begin, and reads enough to know that the copy works. */
async function lookAndHold(
  config: Config,
  { now, opened }: { now: Date; opened: Opened },
): Promise<{ libraries: number; contacts: number }> {
  const place = opened(await placeDatabase(config, 'start'));
  const database = openDatabase(place.appUrl, { max: 1, name: 'kaartbak-restore' });
  try {
    const libraries = await withSystem(database, async (db) => {
      await holdSending(db, 'restored', now);
      return many(db, sql<{ id: number }>`select id from tenants where kind = 'library'`);
    });
    let contacts = 0;
    for (const { id } of libraries) {
      const count = sql<{ n: number }>`select count(*)::int as n from contacts where tenant_id = ${id}`;
      contacts += (await withTenant(database, id, (db) => one(db, count), { readOnly: true })).n;
    }
    return { libraries: libraries.length, contacts };
  } finally {
    await database.close();
    await place.embedded?.stop();
  }
}
