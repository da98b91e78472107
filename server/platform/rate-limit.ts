// Fixed-window counters in the database, so that several web processes share them.
import { withSystem, one, run, sql, type Database } from './db.ts';
import { Refused } from './errors.ts';

interface Limit {
  /** What is counted: 'login:account:…', 'sign-up:tenant:…'. Never a bare address: hash it first. */
  key: string;
  max: number;
  windowSeconds: number;
}

/** Counts one attempt; throws Refused (429) when the window is full. */
export async function countAttempt(database: Database, limit: Limit, now: Date): Promise<void> {
  const window = limit.windowSeconds * 1000;
  const start = new Date(Math.floor(now.getTime() / window) * window);
  const { count } = await withSystem(database, async (db) => {
    await run(db, sql`delete from rate_limits where window_start < ${new Date(now.getTime() - 86_400_000)}`);
    return one(
      db,
      sql<{ count: number }>`
      insert into rate_limits (key, window_start, count) values (${limit.key}, ${start}, 1)
      on conflict (key, window_start) do update set count = rate_limits.count + 1 returning count`,
    );
  });
  if (count > limit.max) {
    const seconds = Math.max(1, Math.ceil((start.getTime() + window - now.getTime()) / 1000));
    throw new Refused('error.too-many', { seconds }, 429);
  }
}
