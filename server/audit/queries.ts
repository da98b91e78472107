import { many, maybe, one, run, sql, type TenantDb } from '../platform/db.ts';

export interface AuditRow {
  id: number;
  at: Date;
  actor_kind: string;
  actor_id: number | null;
  actor_name: string;
  action: string;
  object_kind: string | null;
  object_id: string | null;
  detail: Record<string, unknown>;
  prev_hash: string;
  hash: string;
}

export interface AuditFilter {
  before?: number | undefined;
  action?: string | undefined;
  /** What it was done to. */
  object?: { kind: string; id: string } | undefined;
  limit: number;
}

/** Takes the chain's lock by touching its tail; the first entry of an environment makes it. */
export async function lockTail(db: TenantDb): Promise<{ last_id: number; last_hash: string }> {
  return one(
    db,
    sql<{ last_id: number; last_hash: string }>`
    insert into audit_tails (tenant_id, last_id, last_hash) values (${db.tenantId}, 0, '')
    on conflict (tenant_id) do update set last_id = audit_tails.last_id
    returning last_id, last_hash`,
  );
}

export async function insertEntry(db: TenantDb, row: AuditRow): Promise<void> {
  await run(
    db,
    sql`
    insert into audit_entries (tenant_id, id, at, actor_kind, actor_id, actor_name, action, object_kind, object_id, detail, prev_hash, hash)
    values (${db.tenantId}, ${row.id}, ${row.at}, ${row.actor_kind}, ${row.actor_id}, ${row.actor_name}, ${row.action},
      ${row.object_kind}, ${row.object_id}, ${JSON.stringify(row.detail)}, ${row.prev_hash}, ${row.hash})`,
  );
  await run(db, sql`update audit_tails set last_id = ${row.id}, last_hash = ${row.hash} where tenant_id = ${db.tenantId}`);
}

const columns = sql`id, at, actor_kind, actor_id, actor_name, action, object_kind, object_id, detail, prev_hash, hash`;

export async function selectEntries(db: TenantDb, filter: AuditFilter): Promise<AuditRow[]> {
  return many(
    db,
    sql<AuditRow>`
    select ${columns} from audit_entries
    where tenant_id = ${db.tenantId}
      ${filter.before ? sql`and id < ${filter.before}` : sql``}
      ${filter.action ? sql`and action = ${filter.action}` : sql``}
      ${filter.object ? sql`and object_kind = ${filter.object.kind} and object_id = ${filter.object.id}` : sql``}
    order by id desc limit ${filter.limit}`,
  );
}

/** Where the chain ends. */
export async function selectTail(db: TenantDb): Promise<{ last_id: number; last_hash: string }> {
  const row = await maybe(
    db,
    sql<{ last_id: number; last_hash: string }>`select last_id, last_hash from audit_tails where tenant_id = ${db.tenantId}`,
  );
  return row ?? { last_id: 0, last_hash: '' };
}

/** The chain from its beginning up to an entry, a thousand at a time. */
export async function* selectChain(db: TenantDb, last: number): AsyncGenerator<AuditRow> {
  for (let after = 0; ;) {
    const rows = await many(
      db,
      sql<AuditRow>`
      select ${columns} from audit_entries where tenant_id = ${db.tenantId} and id > ${after} and id <= ${last} order by id limit 1000`,
    );
    if (rows.length === 0) return;
    yield* rows;
    after = rows.at(-1)!.id;
  }
}
