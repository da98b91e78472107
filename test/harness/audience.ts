// Many readers at once, with permission and proof, for tests and measurements of sending. Written set-based, as the
// builders of single cards would take minutes for what is here seconds.
import type { App } from '../../server/platform/app.ts';
import { ensureDefaultPurposes, listPurposes } from '../../server/consent/consent.ts';
import { addSender } from '../../server/delivery/delivery.ts';
import { createMailing, saveMailing, sendMailing, type MailingRow } from '../../server/mailings/mailings.ts';
import { one, run, sql, withTenant, type TenantDb } from '../../server/platform/db.ts';
import type { Caller } from '../../server/platform/serve.ts';
import { createSegment } from '../../server/segments/segments.ts';
import { changeEnvironment } from '../../server/tenants/tenants.ts';

export const system: Caller = {
  kind: 'api-key',
  id: 0,
  name: 'test',
  language: 'nl',
  csrf: undefined,
  session: undefined,
  provedAt: new Date(),
  permissionsIn: () => new Set(),
};

/** A library that can send: contact data, purposes, a proved sender, `count` readers of the newsletter, a segment of them all. */
export async function readyLibrary(
  app: App,
  tenantId: number,
  count: number,
): Promise<{ purposeId: number; segmentId: number; senderId: number }> {
  return withTenant(app.database, tenantId, async (db) => {
    await changeEnvironment(db, {
      contact: {
        street: 'Dorpsplein 3',
        postcode: '9999',
        city: 'Zilverbeek',
        phone: '09 000 00 00',
        email: 'bib@zilverbeek.example',
        website: 'https://www.zilverbeek.example',
      },
      branding: { colour: '#7b1e3c' },
    });
    await ensureDefaultPurposes(db);
    const purposeId = (await listPurposes(db)).find((purpose) => purpose.key === 'newsletter')!.id;
    const sender = await addSender(db, { name: 'Bib Zilverbeek', email: 'nieuws@zilverbeek.example', replyTo: null, now: app.now() });
    await run(
      db,
      sql`update senders set verified_at = now(), verify_token_hash = null where tenant_id = ${tenantId} and id = ${sender.id}`,
    );
    await addReaders(db, purposeId, count);
    const segment = await createSegment(db, { name: 'Alle lezers', rule: { match: 'all', rules: [] }, staffId: null, now: app.now() });
    return { purposeId, segmentId: segment.id, senderId: sender.id };
  });
}

/** Readers with an address each, who said yes to one purpose. */
export async function addReaders(db: TenantDb, purposeId: number, count: number): Promise<void> {
  await run(
    db,
    sql`
    with people as (
      insert into contacts (tenant_id, kind, first_name, last_name, email, email_key)
      select ${db.tenantId}, 'reader', 'Lezer', 'Nummer ' || n, 'lezer' || n || '@lezers.example', 'lezer' || n || '@lezers.example' from generate_series(1, ${count}::int) as n
      returning id),
    proofs as (
      insert into permission_proofs (tenant_id, contact_id, purpose_id, channel, state, at, method)
      select ${db.tenantId}, id, ${purposeId}, 'email', 'given', now() - interval '1 day', 'double-opt-in' from people
      returning id, contact_id)
    insert into permissions (tenant_id, contact_id, purpose_id, channel, state, since, proof_id)
    select ${db.tenantId}, contact_id, ${purposeId}, 'email', 'given', now() - interval '1 day', id from proofs`,
  );
}

/** A mailing to everybody, sent at once; the audience still has to be frozen (`app.drain()`). */
export async function sentMailing(
  app: App,
  tenantId: number,
  library: { purposeId: number; segmentId: number; senderId: number },
  blocks?: unknown[],
): Promise<MailingRow> {
  return withTenant(app.database, tenantId, async (db) => {
    const now = app.now();
    const draft = await createMailing(db, { name: 'Voorlezen op woensdag', segmentId: library.segmentId, staffId: null, now });
    const saved = await saveMailing(
      db,
      draft.id,
      {
        version: draft.version,
        name: draft.name,
        subject: 'Voorlezen op woensdag',
        preheader: 'Kom gerust binnen',
        language: 'nl',
        purposeId: library.purposeId,
        segmentId: library.segmentId,
        senderId: library.senderId,
        blocks: blocks ?? [
          ...draft.blocks,
          { id: 'knop', type: 'button', label: 'Bekijk de agenda', href: 'https://www.zilverbeek.example/agenda' },
        ],
      },
      now,
    );
    return sendMailing(app, db, saved.id, { version: saved.version, at: null, caller: system, now });
  });
}

/** The counts of a mailing's ledger, by state and reason. */
export async function ledgerOf(app: App, tenantId: number, mailingId: number): Promise<Record<string, number>> {
  return withTenant(app.database, tenantId, async (db) => {
    const { counts } = await one(
      db,
      sql<{ counts: Record<string, number> }>`
      select coalesce(jsonb_object_agg(state, n), '{}') as counts
      from (select state, count(*) as n from messages where tenant_id = ${tenantId} and source_kind = 'mailing' and source_id = ${mailingId} group by state) s`,
    );
    return counts;
  });
}
