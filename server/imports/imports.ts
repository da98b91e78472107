// From a file of the library system to cards and loans.
//
// 1. `uploadAndRecognise` keeps the file and says what it is: encoding, delimiter, header, kind, what each column means;
//    a profile saved for the same header is applied.
// 2. `startRun` checks the mapping and queues the reading: fingerprints of all rows are compared, only new and changed rows
//    are read in full, bad rows go to quarantine, and what would change is counted. Nothing on any card has changed yet.
// 3. A run that changes too much, or misses too many, is held and asks (`brakeOf`).
// 4. `commitRun` queues the merge, stretch by stretch; a killed merge goes on where it was.
// 5. `quarantine` gives the refused rows back as a file to mend and bring again.
// 6. `resumeSilentRuns` takes up runs whose worker died; `clearOldFiles` removes files after thirty days.
//
// Owns mapping_profiles, import_runs, import_rejects and the schema `staging`. Invariants: the same file again changes nothing;
// nobody is deleted; no column can become a permission, a role or an environment.
import type { App } from '../platform/app.ts';
import { withSystem, withTenant, type TenantDb } from '../platform/db.ts';
import { Invalid, NotFound, Refused } from '../platform/errors.ts';
import { addJob } from '../platform/queue.ts';
import { isMessageKey } from '../../lib/i18n.ts';
import { clearFile, getFile, pathOf, removeBrokenUploads, removeFile, storeUpload, type FileRow } from '../files/files.ts';
import { listEnvironments } from '../tenants/tenants.ts';
import { mergeRun } from './commit.ts';
import { dropStaging } from './queries/staging.ts';
import {
  anotherCameIn,
  deleteRejects,
  deleteRowsOfFile,
  insertRun,
  moveRun,
  selectProfileByHeader,
  selectProfileByName,
  selectProfiles,
  selectRejects,
  selectRun,
  selectRuns,
  selectForgottenRuns,
  selectLastSource,
  selectOldFiles,
  selectSilentRuns,
  updateRun,
  upsertProfile,
  type ProfileRow,
  type RejectRow,
  type RunRow,
} from './queries.ts';
import { readRun } from './read.ts';
import { recogniseFile, type Recognition } from './recognise.ts';
import { headerKey, quarantineColumns, refusalOf, renamedColumns } from './rules/headers.ts';
import { patronKey, problemOfMapping, type ImportKind, type Mapping } from './rules/mapping.ts';

export type { ProfileRow, RejectRow, RunRow } from './queries.ts';
export type { Recognition } from './recognise.ts';

/** More than this is no export of one library. */
export const largestFile = 8 * 1000 ** 3;

export interface Recognised extends Recognition {
  file: FileRow;
  profile: { id: number; name: string } | null;
}

/** Keeps an uploaded file and says what it is. A file that cannot be imported at all is refused and not kept. */
export async function uploadAndRecognise(
  app: App,
  tenantId: number,
  upload: { name: string; stream: AsyncIterable<Uint8Array>; kind?: ImportKind | undefined; uploadedBy?: number | null },
): Promise<Recognised> {
  const file = await storeUpload(app, tenantId, { ...upload, purpose: 'import', mediaType: 'text/csv', maxBytes: largestFile });
  try {
    return await withTenant(app.database, tenantId, (db) => recognise(app, db, file.id, upload.kind));
  } catch (error) {
    await withTenant(app.database, tenantId, (db) => removeFile(app, db, file.id));
    throw error;
  }
}

/** Says again what a kept file is; a saved profile for the same header overrules what we would guess. */
export async function recognise(app: App, db: TenantDb, fileId: number, kind?: ImportKind): Promise<Recognised> {
  const file = await getFile(db, fileId);
  if (file.purpose !== 'import') throw new NotFound('file');
  const found = await recogniseFile(pathOf(app, file), { kind });
  const profile = await selectProfileByHeader(db, found.headerKey);
  if (!profile || (kind && profile.kind !== kind) || !found.mapping.header)
    return { ...found, mapping: await withSource(db, found), file, profile: null };
  return { ...withProfile(found, profile), file, profile: { id: profile.id, name: profile.name } };
}

/** Card numbers belong to the system the readers came from: a file of loans must name the same one. */
async function withSource(db: TenantDb, { kind, koha, mapping }: Recognition): Promise<Mapping> {
  if (koha || (kind === 'patrons' && patronKey(mapping) !== 'card')) return mapping;
  return { ...mapping, source: (await selectLastSource(db)) ?? mapping.source };
}

function withProfile(found: Recognition, profile: ProfileRow): Recognition {
  const meant = renamedColumns(
    profile.mapping.columns,
    found.columns.map(({ name }) => name),
  );
  const columns = found.columns.map((column) => {
    const target = meant.find((one) => one.column === column.name)?.target ?? null;
    return { ...column, target, by: target ? ('profile' as const) : null };
  });
  // the text itself is read as it is; what columns mean, and how dates go, comes from the profile
  const { encoding, delimiter, header } = found.mapping;
  return { ...found, kind: profile.kind, columns, mapping: { ...profile.mapping, encoding, delimiter, header, columns: meant } };
}

