// From file to staging, and what it would change. One transaction: a killed reading leaves nothing and is simply done again.
import type { App } from '../platform/app.ts';
import { withTenant, type TenantDb } from '../platform/db.ts';
import { Refused } from '../platform/errors.ts';
import { getFile, pathOf } from '../files/files.ts';
import { mergerOf } from './mergers.ts';
import { deleteRejects, insertRejects, selectRun, tryLockRun, updateRun, type Reject, type RunRow } from './queries.ts';
import { analyzeStaging, copyLine, createStaging, isPlain, loading, planForBulk, stagingOf, streamNumbers } from './queries/staging.ts';
import { readRecords, type FileRecord, type Reading } from './reader.ts';
import { brakeOf } from './rules/brakes.ts';
import { fingerprint64, seedOf } from './rules/fingerprint.ts';
import { columnNames } from './rules/headers.ts';
import { compileLoanKey, compileLoanRow } from './rules/loan-row.ts';
import { compilePatronKey, compilePatronRow, type RowOutcome } from './rules/patron-row.ts';
import { createVerdicts, type Verdicts } from './verdicts.ts';

/** Rejected rows beyond this many are counted but not kept: the file has another problem than its rows. */
const mostRejects = 100_000;
/** Grows when the rules of reading change, so that rows taken in by older rules are looked at again. */
const rulesVersion = 1;
const largestText = 256 * 1024;

interface Work {
  app: App;
  db: TenantDb;
  run: RunRow;
  path: string;
  header: string[];
  today: string;
  reading: Reading;
  progress: Progress;
}

/**
 * Reads a run's file into staging and writes down what it would change. Does nothing when another worker is at it or has
 * done it meanwhile; `alreadyLocked` when that other one is the caller.
 */
export async function readRun(app: App, tenantId: number, run: RunRow, { alreadyLocked = false } = {}): Promise<void> {
  const now = app.now();
  const progress = createProgress(app, tenantId, run.id);
  await withTenant(app.database, tenantId, async (db) => {
    if (!alreadyLocked && !((await tryLockRun(db, run.id)) && (await selectRun(db, run.id))?.state === 'reading')) return;
    const path = pathOf(app, await getFile(db, run.file_id));
    const header = await headerOf(path, run);
    const work: Work = { app, db, run, path, header, today: now.toISOString().slice(0, 10), reading: { bytes: 0 }, progress };
    await planForBulk(db);
    await createStaging(db, run.id, run.kind);
    await withTenant(app.database, tenantId, (other) => deleteRejects(other, run.id));
    const seen = await loadKeys(work);
    if (seen.rows === 0) throw new Refused('imports.header-only', {}, 422);
    await progress.phase('comparing');
    const verdicts = await compare(work, seen.rows);
    const outcome = await loadRows(work, verdicts, seen.unreadable);
    await progress.phase('comparing');
    await writeOutcome(work, outcome, verdicts.count(1));
  });
}

async function headerOf(path: string, run: RunRow): Promise<string[]> {
  for await (const records of readRecords(path, run.mapping)) {
    const first = records[0]!;
    if (first.problem) throw new Refused('imports.header-unreadable', {}, 422);
    const header = run.mapping.header ? columnNames(first.cells) : first.cells.map((_cell, index) => `Kolom ${index + 1}`);
    const missing = run.mapping.columns.find(({ column }) => !header.includes(column));
    if (missing) throw new Refused('imports.column-missing', { column: missing.column }, 422);
    return header;
  }
  throw new Refused('imports.empty-file', {}, 422);
}

