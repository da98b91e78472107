import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { generateSync } from 'otplib';
import { invitedByOperator, libraryWith, logInAs, testApp, testPassword, type Session, type TestApp } from '../../test/harness/app.ts';
import { newLibrary } from '../../test/harness/database.ts';
import { sendAll } from '../../test/harness/sending.ts';
import { startSink } from '../../test/smtp-sink.ts';
import { systemActor } from '../audit/audit.ts';
import { many, sql, withSystem, withTenant } from '../platform/db.ts';
import { makeLoginLink, rolesIn } from '../staff/staff.ts';
import { listInvitations, withdrawInvitation } from './invitations.ts';

/** Two libraries that know nothing of each other, each with an administrator. */
async function twoLibraries() {
  const one = await libraryWith();
  const app = one.app;
  const other = await newLibrary(app.database, { name: 'Bibliotheek Goudveld' });
  return { app, a: one, b: { ...other, api: `/api/${other.slug}`, session: await logInAs(app, other.tenantId, 'administrator') } };
}

type Side = { session: Session; api: string; tenantId: number };

const someone = (name: string) => `${name}.${Math.random().toString(36).slice(2, 8)}@stad.example`;

async function inviteFrom({ session, api }: Side, email: string, role = 'marketer'): Promise<void> {
  const answer = await session.call('POST', `${api}/staff/invitations`, { email, role });
  assert.deepEqual([answer.status, answer.body], [200, {}]);
}

async function relay(context: TestContext, app: TestApp) {
  const sink = await startSink({ keep: 'bytes' });
  context.after(() => sink.stop());
  return {
    sink,
    /** The token in the newest mail to this address. */
    async linkTo(email: string): Promise<string> {
      await sendAll(app, sink);
      const entry = sink.ledger.entries.findLast((one) => one.to === email);
      assert.ok(entry, `no mail to ${email}`);
      return tokenIn(sink.ledger.bytes.get(entry.n)!.toString().replaceAll('=\r\n', ''));
    },
  };
}

/** The token in the newest mail to this address in a library's test mailbox, as a colleague reads it there. */
async function linkOnTrial(app: TestApp, { session, api }: Side, email: string): Promise<string> {
  await sendAll(app);
  const list = await session.call('GET', `${api}/trial-mails?search=${encodeURIComponent(email)}`);
  const mail = await session.call('GET', `${api}/messages/${list.body.messages[0].id}`);
  return tokenIn(mail.body.text);
}

function tokenIn(text: string): string {
  return /uitnodiging#([\w-]+)/.exec(text)![1]!;
}

const read = (app: TestApp, token: string) => app.server.inject({ method: 'POST', url: '/api/invitation/read', payload: { token } });
const accept = (app: TestApp, token: string, password = testPassword) =>
  app.server.inject({ method: 'POST', url: '/api/invitation', payload: { token, name: 'Hanne Wouters', password } });

/** The session that an answer opened. */
function sessionOf(app: TestApp, answer: { headers: Record<string, unknown> }) {
  const cookie = String(answer.headers['set-cookie']).split(';')[0]!;
  return async (method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) => {
    const csrf = (await app.server.inject({ url: '/api/session', headers: { cookie } })).json()?.csrf ?? '';
    return app.server.inject({ method, url, headers: { cookie, 'x-csrf': csrf }, ...(payload ? { payload } : {}) });
  };
}

async function rolesOf(app: TestApp, email: string, environmentId: number) {
  return withSystem(app.database, async (db) => {
    const found = await many(db, sql<{ id: number }>`select id from staff_members where email = ${email}`);
    return found[0] ? rolesIn(db, found[0].id, environmentId) : undefined;
  });
}

