import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { addCard } from '../../test/harness/cards.ts';
import { everything, mailed, now, subscribed } from '../../test/harness/portal.ts';
import { givePermission, unsubscribeToken } from '../consent/consent.ts';
import { many, sql } from '../platform/db.ts';

for (const [name, headers, body] of [
  ['urlencoded', { 'content-type': 'application/x-www-form-urlencoded' }, 'List-Unsubscribe=One-Click'],
  [
    'multipart',
    { 'content-type': 'multipart/form-data; boundary=x' },
    '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
  ],
] as const) {
  test(`the mail program’s own button (${name}) unsubscribes at once, without cookie, and again without harm`, async () => {
    const { app, uit, permissions, run, tenantId } = await subscribed();

    const once = await app.server.inject({ method: 'POST', url: uit, headers, payload: body });
    const again = await app.server.inject({ method: 'POST', url: uit, headers, payload: body });

    assert.deepEqual([once.statusCode, again.statusCode, once.body, once.headers.location], [200, 200, again.body, undefined]);
    assert.deepEqual(
      (await permissions()).map((row) => [row.state, row.method]),
      [['withdrawn', 'one-click']],
    );
    const proofs = await run((db) =>
      many(
        db,
        sql<{
          evidence: Record<string, unknown>;
        }>`select evidence from permission_proofs where tenant_id = ${tenantId} and state = 'withdrawn'`,
      ),
    );
    assert.deepEqual(
      proofs.map((proof) => proof.evidence['messageId']),
      [12],
    );
  });
}

test('a mail program on another site may post: there is no cookie to forge with', async () => {
  const { post, uit, permissions } = await subscribed();

  const answer = await post(
    uit,
    { 'List-Unsubscribe': 'One-Click' },
    { origin: 'https://mail.elders.example', 'sec-fetch-site': 'cross-site' },
  );

  assert.equal(answer.statusCode, 200);
  assert.deepEqual(
    (await permissions()).map((row) => row.state),
    ['withdrawn'],
  );
});

test('one-click with a worthless token gets the same answer and changes nothing', async () => {
  const place = await subscribed();
  const { post, uit, mijn, app, contactId, id, tenantId } = place;
  const before = await everything(place);
  const foreign = unsubscribeToken(app.secrets, {
    tenantId: tenantId + 100_000,
    contactId,
    purposeId: id('newsletter'),
    messageId: 1,
  });
  const nobody = unsubscribeToken(app.secrets, {
    tenantId,
    contactId: contactId + 100_000,
    purposeId: id('newsletter'),
    messageId: 1,
  });
  const noPurpose = unsubscribeToken(app.secrets, {
    tenantId,
    contactId,
    purposeId: 999_999,
    messageId: 1,
  });
  const wrong = [
    foreign,
    nobody,
    noPurpose,
    uit.slice(5, -1),
    `${uit.slice(5)}A`,
    mijn.slice(6),
    ...Array.from({ length: 100 }, () => randomBytes(24).toString('base64url')),
  ];

  const answers = await Promise.all(wrong.map((token) => post(`/uit/${token}`, { 'List-Unsubscribe': 'One-Click' })));

  assert.deepEqual(await everything(place), before);
  const good = await post(uit, { 'List-Unsubscribe': 'One-Click' });
  for (const answer of answers) assert.deepEqual([answer.statusCode, answer.body], [good.statusCode, good.body]);
});

test('the visible link asks first, then says it is done, and leads to the other choices', async () => {
  const { get, post, uit, permissions } = await subscribed();

  const asked = await get(uit);
  assert.match(asked.body, /Uitschrijven voor “Nieuwsbrief”\?/);
  assert.match(asked.body, /z•••@lezers\.example/);
  const done = await post(uit, { van: 'pagina', taal: 'en' });

  assert.match(done.body, /You are unsubscribed/);
  assert.match(done.body, /href="\/mijn\//);
  assert.deepEqual(
    (await permissions()).map((row) => [row.state, row.method]),
    [['withdrawn', 'unsubscribe-page']],
  );
});

/** The link to leave in a mail that went to this address at that moment. */
async function linkIn(place: Awaited<ReturnType<typeof subscribed>>, to: { address: string; at: Date }) {
  const { app, run, tenantId, contactId, id } = place;
  const messageId = await run((db) => mailed(db, { contactId, ...to }));
  return `/uit/${unsubscribeToken(app.secrets, { tenantId, contactId, purposeId: id('newsletter'), messageId })}`;
}

test('a link to leave never ends, but opens nobody’s own page for longer than the mail’s own link did', async () => {
  const place = await subscribed();
  const { app, get, post } = place;
  const ownPage = (body: string) => /href="(\/mijn\/[\w-]+)"/.exec(body)![1]!;
  const fresh = await linkIn(place, { address: 'zeynep@lezers.example', at: now });
  const old = await linkIn(place, { address: 'vroeger@lezers.example', at: new Date('2026-01-05T10:00:00Z') });

  const opened = await get(ownPage((await get(fresh)).body));
  const shut = await get(ownPage((await get(old)).body));
  const left = await post(old, { van: 'pagina' });

  assert.deepEqual([opened.statusCode, shut.statusCode, left.statusCode], [200, 410, 200]);
  assert.equal((await get(ownPage(left.body))).statusCode, 410);
  assert.match(shut.body, /Stuur me een nieuwe link/);
  assert.ok(app);
});

test('a no counts where the mail went, also when the card has another address by now', async () => {
  const place = await subscribed({ email: 'familie@lezers.example' });
  const { app, tenantId, run, id, post, permissions, contactId } = place;
  const sister = await addCard(app.database, tenantId, { firstName: 'Yara', email: 'familie@lezers.example' });
  const yes = {
    contactId: sister,
    purposeId: id('newsletter'),
    channel: 'email',
    at: new Date('2026-01-05T10:00:00Z'),
    method: 'desk',
  } as const;
  await run((db) => givePermission(db, yes));
  const link = await linkIn(place, { address: 'familie@lezers.example', at: now });
  await run((db) =>
    many(
      db,
      sql`update contacts set email = 'eigen@lezers.example', email_key = 'eigen@lezers.example' where tenant_id = ${tenantId} and id = ${contactId}`,
    ),
  );

  await post(link, { 'List-Unsubscribe': 'One-Click' });

  assert.deepEqual(
    (await permissions()).map((row) => [row.contact_id, row.state]),
    [
      [contactId, 'withdrawn'],
      [sister, 'withdrawn'],
    ],
  );
});

test('the pages to leave speak the language of the reader', async () => {
  const { run, get, post, uit, tenantId } = await subscribed();
  await run((db) => many(db, sql`update contacts set language = 'en' where tenant_id = ${tenantId}`));

  assert.match((await get(uit)).body, /Unsubscribe from “Newsletter”\?/);
  assert.match((await get(`${uit}?taal=nl`)).body, /Uitschrijven voor “Nieuwsbrief”\?/);
  assert.match((await post(uit, { van: 'pagina' })).body, /You are unsubscribed/);
});
