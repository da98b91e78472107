import { many, run, sql, type TenantDb } from '../../platform/db.ts';

export interface CategoryRow {
  code: string;
  /** The code itself as long as nobody named it. */
  name: string;
}

/** The categories in use, by jumping from one to the next in the index, and those that have a name. */
export async function selectCategories(db: TenantDb): Promise<CategoryRow[]> {
  return many(
    db,
    sql<CategoryRow>`
    with recursive used as (
      (select patron_category as code from contacts where tenant_id = ${db.tenantId} and patron_category is not null order by patron_category limit 1)
      union all
      select (select patron_category from contacts where tenant_id = ${db.tenantId} and patron_category > used.code order by patron_category limit 1)
      from used where used.code is not null),
    known as (select code from (select code from used where code is not null limit 500) found
      union select code from patron_categories where tenant_id = ${db.tenantId})
    select k.code, coalesce(p.name, k.code) as name
    from known k left join patron_categories p on p.tenant_id = ${db.tenantId} and p.code = k.code
    order by lower(coalesce(p.name, k.code)), k.code`,
  );
}

export async function upsertCategory(db: TenantDb, code: string, name: string): Promise<void> {
  await run(
    db,
    sql`
    insert into patron_categories (tenant_id, code, name) values (${db.tenantId}, ${code}, ${name})
    on conflict (tenant_id, code) do update set name = excluded.name`,
  );
}
