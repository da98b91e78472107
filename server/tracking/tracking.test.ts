import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { testApp } from '../../test/harness/app.ts';
import { addCard } from '../../test/harness/cards.ts';
import { newLibrary } from '../../test/harness/database.ts';
import { ensureDefaultPurposes, givePermission, listPurposes, withdrawPermission } from '../consent/consent.ts';
import { many, one, sql, withTenant, type TenantDb } from '../platform/db.ts';
import { Invalid } from '../platform/errors.ts';
import { clicksPerHour, clickTotals, linkToken, linkTokenBase, linkTokenAt, saveLinks } from './tracking.ts';

const browser = {
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
};
const source = { kind: 'mailing', id: 31 } as const;
const links = [
  { position: 0, url: 'https://zilverbeek.example/agenda' },
  { position: 1, url: 'https://zilverbeek.example/boeken?q=voorlezen' },
];
const sentAt = new Date('2026-11-20T09:00:00Z');
const clickedAt = new Date('2026-11-22T10:20:00Z');

/** A library whose mailing 31 went to one reader who may be followed. */
async function sentMailing({ birthOn = '1984-03-02', acceptedAt = sentAt as Date | null } = {}) {
  const app = await testApp();
  app.setNow(clickedAt);
  const { tenantId } = await newLibrary(app.database);
  const contactId = await addCard(app.database, tenantId, { birthOn });
  const run = <T>(fn: (db: TenantDb) => Promise<T>) => withTenant(app.database, tenantId, fn);
  await run(ensureDefaultPurposes);
  const tracking = (await run((db) => listPurposes(db))).find((purpose) => purpose.kind === 'tracking')!.id;
  const following = {
    contactId,
    purposeId: tracking,
    channel: 'email',
    at: sentAt,
    method: 'desk',
  } as const;
  if (birthOn < '2000') await run((db) => givePermission(db, following));
  await run((db) => saveLinks(db, source, links));
  const { id: messageId } = await run((db) =>
    one(
      db,
      sql<{ id: number }>`
    insert into messages (tenant_id, source_kind, source_id, recipient_key, contact_id, state, allowed, rule, finished_at)
    values (${tenantId}, 'mailing', 31, 'k', ${contactId}, ${acceptedAt ? 'accepted' : 'ready'}, true, 'consent', ${acceptedAt}) returning id`,
    ),
  );
  const anonymous = linkTokenBase(app.secrets, { tenantId, sourceKind: 'mailing', sourceId: 31 });
  const personal = linkTokenBase(app.secrets, {
    tenantId,
    sourceKind: 'mailing',
    sourceId: 31,
    messageId,
  });
  const click = (token: string, headers: Record<string, string> = browser, method: 'GET' | 'HEAD' = 'GET') =>
    app.server.inject({ method, url: `/k/${token}`, headers });
  const totals = async () => (await run((db) => clickTotals(db, source))).map((row) => `${row.clicks}+${row.machine_clicks}`);
  const facts = () =>
    run((db) =>
      many(
        db,
        sql<{
          contact_id: number;
          object: string;
          payload: unknown;
        }>`select contact_id, object, payload from facts where tenant_id = ${tenantId} and kind = 'mail.clicked' order by id`,
      ),
    );
  return {
    app,
    tenantId,
    contactId,
    messageId,
    run,
    anonymous,
    personal,
    click,
    totals,
    facts,
    following,
  };
}

test('a click leads where the mailing said, is counted, and leaves no trace elsewhere', async () => {
  const { anonymous, click, totals, facts, run } = await sentMailing();

  const answer = await click(linkTokenAt(anonymous, 1));

  assert.equal(answer.statusCode, 302);
  assert.equal(answer.headers.location, 'https://zilverbeek.example/boeken?q=voorlezen');
  assert.equal(answer.headers['referrer-policy'], 'no-referrer');
  assert.equal(answer.headers['cache-control'], 'no-store');
  assert.equal(answer.headers['set-cookie'], undefined);
  assert.deepEqual(await totals(), ['0+0', '1+0']);
  assert.deepEqual(await run((db) => clicksPerHour(db, source)), [
    { hour: new Date('2026-11-22T10:00:00Z'), clicks: 1, machine_clicks: 0 },
  ]);
  assert.deepEqual(await facts(), []);
});

test('a click of a reader who agreed to be followed stands on the timeline, once per hour', async () => {
  const { personal, click, totals, facts, contactId } = await sentMailing();

  await click(linkTokenAt(personal, 0));
  await click(linkTokenAt(personal, 0));

  assert.deepEqual(await totals(), ['2+0', '0+0']);
  assert.deepEqual(await facts(), [
    {
      contact_id: contactId,
      object: 'mailing:31',
      payload: { url: 'https://zilverbeek.example/agenda', position: 0 },
    },
  ]);
});

test('whoever withdraws is not followed any more, also in mail that was sent before', async () => {
  const { personal, click, totals, facts, run, following } = await sentMailing();
  await run((db) => withdrawPermission(db, { ...following, at: clickedAt }));

  const answer = await click(linkTokenAt(personal, 0));

  assert.equal(answer.statusCode, 302);
  assert.deepEqual([await totals(), await facts()], [['1+0', '0+0'], []]);
});

