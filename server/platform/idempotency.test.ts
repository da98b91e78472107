import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { FastifyInstance } from 'fastify';
import type pg from 'pg';
import { libraryWith, logInAs, type TestApp } from '../../test/harness/app.ts';
import { buildWeb } from '../mount.ts';
import { many, one, openDatabase, sql, withSystem, withTenant } from './db.ts';

/** The name of a mailing made once and asked for twice is enough to see whether the work ran again. */
async function setUp() {
  const library = await libraryWith();
  const count = () =>
    withTenant(library.app.database, library.tenantId, (db) =>
      one(db, sql<{ n: number }>`select count(*)::int as n from mailings where tenant_id = ${library.tenantId}`),
    ).then((row) => row.n);
  const create = (key: string, name = 'Nieuws') =>
    library.session.call('POST', `${library.api}/mailings`, { name }, { 'idempotency-key': key });
  const createAt = async (server: FastifyInstance, key: string) => {
    const { cookie, csrf } = library.session;
    const answer = await server.inject({
      method: 'POST',
      url: `${library.api}/mailings`,
      headers: { cookie, 'x-csrf': csrf, 'idempotency-key': key },
      payload: { name: 'Nieuws' },
    });
    assert.ok(answer.statusCode >= 500, 'the process died');
  };
  return { ...library, count, create, createAt };
}

/** A web process of its own that dies right after a statement was done: it does not hear of it, and nothing more it asks arrives. */
async function dyingProcess(context: TestContext, app: TestApp, { trace, last }: { trace: RegExp; last: RegExp }) {
  const database = openDatabase(app.database.url, { max: 4, name: 'dying' });
  const connect = database.pool.connect.bind(database.pool);
  const watched = new WeakSet<pg.PoolClient>();
  let dead = false;
  const died = () => Object.assign(new Error('the process is gone'), { code: 'ECONNRESET' });
  const watch = (client: pg.PoolClient) => {
    const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
    let traced = false;
    client.query = (async (...args: unknown[]) => {
      if (dead) throw died();
      const text = typeof args[0] === 'string' ? args[0] : (args[0] as pg.QueryConfig).text;
      const answer = await query(...args);
      traced ||= trace.test(text);
      dead ||= traced && last.test(text);
      if (dead) throw died();
      return answer;
    }) as typeof client.query;
    watched.add(client);
    return client;
  };
  database.pool.connect = (async () => {
    const client = await connect();
    return watched.has(client) ? client : watch(client);
  }) as typeof database.pool.connect;
  const server = await buildWeb({ ...app, database });
  context.after(async () => {
    await server.close();
    await database.close();
  });
  return server;
}

const later = (app: TestApp, minutes: number) => app.setNow(new Date(app.now().getTime() + minutes * 60_000));

test('a process that dies between the work and the answer: the same key gives the answer and does nothing again', async (context) => {
  const { app, create, count, createAt } = await setUp();
  await createAt(await dyingProcess(context, app, { trace: /insert into mailings/i, last: /^commit/i }), 'sterft');
  assert.equal(await count(), 1, 'the work was committed');
  later(app, 3);
  const again = await create('sterft');
  assert.equal(await count(), 1);
  assert.equal(again.status, 200);
  assert.equal(again.body.name, 'Nieuws');
});

test('a process that dies before the work is committed: the key is free again after two minutes', async (context) => {
  const { app, create, count, createAt } = await setUp();
  await createAt(await dyingProcess(context, app, { trace: /insert into mailings/i, last: /insert into mailings/i }), 'te vroeg');
  assert.equal(await count(), 0);
  assert.equal((await create('te vroeg')).body.code, 'error.still-running');
  later(app, 3);
  assert.equal((await create('te vroeg')).status, 200);
  assert.equal(await count(), 1);
});

test('a request so slow that another took its key over commits nothing', async () => {
  const { app, create, count } = await setUp();
  const { pool } = app.database;
  // the table is held, so the first waits in the middle of its work
  const holder = await pool.connect();
  await holder.query('begin; lock table mailings in share mode');
  const first = create('traag');
  for (let waiting = 0; waiting === 0;) {
    const found = await pool.query(
      "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query ilike '%insert into mailings%'",
    );
    waiting = found.rowCount ?? 0;
  }
  later(app, 3);
  const second = create('traag');
  for (let waiting = 0; waiting < 2;) {
    const found = await pool.query(
      "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query ilike '%insert into mailings%'",
    );
    waiting = found.rowCount ?? 0;
  }
  await holder.query('commit');
  holder.release();
  const answers = await Promise.all([first, second]);
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 409]);
  assert.equal(await count(), 1);
});

test('keys of two people, and of two libraries, have nothing to do with each other', async () => {
  const { app, tenantId, api, create, count } = await setUp();
  await create('zelfde');
  const colleague = await logInAs(app, tenantId, 'administrator');
  await colleague.call('POST', `${api}/mailings`, { name: 'Nieuws' }, { 'idempotency-key': 'zelfde' });
  assert.equal(await count(), 2);
});

test('outside a library the header does nothing: no answer and no trace of a password is kept', async () => {
  const { app, session } = await setUp();
  const logIn = () =>
    app.server.inject({
      method: 'POST',
      url: '/api/session',
      headers: { 'idempotency-key': 'aanmelden' },
      payload: { email: session.email, password: 'drie losse woorden' },
    });
  const [first, second] = [await logIn(), await logIn()];
  assert.ok(first.headers['set-cookie'] && second.headers['set-cookie'], 'each log in gets a session of its own');
  const kept = await withSystem(app.database, (db) => many(db, sql`select 1 from idempotency_keys where key = 'aanmelden'`));
  assert.equal(kept.length, 0);
});
