// The statements that fill and read the ledger.
import { many, maybe, run, sql, type TenantDb } from '../../platform/db.ts';
import type { Source } from './engine.ts';

export interface NewMessage {
  recipient_key: string;
  occasion: string;
  contact_id: number | null;
  address: string | null;
  state: 'ready' | 'skipped';
  reason: string | null;
  allowed: boolean;
  purpose_id: number | null;
  basis: string | null;
  rule: string;
  proof_id: number | null;
  may_follow: boolean;
  merge_values: Record<string, string | null> | null;
  valid_until?: Date | null;
}

/** Adds messages to a source; those already there (same recipient, same occasion) stay as they are. Gives the recipients that were new. */
export async function insertMessages(db: TenantDb, source: Source, messages: readonly NewMessage[]): Promise<string[]> {
  const rows = await many(
    db,
    sql<{ recipient_key: string }>`
    insert into messages (tenant_id, source_kind, source_id, recipient_key, occasion, contact_id, address, state, reason, allowed, purpose_id, basis, rule,
      proof_id, may_follow, merge_values, valid_until, due_at)
    select ${db.tenantId}, ${source.source_kind}, ${source.source_id}, r.recipient_key, r.occasion, r.contact_id, r.address, r.state, r.reason, r.allowed,
      r.purpose_id, r.basis, r.rule, r.proof_id, r.may_follow, r.merge_values, r.valid_until, case when r.state = 'ready' then clock_timestamp() end
    from jsonb_to_recordset(${JSON.stringify(messages)}::jsonb) as r (recipient_key text, occasion text, contact_id bigint, address text, state text,
      reason text, allowed boolean, purpose_id bigint, basis text, rule text, proof_id bigint, may_follow boolean, merge_values jsonb, valid_until timestamptz)
    on conflict (tenant_id, source_kind, source_id, channel, recipient_key, occasion) do nothing
    returning recipient_key`,
  );
  return rows.map((row) => row.recipient_key);
}

export interface StateCount {
  state: string;
  reason: string | null;
  n: number;
}

/** How many messages of a source stand in which state, for which reason. */
export async function countByState(db: TenantDb, source: Source): Promise<StateCount[]> {
  return many(
    db,
    sql<StateCount>`
    select state, case when state in ('skipped', 'failed', 'uncertain', 'deferred', 'expired') then reason end as reason, count(*)::int as n
    from messages where tenant_id = ${db.tenantId} and source_kind = ${source.source_kind} and source_id = ${source.source_id}
    group by 1, 2 order by 1, 3 desc`,
  );
}

/** How many arrived, per minute of the hour or hour of the days: for the chart over time. */
export async function countOverTime(db: TenantDb, source: Source): Promise<{ at: Date; accepted: number; failed: number }[]> {
  return many(
    db,
    sql<{ at: Date; accepted: number; failed: number }>`
    with done as (
      select finished_at, state from messages
      where tenant_id = ${db.tenantId} and source_kind = ${source.source_kind} and source_id = ${source.source_id} and finished_at is not null),
    span as (select min(finished_at) as first, max(finished_at) as last from done)
    select date_bin(case when last - first > interval '6 hours' then interval '1 hour' when last - first > interval '20 minutes' then interval '1 minute'
        when last - first > interval '2 minutes' then interval '10 seconds' else interval '1 second' end, finished_at, '2000-01-01') as at,
      count(*) filter (where state = 'accepted')::int as accepted, count(*) filter (where state in ('failed', 'expired', 'uncertain'))::int as failed
    from done cross join span group by 1 order by 1`,
  );
}

export interface MessageRow {
  id: number;
  source_kind: string;
  source_id: number;
  contact_id: number | null;
  address: string | null;
  purpose_id: number | null;
  basis: string | null;
  rule: string;
  proof_id: number | null;
  allowed: boolean;
  may_follow: boolean;
  merge_values: Record<string, string | null> | null;
  valid_until: Date | null;
  created_at: Date;
  epoch: number;
  tries: number;
  state: string;
  reason: string | null;
  reply: string | null;
  finished_at: Date | null;
  due_at: Date | null;
}

