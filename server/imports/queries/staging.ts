// Where rows wait between file and cards. COPY refuses tables with row-level security, so these have none and live in a
// schema of their own under the number of their run; a run is only ever found through its own environment.
import type { Writable } from 'node:stream';
import type { PoolClient } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { one, run, sql, type RawBuilder, type TenantDb } from '../../platform/db.ts';
import { loanColumns } from '../rules/loan-row.ts';
import type { ImportKind } from '../rules/mapping.ts';
import { patronColumns } from '../rules/patron-row.ts';

const types: Record<string, string> = {
  birth_on: 'date',
  member_since: 'date',
  member_until: 'date',
  loaned_on: 'date',
  due_on: 'date',
  returned_on: 'date',
  audience: 'smallint',
  renewals: 'smallint',
};

export interface StagingTables {
  /** Key and fingerprint of every readable row of the file. */
  keys: string;
  /** The rows that are new or changed, with all their values. */
  rows: string;
}

export function stagingOf(runId: number): StagingTables {
  return { keys: `import_${runId}_keys`, rows: `import_${runId}_rows` };
}

const inStaging = (name: string) => sql.id('staging', name);

/** Makes the two tables anew. Unlogged: after a crash of the server they are empty, and the file is read again. */
export async function createStaging(db: TenantDb, runId: number, kind: ImportKind): Promise<void> {
  await dropStaging(db, runId);
  const { keys, rows } = stagingOf(runId);
  const columns = kind === 'patrons' ? patronColumns : loanColumns;
  const key = sql.raw(kind === 'patrons' ? 'text' : 'bigint');
  await run(
    db,
    sql`create unlogged table ${inStaging(keys)} (ordinal int not null, key ${key} not null, hash bigint not null, patron text)`,
  );
  await run(
    db,
    sql`create unlogged table ${inStaging(rows)} (line bigint not null, key ${key} not null, hash bigint not null,
    ${sql.join(columns.map((column) => sql`${sql.id(column)} ${sql.raw(types[column] ?? 'text')}`))})`,
  );
}

export async function dropStaging(db: TenantDb, runId: number): Promise<void> {
  const { keys, rows } = stagingOf(runId);
  await run(db, sql`drop table if exists ${inStaging(keys)}, ${inStaging(rows)}`);
}

/**
 * For the rest of this transaction: joins by hash, with room. The planner knows how many rows a table has but not how many
 * of them a library that came yesterday has; guessing one, it loops over millions (measured: minutes instead of seconds).
 */
export async function planForBulk(db: TenantDb): Promise<void> {
  await run(db, sql`select set_config('enable_nestloop', 'off', true), set_config('work_mem', '128MB', true)`);
}

/** Figures for the planner, of the columns that are joined on only: the rest would cost more than it gives. */
export async function analyzeStaging(db: TenantDb, table: string, columns: readonly string[]): Promise<void> {
  await run(db, sql`analyze ${inStaging(table)} (${sql.join(columns.map((column) => sql.id(column)))})`);
}

/** How many rows wait; undefined when the table is gone. */
export async function countStaging(db: TenantDb, table: string): Promise<number | undefined> {
  const there = await one(db, sql<{ there: boolean }>`select to_regclass(${`staging.${table}`}) is not null as there`);
  if (!there.there) return undefined;
  return (await one(db, sql<{ n: number }>`select count(*) as n from ${inStaging(table)}`)).n;
}

/** Whether there is any row in a table that is there. */
export async function hasRows(db: TenantDb, table: string): Promise<boolean> {
  return (await one(db, sql<{ any: boolean }>`select exists (select from ${inStaging(table)}) as any`)).any;
}

/** How many blocks of 8 kB a table has: a merge goes through them piece by piece. */
export async function blocksOf(db: TenantDb, table: string): Promise<number> {
  return (
    await one(
      db,
      sql<{ blocks: number }>`select pg_relation_size(${`staging.${table}`}::regclass) / current_setting('block_size')::int as blocks`,
    )
  ).blocks;
}

/**
 * COPY into a staging table while `work` writes rows in COPY's text form, each with its line end; a write waits when the
 * database is behind. When the work fails, so does the COPY, and the transaction can be rolled back.
 */
export async function loading<T>(db: TenantDb, table: string, work: (write: (text: string) => Promise<void>) => Promise<T>): Promise<T> {
  const stream = (db.client as PoolClient).query(copyFrom(`copy staging.${table} from stdin`));
  let failed: Error | undefined;
  stream.on('error', (error) => (failed = error));
  try {
    const result = await work((text) => written(stream, text, () => failed));
    await ended(stream, () => failed);
    return result;
  } catch (error) {
    // a connection in the middle of COPY takes no other statement, no rollback either: it would wait for ever
    if (!failed) await new Promise((resolve) => stream.once('close', resolve).destroy(error as Error));
    throw error;
  }
}

function written(stream: Writable, text: string, failed: () => Error | undefined): Promise<void> {
  const error = failed();
  if (error) return Promise.reject(error);
  if (stream.write(text)) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const settle = () => {
      stream.off('drain', settle).off('error', settle);
      const late = failed();
      if (late) reject(late);
      else resolve();
    };
    stream.once('drain', settle).once('error', settle);
  });
}

function ended(stream: Writable, failed: () => Error | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const error = failed();
    if (error) return reject(error);
    stream.once('error', reject).once('finish', () => resolve());
    stream.end();
  });
}

/** The rows of a query, each as its numbers, streamed: the answer may have millions. */
export async function* streamNumbers(db: TenantDb, query: RawBuilder<unknown>): AsyncGenerator<number[]> {
  const text = query.compile(db.kysely).sql;
  const stream = (db.client as PoolClient).query(copyTo(`copy (${text}) to stdout`));
  let rest = '';
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop()!;
    for (const line of lines) yield line.split('\t').map(Number);
  }
}

const special = /[\\\t\n\r]/;
const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** True for a text that COPY's text form can carry as it is. */
export function isPlain(text: string): boolean {
  return !special.test(text);
}

/** One row in COPY's text form; `plain` when no value can hold a character with a meaning there. */
export function copyLine(values: readonly (string | number | null)[], plain = false): string {
  let line = '';
  for (let at = 0; at < values.length; at++) {
    const value = values[at];
    if (at > 0) line += '\t';
    if (value === null || value === undefined) line += '\\N';
    else if (plain || typeof value === 'number' || isPlain(value)) line += value;
    else line += value.replace(/[\\\t\n\r]/g, (character) => escapes[character]!);
  }
  return `${line}\n`;
}