export interface Start {
  fileId: number;
  kind: ImportKind;
  mapping: Mapping;
  /** A complete feed: who is not in it has gone. */
  full?: boolean | undefined;
  /** Keep this mapping under a name, so that the next file with the same header is recognised. */
  saveAs?: string | undefined;
  startedBy: string;
}

/** Begins a run: the file is read and compared in the background; no card changes before `commitRun`. */
export async function startRun(app: App, db: TenantDb, start: Start): Promise<RunRow> {
  const run = await openRun(app, db, start);
  await addJob(db, 'imports.read', { tenantId: db.tenantId, runId: run.id }, { key: `imports.read:${run.id}` });
  return run;
}

async function openRun(app: App, db: TenantDb, start: Start): Promise<RunRow> {
  const { kind, mapping } = start;
  const file = await getFile(db, start.fileId);
  if (file.purpose !== 'import') throw new NotFound('file');
  for (const { column } of mapping.columns) {
    const refused = refusalOf(column);
    if (refused) throw new Refused(refused === 'permission' ? 'imports.column-of-permission' : 'imports.column-of-rights', { column }, 422);
  }
  const problem = problemOfMapping(kind, mapping);
  if (problem) throw new Invalid({ mapping: problem });
  if (kind === 'loans' && start.full) throw new Invalid({ full: 'imports.not-of-this-kind' });
  const found = await recogniseFile(pathOf(app, file), { kind });
  const names = found.columns.map(({ name }) => name);
  const missing = mapping.columns.find(({ column }) => !names.includes(column));
  if (missing) throw new Refused('imports.column-missing', { column: missing.column }, 422);
  const now = app.now();
  const key = headerKey(names);
  const saved = start.saveAs
    ? await upsertProfile(db, { name: start.saveAs, kind, source: mapping.source, header_key: key, mapping }, now)
    : ((await selectProfileByHeader(db, key))?.id ?? null);
  const id = await insertRun(db, {
    kind,
    fileId: file.id,
    profileId: saved,
    mapping,
    full: start.full ?? false,
    startedBy: start.startedBy,
    now,
  });
  return (await selectRun(db, id))!;
}

/** The work of job 'imports.read'. What the file itself cannot mend becomes the state of the run; faults of ours are thrown. */
export async function runReading(app: App, tenantId: number, runId: number): Promise<void> {
  const run = await withTenant(app.database, tenantId, (db) => selectRun(db, runId));
  if (run?.state !== 'reading') return;
  await failing(app, tenantId, runId, () => readRun(app, tenantId, run));
}

/** The work of job 'imports.commit'. */
export async function runMerging(app: App, tenantId: number, runId: number): Promise<void> {
  const run = await withTenant(app.database, tenantId, (db) => selectRun(db, runId));
  if (run?.state !== 'committing') return;
  await failing(app, tenantId, runId, () => mergeRun(app, tenantId, runId));
}

async function failing(app: App, tenantId: number, runId: number, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    await endFailed(app, tenantId, runId, { code: error.code, params: error.params });
  }
}

/** Ends a run that broke by a fault of ours, so that nobody waits for it; the same file can be brought again and skips what succeeded. */
export async function recordFault(app: App, tenantId: number, runId: number): Promise<void> {
  await endFailed(app, tenantId, runId, { code: 'imports.broke', params: {} });
}

/** What waited goes at once: a failed run is not taken up again, and its rows are about people. */
async function endFailed(app: App, tenantId: number, runId: number, problem: NonNullable<RunRow['problem']>): Promise<void> {
  await withTenant(app.database, tenantId, async (db) => {
    await dropStaging(db, runId);
    await updateRun(db, runId, { state: 'failed', phase: null, problem, finished_at: app.now() });
  });
}

/** Takes a previewed run in. A held run needs `despite`: somebody looked at why it was held. */
export async function commitRun(db: TenantDb, runId: number, { despite = false }: { despite?: boolean } = {}): Promise<RunRow> {
  const run = await getRun(db, runId);
  if (run.state === 'held' && !despite)
    throw new Refused(isMessageKey(run.problem!.code) ? run.problem!.code : 'imports.not-ready', run.problem!.params);
  if (run.state === 'committing' || run.state === 'done') return run;
  const outdated = await anotherCameIn(db, run);
  if (!(await moveRun(db, runId, ['previewed', 'held'], 'committing'))) throw new Refused('imports.not-ready');
  // what was compared with cards that have changed since: the file is read once more, and held when too much would change now
  if (outdated) await dropStaging(db, runId);
  await addJob(db, 'imports.commit', { tenantId: db.tenantId, runId }, { key: `imports.commit:${runId}` });
  return getRun(db, runId);
}

