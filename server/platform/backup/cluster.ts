// A copy of a running PostgreSQL cluster, by the server's own rules for that
// (https://www.postgresql.org/docs/current/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP).
//
// 1. A temporary replication slot keeps the server from recycling the log that is written meanwhile.
// 2. Between `pg_backup_start` and `pg_backup_stop` the files are copied while they change; a page copied half is mended by
//    the log when the copy is started.
// 3. The log from start to stop goes along, and the label that tells a server where to begin.
import { constants, readFileSync, writeFileSync } from 'node:fs';
import { copyFile, mkdir, open, readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import pg from 'pg';

/** What belongs to the running server and not to its data; the folders are made again, empty. */
const emptied = ['pg_wal', 'pg_replslot', 'pg_dynshmem', 'pg_notify', 'pg_serial', 'pg_snapshots', 'pg_stat_tmp', 'pg_subtrans'];
const leftOut = /^(postmaster\.(pid|opts)|pg_internal\.init.*|backup_label.*|tablespace_map.*|backup_manifest|current_logfiles.*)$/;
const control = join('global', 'pg_control');

function isData(path: string, isFolder: boolean): boolean {
  const parts = path.split(sep);
  if (emptied.includes(parts[0]!)) return isFolder && parts.length === 1;
  return path !== control && !parts.includes('pgsql_tmp') && !leftOut.test(parts.at(-1)!);
}

export interface Copied {
  files: number;
  bytes: number;
}

/** Copies the cluster in `data`, whose server answers its superuser at `superUrl`, to the folder `to`, which must not exist. */
export async function copyRunningCluster({ superUrl, data, to }: { superUrl: string; data: string; to: string }): Promise<Copied> {
  const client = new pg.Client({ connectionString: superUrl, application_name: 'kaartbak-backup' });
  await client.connect();
  try {
    await client.query(`select pg_create_physical_replication_slot('kaartbak_backup_' || pg_backend_pid(), true, true)`);
    const begun = await client.query<{ segment: string }>(`select pg_walfile_name(pg_backup_start('kaartbak', true)) as segment`);
    const copied = { files: 0, bytes: 0 };
    await copyFolder(data, to, copied, isData);
    // last, so that it speaks of nothing that was copied before it happened
    copyControl(join(data, control), join(to, control), copied);
    const ended = await client.query<{ segment: string; label: string }>(
      `select pg_walfile_name(lsn) as segment, labelfile as label from pg_backup_stop(false)`,
    );
    writeFileSync(join(to, 'backup_label'), ended.rows[0]!.label, { mode: 0o600, flush: true });
    await copyLog(data, to, copied, { from: begun.rows[0]!.segment, until: ended.rows[0]!.segment });
    return copied;
  } finally {
    await client.end();
  }
}

/** Copies a folder with everything in it that `wanted` lets through; a file that vanishes meanwhile was not needed any more. */
export async function copyFolder(
  from: string,
  to: string,
  copied: Copied,
  wanted: (path: string, isFolder: boolean) => boolean = () => true,
  below = '',
): Promise<void> {
  await mkdir(join(to, below), { recursive: true, mode: 0o700 });
  for (const entry of await readdir(join(from, below), { withFileTypes: true }).catch(unlessGone([]))) {
    const path = join(below, entry.name);
    if (!wanted(path, entry.isDirectory())) continue;
    if (entry.isDirectory()) await copyFolder(from, to, copied, wanted, path);
    else if (entry.isFile()) await copyOne(join(from, path), join(to, path), copied);
  }
}

async function copyOne(from: string, to: string, copied: Copied): Promise<void> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE);
  } catch (error) {
    return unlessGone(undefined)(error);
  }
  const file = await open(to, 'r+');
  try {
    await file.sync();
    copied.files++;
    copied.bytes += (await file.stat()).size;
  } finally {
    await file.close();
  }
}

function unlessGone<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return instead;
    throw error;
  };
}

/** The server may be writing it: two looks that see the same saw it whole. */
function copyControl(from: string, to: string, copied: Copied): void {
  let seen = readFileSync(from);
  for (let again = readFileSync(from); !seen.equals(again); again = readFileSync(from)) seen = again;
  writeFileSync(to, seen, { mode: 0o600, flush: true });
  copied.files++;
  copied.bytes += seen.length;
}

async function copyLog(data: string, to: string, copied: Copied, { from, until }: { from: string; until: string }): Promise<void> {
  for (const name of await readdir(join(data, 'pg_wal'))) {
    const needed = /^[0-9A-F]{24}$/.test(name) ? name >= from && name <= until : name.endsWith('.history');
    if (needed) await copyOne(join(data, 'pg_wal', name), join(to, 'pg_wal', name), copied);
  }
}
