/** Work on a file that breaks off half way ends, is rolled back, and leaves nothing that could do harm later. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql, one, withTenant, type TenantDb } from '../platform/db.ts';
import { testApp } from '../../test/harness/app.ts';
import { newLibrary } from '../../test/harness/database.ts';
import { createStaging, loading, stagingOf } from './queries/staging.ts';

async function library() {
  const app = await testApp();
  const { tenantId } = await newLibrary(app.database);
  const inside = <T>(fn: (db: TenantDb) => Promise<T>) => withTenant(app.database, tenantId, fn);
  return { app, tenantId, inside };
}

for (const [when, pieces] of [
  ['before the first row', 0],
  ['between rows', 3],
] as const) {
  test(`a fault while rows go in, ${when}, ends the transaction instead of waiting for ever`, { timeout: 30_000 }, async () => {
    const { inside } = await library();
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
