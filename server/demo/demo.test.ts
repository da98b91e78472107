import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { sourceLoaders } from '../mount.ts';
import { testApp, type TestApp } from '../../test/harness/app.ts';
import { newLibrary } from '../../test/harness/database.ts';
import { startSink } from '../../test/smtp-sink.ts';
import { many, one, sql, withSystem, withTenant, type TenantDb } from '../platform/db.ts';
import { listLoans } from '../circulation/circulation.ts';
import { permissionsOfContact } from '../consent/consent.ts';
import { searchContacts } from '../contacts/searching.ts';
import { queueServiceMail } from '../delivery/delivery.ts';
import { startEngine } from '../delivery/engine.ts';
import { findEnvironment, listEnvironments } from '../tenants/tenants.ts';
import { listFacts } from '../timeline/timeline.ts';
import { createDemo, type DemoResult } from './demo.ts';

let app: TestApp;
let made: DemoResult;
const lines: string[] = [];
before(async () => {
  app = await testApp();
  made = await createDemo(app, (text) => lines.push(text), { scale: 0.02 });
  // what waits for the workers, such as the look-up
  await app.drain();
});

async function inside<T>(slug: string, work: (db: TenantDb) => Promise<T>): Promise<T> {
  const environment = await withSystem(app.database, (db) => findEnvironment(db, slug));
  return withTenant(app.database, environment!.id, work);
}

test('tells what it makes, and makes what it tells', async () => {
  assert.equal(lines.length, 6);
  assert.match(lines[1]!, /Bibliotheek Zilverbeek: \d+ people and [\d,]+ loans/);
  const environments = await withSystem(app.database, listEnvironments);
  assert.equal(environments.filter((row) => row.kind === 'library').length, 5);
  assert.ok(environments.every((row) => row.demo));
  let [contacts, loans] = [0, 0];
  for (const { slug } of environments.filter((row) => row.kind === 'library')) {
    const found = await inside(slug, (db) =>
      one(
        db,
        sql<{ contacts: number; loans: number; bad: number }>`
      select (select count(*) from contacts where tenant_id = ${db.tenantId})::int as contacts, (select count(*) from loans where tenant_id = ${db.tenantId})::int as loans,
        (select count(*) from contacts where tenant_id = ${db.tenantId} and email_key not like '%.example')::int as bad`,
      ),
    );
    contacts += found.contacts;
    loans += found.loans;
    assert.equal(found.bad, 0);
  }
  // who left the library before its first file came was never here; today's loans come with tonight's file
  assert.ok(contacts > 0.97 * made.contacts && contacts <= made.contacts, `${contacts} of ${made.contacts}`);
  assert.ok(loans > 0.96 * made.loans && loans <= made.loans, `${loans} of ${made.loans}`);
});

test('no row of its files was refused', async () => {
  for (const slug of ['zilverbeek', 'goudveld', 'oosterkapel']) {
    const runs = await inside(slug, (db) =>
      many(
        db,
        sql<{
          state: string;
          counts: { rejected: number };
          kind: string;
        }>`select state, counts, kind from import_runs where tenant_id = ${db.tenantId}`,
      ),
    );
    assert.equal(runs.length, slug === 'zilverbeek' ? 6 : 5);
    assert.ok(runs.every((row) => row.state === 'done'));
    assert.equal(
      runs.filter((row) => row.kind === 'patrons').reduce((sum, row) => sum + row.counts.rejected, 0),
      0,
    );
  }
});

