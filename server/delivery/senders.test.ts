// The way an address becomes one a library may send from.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import { libraryWith } from '../../test/harness/app.ts';
import { many, sql, withTenant } from '../platform/db.ts';
import { accountSource, listSenders, type ClaimedRow } from './delivery.ts';

async function setUp() {
  const { app, tenantId, slug, api, session } = await libraryWith('administrator');
  const add = (email: string) => session.call('POST', `${api}/senders`, { name: 'Bib', email });
  const prove = (token: string, method: 'GET' | 'POST' = 'POST') => app.server.inject({ method, url: `/afzender/${slug}/${token}` });
  const proved = async () => (await withTenant(app.database, tenantId, listSenders)).map((row) => row.verified_at !== null);
  /** The token in the newest mail to an address. */
  const mailed = () =>
    withTenant(app.database, tenantId, async (db) => {
      const [mail] = await many(
        db,
        sql<ClaimedRow>`select * from messages where tenant_id = ${tenantId} and source_kind = 'account' order by id desc limit 1`,
      );
      return /\/afzender\/[\w-]+\/([\w.-]+)/.exec((await accountSource(app, db)).rendered(mail!).text)![1]!;
    });
  return { app, tenantId, api, session, add, prove, proved, mailed };
}

test('an address is proved by the button behind the link in its mail, once', async () => {
  const { app, add, prove, proved, mailed, api, session } = await setUp();
  const { body } = await add('nieuws@zilverbeek.example');
  await app.drain();
  const early = await mailed();
  await session.call('POST', `${api}/senders/${body.id}/proof`);
  await app.drain();
  const link = await mailed();

  assert.equal((await prove(link, 'GET')).statusCode, 200);
  assert.deepEqual(await proved(), [false], 'looking proves nothing');
  assert.equal((await prove(early)).statusCode, 410, 'a newer link goes before it');
  assert.equal((await prove(link)).statusCode, 200);
  assert.deepEqual(await proved(), [true]);
  assert.equal((await prove(link)).statusCode, 410);
});

test('what waits in the queue proves no address', async () => {
  const { app, add, prove, proved } = await setUp();
  await add('nieuws@zilverbeek.example');
  const owner = new pg.Client({ connectionString: app.ownerUrl });
  await owner.connect();
  const { rows } = await owner.query<{ payload: object }>('select payload from graphile_worker._private_jobs');
  await owner.end();
  const words = rows.flatMap(({ payload }) => Object.values(payload)).filter((value) => typeof value === 'string');
  assert.ok(words.length > 0);
  for (const word of words) assert.equal((await prove(word)).statusCode, 410);
  assert.deepEqual(await proved(), [false]);
});

test('adding an address twice at once is adding it once', async () => {
  const { add, proved } = await setUp();
  const answers = await Promise.all([1, 2, 3].map(() => add('nieuws@zilverbeek.example')));
  assert.deepEqual(answers.map(({ status, body }) => [status, body.code]).sort(), [
    [200, undefined],
    [409, 'delivery.sender-exists'],
    [409, 'delivery.sender-exists'],
  ]);
  assert.equal((await proved()).length, 1);
});
