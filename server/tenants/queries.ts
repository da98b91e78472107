import { many, maybe, one, run, sql, type AnyDb, type SystemDb, type TenantDb } from '../platform/db.ts';
import type { Branding, ContactData, EnvironmentKind } from './rules.ts';

export interface TenantRow {
  id: number;
  public_id: string;
  kind: EnvironmentKind;
  parent_id: number | null;
  slug: string;
  name: string;
  short_name: string;
  language: 'nl' | 'en';
  country: 'BE' | 'NL';
  time_zone: string;
  branding: Branding;
  contact: ContactData;
  settings: Record<string, unknown>;
  demo: boolean;
}

export interface BranchRow {
  id: number;
  code: string;
  name: string;
  street: string | null;
  postcode: string | null;
  city: string | null;
  phone: string | null;
  email: string | null;
}

const columns = sql`id, public_id, kind, parent_id, slug, name, short_name, language, country, time_zone, branding, contact, settings, demo`;

export async function selectTenant(db: AnyDb, id: number): Promise<TenantRow | undefined> {
  return maybe(db, sql<TenantRow>`select ${columns} from tenants where id = ${id}`);
}

export async function selectTenantBySlug(db: AnyDb, slug: string): Promise<TenantRow | undefined> {
  return maybe(db, sql<TenantRow>`select ${columns} from tenants where slug = ${slug}`);
}

export async function selectTenants(db: AnyDb): Promise<TenantRow[]> {
  return many(
    db,
    sql<TenantRow>`
    with recursive tree as (
      select t.*, array[t.name] as path from tenants t where parent_id is null
      union all
      select t.*, tree.path || t.name from tenants t join tree on t.parent_id = tree.id)
    select ${columns} from tree order by path`,
  );
}

export async function selectDescendants(db: AnyDb, id: number): Promise<number[]> {
  const rows = await many(
    db,
    sql<{ id: number }>`
    with recursive below as (
      select id from tenants where id = ${id}
      union all
      select t.id from tenants t join below on t.parent_id = below.id)
    select id from below`,
  );
  return rows.map((row) => row.id);
}

export interface InsertTenant {
  publicId: string;
  kind: EnvironmentKind;
  parentId: number | null;
  slug: string;
  name: string;
  shortName: string;
  language: string;
  country: string;
  timeZone: string;
  demo: boolean;
}

export async function insertTenant(db: SystemDb, row: InsertTenant): Promise<TenantRow> {
  return one(
    db,
    sql<TenantRow>`
    insert into tenants (public_id, kind, parent_id, slug, name, short_name, language, country, time_zone, demo)
    values (${row.publicId}, ${row.kind}, ${row.parentId}, ${row.slug}, ${row.name}, ${row.shortName}, ${row.language}, ${row.country}, ${row.timeZone}, ${row.demo})
    returning ${columns}`,
  );
}

export async function updateTenant(db: TenantDb, change: Partial<TenantRow>): Promise<TenantRow> {
  return one(
    db,
    sql<TenantRow>`
    update tenants set
      name = coalesce(${change.name ?? null}, name),
      short_name = coalesce(${change.short_name ?? null}, short_name),
      language = coalesce(${change.language ?? null}, language),
      branding = coalesce(${change.branding ? JSON.stringify(change.branding) : null}::jsonb, branding),
      contact = coalesce(${change.contact ? JSON.stringify(change.contact) : null}::jsonb, contact),
      settings = coalesce(${change.settings ? JSON.stringify(change.settings) : null}::jsonb, settings)
    where id = ${db.tenantId} returning ${columns}`,
  );
}

const branchColumns = sql`id, code, name, street, postcode, city, phone, email`;

export async function selectBranches(db: TenantDb): Promise<BranchRow[]> {
  return many(db, sql<BranchRow>`select ${branchColumns} from branches where tenant_id = ${db.tenantId} order by name, id`);
}

export async function insertBranches(db: TenantDb, codes: readonly string[]): Promise<void> {
  await run(
    db,
    sql`
    insert into branches (tenant_id, code, name) select ${db.tenantId}, code, code from unnest(${codes}::text[]) as code
    on conflict (tenant_id, code) do nothing`,
  );
}

export async function updateBranch(db: TenantDb, id: number, change: Partial<BranchRow>): Promise<BranchRow | undefined> {
  return maybe(
    db,
    sql<BranchRow>`
    update branches set
      name = coalesce(${change.name ?? null}, name), street = coalesce(${change.street ?? null}, street),
      postcode = coalesce(${change.postcode ?? null}, postcode), city = coalesce(${change.city ?? null}, city),
      phone = coalesce(${change.phone ?? null}, phone), email = coalesce(${change.email ?? null}, email)
    where tenant_id = ${db.tenantId} and id = ${id} returning ${branchColumns}`,
  );
}
