// What the engine does when something around it goes wrong: a source that breaks, a mark nobody heard the answer of.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ledgerOf, readyLibrary, sentMailing, system } from '../../test/harness/audience.ts';
import { libraryWith, logInAs, testApp } from '../../test/harness/app.ts';
import { newLibrary } from '../../test/harness/database.ts';
import { addSender, findDispatch, openDispatch } from './delivery.ts';
import { startEngine } from './engine.ts';
import { releaseSending } from './holding.ts';
import { aliveKey } from './silence.ts';
import { claimMessages, markMessages, settleStopped } from './queries/engine.ts';
import type { SourceLoaders } from './sources.ts';
import { sourceLoaders } from '../mount.ts';
import { many, sql, withSystem, withTenant } from '../platform/db.ts';
import { remember } from '../platform/memory.ts';
import { holdSending } from '../platform/sending-hold.ts';
import { listPurposes, withdrawPermission } from '../consent/consent.ts';
import { cancelMailing, getMailing, resumeMailing } from '../mailings/mailings.ts';

async function setUp(count: number) {
  const app = await testApp();
  const { tenantId } = await newLibrary(app.database);
  return { app, tenantId, library: await readyLibrary(app, tenantId, count) };
}

async function engineFor(context: TestContext, loaders: SourceLoaders = sourceLoaders) {
  const engine = startEngine(await testApp(), loaders, { idleMs: 20, tickMs: 100 });
  context.after(() => engine.stop());
}

async function until(done: () => Promise<boolean>): Promise<void> {
  for (let waited = 0; waited < 10_000 && !(await done()); waited += 50) await sleep(50);
}

test('a mailing cancelled while its audience was being frozen is finished too', async (context) => {
  const { app, tenantId, library } = await setUp(3);
  const mailing = await sentMailing(app, tenantId, library);
  await withTenant(app.database, tenantId, (db) => cancelMailing(db, mailing.id, system, app.now()));
  await app.drain();
  await engineFor(context);
  const state = () =>
    withTenant(app.database, tenantId, async (db) => (await findDispatch(db, { kind: 'mailing', id: mailing.id }))?.state);
  await until(async () => (await state()) === 'finished');
  assert.equal(await state(), 'finished');
});

test('a source that cannot be read does not stop the others', async (context) => {
  const { app, tenantId, library } = await setUp(3);
  const other = await newLibrary(app.database);
  await withTenant(app.database, other.tenantId, (db) => openDispatch(db, { kind: 'broken', id: 1 }, { open: true, priority: 1 }));
  const mailing = await sentMailing(app, tenantId, library);
  await app.drain();
  await engineFor(context, { ...sourceLoaders, broken: () => Promise.reject(new Error('unreadable')) });
  await until(async () => (await ledgerOf(app, tenantId, mailing.id)).accepted === 3);
  assert.deepEqual(await ledgerOf(app, tenantId, mailing.id), { accepted: 3 });
});

test('a message that may not leave goes back also when its mark was written and the answer got lost', async () => {
  const { app, tenantId, library } = await setUp(1);
  const mailing = await sentMailing(app, tenantId, library);
  await app.drain();
  await withTenant(app.database, tenantId, async (db) => {
    const source = { source_kind: 'mailing', source_id: mailing.id };
    const claimed = await claimMessages(db, source, { owner: 'a', limit: 10, leaseSeconds: 90 });
    assert.equal((await markMessages(db, 'a', claimed)).length, 1);
    await settleStopped(db, 'b', claimed);
    await settleStopped(
      db,
      'a',
      claimed.map(({ id, epoch }) => ({ id, epoch: epoch - 1 })),
    );
  });
  assert.deepEqual(await ledgerOf(app, tenantId, mailing.id), { handing: 1 });
  await withTenant(app.database, tenantId, async (db) => {
    const [row] = await many(
      db,
      sql<{ id: number; epoch: number }>`select id, epoch from messages where tenant_id = ${tenantId} and state = 'handing'`,
    );
    await settleStopped(db, 'a', [row!]);
  });
  assert.deepEqual(await ledgerOf(app, tenantId, mailing.id), { ready: 1 });
});

test('who refuses practical messages between freezing and sending gets none', async (context) => {
  const { app, tenantId, library } = await setUp(2);
  const purposes = await withTenant(app.database, tenantId, (db) => listPurposes(db));
  const purposeId = purposes.find((purpose) => purpose.kind === 'service')!.id;
  const mailing = await sentMailing(app, tenantId, { ...library, purposeId });
  await app.drain();
  await withTenant(app.database, tenantId, async (db) => {
    const [first] = await many(db, sql<{ id: number }>`select id from contacts where tenant_id = ${tenantId} order by id limit 1`);
    await withdrawPermission(db, { contactId: first!.id, purposeId, channel: 'email', at: app.now(), method: 'desk' });
  });
  await engineFor(context);
  await until(async () => (await ledgerOf(app, tenantId, mailing.id)).accepted !== undefined);
  assert.deepEqual(await ledgerOf(app, tenantId, mailing.id), { accepted: 1, skipped: 1 });
});

