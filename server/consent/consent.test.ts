/** What a reader says: a yes and a no with their proofs, and what stands afterwards. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { consentLibrary, january, june, november, proofsOf, secrets } from '../../test/harness/consent.ts';
import { many, sql } from '../platform/db.ts';
import { Refused } from '../platform/errors.ts';
import {
  addressHash,
  changePurpose,
  getPurpose,
  decideMany,
  givePermission,
  givePermissions,
  openPreferenceToken,
  openUnsubscribeToken,
  permissionsOfContact,
  preferenceToken,
  unsubscribeToken,
  withdrawPermission,
} from './consent.ts';

test('a yes is kept with the exact sentence, its version and language, the address and the age rule', async () => {
  const { run, card, said, decision } = await consentLibrary();
  const zeynep = await card();

  await run((db) =>
    givePermission(db, {
      ...said(zeynep, 'newsletter'),
      language: 'en',
      evidence: { note: 'form in folder 3' },
    }),
  );

  assert.deepEqual(await run((db) => proofsOf(db, zeynep)), [
    {
      state: 'given',
      method: 'desk',
      wording: 'Yes, send me the newsletter of the library by e-mail. I can stop at any moment with one click.',
      wording_version: 1,
      language: 'en',
      address: 'zeynep@lezers.example',
      evidence: {
        note: 'form in folder 3',
        ageRule: { country: 'BE', ageOfConsent: 13, age: 41 },
        guardianGave: false,
      },
    },
  ]);
  assert.equal((await decision(zeynep, 'newsletter')).allowed, true);
  assert.equal((await decision(zeynep, 'activities')).reason, 'no-permission');
});

test('a changed sentence is a new version and leaves earlier proofs as they were', async () => {
  const { run, card, said, id } = await consentLibrary();
  const zeynep = await card();
  await run((db) => givePermission(db, said(zeynep, 'newsletter')));

  const renamed = await run((db) => changePurpose(db, id('newsletter'), { name: { nl: 'Maandbrief', en: '' } }, june));
  const reworded = await run((db) =>
    changePurpose(db, id('newsletter'), { wording: { nl: 'Ja, stuur mij de maandbrief.', en: '' } }, june),
  );
  await run((db) => givePermission(db, said(zeynep, 'newsletter', { at: june, language: 'en' })));

  assert.deepEqual([renamed.wordingVersion, reworded.wordingVersion], [1, 2]);
  const proofs = await run((db) => proofsOf(db, zeynep));
  assert.deepEqual(
    proofs.map((proof) => proof.wording_version),
    [1, 2],
  );
  assert.match(proofs[0]!.wording!, /nieuwsbrief van de bibliotheek/);
  assert.equal(
    proofs[1]!.wording,
    'Ja, stuur mij de maandbrief.',
    'without an English sentence the Dutch one was shown, so that is the proof',
  );
});

test('proofs cannot be changed or deleted', async () => {
  const { run, card, said } = await consentLibrary();
  const zeynep = await card();
  await run((db) => givePermission(db, said(zeynep, 'newsletter')));

  await assert.rejects(
    run((db) => many(db, sql`update permission_proofs set state = 'withdrawn' where tenant_id = ${db.tenantId}`)),
    /append-only/,
  );
  await assert.rejects(
    run((db) => many(db, sql`delete from permission_proofs where tenant_id = ${db.tenantId}`)),
    /append-only/,
  );
});

test('a no counts at once, and saying it again adds nothing', async () => {
  const { run, card, said, decision } = await consentLibrary();
  const zeynep = await card();
  await run((db) => givePermission(db, said(zeynep, 'newsletter')));

  const first = await run((db) => withdrawPermission(db, said(zeynep, 'newsletter', { at: june })));
  const second = await run((db) => withdrawPermission(db, said(zeynep, 'newsletter', { at: november })));

  assert.deepEqual([first, second], [true, false]);
  assert.equal((await decision(zeynep, 'newsletter')).reason, 'withdrawn');
  assert.equal((await run((db) => proofsOf(db, zeynep))).length, 2);
});

test('an older yes that arrives later does not undo a no, and an import never does', async () => {
  const { run, card, said, decision } = await consentLibrary();
  const zeynep = await card();
  await run((db) => withdrawPermission(db, said(zeynep, 'newsletter', { at: june })));

  await run((db) => givePermission(db, said(zeynep, 'newsletter', { at: january, method: 'paper' })));
  assert.equal((await decision(zeynep, 'newsletter')).reason, 'withdrawn');
  await run((db) =>
    givePermissions(db, [
      {
        ...said(zeynep, 'newsletter', { at: november, method: 'import' }),
        birthOn: null,
        email: null,
      },
    ]),
  );
  assert.equal((await decision(zeynep, 'newsletter')).reason, 'withdrawn');

  await run((db) => givePermission(db, said(zeynep, 'newsletter', { at: november })));
  assert.equal((await decision(zeynep, 'newsletter')).allowed, true, 'their own later yes counts');
});

for (const [country, birthOn, age] of [
  ['BE', '2013-01-06', 12],
  ['NL', '2010-01-06', 15],
] as const) {
  test(`somebody of ${age} in ${country} cannot consent alone; a guardian can, and clicks stay unfollowed`, async () => {
    const { run, card, said, decision } = await consentLibrary({ country });
    const child = await card({ firstName: 'Yara', birthOn });

    await assert.rejects(
      run((db) => givePermission(db, said(child, 'newsletter-youth'))),
      (error: unknown) => error instanceof Refused && error.code === 'consent.needs-guardian',
    );
    const guardian = { name: 'Zeynep Aydın', how: 'zelfde adres, toonde identiteitskaart' };
    await run((db) => givePermission(db, { ...said(child, 'newsletter-youth'), guardian }));
    await assert.rejects(
      run((db) => givePermission(db, { ...said(child, 'tracking'), guardian })),
      (error: unknown) => error instanceof Refused && error.code === 'consent.minors-not-followed',
    );

    const { rule, mayFollow } = await decision(child, 'newsletter-youth');
    assert.deepEqual({ rule, mayFollow }, { rule: 'consent-by-guardian', mayFollow: false });
    assert.deepEqual(
      (await run((db) => proofsOf(db, child))).map((proof) => proof.evidence['guardian']),
      [guardian],
    );
    await run((db) => withdrawPermission(db, said(child, 'service', { at: june })));
    await run((db) => givePermission(db, said(child, 'service', { at: november })));
  });
}

test('yes and no stand on the timeline', async () => {
  const { run, card, said } = await consentLibrary();
  const zeynep = await card();
  await run((db) => givePermission(db, said(zeynep, 'newsletter')));
  await run((db) => withdrawPermission(db, said(zeynep, 'newsletter', { at: june, method: 'one-click' })));

  const facts = await run((db) =>
    many(
      db,
      sql<{ kind: string; purpose: string; method: string }>`
    select kind, payload ->> 'purpose' as purpose, payload ->> 'method' as method from facts where tenant_id = ${db.tenantId} and contact_id = ${zeynep} order by at`,
    ),
  );

  assert.deepEqual(facts, [
    { kind: 'permission.given', purpose: 'Nieuwsbrief', method: 'desk' },
    { kind: 'permission.withdrawn', purpose: 'Nieuwsbrief', method: 'one-click' },
  ]);
});

test('another library sees nothing of it', async () => {
  const [one, other] = [await consentLibrary(), await consentLibrary()];
  const zeynep = await one.card();
  await one.run((db) => givePermission(db, one.said(zeynep, 'newsletter')));

  await assert.rejects(
    other.run((db) => permissionsOfContact(db, secrets, { contactId: zeynep, now: november })),
    /not found/,
  );
  await assert.rejects(
    other.run((db) => withdrawPermission(db, { ...other.said(zeynep, 'newsletter') })),
    /not found/,
  );
  await assert.rejects(
    other.run((db) => withdrawPermission(db, { ...one.said(zeynep, 'newsletter') })),
    /not found/,
  );
  assert.notEqual(addressHash(secrets, one.tenantId, 'a@lezers.example'), addressHash(secrets, other.tenantId, 'a@lezers.example'));
});

test('tokens for leaving and for the own page are not interchangeable, and only the latter grows old', () => {
  const target = { tenantId: 4, contactId: 1_286_000, purposeId: 12, messageId: 98_000_000 };
  const leave = unsubscribeToken(secrets, target);
  const page = preferenceToken(secrets, { tenantId: 4, contactId: 77, now: january });

  assert.deepEqual(openUnsubscribeToken(secrets, leave), target);
  assert.equal(openUnsubscribeToken(secrets, page), undefined);
  assert.equal(openPreferenceToken(secrets, leave, january), undefined);
  assert.deepEqual(openPreferenceToken(secrets, page, june), {
    tenantId: 4,
    contactId: 77,
    expired: false,
  });
  assert.deepEqual(openPreferenceToken(secrets, page, november), {
    tenantId: 4,
    contactId: 77,
    expired: true,
  });
});

test('practical messages are refused way by way; a letter is how every member is reached, and a yes to news is for e-mail', async () => {
  const { run, card, said, id } = await consentLibrary();
  const zeynep = await card();
  const no = (channel: 'sms' | 'phone' | 'letter') => run((db) => withdrawPermission(db, { ...said(zeynep, 'service'), channel }));

  await no('sms');
  await assert.rejects(no('letter'), (error: unknown) => error instanceof Refused && error.code === 'consent.letter-stays');
  await assert.rejects(
    run((db) => givePermission(db, { ...said(zeynep, 'newsletter'), channel: 'sms' })),
    (error: unknown) => error instanceof Refused && error.code === 'consent.other-channel',
  );

  const contacts = [{ id: zeynep, emailKey: 'zeynep@lezers.example', birthOn: null }];
  const rules = [];
  for (const channel of ['email', 'sms', 'letter', 'phone'] as const) {
    rules.push((await run((db) => decideMany(db, secrets, { contacts, purposeId: id('service'), channel, now: november })))[0]!.rule);
  }
  assert.deepEqual(rules, ['service', 'withdrawal', 'service', 'service']);
  const { service, proofs } = await run((db) => permissionsOfContact(db, secrets, { contactId: zeynep, now: november }));
  assert.equal(proofs[0]!.address, null, 'an address of mail proves nothing about a telephone');
  assert.deepEqual(
    service.map((way) => [way.channel, way.refused, way.refusable]),
    [
      ['sms', true, true],
      ['letter', false, false],
      ['phone', false, true],
    ],
  );
});

test('two who change a purpose at once both keep their change, and no version stands for two sentences', async () => {
  const { run, id } = await consentLibrary();
  let other: Promise<unknown> = Promise.resolve();
  await run(async (db) => {
    await changePurpose(db, id('newsletter'), { wording: { nl: 'Ja, stuur mij de maandbrief.', en: '' } }, june);
    other = run((second) => changePurpose(second, id('newsletter'), { name: { nl: 'Maandbrief', en: '' } }, june));
    await Promise.race([other, sleep(500)]);
  });
  await other;

  const { name, wording, wordingVersion } = await run((db) => getPurpose(db, id('newsletter')));
  assert.deepEqual([name.nl, wording.nl, wordingVersion], ['Maandbrief', 'Ja, stuur mij de maandbrief.', 2]);
});
