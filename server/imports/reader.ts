// Records out of a file of any size in constant memory. Our own reader, because the general one costs more time than
// the whole import may (docs/decisions/0021-our-own-csv-reader.md).
//
// 1. Bytes become text piece by piece; a record never spans more than `maxRecord` characters in memory.
// 2. A record without quotes is found by its line end and split by its delimiter: nearly all of them.
// 3. A record with quotes is walked through: doubled quotes, delimiters and line ends inside quotes.
// 4. What cannot be read is a record too: its first line, and why. Reading goes on at the next line, so that a
//    missing end quote costs one row and not the rest of the file.
import { createReadStream } from 'node:fs';
import { createDecoder } from './encodings.ts';
import type { Dialect } from './rules/mapping.ts';

export type Unreadable = 'record-too-long' | 'quote-not-closed' | 'text-after-quote';

export interface FileRecord {
  /** Place in the file, counting records: the same at every reading. */
  ordinal: number;
  /** The line it begins at, counting from 1. */
  line: number;
  /** As it stands in the file, without the line end; only its beginning when too long. */
  raw: string;
  cells: string[];
  problem?: Unreadable;
}

/** The longest record that is read as one; a longer one is refused, whatever its length. */
export const maxRecord = 1024 * 1024;
const keptOfUnreadable = 2000;

export interface Reading {
  bytes: number;
}

/** All records of a file, blank lines left out. `reading.bytes` tells how far the file was read. */
export async function* readRecords(path: string, dialect: Dialect, reading: Reading = { bytes: 0 }): AsyncGenerator<FileRecord[]> {
  const decoder = createDecoder(dialect.encoding);
  const splitter = createSplitter(dialect.delimiter);
  let returns: boolean | undefined;
  for await (const chunk of createReadStream(path, { highWaterMark: 512 * 1024 }) as AsyncIterable<Buffer>) {
    reading.bytes += chunk.length;
    const text = decoder.push(chunk);
    returns ??= endsInReturns(text);
    const records = splitter.push(returns ? text.replaceAll('\r', '\n') : text);
    if (records.length > 0) yield records;
  }
  const last = splitter.end(decoder.end());
  if (last.length > 0) yield last;
}

/** Whether lines end in a lone carriage return, as far as the beginning of a file tells. */
export function endsInReturns(beginning: string): boolean {
  return !beginning.includes('\n') && beginning.includes('\r');
}

interface State {
  text: string;
  at: number;
  line: number;
  ordinal: number;
  /** Inside a record that is already too long: everything up to its line end is dropped. */
  skipping: boolean;
  final: boolean;
  delimiter: string;
  nextQuote: number;
}

/** Cuts text that arrives in pieces into records. */
export function createSplitter(delimiter: string): { push(text: string): FileRecord[]; end(text?: string): FileRecord[] } {
  const state: State = { text: '', at: 0, line: 1, ordinal: 0, skipping: false, final: false, delimiter, nextQuote: -2 };
  const feed = (text: string, final: boolean) => {
    state.text = state.at < state.text.length ? state.text.slice(state.at) + text : text;
    state.at = 0;
    state.nextQuote = -2;
    state.final = final;
    const records: FileRecord[] = [];
    while (takeRecord(state, records));
    return records;
  };
  return { push: (text) => feed(text, false), end: (text = '') => feed(text, true) };
}

/** Takes one record off the text; false when more text is needed first. */
function takeRecord(state: State, into: FileRecord[]): boolean {
  const { text, at } = state;
  if (at >= text.length) return false;
  const newline = text.indexOf('\n', at);
  if (state.skipping) return skipToLineEnd(state, newline);
  if (state.nextQuote !== -1 && state.nextQuote < at) state.nextQuote = text.indexOf('"', at);
  if (state.nextQuote === -1 || (newline !== -1 && state.nextQuote > newline)) return takePlain(state, newline, into);
  return takeQuoted(state, newline, into);
}

function skipToLineEnd(state: State, newline: number): boolean {
  state.at = newline === -1 ? state.text.length : newline + 1;
  if (newline === -1) return false;
  state.skipping = false;
  state.line++;
  return true;
}

function takePlain(state: State, newline: number, into: FileRecord[]): boolean {
  const { text, at } = state;
  const end = newline === -1 ? text.length : newline;
  if (end - at > maxRecord) return giveUp(state, newline, 'record-too-long', into);
  if (newline === -1 && !state.final) return false;
  const raw = text.charCodeAt(end - 1) === 13 && end > at ? text.slice(at, end - 1) : text.slice(at, end);
  if (!isBlank(raw, state.delimiter)) into.push({ ordinal: state.ordinal++, line: state.line, raw, cells: raw.split(state.delimiter) });
  state.at = newline === -1 ? text.length : newline + 1;
  state.line++;
  return true;
}

