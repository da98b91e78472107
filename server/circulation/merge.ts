// The second face of circulation, for the importer alone: a staging table of loans becomes loans.
//
// 1. `loanVerdicts` compares fingerprints: which rows need no reading, which repeat a loan, which belong to nobody we know.
// 2. `previewLoans` counts what the waiting rows would do.
// 3. `prepareLoans` makes the materials and worlds they mention; `mergeLoans` takes in one stretch of staging: items, then loans.
//    Repeating a stretch changes nothing, so a killed merge simply goes on.
// 4. `finishLoans` counts anew what is kept per reader.
//
// Invariant: a loan stands here once, by the fingerprint of its key in its source. Nothing is deleted: a loan that is no
// longer in a file keeps its last state.
import type { RawBuilder, TenantDb } from '../platform/db.ts';
import {
  countKnown,
  insertItems,
  insertLists,
  recountTotals,
  selectCodes,
  selectFormerReaders,
  selectPreview,
  selectSample,
  upsertTotals,
  writeLoans,
  verdictsQuery,
  type Blocks,
  type LoanSample,
} from './queries/merge.ts';

export type { LoanSample } from './queries/merge.ts';

export interface LoanMerge {
  /** Names of the two staging tables. */
  keys: string;
  rows: string;
  source: string;
  /** By which identifier a loan finds its reader. */
  patronKind: 'card' | 'number';
}

/** For streaming: ordinal and verdict of rows that need no reading (1), repeat a loan (2) or belong to nobody (3). */
export function loanVerdicts(db: TenantDb, merge: LoanMerge): RawBuilder<unknown> {
  return verdictsQuery(db, merge);
}

/** What the waiting rows would do, and how many loans there are. */
export async function previewLoans(
  db: TenantDb,
  merge: LoanMerge,
): Promise<{ new: number; changed: number; known: number; sample: LoanSample[] }> {
  return { ...(await selectPreview(db, merge)), known: await countKnown(db), sample: await selectSample(db, merge, 5) };
}

/** Makes the materials and worlds the waiting rows mention; tells the branch codes they mention. */
export async function prepareLoans(db: TenantDb, merge: LoanMerge): Promise<string[]> {
  const codes = await selectCodes(db, merge);
  const distinct = (pick: 'branch' | 'material' | 'world') => [...new Set(codes.map((row) => row[pick]))].filter((code) => code !== null);
  await insertLists(db, { materials: distinct('material'), worlds: distinct('world') });
  return distinct('branch');
}

/** Takes in one stretch of staging; tells how many loans are new or different. `onlyNew` fails when one of them is not. */
export async function mergeLoans(
  db: TenantDb,
  merge: LoanMerge,
  { blocks, onlyNew }: { blocks: Blocks; onlyNew: boolean },
): Promise<number> {
  await insertItems(db, merge, blocks);
  const former = onlyNew ? [] : await selectFormerReaders(db, merge, blocks);
  const written = await writeLoans(db, merge, blocks, { onlyNew });
  if (former.length > 0) await recountTotals(db, former);
  return written;
}

/** What is counted per reader, after the last stretch. */
export async function finishLoans(db: TenantDb, merge: LoanMerge): Promise<void> {
  await upsertTotals(db, merge);
}
