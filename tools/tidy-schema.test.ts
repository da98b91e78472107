/** What the migrated database must look like; the files are looked at in tidy.test.ts. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import pg from 'pg';
import { modules } from '../server/modules.ts';
import { testDatabase } from '../test/harness/database.ts';
import { contactColumns, peopleElsewhere } from './tidy/contact-data.ts';
import { behindFunctions, platformTables, tenantless } from './tidy/tables.ts';

/** The names a query answers, one a row. Staging and the queue's own schema are not ours to judge. */
async function names(query: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: (await testDatabase()).ownerUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(query);
    return rows.map(({ name }) => name).sort();
  } finally {
    await client.end();
  }
}

const tables = `
  select c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity,
    exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped) as tenant
  from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`;

test('every table with tenant_id stands behind forced row-level security with a policy', async () => {
  const open = await names(`
    select relname as name from (${tables}) t
    where tenant and not (relrowsecurity and relforcerowsecurity
      and exists (select from pg_policy p where p.polrelid = t.oid and p.polcmd = '*'
        and pg_get_expr(p.polqual, p.polrelid) like '%tenant_id = %kb_tenant()%'
        and pg_get_expr(p.polwithcheck, p.polrelid) like '%tenant_id = %kb_tenant()%'))`);

  assert.deepEqual(open, Object.keys(behindFunctions).sort());
});

test('the app role reaches a tenant table without a policy only through functions', async () => {
  const reached = await names(`
    select relname as name from (${tables}) t
    where tenant and not relforcerowsecurity
      and has_table_privilege('kaartbak_app', oid, 'select, insert, update, delete, truncate')`);

  assert.deepEqual(reached, []);
});

test('every policy of a table with tenant_id looks at the tenant', async () => {
  const loose = await names(`
    select t.relname || '.' || p.polname as name from (${tables}) t join pg_policy p on p.polrelid = t.oid
    where tenant and p.polpermissive
      and not (coalesce(pg_get_expr(p.polqual, p.polrelid), '') || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), ''))
        like '%kb_tenant()%'`);

  assert.deepEqual(loose, []);
});

test('primary and unique keys of tenant tables begin with tenant_id', async () => {
  const keys = await names(`
    select t.relname || '.' || i.indexrelid::regclass as name from (${tables}) t
    join pg_index i on i.indrelid = t.oid
    where tenant and i.indisunique and not exists (
      select from pg_attribute a where a.attrelid = t.oid and a.attnum = i.indkey[0] and a.attname = 'tenant_id')`);
  const keyless = await names(`
    select relname as name from (${tables}) t
    where not exists (select from pg_index i where i.indrelid = t.oid and i.indisprimary)`);

  assert.deepEqual(keys, []);
  assert.deepEqual(keyless, []);
});

test('foreign keys between tenant tables carry tenant_id', async () => {
  const single = await names(`
    select t.relname || '.' || k.conname as name from (${tables}) t
    join pg_constraint k on k.conrelid = t.oid and k.contype = 'f'
    join (${tables}) o on o.oid = k.confrelid
    where t.tenant and o.tenant and not exists (
      select from pg_attribute a where a.attrelid = t.oid and a.attnum = any (k.conkey) and a.attname = 'tenant_id')`);

  assert.deepEqual(single, []);
});

test('every foreign key has an index that begins with its columns', async () => {
  // Their order does not matter to a look-up by all of them, nor that rows without one are left out.
  const bare = await names(`
    select t.relname || '.' || k.conname as name from (${tables}) t
    join pg_constraint k on k.conrelid = t.oid and k.contype = 'f'
    where not exists (
      select from pg_index i where i.indrelid = t.oid
        and coalesce(pg_get_expr(i.indpred, t.oid), '(x IS NOT NULL)') ~ '^\\(\\w+ IS NOT NULL\\)$'
        and (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey)`);

  assert.deepEqual(bare, []);
});

test('tables without tenant_id are those on the list', async () => {
  const found = await names(`select relname as name from (${tables}) t where not tenant`);

  assert.deepEqual(found, Object.keys(tenantless).sort());
});

test('every table has one owner', async () => {
  const found = await names(`select relname as name from (${tables}) t`);
  const owned = [...platformTables, ...modules.flatMap((module): readonly string[] => module.tables)];

  assert.deepEqual(owned.toSorted(), found);
});

/** Columns that name a card: by their name, or because a foreign key leads to contacts. `tenant_id` is part of every key. */
const naming = `
  select t.relname || '.' || a.attname as name,
    exists (select from pg_constraint k where k.conrelid = t.oid and k.contype = 'f' and a.attnum = any (k.conkey)
      and k.confrelid = 'contacts'::regclass) as checked
  from (${tables}) t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped and a.attname <> 'tenant_id'`;

test('every column that names a card or a household says what erasing and merging do with it', async () => {
  const found = await names(
    `select name from (${naming}) n where checked or name ~ '\\.(\\w+_)?(contact|household)_id$' or name ~ '\\.merged_into$'`,
  );

  assert.deepEqual(found, Object.keys(contactColumns).sort());
});

test('the list says truly which of them the database checks', async () => {
  const found = await names(`select name from (${naming}) n where checked`);
  const said = Object.entries(contactColumns).flatMap(([name, { checked }]) => (checked ? [name] : []));

  assert.deepEqual(found, said.sort());
});

test('the decision record tells people the whole list', async () => {
  const record = await readFile(new URL('../docs/decisions/0042-where-data-of-people-lies.md', import.meta.url), 'utf8');
  const existing = await names(`select relname as name from (${tables}) t`);
  const untold = [...Object.keys(contactColumns), ...Object.keys(peopleElsewhere)].filter((name) => !record.includes(`\`${name}\``));
  const gone = Object.keys(peopleElsewhere).filter((table) => !existing.includes(table));

  assert.deepEqual([untold, gone], [[], []]);
});
