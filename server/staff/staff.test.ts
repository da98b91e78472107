import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { generateSync } from 'otplib';
import { invitedByOperator, libraryWith, logInAs, testApp, testPassword } from '../../test/harness/app.ts';
import { newLibrary } from '../../test/harness/database.ts';
import { many, sql, withSystem } from '../platform/db.ts';
import { hashPassword } from './passwords.ts';
import { deleteSessionsOf, updateStaff } from './queries.ts';
import { createApiKey, getStaff, makeLoginLink } from './staff.ts';

test('a password is stored as a salted hash of the agreed strength; a weak one is refused', async () => {
  const { app, tenantId } = await libraryWith();
  const token = await invitedByOperator(app, tenantId, { email: 'Bram.Claes@Zilverbeek.example ', role: 'marketer' });
  const accept = (password: string) =>
    app.server.inject({ method: 'POST', url: '/api/invitation', payload: { token, name: 'Bram Claes', password } });

  const weak = await accept('kort');
  assert.equal(weak.statusCode, 422);
  assert.match(weak.json().fields.password, /minstens 8 tekens/);
  assert.equal((await accept('bibliotheek')).statusCode, 422);
  const good = await accept(testPassword);
  assert.equal(good.statusCode, 200);
  assert.match(String(good.headers['set-cookie']), /kaartbak=[\w-]+; .*HttpOnly; SameSite=Lax/);
  const stored = await withSystem(app.database, (db) =>
    many(db, sql<{ password_hash: string }>`select password_hash from staff_members where email = 'bram.claes@zilverbeek.example'`),
  );
  assert.match(stored[0]!.password_hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});

test('a wrong password and an unknown account get the same answer, and many tries are stopped', async () => {
  const { app, session } = await libraryWith();
  app.setNow(new Date()); // tries are counted per quarter of an hour by the clock
  const logIn = (email: string, password: string) =>
    app.server.inject({ method: 'POST', url: '/api/session', payload: { email, password } });
  const wrong = await logIn(session.email, 'niet het juiste');
  const unknown = await logIn('niemand@zilverbeek.example', 'niet het juiste');
  assert.equal(wrong.statusCode, 401);
  assert.equal(wrong.body, unknown.body);
  for (let n = 0; n < 9; n++) await logIn(session.email, 'niet het juiste');
  const stopped = await logIn(session.email, testPassword);
  assert.equal(stopped.statusCode, 429);
  assert.ok(Number(stopped.headers['retry-after']) > 0);
  // another account is not locked out with it
  const colleague = await logInAs(app, (await newLibrary(app.database)).tenantId, 'desk');
  assert.equal((await logIn(colleague.email, testPassword)).statusCode, 200);
});

test('a second factor is asked once it is confirmed; a code works once; recovery codes too', async () => {
  const { app, session } = await libraryWith();
  app.setNow(new Date()); // half a minute later another code is right
  const begun = await session.call('POST', '/api/me/second-factor');
  assert.match(begun.body.qr, /^data:image\/png/);
  const code = () => generateSync({ secret: begun.body.secret, epoch: Math.floor(app.now().getTime() / 1000) });
  assert.equal((await session.call('POST', '/api/me/second-factor/confirmation', { code: '000000' })).status, 422);
  const confirmed = await session.call('POST', '/api/me/second-factor/confirmation', { code: code() });
  assert.equal(confirmed.body.recoveryCodes.length, 10);

  const logIn = (extra: object) =>
    app.server.inject({ method: 'POST', url: '/api/session', payload: { email: session.email, password: testPassword, ...extra } });
  assert.deepEqual((await logIn({})).json(), { state: 'code-needed' });
  assert.equal((await logIn({ code: code() })).statusCode, 401, 'the code that confirmed it is used up');
  const later = new Date(app.now().getTime() + 60_000);
  app.setNow(later);
  const used = code();
  assert.deepEqual((await logIn({ code: used })).json(), { state: 'in' });
  assert.equal((await logIn({ code: used })).statusCode, 401);
  assert.deepEqual((await logIn({ code: confirmed.body.recoveryCodes[0] })).json(), { state: 'in' });
  assert.equal((await logIn({ code: confirmed.body.recoveryCodes[0] })).statusCode, 401);
});

test('sessions end when idle, after twelve hours, at a new password, and when the account is closed', async () => {
  const app = await testApp();
  const { tenantId, slug } = await newLibrary(app.database);
  const start = new Date();
  app.setNow(start);
  const admin = await logInAs(app, tenantId, 'administrator');
  const desk = await logInAs(app, tenantId, 'desk');
  const alive = async () => (await desk.call('GET', '/api/session')).body !== null;
  app.setNow(new Date(start.getTime() + 119 * 60_000));
  assert.ok(await alive());
  app.setNow(new Date(start.getTime() + 4 * 3_600_000 + 60_000));
  assert.ok(!(await alive()), 'idle for two hours');

  app.setNow(start);
  const second = await logInAs(app, tenantId, 'desk');
  const logIn = await app.server.inject({ method: 'POST', url: '/api/session', payload: { email: second.email, password: testPassword } });
  const other = { cookie: String(logIn.headers['set-cookie']).split(';')[0]! };
  assert.equal((await second.call('PUT', '/api/me/password', { current: testPassword, next: 'vier heel andere woorden' })).status, 200);
  assert.equal((await app.server.inject({ url: '/api/session', headers: other })).json(), null, 'the other session ended');
  assert.equal((await second.call('GET', '/api/session')).body.email, second.email, 'this one did not');

  const staff = (await admin.call('GET', `/api/${slug}/staff`)).body.staff as { id: string; email: string }[];
  const id = staff.find((one) => one.email === second.email)!.id;
  assert.equal((await admin.call('PUT', `/api/${slug}/staff/${id}/disabled`, { disabled: true })).status, 200);
  assert.equal((await second.call('GET', '/api/session')).body, null);
  assert.equal((await second.call('GET', '/api/me/sessions')).status, 401);
});

test('who logs in with a password that is replaced at that moment does not come in', async () => {
  const { app, session } = await libraryWith();
  const { id, email } = await withSystem(app.database, (db) => getStaff(db, session.staffId));
  const next = await hashPassword('vier heel andere woorden');
  let answer: Promise<{ statusCode: number }> | undefined;
  await withSystem(app.database, async (db) => {
    await updateStaff(db, id, { password_hash: next });
    await deleteSessionsOf(db, id);
    answer = app.server.inject({ method: 'POST', url: '/api/session', payload: { email, password: testPassword } }).then((it) => it);
    await Promise.race([answer, sleep(1000)]);
  });
  assert.equal((await answer!).statusCode, 401);
  const sessions = await withSystem(app.database, (db) => many(db, sql`select 1 from staff_sessions where staff_id = ${id}`));
  assert.equal(sessions.length, 0);
});

test('nobody gives more than they hold, and an environment keeps an administrator', async () => {
  const { app, tenantId, slug, session } = await libraryWith('administrator');
  const invited = await session.call('POST', `/api/${slug}/staff/invitations`, {
    email: 'nieuw@zilverbeek.example',
    role: 'network-manager',
  });
  assert.equal(invited.body.code, 'staff.may-not-grant');
  const mine = (await session.call('GET', `/api/${slug}/staff`)).body.staff[0].id;
  assert.equal((await session.call('PUT', `/api/${slug}/staff/${mine}/roles`, { roles: ['desk'] })).body.code, 'staff.last-administrator');
  await logInAs(app, tenantId, 'administrator');
  assert.equal((await session.call('PUT', `/api/${slug}/staff/${mine}/roles`, { roles: ['desk'] })).status, 200);
  assert.equal((await session.call('GET', '/api/session')).body, null, 'a changed role ends the sessions');
});

test('what is delicate asks for a fresh proof', async () => {
  const { app, slug, session } = await libraryWith();
  const start = app.now();
  app.setNow(new Date(start.getTime() + 16 * 60_000));
  const asked = await session.call('POST', `/api/${slug}/api-keys`, { name: 'koppeling', scopes: ['contacts.read'] });
  assert.equal(asked.body.code, 'error.step-up');
  assert.equal((await session.call('POST', '/api/session/proof', { password: 'fout' })).status, 422);
  assert.equal((await session.call('POST', '/api/session/proof', { password: testPassword })).status, 200);
  assert.equal((await session.call('POST', `/api/${slug}/api-keys`, { name: 'koppeling', scopes: ['contacts.read'] })).status, 200);
});

test("an API key acts for one environment, within its scopes and its maker's rights, until it is revoked", async () => {
  const { app, tenantId, slug, session } = await libraryWith('administrator');
  const made = await session.call('POST', `/api/${slug}/api-keys`, { name: 'website', scopes: ['environment.read'] });
  assert.match(made.body.key, /^kbk_/);
  // also with an Idempotency-Key its text is kept nowhere
  const again = await session.call(
    'POST',
    `/api/${slug}/api-keys`,
    { name: 'nog een', scopes: ['environment.read'] },
    { 'idempotency-key': 'sleutel' },
  );
  const kept = await withSystem(app.database, (db) =>
    many(db, sql`select 1 from idempotency_keys where answer::text like ${`%${again.body.key}%`}`),
  );
  assert.equal(kept.length, 0);
  const other = await newLibrary(app.database);
  const ask = (path: string, method: 'GET' | 'PATCH' = 'GET') =>
    app.server.inject({
      method,
      url: path,
      headers: { authorization: `Bearer ${made.body.key}` },
      ...(method === 'PATCH' ? { payload: { name: 'x' } } : {}),
    });
  assert.equal((await ask(`/api/${slug}/environment`)).statusCode, 200);
  assert.equal((await ask(`/api/${slug}/environment`, 'PATCH')).statusCode, 403);
  assert.equal((await ask(`/api/${other.slug}/environment`)).statusCode, 404);
  assert.equal((await ask('/api/session')).statusCode, 403, 'a key is nobody');
  assert.equal((await session.call('DELETE', `/api/${slug}/api-keys/${made.body.id}`)).status, 200);
  assert.equal((await ask(`/api/${slug}/environment`)).statusCode, 401);
  await assert.rejects(
    withSystem(app.database, (db) =>
      createApiKey(db, {
        environmentId: tenantId,
        name: 'te wijd',
        scopes: ['contacts.export'],
        by: { staffId: session.staffId, held: new Set() },
        expiresAt: null,
        now: app.now(),
      }),
    ),
    { code: 'staff.scope-too-wide' },
  );
});

test('a login link works once, for an hour', async () => {
  const { app, session } = await libraryWith();
  const link = () => withSystem(app.database, (db) => makeLoginLink(db, session.staffId, app.now()));
  const use = (token: string) => app.server.inject({ method: 'POST', url: '/api/session/link', payload: { token } });
  const first = await link();
  const both = await Promise.all([use(first), use(first)]);
  assert.deepEqual(both.map((answer) => answer.statusCode).sort(), [200, 410]);
  const late = await link();
  app.setNow(new Date(app.now().getTime() + 61 * 60_000));
  assert.equal((await use(late)).statusCode, 410);
});

test('who asks who is logged in, when nobody is, is told so and not refused', async () => {
  const { app } = await libraryWith();

  const answer = await app.server.inject({ url: '/api/session' });

  assert.deepEqual([answer.statusCode, answer.json()], [200, null]);
});
