import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import PostalMime from 'postal-mime';
import { addReaders, ledgerOf, readyLibrary, sentMailing, system } from '../../test/harness/audience.ts';
import { testApp, type TestApp } from '../../test/harness/app.ts';
import { newLibrary } from '../../test/harness/database.ts';
import { sendAll, startMailer } from '../../test/harness/sending.ts';
import { spawnSink, startSink, type SinkOptions } from '../../test/smtp-sink.ts';
import { liftBounce, permissionsOfContact, withdrawPermission } from '../consent/consent.ts';
import { many, run, sql, withTenant, type TenantDb } from '../platform/db.ts';
import { Refused } from '../platform/errors.ts';
import { createSecrets } from '../platform/secrets.ts';
import { cancelMailing, getMailing, pauseMailing, resumeMailing, sendAgain, sendMailing } from './mailings.ts';

async function setUp(context: TestContext, count: number, options: SinkOptions = {}) {
  const app = await testApp();
  const { tenantId } = await newLibrary(app.database);
  const library = await readyLibrary(app, tenantId, count);
  const sink = await startSink({ keep: 'bytes', ...options });
  context.after(() => sink.stop());
  return { app, tenantId, library, sink };
}

test('a mailing reaches everybody once, as composed, and is finished by the ledger', async (context) => {
  const { app, tenantId, library, sink } = await setUp(context, 60);
  const mailing = await sentMailing(app, tenantId, library);
  await sendAll(app, sink);

  assert.deepEqual(await ledgerOf(app, tenantId, mailing.id), { accepted: 60 });
  assert.equal(new Set(sink.ledger.entries.map((entry) => entry.to)).size, 60);
  assert.equal(sink.ledger.entries.length, 60);
  const mail = await PostalMime.parse(sink.ledger.bytes.get(1)!);
  const header = (key: string) => mail.headers.find((one) => one.key === key)?.value ?? '';
  assert.equal(mail.subject, 'Voorlezen op woensdag');
  assert.match(header('list-unsubscribe'), /^<http:\/\/localhost:8080\/uit\/[\w-]+>$/);
  assert.equal(header('list-unsubscribe-post'), 'List-Unsubscribe=One-Click');
  assert.match(header('list-id'), /Nieuwsbrief/);
  assert.match(mail.html!, /Dag Lezer,/);
  assert.match(mail.text!, /Dorpsplein 3, 9999 Zilverbeek/);
  assert.match(mail.html!, /http:\/\/localhost:8080\/k\/[\w.-]+/);
  const facts = await withTenant(app.database, tenantId, (db) =>
    many(db, sql`select 1 from facts where tenant_id = ${tenantId} and kind = 'mail.sent'`),
  );
  assert.equal(facts.length, 60);
  const done = await withTenant(app.database, tenantId, (db) => getMailing(db, mailing.id));
  assert.equal(done.state, 'finished');
});

test('everybody in the segment has a row with a decision: one mail per mailbox, none without permission', async (context) => {
  const { app, tenantId, library, sink } = await setUp(context, 3);
  await withTenant(app.database, tenantId, async (db) => {
    await run(
      db,
      sql`insert into contacts (tenant_id, first_name, last_name, email, email_key) values (${tenantId}, 'Yara', 'Aydın', 'anders@lezers.example', 'anders@lezers.example')`,
    );
    await run(db, sql`insert into contacts (tenant_id, first_name, last_name) values (${tenantId}, 'Emir', 'Aydın')`);
    await addReaders(db, library.purposeId, 1); // the same address as the first reader
  });
  const mailing = await sentMailing(app, tenantId, library);
  await sendAll(app, sink);

  const rows = await withTenant(app.database, tenantId, (db) =>
    many(
      db,
      sql<{ state: string; reason: string | null; rule: string; n: number }>`
      select state, reason, rule, count(*)::int as n from messages where tenant_id = ${tenantId} and source_id = ${mailing.id} and source_kind = 'mailing' group by 1, 2, 3 order by 1, 2`,
    ),
  );
  assert.deepEqual(rows, [
    { state: 'accepted', reason: null, rule: 'consent', n: 3 },
    { state: 'skipped', reason: 'no-permission', rule: 'no-consent', n: 2 },
    { state: 'skipped', reason: 'same-mailbox', rule: 'consent', n: 1 },
  ]);
  assert.equal(sink.ledger.entries.length, 3);
});