test('the card of Zeynep is the one in the pictures', async () => {
  await inside('zilverbeek', async (db) => {
    const [zeynep] = await searchContacts(db, 'zeynep aydin-de smet', 3);
    assert.equal(`${zeynep!.first_name} ${zeynep!.last_name}`, 'Zeynep Aydın-De Smet');
    assert.equal([zeynep!.street, zeynep!.house_number, zeynep!.box].join(' '), 'Lindelaan 14 2');
    const children = await many(
      db,
      sql<{ name: string }>`
      select c.first_name as name from contact_relations r join contacts c on c.tenant_id = r.tenant_id and c.id = r.related_id
      where r.tenant_id = ${db.tenantId} and r.contact_id = ${zeynep!.id} order by c.birth_on`,
    );
    assert.deepEqual(
      children.map((row) => row.name),
      ['Yara', 'Emir'],
    );
    assert.equal((await listLoans(db, zeynep!.id, { state: 'open', limit: 20 })).loans.length, 6);
    const { purposes } = await permissionsOfContact(db, app.secrets, { contactId: zeynep!.id, now: app.now() });
    const given = purposes.filter((row) => row.state === 'given').map((row) => row.purpose.key);
    assert.deepEqual(given.sort(), ['activities', 'newsletter-youth', 'tracking']);
    const { facts } = await listFacts(db, zeynep!.id, { limit: 50, permissions: new Set() });
    const kinds = facts.map((fact) => fact.kind);
    for (const kind of ['conversation.phone', 'mail.sent', 'mail.clicked', 'permission.given', 'membership.renewed'])
      assert.ok(kinds.includes(kind), kind);
    assert.ok(facts.every((fact) => fact.at <= app.now()));
  });
});

test('every permission stands on a proof, and those of children on a parent', async () => {
  for (const slug of ['zilverbeek', 'heidelaar']) {
    const rows = await inside(slug, (db) =>
      many(
        db,
        sql<{ state: string; at: Date; wording: string | null; guardian: unknown; child: boolean }>`
      select p.state, f.at, f.wording, f.evidence->'guardian' as guardian, coalesce(c.birth_on > f.at::date - interval '13 years', false) as child
      from permissions p join permission_proofs f on f.tenant_id = p.tenant_id and f.id = p.proof_id join contacts c on c.tenant_id = p.tenant_id and c.id = p.contact_id
      where p.tenant_id = ${db.tenantId}`,
      ),
    );
    assert.ok(rows.length > 10);
    for (const row of rows.filter((one) => one.state === 'given')) {
      assert.match(row.wording!, /^Ja, |^Yes, /);
      if (row.child) assert.ok(row.guardian);
    }
  }
});

test('mailings left, wait and are being written; nobody got one without having asked', async () => {
  await inside('zilverbeek', async (db) => {
    const rows = await many(
      db,
      sql<{
        id: number;
        state: string;
        started_at: Date | null;
      }>`select id, state, started_at from mailings where tenant_id = ${db.tenantId} order by id`,
    );
    assert.deepEqual(
      rows.map((row) => row.state),
      ['finished', 'finished', 'scheduled', 'draft'],
    );
    for (const { id, started_at: startedAt } of rows.slice(0, 2)) {
      const ledger = await one(
        db,
        sql<{ accepted: number; skipped: number; other: number; early: number; unasked: number; clicks: number; facts: number }>`
        select count(*) filter (where m.state = 'accepted')::int as accepted, count(*) filter (where m.state = 'skipped')::int as skipped,
          count(*) filter (where m.state not in ('accepted', 'skipped', 'failed'))::int as other,
          count(*) filter (where m.finished_at < ${startedAt})::int as early,
          count(*) filter (where m.state <> 'skipped' and not exists (select 1 from permission_proofs f
            where f.tenant_id = m.tenant_id and f.id = m.proof_id and f.contact_id = m.contact_id and f.state = 'given' and f.at < ${startedAt}))::int as unasked,
          (select coalesce(sum(k.clicks), 0) from link_clicks k join tracked_links l on l.tenant_id = k.tenant_id and l.id = k.link_id
            where k.tenant_id = ${db.tenantId} and l.source_id = ${id})::int as clicks,
          (select count(*) from facts where tenant_id = ${db.tenantId} and kind = 'mail.sent' and object = ${`mailing:${id}`})::int as facts
        from messages m where m.tenant_id = ${db.tenantId} and m.source_kind = 'mailing' and m.source_id = ${id}`,
      );
      assert.ok(ledger.accepted > 10 && ledger.skipped > 10 && ledger.clicks > 0, JSON.stringify(ledger));
      assert.deepEqual([ledger.other, ledger.early, ledger.unasked], [0, 0, 0]);
      assert.equal(ledger.facts, ledger.accepted);
    }
  });
});

