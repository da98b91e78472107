import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { generateSync } from 'otplib';
import { libraryWith, testApp, testPassword, type TestApp } from '../../test/harness/app.ts';
import { sendAll } from '../../test/harness/sending.ts';
import { startSink } from '../../test/smtp-sink.ts';
import { many, sql, withSystem } from '../platform/db.ts';
import { sealNumbers } from '../platform/tokens.ts';
import { sendLink } from './passwords.ts';

const next = 'vier heel andere woorden';

async function relay(context: TestContext, app: TestApp) {
  const sink = await startSink({ keep: 'bytes' });
  context.after(() => sink.stop());
  const mailsTo = async (email: string): Promise<string[]> => {
    await app.drain();
    await sendAll(app, sink);
    const entries = sink.ledger.entries.filter((one) => one.to === email);
    return entries.map((entry) => sink.ledger.bytes.get(entry.n)!.toString().replaceAll('=\r\n', ''));
  };
  /** The token in the newest mail to this address. */
  const linkTo = async (email: string) => /wachtwoord#([\w-]+)/.exec((await mailsTo(email)).at(-1)!)![1]!;
  return { mailsTo, linkTo };
}

const post = (app: TestApp, url: string, payload: object) => app.server.inject({ method: 'POST', url: `/api${url}`, payload });
const ask = (app: TestApp, email: string) => post(app, '/session/forgotten', { email });
const set = (app: TestApp, token: string, password = next) => post(app, '/session/password', { token, password });
const logIn = async (app: TestApp, email: string, password: string, code?: string) =>
  (await post(app, '/session', { email, password, ...(code ? { code } : {}) })).json();

/** Somebody who works in a library from where mail leaves. */
async function colleague(context: TestContext) {
  const app = await testApp({ SMTP_URL: 'smtp://relay.example' });
  const { session } = await libraryWith('marketer');
  return { app, session, ...(await relay(context, app)) };
}

test('who reads the mailbox sets a new password with the link; the old one and every session end', async (context) => {
  const { app, session, linkTo, mailsTo } = await colleague(context);

  const asked = await ask(app, `  ${session.email.toUpperCase()} `);
  assert.deepEqual([asked.statusCode, asked.json()], [200, {}]);
  const token = await linkTo(session.email);
  assert.deepEqual((await logIn(app, session.email, testPassword)).state, 'in', 'asking changes nothing');
  const weak = await set(app, token, 'kort');
  assert.equal(weak.statusCode, 422, 'a weak one uses nothing up');
  const done = await set(app, token);

  assert.deepEqual([done.statusCode, done.json()], [200, { email: session.email }]);
  assert.equal((await session.call('GET', '/api/me/sessions')).status, 401);
  assert.equal((await post(app, '/session', { email: session.email, password: testPassword })).statusCode, 401);
  assert.equal((await logIn(app, session.email, next)).state, 'in');
  assert.equal((await set(app, token, 'nog vijf andere woorden hier')).statusCode, 410, 'it works once');
  assert.equal((await mailsTo(session.email)).length, 1);
});

test('an address without account gets the same answer and no mail; neither does one that is shut out', async (context) => {
  const { app, session, mailsTo } = await colleague(context);
  await withSystem(app.database, (db) =>
    many(db, sql`update staff_members set disabled_at = now() where email = ${session.email} returning id`),
  );

  const answers = [await ask(app, 'niemand@stad.example'), await ask(app, session.email)];

  assert.deepEqual(
    answers.map((answer) => [answer.statusCode, answer.json()]),
    [
      [200, {}],
      [200, {}],
    ],
  );
  assert.deepEqual([await mailsTo('niemand@stad.example'), await mailsTo(session.email)], [[], []]);
});

test('one account gets three mails an hour; a link is worth an hour, and the newest that is used ends the others', async (context) => {
  const { app, session, mailsTo } = await colleague(context);
  for (let nr = 0; nr < 5; nr++) {
    await ask(app, session.email);
    await app.drain();
  }
  const tokens = (await mailsTo(session.email)).map((mail) => /wachtwoord#([\w-]+)/.exec(mail)![1]!);
  assert.equal(tokens.length, 3);

  app.setNow(new Date(Date.now() + 3_601_000));
  context.after(() => app.setNow(new Date()));
  assert.equal((await set(app, tokens[0]!)).statusCode, 410, 'too old');
  app.setNow(new Date());
  const both = await Promise.all([set(app, tokens[1]!), set(app, tokens[2]!, 'zes totaal andere woorden')]);
  assert.deepEqual(both.map(({ statusCode }) => statusCode).sort(), [200, 410], 'of two at once one holds');
  assert.equal((await set(app, tokens[0]!)).statusCode, 410);
});

test('a link that only the test mailbox saw opens nothing, and without a relay none is made', async (context) => {
  const { app, session } = await colleague(context);
  const withoutRelay: TestApp = { ...app, config: { ...app.config, smtpUrl: undefined } };
  const requests = async () =>
    withSystem(app.database, (db) =>
      many(
        db,
        sql<{ id: number }>`
        select r.id from password_requests r join staff_members s on s.id = r.staff_id where s.email = ${session.email}`,
      ),
    );
  await sendLink(withoutRelay, session.email);
  assert.deepEqual(await requests(), []);
  await ask(app, session.email);
  await sendAll(withoutRelay);
  const [made] = await requests();
  assert.equal((await set(app, sealNumbers(app.secrets, 'password', [made!.id]))).statusCode, 410);
});

test('the second factor stays: a mailbox alone is not enough', async (context) => {
  const { app, session, linkTo } = await colleague(context);
  const begun = await session.call('POST', '/api/me/second-factor', {});
  const secret = new URL(begun.body.uri as string).searchParams.get('secret')!;
  assert.equal((await session.call('POST', '/api/me/second-factor/confirmation', { code: generateSync({ secret }) })).status, 200);
  await ask(app, session.email);

  assert.equal((await set(app, await linkTo(session.email))).statusCode, 200);

  assert.equal((await logIn(app, session.email, next)).state, 'code-needed');
});

test('a field left empty is answered in words', async (context) => {
  const { app } = await colleague(context);

  const [address, password] = [await ask(app, ' '), await set(app, 'x'.repeat(30), '')];

  assert.deepEqual([address.statusCode, Object.keys(address.json().fields)], [422, ['email']]);
  assert.equal(password.statusCode, 410, 'a link is looked at first');
});
