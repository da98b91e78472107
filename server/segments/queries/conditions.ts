// From a rule to one SQL condition over alias `c` (contacts c). Pure: nothing is asked of the database here, every
// value travels as a parameter, and each condition carries its own tenant predicate.
//
// Null is "does not hold" everywhere: `all` and `any` pass it on (where discards it), every negation is written
// `is not true`. So "not in Gent" holds for somebody whose town nobody knows.
import { sql, type RawBuilder } from 'kysely';
import { isGroup, type Condition, type Field, type Group, type Range, type Rule } from '../../../lib/segment-rule.ts';
import { birthDays, birthdaysWithin, dayOf, resolvePeriod } from '../rules/moments.ts';
import { loanConditions } from './loans.ts';
import { between, both, householdSize, joined, within, type At, type Compilers, type Sql } from './parts.ts';

export interface RuleContext {
  tenantId: number;
  now: Date;
  timeZone?: string;
  /** The rules of the segments this one refers to, by number; segmentsIn() reads them. */
  segments?: ReadonlyMap<number, Group>;
  /** True when the question goes over the whole library; left out for one contact or a slice of them. */
  ofEverybody?: boolean;
}

export function contextOf({ tenantId, now, timeZone = 'Europe/Brussels', segments = new Map(), ofEverybody = false }: RuleContext): At {
  const today = dayOf(now, timeZone);
  return { tenant: sql`${tenantId}::bigint`, today, timeZone, segments, ofEverybody };
}

/** The whole rule as one condition. */
export function compileRule(rule: Rule, at: At): Sql {
  if (!isGroup(rule)) return compileCondition(rule, at);
  const parts = rule.rules.map((part) => compileRule(part, at));
  if (rule.match === 'all') return joined(parts, sql` and `, sql`true`);
  const any = joined(parts, sql` or `, sql`false`);
  return rule.match === 'any' ? any : sql`(${any} is not true)`;
}

/** One condition; never more than true, false or null. */
export function compileCondition<F extends Field>(condition: Extract<Condition, { field: F }>, at: At): Sql {
  const compile = compilers[condition.field as F] as (condition: Extract<Condition, { field: F }>, at: At) => Sql;
  return compile(condition, at);
}

const compilers: Compilers<Field> = {
  kind: (one) => listed(one.is, sql`c.kind`, one.values),
  category: (one) => listed(one.is, sql`c.patron_category`, one.values),
  branch: (one) => negated(one.is, sql`c.branch_id = any(${one.values}::bigint[])`),
  postcode: (one) => negated(one.is, postcodes(one.values)),
  city: (one) =>
    listed(
      one.is,
      sql`lower(c.city)`,
      one.values.map((value) => value.toLowerCase()),
    ),
  language: (one) => listed(one.is, sql`c.language`, one.values),
  gender: (one) => listed(one.is, sql`c.gender`, one.values),
  email: (one) => (one.is === 'present' ? sql`c.email_key is not null` : sql`c.email_key is null`),
  phone: (one) => (one.is === 'present' ? hasPhone : sql`(${hasPhone} is not true)`),
  'email-state': (one) => negated(one.is, sql`(c.email_key is not null and c.email_state = any(${one.values}::text[]))`),
  created: (one, at) => {
    const { from, to } = resolvePeriod(one.period, at.today);
    return both(
      from && sql`c.created_at >= (${from}::date)::timestamp at time zone ${at.timeZone}`,
      to && sql`c.created_at < (${to}::date + 1)::timestamp at time zone ${at.timeZone}`,
    );
  },
  age: (one, at) => between(sql`c.birth_on`, birthDays(one.years, at.today)),
  birthday: (one, at) =>
    sql`(extract(month from c.birth_on) * 100 + extract(day from c.birth_on))::int = any(${birthdaysWithin(one.within, at.today)}::int[])`,
  'member-since': (one, at) => between(sql`c.member_since`, resolvePeriod(one.period, at.today)),
  'member-until': (one, at) => between(sql`c.member_until`, resolvePeriod(one.period, at.today)),
  membership: (one, at) => membership[one.is](sql`${at.today.toString()}::date`),
  child: (one, at) => hasChild(one.years, at),
  'household-size': (one, at) => householdOf(one.count, at),
  permission: (one, at) => {
    const given = sql<boolean>`exists (select 1 from permissions_in_force p where p.tenant_id = ${at.tenant} and p.contact_id = c.id
      and p.purpose_id = ${one.purpose}::bigint and p.channel in (${one.channel}, 'any'))`;
    return one.is === 'given' ? given : sql`not ${given}`;
  },
  segment: (one, at) => {
    const rule = at.segments.get(one.segment);
    // closing a rule over its segments is the face's work; without it there is nothing true to say
    if (!rule) throw new Error(`the rule of segment ${one.segment} was not read`);
    return negated(one.is, compileRule(rule, at));
  },
  ...loanConditions,
};

