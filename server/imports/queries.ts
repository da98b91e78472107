import { many, maybe, one, run, sql, type TenantDb } from '../platform/db.ts';
import type { Brake, Counts } from './rules/brakes.ts';
import type { ImportKind, Mapping } from './rules/mapping.ts';

export type RunState = 'reading' | 'previewed' | 'held' | 'committing' | 'done' | 'failed' | 'cancelled';
export type RunPhase = 'reading' | 'comparing' | 'checking' | 'merging' | 'finishing';

/** Some rows before and after, to look at. */
export interface SampleRow {
  kind: 'new' | 'changed';
  key: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown>;
}

export interface RunRow {
  id: number;
  kind: ImportKind;
  file_id: number;
  file_name: string;
  size_bytes: number;
  profile_id: number | null;
  profile_name: string | null;
  mapping: Mapping;
  state: RunState;
  phase: RunPhase | null;
  full_feed: boolean;
  rows_read: number;
  bytes_read: number;
  counts: Partial<Counts>;
  sample: SampleRow[];
  problem: Brake | { code: string; params: Record<string, string | number> } | null;
  staged_rows: number;
  merged_rows: number;
  merged_blocks: number;
  started_by: string;
  created_at: Date;
  finished_at: Date | null;
}

const runColumns = sql`r.id, r.kind, r.file_id, f.name as file_name, f.size_bytes, r.profile_id, p.name as profile_name, r.mapping, r.state, r.phase,
  r.full_feed, r.rows_read, r.bytes_read, r.counts, r.sample, r.problem, r.staged_rows, r.merged_rows, r.merged_blocks, r.started_by, r.created_at, r.finished_at`;
const runTables = sql`import_runs r join files f on f.tenant_id = r.tenant_id and f.id = r.file_id
  left join mapping_profiles p on p.tenant_id = r.tenant_id and p.id = r.profile_id`;

export interface NewRun {
  kind: ImportKind;
  fileId: number;
  profileId: number | null;
  mapping: Mapping;
  full: boolean;
  startedBy: string;
  now: Date;
}

export async function insertRun(db: TenantDb, wanted: NewRun): Promise<number> {
  const made = await one(
    db,
    sql<{ id: number }>`
    insert into import_runs (tenant_id, kind, file_id, profile_id, mapping, state, phase, full_feed, started_by, created_at, touched_at)
    values (${db.tenantId}, ${wanted.kind}, ${wanted.fileId}, ${wanted.profileId}, ${JSON.stringify(wanted.mapping)}, 'reading', 'reading',
      ${wanted.full}, ${wanted.startedBy}, ${wanted.now}, clock_timestamp())
    returning id`,
  );
  return made.id;
}

export async function selectRun(db: TenantDb, id: number): Promise<RunRow | undefined> {
  return maybe(db, sql<RunRow>`select ${runColumns} from ${runTables} where r.tenant_id = ${db.tenantId} and r.id = ${id}`);
}

export async function selectRuns(db: TenantDb, before: number | undefined, limit: number): Promise<RunRow[]> {
  return many(
    db,
    sql<RunRow>`
    select ${runColumns} from ${runTables}
    where r.tenant_id = ${db.tenantId} and (${before ?? null}::bigint is null or r.id < ${before ?? null})
    order by r.id desc limit ${limit}`,
  );
}

type RunChange = Partial<
  Pick<
    RunRow,
    | 'state'
    | 'phase'
    | 'rows_read'
    | 'bytes_read'
    | 'counts'
    | 'sample'
    | 'problem'
    | 'staged_rows'
    | 'merged_rows'
    | 'merged_blocks'
    | 'finished_at'
  >
>;
const asJson = ['counts', 'sample', 'problem'];

export async function updateRun(db: TenantDb, id: number, change: RunChange): Promise<void> {
  const sets = Object.entries(change).map(([column, value]) => {
    const stored = asJson.includes(column) && value !== null ? JSON.stringify(value) : value;
    return sql`${sql.id(column)} = ${stored}`;
  });
  await run(
    db,
    sql`update import_runs set ${sql.join([...sets, sql`touched_at = clock_timestamp()`])} where tenant_id = ${db.tenantId} and id = ${id}`,
  );
}

/** The system the readers of the last import came from. */
export async function selectLastSource(db: TenantDb): Promise<string | undefined> {
  const row = await maybe(
    db,
    sql<{ source: string }>`
    select mapping->>'source' as source from import_runs
    where tenant_id = ${db.tenantId} and kind = 'patrons' and state = 'done' order by id desc limit 1`,
  );
  return row?.source;
}

/** Moves a run from one of the given states to another; false when it was in none of them. */
export async function moveRun(db: TenantDb, id: number, from: readonly RunState[], to: RunState): Promise<boolean> {
  return (
    (await run(
      db,
      sql`
    update import_runs set state = ${to}, touched_at = clock_timestamp()
    where tenant_id = ${db.tenantId} and id = ${id} and state = any(${from})`,
    )) > 0
  );
}

/** Whether another file was taken in since this one was read: of the same kind, or with the readers of its loans. */
export async function anotherCameIn(db: TenantDb, { id, kind }: { id: number; kind: ImportKind }): Promise<boolean> {
  const row = await one(
    db,
    sql<{ any: boolean }>`
    select exists (
      select from import_runs mine join import_runs other on other.tenant_id = mine.tenant_id and other.id <> mine.id
      where mine.tenant_id = ${db.tenantId} and mine.id = ${id} and other.state in ('committing', 'done')
        and other.kind in (${kind}, 'patrons') and other.touched_at > mine.touched_at) as any`,
  );
  return row.any;
}