/** The first pass: key and fingerprint of every row. All that an unchanged file costs. */
async function loadKeys(work: Work): Promise<{ rows: number; unreadable: number }> {
  const { db, run, header } = work;
  const seed = seedOf(JSON.stringify([rulesVersion, run.mapping, header]));
  const keyOf = run.kind === 'patrons' ? compilePatronKey(run.mapping, header) : undefined;
  const loanKeyOf = run.kind === 'loans' ? compileLoanKey(run.mapping, header) : undefined;
  let rows = 0;
  let unreadable = 0;
  let text = '';
  await loading(db, stagingOf(run.id).keys, async (write) => {
    for await (const record of dataRecords(work)) {
      rows++;
      const fits = !record.problem && fitsHeader(record, header) === undefined;
      const loan = fits ? loanKeyOf?.(record.cells) : undefined;
      // in a full feed a row of another shape is refused, but whoever it is about stands in the file and is not gone
      const key = fits || (run.full_feed && !record.problem) ? (loan?.key ?? keyOf?.(record.cells)) : undefined;
      if (key === undefined) {
        unreadable++;
        continue;
      }
      text += copyLine([record.ordinal, key, fingerprint64(record.raw, seed), loan?.patron ?? null]);
      if (text.length > largestText) {
        await write(text);
        text = '';
      }
    }
    if (text) await write(text);
  });
  await analyzeStaging(db, stagingOf(run.id).keys, ['key', 'patron']);
  return { rows, unreadable };
}

/** The data rows of the file, with progress written down now and then. */
async function* dataRecords(work: Work): AsyncGenerator<FileRecord> {
  const { run, progress, reading } = work;
  reading.bytes = 0;
  let rows = 0;
  for await (const records of readRecords(work.path, run.mapping, reading)) {
    for (const record of records) {
      if (record.ordinal === 0 && run.mapping.header) continue;
      rows++;
      yield record;
    }
    await progress.at(rows, reading.bytes);
  }
}

/** The reason a row has another shape than the header; empty cells beyond the last column are harmless. */
function fitsHeader(record: FileRecord, header: readonly string[]): 'too-few-cells' | 'too-many-cells' | undefined {
  if (record.cells.length === header.length) return undefined;
  if (record.cells.length < header.length) return 'too-few-cells';
  return record.cells.slice(header.length).some((cell) => cell.trim() !== '') ? 'too-many-cells' : undefined;
}

async function compare(work: Work, rows: number): Promise<Verdicts> {
  const verdicts = createVerdicts(rows + 1);
  for await (const [ordinal, verdict] of streamNumbers(work.db, mergerOf(work.run).verdicts(work.db))) verdicts.set(ordinal!, verdict!);
  return verdicts;
}

/** The second pass: rows that are new or changed are read in full; not even begun when there is none. */
async function loadRows(work: Work, verdicts: Verdicts, unreadable: number): Promise<{ staged: number; rejected: number }> {
  const { db, run, header } = work;
  if (verdicts.count(1) === verdicts.rows && unreadable === 0) return { staged: 0, rejected: 0 };
  await work.progress.phase('checking');
  const seed = seedOf(JSON.stringify([rulesVersion, run.mapping, header]));
  const read = run.kind === 'patrons' ? compilePatronRow(run.mapping, header, work.today) : compileLoanRow(run.mapping, header, work.today);
  const keyColumn = mergerOf(run).keyColumn;
  const rejects = rejectsOf(work);
  let staged = 0;
  let rejected = 0;
  let text = '';
  await loading(db, stagingOf(run.id).rows, async (write) => {
    for await (const record of dataRecords(work)) {
      const verdict = verdicts.get(record.ordinal);
      if (verdict === 1) continue;
      const outcome = judge(record, { verdict, header, read, keyColumn });
      if ('reason' in outcome) {
        if (rejected++ < mostRejects) await rejects.add(outcome);
        continue;
      }
      staged++;
      text += copyLine([record.line, outcome.key, fingerprint64(record.raw, seed), ...outcome.values], isPlain(record.raw));
      if (text.length > largestText) {
        await write(text);
        text = '';
      }
    }
    if (text) await write(text);
  });
  await analyzeStaging(
    db,
    stagingOf(run.id).rows,
    run.kind === 'patrons' ? ['key', 'branch_code', 'address_key'] : ['key', 'patron', 'item_key'],
  );
  await rejects.end();
  return { staged, rejected };
}

