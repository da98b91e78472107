// Set-based: a staging table of the importer into items, loans and what is counted per reader.
import { many, one, run, sql, type RawBuilder, type TenantDb } from '../../platform/db.ts';
import type { LoanMerge } from '../merge.ts';

const staged = (name: string) => sql.id('staging', name);

/** For COPY: rows that need no reading (1: unchanged), repeat a loan (2) or belong to nobody we know (3). */
export function verdictsQuery(db: TenantDb, merge: LoanMerge): RawBuilder<unknown> {
  const tenant = sql.lit(db.tenantId);
  return sql`
    select k.ordinal, case when d.first < k.ordinal then 2 when i.contact_id is null then 3 else 1 end
    from ${staged(merge.keys)} k
      left join (select key, min(ordinal) as first from ${staged(merge.keys)} group by key having count(*) > 1) d on d.key = k.key
      left join contact_identifiers i on i.tenant_id = ${tenant} and i.source = ${sql.lit(merge.source)} and i.kind = ${sql.lit(merge.patronKind)} and i.value = k.patron
      left join loans l on l.tenant_id = ${tenant} and l.source_key = k.key
    where d.first < k.ordinal or i.contact_id is null or l.import_hash = k.hash`;
}

export async function selectPreview(db: TenantDb, merge: LoanMerge): Promise<{ new: number; changed: number }> {
  return one(
    db,
    sql<{ new: number; changed: number }>`
    select count(*) filter (where l.id is null) as new,
      count(l.id) filter (where (l.loaned_on, l.due_on, l.returned_on, l.renewals) is distinct from (s.loaned_on, s.due_on, s.returned_on, s.renewals)) as changed
    from ${staged(merge.rows)} s left join loans l on l.tenant_id = ${db.tenantId} and l.source_key = s.key`,
  );
}

export interface LoanSample {
  kind: 'new' | 'changed';
  key: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown>;
}

/** A handful of loans before and after, without titles: what somebody reads is nobody's sample. */
export async function selectSample(db: TenantDb, merge: LoanMerge, each: number): Promise<LoanSample[]> {
  const row = (alias: string) => sql`jsonb_build_object('loaned_on', ${sql.id(alias)}.loaned_on, 'due_on', ${sql.id(alias)}.due_on,
    'returned_on', ${sql.id(alias)}.returned_on, 'renewals', ${sql.id(alias)}.renewals)`;
  return many(
    db,
    sql<LoanSample>`
    (select 'changed' as kind, s.item_key as key, ${row('l')} as before, ${row('s')} as after
     from ${staged(merge.rows)} s join loans l on l.tenant_id = ${db.tenantId} and l.source_key = s.key
     where (l.loaned_on, l.due_on, l.returned_on, l.renewals) is distinct from (s.loaned_on, s.due_on, s.returned_on, s.renewals) limit ${each})
    union all
    (select 'new' as kind, s.item_key as key, null::jsonb as before, ${row('s')} || jsonb_build_object('branch_id', s.branch_code, 'material', s.material, 'world', s.world) as after
     from ${staged(merge.rows)} s
     where not exists (select from loans l where l.tenant_id = ${db.tenantId} and l.source_key = s.key) limit ${each})`,
  );
}

export async function countKnown(db: TenantDb): Promise<number> {
  return (
    await one(db, sql<{ n: number }>`select coalesce(sum(loans), 0)::bigint as n from contact_loan_totals where tenant_id = ${db.tenantId}`)
  ).n;
}

/** The codes the waiting rows mention, all of them in one look at the table. */
export async function selectCodes(
  db: TenantDb,
  merge: LoanMerge,
): Promise<{ branch: string | null; material: string | null; world: string | null }[]> {
  return many(
    db,
    sql<{ branch: string | null; material: string | null; world: string | null }>`
    select distinct branch_code as branch, material, world from ${staged(merge.rows)}`,
  );
}

/** Materials and worlds we do not know yet; their code is their name until a person gives one. */
export async function insertLists(db: TenantDb, { materials, worlds }: { materials: string[]; worlds: string[] }): Promise<void> {
  await run(
    db,
    sql`
    insert into materials (tenant_id, code, name) select ${db.tenantId}, code, code from unnest(${materials}::text[]) code on conflict do nothing`,
  );
  await run(
    db,
    sql`
    insert into worlds (tenant_id, code, name) select ${db.tenantId}, code, code from unnest(${worlds}::text[]) code on conflict do nothing`,
  );
}

export interface Blocks {
  from: number;
  to: number;
}

function stretch({ from, to }: Blocks): RawBuilder<boolean> {
  return sql<boolean>`s.ctid >= ${`(${from},0)`}::tid and s.ctid < ${`(${to},0)`}::tid`;
}

