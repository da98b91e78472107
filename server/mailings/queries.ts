import { many, maybe, one, run, sql, type TenantDb } from '../platform/db.ts';
import type { RawBuilder } from 'kysely';
import type { MailingState, Person } from './rules.ts';

export interface MailingRow {
  id: number;
  name: string;
  purpose_id: number | null;
  segment_id: number | null;
  sender_id: number | null;
  subject: string;
  preheader: string;
  blocks: unknown[];
  language: 'nl' | 'fr' | 'de' | 'en';
  state: MailingState;
  problem: string | null;
  scheduled_at: Date | null;
  version: number;
  created_by: number | null;
  created_by_name: string | null;
  purpose_name: string | null;
  segment_name: string | null;
  updated_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
}

const columns = sql`m.id, m.name, m.purpose_id, m.segment_id, m.sender_id, m.subject, m.preheader, m.blocks, m.language, m.state, m.problem, m.scheduled_at,
  m.version, m.created_by, m.updated_at, m.started_at, m.finished_at,
  (select s.name from staff_members s where s.id = m.created_by) as created_by_name,
  (select p.name_nl from purposes p where p.tenant_id = m.tenant_id and p.id = m.purpose_id) as purpose_name,
  (select g.name from segments g where g.tenant_id = m.tenant_id and g.id = m.segment_id) as segment_name`;

export async function selectMailings(
  db: TenantDb,
  filter: { state?: string | undefined; before?: number | undefined; limit: number },
): Promise<MailingRow[]> {
  return many(
    db,
    sql<MailingRow>`
    select ${columns} from mailings m where m.tenant_id = ${db.tenantId}
      ${filter.state ? sql`and m.state = ${filter.state}` : sql``} ${filter.before ? sql`and m.id < ${filter.before}` : sql``}
    order by m.id desc limit ${filter.limit}`,
  );
}

export async function selectMailing(db: TenantDb, id: number): Promise<MailingRow | undefined> {
  return maybe(db, sql<MailingRow>`select ${columns} from mailings m where m.tenant_id = ${db.tenantId} and m.id = ${id}`);
}

/** Locks the row: of two people (or clicks) at the same moment one goes first. */
export async function lockMailing(db: TenantDb, id: number): Promise<MailingRow | undefined> {
  const found = await maybe(db, sql`select 1 from mailings where tenant_id = ${db.tenantId} and id = ${id} for update`);
  return found ? selectMailing(db, id) : undefined;
}

export async function insertMailing(
  db: TenantDb,
  row: {
    name: string;
    segmentId: number | null;
    purposeId: number | null;
    senderId: number | null;
    subject: string;
    preheader: string;
    language: string;
    blocks: unknown[];
    staffId: number | null;
    now: Date;
  },
): Promise<number> {
  const made = await one(
    db,
    sql<{ id: number }>`
    insert into mailings (tenant_id, name, segment_id, purpose_id, sender_id, subject, preheader, language, blocks, created_by, created_at, updated_at)
    values (${db.tenantId}, ${row.name}, ${row.segmentId}, ${row.purposeId}, ${row.senderId}, ${row.subject}, ${row.preheader}, ${row.language},
      ${JSON.stringify(row.blocks)}, ${row.staffId}, ${row.now}, ${row.now}) returning id`,
  );
  return made.id;
}

export async function updateDraft(
  db: TenantDb,
  id: number,
  row: {
    name: string;
    subject: string;
    preheader: string;
    language: string;
    purposeId: number | null;
    segmentId: number | null;
    senderId: number | null;
    blocks: unknown[];
    now: Date;
  },
): Promise<void> {
  await run(
    db,
    sql`
    update mailings set name = ${row.name}, subject = ${row.subject}, preheader = ${row.preheader}, language = ${row.language}, purpose_id = ${row.purposeId},
      segment_id = ${row.segmentId}, sender_id = ${row.senderId}, blocks = ${JSON.stringify(row.blocks)}, version = version + 1, updated_at = ${row.now}
    where tenant_id = ${db.tenantId} and id = ${id}`,
  );
}

export async function deleteDraft(db: TenantDb, id: number): Promise<void> {
  await run(db, sql`delete from mailings where tenant_id = ${db.tenantId} and id = ${id} and state = 'draft'`);
}