/** Refused rows go to quarantine by another connection, a few hundred at a time: this one is busy with COPY. */
function rejectsOf({ app, db, run }: Work): { add(reject: Reject): Promise<void>; end(): Promise<void> } {
  let waiting: Reject[] = [];
  const flush = async () => {
    const batch = waiting;
    waiting = [];
    await withTenant(app.database, db.tenantId, (other) => insertRejects(other, run.id, batch));
  };
  return {
    async add(reject) {
      waiting.push(reject);
      if (waiting.length >= 500) await flush();
    },
    end: flush,
  };
}

interface Judging {
  verdict: number;
  header: readonly string[];
  read: (cells: readonly string[]) => RowOutcome;
  keyColumn: string | null;
}

const shownOfValue = 500;
const keptOfRow = 20_000;

function judge(record: FileRecord, { verdict, header, read, keyColumn }: Judging): Reject | { key: string; values: (string | null)[] } {
  const reject = (reason: string, column: string | null = null, value: string | null = null): Reject => ({
    line: record.line,
    column: column && storable(column),
    value: value && storable(value.slice(0, shownOfValue)),
    reason,
    raw: storable(record.raw.slice(0, record.problem ? shownOfValue : keptOfRow)),
  });
  const shape = record.problem ?? fitsHeader(record, header);
  if (shape) return reject(shape);
  const cellOfKey = () => (keyColumn === null ? null : (record.cells[header.indexOf(keyColumn)] ?? null));
  const outcome = read(record.cells);
  if ('rejected' in outcome) return reject(outcome.rejected.reason, outcome.rejected.column, outcome.rejected.value);
  if (verdict === 2) return reject('key-twice', keyColumn, cellOfKey());
  if (verdict === 3) return reject('unknown-reader', keyColumn, cellOfKey());
  return outcome;
}

/** PostgreSQL's text has no zero byte; everything else is kept as it came. */
function storable(text: string): string {
  return text.replaceAll('\u0000', '\ufffd').toWellFormed();
}

async function writeOutcome(work: Work, outcome: { staged: number; rejected: number }, unchanged: number): Promise<void> {
  const { db, run } = work;
  const preview = await mergerOf(run).preview(db);
  const counts = {
    new: preview.new,
    changed: preview.changed,
    unchanged: unchanged + outcome.staged - preview.new - preview.changed,
    gone: preview.gone,
    rejected: outcome.rejected,
  };
  const brake = brakeOf(counts, preview.known);
  // read again while it is taken in: somebody agreed to what was seen then, or some of it stands on cards already
  const goesOn = run.state === 'committing' && (!brake || run.problem !== null || run.merged_blocks > 0);
  await updateRun(db, run.id, {
    state: goesOn ? 'committing' : brake ? 'held' : 'previewed',
    phase: null,
    counts,
    sample: preview.sample,
    problem: brake ?? null,
    staged_rows: outcome.staged,
    merged_rows: 0,
    merged_blocks: 0,
  });
}

interface Progress {
  at(rows: number, bytes: number): Promise<void>;
  phase(phase: 'reading' | 'comparing' | 'checking'): Promise<void>;
}

/** Writes how far the work is in a transaction of its own, at most twice a second. */
function createProgress(app: App, tenantId: number, runId: number): Progress {
  let last = 0;
  const write = (change: Parameters<typeof updateRun>[2]) => withTenant(app.database, tenantId, (db) => updateRun(db, runId, change));
  return {
    async at(rows, bytes) {
      if (performance.now() - last < 500) return;
      last = performance.now();
      await write({ rows_read: rows, bytes_read: bytes });
    },
    phase: (phase) => write({ phase }),
  };
}
