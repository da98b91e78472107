// The merge language of messages: `{{voornaam}}`, `{{voornaam|lezer}}` (words to use when it is
// unknown) and `{{lid_tot:dag_maand}}` (a filter). Nothing else: no logic, no paths, no calls.
//
// 1. compileMerge reads a text once, in one pass, into segments: fixed text and slots.
// 2. Fixed text is escaped for its place (html, attribute, address, header) at that moment.
// 3. What is not a known field stays standing as the letters the author typed, and is reported.
// 4. fillSegments puts the values of one reader in. A value is escaped for its place and never read
//    again, so a name that contains `{{…}}` or `<script>` is only ever a strange name (reliability I4).
import { findField, findFilter } from './fields.ts';
import type { FieldKey, FilterKey, MergeValues } from './fields.ts';
import { formatDay } from './languages.ts';
import type { MailLanguage } from './languages.ts';

/** The kinds of place a text can stand in; each has its own escaping. */
export type Place = 'text' | 'html' | 'attribute' | 'url' | 'header';

export interface FieldSlot {
  kind: 'field';
  field: FieldKey;
  filters: FilterKey[];
  fallback: string;
  place: Place;
}
/** The address behind a link; replaced per reader when clicks may be followed. */
export interface LinkSlot {
  kind: 'link';
  position: number;
  place: Place;
}
/** The addresses every mail of the footer has. */
export interface UrlSlot {
  kind: 'url';
  url: 'unsubscribe' | 'preferences' | 'view';
  place: Place;
}
/** Why this reader gets this mail. */
export interface ReasonSlot {
  kind: 'reason';
  fallback: string;
  place: Place;
}
export type Slot = FieldSlot | LinkSlot | UrlSlot | ReasonSlot;
/** Fixed text (already escaped for its place) or a slot. Plain data: it is stored with the frozen mailing. */
export type Segment = string | Slot;

export interface MergeProblem {
  kind: 'unknown-field' | 'unknown-filter' | 'malformed';
  /** The letters as typed, shortened. */
  text: string;
}

export interface CompiledText {
  segments: Segment[];
  problems: MergeProblem[];
}

const maximumTokenLength = 200;
const maximumValueLength = 500;

/** Compiles a plain text with merge fields for one kind of place. */
export function compileMerge(source: string, place: Place): CompiledText {
  const segments: Segment[] = [];
  const problems: MergeProblem[] = [];
  let fixed = '';
  let cursor = 0;
  for (const token of findTokens(source)) {
    const read = readToken(source.slice(token.start + 2, token.end - 2), place);
    if ('problem' in read) {
      problems.push({
        kind: read.problem,
        text: source.slice(token.start, token.end).slice(0, 60),
      });
      continue;
    }
    fixed += source.slice(cursor, token.start);
    if (fixed !== '') segments.push(escapeFixed(fixed, place));
    segments.push(read);
    fixed = '';
    cursor = token.end;
  }
  fixed += source.slice(cursor);
  if (fixed !== '') segments.push(escapeFixed(fixed, place));
  problems.push(...strayBraces(source));
  return { segments, problems };
}

interface Token {
  start: number;
  end: number;
}

/** The innermost `{{…}}` pairs from left to right; linear in the length of the text. */
export function findTokens(source: string): Token[] {
  const tokens: Token[] = [];
  let cursor = 0;
  while (cursor < source.length) {
    const close = source.indexOf('}}', cursor);
    if (close === -1) break;
    const open = source.slice(cursor, close).lastIndexOf('{{');
    const start = cursor + open;
    if (open !== -1 && close - start <= maximumTokenLength) tokens.push({ start, end: close + 2 });
    cursor = close + 2;
  }
  return tokens;
}

function readToken(inner: string, place: Place): FieldSlot | { problem: MergeProblem['kind'] } {
  const bar = inner.indexOf('|');
  const fallback = bar === -1 ? '' : inner.slice(bar + 1).trim();
  const [name = '', ...filterNames] = (bar === -1 ? inner : inner.slice(0, bar)).split(':').map((part) => part.trim().toLowerCase());
  const field = findField(name);
  if (field === undefined) return { problem: /^[\p{L}\p{N}_. -]+$/u.test(name) ? 'unknown-field' : 'malformed' };
  const filters: FilterKey[] = [];
  for (const filterName of filterNames) {
    const filter = findFilter(filterName);
    if (filter === undefined || filter.on !== field.type || filters.length === 3) return { problem: 'unknown-filter' };
    filters.push(filter.key);
  }
  return { kind: 'field', field: field.key, filters, fallback: cleanValue(fallback), place };
}

