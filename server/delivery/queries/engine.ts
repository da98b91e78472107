// The statements of the sending engine. All moments are the database's own clock: machines may disagree about theirs.
import { many, maybe, one, run, sql, type AnyDb, type SystemDb, type TenantDb } from '../../platform/db.ts';
import { sendingHoldKey } from '../../platform/sending-hold.ts';

export interface DispatchRow {
  id: number;
  environment_id: number;
  source_kind: string;
  source_id: number;
  priority: number;
  open: boolean;
  state: 'sending' | 'paused' | 'cancelled' | 'finished';
  trouble: string | null;
  due_at: Date;
}

const dispatchColumns = sql`id, environment_id, source_kind, source_id, priority, open, state, trouble, due_at`;

/** What can be worked on now: service messages before newsletters, longest waiting first. */
export async function selectDueDispatches(db: SystemDb): Promise<DispatchRow[]> {
  return many(
    db,
    sql<DispatchRow>`
    select ${dispatchColumns} from dispatches where state = 'sending' and due_at <= clock_timestamp()
      and not exists (select 1 from platform_settings where key = ${sendingHoldKey})
    order by priority, updated_at limit 200`,
  );
}

/** Everything that may still hold a lease. */
export async function selectUnfinishedDispatches(db: SystemDb): Promise<DispatchRow[]> {
  return many(db, sql<DispatchRow>`select ${dispatchColumns} from dispatches where state <> 'finished' order by id`);
}

/** Makes a dispatch or wakes the one there is. */
export async function upsertDispatch(
  db: AnyDb,
  row: { environmentId: number; sourceKind: string; sourceId: number; priority: number; open: boolean },
): Promise<void> {
  await run(
    db,
    sql`
    insert into dispatches (environment_id, source_kind, source_id, priority, open, state, due_at)
    values (${row.environmentId}, ${row.sourceKind}, ${row.sourceId}, ${row.priority}, ${row.open}, 'sending', clock_timestamp())
    on conflict (environment_id, source_kind, source_id) do update set due_at = clock_timestamp(), open = excluded.open, updated_at = clock_timestamp(),
      state = case when dispatches.state = 'finished' then 'sending' else dispatches.state end`,
  );
}

export async function updateDispatchState(
  db: AnyDb,
  key: { environmentId: number; sourceKind: string; sourceId: number },
  change: { from: readonly string[]; to: DispatchRow['state']; trouble?: string | null },
): Promise<boolean> {
  const changed = await run(
    db,
    sql`
    update dispatches set state = ${change.to}, trouble = ${change.trouble ?? null}, due_at = clock_timestamp(), updated_at = clock_timestamp()
    where environment_id = ${key.environmentId} and source_kind = ${key.sourceKind} and source_id = ${key.sourceId} and state = any(${change.from as string[]})`,
  );
  return changed > 0;
}

/** Pauses everything that is being sent with this priority or a lower one (a higher number); gives what was held. */
export async function holdFrom(
  db: SystemDb,
  priority: number,
  trouble: string,
): Promise<Pick<DispatchRow, 'environment_id' | 'source_kind' | 'source_id'>[]> {
  return many(
    db,
    sql<DispatchRow>`
    update dispatches set state = 'paused', trouble = ${trouble}, updated_at = clock_timestamp()
    where state = 'sending' and priority >= ${priority} returning environment_id, source_kind, source_id`,
  );
}

export async function selectDispatch(
  db: AnyDb,
  key: { environmentId: number; sourceKind: string; sourceId: number },
): Promise<DispatchRow | undefined> {
  return maybe(
    db,
    sql<DispatchRow>`
    select ${dispatchColumns} from dispatches
    where environment_id = ${key.environmentId} and source_kind = ${key.sourceKind} and source_id = ${key.sourceId}`,
  );
}

/** The dispatch, held for this transaction; undefined when somebody else is changing it. */
export async function lockDispatch(db: AnyDb, id: number): Promise<DispatchRow | undefined> {
  return maybe(db, sql<DispatchRow>`select ${dispatchColumns} from dispatches where id = ${id} for update skip locked`);
}

