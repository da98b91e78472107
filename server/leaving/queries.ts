import pg, { type PoolClient } from 'pg';
import { to as copyTo, type CopyToStreamQuery } from 'pg-copy-streams';
import { many, sql, type TenantDb } from '../platform/db.ts';

export interface TableColumns {
  table: string;
  columns: { name: string; type: string }[];
}

/** Every table that holds rows of a library, with its columns but the tenant's number. */
export async function selectColumns(db: TenantDb): Promise<TableColumns[]> {
  return many(
    db,
    sql<TableColumns>`
    select c.relname as "table",
      jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum)
        filter (where a.attname <> 'tenant_id') as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relkind = 'r'
    group by c.relname having bool_or(a.attname = 'tenant_id') order by c.relname`,
  );
}

/** The rows of a table as CSV (RFC 4180) with a header, in UTF-8. A query, because COPY of a table does not know row-level security. */
export function copyOut(db: TenantDb, { table, columns }: TableColumns): CopyToStreamQuery {
  const names = columns.map(({ name }) => pg.escapeIdentifier(name)).join(', ');
  const rows = `select ${names} from ${pg.escapeIdentifier(table)} where tenant_id = ${db.tenantId} order by 1`;
  return (db.client as PoolClient).query(copyTo(`copy (${rows}) to stdout (format csv, header, encoding 'UTF8')`));
}
