// What kind of file is this? Found from its first megabyte: encoding, delimiter, header, kind, and what each column means.
import { open } from 'node:fs/promises';
import { Refused } from '../platform/errors.ts';
import { createDecoder, detectEncoding } from './encodings.ts';
import { createSplitter, endsInReturns, maxRecord, type FileRecord } from './reader.ts';
import { guessTarget, looksLikeData, orderOfDates } from './rules/guess.ts';
import { columnNames, headerKey, isKoha, quarantineColumns, refusalOf, targetOf } from './rules/headers.ts';
import { delimiters, loanTargets, type Dialect, type Encoding, type ImportKind, type Mapping, type Target } from './rules/mapping.ts';

export interface RecognisedColumn {
  name: string;
  target: Target | null;
  /** How we know: by its name, as a column of Koha, by what stands in it, or by the profile. */
  by: 'name' | 'koha' | 'content' | 'profile' | null;
  /** A column no import may write, and why. */
  refused: 'permission' | 'rights' | null;
  samples: string[];
}

export interface Recognition {
  kind: ImportKind;
  koha: boolean;
  headerKey: string;
  columns: RecognisedColumn[];
  /** The first rows, as they stand in the file. */
  rows: string[][];
  mapping: Mapping;
}

const sampleBytes = maxRecord + 64 * 1024;
const mostColumns = 500;
const shownRows = 20;
const judgedRows = 500;
const piece = 64 * 1024;

/** Reads the beginning of a file and says what it is. Refuses, in a sentence, what cannot be imported at all. */
export async function recogniseFile(
  path: string,
  wanted?: { kind?: ImportKind | undefined; source?: string | undefined },
): Promise<Recognition> {
  const { sample, whole } = await readSample(path);
  if (sample.length === 0) throw new Refused('imports.empty-file', {}, 422);
  const encoding = detectEncoding(sample, { whole });
  if (!encoding) throw new Refused(sample.toString('latin1', 0, 2) === 'PK' ? 'imports.spreadsheet-file' : 'imports.binary-file', {}, 422);
  const { delimiter, records } = chooseDelimiter(sample, encoding, whole);
  const first = records[0];
  if (!first) throw new Refused(whole ? 'imports.empty-file' : 'imports.line-too-long', {}, 422);
  if (first.problem === 'record-too-long') throw new Refused('imports.line-too-long', {}, 422);
  if (first.problem) throw new Refused('imports.header-unreadable', {}, 422);
  if (first.cells.length > mostColumns) throw new Refused('imports.too-many-columns', { columns: first.cells.length }, 422);
  const header = hasHeader(first.cells);
  const columns = header ? columnNames(first.cells) : first.cells.map((_cell, index) => `Kolom ${index + 1}`);
  const rows = records
    .slice(header ? 1 : 0)
    .filter((record) => !record.problem && record.cells.length === columns.length)
    .map(({ cells }) => cells);
  if (records.length === (header ? 1 : 0)) throw new Refused('imports.header-only', {}, 422);
  return assemble({ columns, rows, header, dialect: { encoding, delimiter }, ...wanted });
}

/** A file without bytes, or with one gigantic line, is known by its beginning as well. */
async function readSample(path: string): Promise<{ sample: Buffer; whole: boolean }> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const sample = Buffer.alloc(Math.min(size, sampleBytes));
    await handle.read(sample, 0, sample.length, 0);
    return { sample, whole: size <= sampleBytes };
  } finally {
    await handle.close();
  }
}

/** The delimiter that cuts the most rows into the same number of cells, and more than one. */
function chooseDelimiter(sample: Buffer, encoding: Encoding, whole: boolean): { delimiter: Dialect['delimiter']; records: FileRecord[] } {
  const decoder = createDecoder(encoding);
  const decoded = decoder.push(sample) + (whole ? decoder.end() : '');
  const text = endsInReturns(decoded) ? decoded.replaceAll('\r', '\n') : decoded;
  const tried = delimiters.map((delimiter) => {
    const records = firstRecords(text, delimiter, whole);
    const width = records[0]?.cells.length ?? 0;
    const same = records.filter((record) => record.cells.length === width).length / Math.max(1, records.length);
    return { delimiter, records, score: width < 2 ? 0 : same * 10 + Math.min(width, 100) / 100 };
  });
  return tried.reduce((best, one) => (one.score > best.score ? one : best));
}