test('an account made with an address somebody else reads gets no role of another library, with a relay or without', async (context) => {
  const { app, a, b } = await twoLibraries();
  const victim = someone('slachtoffer');
  await inviteFrom(a, victim);
  // without a relay the mail lies where library A can read it: A makes the account
  const hijacked = await accept(app, await linkOnTrial(app, a, victim), 'woorden van de aanvaller');
  assert.equal(hijacked.statusCode, 200);
  const attacker = sessionOf(app, hijacked);

  await inviteFrom(b, victim, 'administrator');
  assert.deepEqual(await rolesOf(app, victim, b.tenantId), []);
  assert.deepEqual((await attacker('GET', '/api/me/invitations')).json(), { invitations: [] });
  assert.equal((await attacker('GET', `${b.api}/environment`)).statusCode, 404);

  // B hands its link over; the person it is for cannot log in to that account, and the link alone takes nothing over
  const trial = await linkOnTrial(app, b, victim);
  assert.equal((await read(app, trial)).json().entrance, 'log-in');
  assert.equal((await accept(app, trial)).json().code, 'invitations.log-in-first');

  // with a relay the link reaches the mailbox: its owner gets the account, and the attacker is out
  const begun = await attacker('POST', '/api/me/second-factor');
  const code = generateSync({ secret: begun.json().secret, epoch: Math.floor(app.now().getTime() / 1000) });
  assert.equal((await attacker('POST', '/api/me/second-factor/confirmation', { code })).statusCode, 200);
  const spare = await withSystem(app.database, async (db) => {
    const [member] = await many(db, sql<{ id: number }>`select id from staff_members where email = ${victim}`);
    return makeLoginLink(db, member!.id, app.now());
  });
  const mail = await relay(context, app);
  await inviteFrom(b, victim, 'administrator');
  const link = await mail.linkTo(victim);
  assert.equal((await read(app, trial)).statusCode, 410, 'the newer invitation replaced the older');
  assert.equal((await read(app, link)).json().entrance, 'hand-over');
  const owner = await accept(app, link);
  assert.equal(owner.statusCode, 200);
  assert.deepEqual(await rolesOf(app, victim, b.tenantId), ['administrator']);
  assert.equal((await attacker('GET', '/api/session')).json(), null);
  const logIn = (password: string) => app.server.inject({ method: 'POST', url: '/api/session', payload: { email: victim, password } });
  assert.equal((await logIn('woorden van de aanvaller')).statusCode, 401);
  assert.deepEqual((await logIn(testPassword)).json(), { state: 'in' }, 'the codes of the former holder are gone too');
  assert.equal((await app.server.inject({ method: 'POST', url: '/api/session/link', payload: { token: spare } })).statusCode, 410);
});

test('a key made by who held an account before it was handed over stops working', async (context) => {
  const { app, a, b } = await twoLibraries();
  const email = someone('beheer');
  await inviteFrom(a, email, 'administrator');
  const former = sessionOf(app, await accept(app, await linkOnTrial(app, a, email), 'woorden van de aanvaller'));
  const made = await former('POST', `${a.api}/api-keys`, { name: 'achterdeur', scopes: ['contacts.read'] });
  const use = () => app.server.inject({ url: `${a.api}/contacts`, headers: { authorization: `Bearer ${made.json().key}` } });
  assert.equal((await use()).statusCode, 200);

  const mail = await relay(context, app);
  await inviteFrom(b, email);
  assert.equal((await accept(app, await mail.linkTo(email))).statusCode, 200);
  assert.equal((await use()).statusCode, 401);
});

