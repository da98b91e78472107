import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { testApp } from '../../test/harness/app.ts';
import { addCard } from '../../test/harness/cards.ts';
import { newLibrary } from '../../test/harness/database.ts';
import {
  addressHash,
  ensureDefaultPurposes,
  followableNow,
  givePermission,
  listPurposes,
  preferenceToken,
  suppress,
  unsubscribeToken,
} from '../consent/consent.ts';
import { many, one, sql, withTenant, type TenantDb } from '../platform/db.ts';

const now = new Date('2026-11-22T10:00:00Z');
let serial = 0;

/** A library with a sign-up page; `post` sends a form as a browser does. */
async function library(options?: Parameters<typeof newLibrary>[1]) {
  const app = await testApp();
  app.setNow(now);
  const { tenantId, slug } = await newLibrary(app.database, options);
  const run = <T>(fn: (db: TenantDb) => Promise<T>) => withTenant(app.database, tenantId, fn);
  await run(ensureDefaultPurposes);
  const purposes = new Map((await run((db) => listPurposes(db))).map((purpose) => [purpose.key, purpose.id]));
  const id = (key: string) => purposes.get(key)!;
  // each test a visitor of its own: limits are per visitor
  const remoteAddress = `10.0.${Math.floor(++serial / 250)}.${serial % 250}`;
  const get = (url: string, method: 'GET' | 'HEAD' = 'GET') => app.server.inject({ method, url, remoteAddress });
  const post = (url: string, fields: Record<string, string | string[]>, headers: Record<string, string> = {}) => {
    const body = new URLSearchParams(
      Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one_) => [name, one_] as [string, string])),
    );
    return app.server.inject({
      method: 'POST',
      url,
      payload: body.toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      remoteAddress,
    });
  };
  const form = {
    email: 'zeynep@lezers.example',
    leeftijd: 'adult',
    doel: [String(id('newsletter'))],
  };
  const signUp = (fields: Record<string, string | string[]> = {}) => post(`/b/${slug}/inschrijven`, { ...form, ...fields });
  const mails = async () => {
    await app.drain();
    return run((db) =>
      many(
        db,
        sql<{
          address: string;
          contact_id: number | null;
          allowed: boolean;
          subject: string;
          text: string;
        }>`
      select address, contact_id, allowed, merge_values ->> 'subject' as subject, merge_values ->> 'text' as text from messages where tenant_id = ${tenantId} and source_kind = 'service' order by id`,
      ),
    );
  };
  const linkIn = (text: string) => new URL(/http:\/\/localhost:8080\/[^\s<>()]+/.exec(text)![0]).pathname;
  const cards = () =>
    run((db) =>
      many(
        db,
        sql<{
          id: number;
          kind: string;
          first_name: string;
          email: string;
          email_state: string;
          language: string;
        }>`select id, kind, first_name, email, email_state, language from contacts where tenant_id = ${tenantId} order by id`,
      ),
    );
  const permissions = () =>
    run((db) =>
      many(
        db,
        sql<{ contact_id: number; key: string; state: string; method: string; guardian: boolean }>`
    select p.contact_id, u.key, p.state, f.method, p.guardian from permissions p join purposes u on u.tenant_id = p.tenant_id and u.id = p.purpose_id join permission_proofs f on f.tenant_id = p.tenant_id and f.id = p.proof_id
    where p.tenant_id = ${tenantId} order by p.contact_id, u.position`,
      ),
    );
  return { app, tenantId, slug, run, id, get, post, signUp, mails, linkIn, cards, permissions };
}

/** Everything of a library that a click could have changed. */
async function everything({ run, tenantId }: { run: <T>(fn: (db: TenantDb) => Promise<T>) => Promise<T>; tenantId: number }) {
  const tables = ['contacts', 'permissions', 'permission_proofs', 'suppressions', 'sign_up_requests', 'facts', 'messages', 'audit_entries'];
  return run(async (db) => {
    const rows: [string, unknown][] = [];
    for (const table of tables)
      rows.push([
        table,
        (
          await one(
            db,
            sql<{
              rows: unknown;
            }>`select coalesce(jsonb_agg(to_jsonb(t) order by to_jsonb(t)::text), '[]') as rows from ${sql.table(table)} t where tenant_id = ${tenantId}`,
          )
        ).rows,
      ]);
    return rows;
  });
}

