import { many, maybe, one, sql, type TenantDb } from '../../platform/db.ts';

export interface TaskRow {
  id: number;
  contact_id: number;
  what: string;
  due_on: string | null;
  done_at: Date | null;
  created_at: Date;
  staff_name: string | null;
  first_name: string;
  last_name: string;
}

const tasks = sql`
  select t.id, t.contact_id, t.what, t.due_on, t.done_at, t.created_at, s.name as staff_name, c.first_name, c.last_name
  from contact_tasks t
    join contacts c on c.tenant_id = t.tenant_id and c.id = t.contact_id
    left join staff_members s on s.id = t.staff_id`;

export async function selectTasks(
  db: TenantDb,
  filter: { state: 'open' | 'done'; contactId?: number | undefined; limit: number },
): Promise<TaskRow[]> {
  return many(
    db,
    sql<TaskRow>`
    ${tasks}
    where t.tenant_id = ${db.tenantId}
      ${filter.contactId === undefined ? sql`` : sql`and t.contact_id = ${filter.contactId}`}
      ${filter.state === 'open' ? sql`and t.done_at is null order by t.due_on nulls last, t.id` : sql`and t.done_at is not null order by t.done_at desc, t.id desc`}
    limit ${filter.limit}`,
  );
}

export async function selectTask(db: TenantDb, id: number): Promise<TaskRow | undefined> {
  return maybe(db, sql<TaskRow>`${tasks} where t.tenant_id = ${db.tenantId} and t.id = ${id}`);
}

export async function insertTask(
  db: TenantDb,
  row: { contactId: number; what: string; dueOn: string | null; staffId: number | null; at: Date },
): Promise<number> {
  const made = await one(
    db,
    sql<{ id: number }>`
    insert into contact_tasks (tenant_id, contact_id, what, due_on, staff_id, created_at)
    values (${db.tenantId}, ${row.contactId}, ${row.what}, ${row.dueOn}, ${row.staffId}, ${row.at}) returning id`,
  );
  return made.id;
}

/** Gives undefined when there was nothing to change. */
export async function updateTaskDone(db: TenantDb, id: number, doneAt: Date | null): Promise<{ contact_id: number } | undefined> {
  return maybe(
    db,
    sql<{ contact_id: number }>`
    update contact_tasks set done_at = ${doneAt}
    where tenant_id = ${db.tenantId} and id = ${id} and (done_at is null) = ${doneAt !== null} returning contact_id`,
  );
}
