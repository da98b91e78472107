/** The right to object to all marketing (GDPR art. 21(2)-(3)): what it covers, what goes before it, what it outlives. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consentLibrary, decisionFor, january, june, november, proofsOf, secrets } from '../../test/harness/consent.ts';
import { many, one, run as execute, sql, type TenantDb } from '../platform/db.ts';
import {
  addressHash,
  createPurpose,
  decideMany,
  followableNow,
  givePermission,
  givePermissions,
  liftBounce,
  objectToMarketing,
  permissionsOfContact,
  suppress,
  withdrawPermission,
} from './consent.ts';

const september = new Date('2026-09-05T10:00:00Z');
const members = {
  name: { nl: 'Klantennieuws', en: '' },
  wording: { nl: 'Nieuws voor leden.', en: '' },
  basis: 'soft-opt-in',
  onSignUpPage: false,
} as const;

/** Zeynep, a member who gets the newsletter and is followed, and what she says in June: nothing any more. */
async function objector(about: { member?: boolean } = {}) {
  const place = await consentLibrary();
  const { run, card, said, tenantId } = place;
  const zeynep = await card();
  if (about.member) await run((db) => execute(db, sql`update contacts set member_since = '2020-01-01' where tenant_id = ${tenantId}`));
  for (const key of ['newsletter', 'tracking']) await run((db) => givePermission(db, said(zeynep, key)));
  const object = (at = june) => run((db) => objectToMarketing(db, secrets, { contactId: zeynep, at, method: 'preference-page' }));
  return { ...place, zeynep, object };
}

/** May a member be written to for this purpose on this channel, asked as a mailing asks it? */
async function ask(db: TenantDb, contactId: number, purposeId: number, channel: 'email' | 'sms' | 'letter' | 'phone' = 'email') {
  const card = await one(
    db,
    sql<{ email_key: string | null }>`select email_key from contacts where tenant_id = ${db.tenantId} and id = ${contactId}`,
  );
  const contacts = [{ id: contactId, emailKey: card.email_key, birthOn: '1984-03-02', isCustomer: true }];
  return (await decideMany(db, secrets, { contacts, purposeId, channel, now: november }))[0]!;
}

test('one proof for everything: all marketing stops, service goes on, clicks are no longer followed', async () => {
  const { run, zeynep, object, decision } = await objector();

  await object();

  for (const key of ['newsletter', 'newsletter-youth', 'activities']) assert.equal((await decision(zeynep, key)).rule, 'objection', key);
  assert.deepEqual([(await decision(zeynep, 'service')).allowed, (await decision(zeynep, 'service')).mayFollow], [true, false]);
  assert.equal((await run((db) => followableNow(db, [zeynep], november))).size, 0);
  const proof = (await run((db) => proofsOf(db, zeynep))).at(-1)!;
  assert.deepEqual([proof.state, proof.method, proof.address], ['objected', 'preference-page', 'zeynep@lezers.example']);
  assert.equal(
    (await decision(zeynep, 'newsletter')).proofId,
    (await run((db) => permissionsOfContact(db, secrets, { contactId: zeynep, now: november }))).proofs[0]!.id,
  );
});

test('saying it again adds nothing, until something was said yes to since', async () => {
  const { run, zeynep, object, said, decision } = await objector();
  await object();
  await object(september);
  assert.equal((await run((db) => proofsOf(db, zeynep))).length, 3);

  await run((db) => givePermission(db, said(zeynep, 'activities', { at: september })));
  await object(november);

  assert.equal((await run((db) => proofsOf(db, zeynep))).length, 5);
  assert.equal((await decision(zeynep, 'activities', new Date('2026-11-23T10:00:00Z'))).rule, 'objection');
});

test('it covers a purpose made later, on every channel, also where a member need not be asked', async () => {
  const { run, zeynep, object } = await objector({ member: true });
  await object();
  const later = await run((db) => createPurpose(db, members));

  for (const channel of ['email', 'sms', 'letter', 'phone'] as const) {
    assert.equal((await run((db) => ask(db, zeynep, later.id, channel))).rule, 'objection', channel);
  }
  const refused = await run((db) =>
    many(
      db,
      sql<{
        channel: string;
      }>`select channel from permissions_refused where tenant_id = ${db.tenantId} and contact_id = ${zeynep} and purpose_id = ${later.id}`,
    ),
  );
  assert.equal(refused.length, 4, 'the engine asks again just before a message leaves');
});

test('it covers an address the card gets later', async () => {
  const { run, zeynep, object, tenantId } = await objector({ member: true });
  const purpose = await run((db) => createPurpose(db, members));
  await object();

  await run((db) =>
    execute(
      db,
      sql`update contacts set email = 'nieuw@lezers.example', email_key = 'nieuw@lezers.example' where tenant_id = ${tenantId} and id = ${zeynep}`,
    ),
  );

  assert.equal((await run((db) => ask(db, zeynep, purpose.id))).rule, 'objection');
});

