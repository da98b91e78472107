import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import sharp from 'sharp';
import { libraryWith, logInAs } from '../../test/harness/app.ts';
import { readyLibrary } from '../../test/harness/audience.ts';
import { startEngine } from '../delivery/engine.ts';
import { sourceLoaders } from '../mount.ts';
import { createSegment } from '../segments/segments.ts';
import { many, one, run, sql, withTenant } from '../platform/db.ts';
import { lockMailing, updateState } from './queries.ts';
import { missing, mayStep, mergeValuesOf } from './rules.ts';

async function setUp(readers = 3) {
  const home = await libraryWith('administrator');
  const library = await readyLibrary(home.app, home.tenantId, readers);
  const created = await home.session.call('POST', `${home.api}/mailings`, { name: 'Voorlezen', segmentId: library.segmentId });
  assert.equal(created.status, 200, created.raw);
  const at = `${home.api}/mailings/${created.body.id}`;
  const save = (change: object, version: number) => home.session.call('PUT', at, { ...draftOf(created.body), version, ...change });
  return { ...home, library, mailing: created.body, at, save };
}

function draftOf(mailing: Record<string, unknown>) {
  const { name, subject, preheader, language, purposeId, segmentId, senderId, blocks } = mailing;
  return { name, subject, preheader, language, purposeId, segmentId, senderId, blocks };
}

test('of two colleagues at one mailing the second is told, and loses nothing of the first', async () => {
  const { session, at, save, mailing } = await setUp();
  const first = await save({ subject: 'Van Noor' }, mailing.version);
  assert.equal(first.status, 200);
  const second = await save({ subject: 'Van Bram' }, mailing.version);
  assert.equal(second.status, 409);
  assert.equal(second.body.code, 'error.conflict');
  assert.equal((await session.call('GET', at)).body.subject, 'Van Noor');
});

test('a sign that no text can hold is no defect', async () => {
  const { save, mailing } = await setUp(0);
  const saved = await save({ subject: 'Voor\u0000lezen', name: 'Voor\u0000lezen' }, mailing.version);
  assert.ok(saved.status < 500, saved.raw);
  for (const half of ['\ud83d', '\udcda', '\ud83d\ud83d']) {
    const answer = await save(
      { blocks: [{ id: 'knop', type: 'button', label: 'Lees meer', href: `https://bieb.example/${half}` }] },
      saved.body.version ?? mailing.version,
    );
    assert.equal(answer.body.code, 'error.invalid', answer.raw);
  }
});

test('a double click on send is one sending', async () => {
  const { app, session, at, mailing, tenantId } = await setUp();
  const send = () => session.call('POST', `${at}/sending`, { version: mailing.version }, { 'idempotency-key': 'klik' });
  const [one, two] = await Promise.all([send(), send()]);
  assert.ok(
    [one, two].some((answer) => answer.status === 200),
    one.raw + two.raw,
  );
  await app.drain();
  const rows = await withTenant(app.database, tenantId, (db) =>
    many(db, sql`select 1 from messages where tenant_id = ${tenantId} and source_kind = 'mailing'`),
  );
  assert.equal(rows.length, 3);
});

test('what is missing keeps it here, and says so: subject, sender, recipients, purpose, a picture that is gone', async () => {
  const { app, session, at, save, mailing, tenantId } = await setUp();
  const codes = async () =>
    (await session.call('GET', `${at}/check`)).body.findings
      .filter((one: { severity: string }) => one.severity === 'error')
      .map((one: { code: string }) => one.code);
  assert.deepEqual(await codes(), []);
  let version = (
    await save(
      {
        subject: '',
        senderId: null,
        purposeId: null,
        segmentId: null,
        blocks: [{ id: 'b', type: 'image', imageId: 'weg', alt: 'Een foto' }],
      },
      mailing.version,
    )
  ).body.version;
  const found = await codes();
  for (const code of ['mailings.error.no-sender', 'mailings.error.no-purpose', 'mailings.error.no-segment'])
    assert.ok(found.includes(code), `${code} in ${found}`);
  assert.ok(
    found.some((code: string) => code.includes('subject')),
    String(found),
  );
  assert.ok(
    found.some((code: string) => code.includes('image')),
    String(found),
  );
  const refused = await session.call('POST', `${at}/sending`, { version });
  assert.equal(refused.body.code, 'mailings.error.has-faults');

  const nobody = await withTenant(app.database, tenantId, (db) =>
    createSegment(db, {
      name: 'Niemand',
      rule: { match: 'all', rules: [{ field: 'city', is: 'in', values: ['Nergens'] }] },
      staffId: null,
      now: app.now(),
    }),
  );
  version = (await save({ segmentId: nobody.id }, version)).body.version;
  assert.equal((await session.call('POST', `${at}/sending`, { version })).body.code, 'mailings.error.nobody');

  await withTenant(app.database, tenantId, (db) => run(db, sql`update senders set verified_at = null where tenant_id = ${tenantId}`));
  assert.ok((await codes()).includes('mailings.error.sender-not-proved'));
});