/** Lets go of a run that was not committed: nothing was changed, and what waited is removed. */
export async function cancelRun(db: TenantDb, runId: number): Promise<RunRow> {
  await getRun(db, runId);
  if (!(await moveRun(db, runId, ['previewed', 'held', 'failed'], 'cancelled'))) throw new Refused('imports.not-ready');
  await dropStaging(db, runId);
  await deleteRejects(db, runId);
  return getRun(db, runId);
}

/** A run of this environment; throws when there is none. */
export async function getRun(db: TenantDb, runId: number): Promise<RunRow> {
  const run = await selectRun(db, runId);
  if (!run) throw new NotFound('import');
  return run;
}

/** Runs, newest first; `before` is the id to continue below. */
export async function listRuns(db: TenantDb, { before, limit }: { before?: number | undefined; limit: number }): Promise<RunRow[]> {
  return selectRuns(db, before, limit);
}

/** The saved profiles of this environment. */
export async function listProfiles(db: TenantDb): Promise<ProfileRow[]> {
  return selectProfiles(db);
}

/** Refused rows in the order of the file; `after` is the line to continue behind. */
export async function listRejects(db: TenantDb, runId: number, { after, limit }: { after: number; limit: number }): Promise<RejectRow[]> {
  await getRun(db, runId);
  return selectRejects(db, runId, after, limit);
}

/** The header of a run's file as it stands there, with our own columns in front: the first line of its quarantine file. */
export async function quarantineHeader(app: App, db: TenantDb, run: RunRow): Promise<string[]> {
  const found = await recogniseFile(pathOf(app, await getFile(db, run.file_id)), { kind: run.kind });
  const own: readonly string[] = quarantineColumns;
  return [...quarantineColumns, ...found.columns.map(({ name }) => name).filter((name) => !own.includes(name))];
}

export interface WholeRun {
  /** Bytes of the file, or the name of a file on this machine read as a stream by the caller. */
  file: { name: string; stream: AsyncIterable<Uint8Array> };
  kind?: ImportKind | undefined;
  mapping?: Mapping | undefined;
  profile?: string | undefined;
  full?: boolean;
  dryRun?: boolean;
  despite?: boolean;
  startedBy?: string;
}

/** The whole way at once, in this process: for the command line and the demo. Ends previewed (dry run), held, done or failed. */
export async function runToEnd(app: App, tenantId: number, wanted: WholeRun): Promise<RunRow> {
  const recognised = await uploadAndRecognise(app, tenantId, { ...wanted.file, kind: wanted.kind });
  const run = await withTenant(app.database, tenantId, async (db) => {
    const kind = wanted.kind ?? recognised.kind;
    const profile = wanted.profile ? await selectProfileByName(db, kind, wanted.profile) : undefined;
    if (wanted.profile && !profile) throw new Refused('imports.no-such-profile', { name: wanted.profile });
    const { encoding, delimiter, header } = recognised.mapping;
    const mapping = wanted.mapping ?? (profile ? { ...profile.mapping, encoding, delimiter, header } : recognised.mapping);
    return openRun(app, db, { fileId: recognised.file.id, kind, mapping, full: wanted.full, startedBy: wanted.startedBy ?? 'Kaartbak' });
  });
  await runReading(app, tenantId, run.id);
  const read = await withTenant(app.database, tenantId, (db) => getRun(db, run.id));
  if (wanted.dryRun || (read.state !== 'previewed' && !(read.state === 'held' && wanted.despite))) return read;
  await withTenant(app.database, tenantId, (db) => moveRun(db, run.id, ['previewed', 'held'], 'committing'));
  await runMerging(app, tenantId, run.id);
  return withTenant(app.database, tenantId, (db) => getRun(db, run.id));
}

const daysToDecide = 14;
const daysKept = 30;

/** Lets go of runs nobody decided on, and of files, refused rows and examples that were kept long enough; tells how many files. */
export async function clearOldFiles(app: App): Promise<number> {
  const now = app.now();
  const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
  let cleared = 0;
  await removeBrokenUploads(app, daysAgo(1));
  for (const { id } of await withSystem(app.database, listEnvironments)) {
    cleared += await withTenant(app.database, id, async (db) => {
      for (const runId of await selectForgottenRuns(db, daysAgo(daysToDecide))) await cancelRun(db, runId);
      const files = await selectOldFiles(db, daysAgo(daysKept));
      for (const fileId of files) {
        await deleteRowsOfFile(db, fileId);
        await clearFile(app, db, fileId, now);
      }
      return files.length;
    });
  }
  return cleared;
}

/** Queues again what a dead worker left; tells how many runs. Harmless for runs that are merely slow: their lock is held. */
export async function resumeSilentRuns(app: App): Promise<number> {
  const environments = await withSystem(app.database, listEnvironments);
  let resumed = 0;
  for (const { id } of environments) {
    resumed += await withTenant(app.database, id, async (db) => {
      const silent = await selectSilentRuns(db);
      for (const run of silent) {
        const name = run.state === 'reading' ? 'imports.read' : 'imports.commit';
        await addJob(db, name, { tenantId: db.tenantId, runId: run.id }, { key: `${name}:${run.id}` });
      }
      return silent.length;
    });
  }
  return resumed;
}