test('only their own later yes goes before it: for that purpose, and the rest stays off', async () => {
  const { run, zeynep, object, said, decision } = await objector({ member: true });
  const customers = await run((db) => createPurpose(db, members));
  await object();

  await run((db) => givePermission(db, said(zeynep, 'activities', { at: november, method: 'double-opt-in' })));

  assert.equal((await decision(zeynep, 'activities')).allowed, true);
  assert.equal((await decision(zeynep, 'newsletter')).reason, 'objected');
  assert.equal((await run((db) => decisionFor(db, zeynep, customers.id, november)))!.reason, 'objected');
  const inForce = await run((db) =>
    many(
      db,
      sql<{
        purpose_key: string;
      }>`select purpose_key from permissions_in_force where tenant_id = ${db.tenantId} and contact_id = ${zeynep}`,
    ),
  );
  assert.deepEqual(inForce, [{ purpose_key: 'activities' }]);
});

test('no file lifts it: neither a yes of another purpose, nor the same yes once more', async () => {
  const { run, zeynep, object, said, decision } = await objector();
  await object();
  const fromFile = (key: string) => ({ ...said(zeynep, key, { at: september, method: 'import' }), birthOn: '1984-03-02', email: null });

  await run((db) => givePermissions(db, [fromFile('activities'), fromFile('newsletter')]));
  assert.equal((await decision(zeynep, 'activities')).reason, 'objected');
  assert.equal((await decision(zeynep, 'newsletter')).reason, 'objected');

  await run((db) => givePermission(db, said(zeynep, 'activities', { at: november })));
  await run((db) => givePermissions(db, [{ ...fromFile('activities'), at: new Date('2026-11-22T11:00:00Z') }]));
  assert.equal((await decision(zeynep, 'activities')).allowed, true, 'nor does a file take the word away again');
});

test('the mailbox keeps it: another card that comes with it, and others who read there', async () => {
  const { run, card, zeynep, object, said, decision } = await objector({ member: true });
  const yara = await card({ firstName: 'Yara', birthOn: '1990-01-01' });
  await run((db) => givePermission(db, said(yara, 'newsletter')));
  await object();
  const customers = await run((db) => createPurpose(db, members));
  const later = await card({ firstName: 'Import' });

  assert.equal((await decision(yara, 'newsletter')).reason, 'objected');
  assert.equal((await run((db) => ask(db, later, customers.id))).reason, 'objected');

  await run((db) => givePermission(db, said(zeynep, 'activities', { at: september })));
  assert.equal((await run((db) => ask(db, later, customers.id))).reason, 'objected', 'a yes to one thing opens nothing else there');
  await run((db) => givePermission(db, said(yara, 'newsletter', { at: september })));
  assert.equal((await decision(yara, 'newsletter')).allowed, true, 'her own yes counts for her');
});

test('what a card said outlives being merged into another', async () => {
  const { run, card, zeynep, object, said, tenantId, decision } = await objector();
  await object();
  const kept = await card({ email: 'andere@lezers.example' });
  await run((db) => givePermission(db, said(kept, 'newsletter')));
  assert.equal((await decision(kept, 'newsletter')).allowed, true);

  await run((db) => execute(db, sql`update contacts set merged_into = ${kept} where tenant_id = ${tenantId} and id = ${zeynep}`));

  assert.equal((await decision(kept, 'newsletter')).rule, 'objection');
});

test('what lifts a bounce lifts neither an objection nor a complaint of the same mailbox', async () => {
  const { run, zeynep, object, tenantId, decision } = await objector();
  const hash = addressHash(secrets, tenantId, 'zeynep@lezers.example');
  await object();
  for (const reason of ['hard-bounce', 'complaint'] as const) {
    await run((db) => suppress(db, { addressHash: hash, scope: 'everything', reason, at: june }));
  }

  await run((db) => liftBounce(db, secrets, zeynep));

  assert.equal((await decision(zeynep, 'service')).rule, 'suppressed');
  assert.equal((await decision(zeynep, 'newsletter')).rule, 'objection');
});

test('the tab of the card says it for every purpose, and a no said before stays a no', async () => {
  const { run, zeynep, object, said } = await objector();
  await run((db) => withdrawPermission(db, said(zeynep, 'activities', { at: january })));
  await object();

  const overview = await run((db) => permissionsOfContact(db, secrets, { contactId: zeynep, now: november }));

  assert.deepEqual(overview.objection?.since, '2026-06-05');
  assert.deepEqual(
    overview.purposes.map(({ purpose, state }) => `${purpose.key}:${state}`),
    ['newsletter:objected', 'newsletter-youth:objected', 'activities:objected', 'service:null', 'tracking:objected'],
  );
  assert.deepEqual([overview.proofs[0]!.purpose, overview.proofs[0]!.purpose_id, overview.proofs[0]!.channel], [null, null, null]);
});

test('it stands on the timeline once, naming no purpose', async () => {
  const { run, zeynep, object } = await objector();

  await object();

  const facts = await run((db) =>
    many(
      db,
      sql<{ object: string | null; payload: Record<string, unknown> }>`
      select object, payload - 'proofId' as payload from facts where tenant_id = ${db.tenantId} and contact_id = ${zeynep} and kind = 'permission.objected'`,
    ),
  );
  assert.deepEqual(facts, [{ object: null, payload: { method: 'preference-page' } }]);
});
