// One cell of a file to one value of a card: cleaned, or refused with a reason people can act on.
import { emailKey } from '../../../lib/email-address.ts';
import { fold } from '../../../lib/fold.ts';

export type CellReason =
  | 'required'
  | 'too-long'
  | 'unreadable'
  | 'bad-date'
  | 'date-out-of-range'
  | 'date-in-future'
  | 'bad-email'
  | 'line-break'
  | 'bad-number';

/** Why a cell is refused; thrown inside a row and caught by it, so that the many good cells cost nothing. */
export class BadCell extends Error {
  readonly reason: CellReason;
  constructor(reason: CellReason) {
    super(reason);
    this.reason = reason;
  }
}

// control characters and the mark that stands where bytes were no text
const unreadable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffd]/;
// what keeps a text from being taken as it is: white space but single spaces inside, our apostrophe, control characters
const odd = /^[ ']| $|  |[^\S ]|[\u0000-\u001f\u007f\ufffd]/;

/** Text on one line; null when there is none. Formulas and markup stay as they are: they are text here. */
export function textIn(cell: string, max = 200): string | null {
  if (cell === '') return null;
  let text = cell;
  if (odd.test(text)) {
    if (unreadable.test(text)) throw new BadCell('unreadable');
    text = text.replace(/\s+/g, ' ').trim();
    // our own exports put an apostrophe before what a spreadsheet would take for a formula
    if (/^'[=+\-@]/.test(text)) text = text.slice(1);
    if (text === '') return null;
  }
  if (text.length > max) throw new BadCell('too-long');
  return text;
}

/** Text that may have several lines. */
export function notesIn(cell: string): string | null {
  const text = cell.replace(/\r\n?/g, '\n').trim();
  if (unreadable.test(text)) throw new BadCell('unreadable');
  if (text.length > 10_000) throw new BadCell('too-long');
  return text === '' ? null : text;
}

/** An e-mail address as written, with its key; null when there is none. */
export function emailIn(cell: string): { email: string; key: string } | null {
  const text = cell.replace(/^[ \t]+|[ \t]+$/g, '');
  if (text === '') return null;
  if (/[\r\n]/.test(text)) throw new BadCell('line-break');
  const key = emailKey(text);
  if (key === undefined) throw new BadCell('bad-email');
  return { email: text.trim(), key };
}

const isoDate = /^(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:[T ]\d{2}:?\d{2}.*)?$/;
const otherDate = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})(?: \d{1,2}:\d{2}.*)?$/;