test('the summary before sending is what happens', async () => {
  const { app, session, at, mailing, tenantId } = await setUp(4);
  await withTenant(app.database, tenantId, (db) =>
    run(
      db,
      sql`
    insert into contacts (tenant_id, first_name, last_name, email, email_key) values (${tenantId}, 'Geen', 'Toestemming', 'geen@lezers.example', 'geen@lezers.example')`,
    ),
  );
  assert.deepEqual((await session.call('GET', `${at}/audience`)).body, {
    inSegment: 5,
    willGet: 4,
    reasons: [{ reason: 'no-permission', n: 1 }],
  });
  await session.call('POST', `${at}/sending`, { version: mailing.version });
  await app.drain();
  const { progress } = (await session.call('GET', `${at}/result`)).body;
  assert.deepEqual(
    [progress.total, progress.waiting, progress.skipped, progress.reasons],
    [5, 4, 1, [{ state: 'skipped', reason: 'no-permission', n: 1 }]],
  );
});

test('scheduled: it starts at its moment, not before; cancelled before that it is a draft again', async () => {
  const { app, session, at, mailing, tenantId } = await setUp();
  const start = app.now();
  assert.equal(
    (await session.call('POST', `${at}/sending`, { version: mailing.version, at: new Date(start.getTime() - 1000).toISOString() })).body
      .code,
    'mailings.error.moment-past',
  );
  const moment = new Date(start.getTime() + 3_600_000);
  const scheduled = await session.call('POST', `${at}/sending`, { version: mailing.version, at: moment.toISOString() });
  assert.equal(scheduled.body.state, 'scheduled');
  const cancelled = await session.call('POST', `${at}/cancel`);
  assert.deepEqual([cancelled.body.state, cancelled.body.scheduledAt], ['draft', null]);
  const again = await session.call('POST', `${at}/sending`, { version: cancelled.body.version, at: moment.toISOString() });
  assert.equal(again.body.state, 'scheduled');

  const { handlers } = await import('./jobs.ts');
  const count = async () =>
    (
      await withTenant(app.database, tenantId, (db) =>
        many(db, sql`select 1 from messages where tenant_id = ${tenantId} and source_kind = 'mailing'`),
      )
    ).length;
  await handlers(app)['mailings.start-due']!({});
  await app.drain();
  assert.equal(await count(), 0);
  app.setNow(new Date(moment.getTime() + 1000));
  // two schedulers at one moment: one audience
  await Promise.all([handlers(app)['mailings.start-due']!({}), handlers(app)['mailings.start-due']!({})]);
  await app.drain();
  assert.equal(await count(), 3);
  app.setNow(start);
});

test('a scheduled mailing that cannot be made does not keep those of other libraries waiting', async () => {
  const broken = await setUp();
  const sound = await setUp();
  const start = sound.app.now();
  const moment = new Date(start.getTime() + 3_600_000);
  for (const { session, at, mailing } of [broken, sound])
    await session.call('POST', `${at}/sending`, { version: mailing.version, at: moment.toISOString() });
  await withTenant(broken.app.database, broken.tenantId, (db) =>
    run(db, sql`update mailings set blocks = '[null]' where tenant_id = ${broken.tenantId}`),
  );
  const { handlers } = await import('./jobs.ts');
  sound.app.setNow(new Date(moment.getTime() + 1000));
  await handlers(sound.app)['mailings.start-due']!({});
  sound.app.setNow(start);
  assert.notEqual((await sound.session.call('GET', sound.at)).body.state, 'scheduled');
  assert.equal((await broken.session.call('GET', `${broken.at}/result`)).body.state, 'scheduled');
});

