import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addCard } from '../../test/harness/cards.ts';
import { now, portalLibrary } from '../../test/harness/portal.ts';
import { addressHash, changePurpose, followableNow, givePermission, preferenceToken, suppress } from '../consent/consent.ts';
import { many, one, run as execute, sql } from '../platform/db.ts';
import { Refused } from '../platform/errors.ts';
import { confirmToken, forgetSignUps } from './portal.ts';

test('signing up: a form, a mail, a button — and only then a reader with full proof', async () => {
  const { slug, signUp, mails, linkIn, get, post, cards, permissions, id, run, tenantId } = await portalLibrary();

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
  const { signUp, mails, linkIn, post, cards, permissions, run, tenantId } = await portalLibrary();
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

test('who asked twice and taps both buttons at once is one reader', async () => {
  const { signUp, mails, linkIn, post, cards } = await portalLibrary();
  for (let time = 0; time < 3; time++) await signUp({ voornaam: 'Zeynep' });
  const links = (await mails()).map((mail) => linkIn(mail.text));

  const answers = await Promise.all(links.map((link) => post(link, {})));

  assert.deepEqual(
    answers.map((answer) => answer.statusCode),
    [200, 200, 200],
  );
  assert.equal((await cards()).length, 1);
});

test('whether an address is known shows nowhere: same answer, same mail', async () => {
  const { app, tenantId, signUp, mails } = await portalLibrary();
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
  const { app, tenantId, signUp, mails, linkIn, post, cards, permissions } = await portalLibrary();
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
  const { signUp, mails, linkIn, get, post, cards, permissions, id } = await portalLibrary();
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

  const half = await post(link, {});
  assert.match(half.body, /Nog één stap/);
  assert.match((await get(link)).body, /Nog één stap/);
  assert.deepEqual([await permissions(), await cards()], [[], []]);
  const own_ = (await mails())[1]!;
  assert.deepEqual([own_.address, own_.subject], ['yara@lezers.example', 'Bevestig je inschrijving bij Bib Zilverbeek']);
  await post(linkIn(own_.text), {});

  assert.deepEqual(
    (await permissions()).map((row) => [row.key, row.state, row.guardian]),
    [['newsletter-youth', 'given', true]],
  );
  const copy = (await mails())[2]!;
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
    const { app, tenantId, signUp, confirm, cards, post, save, permissions, run, id } = await portalLibrary();
    await signUp({
      email: 'yara@lezers.example',
      leeftijd,
      ouder: 'zeynep@lezers.example',
      doel: [String(id('newsletter-youth'))],
    });
    await confirm();
    const contactId = (await cards())[0]!.id;
    const mijn = `/mijn/${preferenceToken(app.secrets, { tenantId, contactId, now })}`;

    await save(mijn, []);
    // the page shows no switch for following, so it is sent by hand as well
    await save(mijn, ['activities', 'tracking']);
    await post(mijn, { doel: [String(id('tracking'))], getoond: [`${id('tracking')}.1`] });

    assert.deepEqual(
      (await permissions()).map((row) => `${row.key}:${row.state}`),
      expected,
    );
    // nor can a colleague tick it at the desk
    const atDesk = { contactId, channel: 'email', at: now, method: 'desk', purposeId: id('tracking') } as const;
    await assert.rejects(
      run((db) => givePermission(db, atDesk)),
      Refused,
    );
    assert.equal((await run((db) => followableNow(db, [contactId], now))).size, 0);
  }
});

test('a form with faults comes back with what was filled in, and says what to mend', async () => {
  const { slug, post, id, mails } = await portalLibrary();

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

test('a child is told that the parent’s mailbox comes first, an adult to look in their own', async () => {
  const { signUp, get } = await portalLibrary();

  const child = await signUp({ email: 'kind@lezers.example', leeftijd: 'child', ouder: 'ouder@lezers.example' });
  const adult = await signUp({ email: 'groot@lezers.example', ouder: 'ouder@lezers.example' });

  assert.match((await get(child.headers.location!)).body, /Nu is je ouder of voogd aan de beurt/);
  assert.match((await get(`${child.headers.location}&taal=en`.replace('taal=nl&', ''))).body, /your parent or guardian’s turn/);
  assert.match((await get(adult.headers.location!)).body, /<h1>Kijk in je mailbox/);
});

test('programs that fill in everything get the ordinary answer, and nothing happens', async () => {
  const { slug, signUp, mails } = await portalLibrary();

  const answer = await signUp({ website: 'https://spam.example' });

  assert.deepEqual([answer.statusCode, answer.headers.location], [303, `/b/${slug}/inschrijven/verstuurd?taal=nl`]);
  assert.deepEqual(await mails(), []);
});

test('one address gets three mails a day, with the same answer; one visitor is stopped after fifty', async () => {
  const { signUp, mails } = await portalLibrary();

  const answers = [];
  for (let time = 0; time < 5; time++) answers.push((await signUp()).statusCode);
  assert.deepEqual([answers, (await mails()).length], [[303, 303, 303, 303, 303], 3]);

  let last = 303;
  for (let time = 0; time < 46; time++) last = (await signUp({ email: `a${time}@lezers.example` })).statusCode;
  assert.equal(last, 429);
});

test('a confirmation grows old after a week, and then is forgotten', async () => {
  const { app, slug, signUp, mails, linkIn, get, post, cards, run, tenantId } = await portalLibrary();
  await signUp();
  const link = linkIn((await mails())[0]!.text);
  app.setNow(new Date(now.getTime() + 8 * 86_400_000));

  const [shown, posted] = [await get(link), await post(link, {})];
  await signUp({ email: 'ander@lezers.example' });
  await forgetSignUps(app);

  assert.deepEqual([shown.statusCode, posted.statusCode, await cards()], [410, 410, []]);
  assert.match(shown.body, new RegExp(`/b/${slug}/inschrijven`));
  assert.equal((await run((db) => many(db, sql`select 1 from sign_up_requests where tenant_id = ${tenantId}`))).length, 1);
});

test('no mail goes to an address whose owner complained, and a bounced one works again after the click', async () => {
  const { app, tenantId, signUp, mails, linkIn, post, run } = await portalLibrary();
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

test('the page after a parent confirmed speaks of the child', async () => {
  const { signUp, mails, linkIn, get, post } = await portalLibrary();
  // one mailbox for both: the parent's tap says everything
  await signUp({ email: 'zeynep@lezers.example', leeftijd: 'child', ouder: 'zeynep@lezers.example' });
  const link = linkIn((await mails())[0]!.text);

  const answers = [await post(link, {}), await get(link)];

  for (const { body } of answers) {
    assert.match(body, /Je kind is ingeschreven/);
    assert.doesNotMatch(body, /Je bent ingeschreven/);
  }
});

test('a birthday between asking and confirming makes nobody somebody else', async () => {
  const { app, tenantId, signUp, confirm, cards, permissions, id } = await portalLibrary();
  const yara = await addCard(app.database, tenantId, { firstName: 'Yara', birthOn: '2013-11-24' });
  const ask = { leeftijd: 'child', ouder: 'ouder@lezers.example', doel: [String(id('newsletter-youth'))] };
  await signUp(ask);
  app.setNow(new Date(now.getTime() + 2 * 86_400_000));

  await confirm();

  assert.equal((await cards()).length, 1);
  assert.deepEqual(
    (await permissions()).map((row) => [row.contact_id, row.guardian]),
    [[yara, true]],
  );
});

test('a yes never lands on a card that has gone from the library’s feed: nothing is sent to it', async () => {
  const { app, tenantId, run, signUp, mails, linkIn, post, permissions } = await portalLibrary();
  const gone = await addCard(app.database, tenantId);
  await run((db) => execute(db, sql`update contacts set gone_at = now() where tenant_id = ${tenantId} and id = ${gone}`));
  await signUp();

  await post(linkIn((await mails())[0]!.text), {});

  const [yes] = await permissions();
  assert.notEqual(yes!.contact_id, gone);
});

test('an adult who shares a mailbox with a child’s card gets a card of their own', async () => {
  const { app, signUp, confirm, cards, permissions, id } = await portalLibrary();
  await signUp({ leeftijd: 'child', ouder: 'ouder@lezers.example', doel: [String(id('newsletter-youth'))] });
  await confirm();
  app.setNow(new Date(now.getTime() + 60_000));
  await signUp({ doel: [String(id('newsletter')), String(id('tracking'))] });

  await confirm();

  const [child, adult] = await cards();
  assert.deepEqual(
    (await permissions()).map((row) => [row.contact_id, row.key]),
    [
      [child!.id, 'newsletter-youth'],
      [adult!.id, 'newsletter'],
      [adult!.id, 'tracking'],
    ],
  );
});

test('when everything asked for was closed meanwhile, nobody becomes a reader of nothing', async () => {
  const { app, run, signUp, mails, linkIn, post, cards, id } = await portalLibrary();
  await signUp();
  const link = linkIn((await mails())[0]!.text);
  await run((db) => changePurpose(db, id('newsletter'), { archived: true }, app.now()));

  const answer = await post(link, {});

  assert.deepEqual([answer.statusCode, await cards()], [410, []]);
});

test('nobody signs a stranger up by calling them their child: each mailbox is asked, and no link does for the other', async () => {
  const { app, tenantId, run, slug, signUp, mails, linkIn, get, post, cards } = await portalLibrary();
  await signUp({ email: 'vreemde@lezers.example', leeftijd: 'child', ouder: 'grappenmaker@lezers.example' });
  const link = linkIn((await mails())[0]!.text);
  const { id: requestId } = await run((db) => one(db, sql<{ id: number }>`select id from sign_up_requests where tenant_id = ${tenantId}`));
  const ahead = `/b/${slug}/bevestig/${confirmToken(app.secrets, tenantId, requestId, 'address')}`;

  assert.deepEqual([(await get(ahead)).statusCode, (await post(ahead, {})).statusCode], [410, 410]);
  await Promise.all([post(link, {}), post(link, {}), post(link, {})]);
  await post(link, {});

  assert.deepEqual(await cards(), []);
  assert.deepEqual(
    (await mails()).map((mail) => mail.address),
    ['grappenmaker@lezers.example', 'vreemde@lezers.example'],
  );
});
