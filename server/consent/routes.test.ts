import assert from 'node:assert/strict';
import { test } from 'node:test';
import { libraryWith, logInAs, testApp } from '../../test/harness/app.ts';
import { addCard } from '../../test/harness/cards.ts';
import { many, sql, withSystem, withTenant } from '../platform/db.ts';
import { createEnvironment } from '../tenants/tenants.ts';
import { ensureDefaultPurposes, listPurposes } from './consent.ts';

async function desk(role: Parameters<typeof libraryWith>[0] = 'administrator') {
  const place = await libraryWith(role);
  await withTenant(place.app.database, place.tenantId, ensureDefaultPurposes);
  const purposes = await withTenant(place.app.database, place.tenantId, (db) => listPurposes(db));
  const contactId = await addCard(place.app.database, place.tenantId);
  return {
    ...place,
    contactId,
    card: `${place.api}/contacts/${contactId}/permissions`,
    purpose: (key: string) => purposes.find((one) => one.key === key)!.id,
  };
}

test('the card shows where a reader stands for every purpose, and why', async () => {
  const { session, card, purpose } = await desk();

  const given = await session.call('POST', card, {
    purposeId: purpose('newsletter'),
    method: 'paper',
    note: 'formulier in map 3',
  });
  const seen = await session.call('GET', card);

  assert.equal(given.status, 200);
  assert.deepEqual(given.body, seen.body);
  const short = seen.body.purposes.map((one: any) => [one.purpose.key, one.state, one.decision.allowed, one.decision.rule]);
  assert.deepEqual(short, [
    ['newsletter', 'given', true, 'consent'],
    ['newsletter-youth', null, false, 'no-consent'],
    ['activities', null, false, 'no-consent'],
    ['service', null, true, 'service'],
    ['tracking', null, false, 'tracking-sends-nothing'],
  ]);
  const [proof] = seen.body.proofs;
  assert.deepEqual(
    [proof.state, proof.method, proof.purposeName.nl, proof.address, proof.evidence.note, proof.evidence.recordedBy],
    ['given', 'paper', 'Nieuwsbrief', 'zeynep@lezers.example', 'formulier in map 3', 'Noor Verbeke'],
  );
});

test('a yes needs a note that proves it; a no does not', async () => {
  const { session, card, purpose } = await desk();

  const bare = await session.call('POST', card, { purposeId: purpose('newsletter') });
  await session.call('POST', card, { purposeId: purpose('newsletter'), note: 'vroeg er zelf om' });
  const no = await session.call('POST', `${card}/withdraw`, { purposeId: purpose('newsletter') });

  assert.deepEqual([bare.status, bare.body.fields], [422, { note: 'Vul dit in.' }]);
  assert.deepEqual([no.status, no.body.purposes[0].state], [200, 'withdrawn']);
});

test('an objection turns everything off at once and is in the audit log', async () => {
  const { app, tenantId, session, card, purpose } = await desk('desk');
  await session.call('POST', card, { purposeId: purpose('newsletter'), note: 'vroeg er zelf om' });

  const { body } = await session.call('POST', `${card}/object`, { note: 'belde ons' });

  assert.deepEqual(
    body.purposes.map((one: any) => one.state),
    ['objected', 'objected', 'objected', null, 'objected'],
  );
  assert.deepEqual(
    body.suppressions.map((one: any) => [one.scope, one.reason]),
    [['marketing', 'objection']],
  );
  const audit = await withTenant(app.database, tenantId, (db) =>
    many(
      db,
      sql<{
        action: string;
      }>`select action from audit_entries where tenant_id = ${tenantId} and action like 'consent.%' order by id`,
    ),
  );
  assert.deepEqual(
    audit.map((entry) => entry.action),
    ['consent.given', 'consent.objected'],
  );
});

