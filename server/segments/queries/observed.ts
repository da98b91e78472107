// What a condition saw when it looked at one contact, as SQL over alias `c`: the other half of the answer to "why?".
import { sql, type RawBuilder } from 'kysely';
import type { Condition, Field } from '../../../lib/segment-rule.ts';
import { compileCondition } from './conditions.ts';
import { loansIn, loansOf, trendCounts, trendWindows } from './loans.ts';
import { householdSize, housemates, type At } from './parts.ts';

type Value = RawBuilder<unknown>;
type Observers = {
  [Name in Field]: (condition: Extract<Condition, { field: Name }>, at: At) => Value;
};

/** The value a condition compares with, as jsonb. */
export function observe<F extends Field>(condition: Extract<Condition, { field: F }>, at: At): Value {
  const look = observers[condition.field as F] as (condition: Extract<Condition, { field: F }>, at: At) => Value;
  return sql`to_jsonb(${look(condition, at)})`;
}

const observers: Observers = {
  kind: () => sql`c.kind`,
  category: () => sql`c.patron_category`,
  branch: () => sql`c.branch_id`,
  postcode: () => sql`c.postcode`,
  city: () => sql`c.city`,
  language: () => sql`c.language`,
  gender: () => sql`c.gender`,
  email: () => sql`c.email_key is not null`,
  phone: () => sql`(coalesce(c.phone, '') <> '' or coalesce(c.mobile, '') <> '')`,
  'email-state': () => sql`case when c.email_key is not null then c.email_state end`,
  created: (_one, at) => sql`(c.created_at at time zone ${at.timeZone})::date`,
  age: () => sql`c.birth_on`,
  birthday: () => sql`c.birth_on`,
  'member-since': () => sql`c.member_since`,
  'member-until': () => sql`c.member_until`,
  membership: () => sql`coalesce(c.member_until, c.member_since)`,
  loans: (one, at) => sql`(select count(*) from ${loansIn(one, one.period, at)})`,
  'last-loan': (one, at) => sql`(select max(l.loaned_on) from ${loansOf(one, at)})`,
  'never-borrowed': (one, at) => sql`(select max(l.loaned_on) from ${loansOf(one, at)})`,
  'loans-trend': (one, at) => {
    const { earlier, recent } = trendWindows(one.months, at);
    return sql`(select array[n.earlier, n.recent] from (${trendCounts(earlier, recent, at)}) n)`;
  },
  'open-loans': (_one, at) =>
    sql`coalesce((select t.open_loans from contact_loan_totals t where t.tenant_id = ${at.tenant} and t.contact_id = c.id), 0)`,
  child: (_one, at) => sql`array(
    select k.birth_on from contacts k where ${housemates(at, sql`k`)} and k.id <> c.id and k.birth_on is not null
    union
    select k.birth_on from contact_relations g join contacts k on k.tenant_id = g.tenant_id and k.id = g.related_id
    where g.tenant_id = ${at.tenant} and g.contact_id = c.id and g.kind = 'guardian' and k.gone_at is null and k.merged_into is null and k.birth_on is not null
    order by 1 desc limit 12)`,
  'household-size': (_one, at) => householdSize(at),
  permission: (one, at) => sql`(
    select p.state from permissions_standing p where p.tenant_id = ${at.tenant} and p.contact_id = c.id and p.purpose_id = ${one.purpose}::bigint
      and p.channel in (${one.channel}, 'any') order by (p.state = 'given') desc, p.since desc limit 1)`,
  segment: (one, at) => sql`(${compileCondition({ ...one, is: 'in' }, at)}) is true`,
};
