/** What is not taken in: rows, columns and whole files, each with its reason, and how long they are kept. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { cards, fullName, importLibrary, mappingOf } from '../../test/harness/imports.ts';
import { getFile, pathOf } from '../files/files.ts';
import { many, sql } from '../platform/db.ts';
import { Refused } from '../platform/errors.ts';
import { clearOldFiles, getRun } from './imports.ts';

const header = 'cardnumber,surname,firstname,email,dateofbirth';

test('bad rows go to quarantine with line, column, value and reason; good rows go through', async () => {
  const { inside, take, rejects } = await importLibrary();
  const rows = [
    header,
    '1,Peeters,An,an@voorbeeld.example,1980-01-01', // 2: good
    '2,Janssens,Bram,bram@@voorbeeld.example,1980-01-01', // 3
    '3,,Cas,,', // 4: no name
    '4,Maes,Dirk,,0001-01-01', // 5
    '5,Maes,Els,,9999-12-31', // 6
    '6,Claes,Fien,,2021-02-30', // 7
    '7,Claes,Gust,"gust@voorbeeld.example\r\nBcc: x@y.example",1980-01-01', // 8 and 9
    '8,Wouters,Hanne,,,extra,meer', // 10
    '9,Wouters', // 11
    '1,Peeters,Anneke,,', // 12: key twice
    '10,"Willems "oeps,Ivo,,', // 13
    '11,"Regel\neen",Jan,,', // 14 and 15: good, quoted newline
    ',Zonder,Kaart,,', // 16
    '12,<script>alert(1)</script>,{{first_name}},,', // 17: good, stored raw
    '13,=HYPERLINK("http://x.example"),@cmd,,', // 18: good, stored raw
    '14,Open,"niet gesloten,,', // 19
  ];

  const run = await take(rows.join('\n'));

  assert.equal(run.state, 'done');
  assert.deepEqual(
    (await rejects(run.id)).map(({ line, column, reason }) => [line, column, reason]),
    [
      [3, 'email', 'bad-email'],
      [4, 'surname', 'required'],
      [5, 'dateofbirth', 'date-out-of-range'],
      [6, 'dateofbirth', 'date-out-of-range'],
      [7, 'dateofbirth', 'bad-date'],
      [8, 'email', 'line-break'],
      [10, null, 'too-many-cells'],
      [11, null, 'too-few-cells'],
      [12, 'cardnumber', 'key-twice'],
      [13, null, 'text-after-quote'],
      [16, 'cardnumber', 'required'],
      [19, null, 'quote-not-closed'],
    ],
  );
  const found = await inside(cards);
  assert.deepEqual(
    found.map(fullName).sort(),
    ['@cmd =HYPERLINK("http://x.example")', 'An Peeters', 'Jan Regel een', '{{first_name}} <script>alert(1)</script>'].sort(),
  );
});

for (const [name, bytes, code] of [
  ['an empty file', Buffer.alloc(0), 'imports.empty-file'],
  ['a file with only a mark', Buffer.from([0xef, 0xbb, 0xbf]), 'imports.empty-file'],
  ['only a header', Buffer.from(`${header}\n`), 'imports.header-only'],
  ['a binary file', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 62, 0]), 'imports.binary-file'],
  ['a spreadsheet', Buffer.from('PK\x03\x04 xl/workbook.xml', 'latin1'), 'imports.spreadsheet-file'],
  ['a header with a quote too many', Buffer.from('a,"b\n1,2\n'), 'imports.header-unreadable'],
  [
    'ten thousand columns',
    Buffer.from(`${Array.from({ length: 10_000 }, (_one, at) => `k${at}`).join(',')}\n1\n`),
    'imports.too-many-columns',
  ],
] as const) {
  test(`${name} is refused in a sentence and changes nothing`, async () => {
    const { inside, take } = await importLibrary();

    await assert.rejects(take(bytes), (error: Refused) => error instanceof Refused && error.code === code);

    assert.deepEqual(await inside(cards), []);
    assert.deepEqual(await inside((db) => many(db, sql`select id from files where tenant_id = ${db.tenantId}`)), []);
  });
}

test('a column called __proto__ and columns of the same name are columns like others', async () => {
  const { inside, take } = await importLibrary();

  const run = await take('__proto__,cardnumber,naam,naam,constructor\nx,1,"Peeters, An",anders,y\n');

  assert.deepEqual([run.state, run.counts.new], ['done', 1]);
  assert.deepEqual((await inside(cards)).map(fullName), ['An Peeters']);
  assert.equal(({} as Record<string, unknown>).cardnumber, undefined);
});

test('columns of permission, role and environment cannot be taken in, whoever asks', async () => {
  const { take } = await importLibrary();
  const mapping = (column: string) =>
    mappingOf([
      { column: 'cardnumber', target: 'cardNumber' },
      { column: 'surname', target: 'lastName' },
      { column, target: 'notes' },
    ]);

  for (const [column, code] of [
    ['toestemming nieuwsbrief', 'permission'],
    ['opt_in', 'permission'],
    ['unsubscribed', 'permission'],
    ['tenant_id', 'rights'],
    ['role', 'rights'],
    ['flags', 'rights'],
  ] as const) {
    await assert.rejects(
      take(`cardnumber,surname,${column}\n1,Peeters,ja\n`, { mapping: mapping(column) }),
      (error: Refused) => error.code === `imports.column-of-${code}`,
    );
  }
});

test('a line without end is refused in little memory', async () => {
  const { take, rejects } = await importLibrary();
  const mebibyte = 'x'.repeat(1024 * 1024);
  function* endless(start: string, pieces: number) {
    yield start;
    for (let at = 0; at < pieces; at++) yield mebibyte;
  }
  const before = process.memoryUsage().rss;

  await assert.rejects(take(endless('', 200)), (error: Refused) => error.code === 'imports.line-too-long');
  function* oneGoodRow() {
    yield* endless(`${header}\n1,Peeters,`, 200);
    yield ',,\n2,Maes,Bo,,\n';
  }
  const run = await take(oneGoodRow());

  assert.deepEqual([run.state, run.counts.new], ['done', 1]);
  assert.deepEqual(
    (await rejects(run.id)).map(({ line, reason }) => [line, reason]),
    [[2, 'record-too-long']],
  );
  assert.ok(process.memoryUsage().rss - before < 250e6, `${Math.round((process.memoryUsage().rss - before) / 1e6)} MB more`);
});

test('after thirty days the file, its refused rows and its examples are gone; what became of it can still be read', async () => {
  const { app, inside, take, rejects } = await importLibrary();
  const run = await take(`${header}\n1,Peeters,An,fout,\n2,Maes,Bo,,\n`);
  const waiting = await take(`${header}\n3,Claes,Cas,,\n`, { dryRun: true });
  const path = await inside(async (db) => pathOf(app, await getFile(db, run.file_id)));
  const days = (count: number) => app.setNow(new Date(Date.now() + count * 86_400_000));

  try {
    days(29);
    await clearOldFiles(app);
    assert.ok(existsSync(path));
    days(31);
    await clearOldFiles(app);
  } finally {
    days(0);
  }

  assert.ok(!existsSync(path));
  assert.deepEqual(await rejects(run.id), []);
  const left = await inside((db) => getRun(db, run.id));
  assert.deepEqual([left.counts.rejected, left.sample], [1, []]);
  assert.equal((await inside((db) => getRun(db, waiting.id))).state, 'cancelled');
  await assert.rejects(
    inside((db) => getFile(db, run.file_id)),
    /not found/,
  );
});
