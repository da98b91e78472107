// Plain SQL migrations, forward only, each in a transaction of its own together with its mark.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { OperatorError } from './errors.ts';

const folder = join(import.meta.dirname, '../../migrations');

/**
 * Brings the schema up to date as the owning role and gives the app role its rights. Safe to call from
 * several processes at once (advisory lock) and to repeat. Returns the names that were run.
 */
export async function migrate(ownerUrl: string, appRole: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'kaartbak-migrate' });
  await client.connect().catch((error: Error) => {
    throw new OperatorError('operator.database-unreachable', { why: error.message });
  });
  try {
    await client.query('select pg_advisory_lock($1)', [0x6b616172]); // "kaar"
    await client.query("select set_config('kaartbak.app_role', $1, false)", [appRole]);
    await client.query('set client_min_messages = warning');
    await client.query(`create table if not exists migrations (
      name text primary key, hash text not null, at timestamptz not null default now())`);
    await grantTo(client, appRole);
    const done = await client.query<{ name: string; hash: string }>('select name, hash from migrations order by name');
    const names = readdirSync(folder)
      .filter((name) => name.endsWith('.sql'))
      .sort();
    const unknown = done.rows.find((row) => !names.includes(row.name));
    if (unknown) throw new OperatorError('operator.database-newer', { name: unknown.name });
    // a migration that ran is history; one that was rewritten since describes another schema than the one that is there
    const rewritten = done.rows.find((row) => row.hash !== hashOf(textOf(row.name)));
    if (rewritten) throw new OperatorError('operator.migration-rewritten', { name: rewritten.name });
    const todo = names.filter((name) => !done.rows.some((row) => row.name === name));
    for (const name of todo) await runOne(client, name);
    if (todo.length > 0) await grantTo(client, appRole);
    return todo;
  } finally {
    await client.end();
  }
}

const textOf = (name: string) => readFileSync(join(folder, name), 'utf8');
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

async function runOne(client: pg.Client, name: string): Promise<void> {
  const text = textOf(name);
  await client.query('begin');
  try {
    await client.query(text);
    await client.query('insert into migrations (name, hash) values ($1, $2)', [name, hashOf(text)]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new OperatorError('operator.migration-failed', { name, why: (error as Error).message });
  }
}

/** Rights of the app role: rows, not structure. A no-op when the app role owns the schema itself. */
async function grantTo(client: pg.Client, appRole: string): Promise<void> {
  const role = client.escapeIdentifier(appRole);
  const me = await client.query<{ me: string }>('select current_user as me');
  if (me.rows[0]!.me === appRole) return;
  await client.query(`
    grant usage on schema public to ${role};
    grant select on migrations to ${role};
    alter default privileges in schema public grant select, insert, update, delete on tables to ${role};
    alter default privileges in schema public grant usage, select on sequences to ${role};`);
  const staging = await client.query("select 1 from pg_namespace where nspname = 'staging'");
  if (staging.rowCount) await client.query(`grant usage, create on schema staging to ${role}`);
}
