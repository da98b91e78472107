import { many, maybe, one, sql, type TenantDb } from '../../platform/db.ts';
import type { RawBuilder } from 'kysely';

export type SortBy = 'name' | 'changed' | 'created';

export interface ListFilter {
  presence: 'here' | 'gone' | 'all';
  branchId?: number | undefined;
  kind?: string | undefined;
  email?: 'with' | 'without' | 'bouncing' | undefined;
  category?: string | undefined;
  member?: 'active' | 'ended' | 'ending' | 'none' | undefined;
  today: string;
  /** Until when a membership counts as ending. */
  soon: string;
  /** Only these cards: the answer of a look-up. */
  ids?: readonly number[] | undefined;
}

export interface Cursor {
  /** The sort key of the last card shown, as text; empty when sorted by number. */
  value: string;
  id: number;
}

export interface ListRow {
  id: number;
  kind: string;
  first_name: string;
  last_name: string;
  name_key: string;
  birth_on: string | null;
  email: string | null;
  email_state: string;
  postcode: string | null;
  city: string | null;
  branch_id: number | null;
  card_number: string | null;
  patron_category: string | null;
  member_since: string | null;
  member_until: string | null;
  gone_at: Date | null;
  created_at: Date;
  updated_at: Date;
  /** With its microseconds, for the cursor. */
  changed: string;
}

const columns = sql`id, kind, first_name, last_name, name_key, birth_on, email, email_state, postcode, city, branch_id, card_number, patron_category,
  member_since, member_until, gone_at, created_at, updated_at, updated_at::text as changed`;

function conditions(db: TenantDb, filter: ListFilter): RawBuilder<unknown> {
  const all: RawBuilder<unknown>[] = [sql`tenant_id = ${db.tenantId}`, sql`merged_into is null`];
  if (filter.ids) all.push(sql`id = any(${[...filter.ids]}::bigint[])`);
  if (filter.presence === 'here') all.push(sql`gone_at is null`);
  if (filter.presence === 'gone') all.push(sql`gone_at is not null`);
  if (filter.branchId !== undefined) all.push(sql`branch_id = ${filter.branchId}`);
  if (filter.kind !== undefined) all.push(sql`kind = ${filter.kind}`);
  if (filter.category !== undefined) all.push(sql`patron_category = ${filter.category}`);
  if (filter.email === 'with') all.push(sql`email_key is not null`);
  if (filter.email === 'without') all.push(sql`email_key is null`);
  if (filter.email === 'bouncing') all.push(sql`email_key is not null and email_state in ('bouncing', 'refused')`);
  if (filter.member === 'active')
    all.push(sql`(member_until >= ${filter.today}::date or (member_until is null and member_since is not null))`);
  if (filter.member === 'ending') all.push(sql`member_until between ${filter.today}::date and ${filter.soon}::date`);
  if (filter.member === 'ended') all.push(sql`member_until < ${filter.today}::date`);
  if (filter.member === 'none') all.push(sql`member_until is null and member_since is null`);
  return sql.join(all, sql` and `);
}

const orders = {
  name: { up: sql`name_key, id`, down: sql`name_key desc, id desc` },
  changed: { up: sql`updated_at, id`, down: sql`updated_at desc, id desc` },
  created: { up: sql`id`, down: sql`id desc` },
} as const;

function below(by: SortBy, descending: boolean, after: Cursor): RawBuilder<unknown> {
  const sign = descending ? sql`<` : sql`>`;
  if (by === 'created') return sql`and id ${sign} ${after.id}`;
  if (by === 'name') return sql`and (name_key, id) ${sign} (${after.value}, ${after.id})`;
  return sql`and (updated_at, id) ${sign} (${after.value}::timestamptz, ${after.id})`;
}

/** A page of cards, by an index walk from where the former page ended. */
export async function selectList(
  db: TenantDb,
  filter: ListFilter,
  page: { by: SortBy; descending: boolean; after?: Cursor | undefined; limit: number },
): Promise<ListRow[]> {
  return many(
    db,
    sql<ListRow>`
    select ${columns} from contacts
    where ${conditions(db, filter)} ${page.after ? below(page.by, page.descending, page.after) : sql``}
    order by ${orders[page.by][page.descending ? 'down' : 'up']}
    limit ${page.limit}`,
  );
}

/** How many, exact as far as `most`. */
export async function countUpTo(db: TenantDb, filter: ListFilter, most: number): Promise<number> {
  const row = await one(
    db,
    sql<{ count: number }>`
    select count(*)::int as count from (select 1 from contacts where ${conditions(db, filter)} limit ${most}) counted`,
  );
  return row.count;
}

/** How many the planner expects, from the statistics it keeps: costs nothing, is right within a few per cent. */
export async function estimateCount(db: TenantDb, filter: ListFilter): Promise<number> {
  const row = await one(db, sql<Record<string, unknown>>`explain (format json) select 1 from contacts where ${conditions(db, filter)}`);
  const plan = row['QUERY PLAN'] as [{ Plan: { 'Plan Rows': number; Plans?: { 'Plan Rows': number }[] } }];
  return plan[0].Plan['Plan Rows'];
}

export async function hasAnyContact(db: TenantDb): Promise<boolean> {
  return (await maybe(db, sql`select 1 from contacts where tenant_id = ${db.tenantId} limit 1`)) !== undefined;
}