/** Items not seen before, and those whose title the file tells differently; where a file tells it twice, its last row holds. */
export async function insertItems(db: TenantDb, merge: LoanMerge, blocks: Blocks): Promise<void> {
  await run(
    db,
    sql`
    with last as (
      select s.item_key, max(s.line) as line
      from ${staged(merge.rows)} s left join items t on t.tenant_id = ${db.tenantId} and t.item_key = s.item_key
      where ${stretch(blocks)} and (t.id is null or (s.title is not null and (t.title, t.author) is distinct from (s.title, s.author)))
      group by s.item_key)
    insert into items (tenant_id, item_key, title, author)
    select ${db.tenantId}, s.item_key, coalesce(s.title, ''), s.author
    from last join ${staged(merge.rows)} s on s.line = last.line and s.item_key = last.item_key
    where ${stretch(blocks)}
    order by s.item_key
    on conflict (tenant_id, item_key) do update set title = excluded.title, author = excluded.author`,
  );
}

/**
 * New loans, and what changed about known ones: the day they must be back, came back, were renewed. When the preview knew
 * none of them they are simply inserted, a third faster; if one came in meanwhile, that fails on its key.
 */
export async function writeLoans(db: TenantDb, merge: LoanMerge, blocks: Blocks, { onlyNew }: { onlyNew: boolean }): Promise<number> {
  const orChange = onlyNew
    ? sql``
    : sql`
    on conflict (tenant_id, source_key) do update set contact_id = excluded.contact_id, item_id = excluded.item_id, branch_id = excluded.branch_id,
      material_id = excluded.material_id, world_id = excluded.world_id, audience = excluded.audience, renewals = excluded.renewals,
      loaned_on = excluded.loaned_on, due_on = excluded.due_on, returned_on = excluded.returned_on, import_hash = excluded.import_hash
    where loans.import_hash is distinct from excluded.import_hash`;
  return run(
    db,
    sql`
    insert into loans (tenant_id, contact_id, item_id, branch_id, material_id, world_id, audience, renewals, loaned_on, due_on, returned_on, source_key, import_hash)
    select ${db.tenantId}, i.contact_id, t.id, b.id, m.id, w.id, s.audience, s.renewals, s.loaned_on, s.due_on, s.returned_on, s.key, s.hash
    from ${staged(merge.rows)} s
      join contact_identifiers i on i.tenant_id = ${db.tenantId} and i.source = ${merge.source} and i.kind = ${merge.patronKind} and i.value = s.patron
      join items t on t.tenant_id = ${db.tenantId} and t.item_key = s.item_key
      left join branches b on b.tenant_id = ${db.tenantId} and b.code = s.branch_code
      left join materials m on m.tenant_id = ${db.tenantId} and m.code = s.material
      left join worlds w on w.tenant_id = ${db.tenantId} and w.code = s.world
    where ${stretch(blocks)}
    ${orChange}`,
  );
}

/** Who has loans that this stretch gives to somebody else: the library system may find that out later. */
export async function selectFormerReaders(db: TenantDb, merge: LoanMerge, blocks: Blocks): Promise<number[]> {
  const rows = await many(
    db,
    sql<{ id: number }>`
    select distinct l.contact_id as id from ${staged(merge.rows)} s
      join contact_identifiers i on i.tenant_id = ${db.tenantId} and i.source = ${merge.source} and i.kind = ${merge.patronKind} and i.value = s.patron
      join loans l on l.tenant_id = ${db.tenantId} and l.source_key = s.key
    where ${stretch(blocks)} and l.contact_id <> i.contact_id`,
  );
  return rows.map(({ id }) => id);
}

/** Counts anew for who may have no loan left. */
export async function recountTotals(db: TenantDb, contactIds: readonly number[]): Promise<void> {
  const ids = sql`${[...contactIds]}::bigint[]`;
  await writeTotals(db, sql`any(${ids})`);
  await run(
    db,
    sql`delete from contact_loan_totals t where t.tenant_id = ${db.tenantId} and t.contact_id = any(${ids})
      and not exists (select from loans l where l.tenant_id = t.tenant_id and l.contact_id = t.contact_id)`,
  );
}

/** Counts anew what lists and simple conditions need, for the readers in this import. */
export async function upsertTotals(db: TenantDb, merge: LoanMerge): Promise<void> {
  await writeTotals(
    db,
    sql`any(
      select i.contact_id from contact_identifiers i
      where i.tenant_id = ${db.tenantId} and i.source = ${merge.source} and i.kind = ${merge.patronKind}
        and i.value in (select patron from ${staged(merge.rows)}))`,
  );
}

async function writeTotals(db: TenantDb, readers: RawBuilder<unknown>): Promise<void> {
  await run(
    db,
    sql`
    insert into contact_loan_totals (tenant_id, contact_id, loans, open_loans, first_on, last_on)
    select ${db.tenantId}, l.contact_id, count(*), count(*) filter (where l.returned_on is null), min(l.loaned_on), max(l.loaned_on)
    from loans l
    where l.tenant_id = ${db.tenantId} and l.contact_id = ${readers}
    group by l.contact_id
    on conflict (tenant_id, contact_id) do update set loans = excluded.loans, open_loans = excluded.open_loans, first_on = excluded.first_on, last_on = excluded.last_on
      where (contact_loan_totals.loans, contact_loan_totals.open_loans, contact_loan_totals.first_on, contact_loan_totals.last_on)
        is distinct from (excluded.loans, excluded.open_loans, excluded.first_on, excluded.last_on)`,
  );
}