test('signing up: a form, a mail, a button — and only then a reader with full proof', async () => {
  const { slug, signUp, mails, linkIn, get, post, cards, permissions, id, run, tenantId } = await library();

  const answer = await signUp({
    voornaam: 'Zeynep',
    doel: [String(id('newsletter')), String(id('tracking'))],
    taal: 'nl',
  });
  assert.deepEqual([answer.statusCode, answer.headers.location], [303, `/b/${slug}/inschrijven/verstuurd?taal=nl`]);
  assert.deepEqual(await cards(), []);
  const [mail] = await mails();
  assert.deepEqual(
    [mail!.address, mail!.contact_id, mail!.allowed, mail!.subject],
    ['zeynep@lezers.example', null, true, 'Bevestig je inschrijving bij Bib Zilverbeek'],
  );
  assert.doesNotMatch(mail!.text, /Zeynep/, 'nothing the visitor typed stands in a mail that was not confirmed');
  const link = linkIn(mail!.text);
  const shown = await get(link);
  assert.match(shown.body, /z•••@lezers\.example/);
  assert.deepEqual(await cards(), []);

  const confirmed = await post(link, {});

  assert.equal(confirmed.statusCode, 200);
  assert.match(confirmed.body, /Je bent ingeschreven/);
  const [card, ...others] = await cards();
  assert.deepEqual(others, []);
  assert.deepEqual(
    { ...card, id: 0 },
    {
      id: 0,
      kind: 'reader',
      first_name: 'Zeynep',
      email: 'zeynep@lezers.example',
      email_state: 'confirmed',
      language: 'nl',
    },
  );
  assert.deepEqual(
    (await permissions()).map((row) => [row.key, row.state, row.method]),
    [
      ['newsletter', 'given', 'double-opt-in'],
      ['tracking', 'given', 'double-opt-in'],
    ],
  );
  const [proof] = await run((db) =>
    many(
      db,
      sql<{
        wording: string;
        wording_version: number;
        address: string;
        evidence: Record<string, unknown>;
      }>`select wording, wording_version, address, evidence from permission_proofs where tenant_id = ${tenantId} order by id`,
    ),
  );
  assert.match(proof!.wording, /^Ja, stuur mij de nieuwsbrief/);
  assert.deepEqual([proof!.wording_version, proof!.address], [1, 'zeynep@lezers.example']);
  assert.deepEqual(
    [
      proof!.evidence['page'],
      proof!.evidence['askedAt'],
      proof!.evidence['confirmedAt'],
      proof!.evidence['mailedTo'],
      proof!.evidence['ageStated'],
    ],
    [`/b/${slug}/inschrijven`, now.toISOString(), now.toISOString(), 'zeynep@lezers.example', 'adult'],
  );
});

test('a second tap on the button confirms nothing twice', async () => {
  const { signUp, mails, linkIn, post, cards, permissions, run, tenantId } = await library();
  await signUp();
  const link = linkIn((await mails())[0]!.text);

  const answers = await Promise.all([post(link, {}), post(link, {}), post(link, {})]);

  assert.deepEqual(
    answers.map((answer) => [answer.statusCode, /Je bent ingeschreven/.test(answer.body)]),
    [
      [200, true],
      [200, true],
      [200, true],
    ],
  );
  assert.deepEqual([(await cards()).length, (await permissions()).length], [1, 1]);
  assert.equal((await run((db) => many(db, sql`select 1 from permission_proofs where tenant_id = ${tenantId}`))).length, 1);
});