export async function updateState(
  db: TenantDb,
  id: number,
  change: { state: MailingState; scheduledAt?: Date | null; startedAt?: Date; finishedAt?: Date; problem?: string | null; now: Date },
): Promise<void> {
  await run(
    db,
    sql`
    update mailings set state = ${change.state}, version = version + 1, updated_at = ${change.now}, problem = ${change.problem ?? null},
      scheduled_at = ${change.scheduledAt === undefined ? sql`scheduled_at` : change.scheduledAt},
      started_at = coalesce(${change.startedAt ?? null}, started_at), finished_at = coalesce(${change.finishedAt ?? null}, finished_at)
    where tenant_id = ${db.tenantId} and id = ${id}`,
  );
}

export async function updateFrozen(db: TenantDb, id: number, frozen: unknown): Promise<void> {
  await run(
    db,
    sql`update mailings set frozen = ${JSON.stringify(frozen)}, freeze_cursor = 0 where tenant_id = ${db.tenantId} and id = ${id}`,
  );
}

/** Takes the freeze of a mailing for this transaction; undefined when it is not being frozen (any more). */
export async function lockFreeze<Frozen>(
  db: TenantDb,
  id: number,
): Promise<{ frozen: Frozen; cursor: number; state: MailingState } | undefined> {
  return maybe(
    db,
    sql<{ frozen: Frozen; cursor: number; state: MailingState }>`
    select frozen, freeze_cursor as cursor, state from mailings where tenant_id = ${db.tenantId} and id = ${id} for update`,
  );
}

export async function selectFrozen<Frozen>(db: TenantDb, id: number): Promise<Frozen | undefined> {
  return (
    (await maybe(db, sql<{ frozen: Frozen | null }>`select frozen from mailings where tenant_id = ${db.tenantId} and id = ${id}`))
      ?.frozen ?? undefined
  );
}

export async function updateCursor(db: TenantDb, id: number, cursor: number): Promise<void> {
  await run(db, sql`update mailings set freeze_cursor = ${cursor} where tenant_id = ${db.tenantId} and id = ${id}`);
}

export interface AudienceRow extends Person {
  id: number;
  email_key: string | null;
  email_state: string;
  birth_on: string | null;
  is_customer: boolean;
}

const person = sql`c.id, c.first_name, c.last_name, c.email, c.email_key, c.email_state, c.birth_on, c.card_number, c.member_since, c.member_until,
  c.member_since is not null as is_customer, b.name as branch_name`;

/** The next people of an audience, by id: a cursor that a killed freeze can go on from. */
export async function selectAudience(
  db: TenantDb,
  condition: RawBuilder<unknown>,
  { after, limit }: { after: number; limit: number },
): Promise<AudienceRow[]> {
  return many(
    db,
    sql<AudienceRow>`
    select ${person} from contacts c left join branches b on b.tenant_id = c.tenant_id and b.id = c.branch_id
    where c.tenant_id = ${db.tenantId} and c.id > ${after} and c.merged_into is null and c.gone_at is null and ${condition}
    order by c.id limit ${limit}`,
  );
}

/** One reader, for a preview. */
export async function selectReader(db: TenantDb, contactId: number): Promise<AudienceRow | undefined> {
  return maybe(
    db,
    sql<AudienceRow>`
    select ${person} from contacts c left join branches b on b.tenant_id = c.tenant_id and b.id = c.branch_id
    where c.tenant_id = ${db.tenantId} and c.id = ${contactId}`,
  );
}

/** Mailings whose moment has come. */
export async function selectDueMailings(db: TenantDb, now: Date): Promise<{ id: number }[]> {
  return many(
    db,
    sql<{
      id: number;
    }>`select id from mailings where tenant_id = ${db.tenantId} and state = 'scheduled' and scheduled_at <= ${now} order by scheduled_at`,
  );
}

export async function selectNames(db: TenantDb, contactIds: readonly number[]): Promise<Map<number, string>> {
  const rows = await many(
    db,
    sql<{ id: number; name: string }>`
    select id, trim(first_name || ' ' || last_name) as name from contacts where tenant_id = ${db.tenantId} and id = any(${contactIds as number[]})`,
  );
  return new Map(rows.map((row) => [row.id, row.name]));
}
