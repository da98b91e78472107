/** Work on a file that breaks off half way ends, is rolled back, and leaves nothing that could do harm later. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importLibrary } from '../../test/harness/imports.ts';
import { sql, one, type TenantDb } from '../platform/db.ts';
import { commitRun, getRun, runMerging } from './imports.ts';
import { mergeRun } from './commit.ts';
import { readRun } from './read.ts';
import { importText } from './seed.ts';
import { createStaging, loading, stagingOf } from './queries/staging.ts';

for (const [when, pieces] of [
  ['before the first row', 0],
  ['between rows', 3],
] as const) {
  test(`a fault while rows go in, ${when}, ends the transaction instead of waiting for ever`, { timeout: 120_000 }, async () => {
    const { inside } = await importLibrary();
    const runId = 1_000_000 + pieces;

    const broken = inside(async (db) => {
      await createStaging(db, runId, 'patrons');
      await loading(db, stagingOf(runId).keys, async (write) => {
        for (let at = 0; at < pieces; at++) await write(`${at}\tkaart ${at}\t1\t\\N\n`.repeat(20_000));
        throw new Error('the quarantine could not be written');
      });
    });

    await assert.rejects(broken, /the quarantine could not be written/);
    const there = await inside((db) =>
      one(db, sql<{ is: boolean }>`select to_regclass(${`staging.${stagingOf(runId).keys}`}) is not null as is`),
    );
    assert.equal(there.is, false);
  });
}

const standing = (db: TenantDb) =>
  one(
    db,
    sql<{ cards: number; gone: number; taken: number }>`
    select count(*) as cards, count(gone_at) as gone,
      (select count(*) from audit_entries where tenant_id = ${db.tenantId} and action = 'imports.committed') as taken
    from contacts where tenant_id = ${db.tenantId}`,
  );
const waiting = (db: TenantDb, runId: number) =>
  one(db, sql<{ is: boolean }>`select to_regclass(${`staging.${stagingOf(runId).rows}`}) is not null as is`);

test('a full feed that brings nothing new takes nobody away when the server crashes before it is taken in', async () => {
  const { app, tenantId, inside } = await importLibrary();
  const everybody = 'cardnumber,surname\n1,Peeters\n2,Maes\n3,Claes\n';
  await importText(app, tenantId, everybody, { full: true });
  const run = await importText(app, tenantId, everybody, { full: true, dryRun: true });
  // what a crash of PostgreSQL does to unlogged tables
  await inside((db) =>
    one(db, sql`with gone as (delete from ${sql.id('staging', stagingOf(run.id).keys)} returning 1) select count(*) from gone`),
  );

  await inside((db) => commitRun(db, run.id));
  await runMerging(app, tenantId, run.id);

  assert.deepEqual([(await inside((db) => getRun(db, run.id))).counts.gone, (await inside(standing)).gone], [0, 0]);
});

test('a worker that was told of a run before another one finished it does nothing', async () => {
  const { app, tenantId, inside } = await importLibrary();
  const run = await importText(app, tenantId, 'cardnumber,surname\n1,Peeters\n', { dryRun: true });
  const asItWas = { ...run, state: 'reading' as const };

  await inside((db) => commitRun(db, run.id));
  await readRun(app, tenantId, asItWas);
  assert.equal((await inside((db) => getRun(db, run.id))).state, 'committing');
  await mergeRun(app, tenantId, run.id);
  await mergeRun(app, tenantId, run.id);

  assert.deepEqual(await inside(standing), { cards: 1, gone: 0, taken: 1 });
  assert.equal((await inside((db) => getRun(db, run.id))).state, 'done');
});

test('a fault of ours ends the run with a sentence instead of letting people wait, and removes what waited of the file', async () => {
  const { app, tenantId, inside } = await importLibrary();
  const run = await importText(app, tenantId, 'cardnumber,surname\n1,Peeters\n', { dryRun: true });
  await inside((db) =>
    one(db, sql`update import_runs set mapping = mapping - 'columns' where tenant_id = ${db.tenantId} and id = ${run.id} returning 1`),
  );

  await inside((db) => commitRun(db, run.id));
  await app.drain();

  const broken = await inside((db) => getRun(db, run.id));
  assert.deepEqual([broken.state, broken.problem?.code], ['failed', 'imports.broke']);
  assert.equal((await inside((db) => waiting(db, run.id))).is, false);
});
