// Loans as the library system knows them, mirrored in batches.
//
// 1. An import merges loans into the mirror (merge.ts) and keeps a line of totals per contact.
// 2. The card shows the loans of a contact (`listLoans`) to colleagues whose role has a purpose for it; each view is audited.
// 3. The totals serve lists and simple conditions without touching the loans (`loanTotals`).
//
// Owns materials, worlds, items, loans and contact_loan_totals. Invariants: the mirror is only written by imports;
// no title leaves this module for marketing.
import type { TenantDb } from '../platform/db.ts';
import { selectLoans, selectTotals, type LoanRow, type TotalsRow } from './queries.ts';

export type { LoanRow, TotalsRow } from './queries.ts';

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
