// What the ledger makes of words that come late, of odd answers, and of two who act on one source at the same moment.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ledgerOf, readyLibrary, sentMailing, system } from '../../test/harness/audience.ts';
import { testApp } from '../../test/harness/app.ts';
import { newLibrary } from '../../test/harness/database.ts';
import { getMailing, pauseMailing, resumeMailing, sendAgain } from '../mailings/mailings.ts';
import { one, run, sql, withTenant, type TenantDb } from '../platform/db.ts';
import { findDispatch } from './delivery.ts';
import { createKeeper } from './keeper.ts';
import { createLedgerWriter, type Held } from './ledger-writer.ts';
import { claimMessages, markMessages, reapLeases, type ClaimedRow, type JustClaimed } from './queries/engine.ts';
import { queueServiceMail, serviceSource } from './service.ts';
import type { Outcome } from './smtp/outcome.ts';

const owner = 'this worker';

/** A mailing to `count` readers, frozen, with one worker that holds all of it. */
async function heldMailing(count: number) {
  const app = await testApp();
  const { tenantId } = await newLibrary(app.database);
  const mailing = await sentMailing(app, tenantId, await readyLibrary(app, tenantId, count));
  await app.drain();
  const inside = <T>(work: (db: TenantDb) => Promise<T>) => withTenant(app.database, tenantId, work);
  const source = { source_kind: 'mailing', source_id: mailing.id };
  const key = { kind: 'mailing', id: mailing.id };
  const claim = () => inside((db) => claimMessages(db, source, { owner, limit: count, leaseSeconds: 90 }));
  const mark = (rows: readonly JustClaimed[]) => inside((db) => markMessages(db, owner, rows));
  const writer = createLedgerWriter(app, tenantId, owner);
  const loaded = { kind: 'newsletter', whenUncertain: 'park' } as Held['source'];
  const note = async (row: Held['row'], outcome: Outcome) => {
    writer.outcome({ row, source: loaded, host: 'relay' }, outcome);
    await writer.drain();
  };
  const keeper = createKeeper(app, { owner, leaseSeconds: 90, tickMs: 60_000, forget: () => undefined });
  const look = async () => keeper.lookAt((await inside((db) => findDispatch(db, key)))!);
  const ledger = () => ledgerOf(app, tenantId, mailing.id);
  const dispatch = () => inside((db) => findDispatch(db, key));
  return { app, tenantId, mailing, inside, source, claim, mark, note, look, ledger, dispatch };
}

test('an answer that comes after the lease ended is believed: the database was away, the mail was not', async () => {
  const { inside, tenantId, source, claim, mark, note, ledger } = await heldMailing(3);
  const rows = await claim();
  await mark(rows);
  await inside((db) => run(db, sql`update messages set lease_until = now() - interval '1 second' where tenant_id = ${tenantId}`));
  await inside((db) => reapLeases(db, source, null));
  assert.deepEqual(await ledger(), { uncertain: 3 });

  await note(rows[0]!, { kind: 'accepted', code: 250, text: 'ok' });
  await note(rows[1]!, { kind: 'failed', phase: 'dot', code: 554, text: 'no' });
  // not sent, but nobody will try it by itself: somebody who looks at it decides
  await note(rows[2]!, { kind: 'deferred', phase: 'dot', code: 451, text: 'later' });

  assert.deepEqual(await ledger(), { accepted: 1, failed: 1, uncertain: 1 });
});

test('an answer of an earlier claim changes nothing', async () => {
  const { inside, tenantId, source, claim, mark, note, ledger } = await heldMailing(1);
  const [before] = await claim();
  await inside((db) => run(db, sql`update messages set lease_until = now() - interval '1 second' where tenant_id = ${tenantId}`));
  await inside((db) => reapLeases(db, source, null));
  await mark(await claim());

  await note(before!, { kind: 'failed', phase: 'rcpt', code: 550, text: 'no' });

  assert.deepEqual(await ledger(), { handing: 1 });
});

test('an answer with a character of two halves where it is cut is written down all the same', { timeout: 60_000 }, async () => {
  const { claim, mark, note, ledger } = await heldMailing(2);
  const rows = await claim();
  await mark(rows);
  await note(rows[0]!, { kind: 'uncertain', phase: 'dot', text: `${'x'.repeat(499)}📚📚` });
  await note(rows[1]!, { kind: 'accepted', code: 250, text: `ok\u0000 ${'\ud83d'}` });
  assert.deepEqual(await ledger(), { uncertain: 1, accepted: 1 });
});

