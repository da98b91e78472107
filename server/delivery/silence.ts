// After a long silence of all mailers a newsletter goes on only when somebody says so: the database may be a backup that was
// put back, and what left after it was made is known to nobody but the readers (docs/decisions/0043-holding-after-silence.md).
import type { App } from '../platform/app.ts';
import { withSystem } from '../platform/db.ts';
import { recall, remember } from '../platform/memory.ts';
import { holdNewsletters } from './holding.ts';

/** Under which the installation remembers when a mailer last lived; milliseconds. */
export const aliveKey = 'delivery.mailer-alive';
const longSilenceMs = 60 * 60_000;

/**
 * Notes that a mailer lives. When none did for more than an hour, first holds every newsletter that is under way; tells how many.
 * By the clock of the machine: what counts is time that passed outside, not what a test or the demo calls now.
 */
export async function noteAlive(app: App): Promise<number> {
  return withSystem(app.database, async (db) => {
    const now = Date.now();
    const last = await recall<number>(db, aliveKey);
    const held = last !== undefined && now - last > longSilenceMs ? await holdNewsletters(db, 'delivery.long-silence') : 0;
    await remember(db, aliveKey, now);
    if (held > 0) app.log.warn({ held }, 'no mailer ran for over an hour; newsletters under way wait for somebody');
    return held;
  });
}
