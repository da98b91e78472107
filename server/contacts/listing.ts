// The list of cards: a page at a time from any number of them, by an index walk; the total exact as long as that is quick.
import { Invalid } from '../platform/errors.ts';
import type { TenantDb } from '../platform/db.ts';
import { addDays } from '../../lib/day.ts';
import { countUpTo, estimateCount, selectList, type Cursor, type ListFilter, type ListRow, type SortBy } from './queries/list.ts';
import { bestFirst, matchingIds } from './searching.ts';

// a look-up in the list weighs more namesakes than the search box: filters may still narrow it
const mostMatches = 1000;
const exactUpTo = 10_000;

export interface Asked extends Omit<ListFilter, 'ids' | 'soon'> {
  q?: string | undefined;
}

/** One page. With a look-up the best fitting come first and there are no further pages: whoever wants fewer types more. */
export async function listContacts(
  db: TenantDb,
  asked: Asked,
  page: { by: SortBy; descending: boolean; cursor?: string | undefined; limit: number },
): Promise<{ rows: ListRow[]; next: string | null }> {
  const filter = filterOf(asked);
  const typed = asked.q?.trim();
  if (typed) {
    const match = await matchingIds(db, typed, mostMatches);
    if (!match || match.ids.length === 0) return { rows: [], next: null };
    const rows = await selectList(db, { ...filter, ids: match.ids }, { by: 'name', descending: false, limit: mostMatches });
    return { rows: bestFirst(rows, match.ids, match.names).slice(0, page.limit), next: null };
  }
  const after = page.cursor === undefined ? undefined : readCursor(page.cursor, page);
  const rows = await selectList(db, filter, { by: page.by, descending: page.descending, after, limit: page.limit + 1 });
  const shown = rows.slice(0, page.limit);
  return { rows: shown, next: rows.length > page.limit ? writeCursor(shown.at(-1)!, page) : null };
}

/** How many cards fit; exact up to ten thousand, above that what the database expects, rounded. */
export async function countContacts(db: TenantDb, asked: Asked): Promise<{ count: number; exact: boolean }> {
  const filter = filterOf(asked);
  const typed = asked.q?.trim();
  if (typed) {
    const match = await matchingIds(db, typed, mostMatches);
    const count = match && match.ids.length > 0 ? await countUpTo(db, { ...filter, ids: match.ids }, mostMatches) : 0;
    return { count, exact: !match || match.ids.length < mostMatches };
  }
  const count = await countUpTo(db, filter, exactUpTo + 1);
  if (count <= exactUpTo) return { count, exact: true };
  const expected = Math.max(await estimateCount(db, filter), exactUpTo);
  const unit = 10 ** (Math.floor(Math.log10(expected)) - 1);
  return { count: Math.round(expected / unit) * unit, exact: false };
}

function filterOf({ q: _q, ...asked }: Asked): ListFilter {
  return { ...asked, soon: addDays(asked.today, 60) };
}

function writeCursor(row: ListRow, page: { by: SortBy; descending: boolean }): string {
  const value = page.by === 'name' ? row.name_key : page.by === 'changed' ? row.changed : '';
  return Buffer.from(JSON.stringify([page.by, page.descending, value, row.id])).toString('base64url');
}

/** A cursor of another order is of no use: the reader begins again at the first page. */
function readCursor(text: string, page: { by: SortBy; descending: boolean }): Cursor {
  try {
    const [by, descending, value, id] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[];
    const fits = by === page.by && descending === page.descending && typeof value === 'string' && Number.isSafeInteger(id);
    if (fits && !value.includes('\0') && (by !== 'changed' || /^[\d: .+-]{10,40}$/.test(value))) return { value, id: id as number };
  } catch {
    // not one of ours
  }
  throw new Invalid({ cursor: 'field.invalid' });
}
