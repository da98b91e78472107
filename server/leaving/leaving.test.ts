import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { after, test } from 'node:test';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { libraryWith, testApp } from '../../test/harness/app.ts';
import { readyLibrary, sentMailing } from '../../test/harness/audience.ts';
import { newLibrary } from '../../test/harness/database.ts';
import { plantContact } from '../contacts/seed.ts';
import { pathOf, storeUpload } from '../files/files.ts';
import { many, sql, withSystem, withTenant } from '../platform/db.ts';
import { OperatorError } from '../platform/errors.ts';
import { getEnvironment } from '../tenants/tenants.ts';
import { exportLibrary } from './leaving.ts';
import { selectColumns } from './queries.ts';
import { columnsTaken, leftOut, namesLeftOut } from './rules.ts';

const folder = mkdtempSync(join(tmpdir(), 'kaartbak-leaving-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A library with readers, a mailing on its way and a file. */
async function livingLibrary(first: string) {
  const app = await testApp();
  const { tenantId } = await newLibrary(app.database);
  const library = await readyLibrary(app, tenantId, 5);
  await withTenant(app.database, tenantId, (db) =>
    plantContact(db, { firstName: first, lastName: 'O’Hara, "Zoë"\nde Wit', city: 'Zilverbeek' }),
  );
  await sentMailing(app, tenantId, library);
  await app.drain();
  const file = await storeUpload(app, tenantId, {
    purpose: 'import',
    name: 'leners.csv',
    mediaType: 'text/csv',
    maxBytes: 1000,
    stream: Readable.from([`bytes of ${first}`]),
  });
  return { app, tenantId, file, row: await withSystem(app.database, (db) => getEnvironment(db, tenantId)) };
}

/** The table as another database would read it. */
async function readBack(ownerUrl: string, path: string, columns: number): Promise<string[][]> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const names = Array.from({ length: columns }, (_, nr) => `c${nr}`);
    await client.query(`create temp table back (${names.map((name) => `${name} text`).join(', ')})`);
    await pipeline(Readable.from(readFileSync(path)), client.query(copyFrom('copy back from stdin (format csv, header)')));
    return (await client.query({ text: 'select * from back', rowMode: 'array' })).rows as string[][];
  } finally {
    await client.end();
  }
}

test('a library takes every row of its own along, none of another, and its files', async () => {
  const other = await livingLibrary('Vreemd');
  const { app, tenantId, row, file } = await livingLibrary('Eigen');
  const to = join(folder, 'eigen');

  const exported = await exportLibrary(app, row, to);

  const tables = await withTenant(app.database, tenantId, selectColumns);
  for (const { table, columns } of tables.filter((one) => !leftOut[one.table])) {
    const counted = sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)} where tenant_id = ${tenantId}`;
    const [{ n } = { n: -1 }] = await withTenant(app.database, tenantId, (db) => many(db, counted));
    const taken = columnsTaken({ table, columns });
    const rows = await readBack(app.ownerUrl, join(to, `${table}.csv`), taken.length);
    // the export itself is written down after the snapshot
    const expected = table === 'audit_entries' ? n - 1 : n;
    assert.deepEqual([table, exported.tables[table], rows.length], [table, expected, expected]);
  }
  const contacts = readFileSync(join(to, 'contacts.csv'), 'utf8');
  assert.match(contacts, /Eigen/);
  assert.match(contacts, /"O’Hara, ""Zoë""\nde Wit"/);
  const all = readdirSync(to).filter((name) => name.endsWith('.csv') || name.endsWith('.json'));
  for (const name of all) assert.doesNotMatch(readFileSync(join(to, name), 'utf8'), /Vreemd/, name);
  assert.deepEqual(readdirSync(join(to, 'files')), [file.public_id]);
  assert.equal(readFileSync(join(to, 'files', file.public_id), 'utf8'), 'bytes of Eigen');
  assert.ok(existsSync(pathOf(app, other.file)));
  assert.equal(JSON.parse(readFileSync(join(to, 'library.json'), 'utf8')).library.slug, row.slug);
  const noted = await withTenant(app.database, tenantId, (db) =>
    many(db, sql<{ action: string }>`select action from audit_entries where tenant_id = ${tenantId} order by id desc limit 1`),
  );
  assert.deepEqual(noted, [{ action: 'environment.exported' }]);
});

test('a table that holds rows of a library goes along or says why not', async () => {
  const { tenantId } = await libraryWith('administrator');
  const app = await testApp();
  const tables = await withTenant(app.database, tenantId, selectColumns);
  const known = tables.flatMap(({ table, columns }) => [table, ...columns.map(({ name }) => `${table}.${name}`)]);

  assert.ok(tables.length > 30);
  assert.deepEqual(
    namesLeftOut.filter((name) => !known.includes(name)),
    [],
    'names that no table has',
  );
  const secrets = tables.flatMap(({ table, columns }) =>
    columnsTaken({ table, columns })
      .filter(({ name }) => !leftOut[table] && /token|secret|password/.test(name))
      .map(({ name }) => `${table}.${name}`),
  );
  assert.deepEqual(secrets, [], 'nothing that opens something goes along');
});

test('a folder that exists is left alone, and one broken off is made anew', async () => {
  const { app, row } = await livingLibrary('Nogmaals');
  const to = join(folder, 'nogmaals');
  mkdirSync(join(`${to}.unfinished`, 'files'), { recursive: true });
  await exportLibrary(app, row, to);

  await assert.rejects(exportLibrary(app, row, to), (error) => error instanceof OperatorError && error.code === 'leaving.exists');
  assert.equal(existsSync(`${to}.unfinished`), false);
});
