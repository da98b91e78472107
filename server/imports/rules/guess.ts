// What a column means by what stands in it, when its name says nothing.
import { emailKey } from '../../../lib/email-address.ts';
import type { Mapping, PatronTarget } from './mapping.ts';

const dayShape = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})\b|^(\d{4})-(\d{2})-(\d{2})\b/;

/** A cell that can be no name of a column. */
export function looksLikeData(cell: string): boolean {
  const text = cell.trim();
  return /^\d+$/.test(text) || dayShape.test(text) || emailKey(text) !== undefined;
}

/** The meaning most of the filled cells agree on; undefined when there are too few or they do not agree. */
export function guessTarget(cells: readonly string[]): PatronTarget | undefined {
  const filled = cells.map((cell) => cell.trim()).filter(Boolean);
  if (filled.length < 2) return undefined;
  const share = (test: (text: string) => boolean) => filled.filter(test).length / filled.length;
  const distinct = new Set(filled).size / filled.length;
  if (share((text) => emailKey(text) !== undefined) > 0.8) return 'email';
  if (share((text) => /^(\+32|0032|0)\s?4\d{2}|^(\+31|0031|0)\s?6/.test(text.replace(/[\s/.]/g, ''))) > 0.8) return 'mobile';
  if (share((text) => dayShape.test(text)) > 0.9) return birthYears(filled) ? 'birthOn' : undefined;
  if (share((text) => /^\d{10,14}$/.test(text)) > 0.9 && distinct > 0.95) return 'cardNumber';
  if (share((text) => /^(B-)?[1-9]\d{3}( ?[A-Z]{2})?$/i.test(text)) > 0.9 && !share((text) => /^(19|20)\d\d$/.test(text)))
    return 'postcode';
  return undefined;
}

/** Days spread over decades are birthdays; days within a few years are something else. */
function birthYears(days: readonly string[]): boolean {
  const years = days.map((day) => Number(dayShape.exec(day)?.[3] ?? dayShape.exec(day)?.[4] ?? 0)).filter(Boolean);
  return Math.max(...years) - Math.min(...years) > 20;
}

/** Whether 03/04 is the third of April or the fourth of March, as far as the cells tell. */
export function orderOfDates(cells: readonly string[]): Mapping['dates'] {
  for (const cell of cells) {
    const found = /^(\d{1,2})[-/. ](\d{1,2})[-/. ]\d{4}\b/.exec(cell.trim());
    if (!found) continue;
    if (Number(found[1]) > 12) return 'dmy';
    if (Number(found[2]) > 12) return 'mdy';
  }
  return 'dmy';
}
