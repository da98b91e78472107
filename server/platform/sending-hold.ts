// Sending held for the whole installation: nothing leaves, whatever waits in the ledger, until the operator agrees. A restored
// backup starts like this, because what left after it was made is known to nobody but the readers.
import type { SystemDb } from './db.ts';
import { forget, recall, remember } from './memory.ts';

/** Under which the installation remembers it; read in the statement that looks for work (delivery/queries/engine.ts). */
export const sendingHoldKey = 'sending.held';

export interface SendingHold {
  /** ISO 8601, UTC. */
  since: string;
  /** A backup was put back, or the operator asked for it. */
  why: 'restored' | 'asked';
}

/** Holds all sending from now on. A hold that stands stays as it is. */
export async function holdSending(db: SystemDb, why: SendingHold['why'], now: Date): Promise<SendingHold> {
  const standing = await readSendingHold(db);
  if (standing) return standing;
  const hold: SendingHold = { since: now.toISOString(), why };
  await remember(db, sendingHoldKey, hold);
  return hold;
}

/** The hold that stands, if any. */
export async function readSendingHold(db: SystemDb): Promise<SendingHold | undefined> {
  return recall<SendingHold>(db, sendingHoldKey);
}

/** Ends the hold; what was under way is for the caller to decide about. */
export async function endSendingHold(db: SystemDb): Promise<void> {
  await forget(db, sendingHoldKey);
}