test('whether an address is known shows nowhere: same answer, same mail', async () => {
  const { app, tenantId, signUp, mails } = await library();
  await addCard(app.database, tenantId, { email: 'known@lezers.example' });

  const known = await signUp({ email: 'known@lezers.example' });
  const unknown = await signUp({ email: 'unknown@lezers.example' });

  const visible = (answer: typeof known) => [
    answer.statusCode,
    answer.body,
    Object.entries(answer.headers).filter(([name]) => name !== 'date'),
  ];
  assert.deepEqual(visible(known), visible(unknown));
  const [one_, other] = await mails();
  const plain = (mail: NonNullable<typeof one_>) => ({
    ...mail,
    address: '',
    text: mail.text.replace(/\/bevestig\/\S+/, '/bevestig/…'),
  });
  assert.deepEqual(plain(one_!), plain(other!));
});

test('a confirmed sign-up goes to the card it belongs to', async () => {
  const { app, tenantId, signUp, mails, linkIn, post, cards, permissions } = await library();
  const mother = await addCard(app.database, tenantId);
  await addCard(app.database, tenantId, { firstName: 'Yara', birthOn: '2018-01-01' });
  await signUp();

  await post(linkIn((await mails())[0]!.text), {});

  assert.equal((await cards()).length, 2);
  assert.deepEqual(
    (await permissions()).map((row) => row.contact_id),
    [mother],
  );
});

test('a child signs up with a parent: the parent gets the mail, confirms and keeps a copy; nobody is followed', async () => {
  const { signUp, mails, linkIn, get, post, permissions, id } = await library();
  await signUp({
    email: 'yara@lezers.example',
    voornaam: 'Yara',
    leeftijd: 'child',
    ouder: 'zeynep@lezers.example',
    doel: [String(id('newsletter-youth')), String(id('tracking'))],
  });
  const [asked] = await mails();
  assert.equal(asked!.address, 'zeynep@lezers.example');
  assert.doesNotMatch(asked!.text, /Yara/);
  const link = linkIn(asked!.text);
  assert.match((await get(link)).body, /Ik ben ouder of voogd/);

  await post(link, {});

  assert.deepEqual(
    (await permissions()).map((row) => [row.key, row.state, row.guardian]),
    [['newsletter-youth', 'given', true]],
  );
  const copy = (await mails())[1]!;
  assert.deepEqual([copy.address, copy.subject], ['zeynep@lezers.example', 'Je gaf toestemming aan Bib Zilverbeek']);
  assert.match(copy.text, /Nieuwsbrief Jeugd/);
  const own = await get(linkIn(copy.text));
  assert.match(own.body, /daar ben je te jong voor/);
});

test('who said to be a minor is never followed, and a child whose parent stopped it cannot begin again alone', async () => {
  for (const [leeftijd, expected] of [
    ['minor', ['newsletter-youth:withdrawn', 'activities:given']],
    ['child', ['newsletter-youth:withdrawn']],
  ] as const) {
    const { app, tenantId, signUp, mails, linkIn, cards, post, permissions, run, id } = await library();
    await signUp({
      email: 'yara@lezers.example',
      leeftijd,
      ouder: 'zeynep@lezers.example',
      doel: [String(id('newsletter-youth'))],
    });
    await post(linkIn((await mails())[0]!.text), {});
    const contactId = (await cards())[0]!.id;
    const mijn = `/mijn/${preferenceToken(app.secrets, { tenantId, contactId, now })}`;

    await post(mijn, {});
    await post(mijn, { doel: [String(id('activities')), String(id('tracking'))] });

    assert.deepEqual(
      (await permissions()).map((row) => `${row.key}:${row.state}`),
      expected,
    );
    // a colleague ticked it at the desk, where nobody knew the age
    await run((db) =>
      givePermission(db, app.secrets, {
        contactId,
        channel: 'email',
        at: now,
        method: 'desk',
        purposeId: id('tracking'),
      }),
    );
    assert.equal((await run((db) => followableNow(db, [contactId], now))).size, 0);
  }
});