/** Not before something is due again; `seconds` bounds the wait. */
export async function postponeDispatch(db: AnyDb, id: number, seconds: number): Promise<void> {
  await run(db, sql`update dispatches set due_at = clock_timestamp() + make_interval(secs => ${seconds}) where id = ${id}`);
}

export interface ClaimedRow {
  id: number;
  source_kind: string;
  source_id: number;
  contact_id: number | null;
  address: string;
  purpose_id: number | null;
  basis: string | null;
  may_follow: boolean;
  merge_values: Record<string, string | null> | null;
  valid_until: Date | null;
  created_at: Date;
  epoch: number;
  tries: number;
}

export interface Source {
  source_kind: string;
  source_id: number;
}

/** `let_go_at`: when its source was last changed, as by somebody who let it go on. */
export type JustClaimed = ClaimedRow & { let_go_at: Date };

/** Takes up to `limit` waiting messages of a source for this worker, for the length of the lease. */
export async function claimMessages(
  db: TenantDb,
  source: Source,
  { owner, limit, leaseSeconds }: { owner: string; limit: number; leaseSeconds: number },
): Promise<JustClaimed[]> {
  return many(
    db,
    sql<JustClaimed>`
    with due as (
      select id from messages
      where tenant_id = ${db.tenantId} and source_kind = ${source.source_kind} and source_id = ${source.source_id}
        and state in ('ready', 'deferred') and due_at <= clock_timestamp()
      order by due_at limit ${limit} for update skip locked)
    update messages m
    set state = 'claimed', owner = ${owner}, epoch = m.epoch + 1, lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
    from due where m.tenant_id = ${db.tenantId} and m.id = due.id
    returning m.id, m.source_kind, m.source_id, m.contact_id, m.address, m.purpose_id, m.basis, m.may_follow, m.merge_values, m.valid_until,
      m.created_at, m.epoch, m.tries, coalesce((select updated_at from dispatches
        where environment_id = ${db.tenantId} and source_kind = ${source.source_kind} and source_id = ${source.source_id}), m.created_at) as let_go_at`,
  );
}

/**
 * The state, said so that the index of leased messages does not offer itself: these statements go to each row by its key.
 * Through that index they would look at everything any connection holds, and ask for each whether it is still allowed
 * (measured: 100 ms instead of 25 for 500 marks while 4,000 are leased).
 */
const stateOf = sql`coalesce(m.state, '')`;

/**
 * The write-ahead mark, and the last look: only what is still ours, in time, not paused, not cancelled, still allowed
 * and not suppressed may leave. One statement, so nothing can change between looking and marking.
 */
export async function markMessages(db: TenantDb, owner: string, messages: readonly { id: number; epoch: number }[]): Promise<number[]> {
  const rows = await many(
    db,
    sql<{ id: number }>`
    update messages m set state = 'handing', marked_at = clock_timestamp()
    from unnest(${messages.map((one) => one.id)}::bigint[], ${messages.map((one) => one.epoch)}::int[]) as k (id, epoch)
    where m.tenant_id = ${db.tenantId} and m.id = k.id and m.epoch = k.epoch and m.owner = ${owner}
      and ${stateOf} = 'claimed' and m.lease_until > clock_timestamp()
      and (m.valid_until is null or m.valid_until > clock_timestamp())
      and ${dispatchSends} and not ${withdrawn} and not ${suppressed}
    returning m.id`,
  );
  return rows.map((row) => row.id);
}

const dispatchSends = sql`exists (select 1 from dispatches d where d.environment_id = m.tenant_id and d.source_kind = m.source_kind and d.source_id = m.source_id and d.state = 'sending')`;
/**
 * Looked up per message, never hashed: for a hundred marks the planner would gather the permissions of a whole library first
 * (measured with 20,000 of them: 70 ms per statement instead of 4). `offset 0` is what it does not see through.
 */