test('an address on the list of refused ones is bad on every card that has it', async () => {
  for (const slug of ['zilverbeek', 'goudveld', 'wilgendonk', 'heidelaar', 'oosterkapel']) {
    const { refused, bad, mixed } = await inside(slug, (db) =>
      one(
        db,
        sql<{ refused: number; bad: number; mixed: number }>`
        select (select count(*)::int from suppressions where tenant_id = ${db.tenantId} and reason = 'hard-bounce') as refused,
          count(*) filter (where bad)::int as bad, count(*) filter (where bad and good)::int as mixed
        from (select bool_or(email_state = 'bouncing') as bad, bool_or(email_state <> 'bouncing') as good
          from contacts where tenant_id = ${db.tenantId} and email_key is not null group by email_key) addresses`,
      ),
    );
    assert.deepEqual({ bad, mixed }, { bad: refused, mixed: 0 }, slug);
  }
});

test('segments are there with their figures', async () => {
  const rows = await inside('zilverbeek', (db) =>
    many(db, sql<{ name: string; last_count: number | null }>`select name, last_count from segments where tenant_id = ${db.tenantId}`),
  );
  assert.equal(rows.length, 10);
  assert.ok(rows.every((row) => row.last_count !== null));
  assert.ok(rows.filter((row) => row.last_count! > 0).length >= 7, JSON.stringify(rows));
});

test('its mail stays here although a relay is set, unless the operator says otherwise', async () => {
  const sink = await startSink();
  const real = await newLibrary(app.database);
  const demo = (await withSystem(app.database, (db) => findEnvironment(db, 'zilverbeek')))!;
  const post = (tenantId: number, occasion: string) =>
    withTenant(app.database, tenantId, (db) =>
      queueServiceMail(app, db, {
        to: `${occasion}@lezers.example`,
        toName: 'Lezer',
        occasion,
        language: 'nl',
        subject: 'Bevestig je inschrijving',
        blocks: [{ id: 'tekst', type: 'text', html: '<p>Klik om te bevestigen.</p>' }],
        reason: 'je je inschreef',
        preferencesUrl: 'http://localhost:8080/b/x/inschrijven',
      }),
    );
  const settle = async (demoMayLeave: boolean) => {
    const mailer = startEngine(
      { ...app, config: { ...app.config, smtpUrl: `smtp://127.0.0.1:${sink.port}`, demoMayLeave } },
      sourceLoaders,
      { idleMs: 20 },
    );
    await mailer.settle();
    await mailer.stop();
  };
  const reached = () => sink.ledger.entries.map((entry) => entry.to).sort();
  try {
    await post(real.tenantId, 'echt');
    await post(demo.id, 'verzonnen');
    await settle(false);
    assert.deepEqual(reached(), ['echt@lezers.example']);
    const [mail] = await inside('zilverbeek', (db) =>
      many(
        db,
        sql<{ state: string; host: string }>`
      select m.state, a.host from messages m join attempts a on a.tenant_id = m.tenant_id and a.message_id = m.id where m.tenant_id = ${db.tenantId} and m.source_kind = 'service'`,
      ),
    );
    assert.deepEqual(mail, { state: 'accepted', host: 'proefpostvak' });
    await post(demo.id, 'toch');
    await settle(true);
    assert.deepEqual(reached(), ['echt@lezers.example', 'toch@lezers.example']);
  } finally {
    await sink.stop();
  }
});
