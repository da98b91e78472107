// What somebody typed, understood: numbers, addresses and e-mail from their beginning, names by their words; and who
// of the cards found stands first.
import { fold, foldedWords } from '../../../lib/fold.ts';

export interface LookUp {
  /** Beginnings of keys (see contact_search_keys); a card must have one of them, when there are any. */
  keys: string[];
  /** Names, in groups: "de smet" is one group, so that it is also looked for as "desmet". */
  names: NameGroup[];
  /** Beginnings of keys that count as much as the names. */
  alternatives: string[];
}

export interface NameGroup {
  words: string[];
  /** All words as one, when the group has more than one. */
  glued: string | undefined;
}

const particles = new Set(
  (
    'van de den der het te ten ter tot op in aan bij uit vd vande vanden vander aux d da das del della der des di do dos du ' +
    'el al ben bin ibn la le les lo los l t s o mc mac san st von vom zu zum zur y e'
  ).split(' '),
);

const numberPart = /^[+(]?[\d()./+-]*\d[\d()./+-]*$/;
// 1234 AB 14, 1234ab14 is left alone: nobody types that
const dutchPostcode = /(?:^|\s)(\d{4}) ?([a-z]{2})(?: (\d+\S*))?(?=\s|$)/;

/** Reads what was typed. Undefined when there is too little to look for. */
export function readLookUp(typed: string): LookUp | undefined {
  let text = typed
    .slice(0, 200)
    .replace(/[\s\u0000-\u001f\u007f]+/g, ' ')
    .trim()
    .toLowerCase();
  const keys: string[] = [];
  const postcode = dutchPostcode.exec(text);
  // "9999 de smet" is a postcode and a name, "9999 de" may be both: only with a number behind it, or when the letters are no particle
  if (postcode && (postcode[3] || !particles.has(postcode[2]!))) {
    keys.push(`a:${postcode[1]}${postcode[2]}-${postcode[3] ?? ''}`);
    text = text.replace(postcode[0], ' ');
  }
  const words: string[] = [];
  const numbers: string[] = [];
  const alternatives: string[] = [];
  const parts = text.split(' ').filter(Boolean);
  for (const part of parts) {
    if (part.includes('@')) keys.push(`e:${part}`);
    else if (numberPart.test(part)) numbers.push(part);
    // a house number such as 14a belongs to the postcode before it
    else if (/^\d+[a-z]$/.test(part) && numbers.length === 1) numbers.push(part);
    else if (/\d/.test(part)) alternatives.push(`c:${part.replace(/[./-]/g, '')}`, `e:${part}`);
    else words.push(...foldedWords(part));
  }
  keys.push(...numberKeys(numbers));
  // alone, it can be the beginning of an e-mail address as well
  if (parts.length === 1 && words.length > 0 && parts[0]!.length >= 3) alternatives.push(`e:${parts[0]!}`);
  if (alternatives.length > 0 && words.length === 0) keys.push(...alternatives.splice(0));
  const names = groupNames(words.slice(0, 8));
  if (keys.length === 0 && words.join('').length < 2) return undefined;
  return { keys, names, alternatives };
}

/** A run of digits can be a card, a phone, or a postcode with a house number. */
function numberKeys(numbers: readonly string[]): string[] {
  if (numbers.length === 0) return [];
  const joined = numbers.join('');
  const digits = joined.replace(/\D/g, '');
  if (digits.length < 3) return [];
  const keys = [`c:${joined.replace(/[ .\-/()+]/g, '')}`, `p:${phoneDigits(joined)}`];
  const [first, second, ...more] = numbers;
  if (/^\d{4}$/.test(first!) && more.length === 0 && (second === undefined || /^\d{1,4}[a-z]?$/.test(second))) {
    keys.push(`a:${first}-${second ?? ''}`);
  }
  return keys;
}

/** A phone number in national form; kb_phone_digits of the database does the same. */
export function phoneDigits(text: string): string {
  const bare = text.replace(/[ ./()-]/g, '');
  return bare.replace(/^(\+|00)(32|31)0?/, '0').replace(/\+/g, '');
}

/** Particles belong to the word that follows them. */
function groupNames(words: readonly string[]): NameGroup[] {
  const groups: NameGroup[] = [];
  let open: string[] = [];
  for (const word of words) {
    open.push(word);
    if (particles.has(word)) continue;
    groups.push(groupOf(open));
    open = [];
  }
  if (open.length > 0) groups.push(groupOf(open));
  return groups;
}

function groupOf(words: string[]): NameGroup {
  return { words, glued: words.length > 1 ? words.join('') : undefined };
}

export type Effort = 'as-written' | 'beginnings' | 'alike';

/**
 * The text-search query for the names. As written: every word is there, the last one may still be growing.
 * Beginnings: every word is the beginning of one. Alike: as that, or one of the words that look like it; particles may differ.
 */
export function nameQuery(names: readonly NameGroup[], effort: Effort, alike: ReadonlyMap<string, readonly string[]> = new Map()): string {
  const last = names.at(-1);
  return withoutInitials(names)
    .map((group) => {
      const growing = effort !== 'as-written' || group === last;
      if (effort === 'alike') return alikeQuery(group, alike, group === last);
      const separate = group.words.map((word) => lexeme(word, growing && word === group.words.at(-1) && word.length >= 2)).join(' & ');
      return group.glued ? `((${separate}) | ${lexeme(group.glued, growing)})` : `(${separate})`;
    })
    .join(' & ');
}

/** Half a library begins with the same letter, or has "van" in its name: beside other words these only weigh in the order. */
function withoutInitials(names: readonly NameGroup[]): readonly NameGroup[] {
  const longer = names.filter((group) => group.words.some((word) => word.length > 1 && !particles.has(word)));
  return longer.length > 0 ? longer : names;
}

/** Whether the order of what is found hangs on an initial. */
export function hasInitial(names: readonly NameGroup[]): boolean {
  return withoutInitials(names).length < names.length;
}

function alikeQuery(group: NameGroup, alike: ReadonlyMap<string, readonly string[]>, growing: boolean): string {
  const main = group.words.filter((word) => !particles.has(word));
  const words = main.length > 0 ? main : group.words;
  const separate = words.map((word) => anyOf(word, alike, growing)).join(' & ');
  return group.glued ? `((${separate}) | ${anyOf(group.glued, alike, growing)})` : `(${separate})`;
}

function anyOf(word: string, alike: ReadonlyMap<string, readonly string[]>, growing: boolean): string {
  // the beginning of a short word fits so many that it costs more than it gives, but for the word still being typed
  return `(${[lexeme(word, word.length >= (growing ? 3 : 5)), ...(alike.get(word) ?? []).map((other) => lexeme(other, false))].join(' | ')})`;
}

/** One word of a query; also with y for ij, as the words of the cards are. */
function lexeme(word: string, growing: boolean): string {
  const quoted = (text: string) => `'${text.replaceAll(/['\\]/g, '')}'${growing ? ':*' : ''}`;
  return word.includes('ij') ? `(${quoted(word)} | ${quoted(word.replaceAll('ij', 'y'))})` : quoted(word);
}

/** The words worth comparing with the vocabulary. */
export function wordsToCompare(names: readonly NameGroup[]): string[] {
  const words = names.flatMap((group) => [...group.words.filter((word) => !particles.has(word)), ...(group.glued ? [group.glued] : [])]);
  return [...new Set(words)].filter((word) => word.length >= 3).slice(0, 6);
}

/** Of the words the database thinks alike those that differ by a few slips only, the nearest first. */
export function nearest(word: string, others: readonly string[], most: number): string[] {
  return others
    .map((other) => ({ other, distance: slips(word, other) }))
    .filter(({ other, distance }) => other !== word && distance <= slipsAllowed(word.length))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, most)
    .map(({ other }) => other);
}

