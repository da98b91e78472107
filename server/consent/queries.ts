import type { AgeBand } from '../../lib/age.ts';
import { many, maybe, one, run, sql, type TenantDb } from '../platform/db.ts';
import type { Basis, Channel, PermissionState, PurposeKind } from './rules.ts';

// --- purposes

export interface PurposeRow {
  id: number;
  key: string;
  kind: PurposeKind;
  basis: Basis;
  name_nl: string;
  name_en: string;
  wording_nl: string;
  wording_en: string;
  wording_version: number;
  on_sign_up_page: boolean;
  position: number;
  archived_at: Date | null;
}

const purposeColumns = sql`id, key, kind, basis, name_nl, name_en, wording_nl, wording_en, wording_version, on_sign_up_page, position, archived_at`;

export async function selectPurposes(db: TenantDb): Promise<PurposeRow[]> {
  return many(db, sql<PurposeRow>`select ${purposeColumns} from purposes where tenant_id = ${db.tenantId} order by position, id`);
}

export async function selectPurpose(db: TenantDb, id: number): Promise<PurposeRow | undefined> {
  return maybe(db, sql<PurposeRow>`select ${purposeColumns} from purposes where tenant_id = ${db.tenantId} and id = ${id}`);
}

/** The purpose, held for this transaction: of two who change it at once each sees what the other did. */
export async function lockPurpose(db: TenantDb, id: number): Promise<PurposeRow | undefined> {
  return maybe(db, sql<PurposeRow>`select ${purposeColumns} from purposes where tenant_id = ${db.tenantId} and id = ${id} for update`);
}

export type NewPurposeRow = Omit<PurposeRow, 'id' | 'wording_version' | 'archived_at'>;

/** Gives the row, or undefined when the key is taken. */
export async function insertPurpose(db: TenantDb, row: NewPurposeRow): Promise<PurposeRow | undefined> {
  return maybe(
    db,
    sql<PurposeRow>`
    insert into purposes (tenant_id, key, kind, basis, name_nl, name_en, wording_nl, wording_en, on_sign_up_page, position)
    values (${db.tenantId}, ${row.key}, ${row.kind}, ${row.basis}, ${row.name_nl}, ${row.name_en}, ${row.wording_nl}, ${row.wording_en}, ${row.on_sign_up_page}, ${row.position})
    on conflict (tenant_id, key) do nothing returning ${purposeColumns}`,
  );
}

export async function updatePurpose(db: TenantDb, row: PurposeRow): Promise<PurposeRow> {
  return one(
    db,
    sql<PurposeRow>`
    update purposes set name_nl = ${row.name_nl}, name_en = ${row.name_en}, wording_nl = ${row.wording_nl}, wording_en = ${row.wording_en},
      wording_version = ${row.wording_version}, on_sign_up_page = ${row.on_sign_up_page}, position = ${row.position}, archived_at = ${row.archived_at}
    where tenant_id = ${db.tenantId} and id = ${row.id} returning ${purposeColumns}`,
  );
}

// --- proofs and what follows from them

export interface NewProofRow {
  contactId: number;
  /** Null, with the channel: an objection to all marketing. */
  purposeId: number | null;
  channel: Channel | null;
  state: PermissionState;
  at: Date;
  method: string;
  address: string | null;
  wording: string | null;
  wordingVersion: number | null;
  language: string | null;
  evidence: Record<string, unknown>;
  staffId: number | null;
  guardian: boolean;
}

export interface InsertedProof {
  id: number;
  contact_id: number;
  purpose_id: number | null;
  channel: Channel | null;
  state: PermissionState;
  at: Date;
  method: string;
}

/**
 * Adds proofs and moves the projections, in one statement for any number. The newest proof of a permission counts, however
 * late an older one arrives; an import never turns a no into a yes, nor a yes of the reader's own into one of a file.
 */
export async function insertProofs(db: TenantDb, rows: readonly NewProofRow[]): Promise<InsertedProof[]> {
  return many(
    db,
    sql<InsertedProof>`
    with input as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(
        "contactId" bigint, "purposeId" bigint, channel text, state text, at timestamptz, method text, address text,
        wording text, "wordingVersion" int, language text, evidence jsonb, "staffId" bigint, guardian boolean)),
    added as (
      insert into permission_proofs (tenant_id, contact_id, purpose_id, channel, state, at, method, address, wording, wording_version, language, evidence, staff_id)
      select ${db.tenantId}, "contactId", "purposeId", channel, state, at, method, address, wording, "wordingVersion", language,
        evidence || jsonb_build_object('guardianGave', guardian), "staffId"
      from input
      returning id, contact_id, purpose_id, channel, state, at, method, evidence),
    projected as (
      insert into permissions (tenant_id, contact_id, purpose_id, channel, state, since, proof_id, guardian, imported)
      select distinct on (contact_id, purpose_id, channel)
        ${db.tenantId}, contact_id, purpose_id, channel, state, at, id, (evidence ->> 'guardianGave')::boolean, method = 'import'
      from added where purpose_id is not null order by contact_id, purpose_id, channel, at desc, id desc
      on conflict (tenant_id, purpose_id, channel, contact_id) do update
        set state = excluded.state, since = excluded.since, proof_id = excluded.proof_id, guardian = excluded.guardian, imported = excluded.imported
        where permissions.since <= excluded.since
          and (excluded.state <> 'given' or not excluded.imported or (permissions.state = 'given' and permissions.imported))),
    objected as (
      insert into marketing_objections (tenant_id, contact_id, since, proof_id)
      select distinct on (contact_id) ${db.tenantId}, contact_id, at, id from added where purpose_id is null order by contact_id, at desc, id desc
      on conflict (tenant_id, contact_id) do update set since = excluded.since, proof_id = excluded.proof_id
        where marketing_objections.since <= excluded.since)
    select id, contact_id, purpose_id, channel, state, at, method from added`,
  );
}

