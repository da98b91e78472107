// The queue's own connections; what jobs do is tested by their modules.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { testDatabase } from '../../test/harness/database.ts';
import { createLog } from './log.ts';
import { drainQueue, startQueue } from './queue.ts';

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

test('a job whose worker was killed is done as soon as a worker starts, but not beside one that lives', { timeout: 120_000 }, async () => {
  const { ownerUrl } = await testDatabase();
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  const addLocked = async (worker: string) => {
    await owner.query('begin');
    const { rows } = await owner.query<{ id: string }>(`select (graphile_worker.add_job('imports.clear', '{}')).id`);
    await owner.query('update graphile_worker._private_jobs set locked_at = now(), locked_by = $1 where id = $2', [worker, rows[0]!.id]);
    await owner.query('commit');
  };
  const lockedBy = async () =>
    (await owner.query<{ who: string }>(`select locked_by as who from graphile_worker.jobs where locked_by is not null`)).rows.map(
      ({ who }) => who,
    );
  let done = 0;
  const start = () => startQueue({ ownerUrl, log: createLog('silent', 'test'), handlers: { 'imports.clear': async () => void done++ } });

  await addLocked('worker-killed');
  const first = await start();
  try {
    while (done === 0) await sleep(20);
    await addLocked('worker-elsewhere');
    const second = await start();
    const left = await lockedBy();
    await second.stop();

    assert.deepEqual([done, left], [1, ['worker-elsewhere']]);
  } finally {
    await first.stop();
    await owner.end();
  }
});
