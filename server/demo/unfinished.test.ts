/** A demo that is killed while it is being made leaves nothing half; one that is whole, or not alone, is never touched. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { testApp, type TestApp } from '../../test/harness/app.ts';
import { newLibrary, testDatabase } from '../../test/harness/database.ts';
import { systemActor } from '../audit/audit.ts';
import { inviteByOperator } from '../invitations/invitations.ts';
import { withSystem, withTenant } from '../platform/db.ts';
import { emptyDatabase } from '../platform/empty.ts';
import { remember } from '../platform/memory.ts';
import { createAccount } from '../staff/staff.ts';
import { findEnvironment } from '../tenants/tenants.ts';
import { createDemo, demoState, removeBrokenOff } from './demo.ts';

const scale = 0.01;

/** Makes the demo elsewhere and kills that process: so long after it said these words, or sooner when we came too late. */
async function killedAfter(app: TestApp, words: RegExp, milliseconds: number): Promise<void> {
  for (let wait = milliseconds; !(await isKilledAfter(app, words, wait)); wait = Math.floor(wait / 2)) {
    assert.ok(wait > 0, 'it was killed before it was done');
    await emptied(app);
  }
}

async function isKilledAfter(app: TestApp, words: RegExp, milliseconds: number): Promise<boolean> {
  const where = { url: app.database.url, ownerUrl: app.ownerUrl, home: app.config.home, scale };
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../test/harness/demo-process.ts'), JSON.stringify(where)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  let said = '';
  child.stdout.on('data', (part: Buffer) => (said += part.toString()));
  while (!words.test(said) && child.exitCode === null) await sleep(5);
  await Promise.race([sleep(milliseconds), ended]);
  child.kill('SIGKILL');
  const [code] = await ended;
  return code === null;
}

/**
 * How many rows every table holds and how far its numbers went, seen from above the policies. Clicks are left out: who
 * clicks is drawn in the order of the ledger, and that order is the database's own.
 */
async function standing(): Promise<Record<string, unknown>> {
  const database = await testDatabase();
  const url = Object.assign(new URL(database.superUrl), { pathname: new URL(database.ownerUrl).pathname }).href;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows: tables } = await client.query<{ name: string; numbered: boolean }>(`
    select tablename as name, exists (select from pg_attribute where attrelid = ('public.' || tablename)::regclass and attname = 'id' and attidentity <> '') as numbered
    from pg_tables where schemaname = 'public' and tablename not in ('migrations', 'rate_limits', 'link_clicks', 'facts') order by 1`);
  const found: Record<string, unknown> = {};
  for (const { name, numbered } of tables) {
    const { rows } = await client.query(`select count(*)::int as rows${numbered ? ', max(id)::int as last' : ''} from ${name}`);
    found[name] = rows[0];
  }
  const facts = await client.query("select count(*)::int as n from facts where kind <> 'mail.clicked'");
  const jobs = await client.query('select task_identifier as task, count(*)::int as n from graphile_worker.jobs group by 1 order by 1');
  const staging = await client.query("select count(*)::int as n from pg_tables where schemaname = 'staging'");
  await client.end();
  return { ...found, facts: facts.rows[0], jobs: jobs.rows, staging: staging.rows[0] };
}

async function emptied(app: TestApp): Promise<void> {
  const value = { key: 'test', value: { at: performance.now() } };
  await withSystem(app.database, (db) => remember(db, value.key, value.value));
  await emptyDatabase(app.ownerUrl, value);
}

const files = (app: TestApp) => (existsSync(join(app.config.home, 'files')) ? readdirSync(join(app.config.home, 'files')).length : 0);

test('killed at any moment: the next one finds it, removes it, and makes what would have been', { timeout: 170_000 }, async () => {
  const app = await testApp();
  await createDemo(app, undefined, { scale });
  const undisturbed = await standing();
  await emptied(app);

  for (const [words, milliseconds] of [
    [/inventing/i, 30],
    [/Zilverbeek/, 400],
    [/Zilverbeek/, 1500],
    [/Heidelaar/, 200],
  ] as const) {
    await killedAfter(app, words, milliseconds);
    assert.equal(await demoState(app), 'broken-off');
    assert.equal(await removeBrokenOff(app), 'removed');
    assert.equal(await demoState(app), 'none');
  }
  await createDemo(app, undefined, { scale });

  assert.deepEqual(await standing(), undisturbed);
  assert.equal(files(app), 0, 'neither its files nor those of the broken-off ones are kept');
  assert.equal(await demoState(app), 'ready');
});

test('a whole demo is never removed, nor made a second time', async () => {
  const app = await testApp();
  const before = await standing();

  assert.equal(await removeBrokenOff(app), 'nothing');
  await assert.rejects(createDemo(app), { code: 'demo.not-empty' });

  assert.deepEqual(await standing(), before);
});

const whatCame: Record<string, (app: TestApp) => Promise<unknown>> = {
  'a library': (app) => newLibrary(app.database),
  'an account': (app) => withSystem(app.database, (db) => createAccount(db, { email: 'an@goudveld.example', name: 'An', now: app.now() })),
  'an invitation': async (app) => {
    const { id } = (await withSystem(app.database, (db) => findEnvironment(db, 'zilverbeek')))!;
    const wanted = { email: 'an@goudveld.example', name: 'An', role: 'desk', actor: systemActor, now: app.now() } as const;
    await withTenant(app.database, id, (db) => inviteByOperator(app, db, wanted));
  },
};
for (const [what, make] of Object.entries(whatCame)) {
  test(`half a demo beside which ${what} came is left alone`, { timeout: 60_000 }, async () => {
    const app = await testApp();
    await emptied(app);
    await killedAfter(app, /Zilverbeek/, 300);
    await make(app);
    const before = await standing();

    assert.equal(await removeBrokenOff(app), 'kept');

    assert.deepEqual(await standing(), before);
  });
}

test('a database that does not remember what was to be emptied is left alone', async () => {
  const app = await testApp();
  const before = await standing();

  await assert.rejects(emptyDatabase(app.ownerUrl, { key: 'demo', value: { state: 'making', since: 'another day' } }), /not the database/);

  assert.deepEqual(await standing(), before);
});

test('two at once: the second is told that the first is at it', { timeout: 60_000 }, async () => {
  const app = await testApp();
  await emptied(app);
  const first = createDemo(app, undefined, { scale });
  while ((await demoState(app)) === 'none') await sleep(5);

  assert.equal(await demoState(app), 'being-made');
  await assert.rejects(createDemo(app), { code: 'demo.being-made' });
  assert.equal(await removeBrokenOff(app), 'nothing');

  await first;
});
