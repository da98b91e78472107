// Set-based: a staging table of the importer into cards, households, identifiers and relations. Columns come from a closed
// list; names of tables are made by the importer from a run number.
import { many, maybe, one, run, sql, type RawBuilder, type TenantDb } from '../../platform/db.ts';
import type { ContactColumn, ContactMerge, MergedContacts } from '../merge.ts';

const staged = (name: string) => sql.id('staging', name);

/** What a staged row gives a column of the card; the branch arrives as a code and is looked up. */
function given(column: ContactColumn): RawBuilder<unknown> {
  return column === 'branch_code' ? sql`b.id` : sql`s.${sql.id(column)}`;
}

function columnOf(column: ContactColumn): string {
  return column === 'branch_code' ? 'branch_id' : column;
}

/** The value a column will have: the file's, or what stands there when it is to be kept. */
function wanted(merge: ContactMerge, column: ContactColumn): RawBuilder<unknown> {
  const own = sql`c.${sql.id(columnOf(column))}`;
  if (!merge.kept.includes(column)) return given(column);
  const text = ['first_name', 'last_name'].includes(column);
  return text ? sql`coalesce(nullif(${own}, ''), ${given(column)})` : sql`coalesce(${own}, ${given(column)})`;
}

function isChanged(merge: ContactMerge): RawBuilder<boolean> {
  const columns = merge.written;
  return sql<boolean>`(${sql.join(columns.map((column) => sql`c.${sql.id(columnOf(column))}`))}) is distinct from (${sql.join(columns.map((column) => wanted(merge, column)))})`;
}

function identifier(db: TenantDb, merge: ContactMerge): RawBuilder<boolean> {
  return sql<boolean>`i.tenant_id = ${db.tenantId} and i.source = ${merge.source} and i.kind = ${merge.keyKind}`;
}

/** For COPY: the place of every row that needs no reading (1: unchanged) or must be refused (2: its key stood earlier). */
export function verdictsQuery(db: TenantDb, merge: ContactMerge): RawBuilder<unknown> {
  return sql`
    select k.ordinal, case when d.first < k.ordinal then 2 else 1 end
    from ${staged(merge.keys)} k
      left join (select key, min(ordinal) as first from ${staged(merge.keys)} group by key having count(*) > 1) d on d.key = k.key
      left join contact_identifiers i on i.tenant_id = ${sql.lit(db.tenantId)} and i.source = ${sql.lit(merge.source)}
        and i.kind = ${sql.lit(merge.keyKind)} and i.value = k.key
    where d.first < k.ordinal or i.import_hash = k.hash`;
}

export async function selectPreview(db: TenantDb, merge: ContactMerge): Promise<{ new: number; changed: number }> {
  return one(
    db,
    sql<{ new: number; changed: number }>`
    select count(*) filter (where i.contact_id is null) as new, count(c.id) filter (where ${isChanged(merge)}) as changed
    from ${staged(merge.rows)} s
      left join contact_identifiers i on ${identifier(db, merge)} and i.value = s.key
      left join contacts c on c.tenant_id = i.tenant_id and c.id = i.contact_id
      left join branches b on b.tenant_id = ${db.tenantId} and b.code = s.branch_code`,
  );
}

export interface SampleRow {
  kind: 'new' | 'changed';
  key: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown>;
}

/** A handful of new and changed people with their values before and after. */
export async function selectSample(db: TenantDb, merge: ContactMerge, each: number): Promise<SampleRow[]> {
  const object = (value: (column: ContactColumn) => RawBuilder<unknown>) =>
    sql`jsonb_build_object(${sql.join(merge.written.flatMap((column) => [sql.lit(columnOf(column)), value(column)]))})`;
  const before = object((column) => (column === 'branch_code' ? sql`cb.code` : sql`c.${sql.id(column)}`));
  const after = object((column) => (column === 'branch_code' ? sql`s.branch_code` : wanted(merge, column)));
  const of = (kind: 'new' | 'changed', condition: RawBuilder<boolean>) => sql`
    (select ${sql.lit(kind)} as kind, s.key, ${kind === 'new' ? sql`null::jsonb` : before} as before, ${kind === 'new' ? object((column) => sql`s.${sql.id(column)}`) : after} as after
    from ${staged(merge.rows)} s
      left join contact_identifiers i on ${identifier(db, merge)} and i.value = s.key
      left join contacts c on c.tenant_id = i.tenant_id and c.id = i.contact_id
      left join branches b on b.tenant_id = ${db.tenantId} and b.code = s.branch_code
      left join branches cb on cb.tenant_id = ${db.tenantId} and cb.id = c.branch_id
    where ${condition} limit ${each})`;
  return many(
    db,
    sql<SampleRow>`${of('changed', sql`c.id is not null and ${isChanged(merge)}`)} union all ${of('new', sql`i.contact_id is null`)}`,
  );
}

/** How many people this source has given who are still there. */
export async function countKnown(db: TenantDb, merge: ContactMerge): Promise<number> {
  return (
    await one(
      db,
      sql<{ n: number }>`
    select count(distinct i.contact_id) as n from contact_identifiers i
      join contacts c on c.tenant_id = i.tenant_id and c.id = i.contact_id
    where ${identifier(db, merge)} and c.gone_at is null`,
    )
  ).n;
}

