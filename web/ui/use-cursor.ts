// Pages by cursor, in the address: `?after=…`. A keyset knows what comes next, not what came before,
// so the cursors of former pages travel along in the history entry.
import { useLocation, useSearchParams } from 'react-router';

export interface Cursor {
  /** Undefined on the first page. */
  after: string | undefined;
  /** How many pages lie before this one, as far as known. */
  pagesBefore: number;
  previous: (() => void) | undefined;
  next: (cursor: string | number) => void;
}

export function useCursor(): Cursor {
  const [search, setSearch] = useSearchParams();
  const location = useLocation();
  const after = search.get('after') ?? undefined;
  const before = (location.state as { before?: string[] } | null)?.before ?? [];
  const goTo = (cursor: string | undefined, trail: string[]) =>
    setSearch(
      (current) => {
        const changed = new URLSearchParams(current);
        if (cursor) changed.set('after', cursor);
        else changed.delete('after');
        return changed;
      },
      { state: { before: trail } },
    );
  return {
    after,
    pagesBefore: after ? Math.max(1, before.length) : 0,
    // somebody who opened a shared address in the middle goes back to the first page
    previous: after ? () => goTo(before.at(-1) || undefined, before.slice(0, -1)) : undefined,
    next: (cursor) => goTo(String(cursor), [...before, after ?? '']),
  };
}