test('a newsletter that was held for days is still tried for two days after it goes on', async () => {
  const { app, inside, tenantId, mailing, claim, mark, note, ledger } = await heldMailing(1);
  await inside((db) => pauseMailing(db, mailing.id, system, app.now()));
  await inside((db) => run(db, sql`update messages set created_at = now() - interval '3 days' where tenant_id = ${tenantId}`));
  await inside((db) => resumeMailing(db, mailing.id, system, app.now()));
  const rows = await claim();
  await mark(rows);

  await note(rows[0]!, { kind: 'deferred', phase: 'rcpt', code: 451, text: 'greylisted, come back later' });

  assert.deepEqual(await ledger(), { deferred: 1 });
});

/** Does `first` in a transaction that is still open when `second` begins. */
async function during(
  { inside }: { inside: <T>(work: (db: TenantDb) => Promise<T>) => Promise<T> },
  first: (db: TenantDb) => Promise<unknown>,
  second: () => Promise<unknown>,
): Promise<void> {
  let begun: Promise<unknown> = Promise.resolve();
  await inside(async (db) => {
    await first(db);
    begun = second();
    await Promise.race([begun, sleep(500)]);
  });
  await begun;
}

/** All of a mailing perhaps arrived; nothing is left to do. */
async function uncertainMailing() {
  const held = await heldMailing(1);
  const rows = await held.claim();
  await held.mark(rows);
  await held.note(rows[0]!, { kind: 'uncertain', phase: 'dot', text: 'no answer' });
  return held;
}

test('what is sent again at the moment the mailing would be finished is not forgotten', async () => {
  const held = await uncertainMailing();

  await during(held, (db) => sendAgain(db, held.mailing.id), held.look);

  assert.deepEqual([(await held.dispatch())!.state, await held.ledger()], ['sending', { ready: 1 }]);
});

test('a mailing paused at the moment it would be finished is paused, in both places', async () => {
  const held = await uncertainMailing();
  const { app, inside, mailing } = held;

  await during(held, (db) => pauseMailing(db, mailing.id, system, app.now()), held.look);
  await app.drain();

  const { state } = await inside((db) => getMailing(db, mailing.id));
  assert.deepEqual([(await held.dispatch())!.state, state], ['paused', 'paused']);
});

test('a service mail that is queued while its source is looked at does not wait for the next look', async () => {
  const { app, inside, tenantId } = await heldMailing(1);
  const mail = (occasion: string) => (db: TenantDb) =>
    queueServiceMail(app, db, {
      to: 'zeynep@lezers.example',
      toName: '',
      occasion,
      language: 'nl',
      subject: 'Bevestig',
      blocks: [],
      reason: '',
      preferencesUrl: 'http://localhost:8080/',
    });
  await inside(mail('one'));
  await inside((db) =>
    run(db, sql`update messages set state = 'accepted', due_at = null where tenant_id = ${tenantId} and source_kind = 'service'`),
  );
  const dispatch = () => inside((db) => findDispatch(db, { kind: 'service', id: 1 }));
  const keeper = createKeeper(app, { owner, leaseSeconds: 90, tickMs: 60_000, forget: () => undefined });
  const seen = (await dispatch())!;

  await during({ inside }, mail('two'), () => keeper.lookAt(seen));

  const { wait } = await inside((db) =>
    one(
      db,
      sql<{ wait: number }>`
      select extract(epoch from due_at - clock_timestamp())::float8 as wait from dispatches where environment_id = ${tenantId} and source_kind = 'service'`,
    ),
  );
  assert.ok(wait <= 0, `it waits for ${wait} s`);
});

test('sending again what perhaps arrived closes no audience that is still being added', async () => {
  const { inside, mailing, dispatch } = await uncertainMailing();
  await inside((db) => run(db, sql`update dispatches set open = true where environment_id = ${db.tenantId} and source_kind = 'mailing'`));

  assert.equal(await inside((db) => sendAgain(db, mailing.id)), 1);

  assert.equal((await dispatch())!.open, true);
});

test('a service mail stays the same mail, byte for byte, when the library writes from another address meanwhile', async () => {
  const { app, inside, tenantId } = await heldMailing(1);
  await inside((db) =>
    queueServiceMail(app, db, {
      to: 'zeynep@lezers.example',
      toName: 'Zeynep',
      occasion: 'one',
      language: 'nl',
      subject: 'Bevestig',
      blocks: [],
      reason: '',
      preferencesUrl: 'http://localhost:8080/',
    }),
  );
  const bytes = () =>
    inside(async (db) => {
      const row = await one(db, sql<ClaimedRow>`select * from messages where tenant_id = ${tenantId} and source_kind = 'service'`);
      return Buffer.from(await (await serviceSource(app, db)).bytes(row)).toString();
    });
  const before = await bytes();
  assert.match(before, /^From: .*<nieuws@zilverbeek\.example>/m);

  await inside((db) =>
    run(db, sql`update senders set email = 'anders@zilverbeek-oost.example', name = 'Anders' where tenant_id = ${tenantId}`),
  );

  assert.equal(await bytes(), before);
});