test('a form with faults comes back with what was filled in, and says what to mend', async () => {
  const { slug, post, id, mails } = await library();

  const answer = await post(`/b/${slug}/inschrijven`, {
    email: 'zeynep@',
    voornaam: '<b>Zeynep</b>',
    doel: [String(id('activities'))],
  });

  assert.equal(answer.statusCode, 422);
  assert.match(answer.body, /Dit is geen geldig e-mailadres/);
  assert.match(answer.body, /Duid aan hoe oud je bent/);
  assert.match(answer.body, /value="zeynep@"/);
  assert.match(answer.body, /value="&lt;b&gt;Zeynep&lt;\/b&gt;"/);
  assert.match(answer.body, new RegExp(`value="${id('activities')}"\\s+checked`));
  assert.deepEqual(await mails(), []);
});

test('programs that fill in everything get the ordinary answer, and nothing happens', async () => {
  const { slug, signUp, mails } = await library();

  const answer = await signUp({ website: 'https://spam.example' });

  assert.deepEqual([answer.statusCode, answer.headers.location], [303, `/b/${slug}/inschrijven/verstuurd?taal=nl`]);
  assert.deepEqual(await mails(), []);
});

test('one address gets three mails a day, with the same answer; one visitor is stopped after fifty', async () => {
  const { signUp, mails } = await library();

  const answers = [];
  for (let time = 0; time < 5; time++) answers.push((await signUp()).statusCode);
  assert.deepEqual([answers, (await mails()).length], [[303, 303, 303, 303, 303], 3]);

  let last = 303;
  for (let time = 0; time < 46; time++) last = (await signUp({ email: `a${time}@lezers.example` })).statusCode;
  assert.equal(last, 429);
});

test('a confirmation grows old after a week, and then is forgotten', async () => {
  const { app, slug, signUp, mails, linkIn, get, post, cards, run, tenantId } = await library();
  await signUp();
  const link = linkIn((await mails())[0]!.text);
  app.setNow(new Date(now.getTime() + 8 * 86_400_000));

  const [shown, posted] = [await get(link), await post(link, {})];
  await signUp({ email: 'ander@lezers.example' });

  assert.deepEqual([shown.statusCode, posted.statusCode, await cards()], [410, 410, []]);
  assert.match(shown.body, new RegExp(`/b/${slug}/inschrijven`));
  assert.equal((await run((db) => many(db, sql`select 1 from sign_up_requests where tenant_id = ${tenantId}`))).length, 1);
});

test('no mail goes to an address whose owner complained, and a bounced one works again after the click', async () => {
  const { app, tenantId, signUp, mails, linkIn, post, run } = await library();
  const hash = (email: string) => addressHash(app.secrets, tenantId, email);
  await run((db) =>
    suppress(db, {
      addressHash: hash('boos@lezers.example'),
      scope: 'everything',
      reason: 'complaint',
      at: now,
    }),
  );
  await run((db) =>
    suppress(db, {
      addressHash: hash('zeynep@lezers.example'),
      scope: 'everything',
      reason: 'hard-bounce',
      at: now,
    }),
  );

  const [angry, bounced] = [await signUp({ email: 'boos@lezers.example' }), await signUp()];
  const sent = await mails();
  await post(linkIn(sent[0]!.text), {});

  assert.deepEqual([angry.headers.location, sent.map((mail) => mail.address)], [bounced.headers.location, ['zeynep@lezers.example']]);
  assert.deepEqual(
    (await run((db) => many(db, sql<{ reason: string }>`select reason from suppressions where tenant_id = ${tenantId}`))).map(
      (row) => row.reason,
    ),
    ['complaint'],
  );
});

/** A reader of a library who gets the newsletter, with the links of a mail. */
async function subscribed(card: Parameters<typeof addCard>[2] = {}) {
  const place = await library();
  const { app, tenantId, run, id } = place;
  const contactId = await addCard(app.database, tenantId, card);
  const yes = {
    contactId,
    channel: 'email',
    at: new Date('2026-01-05T10:00:00Z'),
    method: 'desk',
  } as const;
  await run((db) => givePermission(db, app.secrets, { ...yes, purposeId: id('newsletter') }));
  const uit = `/uit/${unsubscribeToken(app.secrets, { tenantId, contactId, purposeId: id('newsletter'), messageId: 12 })}`;
  const mijn = `/mijn/${preferenceToken(app.secrets, { tenantId, contactId, now })}`;
  return { ...place, contactId, uit, mijn };
}

