import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addCard } from '../../test/harness/cards.ts';
import { everything, now, portalLibrary, subscribed } from '../../test/harness/portal.ts';
import { changePurpose, createPurpose, givePermission, preferenceToken } from '../consent/consent.ts';
import { many, run as execute, sql } from '../platform/db.ts';

test('the own page shows a first name, a masked address and the switches, nothing else about the person', async () => {
  const { get, mijn, contactId } = await subscribed({
    lastName: 'Geheimenaam',
    firstName: '<i>Zeynep</i>',
  });

  const { body, headers } = await get(mijn);

  assert.match(body, /Dag &lt;i&gt;Zeynep&lt;\/i&gt;/);
  assert.match(body, /z•••@lezers\.example/);
  // the switches carry the numbers of purposes, which may happen to be the reader's
  const withoutSwitches = body.replaceAll(/name="(doel|getoond)"\s+value="[\d.]+"/g, '');
  for (const secret of ['Geheimenaam', 'zeynep@lezers.example', '1984', `"${contactId}"`])
    assert.ok(!withoutSwitches.includes(secret), secret);
  assert.equal(/name="doel"\s+value="\d+"\s+checked/.test(body), true);
  assert.deepEqual([headers['cache-control'], headers['referrer-policy'], headers['set-cookie']], ['no-store', 'no-referrer', undefined]);
  assert.doesNotMatch(body, /<script|style=|\son\w+=/);
});

test('switches move one by one; what was switched on is told by mail', async () => {
  const { get, save, mijn, permissions, mails } = await subscribed();

  const answer = await save(mijn, ['activities', 'tracking']);
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

  await place.save(place.mijn, ['newsletter']);

  await place.mails();
  assert.deepEqual(await everything(place), before);
});

test('purposes of other libraries, and what makes no sense, cannot be switched from outside', async () => {
  const [place, other] = [await subscribed(), await subscribed()];
  const foreign = String(other.id('activities') + 1000);

  await place.post(place.mijn, {
    doel: [String(place.id('newsletter')), foreign, 'x', '-1'],
    getoond: [`${place.id('newsletter')}.1`, `${foreign}.1`, 'x', '', '-1.-1'],
  });

  assert.deepEqual(
    (await place.permissions()).map((row) => row.key),
    ['newsletter'],
  );
});

test('what the page did not show does not move: a purpose made meanwhile gets neither a yes nor a no', async () => {
  const { run, post, mijn, permissions, id, app, tenantId } = await subscribed();
  await run((db) => execute(db, sql`update contacts set member_since = '2020-01-01' where tenant_id = ${tenantId}`));
  const later = await run((db) =>
    createPurpose(db, { name: { nl: 'Leden', en: '' }, wording: { nl: 'Voor leden.', en: '' }, basis: 'soft-opt-in', onSignUpPage: true }),
  );

  await post(mijn, { doel: [String(later.id)], getoond: [`${id('newsletter')}.1`] });
  await post(mijn, { getoond: [`${id('activities')}.1`] });

  assert.deepEqual(
    (await permissions()).map((row) => `${row.key}:${row.state}`),
    ['newsletter:withdrawn'],
  );
  assert.ok(app);
});

test('nobody says yes to a sentence they did not see: it was changed, so the page asks again', async () => {
  const { run, get, post, mijn, permissions, id, app } = await subscribed();
  await run((db) => changePurpose(db, id('activities'), { wording: { nl: 'Ja, bel mij ook.', en: '' } }, app.now()));

  const answer = await post(mijn, {
    doel: [String(id('newsletter')), String(id('activities'))],
    getoond: [`${id('newsletter')}.1`, `${id('activities')}.1`],
  });

  assert.match((await get(answer.headers.location!)).body, /veranderde intussen een zin/);
  assert.deepEqual(
    (await permissions()).map((row) => row.key),
    ['newsletter'],
  );
});