test('a mailing that cannot start at its moment becomes a draft only if nobody did something with it meanwhile', async () => {
  const { app, session, at, mailing, tenantId } = await setUp();
  const start = app.now();
  const moment = new Date(start.getTime() + 3_600_000);
  await session.call('POST', `${at}/sending`, { version: mailing.version, at: moment.toISOString() });
  await withTenant(app.database, tenantId, (db) => run(db, sql`update senders set verified_at = null where tenant_id = ${tenantId}`));
  const { handlers } = await import('./jobs.ts');
  const holder = new pg.Client({ connectionString: app.ownerUrl });
  await holder.connect();
  const waiting = async (count: number) => {
    const others = "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    while (((await app.database.pool.query(others)).rowCount ?? 0) < count) await sleep(20);
  };
  // the scheduler stands still with the mailing in its hands; behind it waits a colleague
  await holder.query('begin; lock table purposes in access exclusive mode');
  app.setNow(new Date(moment.getTime() + 1000));
  const due = handlers(app)['mailings.start-due']!({});
  await waiting(1);
  const colleague = withTenant(app.database, tenantId, async (db) => {
    await lockMailing(db, mailing.id);
    await updateState(db, mailing.id, { state: 'freezing', now: app.now() });
  });
  await waiting(2);
  await holder.query('rollback');
  await Promise.all([due, colleague]);
  await holder.end();
  app.setNow(start);

  assert.equal((await session.call('GET', at)).body.state, 'freezing');
});

test('a preview shows one reader, leads nowhere that counts, and stands in a sandbox', async () => {
  const { app, session, at, save, mailing, tenantId } = await setUp();
  await save(
    { blocks: [{ id: 't', type: 'text', html: '<p>Dag {{voornaam|lezer}}, kaart {{kaartnummer|onbekend}}</p><script>alert(1)</script>' }] },
    mailing.version,
  );
  const [reader] = await withTenant(app.database, tenantId, (db) =>
    many(
      db,
      sql<{ id: number }>`
    update contacts set first_name = '<b>Zoë</b> {{naam}}' where tenant_id = ${tenantId} and id = (select min(id) from contacts where tenant_id = ${tenantId}) returning id`,
    ),
  );
  const shown = await session.call('GET', `${at}/preview.html?contactId=${reader!.id}`);
  assert.match(shown.raw, /Dag &lt;b&gt;Zoë&lt;\/b&gt; \{\{naam\}\}, kaart onbekend/);
  assert.doesNotMatch(shown.raw, /<script/);
  const answer = await app.server.inject({ url: `${at}/preview.html`, headers: { cookie: session.cookie } });
  assert.match(String(answer.headers['content-security-policy']), /^sandbox/);
  assert.equal((await session.call('GET', `${at}/preview?contactId=987654321`)).status, 404);
});

test('somebody of whom nothing is known sees the words for who has none', async () => {
  const { session, at, save, mailing } = await setUp(1);
  await save({ subject: 'Dag {{voornaam|lezer}}' }, mailing.version);

  const shown = await session.call('GET', `${at}/preview?contactId=unknown`);

  assert.deepEqual([shown.status, shown.body.subject, shown.body.reader], [200, 'Dag lezer', '']);
  assert.equal((await session.call('GET', `${at}/preview.html?contactId=unknown`)).status, 200);
});

test('a key that may read mailings and not cards sees the invented reader, and no other', async () => {
  const { app, session, api, at, tenantId } = await setUp(1);
  const made = await session.call('POST', `${api}/api-keys`, { name: 'Weergave', scopes: ['mailings.read'], expiresAt: null });
  assert.equal(made.status, 200, made.raw);
  const [reader] = await withTenant(app.database, tenantId, (db) =>
    many(db, sql<{ id: number }>`select id from contacts where tenant_id = ${tenantId}`),
  );
  const look = (path: string) =>
    app.server.inject({ url: `${at}/${path}`, headers: { authorization: `Bearer ${made.body.key}` } }).then((answer) => answer.statusCode);
  assert.deepEqual([await look('preview'), await look('preview.html')], [200, 200]);
  for (const path of ['preview', 'preview.html']) assert.equal(await look(`${path}?contactId=${reader!.id}`), 403, path);
});