const seen = (db: TenantDb, merge: ContactMerge) => sql`
  seen as (select distinct i.contact_id from ${staged(merge.keys)} k join contact_identifiers i on ${identifier(db, merge)} and i.value = k.key)`;
const absent = (db: TenantDb, merge: ContactMerge) => sql`
  c.tenant_id = ${db.tenantId} and c.gone_at is null
  and exists (select from contact_identifiers i where ${identifier(db, merge)} and i.contact_id = c.id)
  and not exists (select from seen where seen.contact_id = c.id)`;

export async function countAbsent(db: TenantDb, merge: ContactMerge): Promise<number> {
  return (await one(db, sql<{ n: number }>`with ${seen(db, merge)} select count(*) as n from contacts c where ${absent(db, merge)}`)).n;
}

/** Who had gone and stands in the file is back, also when the row is the same as ever. */
export async function markBack(db: TenantDb, merge: ContactMerge, now: Date): Promise<void> {
  const anybody = await maybe(db, sql`select 1 from contacts where tenant_id = ${db.tenantId} and gone_at is not null limit 1`);
  if (!anybody) return;
  await run(
    db,
    sql`with ${seen(db, merge)}
    update contacts c set gone_at = null, version = version + 1, updated_at = ${now}
    where c.tenant_id = ${db.tenantId} and c.gone_at is not null and exists (select from seen where seen.contact_id = c.id)`,
  );
}

/** Who is not in a full feed has gone. Nobody is deleted. */
export async function markGone(db: TenantDb, merge: ContactMerge, now: Date): Promise<number> {
  return run(
    db,
    sql`with ${seen(db, merge)}
    update contacts c set gone_at = ${now}, version = version + 1, updated_at = ${now} where ${absent(db, merge)}`,
  );
}

export async function selectBranchCodes(db: TenantDb, rows: string): Promise<string[]> {
  const found = await many(
    db,
    sql<{ code: string }>`select distinct branch_code as code from ${staged(rows)} where branch_code is not null`,
  );
  return found.map(({ code }) => code);
}

export interface Blocks {
  from: number;
  to: number;
}

/** A stretch of the staging table by its blocks: found at once, without an index. */
function stretch({ from, to }: Blocks): RawBuilder<boolean> {
  return sql<boolean>`s.ctid >= ${`(${from},0)`}::tid and s.ctid < ${`(${to},0)`}::tid`;
}

export async function insertHouseholds(db: TenantDb, merge: ContactMerge, blocks: Blocks): Promise<void> {
  await run(
    db,
    sql`
    insert into households (tenant_id, address_key)
    select distinct ${db.tenantId}::bigint, s.address_key from ${staged(merge.rows)} s
    where ${stretch(blocks)} and s.address_key is not null
      and not exists (select from households h where h.tenant_id = ${db.tenantId} and h.address_key = s.address_key)
    -- in the order of the index: half the time of a random one
    order by 2
    on conflict do nothing`,
  );
}

/**
 * New cards with their identifiers, marked for the look-up; in one statement, so that no card is without an identifier. When the
 * preview knew nobody in the file, nobody is looked for; if somebody came in meanwhile, that fails on their identifier.
 */
export async function insertContacts(
  db: TenantDb,
  merge: ContactMerge,
  blocks: Blocks,
  { now, onlyNew }: { now: Date; onlyNew: boolean },
): Promise<number> {
  const columns = merge.written;
  const unlessKnown = onlyNew
    ? sql``
    : sql`and not exists (select from contact_identifiers i where ${identifier(db, merge)} and i.value = s.key)`;
  const made = await one(
    db,
    sql<{ n: number }>`
    with fresh as materialized (
      -- numbered in the order of the file, whatever the plan: the same file gives the same cards
      select nextval('contacts_id_seq') as id, s.* from (
        select s.*, b.id as branch_id, h.id as household_id
        from ${staged(merge.rows)} s
          left join branches b on b.tenant_id = ${db.tenantId} and b.code = s.branch_code
          left join households h on h.tenant_id = ${db.tenantId} and h.address_key = s.address_key
        where ${stretch(blocks)} ${unlessKnown}
        order by s.line) s),
    cards as (
      insert into contacts (tenant_id, id, household_id, created_at, updated_at, ${sql.join(columns.map((column) => sql.id(columnOf(column))))})
      overriding system value
      select ${db.tenantId}, id, household_id, ${now}, ${now}, ${sql.join(columns.map((column) => sql.id(columnOf(column))))} from fresh),
    identified as (
      insert into contact_identifiers (tenant_id, source, kind, value, contact_id, import_hash)
      select ${db.tenantId}, ${merge.source}, ${merge.keyKind}, key, id, hash from fresh),
    stale as (
      insert into contact_search_stale (tenant_id, contact_id) select ${db.tenantId}, id from fresh)
    select count(*) as n from fresh`,
  );
  return made.n;
}

