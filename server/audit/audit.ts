// Who did what: append-only, per environment, each entry carrying the hash of the one before it.
//
// 1. `recordAudit` is called in the transaction that does the thing, so neither exists without the other.
// 2. The environment's tail row is locked, the entry's hash computed over its content and the previous hash, both written.
// 3. `listAudit` shows the entries, newest first.
// 4. `verifyAudit` walks the chain to its recorded end and names the first entry that does not fit or is missing.
//
// Owns audit_entries and audit_tails. Invariants: no entry is ever changed or deleted (a trigger refuses it);
// entries hold no secrets and no message texts.
import { createHash } from 'node:crypto';
import type { TenantDb } from '../platform/db.ts';
import type { Caller } from '../platform/serve.ts';
import { insertEntry, lockTail, selectChain, selectEntries, selectTail, type AuditFilter, type AuditRow } from './queries.ts';

export interface Actor {
  kind: 'staff' | 'api-key' | 'contact' | 'system';
  id: number | null;
  name: string;
}

export interface NewAudit {
  actor: Actor;
  /** 'contacts.edited', 'mailings.sent': module first, past tense. */
  action: string;
  objectKind?: string;
  objectId?: string | number;
  detail?: Record<string, unknown>;
  at: Date;
}

/** The actor of a request. */
export function actorOf(caller: Caller): Actor {
  return { kind: caller.kind, id: caller.id, name: caller.name };
}

/** What the program did by itself. */
export const systemActor: Actor = { kind: 'system', id: null, name: 'Kaartbak' };

/** Adds one entry to the environment's chain, in the caller's transaction. */
export async function recordAudit(db: TenantDb, entry: NewAudit): Promise<void> {
  const tail = await lockTail(db);
  const row = {
    id: tail.last_id + 1,
    at: entry.at,
    actor_kind: entry.actor.kind,
    actor_id: entry.actor.id,
    actor_name: entry.actor.name,
    action: entry.action,
    object_kind: entry.objectKind ?? null,
    object_id: entry.objectId === undefined ? null : String(entry.objectId),
    // as it will be read back: a moment becomes text before it is hashed
    detail: JSON.parse(JSON.stringify(entry.detail ?? {})) as Record<string, unknown>,
    prev_hash: tail.last_hash,
  };
  await insertEntry(db, { ...row, hash: hashOf(row) });
}

/** Entries newest first; `before` is the id to continue below. */
export async function listAudit(db: TenantDb, filter: AuditFilter): Promise<AuditRow[]> {
  return selectEntries(db, filter);
}

/** Walks the whole chain; tells the id of the first entry that was tampered with, or null when all fit. */
export async function verifyAudit(db: TenantDb): Promise<{ entries: number; brokenAt: number | null }> {
  // what is written while we walk is not looked at
  const tail = await selectTail(db);
  let previous = '';
  let count = 0;
  for await (const row of selectChain(db, tail.last_id)) {
    count++;
    if (row.id !== count || row.prev_hash !== previous || row.hash !== hashOf(row)) return { entries: count, brokenAt: row.id };
    previous = row.hash;
  }
  const whole = count === tail.last_id && previous === tail.last_hash;
  return { entries: count, brokenAt: whole ? null : count + 1 };
}

type Hashed = Omit<AuditRow, 'hash'>;

function hashOf(row: Hashed): string {
  const content = [
    row.id,
    row.at.toISOString(),
    row.actor_kind,
    row.actor_id,
    row.actor_name,
    row.action,
    row.object_kind,
    row.object_id,
    sorted(row.detail),
    row.prev_hash,
  ];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

/** jsonb does not keep the order of keys; the hash must not depend on it. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