function listed(is: 'in' | 'not-in', column: RawBuilder<unknown>, values: readonly string[]): Sql {
  return negated(is, sql`${column} = any(${[...values]}::text[])`);
}

function negated(is: 'in' | 'not-in', condition: Sql): Sql {
  return is === 'in' ? condition : sql`((${condition}) is not true)`;
}

/** "9000" means exactly that, "90*" everything that begins so; spaces do not count (1012 AB, 1012AB). */
function postcodes(values: readonly string[]): Sql {
  const tidy = values.map((value) => value.replaceAll(' ', '').toUpperCase());
  const exact = tidy.filter((value) => !value.endsWith('*'));
  const prefixes = tidy.filter((value) => value.endsWith('*')).map((value) => `${value.slice(0, -1)}%`);
  const column = sql`upper(replace(c.postcode, ' ', ''))`;
  return sql`(${column} = any(${exact}::text[]) or ${column} like any(${prefixes}::text[]))`;
}

const hasPhone = sql<boolean>`(coalesce(c.phone, '') <> '' or coalesce(c.mobile, '') <> '')`;

const membership = {
  active: (today: RawBuilder<unknown>): Sql => sql`(c.member_until >= ${today} or (c.member_until is null and c.member_since <= ${today}))`,
  expired: (today: RawBuilder<unknown>): Sql => sql`c.member_until < ${today}`,
  none: (): Sql => sql`(c.member_until is null and c.member_since is null)`,
} as const;

/** A grown-up (or somebody of unknown age) who lives with a child of that age, or is its guardian. */
function hasChild(years: Range, at: At): Sql {
  const grownUp = at.today.subtract({ years: 18 }).toString();
  const ofAge = sql<boolean>`k.gone_at is null and k.merged_into is null and ${between(sql`k.birth_on`, birthDays(years, at.today))}`;
  // nobody is their own child, which only matters where the "child" may be a grown-up
  const alone = years.to === undefined || years.to >= 18;
  const atHome =
    at.ofEverybody && !alone
      ? sql`c.household_id in (select k.household_id from contacts k where k.tenant_id = ${at.tenant} and k.household_id is not null and ${ofAge})`
      : sql`exists (select 1 from contacts k where k.tenant_id = ${at.tenant} and k.household_id = c.household_id and k.id <> c.id and ${ofAge})`;
  const inCare = sql`(select g.contact_id from contact_relations g join contacts k on k.tenant_id = g.tenant_id and k.id = g.related_id
    where g.tenant_id = ${at.tenant} and g.kind = 'guardian' and ${ofAge}`;
  const guardian = at.ofEverybody ? sql`c.id in ${inCare})` : sql`exists ${inCare} and g.contact_id = c.id)`;
  return sql`((c.birth_on is null or c.birth_on <= ${grownUp}::date) and (${atHome} or ${guardian}))`;
}

/** So many people at the address; who has no known address lives alone. */
function householdOf(count: Range, at: At): Sql {
  if (!at.ofEverybody) return within(householdSize(at), count);
  return sql`(c.household_id in (
      select h.household_id from contacts h where h.tenant_id = ${at.tenant} and h.household_id is not null and h.gone_at is null and h.merged_into is null
      group by h.household_id having ${within(sql`count(*)`, count)})
    or (c.household_id is null and ${within(sql`1`, count)}))`;
}
