// A delivery of some time ago, for the demo: the ledger as the engine would have left it then. The decisions in it are real;
// only the minutes are told.
import { one, run, sql, type TenantDb } from '../platform/db.ts';
import type { SourceKey } from './delivery.ts';

export interface PastDelivery {
  at: Date;
  /** Contacts whose mailbox turned out not to exist. */
  badAddresses: readonly number[];
}

/** Delivers what waits in a source as if that began at `at`; gives when the last message arrived. */
export async function plantDelivery(db: TenantDb, source: SourceKey, { at, badAddresses }: PastDelivery): Promise<Date> {
  await run(
    db,
    sql`
    with waiting as (
      select id, contact_id = any(${[...badAddresses]}::bigint[]) as bad, row_number() over (order by id) as nr, count(*) over () as n,
        -- a share that does not depend on the order: one in forty is asked to wait first
        hashint8(id) & 1023 as dice
      from messages where tenant_id = ${db.tenantId} and source_kind = ${source.kind} and source_id = ${source.id} and state = 'ready'),
    told as (
      select id, bad, dice < 26 and not coalesce(bad, false) as waited,
        ${at}::timestamptz + interval '2 seconds' + interval '11 minutes' * power(nr::float8 / n, 1.15) + interval '1 second' * (dice % 7) as first_at,
        interval '5 minutes' + interval '1 second' * (dice * 50) as wait
      from waiting),
    moved as (
      update messages m set state = case when t.bad then 'failed' else 'accepted' end, reason = case when t.bad then 'hard' end,
        reply = case when t.bad then '550 5.1.1 Postvak onbekend' else '250 kept in the test mailbox' end, epoch = case when t.waited then 2 else 1 end,
        tries = case when t.waited then 2 else 1 end, created_at = ${at}, due_at = null, owner = null, lease_until = null,
        marked_at = t.first_at + case when t.waited then t.wait else interval '0' end, finished_at = t.first_at + case when t.waited then t.wait else interval '0' end
      from told t where m.tenant_id = ${db.tenantId} and m.id = t.id
      returning m.id),
    tries as (
      select t.id, 1 as epoch, t.first_at as at, case when t.bad then 'failed' when t.waited then 'deferred' else 'accepted' end as outcome,
        case when t.bad then 550 when t.waited then 451 else 250 end as code,
        case when t.bad then '550 5.1.1 Postvak onbekend' when t.waited then '451 4.7.1 Probeer het later opnieuw' else '250 kept in the test mailbox' end as reply
      from told t
      union all select t.id, 2, t.first_at + t.wait, 'accepted', 250, '250 kept in the test mailbox' from told t where t.waited)
    insert into attempts (tenant_id, message_id, epoch, at, outcome, phase, code, reply, host)
    select ${db.tenantId}, x.id, x.epoch, x.at, x.outcome, case when x.outcome = 'accepted' then null else 'rcpt' end, x.code, x.reply, 'proefpostvak'
    from tries x join moved using (id) order by x.at`,
  );
  const where = sql`tenant_id = ${db.tenantId} and source_kind = ${source.kind} and source_id = ${source.id}`;
  await run(db, sql`update messages set created_at = ${at} where ${where} and state = 'skipped'`);
  await run(
    db,
    sql`
    update dispatches set state = 'finished', open = false, updated_at = ${at}, due_at = ${at}
    where environment_id = ${db.tenantId} and source_kind = ${source.kind} and source_id = ${source.id}`,
  );
  const { last } = await one(db, sql<{ last: Date | null }>`select max(finished_at) as last from messages where ${where}`);
  return last ?? at;
}
