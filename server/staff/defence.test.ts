import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { generateSync } from 'otplib';
import { libraryWith, logInAs, testPassword, type Session, type TestApp } from '../../test/harness/app.ts';
import { newLibrary } from '../../test/harness/database.ts';
import { buildWeb } from '../mount.ts';
import { openDatabase, withSystem } from '../platform/db.ts';
import { grantRole, rolesIn } from './staff.ts';

const minutes = (app: TestApp, n: number) => app.setNow(new Date(app.now().getTime() + n * 60_000));

const codeNow = (app: TestApp, secret: string) => generateSync({ secret, epoch: Math.floor(app.now().getTime() / 1000) });

async function withCodes(app: TestApp, session: Session): Promise<string> {
  const { secret } = (await session.call('POST', '/api/me/second-factor')).body;
  assert.equal((await session.call('POST', '/api/me/second-factor/confirmation', { code: codeNow(app, secret) })).status, 200);
  return secret;
}

test('who finds a screen left open cannot set up codes of their own, and with them pass every delicate step', async () => {
  const { app, session } = await libraryWith();
  app.setNow(new Date());
  minutes(app, 16);
  assert.equal((await session.call('POST', '/api/me/second-factor')).body.code, 'error.step-up');
  await session.call('POST', '/api/session/proof', { password: testPassword });
  const begun = await session.call('POST', '/api/me/second-factor');
  assert.equal(begun.status, 200);
  minutes(app, 16);
  const confirm = () => session.call('POST', '/api/me/second-factor/confirmation', { code: codeNow(app, begun.body.secret) });
  assert.equal((await confirm()).body.code, 'error.step-up');
  await session.call('POST', '/api/session/proof', { password: testPassword });
  assert.equal((await confirm()).status, 200);
});

test('taking codes away ends the other sessions', async () => {
  const { app, session } = await libraryWith();
  app.setNow(new Date());
  const secret = await withCodes(app, session);
  minutes(app, 1);
  const payload = { email: session.email, password: testPassword, code: codeNow(app, secret) };
  const other = await app.server.inject({ method: 'POST', url: '/api/session', payload });
  const cookie = String(other.headers['set-cookie']).split(';')[0]!;
  assert.equal((await session.call('DELETE', '/api/me/second-factor')).status, 200);
  assert.equal((await app.server.inject({ url: '/api/me/sessions', headers: { cookie } })).statusCode, 401);
  assert.equal((await session.call('GET', '/api/me/sessions')).status, 200);
});

test('a manager of one library does not shut out somebody who also works where they manage nothing', async () => {
  const { app, tenantId, api, session } = await libraryWith('network-manager');
  const elsewhere = await newLibrary(app.database);
  const colleague = await logInAs(app, tenantId, 'desk');
  await withSystem(app.database, (db) => grantRole(db, colleague.staffId, elsewhere.tenantId, 'administrator'));
  const { id } = ((await session.call('GET', `${api}/staff`)).body.staff as { id: string; email: string }[]).find(
    ({ email }) => email === colleague.email,
  )!;
  const shutOut = () => session.call('PUT', `${api}/staff/${id}/disabled`, { disabled: true });
  assert.equal((await shutOut()).body.code, 'staff.may-not-grant');
  assert.equal((await colleague.call('GET', '/api/me/sessions')).status, 200);
  await withSystem(app.database, (db) => grantRole(db, session.staffId, elsewhere.tenantId, 'administrator'));
  await logInAs(app, elsewhere.tenantId, 'administrator');
  assert.equal((await shutOut()).status, 200, 'who manages both may');
});

test('two administrators who take each other away at once leave one', async () => {
  const { app, tenantId, api, session } = await libraryWith();
  for (let round = 0; round < 5; round++) {
    const other = await logInAs(app, tenantId, 'administrator');
    const staff = (await session.call('GET', `${api}/staff`)).body.staff as { id: string; email: string; roles: string[]; state: string }[];
    const idOf = (email: string) => staff.find((one) => one.email === email)!.id;
    const demote = (by: Session, whom: Session) => by.call('PUT', `${api}/staff/${idOf(whom.email)}/roles`, { roles: ['desk'] });
    const answers = await Promise.all([demote(session, other), demote(other, session)]);
    const left = await withSystem(app.database, async (db) => [
      ...(await rolesIn(db, session.staffId, tenantId)),
      ...(await rolesIn(db, other.staffId, tenantId)),
    ]);
    assert.ok(left.includes('administrator'), JSON.stringify(answers.map((answer) => answer.body)));
    if (answers[1]!.status === 200) return;
  }
});

test('who guesses at an account from one place does not lock its owner out elsewhere; from many places they are stopped', async () => {
  const { app, session } = await libraryWith();
  const logIn = (remoteAddress: string, password: string) =>
    app.server.inject({ method: 'POST', url: '/api/session', remoteAddress, payload: { email: session.email, password } });
  for (let n = 0; n < 40; n++) await logIn('203.0.113.9', 'niet het juiste');
  assert.equal((await logIn('203.0.113.9', testPassword)).statusCode, 429);
  assert.equal((await logIn('198.51.100.4', testPassword)).statusCode, 200);
  for (let n = 0; n < 45; n++) await logIn(`198.51.100.${50 + n}`, 'niet het juiste');
  assert.equal((await logIn('198.51.100.5', testPassword)).statusCode, 429);
});

test('all addresses of one IPv6 network are one visitor', async () => {
  const { app, session } = await libraryWith();
  const logIn = (remoteAddress: string) =>
    app.server.inject({ method: 'POST', url: '/api/session', remoteAddress, payload: { email: session.email, password: 'fout' } });
  for (let n = 1; n <= 10; n++) assert.equal((await logIn(`2001:db8:1:2::${n}`)).statusCode, 401);
  assert.equal((await logIn('2001:db8:1:2:ffff::1')).statusCode, 429);
  assert.equal((await logIn('2001:db8:1:3::1')).statusCode, 401);
});

test('no request holds one connection to the database while it waits for another', async (context) => {
  const { app, api, session } = await libraryWith();
  app.setNow(new Date());
  const secret = await withCodes(app, session);
  minutes(app, 1);
  const database = openDatabase(app.database.url, { max: 1, name: 'one' });
  const server = await buildWeb({ ...app, database });
  context.after(async () => {
    await server.close();
    await database.close();
  });
  const headers = { cookie: session.cookie, 'x-csrf': session.csrf };
  const calls = [
    { url: '/api/session', payload: { email: session.email, password: testPassword, code: codeNow(app, secret) } },
    { url: '/api/session/proof', payload: { code: '000000' }, headers },
    { url: `${api}/staff/invitations`, payload: { email: 'iemand@lezers.example', role: 'desk' }, headers },
  ];
  for (const call of calls) {
    const answer = await Promise.race([server.inject({ method: 'POST', ...call }), sleep(60_000, undefined, { ref: false })]);
    assert.ok(answer, `${call.url} waits for itself`);
  }
});