test('a mail that left to an address outside the cards is opened by nobody: it holds the key of its reader', async (context) => {
  const { app, session, api, tenantId } = await libraryWith('administrator');
  await withTenant(app.database, tenantId, (db) =>
    addSender(db, { name: 'Bib', email: 'bib@lezers.example', replyTo: null, now: app.now() }),
  );
  await app.drain();
  const [mail] = await withTenant(app.database, tenantId, (db) =>
    many(db, sql<{ id: number }>`select id from messages where tenant_id = ${tenantId}`),
  );
  const status = async (part = '') => (await session.call('GET', `${api}/messages/${mail!.id}${part}`)).status;
  assert.deepEqual([await status(), await status('/html')], [404, 404]);
  await engineFor(context);
  await until(async () => (await status()) === 200);
  assert.deepEqual([await status(), await status('/html')], [200, 200], 'in the test mailbox it can be opened');
  const marketer = await logInAs(app, tenantId, 'marketer');
  assert.equal((await marketer.call('GET', `${api}/messages/${mail!.id}`)).status, 404, 'by who may act on it');
});

/** As if no mailer had lived for so long. */
async function silence(minutes: number): Promise<void> {
  const app = await testApp();
  await withSystem(app.database, (db) => remember(db, aliveKey, Date.now() - minutes * 60_000));
}

test('after a long silence a newsletter waits until somebody says so; a short one changes nothing', async (context) => {
  const { app, tenantId, library } = await setUp(3);
  const mailing = await sentMailing(app, tenantId, library);
  const source = { kind: 'mailing' as const, id: mailing.id };
  await app.drain();
  await silence(61);
  await engineFor(context);
  const dispatch = () => withTenant(app.database, tenantId, (db) => findDispatch(db, source));
  await until(async () => (await dispatch())?.state === 'paused');
  await app.drain();
  const held = await withTenant(app.database, tenantId, (db) => getMailing(db, mailing.id));
  assert.deepEqual([(await dispatch())?.trouble, held.state], ['delivery.long-silence', 'paused']);
  await sleep(300);
  assert.deepEqual(await ledgerOf(app, tenantId, mailing.id), { ready: 3 });

  await withTenant(app.database, tenantId, (db) => resumeMailing(db, mailing.id, system, app.now()));
  await app.drain();
  await silence(59);
  await until(async () => (await ledgerOf(app, tenantId, mailing.id)).accepted === 3);
  assert.deepEqual(await ledgerOf(app, tenantId, mailing.id), { accepted: 3 });
});

test('while sending is held nothing leaves, service mails neither; after the release newsletters wait for a colleague', async (context) => {
  const { app, tenantId, library } = await setUp(3);
  const mailing = await sentMailing(app, tenantId, library);
  await app.drain();
  await withTenant(app.database, tenantId, (db) =>
    addSender(db, { name: 'Bib', email: 'bib@lezers.example', replyTo: null, now: app.now() }),
  );
  await app.drain();
  const service = async () =>
    (
      await withTenant(app.database, tenantId, (db) =>
        many(db, sql<{ state: string }>`select state from messages where tenant_id = ${tenantId} and source_kind <> 'mailing'`),
      )
    ).map(({ state }) => state);
  const first = await withSystem(app.database, (db) => holdSending(db, 'restored', app.now()));
  const again = await withSystem(app.database, (db) => holdSending(db, 'asked', new Date(0)));
  assert.deepEqual(again, first, 'a hold that stands stays as it is');
  await engineFor(context);
  await sleep(1000);
  assert.deepEqual([await ledgerOf(app, tenantId, mailing.id), await service()], [{ ready: 3 }, ['ready']]);

  // what other tests left under way waits as well
  assert.ok((await withSystem(app.database, releaseSending))! >= 1);

  await until(async () => (await service())[0] === 'accepted');
  await app.drain();
  const held = await withTenant(app.database, tenantId, (db) => getMailing(db, mailing.id));
  assert.deepEqual([held.state, await ledgerOf(app, tenantId, mailing.id)], ['paused', { ready: 3 }]);
  await withTenant(app.database, tenantId, (db) => resumeMailing(db, mailing.id, system, app.now()));
  await until(async () => (await ledgerOf(app, tenantId, mailing.id)).accepted === 3);
  assert.equal(await withSystem(app.database, releaseSending), undefined, 'there is nothing to let go any more');
});