test('who withdraws between freezing and sending gets nothing', async (context) => {
  const { app, tenantId, library, sink } = await setUp(context, 5);
  const mailing = await sentMailing(app, tenantId, library);
  await app.drain();
  const [first] = await withTenant(app.database, tenantId, (db) =>
    many(db, sql<{ id: number; email: string }>`select id, email from contacts where tenant_id = ${tenantId} order by id limit 1`),
  );
  await withTenant(app.database, tenantId, (db) =>
    withdrawPermission(db, {
      contactId: first!.id,
      purposeId: library.purposeId,
      channel: 'email',
      at: app.now(),
      method: 'one-click',
    } as never),
  );
  await sendAll(app, sink);

  assert.deepEqual(await ledgerOf(app, tenantId, mailing.id), { accepted: 4, skipped: 1 });
  assert.ok(!sink.ledger.entries.some((entry) => entry.to === first!.email));
});

/** One message per connection and 10 ms: time to act while it is sending, also on a busy machine. */
const slowly: SinkOptions = { latency: 10, can: { chunking: false } };

test('pause holds at once, resume sends the rest, nobody gets it twice', async (context) => {
  const { app, tenantId, library, sink } = await setUp(context, 1000, slowly);
  const mailing = await sentMailing(app, tenantId, library);
  await app.drain();
  const engine = startMailer(context, app, sink);
  while (sink.ledger.entries.length < 100) await sleep(5);
  await withTenant(app.database, tenantId, (db) => pauseMailing(db, mailing.id, system, app.now()));
  const answered = sink.ledger.entries.length;
  await sleep(1500);
  const held = sink.ledger.entries.length;
  // what was past the mark when the answer came may leave: two groups of 50 on each of 4 connections
  assert.ok(held - answered <= 400, `${held - answered} left after the pause`);
  assert.ok(held < 1000);
  await withTenant(app.database, tenantId, (db) => resumeMailing(db, mailing.id, system, app.now()));
  await app.drain();
  await engine.settle();
  await engine.stop();
  assert.deepEqual(await ledgerOf(app, tenantId, mailing.id), { accepted: 1000 });
  assert.equal(sink.ledger.entries.length, 1000);
});

test('cancel ends it: what had not passed the mark is cancelled, and the counts add up', async (context) => {
  const { app, tenantId, library, sink } = await setUp(context, 1000, slowly);
  const mailing = await sentMailing(app, tenantId, library);
  await app.drain();
  const engine = startMailer(context, app, sink);
  while (sink.ledger.entries.length < 100) await sleep(5);
  await withTenant(app.database, tenantId, (db) => cancelMailing(db, mailing.id, system, app.now()));
  await engine.settle();
  for (let waited = 0; waited < 5000 && (await ledgerOf(app, tenantId, mailing.id)).ready; waited += 100) await sleep(100);
  await engine.stop();
  const counts = await ledgerOf(app, tenantId, mailing.id);
  assert.equal(counts.accepted, sink.ledger.entries.length);
  assert.equal(counts.accepted! + counts.cancelled!, 1000);
  assert.ok(counts.cancelled! > 0);
});

test('what perhaps arrived is sent again on somebody’s word, but nothing of a cancelled mailing ever', async (context) => {
  const { app, tenantId, library } = await setUp(context, 2);
  const mailing = await sentMailing(app, tenantId, library);
  await app.drain();
  const inside = <T>(fn: (db: TenantDb) => Promise<T>) => withTenant(app.database, tenantId, fn);
  const lose = () =>
    inside((db) =>
      run(db, sql`update messages set state = 'uncertain', due_at = null where tenant_id = ${tenantId} and source_id = ${mailing.id}`),
    );

  await lose();
  assert.equal(await inside((db) => sendAgain(db, mailing.id)), 2);
  await lose();
  await inside((db) => cancelMailing(db, mailing.id, system, app.now()));

  await assert.rejects(
    inside((db) => sendAgain(db, mailing.id)),
    (error: unknown) => error instanceof Refused && error.code === 'mailings.error.cancelled-stays',
  );
  assert.deepEqual(await ledgerOf(app, tenantId, mailing.id), { uncertain: 2 });
});

