// Conditions on loans, from a rule to SQL.
//
// 1. Without period or filter the totals the import keeps (contact_loan_totals) answer alone.
// 2. Otherwise loans are looked up per contact in loans_contact, which holds every column asked for, and only as
//    far as needed: "at least 5" stops at the fifth.
// 3. What the totals can already rule out (too few loans ever, none since) never reaches the loans.
import { sql, type RawBuilder } from 'kysely';
import type { Condition, Period } from '../../../lib/segment-rule.ts';
import { resolvePeriod, type Days } from '../rules/moments.ts';
import { between, housemates, within, type At, type Compilers, type Sql } from './parts.ts';

type WhichLoans = Pick<Extract<Condition, { field: 'loans' }>, 'who' | 'materials' | 'worlds' | 'branches' | 'audience'>;
type LoanField = 'loans' | 'last-loan' | 'never-borrowed' | 'loans-trend' | 'open-loans';

const audienceCode = { adults: 1, youth: 2 } as const;

export const loanConditions: Compilers<LoanField> = {
  loans: (one, at) => {
    const days = resolvePeriod(one.period, at.today);
    const { from = 0, to } = one.count;
    const enough = from > 0 ? atLeast(from, one, days, at) : sql<boolean>`true`;
    return to === undefined ? enough : sql`(${enough} and not ${atLeast(to + 1, one, days, at)})`;
  },
  'last-loan': (one, at) => {
    const days = resolvePeriod(one.period, at.today);
    if (isPlain(one)) return totals(between(sql`t.last_on`, days), at);
    const inPeriod = atLeast(1, one, days, at);
    return days.to === undefined
      ? inPeriod
      : sql`(${inPeriod} and not exists (select 1 from ${loansOf(one, at)} and l.loaned_on > ${days.to}::date offset 0))`;
  },
  'never-borrowed': (one, at) => sql`not ${atLeast(1, one, { from: undefined, to: undefined }, at)}`,
  'loans-trend': (one, at) => trend(one, at),
  'open-loans': (one, at) => {
    const { from = 0, to } = one.count;
    const enough = from > 0 ? totals(within(sql`t.open_loans`, { from }), at) : sql<boolean>`true`;
    return to === undefined ? enough : sql`(${enough} and not ${totals(sql`t.open_loans > ${to}::int`, at)})`;
  },
};

function isPlain(which: WhichLoans): boolean {
  return which.who !== 'household' && !which.materials && !which.worlds && !which.branches && !which.audience;
}

/** Has this contact (or the household) at least so many such loans in these days? */
function atLeast(least: number, which: WhichLoans, days: Days, at: At): Sql {
  const known = isPlain(which) ? fromTotals(least, days, at) : undefined;
  if (known) return known;
  // the offset stops the look-up as soon as the answer is known
  const found = (from: RawBuilder<unknown>): Sql =>
    sql`exists (select 1 from ${from} and ${between(sql`l.loaned_on`, days)} offset ${least - 1}::int)`;
  if (which.who === 'household') {
    const alone = found(loansOf({ ...which, who: 'self' }, at));
    return sql`((c.household_id is null and ${alone}) or ${found(loansAtHome(which, at))})`;
  }
  // naming t in the look-up makes PostgreSQL do it last: after the contact's own fields and the totals had their say
  return totals(
    sql`t.loans >= ${least}::int and ${between(sql`t.last_on`, { from: days.from, to: undefined })}
      and ${between(sql`t.first_on`, { from: undefined, to: days.to })} and ${found(loansOf(which, at, sql`t.tenant_id`))}`,
    at,
  );
}

/** Questions the totals answer by themselves: loans ever, and one since or before a day. */
function fromTotals(least: number, { from, to }: Days, at: At): Sql | undefined {
  if (from === undefined && to === undefined) return totals(sql`t.loans >= ${least}::int`, at);
  if (least !== 1) return undefined;
  if (to === undefined) return totals(sql`t.last_on >= ${from!}::date`, at);
  return from === undefined ? totals(sql`t.first_on <= ${to}::date`, at) : undefined;
}