test('opening links changes nothing: GET and HEAD of every page, with every row compared', async () => {
  const place = await subscribed();
  const { slug, signUp, mails, linkIn, get, uit, mijn } = place;
  await signUp({ email: 'nieuw@lezers.example' });
  const confirm = linkIn((await mails())[0]!.text);
  const before = await everything(place);

  for (const url of [
    uit,
    mijn,
    `${mijn}?bewaard=ja`,
    confirm,
    `/b/${slug}/inschrijven`,
    `/b/${slug}/inschrijven/verstuurd`,
    `/b/${slug}`,
    `/b/${slug}/huisstijl.css`,
  ]) {
    for (const method of ['GET', 'HEAD'] as const) {
      const answer = await get(url, method);
      assert.ok(answer.statusCode < 400, `${method} ${url}: ${answer.statusCode}`);
    }
  }

  assert.deepEqual(await everything(place), before);
});

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

test('every dead link is the same friendly page', async () => {
  const { app, get, post, contactId, tenantId } = await subscribed();
  const tokens = [
    randomBytes(24).toString('base64url'),
    'x',
    '%F0%9F%93%9A',
    `${'A'.repeat(300)}`,
    unsubscribeToken(app.secrets, {
      tenantId,
      contactId: contactId + 100_000,
      purposeId: 1,
      messageId: 1,
    }),
    preferenceToken(app.secrets, { tenantId, contactId: contactId + 100_000, now }),
    preferenceToken(app.secrets, { tenantId: tenantId + 100_000, contactId, now }),
  ];

  const answers = [];
  for (const token of tokens)
    answers.push(
      await get(`/uit/${token}`),
      await get(`/mijn/${token}`),
      await post(`/mijn/${token}`, {}),
      await post(`/uit/${token}`, { van: 'pagina' }),
    );

  for (const answer of answers) assert.deepEqual([answer.statusCode, answer.body], [404, answers[0]!.body]);
  assert.match(answers[0]!.body, /Deze link werkt niet/);
});

test('the own page shows a first name, a masked address and the switches, nothing else about the person', async () => {
  const { get, mijn, contactId } = await subscribed({
    lastName: 'Geheimenaam',
    firstName: '<i>Zeynep</i>',
  });

  const { body, headers } = await get(mijn);

  assert.match(body, /Dag &lt;i&gt;Zeynep&lt;\/i&gt;/);
  assert.match(body, /z•••@lezers\.example/);
  for (const secret of ['Geheimenaam', 'zeynep@lezers.example', '1984', `"${contactId}"`]) assert.ok(!body.includes(secret), secret);
  assert.equal(/name="doel"\s+value="\d+"\s+checked/.test(body), true);
  assert.deepEqual([headers['cache-control'], headers['referrer-policy'], headers['set-cookie']], ['no-store', 'no-referrer', undefined]);
  assert.doesNotMatch(body, /<script|style=|\son\w+=/);
});

test('switches move one by one; what was switched on is told by mail', async () => {
  const { get, post, mijn, permissions, id, mails } = await subscribed();

  const answer = await post(mijn, {
    doel: [String(id('activities')), String(id('tracking'))],
    taal: 'nl',
  });
  const shown = await get(answer.headers.location!);

  assert.equal(answer.statusCode, 303);
  assert.match(shown.body, /Bewaard/);
  assert.deepEqual(
    (await permissions()).map((row) => [row.key, row.state, row.method]),
    [
      ['newsletter', 'withdrawn', 'preference-page'],
      ['activities', 'given', 'preference-page'],
      ['tracking', 'given', 'preference-page'],
    ],
  );
  const [mail, ...more] = await mails();
  assert.deepEqual([more, mail!.address], [[], 'zeynep@lezers.example']);
  assert.match(mail!.text, /Activiteiten/);
  assert.doesNotMatch(mail!.text, /Nieuwsbrief\b/);
});

