// Fixed-window counters in the database, so that several web processes share them.
import ipaddr from 'ipaddr.js';
import { withSystem, one, run, sql, type AnyDb, type Database } from './db.ts';
import { Refused } from './errors.ts';

interface Limit {
  /** What is counted: 'login:account:…', 'sign-up:tenant:…'. Never a bare address: hash it first. */
  key: string;
  max: number;
  windowSeconds: number;
}

/** Counts one attempt; throws Refused (429) when the window is full. */
export async function countAttempt(database: Database, limit: Limit, now: Date): Promise<void> {
  refuseBeyond(limit, await withSystem(database, (db) => count(db, limit, now)), now);
}

/** The same in a transaction that is open already: counts what is really done. */
export async function countDone(db: AnyDb, limit: Limit, now: Date): Promise<void> {
  refuseBeyond(limit, await count(db, limit, now), now);
}

/** What stands for one visitor: an address, or for IPv6 the network a subscriber gets, in which addresses cost nothing. */
export function networkOf(ip: string): string {
  if (!ipaddr.isValid(ip)) return ip;
  const address = ipaddr.process(ip);
  return address.kind() === 'ipv6' ? address.toNormalizedString().split(':').slice(0, 4).join(':') : address.toString();
}

const startOf = (limit: Limit, now: Date) =>
  new Date(Math.floor(now.getTime() / (limit.windowSeconds * 1000)) * limit.windowSeconds * 1000);

async function count(db: AnyDb, limit: Limit, now: Date): Promise<number> {
  await run(db, sql`delete from rate_limits where window_start < ${new Date(now.getTime() - 86_400_000)}`);
  const row = await one(
    db,
    sql<{ count: number }>`
    insert into rate_limits (key, window_start, count) values (${limit.key}, ${startOf(limit, now)}, 1)
    on conflict (key, window_start) do update set count = rate_limits.count + 1 returning count`,
  );
  return row.count;
}

function refuseBeyond(limit: Limit, tries: number, now: Date): void {
  if (tries <= limit.max) return;
  const end = startOf(limit, now).getTime() + limit.windowSeconds * 1000;
  throw new Refused('error.too-many', { seconds: Math.max(1, Math.ceil((end - now.getTime()) / 1000)) }, 429);
}