/** A line with nothing on it, or only delimiters: spreadsheets leave them at the end. */
function isBlank(raw: string, delimiter: string): boolean {
  if (raw === '') return true;
  const first = raw[0]!;
  return (first === delimiter || first === ' ' || first === '\t') && raw.replaceAll(delimiter, '').trim() === '';
}

function takeQuoted(state: State, newline: number, into: FileRecord[]): boolean {
  const { text, at } = state;
  const found = walk(text, at, state.delimiter, state.final);
  if (found.kind === 'unfinished') {
    if (text.length - at <= maxRecord) return false;
    return giveUp(state, newline, newline !== -1 && newline - at <= maxRecord ? 'quote-not-closed' : 'record-too-long', into);
  }
  if (found.kind !== 'record') return giveUp(state, newline, found.kind, into);
  if (found.end - at > maxRecord)
    return giveUp(state, newline, newline !== -1 && newline - at <= maxRecord ? 'quote-not-closed' : 'record-too-long', into);
  const raw = text.charCodeAt(found.end - 1) === 13 ? text.slice(at, found.end - 1) : text.slice(at, found.end);
  into.push({ ordinal: state.ordinal++, line: state.line, raw, cells: found.cells });
  state.at = found.end + 1;
  state.line += 1 + found.linesInside;
  return true;
}

/** A record that cannot be read: its first line is refused and reading goes on behind it. */
function giveUp(state: State, newline: number, problem: Unreadable, into: FileRecord[]): boolean {
  const { text, at } = state;
  const end = newline === -1 ? text.length : newline;
  const raw = text.slice(at, Math.min(end, at + keptOfUnreadable)).replace(/\r$/, '');
  into.push({ ordinal: state.ordinal++, line: state.line, raw, cells: [], problem });
  state.at = newline === -1 ? text.length : newline + 1;
  if (newline === -1) state.skipping = true;
  else state.line++;
  return newline !== -1;
}

type Walked =
  | { kind: 'record'; end: number; cells: string[]; linesInside: number }
  | { kind: 'unfinished' }
  | { kind: 'quote-not-closed' | 'text-after-quote' };

/** Walks through one record with quotes, beginning at `start`; a quote counts only at the beginning of a cell. */
function walk(text: string, start: number, delimiter: string, final: boolean): Walked {
  const cells: string[] = [];
  let linesInside = 0;
  let at = start;
  for (;;) {
    if (text.charCodeAt(at) === 34) {
      const closed = closingQuote(text, at, final);
      if (closed === -1) return final ? { kind: 'quote-not-closed' } : { kind: 'unfinished' };
      const cell = text.slice(at + 1, closed);
      linesInside += countLines(cell);
      cells.push(cell.includes('""') ? cell.replaceAll('""', '"') : cell);
      at = closed + 1;
      const ended = endOfCell(text, at, delimiter, final);
      if (ended === 'unfinished' || ended === 'text-after-quote') return { kind: ended };
      if (ended !== 'cell') return { kind: 'record', end: ended.end, cells, linesInside };
      at++;
      continue;
    }
    const newline = text.indexOf('\n', at);
    const cut = text.indexOf(delimiter, at);
    if (newline === -1 && !final) return { kind: 'unfinished' };
    const lineEnd = newline === -1 ? text.length : newline;
    if (cut === -1 || cut > lineEnd) {
      cells.push(text.slice(at, text.charCodeAt(lineEnd - 1) === 13 && lineEnd > at ? lineEnd - 1 : lineEnd));
      return { kind: 'record', end: lineEnd, cells, linesInside };
    }
    cells.push(text.slice(at, cut));
    at = cut + 1;
  }
}

/** Where the quote opened at `open` is closed; doubled quotes are text. -1 when the text ends first. */
function closingQuote(text: string, open: number, final: boolean): number {
  for (let at = open + 1; ; at += 2) {
    at = text.indexOf('"', at);
    if (at === -1) return -1;
    if (text.charCodeAt(at + 1) === 34) continue;
    return at + 1 < text.length || final ? at : -1;
  }
}

function endOfCell(
  text: string,
  at: number,
  delimiter: string,
  final: boolean,
): 'cell' | 'unfinished' | 'text-after-quote' | { end: number } {
  if (at >= text.length) return final ? { end: at } : 'unfinished';
  if (text[at] === delimiter) return 'cell';
  if (text[at] === '\n') return { end: at };
  if (text[at] === '\r') {
    if (at + 1 >= text.length) return final ? { end: at + 1 } : 'unfinished';
    if (text[at + 1] === '\n') return { end: at + 1 };
  }
  return 'text-after-quote';
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