test('a minor is never followed, even with a personal link', async () => {
  const { personal, click, totals, facts } = await sentMailing({ birthOn: '2011-01-01' });

  await click(linkTokenAt(personal, 0));

  assert.deepEqual([await totals(), await facts()], [['1+0', '0+0'], []]);
});

for (const [name, how] of [
  ['HEAD', { method: 'HEAD', headers: browser, position: 0 }],
  ['a scanner', { method: 'GET', headers: { 'user-agent': 'Mimecast-Scanner/1.0' }, position: 0 }],
  ['a browser that looks ahead', { method: 'GET', headers: { ...browser, 'sec-purpose': 'prefetch' }, position: 0 }],
] as const) {
  test(`${name} is redirected, counted apart and never a person`, async () => {
    const { personal, click, totals, facts } = await sentMailing();

    const answer = await click(linkTokenAt(personal, how.position), how.headers, how.method);

    assert.equal(answer.statusCode, 302);
    assert.deepEqual([await totals(), await facts()], [['0+1', '0+0'], []]);
  });
}

test('a click within seconds of delivery, or before it, is a gateway', async () => {
  for (const acceptedAt of [new Date(clickedAt.getTime() - 3000), null]) {
    const { personal, click, totals, facts } = await sentMailing({ acceptedAt });

    await click(linkTokenAt(personal, 1));

    assert.deepEqual([await totals(), await facts()], [['0+0', '0+1'], []]);
  }
});

test('a token that was changed, made up or belongs elsewhere leads nowhere and counts nothing', async () => {
  const { app, anonymous, click, totals, tenantId } = await sentMailing();
  const wrong = [
    linkTokenAt(anonymous, 7),
    linkTokenAt(anonymous, 10_000),
    anonymous,
    `${anonymous}.`,
    `${anonymous}.00`,
    `${anonymous}.1.1`,
    `${anonymous}.-1`,
    linkToken(app.secrets, {
      tenantId: tenantId + 100_000,
      sourceKind: 'mailing',
      sourceId: 31,
      position: 0,
    }),
    linkToken(app.secrets, { tenantId, sourceKind: 'mailing', sourceId: 32, position: 0 }),
    encodeURIComponent('https://evil.example/'),
    `${app.secrets.sign('click', 'https://evil.example/')}`,
    ...Array.from({ length: 200 }, () => `${randomBytes(24).toString('base64url')}.0`),
  ];

  for (const token of wrong) {
    const answer = await click(token);
    assert.equal(answer.statusCode, 404, token);
    assert.equal(answer.headers.location, undefined);
    assert.match(answer.body, /Deze link werkt niet/);
  }
  assert.deepEqual(await totals(), ['0+0', '0+0']);
});

test('a link of another library cannot be reached with a token of this one', async () => {
  const [one_, other] = [await sentMailing(), await sentMailing()];
  await other.run((db) => saveLinks(db, { kind: 'mailing', id: 77 }, [{ position: 0, url: 'https://elders.example/' }]));

  const answer = await one_.click(
    linkToken(one_.app.secrets, {
      tenantId: one_.tenantId,
      sourceKind: 'mailing',
      sourceId: 77,
      position: 0,
    }),
  );

  assert.equal(answer.statusCode, 404);
});

test('nothing but an ordinary web address can be stored', async () => {
  const { run } = await sentMailing();
  for (const url of [
    'javascript:alert(1)',
    'data:text/html,x',
    '//evil.example',
    'https://zilverbeek.example@evil.example/',
    'https://x.example/\r\nX: y',
  ]) {
    await assert.rejects(
      run((db) => saveLinks(db, source, [{ position: 5, url }])),
      Invalid,
      url,
    );
  }
});

test('storing the links again changes nothing', async () => {
  const { run } = await sentMailing();

  await run((db) => saveLinks(db, source, [{ position: 0, url: 'https://elders.example/' }]));

  assert.equal((await run((db) => clickTotals(db, source)))[0]?.url, 'https://zilverbeek.example/agenda');
});

test('many clicks at once are all counted', async () => {
  const { anonymous, personal, click, totals, facts } = await sentMailing();

  const answers = await Promise.all(
    Array.from({ length: 300 }, (_, at) => click(linkTokenAt(at % 3 === 0 ? personal : anonymous, at % 2))),
  );

  assert.equal(
    answers.every((answer) => answer.statusCode === 302),
    true,
  );
  assert.deepEqual(await totals(), ['150+0', '150+0']);
  assert.equal((await facts()).length, 2);
});

test('a click that cannot be counted still leads on, and takes no other click along', async () => {
  const { app, anonymous, click, totals, run, tenantId } = await sentMailing();
  await click(linkTokenAt(anonymous, 0));
  await click(linkTokenAt(anonymous, 1));
  // the link disappears while its address is still in memory
  await run((db) =>
    many(
      db,
      sql`delete from link_clicks where tenant_id = ${tenantId} and link_id = (select id from tracked_links where tenant_id = ${tenantId} and position = 1)`,
    ),
  );
  await run((db) => many(db, sql`delete from tracked_links where tenant_id = ${tenantId} and position = 1`));

  const answers = await Promise.all([0, 1, 0, 1, 0].map((position) => click(linkTokenAt(anonymous, position))));

  assert.equal(
    answers.every((answer) => answer.statusCode === 302),
    true,
  );
  assert.deepEqual(await totals(), ['4+0']);
  assert.ok(app);
});