/** As many records as are judged, and no look at the text behind them: for a delimiter that is not there each would take all of it. */
function firstRecords(text: string, delimiter: string, whole: boolean): FileRecord[] {
  const splitter = createSplitter(delimiter);
  const records: FileRecord[] = [];
  let at = 0;
  for (; at < text.length && records.length <= judgedRows; at += piece) records.push(...splitter.push(text.slice(at, at + piece)));
  if (whole && at >= text.length) records.push(...splitter.end());
  return records.slice(0, judgedRows + 1);
}

/** A first line of names: no cell of it looks like data, or our tables know most of them. */
function hasHeader(cells: readonly string[]): boolean {
  const known = cells.filter((cell) => targetOf('patrons', cell, false) ?? targetOf('loans', cell, false)).length;
  return known >= 2 || isKoha(cells) || !cells.some(looksLikeData);
}

interface Seen {
  columns: string[];
  rows: string[][];
  header: boolean;
  dialect: Dialect;
  kind?: ImportKind | undefined;
  source?: string | undefined;
}

function assemble({ columns, rows, header, dialect, kind: wantedKind, source }: Seen): Recognition {
  const koha = header && isKoha(columns);
  const kind = wantedKind ?? (koha ? 'patrons' : kindOf(columns));
  const judged = rows.slice(0, judgedRows);
  const recognised = columns.map((name, index): RecognisedColumn => {
    const refused = refusalOf(name) ?? null;
    const ours = (quarantineColumns as readonly string[]).includes(name);
    const byName = header && !refused && !ours ? targetOf(kind, name, koha && kind === 'patrons') : undefined;
    return {
      name,
      target: byName ?? null,
      by: byName ? (koha ? 'koha' : 'name') : null,
      refused,
      samples: [...new Set(judged.map((row) => row[index]!.trim()).filter(Boolean))].slice(0, 3).map((text) => text.slice(0, 80)),
    };
  });
  withoutDoubles(recognised);
  if (!koha) guessTheRest(kind, recognised, judged, columns);
  const dates = orderOfDates(judged.flat());
  return {
    kind,
    koha,
    headerKey: headerKey(columns),
    columns: recognised,
    rows: rows.slice(0, shownRows),
    mapping: {
      ...dialect,
      header,
      dates,
      source: source ?? (koha ? 'koha' : 'ils'),
      columns: recognised.flatMap(({ name, target }) => (target ? [{ column: name, target }] : [])),
    },
  };
}

/** Loans have an item and a day on which it was borrowed; people do not. */
function kindOf(columns: readonly string[]): ImportKind {
  const found = new Set(columns.map((name) => targetOf('loans', name, false)));
  const lendingOnly = loanTargets.filter(
    (target) => ['itemKey', 'loanedOn', 'dueOn', 'title', 'returnedOn'].includes(target) && found.has(target),
  );
  return lendingOnly.length >= 2 && found.has('itemKey') ? 'loans' : 'patrons';
}

/** Two columns that would mean the same: the first one holds, the other is left to a person. */
function withoutDoubles(columns: RecognisedColumn[]): void {
  const taken = new Set<Target>();
  for (const column of columns) {
    if (column.target && taken.has(column.target)) Object.assign(column, { target: null, by: null });
    if (column.target) taken.add(column.target);
  }
}

function guessTheRest(kind: ImportKind, columns: RecognisedColumn[], rows: string[][], names: readonly string[]): void {
  if (kind !== 'patrons') return;
  const taken = new Set(columns.map(({ target }) => target));
  for (const [index, column] of columns.entries()) {
    if (column.target || column.refused || (quarantineColumns as readonly string[]).includes(names[index]!)) continue;
    const guess = guessTarget(rows.map((row) => row[index]!));
    if (!guess || taken.has(guess)) continue;
    taken.add(guess);
    Object.assign(column, { target: guess, by: 'content' });
  }
}
