// What happened to a contact: one append-only history that every module writes to.
//
// 1. A module appends facts in the transaction in which the thing happens (`appendFacts`); a fact that is already
//    there (same contact, kind and natural key) is left alone, so repeating is harmless.
// 2. A kind is `noun.verb` in the past tense ('mail.sent'); what a person reads is made from the kind and the payload
//    by the sentence `timeline.fact.<kind>` of the catalogue, with the payload's values in its places.
// 3. The card reads facts newest first, a page at a time (`listFacts`), only those the reader's role may see.
//
// Owns facts. Invariants: no fact is changed or deleted (a trigger refuses it; erasure alone may delete);
// no loan titles in a payload; no message text in a payload.
import type { Permission } from '../../lib/permissions.ts';
import type { TenantDb } from '../platform/db.ts';
import { insertFacts, selectFacts, type FactRow } from './queries.ts';
import { kindPrefixes, visibleTo, type FactGroup, type Visibility } from './rules.ts';

export interface NewFact {
  contactId: number;
  at: Date;
  /** 'contact.call', 'mail.sent', 'permission.given', … */
  kind: string;
  /** What it is about, for links: 'mailing:12'. */
  object?: string | null;
  payload?: Record<string, unknown>;
  /** 'all' colleagues of the library, or only roles that may see loans. */
  visibility?: Visibility;
  /** Makes the fact unique for its contact and kind; the same key again is the same fact. */
  naturalKey: string;
}

export interface Fact {
  id: number;
  at: Date;
  kind: string;
  object: string | null;
  payload: Record<string, unknown>;
}

/** Appends facts, any number in one statement; tells how many were new. */
export async function appendFacts(db: TenantDb, facts: readonly NewFact[]): Promise<number> {
  if (facts.length === 0) return 0;
  return insertFacts(
    db,
    facts.map((fact) => ({
      contact_id: fact.contactId,
      at: fact.at,
      kind: fact.kind,
      object: fact.object ?? null,
      payload: fact.payload ?? {},
      visibility: fact.visibility ?? 'all',
      natural_key: fact.naturalKey,
    })),
  );
}

/** The history of a contact, newest first, for a reader with these permissions; `before` is the fact to continue below. */
export async function listFacts(
  db: TenantDb,
  contactId: number,
  options: { before?: number | undefined; group?: FactGroup | undefined; limit: number; permissions: ReadonlySet<Permission> },
): Promise<{ facts: Fact[]; next: number | null }> {
  const rows = await selectFacts(db, contactId, {
    before: options.before,
    prefixes: options.group && kindPrefixes(options.group),
    visibilities: visibleTo(options.permissions),
    limit: options.limit + 1,
  });
  const facts = rows.slice(0, options.limit).map(shape);
  return { facts, next: rows.length > options.limit ? facts.at(-1)!.id : null };
}

function shape(row: FactRow): Fact {
  return { id: row.id, at: row.at, kind: row.kind, object: row.object, payload: row.payload };
}