function totals(condition: Sql, at: At): Sql {
  return sql`exists (select 1 from contact_loan_totals t where t.tenant_id = ${at.tenant} and t.contact_id = c.id and ${condition})`;
}

/** "loans l where …" for the loans a condition speaks of. */
export function loansOf(which: WhichLoans, at: At, tenant: RawBuilder<unknown> = at.tenant): RawBuilder<unknown> {
  const person =
    which.who === 'household'
      ? sql`l.contact_id = any(array(select h.id from contacts h where ${housemates(at, sql`h`)}) || c.id)`
      : sql`l.contact_id = c.id`;
  const all = [sql`l.tenant_id = ${tenant}`, person, ...filtersOf(which)];
  return sql`loans l where ${sql.join(all, sql` and `)}`;
}

/** The same for everybody at the address of c, person by person: quicker than a list of numbers when asked of many. */
function loansAtHome(which: WhichLoans, at: At): RawBuilder<unknown> {
  const all = [housemates(at, sql`h`), ...filtersOf(which)];
  return sql`contacts h join loans l on l.tenant_id = h.tenant_id and l.contact_id = h.id where ${sql.join(all, sql` and `)}`;
}

function filtersOf(which: WhichLoans): RawBuilder<unknown>[] {
  return [
    which.materials && sql`l.material_id = any(${which.materials}::bigint[])`,
    which.worlds && sql`l.world_id = any(${which.worlds}::bigint[])`,
    which.branches && sql`l.branch_id = any(${which.branches}::bigint[])`,
    which.audience && sql`l.audience = ${audienceCode[which.audience]}::smallint`,
  ].filter((filter) => filter !== undefined);
}

/** The loans of a period, as far as a condition names one. */
export function loansIn(which: WhichLoans, period: Period | undefined, at: At): RawBuilder<unknown> {
  return sql`${loansOf(which, at)} and ${between(sql`l.loaned_on`, resolvePeriod(period, at.today))}`;
}

/** A trend compares the last months with as many months before them. */
export function trendWindows(months: number, at: At): { earlier: string; recent: string } {
  return {
    earlier: at.today.subtract({ months: months * 2 }).toString(),
    recent: at.today.subtract({ months }).toString(),
  };
}

/** Loans in the earlier and in the recent months, as one row. */
export function trendCounts(earlier: string, recent: string, at: At, tenant: RawBuilder<unknown> = at.tenant): RawBuilder<unknown> {
  return sql`select count(*) filter (where l.loaned_on <= ${recent}::date)::int as earlier, count(*) filter (where l.loaned_on > ${recent}::date)::int as recent
    from loans l where l.tenant_id = ${tenant} and l.contact_id = c.id and l.loaned_on > ${earlier}::date and l.loaned_on <= ${at.today.toString()}::date`;
}

/**
 * A change of a loan or two is no trend: at least three loans on the side that counts, and a quarter more or less.
 * The totals rule out most people before anything is counted.
 */
function trend(one: Extract<Condition, { field: 'loans-trend' }>, at: At): Sql {
  const { earlier, recent } = trendWindows(one.months, at);
  const today = at.today.toString();
  const { possible, holds } = {
    growing: {
      possible: sql<boolean>`t.loans >= 3 and t.last_on > ${recent}::date`,
      holds: sql<boolean>`n.recent >= 3 and n.recent * 4 > n.earlier * 5`,
    },
    shrinking: {
      possible: sql<boolean>`t.loans >= 4 and t.last_on > ${recent}::date and t.first_on <= ${recent}::date`,
      holds: sql<boolean>`n.earlier >= 3 and n.recent > 0 and n.recent * 4 < n.earlier * 3`,
    },
    stopped: {
      // a loan dated in the future is no sign of life
      possible: sql<boolean>`t.loans >= 3 and t.last_on > ${earlier}::date and (t.last_on <= ${recent}::date or t.last_on > ${today}::date)`,
      holds: sql<boolean>`n.earlier >= 3 and n.recent = 0`,
    },
  }[one.is];
  const counts = trendCounts(earlier, recent, at, sql`t.tenant_id`);
  return totals(sql`${possible} and exists (select 1 from (${counts}) n where ${holds})`, at);
}
