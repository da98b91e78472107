/** Who may be written to, and whose clicks followed, decided for many at once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consentLibrary, decisionFor, january, june, november, secrets } from '../../test/harness/consent.ts';
import { many, sql } from '../platform/db.ts';
import { addressHash, decideMany, followableNow, givePermission, suppress, withdrawPermission } from './consent.ts';

test('an audience is decided in the order it was asked, like each one alone', async () => {
  const { run, card, said, id, tenantId } = await consentLibrary();
  const yes = await card({ email: 'a@lezers.example' });
  const no = await card({ email: 'b@lezers.example' });
  const unasked = await card({ email: 'c@lezers.example' });
  const homeless = await card({ email: null });
  const blocked = await card({ email: 'e@lezers.example' });
  for (const one of [yes, no, homeless, blocked]) await run((db) => givePermission(db, said(one, 'newsletter')));
  await run((db) => givePermission(db, said(yes, 'tracking')));
  await run((db) => withdrawPermission(db, said(no, 'newsletter', { at: june })));
  await run((db) =>
    suppress(db, {
      addressHash: addressHash(secrets, tenantId, 'e@lezers.example'),
      scope: 'everything',
      reason: 'hard-bounce',
      at: june,
    }),
  );
  const asked = [
    [blocked, 'e@lezers.example'],
    [homeless, null],
    [unasked, 'c@lezers.example'],
    [yes, 'a@lezers.example'],
    [no, 'b@lezers.example'],
  ] as const;

  const decisions = await run((db) =>
    decideMany(db, secrets, {
      contacts: asked.map(([contact, emailKey]) => ({ id: contact, emailKey, birthOn: null })),
      purposeId: id('newsletter'),
      channel: 'email',
      now: november,
    }),
  );

  assert.deepEqual(
    decisions.map((decision) => decision.reason ?? `may follow: ${decision.mayFollow}`),
    ['suppressed', 'no-address', 'no-permission', 'may follow: true', 'withdrawn'],
  );
  for (const [at, [contact]] of asked.entries())
    assert.deepEqual(decisions[at], await run((db) => decisionFor(db, contact, id('newsletter'), november)));
});

test('following is asked again at the click: withdrawn, minor or signed up by a guardian means no', async () => {
  const { run, card, said } = await consentLibrary();
  const [adult, stopped, minor, childByGuardian, never] = [
    await card(),
    await card(),
    await card({ birthOn: '2011-02-03' }),
    await card({ birthOn: null }),
    await card(),
  ];
  for (const one of [adult, stopped, childByGuardian]) await run((db) => givePermission(db, said(one, 'tracking')));
  await run((db) => withdrawPermission(db, said(stopped, 'tracking', { at: june })));
  await run((db) =>
    givePermission(db, {
      ...said(childByGuardian, 'newsletter'),
      guardian: { how: 'mail' },
    }),
  );
  // a projection from before the birth date was known
  await run((db) =>
    many(
      db,
      sql`
    with proof as (insert into permission_proofs (tenant_id, contact_id, purpose_id, channel, state, at, method) select ${db.tenantId}, ${minor}, id, 'email', 'given', ${january}, 'desk' from purposes where tenant_id = ${db.tenantId} and key = 'tracking' returning *)
    insert into permissions (tenant_id, contact_id, purpose_id, channel, state, since, proof_id) select tenant_id, contact_id, purpose_id, channel, state, at, id from proof`,
    ),
  );

  const found = await run((db) => followableNow(db, [adult, stopped, minor, childByGuardian, never], november));

  assert.deepEqual([...found], [adult]);
});
