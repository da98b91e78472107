import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import { newLibrary, testDatabase } from '../../test/harness/database.ts';
import { run, sql, withTenant } from '../platform/db.ts';
import { listAudit, recordAudit, systemActor, verifyAudit } from './audit.ts';

const entry = (action: string) => ({ actor: systemActor, action, detail: { b: 1, a: [1, { z: null }] }, at: new Date() });

test('entries form a chain, also when twenty are written at once', async () => {
  const database = await testDatabase();
  const { tenantId } = await newLibrary(database);
  await Promise.all(Array.from({ length: 20 }, (_, n) => withTenant(database, tenantId, (db) => recordAudit(db, entry(`test.n${n}`)))));

  assert.deepEqual(await withTenant(database, tenantId, verifyAudit), { entries: 20, brokenAt: null });
  const rows = await withTenant(database, tenantId, (db) => listAudit(db, { limit: 5 }));
  assert.deepEqual(
    rows.map((row) => row.id),
    [20, 19, 18, 17, 16],
  );
});

test('nobody rewrites an entry; who gets past the lock on the door is found out', async () => {
  const database = await testDatabase();
  const { tenantId } = await newLibrary(database);
  for (const action of ['test.one', 'test.two', 'test.three']) await withTenant(database, tenantId, (db) => recordAudit(db, entry(action)));
  await assert.rejects(
    withTenant(database, tenantId, (db) => run(db, sql`update audit_entries set action = 'x' where tenant_id = ${tenantId}`)),
    /append-only/,
  );
  await assert.rejects(
    withTenant(database, tenantId, (db) => run(db, sql`delete from audit_entries where tenant_id = ${tenantId}`)),
    /append-only/,
  );

  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await owner.query('alter table audit_entries disable trigger audit_entries_append_only');
  await owner.query("select set_config('kaartbak.tenant', $1, false)", [String(tenantId)]);
  await owner.query("update audit_entries set action = 'test.other' where tenant_id = $1 and id = 2", [tenantId]);
  await owner.query('alter table audit_entries enable trigger audit_entries_append_only');
  await owner.end();
  assert.deepEqual(await withTenant(database, tenantId, verifyAudit), { entries: 2, brokenAt: 2 });
});

test('an entry of work that failed is not there', async () => {
  const database = await testDatabase();
  const { tenantId } = await newLibrary(database);
  await assert.rejects(
    withTenant(database, tenantId, async (db) => {
      await recordAudit(db, entry('test.undone'));
      throw new Error('no');
    }),
  );
  assert.deepEqual(await withTenant(database, tenantId, (db) => listAudit(db, { limit: 5 })), []);
});

test('a moment in the details does not look like tampering', async () => {
  const database = await testDatabase();
  const { tenantId } = await newLibrary(database);
  const detail = { until: new Date('2026-11-22T10:00:00Z'), nothing: undefined };
  await withTenant(database, tenantId, (db) => recordAudit(db, { ...entry('test.moment'), detail }));
  assert.deepEqual(await withTenant(database, tenantId, verifyAudit), { entries: 1, brokenAt: null });
});

test('a chain whose last entries were cut off does not verify', async () => {
  const database = await testDatabase();
  const { tenantId } = await newLibrary(database);
  for (const action of ['test.one', 'test.two', 'test.three']) await withTenant(database, tenantId, (db) => recordAudit(db, entry(action)));
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await owner.query('alter table audit_entries disable trigger audit_entries_append_only');
  await owner.query("select set_config('kaartbak.tenant', $1, false)", [String(tenantId)]);
  await owner.query('delete from audit_entries where tenant_id = $1 and id = 3', [tenantId]);
  await owner.query('alter table audit_entries enable trigger audit_entries_append_only');
  await owner.end();
  assert.deepEqual(await withTenant(database, tenantId, verifyAudit), { entries: 2, brokenAt: 3 });
});