test('a button tapped three times says it once', async () => {
  const { run, get, post, mijn, id, mails, tenantId, contactId } = await subscribed();
  const shown = [...(await get(mijn)).body.matchAll(/name="getoond"\s+value="([\d.]+)"/g)].map((found) => found[1]!);
  const fields = { doel: [String(id('activities')), String(id('service'))], getoond: shown };

  await Promise.all([post(mijn, fields), post(mijn, fields), post(mijn, fields)]);
  await Promise.all([post(`${mijn}/alles`, {}), post(`${mijn}/alles`, {})]);

  const proofs = await run((db) =>
    many(
      db,
      sql<{ state: string }>`select state from permission_proofs where tenant_id = ${tenantId} and contact_id = ${contactId} order by id`,
    ),
  );
  assert.deepEqual(
    proofs.map((proof) => proof.state),
    ['given', 'given', 'withdrawn', 'objected'],
  );
  assert.equal((await mails()).length, 1);
});

test('practical messages can be refused by mail, each member for themselves, and taken again', async () => {
  const { app, tenantId, get, save, mijn, permissions, contactId } = await subscribed();
  await addCard(app.database, tenantId, { firstName: 'Yara' });
  assert.match((await get(mijn)).body, /Praktische berichten per e-mail/);

  await save(mijn, ['newsletter'], { service: false });
  assert.deepEqual(
    (await permissions()).map((row) => [row.contact_id, `${row.key}:${row.state}`]),
    [
      [contactId, 'newsletter:given'],
      [contactId, 'service:withdrawn'],
    ],
  );
  await save(mijn, ['newsletter']);

  assert.deepEqual(
    (await permissions()).map((row) => `${row.key}:${row.state}`),
    ['newsletter:given', 'service:given'],
  );
});

test('what comes to customers unasked can be switched off here, also when it is on no sign-up page', async () => {
  const { run, get, save, mijn, tenantId, contactId } = await subscribed();
  await run((db) => execute(db, sql`update contacts set member_since = '2020-01-01' where tenant_id = ${tenantId}`));
  const hidden = {
    name: { nl: 'Ledennieuws', en: '' },
    wording: { nl: 'Voor leden.', en: '' },
    basis: 'soft-opt-in',
    onSignUpPage: false,
  } as const;
  const purpose = await run((db) => createPurpose(db, hidden));
  assert.match((await get(mijn)).body, new RegExp(`name="doel"\\s+value="${purpose.id}"\\s+checked`));

  await save(mijn, ['newsletter']);

  const states = await run((db) =>
    many(
      db,
      sql<{
        state: string;
      }>`select state from permissions where tenant_id = ${tenantId} and contact_id = ${contactId} and purpose_id = ${purpose.id}`,
    ),
  );
  assert.deepEqual(states, [{ state: 'withdrawn' }]);
});

test('stop with everything: one objection, shown on the page, and only what is asked for again comes back', async () => {
  const { app, run, get, post, save, mijn, id, signUp, mails, linkIn, tenantId, contactId } = await subscribed();
  const inForce = async () =>
    (
      await run((db) =>
        many(
          db,
          sql<{
            key: string;
          }>`select purpose_key as key from permissions_in_force where tenant_id = ${tenantId} and contact_id = ${contactId} order by 1`,
        ),
      )
    ).map((row) => row.key);

  await post(`${mijn}/alles`, {});
  const stopped = await get(mijn);
  assert.match(stopped.body, /Op 22 nov 2026 vroeg je om helemaal geen nieuws meer/);
  assert.doesNotMatch(stopped.body, /Stop met alles/, 'there is nothing left to stop');
  assert.equal([...stopped.body.matchAll(/name="doel"\s+value="\d+"\s+checked/g)].length, 1, 'practical messages stay on');
  assert.deepEqual(await inForce(), []);

  app.setNow(new Date(now.getTime() + 60_000));
  await signUp({ doel: [String(id('activities'))] });
  await post(linkIn((await mails())[0]!.text), {});
  assert.deepEqual(await inForce(), ['activities']);

  await save(mijn, ['activities', 'newsletter']);
  assert.deepEqual(await inForce(), ['activities', 'newsletter']);
  const again = await get(mijn);
  assert.match(again.body, /Zet je hieronder iets aan, dan krijg je alleen dat/);
  assert.match(again.body, /Stop met alles/);
});

test('a child may switch off but not on, and is never asked to be followed', async () => {
  const place = await portalLibrary();
  const { app, tenantId, run, id, get, save, permissions } = place;
  const child = await addCard(app.database, tenantId, { firstName: 'Yara', birthOn: '2018-01-01' });
  await run((db) =>
    givePermission(db, {
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
  await save(mijn, ['newsletter', 'tracking']);

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