/** Runs that are being worked on but whose worker has fallen silent. */
export async function selectSilentRuns(db: TenantDb): Promise<{ id: number; state: RunState }[]> {
  return many(
    db,
    sql<{ id: number; state: RunState }>`
    select id, state from import_runs
    where tenant_id = ${db.tenantId} and state in ('reading', 'committing') and touched_at < clock_timestamp() - interval '90 seconds'`,
  );
}

/** Runs nobody decided on since a day: what they hold ready is let go. */
export async function selectForgottenRuns(db: TenantDb, before: Date): Promise<number[]> {
  const rows = await many(
    db,
    sql<{ id: number }>`
    select id from import_runs where tenant_id = ${db.tenantId} and state in ('previewed', 'held') and created_at < ${before}`,
  );
  return rows.map(({ id }) => id);
}

/** Files brought in before a day that no run is still at work on. */
export async function selectOldFiles(db: TenantDb, before: Date): Promise<number[]> {
  const rows = await many(
    db,
    sql<{ id: number }>`
    select f.id from files f
    where f.tenant_id = ${db.tenantId} and f.purpose = 'import' and f.cleared_at is null and f.created_at < ${before}
      and not exists (select from import_runs r where r.tenant_id = f.tenant_id and r.file_id = f.id and r.state in ('reading', 'previewed', 'held', 'committing'))`,
  );
  return rows.map(({ id }) => id);
}

/** Refused rows and the rows shown as examples: what a file said of people, beside the file itself. */
export async function deleteRowsOfFile(db: TenantDb, fileId: number): Promise<void> {
  await run(db, sql`update import_runs set sample = '[]' where tenant_id = ${db.tenantId} and file_id = ${fileId}`);
  await run(
    db,
    sql`
    delete from import_rejects j using import_runs r
    where j.tenant_id = ${db.tenantId} and r.tenant_id = j.tenant_id and r.id = j.run_id and r.file_id = ${fileId}`,
  );
}

/** One worker per run: held until the transaction ends, given back when the process dies. False when another holds it. */
export async function tryLockRun(db: TenantDb, id: number): Promise<boolean> {
  return (await one(db, sql<{ got: boolean }>`select pg_try_advisory_xact_lock(${0x696d7072}, ${id}::int) as got`)).got;
}

/** Merges of one library never run at the same time. */
export async function lockMerges(db: TenantDb): Promise<void> {
  await run(db, sql`select pg_advisory_xact_lock(${0x696d706d}, ${db.tenantId}::int)`);
}

export interface Reject {
  line: number;
  column: string | null;
  value: string | null;
  reason: string;
  raw: string;
}

export async function insertRejects(db: TenantDb, runId: number, rejects: readonly Reject[]): Promise<void> {
  if (rejects.length === 0) return;
  const column = (pick: (reject: Reject) => unknown) => rejects.map(pick);
  await run(
    db,
    sql`
    insert into import_rejects (tenant_id, run_id, line, column_name, value, reason, raw)
    select ${db.tenantId}, ${runId}, r.* from unnest(${column((r) => r.line)}::bigint[], ${column((r) => r.column)}::text[],
      ${column((r) => r.value)}::text[], ${column((r) => r.reason)}::text[], ${column((r) => r.raw)}::text[]) r`,
  );
}

export async function deleteRejects(db: TenantDb, runId: number): Promise<void> {
  await run(db, sql`delete from import_rejects where tenant_id = ${db.tenantId} and run_id = ${runId}`);
}

export interface RejectRow extends Reject {
  id: number;
}

export async function selectRejects(db: TenantDb, runId: number, after: number, limit: number): Promise<RejectRow[]> {
  return many(
    db,
    sql<RejectRow>`
    select id, line, column_name as column, value, reason, raw from import_rejects
    where tenant_id = ${db.tenantId} and run_id = ${runId} and line > ${after} order by line limit ${limit}`,
  );
}

export interface ProfileRow {
  id: number;
  name: string;
  kind: ImportKind;
  source: string;
  header_key: string;
  mapping: Mapping;
}

const profileColumns = sql`id, name, kind, source, header_key, mapping`;

export async function selectProfiles(db: TenantDb): Promise<ProfileRow[]> {
  return many(db, sql<ProfileRow>`select ${profileColumns} from mapping_profiles where tenant_id = ${db.tenantId} order by kind, name`);
}

export async function selectProfileByHeader(db: TenantDb, headerKey: string): Promise<ProfileRow | undefined> {
  return maybe(
    db,
    sql<ProfileRow>`
    select ${profileColumns} from mapping_profiles where tenant_id = ${db.tenantId} and header_key = ${headerKey} order by updated_at desc limit 1`,
  );
}

export async function selectProfileByName(db: TenantDb, kind: ImportKind, name: string): Promise<ProfileRow | undefined> {
  return maybe(
    db,
    sql<ProfileRow>`select ${profileColumns} from mapping_profiles where tenant_id = ${db.tenantId} and kind = ${kind} and name = ${name}`,
  );
}

export async function upsertProfile(db: TenantDb, profile: Omit<ProfileRow, 'id'>, now: Date): Promise<number> {
  const made = await one(
    db,
    sql<{ id: number }>`
    insert into mapping_profiles (tenant_id, name, kind, source, header_key, mapping, updated_at)
    values (${db.tenantId}, ${profile.name}, ${profile.kind}, ${profile.source}, ${profile.header_key}, ${JSON.stringify(profile.mapping)}, ${now})
    on conflict (tenant_id, kind, name) do update
      set source = excluded.source, header_key = excluded.header_key, mapping = excluded.mapping, updated_at = excluded.updated_at
    returning id`,
  );
  return made.id;
}