const perMessage = sql`offset 0`;
/** Sent on consent that is no longer there, or to somebody who has said no since. Single service mails are what a reader just asked for. */
const withdrawn = sql`((m.basis = 'consent' and not exists (select 1 from permissions_in_force p
  where p.tenant_id = m.tenant_id and p.contact_id = m.contact_id and p.purpose_id = m.purpose_id and p.channel = m.channel ${perMessage}))
  or (m.basis <> 'consent' and m.source_kind <> 'service' and exists (select 1 from permissions_refused r
  where r.tenant_id = m.tenant_id and r.contact_id = m.contact_id and r.purpose_id = m.purpose_id and r.channel = m.channel ${perMessage})))`;
/** A no of the mailbox to all marketing ends what customers hear of, and every consent but the reader's own later one. */
const suppressed = sql`exists (select 1 from suppressed_addresses s where s.tenant_id = m.tenant_id and s.channel = m.channel
  and s.address_hash = m.recipient_key and (s.scope = 'everything' or m.basis = 'soft-opt-in' or (m.basis = 'consent' and not exists (
    select 1 from permissions_in_force p where p.tenant_id = m.tenant_id and p.contact_id = m.contact_id and p.purpose_id = m.purpose_id
      and p.channel = m.channel and p.since > s.at and not p.imported ${perMessage}))) ${perMessage})`;

/**
 * What did not leave for want of a mark goes where it belongs: skipped, cancelled, expired, or back to waiting. 'handing' too:
 * when the answer to the mark got lost the mark may stand, while nothing left.
 */
export async function settleStopped(db: TenantDb, owner: string, messages: readonly { id: number; epoch: number }[]): Promise<void> {
  await run(
    db,
    sql`
    update messages m set
      state = case
        when ${withdrawn} or ${suppressed} then 'skipped'
        when m.valid_until <= clock_timestamp() then 'expired'
        when exists (select 1 from dispatches d where d.environment_id = m.tenant_id and d.source_kind = m.source_kind and d.source_id = m.source_id and d.state = 'cancelled') then 'cancelled'
        else 'ready' end,
      reason = case when ${withdrawn} then 'withdrawn' when ${suppressed} then 'suppressed' else m.reason end,
      owner = null, lease_until = null, due_at = clock_timestamp()
    from unnest(${messages.map((one) => one.id)}::bigint[], ${messages.map((one) => one.epoch)}::int[]) as k (id, epoch)
    where m.tenant_id = ${db.tenantId} and m.id = k.id and m.epoch = k.epoch and m.owner = ${owner} and ${stateOf} in ('claimed', 'handing')`,
  );
}

export interface Result {
  id: number;
  epoch: number;
  state: string;
  reason: string | null;
  due_at: Date | null;
  tries: number;
  at: Date;
  outcome: string | null;
  phase: string | null;
  code: number | null;
  reply: string | null;
  host: string;
}

/**
 * Writes what became of messages, each only under the epoch it was claimed with, and the tries beside them. What was called
 * uncertain when its lease ended (the database was away for longer) is so no more once its answer is known; an answer by which
 * it would go again comes too late for that.
 */
export async function recordResults(db: TenantDb, results: readonly Result[]): Promise<void> {
  const json = JSON.stringify(results);
  await run(
    db,
    sql`
    with r as materialized (
      select * from jsonb_to_recordset(${json}::jsonb) as r (id bigint, epoch int, state text, reason text, due_at timestamptz, tries int,
        at timestamptz, outcome text, phase text, code int, reply text, host text)),
    moved as (
      update messages m set state = r.state, reason = r.reason, due_at = r.due_at, tries = r.tries, reply = r.reply, owner = null, lease_until = null,
        finished_at = case when r.state in ('accepted', 'failed', 'uncertain', 'expired') then r.at end
      from r where m.tenant_id = ${db.tenantId} and m.id = r.id and m.epoch = r.epoch
        and (${stateOf} in ('claimed', 'handing') or (${stateOf} = 'uncertain' and r.state in ('accepted', 'failed', 'expired')))
      returning m.id)
    insert into attempts (tenant_id, message_id, epoch, at, outcome, phase, code, reply, host)
    select ${db.tenantId}, r.id, r.epoch, r.at, r.outcome, r.phase, r.code, r.reply, r.host
    from r join moved using (id) where r.outcome is not null`,
  );
}

