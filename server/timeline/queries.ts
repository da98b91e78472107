import { many, run, sql, type TenantDb } from '../platform/db.ts';

export interface FactRow {
  id: number;
  contact_id: number;
  at: Date;
  kind: string;
  object: string | null;
  payload: Record<string, unknown>;
  visibility: string;
  natural_key: string;
}

/** One statement for any number of facts: they travel as one JSON parameter. */
export async function insertFacts(db: TenantDb, rows: readonly Omit<FactRow, 'id'>[]): Promise<number> {
  return run(
    db,
    sql`
    insert into facts (tenant_id, contact_id, at, kind, object, payload, visibility, natural_key)
    select ${db.tenantId}, f.contact_id, f.at, f.kind, f.object, f.payload, f.visibility, f.natural_key
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as f (contact_id bigint, at timestamptz, kind text, object text, payload jsonb, visibility text, natural_key text)
    on conflict (tenant_id, contact_id, kind, natural_key) do nothing`,
  );
}

export async function selectFacts(
  db: TenantDb,
  contactId: number,
  filter: { before?: number | undefined; prefixes?: readonly string[] | undefined; visibilities: readonly string[]; limit: number },
): Promise<FactRow[]> {
  return many(
    db,
    sql<FactRow>`
    select id, contact_id, at, kind, object, payload, visibility, natural_key
    from facts
    where tenant_id = ${db.tenantId} and contact_id = ${contactId} and visibility = any(${[...filter.visibilities]})
      ${
        filter.prefixes
          ? sql`and (${sql.join(
              filter.prefixes.map((prefix) => sql`starts_with(kind, ${prefix})`),
              sql` or `,
            )})`
          : sql``
      }
      ${
        // the moment comes from the row itself: JavaScript would cut its microseconds off
        filter.before ? sql`and (at, id) < (select at, id from facts where tenant_id = ${db.tenantId} and id = ${filter.before})` : sql``
      }
    order by at desc, id desc
    limit ${filter.limit}`,
  );
}
