import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { libraryWith } from '../../test/harness/app.ts';
import { newLibrary, testDatabase } from '../../test/harness/database.ts';
import { parseCommand, type Command } from './cli.ts';
import { readConfig } from './config.ts';
import { checkDatabase, checkRole, many, openDatabase, run, sql, withSystem, withTenant } from './db.ts';
import { connectOut, isPublicAddress } from './egress.ts';
import { escapeHtml, html } from './html.ts';
import { createLog, redactPath } from './log.ts';
import { migrate } from './migrate.ts';
import { createSecrets, loadSecrets } from './secrets.ts';

test('without a tenant there are no rows; with one only its own, whatever the statement says', async () => {
  const database = await testDatabase();
  const [a, b] = [await newLibrary(database), await newLibrary(database)];
  await withTenant(database, a.tenantId, (db) =>
    run(db, sql`insert into contacts (tenant_id, last_name) values (${a.tenantId}, 'Peeters')`),
  );

  assert.equal((await withSystem(database, (db) => many(db, sql`select 1 from contacts`))).length, 0);
  assert.equal((await withTenant(database, b.tenantId, (db) => many(db, sql`select 1 from contacts`))).length, 0);
  assert.equal((await withTenant(database, a.tenantId, (db) => many(db, sql`select 1 from contacts`))).length, 1);
  await assert.rejects(
    withTenant(database, b.tenantId, (db) => run(db, sql`insert into contacts (tenant_id, last_name) values (${a.tenantId}, 'X')`)),
    /row-level security/,
  );
  assert.equal(await withTenant(database, b.tenantId, (db) => run(db, sql`delete from contacts`)), 0);
  await assert.rejects(
    withTenant(database, 0, async () => {}),
    /needs a tenant/,
  );
});

test('the tenant does not stay behind on the connection', async () => {
  const database = await testDatabase();
  const one = { ...openDatabase(database.url, { max: 1 }) };
  const { tenantId } = await newLibrary(database);
  await withTenant(one, tenantId, (db) => run(db, sql`insert into contacts (tenant_id, last_name) values (${tenantId}, 'Y')`));
  await withTenant(one, tenantId, async () => {
    throw new Error('broken');
  }).catch(() => {});
  assert.equal((await withSystem(one, (db) => many(db, sql`select 1 from contacts`))).length, 0);
  await one.close();
});

test('a read-only transaction cannot write: the door every GET goes through', async () => {
  const database = await testDatabase();
  const { tenantId } = await newLibrary(database);
  await assert.rejects(
    withTenant(database, tenantId, (db) => run(db, sql`insert into contacts (tenant_id, last_name) values (${tenantId}, 'Z')`), {
      readOnly: true,
    }),
    /read-only transaction/,
  );
});

test('the self-check refuses a role above the rules, and a table without them', async () => {
  const database = await testDatabase();
  await checkDatabase(database);
  const { default: pg } = await import('pg');
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await owner.query('create table careless (tenant_id bigint primary key)');
  await assert.rejects(checkDatabase(database), { code: 'operator.table-without-rls' });
  await owner.query('drop table careless');
  await owner.end();
  const above = openDatabase(database.superUrl);
  await assert.rejects(checkRole(above), { code: 'operator.role-bypasses-rls' });
  await above.close();
});

test('a table of settings: what makes no sense is named', () => {
  assert.equal(readConfig({}).port, 8080);
  assert.equal(readConfig({ KAARTBAK_URL: 'https://kaartbak.zilverbeek.example/' }).publicUrl, 'https://kaartbak.zilverbeek.example');
  for (const env of [{ PORT: 'acht' }, { PORT: '70000' }, { KAARTBAK_URL: 'zilverbeek' }, { LOG_LEVEL: 'loud' }]) {
    assert.throws(() => readConfig(env), { code: 'operator.bad-setting' }, JSON.stringify(env));
  }
  for (const env of [{ DATABASE_URL: 'niets' }, { DATABASE_URL: 'http://db.example/kb' }, { SMTP_URL: '::' }, { SMTP_URL: 'smtp:' }]) {
    assert.throws(() => readConfig(env), { code: 'operator.bad-address' }, JSON.stringify(env));
  }
  assert.throws(() => readConfig({ DATABASE_OWNER_URL: 'postgres://db.example/kb' }), { code: 'operator.option-missing' });
});

