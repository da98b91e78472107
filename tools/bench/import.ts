// Importing against a bare COPY of the same file into a table with the indexes our tables have on those columns.
import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { runToEnd } from '../../server/imports/imports.ts';
import type { Bench, BenchOptions, BenchRow } from './bench.ts';
import { loanLines, loanHeader, patronHeader, patronLines } from './import-data.ts';

const sizes = {
  small: { patrons: 100_000, loans: 500_000 },
  full: { patrons: 1_000_000, loans: 20_000_000 },
};

// an index for each thing cards are found by: number, name, mailbox, branch, category, address, how long they are there
const patronTable = `
  create table bench_patrons (cardnumber text primary key, surname text, firstname text, title text, streetnumber text, address text, city text,
    zipcode text, country text, email text, phone text, mobile text, dateofbirth date, branchcode text, categorycode text, dateenrolled date,
    dateexpiry date, sex text, lang text, sort1 text);
  create index on bench_patrons (surname, firstname);
  create index on bench_patrons (lower(email));
  create index on bench_patrons (branchcode);
  create index on bench_patrons (categorycode);
  create index on bench_patrons (zipcode, address, streetnumber);
  create index on bench_patrons (dateenrolled);`;

const loanTable = `
  create table bench_loans (issue_id bigint primary key, cardnumber text, barcode text, title text, itype text, collectie text, branchcode text,
    issuedate date, date_due date, returndate date, renewals int);
  create index on bench_loans (cardnumber, issuedate);
  create index on bench_loans (date_due) where returndate is null;`;

export const benches: Bench[] = [{ name: 'import', run }];

async function run(options: BenchOptions): Promise<BenchRow[]> {
  const { patrons, loans } = sizes[options.size];
  const folder = mkdtempSync(join(tmpdir(), 'kaartbak-bench-'));
  try {
    const tenantId = await makeLibrary(options.ownerUrl);
    return [
      ...(await measurePatrons(options, { folder, tenantId, patrons })),
      ...(await measureLoans(options, { folder, tenantId, patrons, loans })),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measurePatrons(
  options: BenchOptions,
  { folder, tenantId, patrons }: { folder: string; tenantId: number; patrons: number },
): Promise<BenchRow[]> {
  const file = join(folder, 'patrons.csv');
  const changed = join(folder, 'changed.csv');
  await write(file, patronHeader, patronLines(patrons));
  await write(
    changed,
    patronHeader,
    patronLines(patrons, (at) => at % 100 === 0),
  );
  const copy = () => copySeconds(options.ownerUrl, { make: patronTable, table: 'bench_patrons', file });
  const size = `${patrons} patrons, ${megabytes(file)} MB`;
  const peak = watchMemory();
  const before = await copy();
  const first = await importSeconds(options, tenantId, file, patrons);
  const again = await importSeconds(options, tenantId, file, 0);
  const little = await importSeconds(options, tenantId, changed, Math.ceil(patrons / 100));
  // the machine has other things to do as well: the yardstick is laid before and after
  const bare = (before + (await copy())) / 2;
  const rows = [
    row('import patrons, first time', size, first, bare, 3),
    row('import patrons, unchanged', size, again, bare, 1),
    row('import patrons, 1 % changed', size, little, bare, 1),
  ];
  const memory = peak();
  return [
    ...rows,
    {
      name: 'import patrons, memory',
      size,
      figure: memory,
      unit: 'MB',
      yardstick: null,
      ratio: null,
      goal: '≤ 300 MB at any size',
      met: memory <= 300,
    },
  ];
}

async function measureLoans(
  options: BenchOptions,
  { folder, tenantId, patrons, loans }: { folder: string; tenantId: number; patrons: number; loans: number },
): Promise<BenchRow[]> {
  const file = join(folder, 'loans.csv');
  await write(file, loanHeader, loanLines(loans, patrons));
  const copy = () => copySeconds(options.ownerUrl, { make: loanTable, table: 'bench_loans', file });
  const size = `${loans} loans, ${megabytes(file)} MB`;
  const before = await copy();
  const first = await importSeconds(options, tenantId, file, loans);
  return [row('import loans, first time', size, first, (before + (await copy())) / 2, 2.5)];
}

function row(name: string, size: string, seconds: number, bare: number, goal: number): BenchRow {
  const ratio = seconds / bare;
  return {
    name,
    size,
    figure: round(seconds),
    unit: 's',
    yardstick: round(bare),
    ratio: round(ratio),
    goal: `≤ ${goal} × COPY`,
    met: ratio <= goal,
  };
}

const round = (value: number) => Math.round(value * 100) / 100;
const megabytes = (file: string) => Math.round(statSync(file).size / 1e6);

async function write(path: string, header: string, lines: Iterable<string>): Promise<void> {
  function* bytes() {
    yield Buffer.from(header);
    for (const part of lines) yield Buffer.from(part);
  }
  await pipeline(Readable.from(bytes()), createWriteStream(path));
}

async function copySeconds(ownerUrl: string, { make, table, file }: { make: string; table: string; file: string }): Promise<number> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query(`drop table if exists ${table}; ${make}`);
    await client.query('checkpoint').catch(() => {});
    const start = performance.now();
    await pipeline(
      createReadStream(file, { highWaterMark: 512 * 1024 }),
      client.query(copyFrom(`copy ${table} from stdin (format csv, header)`)),
    );
    const seconds = (performance.now() - start) / 1000;
    await client.query(`drop table ${table}`);
    return seconds;
  } finally {
    await client.end();
  }
}

async function importSeconds({ app }: BenchOptions, tenantId: number, file: string, expected: number): Promise<number> {
  const start = performance.now();
  const done = await runToEnd(app, tenantId, {
    file: { name: 'bench.csv', stream: createReadStream(file, { highWaterMark: 512 * 1024 }) },
  });
  const seconds = (performance.now() - start) / 1000;
  const merged = (done.counts.new ?? 0) + (done.counts.changed ?? 0);
  if (done.state !== 'done' || merged !== expected) throw new Error(`the import ended ${done.state} with ${JSON.stringify(done.counts)}`);
  return seconds;
}

async function makeLibrary(ownerUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const mark = randomBytes(5).toString('hex');
    const network = await client.query<{ id: string }>(
      "insert into tenants (public_id, kind, slug, name, short_name) values ($1, 'network', $2, 'Meetnet', 'Meetnet') returning id",
      [`n${mark}`, `meetnet-${mark}`],
    );
    const library = await client.query<{ id: string }>(
      "insert into tenants (public_id, kind, parent_id, slug, name, short_name) values ($1, 'library', $2, $3, 'Meetbibliotheek', 'Meetbib') returning id",
      [`l${mark}`, network.rows[0]!.id, `meetbib-${mark}`],
    );
    return Number(library.rows[0]!.id);
  } finally {
    await client.end();
  }
}

/** The most memory this process held while something ran. */
function watchMemory(): () => number {
  let most = 0;
  const look = () => (most = Math.max(most, process.memoryUsage().rss));
  const timer = setInterval(look, 100);
  return () => {
    clearInterval(timer);
    look();
    return Math.round(most / 1e6);
  };
}
