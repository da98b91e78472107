import type { Group } from '../../lib/segment-rule.ts';
import { Refused } from '../platform/errors.ts';
import { many, maybe, one, run, sql, type TenantDb } from '../platform/db.ts';
import { compileCondition } from './queries/conditions.ts';
import { observe } from './queries/observed.ts';
import type { At, Sql } from './queries/parts.ts';
import type { Condition } from '../../lib/segment-rule.ts';

export interface SegmentRow {
  id: number;
  name: string;
  rule: Group;
  version: number;
  last_count: number | null;
  last_counted_at: Date | null;
  created_by: number | null;
  created_at: Date;
  updated_at: Date;
  archived_at: Date | null;
}

const columns = sql`id, name, rule, version, last_count, last_counted_at, created_by, created_at, updated_at, archived_at`;

/** Contacts a segment can hold at all: not merged into another card, and still in the last full feed. */
const live = (db: TenantDb): Sql => sql`c.tenant_id = ${db.tenantId}::bigint and c.merged_into is null and c.gone_at is null`;

export async function selectSegments(db: TenantDb, { archived }: { archived: boolean }): Promise<SegmentRow[]> {
  return many(
    db,
    sql<SegmentRow>`
    select ${columns} from segments where tenant_id = ${db.tenantId} and (archived_at is not null) = ${archived}
    order by lower(name), id limit 500`,
  );
}

export async function selectSegment(db: TenantDb, id: number): Promise<SegmentRow | undefined> {
  return maybe(db, sql<SegmentRow>`select ${columns} from segments where tenant_id = ${db.tenantId} and id = ${id}`);
}

export async function selectSegmentByName(db: TenantDb, name: string): Promise<SegmentRow | undefined> {
  return maybe(
    db,
    sql<SegmentRow>`
    select ${columns} from segments where tenant_id = ${db.tenantId} and lower(name) = lower(${name}) and archived_at is null`,
  );
}

export async function selectRules(db: TenantDb, ids: readonly number[]): Promise<{ id: number; name: string; rule: Group }[]> {
  return many(
    db,
    sql<{ id: number; name: string; rule: Group }>`
    select id, name, rule from segments where tenant_id = ${db.tenantId} and id = any(${[...ids]}::bigint[])`,
  );
}

export async function insertSegment(
  db: TenantDb,
  segment: { name: string; rule: Group; staffId: number | null; now: Date },
): Promise<SegmentRow> {
  return one(
    db,
    sql<SegmentRow>`
    insert into segments (tenant_id, name, rule, created_by, created_at, updated_at)
    values (${db.tenantId}, ${segment.name}, ${JSON.stringify(segment.rule)}::jsonb, ${segment.staffId}, ${segment.now}, ${segment.now})
    returning ${columns}`,
  );
}

export async function updateSegment(
  db: TenantDb,
  segment: { id: number; version: number; name: string; rule: Group; now: Date },
): Promise<SegmentRow | undefined> {
  return maybe(
    db,
    sql<SegmentRow>`
    update segments set name = ${segment.name}, rule = ${JSON.stringify(segment.rule)}::jsonb, version = version + 1, updated_at = ${segment.now},
      last_count = null, last_counted_at = null
    where tenant_id = ${db.tenantId} and id = ${segment.id} and version = ${segment.version} and archived_at is null
    returning ${columns}`,
  );
}

export async function updateArchived(db: TenantDb, id: number, archivedAt: Date | null): Promise<number> {
  return run(db, sql`update segments set archived_at = ${archivedAt} where tenant_id = ${db.tenantId} and id = ${id}`);
}

export async function updateCount(db: TenantDb, id: number, version: number, count: number, now: Date): Promise<void> {
  await run(
    db,
    sql`
    update segments set last_count = ${count}, last_counted_at = ${now} where tenant_id = ${db.tenantId} and id = ${id} and version = ${version}`,
  );
}