/** A calendar day as YYYY-MM-DD; null when there is none. Years before 1870 and after 2199 are typing errors, not days. */
export function dayIn(cell: string, order: 'dmy' | 'mdy'): string | null {
  if (cell === '') return null;
  const text = cell.length === 10 && cell[4] === '-' && cell[7] === '-' ? cell : cell.trim();
  // Koha writes a day that is not known as zeros
  if (text === '' || text.startsWith('0000-00-00')) return null;
  const [year, month, day] = parts(text, order);
  const last = month === 2 ? (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  if (month < 1 || month > 12 || day < 1 || day > last) throw new BadCell('bad-date');
  if (year < 1870 || year > 2199) throw new BadCell('date-out-of-range');
  if (text.length === 10 && text[4] === '-' && text[7] === '-') return text;
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function parts(text: string, order: 'dmy' | 'mdy'): [number, number, number] {
  if (text.length === 10 && text[4] === '-' && text[7] === '-') {
    const [year, month, day] = [digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10)];
    if (year >= 0 && month >= 0 && day >= 0) return [year, month, day];
  }
  const iso = isoDate.exec(text);
  if (iso) return [Number(iso[1]), Number(iso[2]), Number(iso[3])];
  const other = otherDate.exec(text);
  if (!other) throw new BadCell('bad-date');
  const [first, second] = [Number(other[1]), Number(other[2])];
  return order === 'dmy' ? [Number(other[3]), second, first] : [Number(other[3]), first, second];
}

/** A small whole number; null when there is none. */
export function countIn(cell: string): number | null {
  const text = cell.trim();
  if (text === '') return null;
  if (!/^\d{1,4}$/.test(text)) throw new BadCell('bad-number');
  return Number(text);
}

/** The number between two places; below zero when a character is no figure. The form most files have, without a regular expression. */
function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

const genders: Record<string, string> = {
  f: 'f',
  v: 'f',
  vrouw: 'f',
  female: 'f',
  w: 'f',
  weiblich: 'f',
  femme: 'f',
  vr: 'f',
  m: 'm',
  man: 'm',
  male: 'm',
  mannlich: 'm',
  homme: 'm',
  h: 'm',
  x: 'x',
  o: 'x',
  other: 'x',
  divers: 'x',
  d: 'x',
};

/** f, m or x; null for what says something else. */
export function genderIn(cell: string): string | null {
  if (cell === '') return null;
  return wordIn(genders, quickFold(cell.trim()));
}

const languageNames: Record<string, string> = {
  nld: 'nl',
  dut: 'nl',
  nederlands: 'nl',
  fra: 'fr',
  fre: 'fr',
  frans: 'fr',
  francais: 'fr',
  deu: 'de',
  ger: 'de',
  duits: 'de',
  deutsch: 'de',
  eng: 'en',
  engels: 'en',
  english: 'en',
  nederl: 'nl',
  n: 'nl',
  f: 'fr',
  d: 'de',
  e: 'en',
};

/** A language of two letters; null for "default" and what is none. */
export function languageIn(cell: string): string | null {
  const word = quickFold(cell.trim());
  if (word === '') return null;
  const code = /^([a-z]{2})(?:[-_][a-z]{2,4})?$/.exec(word);
  return code ? code[1]! : wordIn(languageNames, word);
}

/** What a table says of a word; `constructor` and what else every object knows is no word of ours. */
function wordIn(table: Record<string, string>, word: string): string | null {
  return Object.hasOwn(table, word) ? table[word]! : null;
}

/** 0 unknown, 1 adults, 2 youth. */
export function audienceIn(cell: string): number {
  const word = quickFold(cell.trim());
  if (word === '') return 0;
  if (/^(2|j|jeugd|youth|kind|kinderen|juvenile|child|enfant|jeunesse|jugend)/.test(word)) return 2;
  return /^(1|v|volw|adult|a$|adulte|erwachsen)/.test(word) ? 1 : 0;
}

const withNumber = /^(.+?)[\s,]+(\d+\s?[a-zA-Z]?)(?:\s*(?:bus|bte|box|boîte|\/|-)\s*(\w{1,8}))?$/;

/** "Kerkstraat 12 bus 3" → street, house number, box; a text that is not built like this stays a street. */
export function splitAddress(text: string): { street: string; houseNumber: string | null; box: string | null } {
  const match = withNumber.exec(text);
  if (!match) return { street: text, houseNumber: null, box: null };
  return { street: match[1]!.trim(), houseNumber: match[2]!.replace(/\s/g, ''), box: match[3] ?? null };
}

/** "Peeters, An" → first name and last name; without a comma the last word but particles is no help, so all is last name. */
export function splitName(text: string): { firstName: string; lastName: string } {
  const comma = text.indexOf(',');
  if (comma < 1) return { firstName: '', lastName: text };
  return { firstName: text.slice(comma + 1).trim(), lastName: text.slice(0, comma).trim() };
}

/** People with the same key live at one address. kb_address_key in migrations/0005_contacts.sql does the same; a test holds the two together. */
export function addressKey(street: string | null, houseNumber: string | null, box: string | null, postcode: string | null): string | null {
  if (!street || !houseNumber || !postcode) return null;
  return quickFold(`${street}|${houseNumber}|${box ?? ''}|${postcode}`).replace(/[\s!-/:-@[-`{}~]+/g, '');
}

/** Most addresses are ASCII, and lower case is all their folding. */
export function quickFold(text: string): string {
  return /^[\x00-\x7f]*$/.test(text) ? text.toLowerCase() : fold(text);
}
