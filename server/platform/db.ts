// The only way to the database.
//
// 1. `openDatabase` makes one pool for the app role.
// 2. `withTenant` takes a connection, opens a transaction and sets the tenant for that transaction only;
//    row-level security reads it. There is no other way to a TenantDb.
// 3. `withSystem` gives a transaction without tenant: it sees the few tables that have none
//    (tenants, staff, sessions, dispatches) and, by policy, no row of any other.
// 4. SQL is written with Kysely's `sql` tag and run by `many`, `one`, `maybe` and `run`.
import { Kysely, PostgresDialect, sql, type RawBuilder } from 'kysely';
import pg from 'pg';
import { OperatorError } from './errors.ts';

export { sql };
export type { RawBuilder };

pg.types.setTypeParser(pg.types.builtins.INT8, Number); // ids stay far below 2^53
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text); // a calendar day is not an instant
pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number);

type AnyTables = Record<string, Record<string, unknown>>;

interface Handle {
  kysely: Kysely<AnyTables>;
  /** The raw connection, for COPY. */
  client: pg.PoolClient;
}
/** A transaction that sees one tenant. */
export interface TenantDb extends Handle {
  scope: 'tenant';
  tenantId: number;
}
/** A transaction that sees only what belongs to no tenant. */
export interface SystemDb extends Handle {
  scope: 'system';
}
export type AnyDb = TenantDb | SystemDb;

export interface Database {
  pool: pg.Pool;
  url: string;
  close(): Promise<void>;
}

/** Opens a pool. `max` is per process: web, worker and mailer each have their own. */
export function openDatabase(url: string, { max = 10, name = 'kaartbak' } = {}): Database {
  const pool = new pg.Pool({ connectionString: url, max, application_name: name, idleTimeoutMillis: 30_000 });
  // a connection that breaks while idle is replaced at the next use; without a listener it would end the process
  pool.on('error', () => {});
  return { pool, url, close: () => pool.end() };
}

interface TransactionOptions {
  /** PostgreSQL itself refuses writes: every GET runs like this. */
  readOnly?: boolean;
  /** Every statement sees what the first one saw. */
  snapshot?: boolean;
}

/** Runs `fn` in a transaction bound to one tenant; everything it does commits together or not at all. */
export async function withTenant<T>(
  database: Database,
  tenantId: number,
  fn: (db: TenantDb) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  if (!Number.isSafeInteger(tenantId) || tenantId <= 0) throw new Error('withTenant needs a tenant');
  // a whole number, checked above: no parameter needed, and one round trip less for every request
  const bind = `select set_config('kaartbak.tenant', '${tenantId}', true)`;
  return inTransaction(database, { ...options, bind }, (handle) => fn({ ...handle, scope: 'tenant', tenantId }));
}

/** Runs `fn` in a transaction that belongs to no tenant. */
export async function withSystem<T>(database: Database, fn: (db: SystemDb) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
  return inTransaction(database, options, (handle) => fn({ ...handle, scope: 'system' }));
}

async function inTransaction<T>(
  database: Database,
  options: TransactionOptions & { bind?: string },
  fn: (handle: Handle) => Promise<T>,
): Promise<T> {
  const client = await database.pool.connect();
  let broken: Error | undefined;
  // without a listener, a connection lost between two queries would end the process
  const onError = (error: Error) => (broken = error);
  client.on('error', onError);
  try {
    const begin = `begin${options.snapshot ? ' isolation level repeatable read' : ''}${options.readOnly ? ' read only' : ''}`;
    await client.query(`${begin}; ${options.bind ?? ''}`);
    const result = await fn({ client, kysely: kyselyOn(client) });
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((rollbackError: Error) => (broken = rollbackError));
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

const kyselyByClient = new WeakMap<pg.PoolClient, Kysely<AnyTables>>();

/** Kysely on one given connection, so that COPY and composed SQL share a transaction. */
function kyselyOn(client: pg.PoolClient): Kysely<AnyTables> {
  let kysely = kyselyByClient.get(client);
  if (!kysely) {
    const lent = { query: client.query.bind(client), release: () => {} } as unknown as pg.PoolClient;
    kysely = new Kysely<AnyTables>({
      dialect: new PostgresDialect({ pool: { connect: async () => lent, end: async () => {} } as unknown as pg.Pool }),
    });
    kyselyByClient.set(client, kysely);
  }
  return kysely;
}

/** All rows. */
export async function many<Row>(db: AnyDb, query: RawBuilder<Row>): Promise<Row[]> {
  return (await query.execute(db.kysely)).rows;
}

/** The first row, or undefined. */
export async function maybe<Row>(db: AnyDb, query: RawBuilder<Row>): Promise<Row | undefined> {
  return (await query.execute(db.kysely)).rows[0];
}

/** The first row; its absence is a defect. */
export async function one<Row>(db: AnyDb, query: RawBuilder<Row>): Promise<Row> {
  const row = (await query.execute(db.kysely)).rows[0];
  if (row === undefined) throw new Error('expected a row');
  return row;
}

/** Runs a statement and tells how many rows it changed. */
export async function run(db: AnyDb, query: RawBuilder<unknown>): Promise<number> {
  return Number((await query.execute(db.kysely)).numAffectedRows ?? 0n);
}

/** Refreshes the planner's figures of tables that were just filled in bulk. */
export async function analyze(db: AnyDb, ...tables: string[]): Promise<void> {
  for (const table of tables) await run(db, sql`select kb_analyze(${table})`);
}

/**
 * The start-up self-check: the server is new enough, our role cannot bypass row-level security, and every table
 * with a tenant_id has it enabled and forced. Throws an OperatorError otherwise.
 */
export async function checkDatabase(database: Database): Promise<void> {
  await checkRole(database);
  const bare = await database.pool.query<{ table: string }>(`
    select c.relname as table
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
    where n.nspname = 'public' and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity)
      -- reached only through functions that read the tenant themselves: migrations/0005_contacts.sql
      and c.relname not in ('contact_search', 'contact_search_vocabulary')`);
  if (bare.rows[0]) throw new OperatorError('operator.table-without-rls', { table: bare.rows[0].table });
}

/** The part of the self-check that can run before the first migration. */
export async function checkRole(database: Database): Promise<void> {
  const found = await database.pool
    .query<{ version: number; role: string; super: boolean; bypass: boolean }>(`
      select current_setting('server_version_num')::int as version, rolname as role, rolsuper as super, rolbypassrls as bypass
      from pg_roles where rolname = current_user`)
    .catch((error: Error) => {
      throw new OperatorError('operator.database-unreachable', { why: error.message || String(error) });
    });
  const row = found.rows[0]!;
  if (row.version < 150_000) throw new OperatorError('operator.database-too-old', { version: String(Math.floor(row.version / 10_000)) });
  if (row.super || row.bypass) {
    throw new OperatorError('operator.role-bypasses-rls', { role: row.role, why: row.super ? 'SUPERUSER' : 'BYPASSRLS' });
  }
}

/** Tells databases apart, whatever they are called where: by their name and the moment their server began. */
export async function identityOf(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url, application_name: 'kaartbak-check' });
  try {
    await client.connect();
    const found = await client.query<{ it: string }>('select current_database() || pg_postmaster_start_time() as it');
    return found.rows[0]!.it;
  } catch (error) {
    throw new OperatorError('operator.database-unreachable', { why: (error as Error).message || String(error) });
  } finally {
    await client.end().catch(() => {});
  }
}