test('what left is shown as it left, whatever the library looks like by now', async () => {
  const { app, session, api, at, mailing } = await setUp(1);
  await session.call('POST', `${at}/sending`, { version: mailing.version });
  await app.drain();
  const changed = await session.call('PATCH', `${api}/environment`, { shortName: 'Bib Nieuw', branding: { colour: '#123456' } });
  assert.equal(changed.status, 200, changed.raw);
  const { raw } = await session.call('GET', `${at}/preview.html`);
  assert.match(raw, /#7b1e3c/i);
  assert.doesNotMatch(raw, /Bib Nieuw|#123456/);
});

test('pictures in a preview come from the address one is looking at', async () => {
  const { app, session, api, at, save, mailing } = await setUp(1);
  const red = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#aa2222' } })
    .png()
    .toBuffer();
  const image = await app.server.inject({
    method: 'POST',
    url: `${api}/images?name=rood.png`,
    headers: { cookie: session.cookie, 'x-csrf': session.csrf, 'content-type': 'application/octet-stream' },
    payload: red,
  });
  const { publicId } = image.json();
  const saved = await save({ blocks: [{ id: 'b', type: 'image', imageId: publicId, alt: 'Een rood vlak' }] }, mailing.version);
  assert.equal(saved.status, 200, saved.raw);
  const { raw } = await session.call('GET', `${at}/preview.html`);
  assert.ok(raw.includes(`src="/beeld/${publicId}"`), raw);
});

test('a scheduled mailing whose purpose was closed meanwhile does not leave, and says why', async () => {
  const { app, session, api, at, mailing, library } = await setUp();
  const start = app.now();
  const moment = new Date(start.getTime() + 3_600_000);
  await session.call('POST', `${at}/sending`, { version: mailing.version, at: moment.toISOString() });
  await session.call('PATCH', `${api}/purposes/${library.purposeId}`, { archived: true });
  const { handlers } = await import('./jobs.ts');
  app.setNow(new Date(moment.getTime() + 1000));
  await handlers(app)['mailings.start-due']!({});
  await app.drain();
  app.setNow(start);
  const { body } = await session.call('GET', at);
  assert.deepEqual([body.state, body.problem], ['draft', 'mailings.error.purpose-closed']);
});

for (const [minutes, state, problem] of [
  [59, 'started', null],
  [61, 'draft', 'mailings.error.moment-passed'],
] as const) {
  test(`a scheduled mailing ${minutes} minutes after its moment: ${state}`, async () => {
    const { app, session, at, mailing } = await setUp();
    const start = app.now();
    const moment = new Date(start.getTime() + 3_600_000);
    await session.call('POST', `${at}/sending`, { version: mailing.version, at: moment.toISOString() });
    const { handlers } = await import('./jobs.ts');
    app.setNow(new Date(moment.getTime() + minutes * 60_000));
    await handlers(app)['mailings.start-due']!({});
    app.setNow(start);
    const { body } = await session.call('GET', at);
    assert.deepEqual([['draft', 'scheduled'].includes(body.state) ? body.state : 'started', body.problem], [state, problem]);
  });
}

test('behind a figure of the result stand as many people as it says', async () => {
  const { app, session, at, mailing, tenantId } = await setUp(4);
  await session.call('POST', `${at}/sending`, { version: mailing.version });
  await app.drain();
  await withTenant(app.database, tenantId, async (db) => {
    const rows = await many(
      db,
      sql<{ id: number }>`select id from messages where tenant_id = ${tenantId} and source_kind = 'mailing' order by id`,
    );
    for (const [index, state] of ['failed', 'expired', 'claimed', 'handing'].entries())
      await run(db, sql`update messages set state = ${state} where tenant_id = ${tenantId} and id = ${rows[index]!.id}`);
  });
  const { progress } = (await session.call('GET', `${at}/result`)).body;
  const behind = async (state: string) => (await session.call('GET', `${at}/recipients?state=${state}`)).body.recipients.length;
  assert.deepEqual([progress.failed, await behind('failed')], [2, 2]);
  assert.deepEqual([progress.onTheWay, await behind('claimed')], [2, 2]);
});

test('a test mail goes to who asks, and is no part of the mailing', async () => {
  const { app, session, at, tenantId } = await setUp();
  const sent = await session.call('POST', `${at}/test`, {});
  assert.equal(sent.body.to, session.email);
  const rows = await withTenant(app.database, tenantId, (db) =>
    many(db, sql<{ source_kind: string; address: string }>`select source_kind, address from messages where tenant_id = ${tenantId}`),
  );
  assert.deepEqual(rows, [{ source_kind: 'service', address: session.email }]);
});

test('a test mail is written by the sender of the mailing, and its links open nothing of a reader', async () => {
  const { app, session, api, at, save, mailing, tenantId } = await setUp();
  const chosen = await withTenant(app.database, tenantId, (db) =>
    one(
      db,
      sql<{
        id: number;
      }>`insert into senders (tenant_id, name, email, verified_at) values (${tenantId}, 'Jeugd', 'jeugd@bieb.example', now()) returning id`,
    ),
  );
  await save({ senderId: chosen.id }, mailing.version);

  await session.call('POST', `${at}/test`, {});

  // other tests leave mailings that never end: wait for this mail, not for all
  const engine = startEngine(app, sourceLoaders, { idleMs: 20 });
  const trials = async () => (await session.call('GET', `${api}/trial-mails`)).body.messages;
  while ((await trials()).length === 0) await sleep(50);
  await engine.stop();
  const [trial] = await trials();
  const { source } = (await session.call('GET', `${api}/messages/${trial.id}`)).body;
  assert.match(source, /^From: "?Jeugd"? <jeugd@bieb\.example>/m);
  assert.match(source.replaceAll('=\r\n', ''), /\/voorbeeld"/);
  assert.doesNotMatch(source, /\/(uit|mijn)\//);
});

test("who may not change permissions gets no key to the reader's own pages with the mail on the card", async () => {
  const { app, session, api, at, mailing, tenantId } = await setUp(1);
  await session.call('POST', `${at}/sending`, { version: mailing.version });
  await app.drain();
  const [message] = await withTenant(app.database, tenantId, (db) =>
    many(db, sql<{ id: number }>`select id from messages where tenant_id = ${tenantId} and source_kind = 'mailing'`),
  );
  const shown = async (who: typeof session) => {
    const { body } = await who.call('GET', `${api}/messages/${message!.id}`);
    const { raw } = await who.call('GET', `${api}/messages/${message!.id}/html`);
    return { text: body.text as string, source: body.source.replaceAll('=\r\n', '') as string, html: raw };
  };
  const key = /\/(uit|mijn)\/[\w-]{20,}/;
  for (const part of Object.values(await shown(session))) assert.match(part, key);
  for (const part of Object.values(await shown(await logInAs(app, tenantId, 'read-only')))) {
    assert.doesNotMatch(part, key);
    assert.match(part, /\/uit\//);
  }
});

test('steps and what is missing, as a table', () => {
  assert.equal(mayStep('edit', 'draft'), true);
  for (const state of ['scheduled', 'freezing', 'sending', 'paused', 'finished', 'cancelled'] as const)
    assert.equal(mayStep('edit', state), false, state);
  assert.equal(mayStep('cancel', 'finished'), false);
  assert.equal(mayStep('resume', 'paused'), true);
  assert.deepEqual(missing({ hasSegment: true, purpose: { kind: 'marketing', archived: false }, sender: { verified: true } }), []);
  assert.deepEqual(missing({ hasSegment: false, purpose: { kind: 'tracking', archived: false }, sender: { verified: false } }), [
    'mailings.error.no-segment',
    'mailings.error.purpose-closed',
    'mailings.error.sender-not-proved',
  ]);
});

test('merge values: absent stays absent, years are whole ones', () => {
  const person = {
    first_name: '',
    last_name: 'Aydın',
    email: null,
    card_number: null,
    branch_name: null,
    member_since: '2020-11-23',
    member_until: null,
  };
  const values = mergeValuesOf(person, 'Bib Zilverbeek', '2026-11-22');
  assert.deepEqual([values.voornaam, values.naam, values.jaren_lid, values.kaartnummer], [null, 'Aydın', '5', null]);
  assert.equal(mergeValuesOf(person, 'Bib', '2026-11-23').jaren_lid, '6');
});