const columns = sql`id, source_kind, source_id, contact_id, address, purpose_id, basis, rule, proof_id, allowed, may_follow, merge_values, valid_until,
  created_at, epoch, tries, state, reason, reply, finished_at, due_at`;

export async function selectMessage(db: TenantDb, id: number): Promise<MessageRow | undefined> {
  return maybe(db, sql<MessageRow>`select ${columns} from messages where tenant_id = ${db.tenantId} and id = ${id}`);
}

export async function selectMessagesOfContact(
  db: TenantDb,
  contactId: number,
  { before, limit }: { before?: number | undefined; limit: number },
): Promise<MessageRow[]> {
  return many(
    db,
    sql<MessageRow>`
    select ${columns} from messages where tenant_id = ${db.tenantId} and contact_id = ${contactId} ${before ? sql`and id < ${before}` : sql``}
    order by id desc limit ${limit}`,
  );
}

/** The people behind a number: messages of a source in one state (and for one reason), newest first. */
export async function selectMessagesOfSource(
  db: TenantDb,
  source: Source,
  filter: { state?: string | readonly string[] | undefined; reason?: string | undefined; before?: number | undefined; limit: number },
): Promise<MessageRow[]> {
  return many(
    db,
    sql<MessageRow>`
    select ${columns} from messages
    where tenant_id = ${db.tenantId} and source_kind = ${source.source_kind} and source_id = ${source.source_id}
      ${filter.state ? sql`and state = any(${[filter.state].flat()})` : sql``} ${filter.reason ? sql`and reason = ${filter.reason}` : sql``}
      ${filter.before ? sql`and id < ${filter.before}` : sql``}
    order by id desc limit ${filter.limit}`,
  );
}

/** What the built-in test mailbox took, newest first. */
export async function selectTrialMails(
  db: TenantDb,
  { before, limit, search }: { before?: number | undefined; limit: number; search?: string | undefined },
): Promise<MessageRow[]> {
  return many(
    db,
    sql<MessageRow>`
    select ${columns} from messages m
    where tenant_id = ${db.tenantId} and state = 'accepted'
      ${before ? sql`and id < ${before}` : sql``} ${search ? sql`and position(lower(${search}) in lower(address)) > 0` : sql``}
      and exists (select 1 from attempts a where a.tenant_id = m.tenant_id and a.message_id = m.id and a.host = 'proefpostvak' and a.outcome = 'accepted')
    order by id desc limit ${limit}`,
  );
}

export interface AttemptRow {
  at: Date;
  outcome: string;
  phase: string | null;
  code: number | null;
  reply: string | null;
  host: string;
}

export async function selectAttempts(db: TenantDb, messageId: number): Promise<AttemptRow[]> {
  return many(
    db,
    sql<AttemptRow>`
    select at, outcome, phase, code, reply, host from attempts where tenant_id = ${db.tenantId} and message_id = ${messageId} order by id`,
  );
}

/** Where the messages of one occasion were offered. */
export async function selectHostsTried(db: TenantDb, source: Source, occasion: string): Promise<string[]> {
  const rows = await many(
    db,
    sql<{ host: string }>`
    select distinct a.host from messages m join attempts a on a.tenant_id = m.tenant_id and a.message_id = m.id
    where m.tenant_id = ${db.tenantId} and m.source_kind = ${source.source_kind} and m.source_id = ${source.source_id} and m.occasion = ${occasion}`,
  );
  return rows.map((row) => row.host);
}

/** Parked uncertain messages go again on somebody's word; returns how many. */
export async function resendUncertain(db: TenantDb, source: Source): Promise<number> {
  return run(
    db,
    sql`
    update messages set state = 'ready', due_at = clock_timestamp(), finished_at = null
    where tenant_id = ${db.tenantId} and source_kind = ${source.source_kind} and source_id = ${source.source_id} and state = 'uncertain'`,
  );
}
