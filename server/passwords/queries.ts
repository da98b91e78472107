import { maybe, one, run, sql, type AnyDb } from '../platform/db.ts';

export interface PasswordRequestRow {
  id: number;
  staff_id: number;
  environment_id: number;
}

const columns = sql`id, staff_id, environment_id`;
const open = (now: Date) => sql`used_at is null and expires_at > ${now}`;

export async function insertRequest(
  db: AnyDb,
  row: { staffId: number; environmentId: number; now: Date; expiresAt: Date },
): Promise<PasswordRequestRow> {
  return one(
    db,
    sql<PasswordRequestRow>`
    insert into password_requests (staff_id, environment_id, created_at, expires_at)
    values (${row.staffId}, ${row.environmentId}, ${row.now}, ${row.expiresAt}) returning ${columns}`,
  );
}

export async function countRequestsSince(db: AnyDb, staffId: number, moment: Date): Promise<number> {
  const count = sql<{ n: number }>`
    select count(*)::int as n from password_requests where staff_id = ${staffId} and created_at > ${moment}`;
  return (await one(db, count)).n;
}

export async function selectOpenRequest(db: AnyDb, id: number, now: Date): Promise<PasswordRequestRow | undefined> {
  return maybe(db, sql<PasswordRequestRow>`select ${columns} from password_requests where id = ${id} and ${open(now)}`);
}

/** Uses a request up, and with it every other of the same account; of two at the same moment one gets it. */
export async function useRequest(db: AnyDb, { id, staff_id: staffId }: PasswordRequestRow, now: Date): Promise<boolean> {
  const used = await run(db, sql`update password_requests set used_at = ${now} where id = ${id} and ${open(now)}`);
  if (used > 0) await run(db, sql`update password_requests set used_at = ${now} where staff_id = ${staffId} and used_at is null`);
  return used > 0;
}

export async function deleteRequestsBefore(db: AnyDb, moment: Date): Promise<void> {
  await run(db, sql`delete from password_requests where created_at < ${moment}`);
}
