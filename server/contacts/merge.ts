// The second face of contacts, for the importer alone: a staging table with a million rows becomes cards.
//
// 1. `contactVerdicts` compares fingerprints: which rows of the file need no reading at all.
// 2. `previewContacts` counts what the waiting rows would do and shows some of it.
// 3. `mergeContacts` takes in one stretch of the staging table: households, new cards with their identifiers, changed cards,
//    fingerprints. Repeating a stretch changes nothing, so a killed merge simply goes on.
// 4. `finishContacts` does what needs the whole file: guardians, and in a full feed who has gone.
//
// Invariants: a card comes into being together with its identifier; nobody is deleted; permissions are not touched.
import type { contactColumns } from '../../lib/card-fields.ts';
import type { RawBuilder, TenantDb } from '../platform/db.ts';
import {
  countAbsent,
  countKnown,
  insertContacts,
  insertHouseholds,
  insertOtherIdentifiers,
  markBack,
  markGone,
  mergeGuardians,
  rememberRows,
  selectBranchCodes,
  selectNewMembers,
  selectPreview,
  selectSample,
  updateContacts,
  verdictsQuery,
  type Blocks,
  type SampleRow,
} from './queries/merge.ts';

export type { SampleRow } from './queries/merge.ts';

export type ContactColumn = (typeof contactColumns)[number];

export interface ContactMerge {
  /** Names of the two staging tables. */
  keys: string;
  rows: string;
  source: string;
  keyKind: 'card' | 'number' | 'email-name';
  written: readonly ContactColumn[];
  /** Of these, what stands on the card stays. */
  kept: readonly ContactColumn[];
  /** Another number in the same row: the card's when the key is the person's, and the other way round. */
  other?: { kind: 'card' | 'number'; column: 'card_number' | 'number' } | undefined;
}

export interface MergedContacts {
  new: number;
  changed: number;
  newMembers: { contactId: number; since: string; category: string | null }[];
}

/** For streaming: ordinal and verdict of rows that need no reading (1) or repeat a key (2). */
export function contactVerdicts(db: TenantDb, merge: ContactMerge): RawBuilder<unknown> {
  return verdictsQuery(db, merge);
}

/** What the waiting rows would do, how many people the source gave before, and, for a full feed, who would be gone. */
export async function previewContacts(
  db: TenantDb,
  merge: ContactMerge,
  { full }: { full: boolean },
): Promise<{ new: number; changed: number; gone: number; known: number; sample: SampleRow[] }> {
  const counts = await selectPreview(db, merge);
  return {
    ...counts,
    gone: full ? await countAbsent(db, merge) : 0,
    known: await countKnown(db, merge),
    sample: await selectSample(db, merge, 5),
  };
}

/** The branch codes the waiting rows mention; they must exist before the first stretch is merged. */
export async function mentionedBranches(db: TenantDb, rows: string): Promise<string[]> {
  return selectBranchCodes(db, rows);
}

/**
 * Takes in one stretch of staging. `membersSince` names the day from which new members are reported back; null for none.
 * `onlyNew` when the preview knew none of these people: then nobody is looked for; it fails when that is no longer true.
 */
export async function mergeContacts(
  db: TenantDb,
  merge: ContactMerge,
  { blocks, now, membersSince, onlyNew }: { blocks: Blocks; now: Date; membersSince: string | null; onlyNew: boolean },
): Promise<MergedContacts> {
  await insertHouseholds(db, merge, blocks);
  const changed = onlyNew ? 0 : await updateContacts(db, merge, blocks, now);
  const fresh = await insertContacts(db, merge, blocks, { now, onlyNew });
  if (!onlyNew) await rememberRows(db, merge, blocks);
  if (merge.other) await insertOtherIdentifiers(db, merge, blocks, merge.other);
  return {
    new: fresh,
    changed,
    newMembers: membersSince === null || fresh === 0 ? [] : await selectNewMembers(db, merge, blocks, membersSince),
  };
}

/** What needs the whole file; tells how many people have gone. */
export async function finishContacts(
  db: TenantDb,
  merge: ContactMerge,
  { full, guardians, now }: { full: boolean; guardians: boolean; now: Date },
): Promise<number> {
  if (guardians) await mergeGuardians(db, merge);
  await markBack(db, merge, now);
  return full ? markGone(db, merge, now) : 0;
}