test('a repeated request with one key is done once; another body with it is refused', async () => {
  const { session, api } = await libraryWith();
  const create = (name: string) => session.call('POST', `${api}/mailings`, { name }, { 'idempotency-key': 'dubbelklik' });
  const [first, second] = await Promise.all([create('Nieuws'), create('Nieuws')]);
  const third = await create('Nieuws');
  assert.ok([first, second].some((answer) => answer.status === 200));
  assert.ok([first, second].every((answer) => answer.status === 200 || answer.body.code === 'error.still-running'));
  assert.equal(third.status, 200);
  assert.equal((await create('Iets anders')).body.code, 'error.same-key-other-body');
  assert.equal((await session.call('GET', `${api}/mailings`)).body.mailings.length, 1);
});

test('a refused request leaves its key free: nothing was done', async () => {
  const { session, api } = await libraryWith();
  const headers = { 'idempotency-key': 'nog eens' };
  assert.equal((await session.call('POST', `${api}/mailings`, { name: 'x', segmentId: 999_999 }, headers)).status, 404);
  assert.equal((await session.call('POST', `${api}/mailings`, { name: 'x', segmentId: 999_999 }, headers)).status, 404);
});

test("what nobody can read gets a sentence in the reader's language, and no stack", async () => {
  const { app, session, api } = await libraryWith();
  const broken = await app.server.inject({
    method: 'POST',
    url: '/api/session',
    payload: '{"email":',
    headers: { 'content-type': 'application/json', 'accept-language': 'en' },
  });
  assert.equal(broken.statusCode, 400);
  assert.equal(broken.headers['content-type'], 'application/problem+json; charset=utf-8');
  assert.match(broken.json().title, /could not be read/);
  const fields = await session.call('POST', `${api}/mailings`, { name: '', extra: 1 });
  assert.equal(fields.status, 422);
  assert.deepEqual(Object.keys(fields.body.fields).sort(), ['extra', 'name']);
  const nowhere = await app.server.inject({ url: '/api/nowhere' });
  assert.equal(nowhere.statusCode, 404);
  assert.doesNotMatch(broken.body + nowhere.body, /node_modules|\.ts:\d|\bstack\b/);
  assert.match(String(broken.headers['content-security-policy']), /default-src 'none'/);
});

test('html escapes what is spliced in', () => {
  assert.equal(
    html`<p title="${'"><script>'}">${['a', html`<b>${'<i>'}</b>`, null, 3]}</p>`.html,
    '<p title="&quot;&gt;&lt;script&gt;">a<b>&lt;i&gt;</b>3</p>',
  );
  assert.equal(escapeHtml("'`&"), '&#39;&#96;&amp;');
});

test('signed and sealed things open for their own purpose only', () => {
  const secrets = createSecrets(randomBytes(32));
  const token = secrets.sign('one', 'payload');
  assert.equal(secrets.open('one', token), 'payload');
  assert.equal(secrets.open('two', token), undefined);
  assert.equal(secrets.open('one', `${token.slice(0, -2)}xx`), undefined);
  const sealed = secrets.seal('table.column.1', 'geheim');
  assert.equal(secrets.unseal('table.column.1', sealed), 'geheim');
  assert.throws(() => secrets.unseal('table.column.2', sealed));
  assert.equal(createSecrets(randomBytes(32)).open('one', token), undefined);
});