/**
 * Runs a question with a time limit, so that no rule can hold the database; a question that takes longer is
 * refused with a sentence. PostgreSQL itself stops it, also when the one who asked is gone.
 */
export async function within<T>(db: TenantDb, seconds: number, ask: () => Promise<T>): Promise<T> {
  const before = await one(db, sql<{ value: string }>`select current_setting('statement_timeout') as value`);
  await setTimeLimit(db, `${Math.round(seconds * 1000)}`);
  try {
    const answer = await ask();
    await setTimeLimit(db, before.value);
    return answer;
  } catch (error) {
    if ((error as { code?: string }).code === '57014') throw new Refused('segments.error.too-slow', { seconds }, 422);
    throw error;
  }
}

async function setTimeLimit(db: TenantDb, value: string): Promise<void> {
  await many(db, sql`select set_config('statement_timeout', ${value}, true)`);
}

export async function selectCount(db: TenantDb, condition: Sql): Promise<number> {
  return (
    await one(
      db,
      sql<{
        count: number;
      }>`select count(*)::int as count from contacts c where ${live(db)} and ${condition}`,
    )
  ).count;
}

export interface ReachRow {
  in_segment: number;
  households: number;
  permitted: number;
  reachable: number;
  mailboxes: number;
}

/** As consent decides, for everybody at once: a yes that is in force, or a grown-up customer who did not refuse what customers get. */
function mayBeMailed(db: TenantDb, purposeId: number, ofAgeBornBy: string): Sql {
  const tenant = sql`${db.tenantId}::bigint`;
  const purpose = sql`${purposeId}::bigint`;
  return sql<boolean>`(exists (select 1 from permissions_in_force p where p.tenant_id = ${tenant} and p.contact_id = c.id
      and p.purpose_id = ${purpose} and p.channel in ('email', 'any'))
    or (exists (select 1 from purposes u where u.tenant_id = ${tenant} and u.id = ${purpose}
        and u.kind = 'marketing' and u.basis = 'soft-opt-in' and u.archived_at is null)
      and c.member_since is not null and (c.birth_on is null or c.birth_on <= ${ofAgeBornBy}::date)
      and not exists (select 1 from permissions_refused r where r.tenant_id = ${tenant} and r.contact_id = c.id
        and r.purpose_id = ${purpose} and r.channel = 'email')))`;
}

/** The whole funnel in one pass over the contacts. */
export async function selectReach(
  db: TenantDb,
  condition: Sql,
  { purposeId, ofAgeBornBy }: { purposeId: number | undefined; ofAgeBornBy: string },
): Promise<ReachRow> {
  const permitted = purposeId === undefined ? sql<boolean>`true` : mayBeMailed(db, purposeId, ofAgeBornBy);
  return one(
    db,
    sql<ReachRow>`
    select count(*)::int as in_segment,
      (count(distinct household_id) + count(*) filter (where household_id is null))::int as households,
      count(*) filter (where permitted)::int as permitted,
      count(*) filter (where permitted and usable)::int as reachable,
      count(distinct email_key) filter (where permitted and usable)::int as mailboxes
    from (
      select c.household_id, c.email_key, ${permitted} as permitted,
        c.email_key is not null and c.email_state in ('unknown', 'confirmed') as usable
      from contacts c where ${live(db)} and ${condition}) found`,
  );
}

export interface SampleRow {
  id: number;
  first_name: string;
  last_name: string;
  city: string | null;
  patron_category: string | null;
  seen: unknown[];
}

