// The small parts conditions are made of. Pure.
import { sql, type RawBuilder } from 'kysely';
import type { Condition, Field, Group } from '../../../lib/segment-rule.ts';

/** A context worked out once per rule. */
export interface At {
  tenant: RawBuilder<number>;
  today: Temporal.PlainDate;
  timeZone: string;
  segments: ReadonlyMap<number, Group>;
  /** Asked of the whole library at once: sets of households are made once instead of looking each one up. */
  ofEverybody: boolean;
}

export type Sql = RawBuilder<boolean>;
export type Compilers<F extends Field> = {
  [Name in F]: (condition: Extract<Condition, { field: Name }>, at: At) => Sql;
};

/** Conditions joined by and / or. */
export function joined(parts: Sql[], by: RawBuilder<unknown>, empty: Sql): Sql {
  return parts.length === 0 ? empty : sql`(${sql.join(parts, by)})`;
}

/** All of the conditions that are there. */
export function both(...parts: (Sql | '' | undefined)[]): Sql {
  return joined(
    parts.filter((part) => part !== undefined && part !== ''),
    sql` and `,
    sql`true`,
  );
}

/** A date column within days, both included; unknown dates are outside. */
export function between(column: RawBuilder<unknown>, { from, to }: { from: string | undefined; to: string | undefined }): Sql {
  return both(from && sql`${column} >= ${from}::date`, to && sql`${column} <= ${to}::date`);
}

/** A whole number within a range, both ends included. */
export function within(figure: RawBuilder<unknown>, { from, to }: { from?: number | undefined; to?: number | undefined }): Sql {
  if (from !== undefined && to !== undefined) return sql`${figure} between ${from}::int and ${to}::int`;
  return from !== undefined ? sql`${figure} >= ${from}::int` : sql`${figure} <= ${to!}::int`;
}

/** People who live at the address of c; whoever is gone or merged away does not. */
export function housemates(at: At, alias: RawBuilder<unknown>): Sql {
  return sql`${alias}.tenant_id = ${at.tenant} and ${alias}.household_id = c.household_id and ${alias}.gone_at is null and ${alias}.merged_into is null`;
}

/** How many people live at the address of c; alone when no address is known. */
export function householdSize(at: At): RawBuilder<number> {
  return sql`(case when c.household_id is null then 1 else (select count(*)::int from contacts h where ${housemates(at, sql`h`)}) end)`;
}