export interface StandingRow {
  contact_id: number;
  purpose_id: number;
  channel: Channel;
  state: PermissionState;
  since: Date;
  /** The day of `since` where the reader lives; both countries keep one time. */
  since_on: string;
  proof_id: number;
  guardian: boolean;
  imported: boolean;
}

const standingColumns = sql`contact_id, purpose_id, channel, state, since, (since at time zone 'Europe/Brussels')::date as since_on, proof_id, guardian, imported`;

export async function selectStandings(
  db: TenantDb,
  purposeIds: readonly number[],
  channel: Channel,
  contactIds: readonly number[],
): Promise<StandingRow[]> {
  return many(
    db,
    sql<StandingRow>`
    select ${standingColumns} from permissions
    where tenant_id = ${db.tenantId} and purpose_id = any(${purposeIds}) and channel = ${channel} and contact_id = any(${contactIds})`,
  );
}

/** Noes that were said from a mailbox (the link in a mail, the reader's own page), by address: they outlive the card they were said on. */
export async function selectMailboxNoes(
  db: TenantDb,
  purposeIds: readonly number[],
  emailKeys: readonly string[],
): Promise<(StandingRow & { email_key: string })[]> {
  return many(
    db,
    sql<StandingRow & { email_key: string }>`
    select distinct on (p.purpose_id, a.email_key) a.email_key, p.contact_id, p.purpose_id, p.channel, p.state, p.since,
      (p.since at time zone 'Europe/Brussels')::date as since_on, p.proof_id, p.guardian, p.imported
    from contact_addresses a
      join permissions p on p.tenant_id = a.tenant_id and p.contact_id = a.contact_id and p.channel = 'email'
      join permission_proofs f on f.tenant_id = p.tenant_id and f.id = p.proof_id
    where a.tenant_id = ${db.tenantId} and a.email_key = any(${emailKeys}) and p.purpose_id = any(${purposeIds})
      and p.state <> 'given' and f.method in ('one-click', 'unsubscribe-page', 'preference-page')
    order by p.purpose_id, a.email_key, p.since desc`,
  );
}

export async function selectStandingsOfContact(db: TenantDb, contactId: number): Promise<StandingRow[]> {
  return many(
    db,
    sql<StandingRow>`select ${standingColumns} from permissions where tenant_id = ${db.tenantId} and contact_id = ${contactId}`,
  );
}

export interface ObjectionRow {
  contact_id: number;
  since: Date;
  since_on: string;
  proof_id: number;
}

/** Who of these wants no marketing at all. What a card said that was merged into one of them counts for that one. */
export async function selectObjections(db: TenantDb, contactIds: readonly number[]): Promise<ObjectionRow[]> {
  return many(
    db,
    sql<ObjectionRow>`
    select distinct on (contact_id) contact_id, since, (since at time zone 'Europe/Brussels')::date as since_on, proof_id
    from (
      select contact_id, since, proof_id from marketing_objections where tenant_id = ${db.tenantId} and contact_id = any(${contactIds})
      union all
      select a.merged_into, o.since, o.proof_id
      from contact_addresses a join marketing_objections o on o.tenant_id = a.tenant_id and o.contact_id = a.contact_id
      where a.tenant_id = ${db.tenantId} and a.merged_into = any(${contactIds})) found
    order by contact_id, since desc`,
  );
}

export interface ProofRow {
  id: number;
  purpose_id: number | null;
  channel: Channel | null;
  state: PermissionState;
  at: Date;
  method: string;
  address: string | null;
  wording: string | null;
  wording_version: number | null;
  language: string | null;
  evidence: Record<string, unknown>;
}

export async function selectProofs(db: TenantDb, contactId: number, limit: number): Promise<ProofRow[]> {
  return many(
    db,
    sql<ProofRow>`
    select id, purpose_id, channel, state, at, method, address, wording, wording_version, language, evidence
    from permission_proofs where tenant_id = ${db.tenantId} and contact_id = ${contactId} order by at desc, id desc limit ${limit}`,
  );
}

