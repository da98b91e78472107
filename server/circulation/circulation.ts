// Loans as the library system knows them, mirrored in batches.
//
// 1. An import merges loans into the mirror (merge.ts) and keeps a line of totals per contact.
// 2. The card shows the loans of a contact (`listLoans`) to colleagues whose role has a purpose for it; each view is audited.
// 3. The totals serve lists and simple conditions without touching the loans (`loanTotals`).
// 4. Materials and worlds arrive as codes of the library system; here they get the name people know (`nameCode`).
//
// Owns materials, worlds, items, loans and contact_loan_totals. Invariants: loans are only written by imports;
// no title leaves this module for marketing.
import type { TenantDb } from '../platform/db.ts';
import { NotFound } from '../platform/errors.ts';
import {
  selectCodes,
  selectLoans,
  selectTotals,
  updateName,
  type CodeList,
  type CodeRow,
  type LoanRow,
  type TotalsRow,
} from './queries.ts';

export type { CodeRow, LoanRow, TotalsRow } from './queries.ts';

/** Loans of a contact: those still out by due date first, then the returned ones, latest first; `before` is the loan to continue below. */
export async function listLoans(
  db: TenantDb,
  contactId: number,
  page: { state: 'open' | 'returned'; before?: number | undefined; limit: number },
): Promise<{ loans: LoanRow[]; next: number | null }> {
  const rows = await selectLoans(db, contactId, { ...page, limit: page.limit + 1 });
  const loans = rows.slice(0, page.limit);
  return { loans, next: rows.length > page.limit ? loans.at(-1)!.id : null };
}

/** How much and since when a contact has borrowed; undefined for somebody who never did. */
export async function loanTotals(db: TenantDb, contactId: number): Promise<TotalsRow | undefined> {
  return selectTotals(db, contactId);
}

/** Materials and worlds of this library, by name. */
export async function listCodes(db: TenantDb): Promise<{ materials: CodeRow[]; worlds: CodeRow[] }> {
  return { materials: await selectCodes(db, 'materials'), worlds: await selectCodes(db, 'worlds') };
}

/** Names a material or a world. The code stays: the next import finds it by that. */
export async function nameCode(db: TenantDb, list: CodeList, id: number, name: string): Promise<CodeRow> {
  const row = await updateName(db, list, id, name);
  if (!row) throw new NotFound(list === 'materials' ? 'material' : 'world');
  return row;
}