test('sending twice is one sending: the second finds it taken', async (context) => {
  const { app, tenantId, library } = await setUp(context, 2);
  const mailing = await sentMailing(app, tenantId, library);
  await assert.rejects(
    withTenant(app.database, tenantId, (db) =>
      sendMailing(app, db, mailing.id, { version: mailing.version, at: null, caller: system, now: app.now() }),
    ),
    { code: 'mailings.error.not-from-here' },
  );
});

test('refusals end where they belong: later, failed, or perhaps arrived', async (context) => {
  const { app, tenantId, library, sink } = await setUp(context, 0);
  await withTenant(app.database, tenantId, async (db) => {
    await addReaders(db, library.purposeId, 4);
    for (const [n, fault] of [
      [2, 'rcpt.451'],
      [3, 'rcpt.550'],
      [4, 'after-dot.close'],
    ] as const) {
      const address = `lezer${n}+${fault}@lezers.example`;
      await run(
        db,
        sql`update contacts set email = ${address}, email_key = ${address} where tenant_id = ${tenantId} and email = ${`lezer${n}@lezers.example`}`,
      );
    }
  });
  const mailing = await sentMailing(app, tenantId, library);
  await sendAll(app, sink);
  const rows = await withTenant(app.database, tenantId, (db) =>
    many(
      db,
      sql<{ address: string; state: string; reason: string | null; again: boolean }>`
      select address, state, reason, due_at > now() + interval '4 minutes' as again from messages where tenant_id = ${tenantId} and source_id = ${mailing.id} and source_kind = 'mailing' order by address`,
    ),
  );
  assert.deepEqual(
    rows.map((row) => [row.state, row.reason, row.again]),
    [
      ['accepted', null, null],
      ['deferred', 'soft', true],
      ['failed', 'hard', null],
      ['uncertain', 'no-answer', null],
    ],
  );
});

test('an address that its server does not know is not written to again', async (context) => {
  const { app, tenantId, library, sink } = await setUp(context, 2);
  await withTenant(app.database, tenantId, (db) =>
    run(
      db,
      sql`
    update contacts set email = 'weg+rcpt.550@lezers.example', email_key = 'weg+rcpt.550@lezers.example' where tenant_id = ${tenantId} and email = 'lezer2@lezers.example'`,
    ),
  );
  for (const expected of [
    { accepted: 1, failed: 1 },
    { accepted: 1, skipped: 1 },
  ]) {
    const mailing = await sentMailing(app, tenantId, library);
    await sendAll(app, sink);
    assert.deepEqual(await ledgerOf(app, tenantId, mailing.id), expected);
  }
  const cards = await withTenant(app.database, tenantId, (db) =>
    many(
      db,
      sql<{ state: string; facts: string }>`
    select email_state as state, (select string_agg(kind, ' ' order by id) from facts f where f.tenant_id = c.tenant_id and f.contact_id = c.id) as facts
    from contacts c where tenant_id = ${tenantId} order by id`,
    ),
  );
  assert.deepEqual(cards, [
    { state: 'unknown', facts: 'mail.sent mail.sent' },
    { state: 'refused', facts: 'mail.failed' },
  ]);
});