/** A few contacts by chance: the same number gives the same few, the next number others. */
export async function selectSample(
  db: TenantDb,
  condition: Sql,
  { seed, limit, show, at }: { seed: number; limit: number; show: readonly Condition[]; at: At },
): Promise<SampleRow[]> {
  const seen = sql.join([sql`null`, ...show.map((one) => observe(one, at))]);
  return many(
    db,
    sql<SampleRow>`
    select c.id, c.first_name, c.last_name, c.city, c.patron_category, jsonb_build_array(${seen}) as seen
    from (
      select c.id from contacts c where ${live(db)} and ${condition}
      order by hashint8extended(c.id, ${seed}::bigint), c.id limit ${limit}) chosen
    join contacts c on c.tenant_id = ${db.tenantId}::bigint and c.id = chosen.id
    order by hashint8extended(c.id, ${seed}::bigint), c.id`,
  );
}

export interface Explained {
  name: string;
  live: boolean;
  /** Per condition, in order: does it hold, and what did it see. */
  truths: boolean[];
  values: unknown[];
}

export async function selectExplanation(
  db: TenantDb,
  contactId: number,
  conditions: readonly Condition[],
  at: At,
): Promise<Explained | undefined> {
  const looks = conditions.map(
    (one, index) => sql`(${compileCondition(one, at)}) is true as ${sql.ref(`t${index}`)}, ${observe(one, at)} as ${sql.ref(`v${index}`)}`,
  );
  const row = await maybe(
    db,
    sql<Record<string, unknown>>`
    select ${sql.join([sql`btrim(c.first_name || ' ' || c.last_name) as name`, sql`(c.merged_into is null and c.gone_at is null) as live`, ...looks])}
    from contacts c where c.tenant_id = ${db.tenantId}::bigint and c.id = ${contactId}`,
  );
  return (
    row && {
      name: row.name as string,
      live: row.live as boolean,
      truths: conditions.map((_one, index) => row[`t${index}`] as boolean),
      values: conditions.map((_one, index) => row[`v${index}`]),
    }
  );
}

/** When a card last changed: how fresh a count is. */
export async function selectFreshness(db: TenantDb): Promise<Date | null> {
  const row = await maybe(
    db,
    sql<{ at: Date }>`
    select updated_at as at from contacts where tenant_id = ${db.tenantId}::bigint order by updated_at desc, id desc limit 1`,
  );
  return row?.at ?? null;
}

export interface Choice {
  id: number;
  name: string;
}

export interface ChoicesRow {
  branches: Choice[];
  materials: Choice[];
  worlds: Choice[];
  purposes: { id: number; name_nl: string; name_en: string; kind: string }[];
  segments: Choice[];
}

/** The lists a rule refers to by number. */
export async function selectChoices(db: TenantDb): Promise<ChoicesRow> {
  const named = (table: 'branches' | 'materials' | 'worlds') => sql`
    coalesce((select jsonb_agg(jsonb_build_object('id', x.id, 'name', x.name) order by x.name, x.id) from ${sql.table(table)} x where x.tenant_id = ${db.tenantId}::bigint), '[]')`;
  return one(
    db,
    sql<ChoicesRow>`
    select ${named('branches')} as branches, ${named('materials')} as materials, ${named('worlds')} as worlds,
      coalesce((select jsonb_agg(jsonb_build_object('id', p.id, 'name_nl', p.name_nl, 'name_en', p.name_en, 'kind', p.kind) order by p.position, p.id)
        from purposes p where p.tenant_id = ${db.tenantId}::bigint and p.archived_at is null), '[]') as purposes,
      coalesce((select jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name) order by lower(s.name))
        from segments s where s.tenant_id = ${db.tenantId}::bigint and s.archived_at is null), '[]') as segments`,
  );
}

/** Values that occur, most frequent first: what the editor offers for fields that have no list of their own. */
export async function selectOccurring(db: TenantDb, column: 'city' | 'language' | 'gender'): Promise<string[]> {
  const rows = await many(
    db,
    sql<{ value: string }>`
    select ${sql.ref(`c.${column}`)} as value from contacts c where ${live(db)} and ${sql.ref(`c.${column}`)} <> ''
    group by 1 order by count(*) desc, 1 limit 200`,
  );
  return rows.map((row) => row.value);
}