/** Cards whose row says something else than they do. */
export async function updateContacts(db: TenantDb, merge: ContactMerge, blocks: Blocks, now: Date): Promise<number> {
  const sets = merge.written.map((column) => sql`${sql.id(columnOf(column))} = ${wanted(merge, column)}`);
  if (merge.written.includes('email_key')) {
    sets.push(
      sql`email_state = case when c.email_key is distinct from ${wanted(merge, 'email_key')} then 'unknown' else c.email_state end`,
    );
  }
  // with an address that is kept, who lives together is kept too
  if (merge.written.includes('street') && !merge.kept.includes('street')) sets.push(sql`household_id = h.id`);
  const changed = await one(
    db,
    sql<{ n: number }>`
    with changed as (
      update contacts c set ${sql.join(sets)}, gone_at = null, version = c.version + 1, updated_at = ${now}
      from ${staged(merge.rows)} s
        join contact_identifiers i on ${identifier(db, merge)} and i.value = s.key
        left join branches b on b.tenant_id = ${db.tenantId} and b.code = s.branch_code
        left join households h on h.tenant_id = ${db.tenantId} and h.address_key = s.address_key
      where ${stretch(blocks)} and i.import_hash is distinct from s.hash
        and c.tenant_id = ${db.tenantId} and c.id = i.contact_id and ${isChanged(merge)}
      returning c.id),
    stale as (
      -- what is stale already is held until this commits: the job would tick it off for what the card was before
      insert into contact_search_stale (tenant_id, contact_id) select ${db.tenantId}, id from changed order by id
      on conflict (tenant_id, contact_id) do update set contact_id = excluded.contact_id)
    select count(*) as n from changed`,
  );
  return changed.n;
}

/** The row was taken in: next time the same row costs one comparison. */
export async function rememberRows(db: TenantDb, merge: ContactMerge, blocks: Blocks): Promise<void> {
  await run(
    db,
    sql`
    update contact_identifiers i set import_hash = s.hash from ${staged(merge.rows)} s
    where ${stretch(blocks)} and ${identifier(db, merge)} and i.value = s.key and i.import_hash is distinct from s.hash`,
  );
}

/** Further numbers a row carries point to the same card: the loans of a file may use either. */
export async function insertOtherIdentifiers(
  db: TenantDb,
  merge: ContactMerge,
  blocks: Blocks,
  other: { kind: string; column: 'card_number' | 'number' },
): Promise<void> {
  const column = sql.id(other.column);
  await run(
    db,
    sql`
    insert into contact_identifiers (tenant_id, source, kind, value, contact_id)
    select distinct on (s.${column}) ${db.tenantId}::bigint, ${merge.source}, ${other.kind}, s.${column}, i.contact_id
    from ${staged(merge.rows)} s join contact_identifiers i on ${identifier(db, merge)} and i.value = s.key
    where ${stretch(blocks)} and s.${column} is not null
    order by s.${column}, s.line
    on conflict (tenant_id, source, kind, value) do update set contact_id = excluded.contact_id
      where contact_identifiers.contact_id <> excluded.contact_id`,
  );
}

/** New members of these days, for the timeline. */
export async function selectNewMembers(
  db: TenantDb,
  merge: ContactMerge,
  blocks: Blocks,
  since: string,
): Promise<MergedContacts['newMembers']> {
  return many(
    db,
    sql<MergedContacts['newMembers'][number]>`
    select i.contact_id as "contactId", s.member_since as since, s.patron_category as category
    from ${staged(merge.rows)} s join contact_identifiers i on ${identifier(db, merge)} and i.value = s.key
    where ${stretch(blocks)} and s.member_since >= ${since}::date limit 20000`,
  );
}

/** Guardian and child, from the number of the guardian in the child's row; a guardian who changed in the file changes here. */
export async function mergeGuardians(db: TenantDb, merge: ContactMerge): Promise<void> {
  const any = await maybe(db, sql`select 1 from ${staged(merge.rows)} s where s.guardian is not null limit 1`);
  if (any) {
    await run(
      db,
      sql`
      insert into contact_relations (tenant_id, contact_id, related_id, kind, origin)
      select distinct ${db.tenantId}::bigint, g.contact_id, i.contact_id, 'guardian', 'import'
      from ${staged(merge.rows)} s
        join contact_identifiers i on ${identifier(db, merge)} and i.value = s.key
        join contact_identifiers g on g.tenant_id = ${db.tenantId} and g.source = ${merge.source} and g.kind in ('number', 'card') and g.value = s.guardian
      where s.guardian is not null and g.contact_id <> i.contact_id
      on conflict do nothing`,
    );
  }
  await run(
    db,
    sql`
    delete from contact_relations r using ${staged(merge.rows)} s
      join contact_identifiers i on ${identifier(db, merge)} and i.value = s.key
    where r.tenant_id = ${db.tenantId} and r.related_id = i.contact_id and r.kind = 'guardian' and r.origin = 'import'
      and not exists (select from contact_identifiers g
        where g.tenant_id = ${db.tenantId} and g.source = ${merge.source} and g.kind in ('number', 'card') and g.value = s.guardian and g.contact_id = r.contact_id)`,
  );
}