// --- suppression

export type SuppressionScope = 'everything' | 'marketing';
export type SuppressionReason = 'hard-bounce' | 'complaint' | 'objection' | 'erasure' | 'staff';

export interface SuppressionRow {
  address_hash: string;
  scope: SuppressionScope;
  reason: SuppressionReason;
  at: Date;
}

export async function insertSuppression(db: TenantDb, row: SuppressionRow & { channel: Channel }): Promise<void> {
  await run(
    db,
    sql`
    insert into suppressions (tenant_id, address_hash, channel, scope, reason, at)
    values (${db.tenantId}, ${row.address_hash}, ${row.channel}, ${row.scope}, ${row.reason}, ${row.at})
    on conflict (tenant_id, channel, address_hash, scope, reason) do update set at = greatest(suppressions.at, excluded.at)`,
  );
}

/** Many at once: a newsletter ends with all the addresses that turned out not to exist. */
export async function insertBounces(db: TenantDb, hashes: readonly string[], at: Date): Promise<void> {
  await run(
    db,
    sql`
    insert into suppressions (tenant_id, address_hash, channel, scope, reason, at)
    select ${db.tenantId}, hash, 'email', 'everything', 'hard-bounce', ${at} from unnest(${[...hashes]}::text[]) as hash order by hash
    on conflict (tenant_id, channel, address_hash, scope, reason) do update set at = greatest(suppressions.at, excluded.at)`,
  );
}

export async function deleteSuppression(
  db: TenantDb,
  where: { addressHash: string; channel: Channel; reasons: readonly SuppressionReason[] },
): Promise<number> {
  return run(
    db,
    sql`
    delete from suppressions where tenant_id = ${db.tenantId} and channel = ${where.channel} and address_hash = ${where.addressHash}
      and reason = any(${where.reasons})`,
  );
}

export async function selectSuppressions(db: TenantDb, channel: Channel, hashes: readonly string[]): Promise<SuppressionRow[]> {
  return many(
    db,
    sql<SuppressionRow>`
    select address_hash, scope, reason, at from suppressions
    where tenant_id = ${db.tenantId} and channel = ${channel} and address_hash = any(${hashes})`,
  );
}

// --- what we need to know of a card (the view contacts publishes)

export interface CardRow {
  id: number;
  kind: string;
  first_name: string;
  last_name: string;
  birth_on: string | null;
  email: string | null;
  email_key: string | null;
  email_state: string;
  language: string | null;
  member_since: string | null;
}

const cardColumns = sql`contact_id as id, kind, first_name, last_name, birth_on, email, email_key, email_state, language, member_since`;

/** The card; of a merged one, the card it went into. */
export async function selectCard(db: TenantDb, contactId: number): Promise<CardRow | undefined> {
  return maybe(
    db,
    sql<CardRow>`
    select ${cardColumns} from contact_addresses
    where tenant_id = ${db.tenantId} and contact_id = (
      select coalesce(merged_into, contact_id) from contact_addresses where tenant_id = ${db.tenantId} and contact_id = ${contactId})`,
  );
}

/** The cards asked for; of a merged one, the card it went into. */
export async function selectCards(db: TenantDb, contactIds: readonly number[]): Promise<(CardRow & { asked_id: number })[]> {
  return many(
    db,
    sql<CardRow & { asked_id: number }>`
    with asked as (
      select contact_id as asked_id, coalesce(merged_into, contact_id) as contact_id
      from contact_addresses where tenant_id = ${db.tenantId} and contact_id = any(${contactIds}))
    select asked.asked_id, ${cardColumns} from asked join contact_addresses using (contact_id) where tenant_id = ${db.tenantId}`,
  );
}

/** Everybody who reads at these addresses. */
export async function selectCardsAtAddresses(db: TenantDb, emailKeys: readonly string[]): Promise<CardRow[]> {
  return many(
    db,
    sql<CardRow>`
    select ${cardColumns} from contact_addresses
    where tenant_id = ${db.tenantId} and email_key = any(${emailKeys}) and merged_into is null order by contact_id`,
  );
}

/** Birth dates, and what was last said of an age with a yes: on the sign-up form, or by a guardian who said it instead. */
export async function selectAges(
  db: TenantDb,
  contactIds: readonly number[],
): Promise<{ contact_id: number; birth_on: string | null; stated: AgeBand | null }[]> {
  return many(
    db,
    sql<{ contact_id: number; birth_on: string | null; stated: AgeBand | null }>`
    select contact_id, birth_on, (
        select coalesce(f.evidence ->> 'ageStated', 'child') from permission_proofs f
        where f.tenant_id = a.tenant_id and f.contact_id = a.contact_id and f.state = 'given'
          and (f.evidence ? 'ageStated' or f.evidence ->> 'guardianGave' = 'true')
        order by f.at desc, f.id desc limit 1) as stated
    from contact_addresses a where tenant_id = ${db.tenantId} and contact_id = any(${contactIds})`,
  );
}
