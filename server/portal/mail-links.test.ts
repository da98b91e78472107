/** The links in a mail that was really sent: clicked, followed where allowed, and used to leave. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import PostalMime, { type Email } from 'postal-mime';
import { testApp, type TestApp } from '../../test/harness/app.ts';
import { readyLibrary, sentMailing } from '../../test/harness/audience.ts';
import { newLibrary } from '../../test/harness/database.ts';
import { sendAll } from '../../test/harness/sending.ts';
import { startSink } from '../../test/smtp-sink.ts';
import { givePermission, listPurposes, objectToMarketing, withdrawPermission } from '../consent/consent.ts';
import { many, one, run, sql, withTenant, type TenantDb } from '../platform/db.ts';
import { clickTotals } from '../tracking/tracking.ts';

const browser = {
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
};

/** A library whose mailing reached its readers; `prepare` runs before, `meanwhile` between freezing and sending. */
async function sent(
  context: TestContext,
  count: number,
  steps: Partial<Record<'prepare' | 'meanwhile', (db: TenantDb, app: TestApp) => Promise<unknown>>> = {},
) {
  const app = await testApp();
  const { tenantId } = await newLibrary(app.database);
  const library = await readyLibrary(app, tenantId, count);
  const inside = <T>(fn: (db: TenantDb) => Promise<T>) => withTenant(app.database, tenantId, fn);
  await inside(async (db) => steps.prepare?.(db, app));
  const sink = await startSink({ keep: 'bytes' });
  context.after(() => sink.stop());
  const mailing = await sentMailing(app, tenantId, library);
  await app.drain();
  await inside(async (db) => steps.meanwhile?.(db, app));
  await sendAll(app, sink);
  const mails = new Map<string, Email>();
  for (const entry of sink.ledger.entries) mails.set(entry.to, await PostalMime.parse(sink.ledger.bytes.get(entry.n)!));
  // a person opens a mail later than five seconds after it came in
  await inside((db) => run(db, sql`update messages set finished_at = finished_at - interval '1 minute' where tenant_id = ${tenantId}`));
  return {
    app,
    tenantId,
    inside,
    mailing,
    mails,
    source: { kind: 'mailing', id: mailing.id } as const,
  };
}

const firstReader = async (db: TenantDb): Promise<number> =>
  (await one(db, sql<{ id: number }>`select id from contacts where tenant_id = ${db.tenantId} order by id limit 1`)).id;

const pathOf = (mail: Email, kind: 'k' | 'uit' | 'mijn') =>
  new URL(new RegExp(`http://localhost:8080/${kind}/[\\w.-]+`).exec(mail.html!)![0]).pathname;

test('clicks are totals for everybody, and a fact only for who agreed', async (context) => {
  const { app, tenantId, inside, mails, source } = await sent(context, 2, {
    prepare: async (db, app) => {
      const tracking = (await listPurposes(db)).find((purpose) => purpose.kind === 'tracking')!;
      await givePermission(db, {
        contactId: await firstReader(db),
        purposeId: tracking.id,
        channel: 'email',
        at: app.now(),
        method: 'desk',
      });
    },
  });
  const [followed, other] = [mails.get('lezer1@lezers.example')!, mails.get('lezer2@lezers.example')!];
  assert.notEqual(pathOf(followed, 'k'), pathOf(other, 'k'), 'only the followed reader has a link of their own');

  for (const mail of [followed, other]) {
    const answer = await app.server.inject({
      method: 'GET',
      url: pathOf(mail, 'k'),
      headers: browser,
    });
    assert.equal(answer.statusCode, 302);
    assert.match(String(answer.headers.location), /^https:\/\/www\.zilverbeek\.example/);
  }

  const totals = await inside((db) => clickTotals(db, source));
  assert.equal(
    totals.reduce((sum, row) => sum + row.clicks, 0),
    2,
  );
  const facts = await inside((db) =>
    many(
      db,
      sql<{ email: string }>`
      select c.email from facts f join contacts c on c.tenant_id = f.tenant_id and c.id = f.contact_id
      where f.tenant_id = ${tenantId} and f.kind = 'mail.clicked'`,
    ),
  );
  assert.deepEqual(facts, [{ email: 'lezer1@lezers.example' }]);
});

test('the header of the mail unsubscribes with one click, its links open the right pages', async (context) => {
  const { app, inside, mails } = await sent(context, 1);
  const mail = mails.get('lezer1@lezers.example')!;
  const header = mail.headers.find((one) => one.key === 'list-unsubscribe')!.value;
  const oneClick = new URL(/<(http[^>]+)>/.exec(header)![1]!).pathname;

  const own = await app.server.inject({ method: 'GET', url: pathOf(mail, 'mijn') });
  const visible = await app.server.inject({ method: 'GET', url: pathOf(mail, 'uit') });
  const posted = await app.server.inject({
    method: 'POST',
    url: oneClick,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: 'List-Unsubscribe=One-Click',
  });

  assert.match(own.body, /Dag Lezer/);
  assert.match(visible.body, /Uitschrijven voor “Nieuwsbrief”/);
  assert.equal(posted.statusCode, 200);
  const states = await inside((db) => many(db, sql<{ state: string }>`select state from permissions where tenant_id = ${db.tenantId}`));
  assert.deepEqual(states, [{ state: 'withdrawn' }]);
});

test('a customer who says no after the audience was frozen gets nothing', async (context) => {
  const { mails } = await sent(context, 3, {
    prepare: async (db) => {
      // the customer exception: members, without a permission of their own
      await run(db, sql`update purposes set basis = 'soft-opt-in' where tenant_id = ${db.tenantId} and key = 'newsletter'`);
      await run(db, sql`update contacts set kind = 'patron', member_since = '2020-01-01' where tenant_id = ${db.tenantId}`);
      await run(db, sql`delete from permissions where tenant_id = ${db.tenantId}`);
    },
    meanwhile: async (db, app) => {
      const newsletter = (await listPurposes(db)).find((purpose) => purpose.key === 'newsletter')!;
      await withdrawPermission(db, {
        contactId: await firstReader(db),
        purposeId: newsletter.id,
        channel: 'email',
        at: app.now(),
        method: 'one-click',
      });
    },
  });

  assert.deepEqual([...mails.keys()].sort(), ['lezer2@lezers.example', 'lezer3@lezers.example']);
});

test('an objection to all marketing counts at the last moment; a yes said after one is kept', async (context) => {
  const year = 365 * 86_400_000;
  const people = async (db: TenantDb) =>
    (await many(db, sql<{ id: number }>`select id from contacts where tenant_id = ${db.tenantId} order by id`)).map((row) => row.id);
  const { mails } = await sent(context, 3, {
    // the second objected last year, and said yes to the newsletter since
    prepare: async (db, app) => {
      const [, second] = await people(db);
      const at = new Date(app.now().getTime() - year);
      await objectToMarketing(db, app.secrets, { contactId: second!, at, method: 'preference-page' });
    },
    meanwhile: async (db, app) => {
      const [first] = await people(db);
      await objectToMarketing(db, app.secrets, { contactId: first!, at: app.now(), method: 'preference-page' });
    },
  });

  assert.deepEqual([...mails.keys()].sort(), ['lezer2@lezers.example', 'lezer3@lezers.example']);
});
