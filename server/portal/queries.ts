import { maybe, many, one, run, sql, type TenantDb } from '../platform/db.ts';

export interface Wish {
  purposeId: number;
  wording: string;
  version: number;
}

export interface RequestRow {
  id: number;
  email: string;
  guardian_email: string | null;
  guardian_confirmed_at: Date | null;
  first_name: string;
  age_band: 'child' | 'minor' | 'adult';
  language: 'nl' | 'en';
  wishes: Wish[];
  evidence: Record<string, unknown>;
  created_at: Date;
  expires_at: Date;
  confirmed_at: Date | null;
}

const columns = sql`id, email, guardian_email, guardian_confirmed_at, first_name, age_band, language, wishes, evidence, created_at, expires_at, confirmed_at`;

export async function insertRequest(db: TenantDb, row: Omit<RequestRow, 'id' | 'confirmed_at' | 'guardian_confirmed_at'>): Promise<number> {
  const { id } = await one(
    db,
    sql<{ id: number }>`
    insert into sign_up_requests (tenant_id, email, guardian_email, first_name, age_band, language, wishes, evidence, created_at, expires_at)
    values (${db.tenantId}, ${row.email}, ${row.guardian_email}, ${row.first_name}, ${row.age_band}, ${row.language},
      ${JSON.stringify(row.wishes)}::jsonb, ${JSON.stringify(row.evidence)}::jsonb, ${row.created_at}, ${row.expires_at})
    returning id`,
  );
  return id;
}

export async function selectRequest(db: TenantDb, id: number): Promise<RequestRow | undefined> {
  return maybe(db, sql<RequestRow>`select ${columns} from sign_up_requests where tenant_id = ${db.tenantId} and id = ${id}`);
}

/** Holds the row: two taps on the button confirm once. */
export async function lockRequest(db: TenantDb, id: number): Promise<RequestRow | undefined> {
  return maybe(db, sql<RequestRow>`select ${columns} from sign_up_requests where tenant_id = ${db.tenantId} and id = ${id} for update`);
}

export async function updateGuardianConfirmed(db: TenantDb, id: number, at: Date, evidence: Record<string, unknown>): Promise<void> {
  await run(
    db,
    sql`
    update sign_up_requests set guardian_confirmed_at = ${at}, evidence = evidence || ${JSON.stringify(evidence)}::jsonb
    where tenant_id = ${db.tenantId} and id = ${id}`,
  );
}

export async function updateConfirmed(db: TenantDb, id: number, at: Date): Promise<void> {
  await run(db, sql`update sign_up_requests set confirmed_at = ${at} where tenant_id = ${db.tenantId} and id = ${id}`);
}

/** What was never confirmed is forgotten; so is what was, because the proofs hold it. */
export async function deleteExpired(db: TenantDb, now: Date): Promise<void> {
  await run(db, sql`delete from sign_up_requests where tenant_id = ${db.tenantId} and expires_at < ${now}`);
}

export interface ReaderRow {
  id: number;
  kind: string;
  first_name: string;
  birth_on: string | null;
  email: string | null;
  email_key: string | null;
  language: string | null;
}

const readerColumns = sql`contact_id as id, kind, first_name, birth_on, email, email_key, language`;

/** The card; of a merged one, the card it went into. Read through the view consent publishes. */
export async function selectReader(db: TenantDb, contactId: number): Promise<ReaderRow | undefined> {
  return maybe(
    db,
    sql<ReaderRow>`
    select ${readerColumns} from contact_addresses
    where tenant_id = ${db.tenantId} and contact_id = (
      select coalesce(merged_into, contact_id) from contact_addresses where tenant_id = ${db.tenantId} and contact_id = ${contactId})`,
  );
}

/** One page at a time: a button tapped twice must not say the same thing twice. Held until the transaction ends. */
export async function lockOwnPage(db: TenantDb, contactId: number): Promise<void> {
  await run(db, sql`select pg_advisory_xact_lock(hashtextextended(${`own-page:${db.tenantId}:${contactId}`}, 0))`);
}

/** One sign-up of a mailbox at a time: each must see the card that another has just made. Held until the transaction ends. */
export async function lockMailbox(db: TenantDb, emailKey: string): Promise<void> {
  await run(db, sql`select pg_advisory_xact_lock(hashtextextended(${`sign-up:${db.tenantId}:${emailKey}`}, 0))`);
}

export interface OriginRow {
  message_id: number;
  address: string | null;
  created_at: Date;
}

/** The mails these links stand in: where they went, and when. */
export async function selectOrigins(db: TenantDb, messageIds: readonly number[]): Promise<OriginRow[]> {
  return many(
    db,
    sql<OriginRow>`
    select message_id, address, created_at from message_origins where tenant_id = ${db.tenantId} and message_id = any(${messageIds})`,
  );
}

/** Whose mailbox this is. Who has gone from the library's feed is left out: nothing is sent to that card any more. */
export async function selectReadersAt(db: TenantDb, emailKey: string): Promise<ReaderRow[]> {
  return many(
    db,
    sql<ReaderRow>`
    select ${readerColumns} from contact_addresses
    where tenant_id = ${db.tenantId} and email_key = ${emailKey} and merged_into is null and gone_at is null order by contact_id limit 100`,
  );
}
