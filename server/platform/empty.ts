// Back to a database that was just migrated: every row of every table, everything that waits in `staging`, every job.
// Numbers begin again at 1. Only for what never was in use: see demo/unfinished.ts, its one caller.
import pg from 'pg';

/**
 * Empties the database, in one transaction; needs the owner. Waits for what a killed process is still running there. To be
 * sure that it is the right one, it must remember exactly this under that name (memory.ts).
 */
export async function emptyDatabase(ownerUrl: string, { key, value }: { key: string; value: unknown }): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'kaartbak-empty' });
  await client.connect();
  try {
    await client.query("begin; set local lock_timeout = '60s'");
    const remembered = await client.query('select 1 from platform_settings where key = $1 and value = $2 for update', [
      key,
      JSON.stringify(value),
    ]);
    if (!remembered.rowCount) throw new Error('this is not the database that was to be emptied');
    // row-level security and the triggers that keep histories do not see a truncate
    const { rows: tables } = await client.query<{ name: string }>(
      "select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'migrations'",
    );
    const names = tables.map((row) => client.escapeIdentifier(row.name)).join(', ');
    await client.query(`truncate ${names} restart identity`);
    const { rows: waiting } = await client.query<{ name: string }>("select tablename as name from pg_tables where schemaname = 'staging'");
    for (const { name } of waiting) await client.query(`drop table staging.${client.escapeIdentifier(name)}`);
    await client.query('select graphile_worker.complete_jobs(array(select id from graphile_worker.jobs))');
    await client.query('commit');
  } finally {
    await client.end(); // without a commit this rolls back
  }
}

/** Holds a lock of the database for as long as this process lives, or until released; undefined when another holds it. */
export async function holdLock(url: string, key: number): Promise<{ release(): Promise<void> } | undefined> {
  const client = new pg.Client({ connectionString: url, application_name: 'kaartbak-lock' });
  client.on('error', () => {}); // the work under the lock notices a lost database by itself
  await client.connect();
  const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [key]);
  if (rows[0]!.taken) return { release: () => client.end() };
  await client.end();
  return undefined;
}