/** Double braces that belong to no pair: most often a half-deleted field. */
function strayBraces(source: string): MergeProblem[] {
  let rest = '';
  let cursor = 0;
  for (const token of findTokens(source)) {
    rest += `${source.slice(cursor, token.start)} `;
    cursor = token.end;
  }
  rest += source.slice(cursor);
  const at = rest.search(/\{\{|\}\}/);
  return at === -1 ? [] : [{ kind: 'malformed', text: rest.slice(Math.max(0, at - 10), at + 30).trim() }];
}

/** The addresses of one reader's mail. */
export interface MailUrls {
  /** The address to put behind link `position`; return `target` itself where clicks may not be followed. */
  link: (position: number, target: string) => string;
  /** The page where the reader unsubscribes. Also answers the one-click POST, unless `oneClick` is given. */
  unsubscribe: string;
  preferences: string;
  view: string;
  oneClick?: string;
  /** `mailto:` address for the List-Unsubscribe header. */
  unsubscribeMail?: string;
}

/** Everything personal that goes into one mail. */
export interface Personal {
  language: MailLanguage;
  values: MergeValues;
  urls: MailUrls;
  /** The address each link leads to, by position. */
  targets: (position: number) => string;
}

/** The segments as one text for one reader. */
export function fillSegments(segments: readonly Segment[], personal: Personal): string {
  let text = '';
  for (const segment of segments) text += typeof segment === 'string' ? segment : fillSlot(segment, personal);
  return text;
}

/** What a slot becomes for one reader, escaped for its place. */
export function fillSlot(slot: Slot, personal: Personal): string {
  switch (slot.kind) {
    case 'field':
      return escapeValue(fieldValue(slot, personal), slot.place);
    case 'reason':
      return escapeValue(cleanValue(personal.values.reden ?? '') || slot.fallback, slot.place);
    case 'url':
      return escapeAddress(personal.urls[slot.url], slot.place);
    case 'link':
      return escapeAddress(personal.urls.link(slot.position, personal.targets(slot.position)), slot.place);
  }
}

/** What a field holds for one reader, before it is escaped for its place. */
export function fieldValue(slot: FieldSlot, { values, language }: Pick<Personal, 'values' | 'language'>): string {
  const raw = values[slot.field];
  if (raw === undefined || raw === null) return slot.fallback;
  let value = cleanValue(raw);
  if (slot.filters.length === 0 && findField(slot.field)?.type === 'day') value = formatDay(value, language, 'long');
  for (const name of slot.filters) value = findFilter(name)?.apply(value, language) ?? value;
  return value === '' ? slot.fallback : value;
}

// Control characters, marks that turn the reading direction, invisible characters, lone halves of
// surrogate pairs: none belongs in a name, all have been used to forge headers or texts.
// Joiners (U+200C, U+200D) stay: Persian names and emoji need them.
const unwanted = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]|\p{Surrogate}/u;
const unwantedAll = new RegExp(unwanted.source, 'gu');

/** A value as one clean line: no control or invisible characters, single spaces, bounded. */
export function cleanValue(value: string): string {
  let text = value.length > maximumValueLength ? value.slice(0, maximumValueLength) : value;
  if (unwanted.test(text)) text = text.replace(/[\t\r\n\u0085\u2028\u2029]/g, ' ').replace(unwantedAll, '');
  return text.replace(/ {2,}/g, ' ').trim();
}

function escapeFixed(text: string, place: Place): string {
  if (place === 'header') return cleanLine(text);
  // An address was checked when it was written; only braces of an unknown field can be left in it.
  if (place === 'url') return text.replaceAll('{', '%7B').replaceAll('}', '%7D');
  return place === 'text' ? text : escapeHtml(text);
}

function escapeValue(value: string, place: Place): string {
  if (place === 'url') return encodeURIComponent(value);
  return place === 'html' || place === 'attribute' ? escapeHtml(value) : value;
}

function escapeAddress(address: string, place: Place): string {
  return place === 'html' || place === 'attribute' ? escapeHtml(address) : address;
}

/** Fixed text of a header: as a value, but inner and outer spaces stay because a slot may follow. */
function cleanLine(text: string): string {
  return text.replace(/[\t\r\n\u0085\u2028\u2029]+/g, ' ').replace(unwantedAll, '');
}

const htmlSpecials = /[&<>"']/;
const htmlEscapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text made safe for html, between tags as well as within a quoted attribute. */
export function escapeHtml(text: string): string {
  return htmlSpecials.test(text) ? text.replace(/[&<>"']/g, (sign) => htmlEscapes[sign] ?? '') : text;
}

/** Joins neighbouring fixed texts, so that filling touches as few pieces as possible. */
export function joinSegments(segments: readonly Segment[]): Segment[] {
  const joined: Segment[] = [];
  for (const segment of segments) {
    const last = joined.at(-1);
    if (typeof segment === 'string' && typeof last === 'string') joined[joined.length - 1] = last + segment;
    else if (segment !== '') joined.push(segment);
  }
  return joined;
}
