// A row of loans as it waits in staging.
import { audienceIn, BadCell, countIn, dayIn, textIn } from './cells.ts';
import { fingerprint64 } from './fingerprint.ts';
import type { LoanTarget, Mapping } from './mapping.ts';
import type { RowOutcome } from './patron-row.ts';

/** The columns of staging for loans, behind line, key and fingerprint. */
export const loanColumns = [
  'patron',
  'item_key',
  'title',
  'author',
  'branch_code',
  'material',
  'world',
  'audience',
  'renewals',
  'loaned_on',
  'due_on',
  'returned_on',
] as const;

/** By which identifier a loan finds its reader. */
export function loanPatronKind(mapping: Mapping): 'card' | 'number' {
  return mapping.columns.some(({ target }) => target === 'cardNumber') ? 'card' : 'number';
}

type Places = Partial<Record<LoanTarget, number>>;

function placesOf(mapping: Mapping, header: readonly string[]): Places {
  const at: Places = {};
  for (const { column, target } of mapping.columns) {
    const place = header.indexOf(column);
    if (place >= 0) at[target as LoanTarget] = place;
  }
  return at;
}

/**
 * The key of a loan and whose it is: the loan's own number where the file has one, else reader, item and day.
 * Undefined when a part is missing: such a row is refused when it is read in full.
 */
export function compileLoanKey(
  mapping: Mapping,
  header: readonly string[],
): (cells: readonly string[]) => { key: string; patron: string } | undefined {
  const at = placesOf(mapping, header);
  const patronAt = at.cardNumber ?? at.number!;
  return (cells) => {
    try {
      const patron = textIn(cells[patronAt] ?? '', 60);
      if (patron === null) return undefined;
      const own = at.loanId === undefined ? null : textIn(cells[at.loanId] ?? '', 60);
      if (own !== null) return { key: fingerprint64(`${mapping.source}|id|${own}`), patron };
      const item = textIn(cells[at.itemKey!] ?? '', 80);
      const day = dayIn(cells[at.loanedOn!] ?? '', mapping.dates);
      return item === null || day === null ? undefined : { key: fingerprint64(`${mapping.source}|${patron}|${item}|${day}`), patron };
    } catch (error) {
      if (error instanceof BadCell) return undefined;
      throw error;
    }
  };
}

/** Makes the function that turns the cells of one row into values, or says what is wrong with it. */
export function compileLoanRow(mapping: Mapping, header: readonly string[], today: string): (cells: readonly string[]) => RowOutcome {
  const at = placesOf(mapping, header);
  const keyOf = compileLoanKey(mapping, header);
  let place: number | undefined;
  const cell = (target: LoanTarget, cells: readonly string[]): string => {
    place = at[target];
    return place === undefined ? '' : cells[place]!;
  };
  const needed = <Value>(value: Value | null): Value => {
    if (value === null) throw new BadCell('required');
    return value;
  };
  const read = (cells: readonly string[]): RowOutcome => {
    const patron = needed(textIn(cell(at.cardNumber === undefined ? 'number' : 'cardNumber', cells), 60));
    const item = needed(textIn(cell('itemKey', cells), 80));
    const loanedOn = needed(dayIn(cell('loanedOn', cells), mapping.dates));
    if (loanedOn > today) throw new BadCell('date-in-future');
    const values = [
      patron,
      item,
      textIn(cell('title', cells), 1000),
      textIn(cell('author', cells), 500),
      textIn(cell('branch', cells), 80),
      textIn(cell('material', cells), 80),
      textIn(cell('world', cells), 120),
      String(audienceIn(cell('audience', cells))),
      String(countIn(cell('renewals', cells)) ?? 0),
      loanedOn,
      dayIn(cell('dueOn', cells), mapping.dates),
      dayIn(cell('returnedOn', cells), mapping.dates),
    ];
    textIn(cell('loanId', cells), 60);
    return { key: keyOf(cells)!.key, values };
  };
  return (cells) => {
    try {
      return read(cells);
    } catch (error) {
      if (!(error instanceof BadCell)) throw error;
      return {
        rejected: {
          column: place === undefined ? null : header[place]!,
          value: place === undefined ? null : cells[place]!,
          reason: error.reason,
        },
      };
    }
  };
}
