// The queue's own connections; what jobs do is tested by their modules.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { testDatabase } from '../../test/harness/database.ts';
import { drainQueue } from './queue.ts';

test('a database that cuts the connections of a drained queue ends no process', async () => {
  const { ownerUrl, superUrl } = await testDatabase();
  const above = new pg.Client({ connectionString: Object.assign(new URL(superUrl), { pathname: new URL(ownerUrl).pathname }).href });
  await above.connect();
  const broken: unknown[] = [];
  const note = (error: unknown) => void broken.push(error);
  process.prependListener('uncaughtException', note);
  try {
    for (let round = 0; round < 40; round++) {
      await drainQueue(ownerUrl, { 'imports.clear': async () => {} });
      // what dropping a database does to whoever is still there
      await above.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = 'kaartbak_owner'`,
      );
    }
    await sleep(200);
    assert.deepEqual(broken, []);
  } finally {
    process.off('uncaughtException', note);
    await above.end();
  }
});