/** Extends the leases of everything this worker holds in one environment. */
export async function extendLeases(db: TenantDb, source: Source, owner: string, leaseSeconds: number): Promise<void> {
  await run(
    db,
    sql`
    update messages set lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
    where tenant_id = ${db.tenantId} and id in (
      select id from messages
      where tenant_id = ${db.tenantId} and source_kind = ${source.source_kind} and source_id = ${source.source_id}
        and state in ('claimed', 'handing') and owner = ${owner} and lease_until > clock_timestamp()
      -- what is locked is having its result written: it needs no lease any more
      for update skip locked)`,
  );
}

/** Frees what a dead worker held: claimed goes back, handing is uncertain. `resendSeconds` null parks it. */
export async function reapLeases(db: TenantDb, source: Source, resendSeconds: number | null): Promise<number> {
  return run(
    db,
    sql`
    update messages set
      state = case when state = 'claimed' then 'ready' else 'uncertain' end,
      reason = case when state = 'handing' then 'no-answer' else reason end,
      due_at = case when state = 'claimed' then clock_timestamp() when ${resendSeconds}::int is null then null
        else clock_timestamp() + make_interval(secs => coalesce(${resendSeconds}::int, 0)) end,
      tries = case when state = 'handing' then tries + 1 else tries end,
      finished_at = case when state = 'handing' then clock_timestamp() end,
      owner = null, lease_until = null
    where tenant_id = ${db.tenantId} and id in (
      select id from messages
      where tenant_id = ${db.tenantId} and source_kind = ${source.source_kind} and source_id = ${source.source_id}
        and state in ('claimed', 'handing') and lease_until < clock_timestamp()
      for update skip locked)`,
  );
}

/** Uncertain service messages whose quarantine is over go again, with the same Message-ID. */
export async function releaseQuarantine(db: TenantDb, source: Source): Promise<number> {
  return run(
    db,
    sql`
    update messages set state = 'ready'
    where tenant_id = ${db.tenantId} and source_kind = ${source.source_kind} and source_id = ${source.source_id}
      and state = 'uncertain' and due_at <= clock_timestamp()`,
  );
}

/** Everything of a cancelled source that has not passed the mark. */
export async function cancelWaiting(db: TenantDb, source: Source): Promise<number> {
  return run(
    db,
    sql`
    update messages set state = 'cancelled', due_at = null
    where tenant_id = ${db.tenantId} and source_kind = ${source.source_kind} and source_id = ${source.source_id}
      and state in ('ready', 'deferred')`,
  );
}

/** What is still to come of a source: how many wait, how many are out, when the next one is due. */
export async function selectOutstanding(
  db: TenantDb,
  source: Source,
): Promise<{ waiting: boolean; leased: boolean; quarantined: boolean; seconds: number | null }> {
  const where = sql`tenant_id = ${db.tenantId} and source_kind = ${source.source_kind} and source_id = ${source.source_id}`;
  return one(
    db,
    sql<{ waiting: boolean; leased: boolean; quarantined: boolean; seconds: number | null }>`
    select exists (select 1 from messages where ${where} and state in ('ready', 'deferred')) as waiting,
      exists (select 1 from messages where ${where} and state in ('claimed', 'handing')) as leased,
      exists (select 1 from messages where ${where} and state = 'uncertain' and due_at is not null) as quarantined,
      (select extract(epoch from min(due_at) - clock_timestamp())::float8 from messages where ${where} and state in ('ready', 'deferred')) as seconds`,
  );
}