test('an address that does not exist is bad on every card of the family, until somebody checked it', async (context) => {
  const { app, tenantId, library, sink } = await setUp(context, 3);
  const family = 'gezin+rcpt.550@lezers.example';
  const inLibrary = <T>(work: (db: TenantDb) => Promise<T>) => withTenant(app.database, tenantId, work);
  await inLibrary((db) =>
    run(
      db,
      sql`update contacts set email = ${family}, email_key = ${family} where tenant_id = ${tenantId} and email <> 'lezer1@lezers.example'`,
    ),
  );
  const states = () =>
    inLibrary((db) =>
      many(db, sql<{ id: number; email_state: string }>`select id, email_state from contacts where tenant_id = ${tenantId} order by id`),
    );
  const why = async (mailingId: number) =>
    inLibrary((db) =>
      many(
        db,
        sql<{
          reason: string;
        }>`select reason from messages where tenant_id = ${tenantId} and source_id = ${mailingId} and state = 'skipped' order by reason`,
      ),
    );

  await sentMailing(app, tenantId, library);
  await sendAll(app, sink);

  assert.deepEqual(
    (await states()).map((card) => card.email_state),
    ['unknown', 'refused', 'refused'],
  );
  const [, sister] = await states();
  const overview = await inLibrary((db) => permissionsOfContact(db, app.secrets, { contactId: sister!.id, now: app.now() }));
  assert.deepEqual(
    overview.suppressions.map(({ reason }) => reason),
    ['hard-bounce'],
    'the desk sees it, and can say that it was checked',
  );
  const second = await sentMailing(app, tenantId, library);
  await sendAll(app, sink);
  assert.deepEqual(await why(second.id), [{ reason: 'bad-address' }, { reason: 'bad-address' }]);

  assert.equal(await inLibrary((db) => liftBounce(db, app.secrets, sister!.id)), true);

  assert.deepEqual(
    (await states()).map((card) => card.email_state),
    ['unknown', 'unknown', 'unknown'],
  );
  const third = await sentMailing(app, tenantId, library);
  await sendAll(app, sink);
  assert.deepEqual(await ledgerOf(app, tenantId, third.id), { accepted: 1, failed: 1, skipped: 1 });
});

test('killed at random moments, it loses nobody and writes to nobody twice', { timeout: 180_000 }, async (context) => {
  const app = await testApp();
  const master = randomBytes(32);
  const readers = 4000;
  const { tenantId } = await newLibrary(app.database);
  const mine: TestApp = { ...app, secrets: createSecrets(master) };
  const library = await readyLibrary(mine, tenantId, readers);
  const mailing = await sentMailing(mine, tenantId, library);
  const { drainQueue } = await import('../platform/queue.ts');
  const { jobHandlers } = await import('../mount.ts');
  await drainQueue(app.ownerUrl, jobHandlers(mine));
  const sink = await spawnSink({ latency: 3, ledgerFile: join(mkdtempSync(join(tmpdir(), 'sink-')), 'ledger') });
  context.after(() => sink.stop());
  const argument = JSON.stringify({
    url: app.database.url,
    ownerUrl: app.ownerUrl,
    master: master.toString('base64'),
    smtpUrl: `smtp://127.0.0.1:${sink.port}?connections=4`,
    leaseSeconds: 2,
  });
  let kills = 0;
  const deadline = Date.now() + 150_000;
  const unfinished = async () => {
    const counts = await ledgerOf(app, tenantId, mailing.id);
    return (counts.ready ?? 0) + (counts.claimed ?? 0) + (counts.handing ?? 0) > 0;
  };
  while ((await unfinished()) && Date.now() < deadline) {
    const child = fork(join(import.meta.dirname, '../../test/harness/mailer-process.ts'), [argument], { stdio: 'ignore' });
    await new Promise((resolve) => child.once('message', resolve));
    await sleep(kills < 6 ? 100 + Math.random() * 500 : 4000);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    kills++;
  }

  const counts = await ledgerOf(app, tenantId, mailing.id);
  const taken = new Map<string, number>();
  for (const entry of sink.entries()) taken.set(entry.to, (taken.get(entry.to) ?? 0) + 1);
  assert.ok(kills >= 3, `only ${kills} kills`);
  assert.equal(
    Object.values(counts).reduce((sum, n) => sum + n, 0),
    readers,
  );
  assert.equal([...taken.values()].filter((n) => n > 1).length, 0, 'doubled');
  const states = await withTenant(app.database, tenantId, (db) =>
    many(
      db,
      sql<{
        address: string;
        state: string;
      }>`select address, state from messages where tenant_id = ${tenantId} and source_kind = 'mailing' and source_id = ${mailing.id}`,
    ),
  );
  const lost = states.filter((row) => row.state === 'accepted' && !taken.has(row.address));
  assert.equal(lost.length, 0, 'called accepted, never taken');
  const hidden = states.filter((row) => !['accepted', 'uncertain'].includes(row.state));
  assert.equal(hidden.length, 0, JSON.stringify(counts));
});
