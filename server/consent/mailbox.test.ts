/** What comes from a mailbox, or back from one: it counts for everybody who reads there, and for who comes later. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consentLibrary, decisionFor, june, november, proofsOf, secrets } from '../../test/harness/consent.ts';
import {
  addressHash,
  createPurpose,
  decideMany,
  givePermission,
  liftBounce,
  suppress,
  withdrawForMailbox,
  withdrawForMailboxes,
  withdrawPermission,
  type Said,
} from './consent.ts';

test('a no from a mailbox counts for everybody who reads there, and only there', async () => {
  const { run, card, said, decision } = await consentLibrary();
  const family = 'familie@lezers.example';
  const [mother, child, quiet, stranger] = [
    await card({ email: family }),
    await card({ firstName: 'Yara', email: family }),
    await card({ email: family }),
    await card({ email: 'ander@lezers.example' }),
  ];
  for (const one of [mother, child, stranger]) await run((db) => givePermission(db, said(one, 'newsletter')));

  await run((db) => withdrawForMailbox(db, said(mother, 'newsletter', { at: june, method: 'one-click' })));

  const reasons = await Promise.all([mother, child, quiet, stranger].map(async (one) => (await decision(one, 'newsletter')).reason));
  assert.deepEqual(reasons, ['withdrawn', 'withdrawn', 'no-permission', null]);
  assert.equal((await run((db) => proofsOf(db, child))).at(-1)!.evidence['sameMailboxAs'], mother);
});

test('many noes together are each like one alone: repeated, of one family, of nobody', async () => {
  const { run, card, said, id, decision } = await consentLibrary();
  const family = 'familie@lezers.example';
  const [mother, child] = [await card({ email: family }), await card({ firstName: 'Yara', email: family })];
  const alone = await card({ email: 'ander@lezers.example' });
  for (const one of [mother, child, alone]) await run((db) => givePermission(db, said(one, 'newsletter')));
  const no = (contactId: number, key = 'newsletter') => said(contactId, key, { at: june, method: 'one-click' });

  const known = await run((db) =>
    withdrawForMailboxes(db, [
      no(mother),
      no(child),
      no(mother),
      no(alone),
      no(alone + 100_000),
      { ...no(alone), purposeId: id('newsletter') + 100_000 },
    ]),
  );

  assert.deepEqual(known, [true, true, true, true, false, false]);
  for (const one of [mother, child, alone]) {
    assert.equal((await decision(one, 'newsletter')).reason, 'withdrawn');
    assert.equal((await run((db) => proofsOf(db, one))).length, 2);
  }
});

test('a no from a mailbox counts for a customer whose card an import makes later; a no at the desk is of one card', async () => {
  const { run, card, said } = await consentLibrary();
  const purpose = await run((db) =>
    createPurpose(db, {
      name: { nl: 'Klantennieuws', en: '' },
      wording: { nl: 'Nieuws voor leden.', en: '' },
      basis: 'soft-opt-in',
      onSignUpPage: false,
    }),
  );
  const no = (contactId: number, method: Said['method']) =>
    ({ ...said(contactId, 'newsletter', { at: june, method }), purposeId: purpose.id }) as Said;
  const clicked = await card({ email: 'familie@lezers.example' });
  const atDesk = await card({ email: 'balie@lezers.example' });
  await run((db) => withdrawForMailbox(db, no(clicked, 'one-click')));
  await run((db) => withdrawPermission(db, no(atDesk, 'desk')));

  const later = await card({ email: 'familie@lezers.example' });
  const partner = await card({ email: 'balie@lezers.example' });

  const reasons = await run((db) =>
    decideMany(db, secrets, {
      contacts: [
        { id: later, emailKey: 'familie@lezers.example', birthOn: '1984-03-02', isCustomer: true },
        { id: partner, emailKey: 'balie@lezers.example', birthOn: '1984-03-02', isCustomer: true },
      ],
      purposeId: purpose.id,
      channel: 'email',
      now: november,
    }),
  );
  assert.deepEqual(
    reasons.map((decision) => decision.reason),
    ['withdrawn', null],
  );
  for (const [contact, reason] of [
    [later, 'withdrawn'],
    [partner, null],
  ] as const)
    assert.equal((await run((db) => decisionFor(db, contact, purpose.id, november)))!.reason, reason);
  await run((db) => givePermission(db, { ...no(later, 'desk'), at: november }));
  assert.equal((await run((db) => decisionFor(db, later, purpose.id, november)))!.allowed, true, 'their own yes counts');
});

test('a refused mailbox gets nothing until somebody checked it; a complaint is not lifted like that', async () => {
  const { tenantId, run, card, decision } = await consentLibrary();
  const [zeynep, jan] = [await card(), await card({ email: 'jan@lezers.example' })];
  const hash = (email: string) => addressHash(secrets, tenantId, email);
  await run((db) =>
    suppress(db, {
      addressHash: hash('zeynep@lezers.example'),
      scope: 'everything',
      reason: 'hard-bounce',
      at: june,
    }),
  );
  await run((db) =>
    suppress(db, {
      addressHash: hash('jan@lezers.example'),
      scope: 'everything',
      reason: 'complaint',
      at: june,
    }),
  );
  assert.equal((await decision(zeynep, 'service')).reason, 'suppressed');

  assert.equal(await run((db) => liftBounce(db, secrets, zeynep)), true);
  assert.equal(await run((db) => liftBounce(db, secrets, jan)), false);

  assert.equal((await decision(zeynep, 'service')).allowed, true);
  assert.equal((await decision(jan, 'service')).reason, 'suppressed');
});