test('a child below the age needs a guardian, and the answer says so', async () => {
  const { app, tenantId, api, session, purpose } = await desk();
  const child = await addCard(app.database, tenantId, {
    firstName: 'Yara',
    birthOn: `${new Date().getFullYear() - 9}-01-01`,
  });
  const card = `${api}/contacts/${child}/permissions`;
  const yes = { purposeId: purpose('newsletter-youth'), note: 'formulier' };

  const alone = await session.call('POST', card, yes);
  const together = await session.call('POST', card, {
    ...yes,
    guardian: { name: 'Zeynep Aydın', how: 'stond mee aan de balie' },
  });

  assert.deepEqual([alone.status, alone.body.code], [409, 'consent.needs-guardian']);
  assert.match(alone.body.title, /jonger dan 13 jaar/);
  assert.deepEqual([together.status, together.body.age.needsGuardian, together.body.purposes[1].byGuardian], [200, true, true]);
});

test('purposes can be added, worded anew and closed, by who manages them', async () => {
  const { app, tenantId, api, session, purpose } = await desk();
  const reader = await logInAs(app, tenantId, 'marketer');
  const made = {
    name: { nl: 'Nieuws over voorlezen', en: '' },
    wording: { nl: 'Ja, stuur mij nieuws over voorlezen.', en: '' },
  };

  const created = await session.call('POST', `${api}/purposes`, made);
  const twice = await session.call('POST', `${api}/purposes`, made);
  const refused = await reader.call('POST', `${api}/purposes`, made);
  const reworded = await session.call('PATCH', `${api}/purposes/${created.body.id}`, {
    wording: { nl: 'Ja, mail mij over voorlezen.', en: '' },
  });
  const closed = await session.call('PATCH', `${api}/purposes/${created.body.id}`, {
    archived: true,
  });
  const needed = await session.call('PATCH', `${api}/purposes/${purpose('tracking')}`, {
    archived: true,
  });
  const open = await reader.call('GET', `${api}/purposes`);

  assert.deepEqual([created.status, created.body.key, created.body.wordingVersion], [200, 'nieuws-over-voorlezen', 1]);
  assert.deepEqual([twice.status, twice.body.code], [409, 'consent.purpose-exists']);
  assert.equal(refused.status, 403);
  assert.equal(reworded.body.wordingVersion, 2);
  assert.notEqual(closed.body.archivedAt, null);
  assert.deepEqual([needed.status, needed.body.code], [409, 'consent.purpose-needed']);
  assert.equal(
    open.body.purposes.some((one: any) => one.id === created.body.id),
    false,
  );
});

test('a closed purpose takes no new yes', async () => {
  const { api, session, card, purpose } = await desk();
  await session.call('PATCH', `${api}/purposes/${purpose('activities')}`, { archived: true });

  const answer = await session.call('POST', card, {
    purposeId: purpose('activities'),
    note: 'vroeg er zelf om',
  });

  assert.deepEqual([answer.status, answer.body.code], [409, 'consent.purpose-closed']);
});

test('fields that are not in the contract are refused, so nobody writes a tenant or a proof by the side', async () => {
  const { session, card, purpose } = await desk();

  const answer = await session.call('POST', card, {
    purposeId: purpose('newsletter'),
    note: 'ja',
    tenantId: 1,
    state: 'given',
  });

  assert.equal(answer.status, 422);
});

test('a new library has the purposes everybody begins with', async () => {
  const app = await testApp();
  const made = await withSystem(app.database, async (db) => {
    const network = await createEnvironment(db, { kind: 'network', name: 'Netwerk Molenvelden' });
    return createEnvironment(db, { kind: 'library', name: 'Bib Molenveld', parentId: network.id });
  });

  await app.drain();

  const purposes = await withTenant(app.database, made.id, (db) => listPurposes(db));
  assert.deepEqual(
    purposes.map((purpose) => purpose.key),
    ['newsletter', 'newsletter-youth', 'activities', 'service', 'tracking'],
  );
});