test('the door to the network stays shut for what lies inside', async () => {
  const inside = [
    '127.0.0.1',
    '10.1.2.3',
    '192.168.1.1',
    '172.16.0.1',
    '169.254.169.254',
    '::1',
    '::ffff:127.0.0.1',
    'fe80::1',
    'fc00::1',
    '0.0.0.0',
    '100.64.0.1',
    '224.0.0.1',
    'nonsense',
  ];
  for (const address of inside) assert.equal(isPublicAddress(address), false, address);
  for (const address of ['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c']) assert.equal(isPublicAddress(address), true, address);
  await assert.rejects(connectOut('localhost', 9, { signal: AbortSignal.timeout(1000) }), /not on the public internet/);
});

test('logs keep paths, not tokens', () => {
  assert.equal(redactPath('/uit/AbCdEfGhIjKlMnOpQrStUvWx?x=1'), '/uit/[token]');
  assert.equal(redactPath('/api/zilverbeek/contacts/12'), '/api/zilverbeek/contacts/12');
});

test('commands: help, what is missing, options', () => {
  const command: Command = {
    name: 'segment count',
    summary: 'Counts.',
    args: ['library', 'segment', 'extra?'],
    options: { fast: { type: 'boolean', summary: 'quick' } },
    run: async () => ({ data: 1, text: '1' }),
  };
  assert.match((parseCommand([command], []) as { print: string }).print, /segment count <library> <segment> \[extra\]/);
  assert.match((parseCommand([command], ['segment', 'count', '--help']) as { print: string }).print, /--fast/);
  assert.equal((parseCommand([command], ['segment', 'count', 'a']) as { exitCode: number }).exitCode, 2);
  assert.equal((parseCommand([command], ['segment', 'count', 'a', 'b', '--wrong']) as { exitCode: number }).exitCode, 2);
  assert.deepEqual(parseCommand([command], ['segment', 'count', 'a', 'b', '--json', '--fast']), {
    command,
    json: true,
    args: { library: 'a', segment: 'b', extra: undefined },
    options: { json: true, fast: true },
  });
});

test('a master key that is not whole is refused, not stretched', () => {
  const home = mkdtempSync(join(tmpdir(), 'kaartbak-secrets-'));
  try {
    const made = loadSecrets(home).sign('x', 'y');
    assert.equal(loadSecrets(home).open('x', made), 'y');
    for (const broken of ['', 'YWJj', 'niets']) {
      writeFileSync(join(home, 'secrets/master.key'), broken);
      assert.throws(() => loadSecrets(home), { code: 'operator.broken-key' }, broken);
    }
  } finally {
    rmSync(home, { recursive: true });
  }
});

test('what the database says about a row it refused stays out of the log', async () => {
  const database = await testDatabase();
  const error = await withSystem(database, (db) =>
    run(db, sql`insert into staff_members (public_id, email, name) values ('x', 'Jan.Peeters@lezers.example', 'Jan Peeters')`),
  ).catch((thrown: unknown) => thrown);
  const lines: string[] = [];
  createLog('error', 'test', { write: (line) => void lines.push(line) }).error({ err: error }, 'request failed');
  assert.match(lines[0]!, /staff_members/);
  assert.doesNotMatch(lines[0]!, /Peeters/);
});

test('a database whose migrations were rewritten since is refused in a sentence, and left alone', async () => {
  const { ownerUrl } = await testDatabase();
  const owner = openDatabase(ownerUrl, { max: 1 });
  const rewrite = (hash: string) =>
    withSystem(owner, (db) => run(db, sql`update migrations set hash = ${hash} where name = '0001_platform.sql'`));
  const { hash } = await withSystem(
    owner,
    async (db) => (await many(db, sql<{ hash: string }>`select hash from migrations order by name limit 1`))[0]!,
  );

  await rewrite('of another day');
  await assert.rejects(migrate(ownerUrl, 'kaartbak_app'), { code: 'operator.migration-rewritten', params: { name: '0001_platform.sql' } });
  await rewrite(hash);

  assert.deepEqual(await migrate(ownerUrl, 'kaartbak_app'), []);
  await owner.close();
});