/** How many slips of the pen a word of this length may have. */
export function slipsAllowed(length: number): number {
  return length <= 4 ? 1 : length <= 8 ? 2 : 3;
}

/** Slips between two words: a letter too many, too few, another one, or two swapped (optimal string alignment). */
export function slips(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, before[j - 2]! + 1);
      next.push(least);
    }
    before = row;
    row = next;
  }
  return row[b.length]!;
}

export interface Ranked {
  firstName: string;
  lastName: string;
  gone: boolean;
}

/** How well a card fits the names typed; higher first. Whole words count more than beginnings, beginnings more than likeness. */
export function rank(card: Ranked, names: readonly NameGroup[]): number {
  const first = foldedWords(card.firstName);
  const last = foldedWords(card.lastName);
  const all = [...first, ...last, last.join(''), first.join('')];
  let score = 0;
  for (const group of names) {
    const words = group.glued ? [...group.words, group.glued] : group.words;
    for (const word of words) score += likeness(word, all) * (particles.has(word) ? 0.3 : 1);
  }
  const typed = names.flatMap((group) => group.words).join(' ');
  const whole = [...first, ...last].join(' ');
  if (whole === typed || [...last, ...first].join(' ') === typed) score += 5;
  else if (last.join(' ') === typed || fold(card.lastName) === typed) score += 3;
  return card.gone ? score - 4 : score;
}

function likeness(word: string, words: readonly string[]): number {
  let best = 0;
  for (const other of words) {
    if (other === word) return 4;
    if (other.startsWith(word)) best = Math.max(best, 2.5);
    else if (Math.abs(other.length - word.length) <= slipsAllowed(word.length)) {
      const distance = slips(word, other);
      if (distance <= slipsAllowed(word.length)) best = Math.max(best, 2.2 - 0.6 * distance);
    }
  }
  return best;
}
