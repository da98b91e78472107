// What was said by phone, at the desk, by mail or letter, and what has to be done after it.
import { randomUUID } from 'node:crypto';
import { actorOf, recordAudit } from '../audit/audit.ts';
import { NotFound } from '../platform/errors.ts';
import type { TenantDb } from '../platform/db.ts';
import { appendFacts } from '../timeline/timeline.ts';
import { getContact, staffIdOf, type By } from './contacts.ts';
import { insertTask, selectTask, selectTasks, updateTaskDone, type TaskRow } from './queries/tasks.ts';

export interface NewConversation {
  channel: 'phone' | 'desk' | 'email' | 'letter';
  direction: 'in' | 'out';
  outcome: 'answered' | 'not-reached' | 'passed-on' | 'to-do';
  note: string;
  /** When it was, if not just now. */
  at?: Date | undefined;
  task?: { what: string; dueOn: string | null } | undefined;
}

/** Notes a conversation on the timeline, and the task that follows from it. */
export async function logConversation(db: TenantDb, contactId: number, said: NewConversation, by: By): Promise<{ taskId: number | null }> {
  await getContact(db, contactId);
  const taskId = said.task
    ? await insertTask(db, { contactId, what: said.task.what, dueOn: said.task.dueOn, staffId: staffIdOf(by.caller), at: by.now })
    : null;
  await appendFacts(db, [
    {
      contactId,
      at: said.at ?? by.now,
      kind: `conversation.${said.channel}`,
      object: taskId === null ? null : `task:${taskId}`,
      payload: {
        by: by.caller.name,
        direction: said.direction,
        outcome: said.outcome,
        note: said.note,
        ...(said.task ? { task: said.task.what } : {}),
      },
      naturalKey: randomUUID(),
    },
  ]);
  await recordAudit(db, {
    actor: actorOf(by.caller),
    action: 'contacts.conversation-logged',
    objectKind: 'contact',
    objectId: contactId,
    detail: { channel: said.channel },
    at: by.now,
  });
  return { taskId };
}

/** Tasks of the library, or of one contact: open ones by the day they are due, done ones latest first. */
export async function listTasks(
  db: TenantDb,
  filter: { state: 'open' | 'done'; contactId?: number | undefined; limit: number },
): Promise<TaskRow[]> {
  return selectTasks(db, filter);
}

/** A task that does not come from a conversation. */
export async function addTask(db: TenantDb, contactId: number, task: { what: string; dueOn: string | null }, by: By): Promise<TaskRow> {
  await getContact(db, contactId);
  const id = await insertTask(db, { contactId, ...task, staffId: staffIdOf(by.caller), at: by.now });
  return (await selectTask(db, id))!;
}

/** Ticks a task off, or puts it back. Doing it twice is the same as once. */
export async function setTaskDone(db: TenantDb, taskId: number, done: boolean, by: By): Promise<TaskRow> {
  const changed = await updateTaskDone(db, taskId, done ? by.now : null);
  const task = await selectTask(db, taskId);
  if (!task) throw new NotFound('task');
  if (changed && done) {
    await appendFacts(db, [
      {
        contactId: task.contact_id,
        at: by.now,
        kind: 'task.done',
        object: `task:${taskId}`,
        payload: { by: by.caller.name, what: task.what },
        naturalKey: `${taskId}:${by.now.toISOString()}`,
      },
    ]);
  }
  return task;
}
