// Holding newsletters until a colleague has looked: after a long silence of the mailers, and when sending begins again after
// a restore. Service mails are few, expire, and somebody waits for them: they go on.
import type { SystemDb } from '../platform/db.ts';
import { addJob } from '../platform/queue.ts';
import { endSendingHold, readSendingHold } from '../platform/sending-hold.ts';
import { holdFrom } from './queries/engine.ts';
import { newsletterPriority } from './rules.ts';

/** Pauses every newsletter that is under way and lets its page say why; tells how many. */
export async function holdNewsletters(db: SystemDb, trouble: 'delivery.long-silence' | 'delivery.restored'): Promise<number> {
  const held = await holdFrom(db, newsletterPriority, trouble);
  for (const { environment_id: tenantId, source_kind: sourceKind, source_id: sourceId } of held)
    await addJob(db, 'delivery.held', { tenantId, sourceKind, sourceId });
  return held.length;
}

/**
 * Lets the installation send again. Newsletters under way wait for a colleague, each by itself: only who knows what readers
 * already got can say which may go on. Tells how many; undefined when sending was not held.
 */
export async function releaseSending(db: SystemDb): Promise<number | undefined> {
  if (!(await readSendingHold(db))) return undefined;
  const waiting = await holdNewsletters(db, 'delivery.restored');
  await endSendingHold(db);
  return waiting;
}
