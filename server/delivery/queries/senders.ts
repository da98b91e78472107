import { many, maybe, run, sql, type TenantDb } from '../../platform/db.ts';

export interface SenderRow {
  id: number;
  name: string;
  email: string;
  reply_to: string | null;
  verify_token_hash: string | null;
  verified_at: Date | null;
}

const columns = sql`id, name, email, reply_to, verify_token_hash, verified_at`;

export async function selectSenders(db: TenantDb): Promise<SenderRow[]> {
  return many(db, sql<SenderRow>`select ${columns} from senders where tenant_id = ${db.tenantId} order by id`);
}

export async function selectSender(db: TenantDb, id: number): Promise<SenderRow | undefined> {
  return maybe(db, sql<SenderRow>`select ${columns} from senders where tenant_id = ${db.tenantId} and id = ${id}`);
}

/** The new row, or undefined when the address is there already. */
export async function insertSender(
  db: TenantDb,
  row: { name: string; email: string; replyTo: string | null },
): Promise<SenderRow | undefined> {
  return maybe(
    db,
    sql<SenderRow>`
    insert into senders (tenant_id, name, email, reply_to) values (${db.tenantId}, ${row.name}, ${row.email}, ${row.replyTo})
    on conflict (tenant_id, email) do nothing returning ${columns}`,
  );
}

export async function updateSenderToken(db: TenantDb, id: number, tokenHash: string): Promise<void> {
  await run(db, sql`update senders set verify_token_hash = ${tokenHash} where tenant_id = ${db.tenantId} and id = ${id}`);
}

/** Proved: the token is used up. */
export async function updateSenderVerified(db: TenantDb, id: number, now: Date): Promise<SenderRow | undefined> {
  return maybe(
    db,
    sql<SenderRow>`
    update senders set verified_at = ${now}, verify_token_hash = null where tenant_id = ${db.tenantId} and id = ${id} returning ${columns}`,
  );
}

export async function deleteSender(db: TenantDb, id: number): Promise<number> {
  return run(db, sql`delete from senders where tenant_id = ${db.tenantId} and id = ${id}`);
}