test('saving without a change leaves no proof and sends no mail', async () => {
  const place = await subscribed();
  const before = await everything(place);

  await place.post(place.mijn, { doel: [String(place.id('newsletter'))] });

  await place.mails();
  assert.deepEqual(await everything(place), before);
});

test('service and other libraries’ purposes cannot be switched from outside', async () => {
  const [place, other] = [await subscribed(), await subscribed()];

  await place.post(place.mijn, {
    doel: [String(place.id('newsletter')), String(place.id('service')), String(other.id('activities') + 1000), 'x', '-1'],
  });

  assert.deepEqual(
    (await place.permissions()).map((row) => row.key),
    ['newsletter'],
  );
});

test('stop with everything is an objection for the mailbox; a later sign-up starts afresh', async () => {
  const { post, mijn, permissions, id, signUp, mails, linkIn } = await subscribed();

  await post(`${mijn}/alles`, {});
  assert.deepEqual(
    (await permissions()).map((row) => row.state),
    ['objected', 'objected', 'objected', 'withdrawn'],
  );
  await signUp({ doel: [String(id('activities'))] });
  await post(linkIn((await mails())[0]!.text), {});

  assert.deepEqual(
    (await permissions()).map((row) => row.state),
    ['objected', 'objected', 'given', 'withdrawn'],
  );
});

test('a child may switch off but not on, and is never asked to be followed', async () => {
  const place = await library();
  const { app, tenantId, run, id, get, post, permissions } = place;
  const child = await addCard(app.database, tenantId, { firstName: 'Yara', birthOn: '2018-01-01' });
  await run((db) =>
    givePermission(db, app.secrets, {
      contactId: child,
      purposeId: id('newsletter-youth'),
      channel: 'email',
      at: now,
      method: 'paper',
      guardian: { how: 'formulier' },
    }),
  );
  const mijn = `/mijn/${preferenceToken(app.secrets, { tenantId, contactId: child, now })}`;

  const shown = await get(mijn);
  await post(mijn, { doel: [String(id('newsletter')), String(id('tracking'))] });

  assert.doesNotMatch(shown.body, /Onthouden waar ik op klik/);
  assert.match(shown.body, /vraag dan een ouder of voogd/);
  assert.deepEqual(
    (await permissions()).map((row) => [row.key, row.state]),
    [['newsletter-youth', 'withdrawn']],
  );
});

test('a link to the own page grows old; a fresh one goes to the address on the card only', async () => {
  const { app, get, post, mijn, mails, linkIn } = await subscribed();
  app.setNow(new Date(now.getTime() + 200 * 86_400_000));

  const [shown, saved] = [await get(mijn), await post(mijn, { doel: [] })];
  const asked = await post(`${mijn}/nieuwe-link`, { email: 'elders@lezers.example' });

  assert.deepEqual([shown.statusCode, saved.statusCode, asked.statusCode], [410, 410, 200]);
  const sent = await mails();
  assert.deepEqual(
    sent.map((mail) => mail.address),
    ['zeynep@lezers.example'],
  );
  assert.equal((await get(linkIn(sent[0]!.text))).statusCode, 200);
});

test('the style of a library is a stylesheet of its own, and readable whatever its colour', async () => {
  const { app, tenantId, slug, get, run } = await library();
  await run((db) => many(db, sql`update tenants set branding = '{"colour": "#ffee00"}' where id = ${tenantId}`));

  const page = await get(`/b/${slug}/inschrijven`);
  const css = await get(`/b/${slug}/huisstijl.css`);

  assert.match(page.body, new RegExp(`/b/${slug}/huisstijl\\.css\\?v=`));
  assert.match(css.body, /--band:#ffee00;--band-text:#211f1a/);
  assert.doesNotMatch(css.body, /--button-text:#ffffff;[^}]*--button:#ffee00/);
  assert.match(String(css.headers['content-type']), /text\/css/);
  for (const font of ['atkinson-latin.woff2', 'literata-latin-ext.woff2']) assert.equal((await get(`/stijl/${font}`)).statusCode, 200);
  assert.equal((await get('/stijl/..%2f..%2fpackage.json')).statusCode, 404);
  assert.ok(app);
});