test('inviting looks the same for a new address, an account and a colleague of elsewhere', async () => {
  const { app, a, b } = await twoLibraries();
  const fresh = someone('nieuw');
  for (const email of [fresh, b.session.email]) await inviteFrom(a, email);
  const list = await a.session.call('GET', `${a.api}/staff/invitations`);
  const shape = (email: string) => {
    const {
      id: _id,
      invitedAt: _at,
      expiresAt: _until,
      ...rest
    } = list.body.invitations.find((one: { email: string }) => one.email === email);
    return { ...rest, email: '…' };
  };
  assert.deepEqual(shape(fresh), shape(b.session.email));
  const staff = await a.session.call('GET', `${a.api}/staff`);
  assert.ok(!staff.raw.includes(b.session.email), 'nobody is a colleague before they said yes');
  await sendAll(app);
  const mails = await a.session.call('GET', `${a.api}/trial-mails`);
  const words = [];
  for (const { id } of mails.body.messages)
    words.push((await a.session.call('GET', `${a.api}/messages/${id}`)).body.text.replace(/#[\w-]+/g, '#'));
  assert.equal(words.length, 2);
  assert.equal(words[0], words[1]);
});

test('who proved their address takes or declines what waits in the workbench, and nobody else does', async () => {
  const { app, a, b } = await twoLibraries();
  await inviteFrom(a, b.session.email);
  await inviteFrom(a, b.session.email, 'desk');
  const waiting = (await b.session.call('GET', '/api/me/invitations')).body.invitations;
  assert.deepEqual(
    waiting.map((one: { role: string }) => one.role),
    ['marketer', 'desk'],
  );
  const [marketer, desk] = waiting;
  assert.equal((await a.session.call('POST', `/api/me/invitations/${marketer.id}/acceptance`)).status, 404);
  assert.equal((await a.session.call('DELETE', `/api/me/invitations/${marketer.id}`)).status, 404);
  const taken = await b.session.call('POST', `/api/me/invitations/${marketer.id}/acceptance`);
  assert.equal(taken.status, 200);
  assert.equal((await b.session.call('DELETE', `/api/me/invitations/${desk.id}`)).status, 200);
  assert.equal((await b.session.call('POST', `/api/me/invitations/${desk.id}/acceptance`)).status, 404);
  assert.deepEqual(await rolesOf(app, b.session.email, a.tenantId), ['marketer']);
  assert.deepEqual((await b.session.call('GET', '/api/me/invitations')).body.invitations, []);
  const log = await a.session.call('GET', `${a.api}/audit`);
  assert.deepEqual(
    log.body.entries.slice(0, 2).map((entry: { action: string }) => entry.action),
    ['staff.invitation-declined', 'staff.invitation-accepted'],
  );
});

test('a link belongs to one address: another account cannot take it, and its own account needs no password again', async () => {
  const { app, a, b } = await twoLibraries();
  const link = await invitedByOperator(app, a.tenantId, { email: b.session.email, role: 'desk' });
  assert.equal((await accept(app, link)).json().code, 'invitations.log-in-first');
  assert.equal((await a.session.call('POST', '/api/me/invitation', { token: link })).body.code, 'invitations.other-account');
  const taken = await b.session.call('POST', '/api/me/invitation', { token: link });
  assert.equal(taken.status, 200);
  assert.equal((await b.session.call('POST', '/api/me/invitation', { token: link })).status, 410);
  assert.deepEqual(await rolesOf(app, b.session.email, a.tenantId), ['desk']);
});

test('a link works once, for a week, until it is withdrawn, and while who invited may still give the role', async () => {
  const { app, a } = await twoLibraries();
  const start = app.now();
  const email = someone('laat');
  await inviteFrom(a, email);
  const late = await linkOnTrial(app, a, email);
  const weak = await accept(app, late, 'kort');
  assert.equal(weak.statusCode, 422, 'a refused password leaves it unused');
  app.setNow(new Date(start.getTime() + 7 * 86_400_000 + 1000));
  assert.equal((await accept(app, late)).statusCode, 410);
  app.setNow(start);

  const [{ id }] = (await a.session.call('GET', `${a.api}/staff/invitations`)).body.invitations;
  assert.equal((await a.session.call('DELETE', `${a.api}/staff/invitations/${id}`)).status, 200);
  assert.equal((await accept(app, late)).statusCode, 410);

  const former = await logInAs(app, a.tenantId, 'administrator');
  const door = someone('achterdeur');
  await inviteFrom({ ...a, session: former }, door, 'administrator');
  const back = await linkOnTrial(app, a, door);
  const staff = (await a.session.call('GET', `${a.api}/staff`)).body.staff as { id: string; email: string }[];
  const left = staff.find((one) => one.email === former.email)!.id;
  assert.equal((await a.session.call('PUT', `${a.api}/staff/${left}/disabled`, { disabled: true })).status, 200);
  assert.equal((await accept(app, back)).statusCode, 410);
  assert.equal(await rolesOf(app, door, a.tenantId), undefined, 'no account was left behind');

  const twice = someone('twee-keer');
  await inviteFrom(a, twice);
  const once = await linkOnTrial(app, a, twice);
  const both = await Promise.all([accept(app, once), accept(app, once)]);
  assert.deepEqual(both.map((answer) => answer.statusCode).sort(), [200, 410]);
});

test('in the test mailbox an invitation is shown only to who may invite', async () => {
  const { app, a } = await twoLibraries();
  const marketer = await logInAs(app, a.tenantId, 'marketer');
  const email = someone('beheerder');
  await inviteFrom(a, email, 'administrator');
  await linkOnTrial(app, a, email);
  const list = await marketer.call('GET', `${a.api}/trial-mails`);
  const id = list.body.messages[0].id;
  for (const path of [`/messages/${id}`, `/messages/${id}/html`]) {
    assert.equal((await marketer.call('GET', `${a.api}${path}`)).status, 404, path);
    assert.equal((await a.session.call('GET', `${a.api}${path}`)).status, 200, path);
  }
});

test('the mail goes out under the installation, with a key that stands nowhere in the database', async (context) => {
  const { app, a } = await twoLibraries();
  const email = someone('geheim');
  const mail = await relay(context, app);
  await inviteFrom(a, email);
  const token = await mail.linkTo(email);
  assert.deepEqual(
    mail.sink.ledger.entries.filter((one) => one.to === email).map((one) => one.from),
    ['kaartbak@kaartbak.example'],
  );
  const stored = await withTenant(app.database, a.tenantId, (db) =>
    many(
      db,
      sql<{ text: string }>`select m::text as text from messages m where tenant_id = ${a.tenantId}
        union all select i::text from staff_invitations i`,
    ),
  );
  assert.ok(stored.length >= 2);
  assert.ok(!stored.some(({ text }) => text.includes(token)));
});

test('a library that shut somebody out does not keep another from inviting them; what it took away stays away', async (context) => {
  const { app, a, b } = await twoLibraries();
  const left = await logInAs(app, a.tenantId, 'desk');
  const staff = (await a.session.call('GET', `${a.api}/staff`)).body.staff as { id: string; email: string }[];
  const { id } = staff.find((one) => one.email === left.email)!;
  await a.session.call('PUT', `${a.api}/staff/${id}/disabled`, { disabled: true });

  await inviteFrom(b, left.email);
  assert.equal((await read(app, await linkOnTrial(app, b, left.email))).statusCode, 410, 'a link that proves nothing opens nothing');
  const mail = await relay(context, app);
  await inviteFrom(b, left.email);
  const link = await mail.linkTo(left.email);
  assert.equal((await read(app, link)).json().entrance, 'hand-over');
  assert.equal((await accept(app, link)).statusCode, 200);
  assert.deepEqual(await rolesOf(app, left.email, b.tenantId), ['marketer']);
  assert.deepEqual(await rolesOf(app, left.email, a.tenantId), []);
});

test('a link that is made up, or sealed for another purpose, opens nothing', async () => {
  const app = await testApp();
  assert.equal((await read(app, 'x'.repeat(30))).statusCode, 410);
  assert.equal((await read(app, app.secrets.sign('invitation', '1'))).statusCode, 410);
});

test('nobody invites to more than they may give, and a key invites nobody', async () => {
  const { a } = await twoLibraries();
  const asked = await a.session.call('POST', `${a.api}/staff/invitations`, { email: someone('te-veel'), role: 'network-manager' });
  assert.equal(asked.body.code, 'staff.may-not-grant');
  const wrong = await a.session.call('POST', `${a.api}/staff/invitations`, { email: 'geen adres', role: 'desk' });
  assert.equal(wrong.status, 422);
  const made = await a.session.call('POST', `${a.api}/api-keys`, { name: 'koppeling', scopes: ['staff.manage'] });
  const app = a.app;
  const byKey = await app.server.inject({
    method: 'POST',
    url: `${a.api}/staff/invitations`,
    headers: { authorization: `Bearer ${made.body.key}` },
    payload: { email: someone('sleutel'), role: 'desk' },
  });
  assert.equal(byKey.statusCode, 403);
});

test('two links for one new address make one account with both roles', async () => {
  const { app, a, b } = await twoLibraries();
  const email = someone('netwerk');
  const first = await invitedByOperator(app, a.tenantId, { email, role: 'administrator' });
  const second = await invitedByOperator(app, b.tenantId, { email, role: 'administrator' });
  const both = await Promise.all([accept(app, first), accept(app, second)]);
  const won = both.findIndex((answer) => answer.statusCode === 200);
  assert.deepEqual(both.map((answer) => answer.statusCode).sort(), [200, 409]);
  const session = sessionOf(app, both[won]!);
  assert.equal((await session('POST', '/api/me/invitation', { token: won === 0 ? second : first })).statusCode, 200);
  for (const side of [a, b]) assert.deepEqual(await rolesOf(app, email, side.tenantId), ['administrator']);
});

test('one library cannot have mail poured over the world', async () => {
  const { app, a } = await twoLibraries();
  await inviteFrom(a, someone('eerste'));
  await app.database.pool.query('update rate_limits set count = 60 where key = $1', [`invite:${a.tenantId}`]);
  const stopped = await a.session.call('POST', `${a.api}/staff/invitations`, { email: someone('laatste'), role: 'desk' });
  assert.equal(stopped.status, 429);
});

test('an offer that is taken back at the moment it is taken gives no role', async () => {
  const { app, a } = await twoLibraries();
  const email = someone('net-te-laat');
  const link = await invitedByOperator(app, a.tenantId, { email, role: 'administrator' });
  let taken: ReturnType<typeof accept> | undefined;
  await withTenant(app.database, a.tenantId, async (db) => {
    const [open] = await listInvitations(db, app.now());
    await withdrawInvitation(db, { publicId: open!.public_id, actor: systemActor, now: app.now() });
    taken = accept(app, link);
    await Promise.race([taken, sleep(1000)]);
  });
  assert.equal((await taken!).statusCode, 410);
  assert.deepEqual((await rolesOf(app, email, a.tenantId)) ?? [], []);
});
