import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { many, one, sql, withTenant, type TenantDb } from '../platform/db.ts';
import { Refused } from '../platform/errors.ts';
import { testApp } from '../../test/harness/app.ts';
import { newLibrary } from '../../test/harness/database.ts';
import { getFile, pathOf } from '../files/files.ts';
import { clearOldFiles, getRun, listRejects } from './imports.ts';
import { addressKey } from './rules/cells.ts';
import type { Mapping } from './rules/mapping.ts';
import { importText } from './seed.ts';

const golden = (name: string) => readFileSync(join(import.meta.dirname, '../../test/files', name));
const header = 'cardnumber,surname,firstname,email,dateofbirth';

async function library() {
  const app = await testApp();
  const { tenantId } = await newLibrary(app.database);
  const inside = <T>(fn: (db: TenantDb) => Promise<T>) => withTenant(app.database, tenantId, fn);
  const take = (text: string | Buffer | Iterable<string>, options: Parameters<typeof importText>[3] = {}) =>
    importText(app, tenantId, text, options);
  const rejects = (runId: number) => inside((db) => listRejects(db, runId, { after: 0, limit: 100 }));
  return { app, tenantId, inside, take, rejects };
}

interface Card {
  id: number;
  first_name: string;
  last_name: string;
  email: string | null;
  email_key: string | null;
  card_number: string | null;
  household_id: number | null;
  gone_at: Date | null;
  version: number;
  street: string | null;
  house_number: string | null;
  box: string | null;
  birth_on: string | null;
  language: string | null;
}
const cards = (db: TenantDb) =>
  many(
    db,
    sql<Card>`
  select id, first_name, last_name, email, email_key, card_number, household_id, gone_at, version, street, house_number, box, birth_on, language
  from contacts where tenant_id = ${db.tenantId} order by card_number`,
  );
const fullName = (card: Card) => `${card.first_name} ${card.last_name}`.trim();

test('the patron file of Koha is recognised and becomes cards, a household and a guardian', async () => {
  const { inside, take } = await library();

  const run = await take(golden('koha-leners.csv'));

  assert.equal(run.state, 'done');
  assert.deepEqual(run.counts, { new: 4, changed: 0, unchanged: 0, gone: 0, rejected: 0 });
  const [noor, youssef, zoe, mai] = await inside(cards);
  assert.deepEqual(
    [noor, youssef, zoe, mai].map((card) => fullName(card!)),
    ['Noor Verbeke', 'Youssef El Amrani', 'Zoë Łukasiewicz', 'Thị Mai Đặng'],
  );
  assert.equal(noor!.email, 'Noor.Verbeke@zilverbeek.example');
  assert.equal(noor!.email_key, youssef!.email_key);
  assert.ok(noor!.household_id !== null && noor!.household_id === youssef!.household_id);
  assert.deepEqual([mai!.street, mai!.house_number, mai!.box], ['Lindelaan', '44', '2']);
  assert.deepEqual([noor!.language, zoe!.language], ['nl', null]);
  const guardian = await inside((db) =>
    one(
      db,
      sql<{
        contact_id: number;
        related_id: number;
      }>`select contact_id, related_id from contact_relations where tenant_id = ${db.tenantId}`,
    ),
  );
  assert.deepEqual(guardian, { contact_id: noor!.id, related_id: youssef!.id });
});

test('Windows-1252 with semicolons and days first, UTF-16 of both orders, UTF-8 with a mark', async () => {
  const { inside, take } = await library();

  await take(golden('excel-nl.csv'));
  await take(golden('utf16-tab.txt'));
  await take(golden('utf16-groot.txt'));
  await take(golden('puntkomma.csv'));

  const found = await inside(cards);
  assert.deepEqual(found.map(fullName), [
    'Zoë van den Bossche',
    'René D’Hondt',
    'Maëlle Lefèvre',
    'Agnieszka Żuraw',
    'İpek Özdemir',
    'An Peeters',
    'Ömer Çelik',
  ]);
  assert.equal(found[0]!.birth_on, '1990-12-31');
  assert.deepEqual([found[2]!.street, found[2]!.house_number, found[2]!.box], ['Rue Haute', '9', 'b']);
});

test('the same file again changes nothing, and one changed row changes one card', async () => {
  const { inside, take } = await library();
  const file = golden('koha-leners.csv');
  await take(file);
  const before = await inside(cards);

  const again = await take(file);

  assert.deepEqual(again.counts, { new: 0, changed: 0, unchanged: 4, gone: 0, rejected: 0 });
  assert.deepEqual(await inside(cards), before);
  const moved = await take(file.toString().replace('Molenweg', 'Veldweg'));
  assert.deepEqual(moved.counts, { new: 0, changed: 1, unchanged: 3, gone: 0, rejected: 0 });
  assert.deepEqual(
    (await inside(cards)).map(({ version }) => version),
    [1, 1, 2, 1],
  );
});

test('what was edited by hand stays as long as the row of the file does not change', async () => {
  const { inside, take } = await library();
  await take(`${header}\n1,Peeters,An,an@voorbeeld.example,1980-01-01\n`);
  await inside((db) =>
    one(
      db,
      sql`update contacts set email = 'nieuw@voorbeeld.example', email_key = 'nieuw@voorbeeld.example' where tenant_id = ${db.tenantId} returning 1`,
    ),
  );

  await take(`${header}\n1,Peeters,An,an@voorbeeld.example,1980-01-01\n`);

  assert.equal((await inside(cards))[0]!.email, 'nieuw@voorbeeld.example');
});

test('loans find their readers, once; a returned book changes the loan and the totals', async () => {
  const { inside, take, rejects } = await library();
  await take(golden('koha-leners.csv'));
  const file = golden('tab-uitleningen.txt').toString();

  const run = await take(file, { name: 'uitleningen.txt' });

  assert.equal(run.state, 'done');
  assert.deepEqual(run.counts, { new: 2, changed: 0, unchanged: 0, gone: 0, rejected: 1 });
  assert.deepEqual(
    (await rejects(run.id)).map(({ line, column, reason }) => ({ line, column, reason })),
    [{ line: 4, column: 'Kaartnummer', reason: 'unknown-reader' }],
  );
  const again = await take(file.replace('2026-10-29\t\t1', '2026-10-29\t2026-10-20\t1'));
  assert.deepEqual(again.counts, { new: 0, changed: 1, unchanged: 1, gone: 0, rejected: 1 });
  const totals = await inside((db) =>
    many(db, sql`select loans, open_loans, last_on from contact_loan_totals where tenant_id = ${db.tenantId} order by last_on`),
  );
  assert.deepEqual(totals, [
    { loans: 1, open_loans: 0, last_on: '2026-09-12' },
    { loans: 1, open_loans: 0, last_on: '2026-10-01' },
  ]);
});

test('bad rows go to quarantine with line, column, value and reason; good rows go through', async () => {
  const { inside, take, rejects } = await library();
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
    const { inside, take } = await library();

    await assert.rejects(take(bytes), (error: Refused) => error instanceof Refused && error.code === code);

    assert.deepEqual(await inside(cards), []);
    assert.deepEqual(await inside((db) => many(db, sql`select id from files where tenant_id = ${db.tenantId}`)), []);
  });
}

test('a column called __proto__ and columns of the same name are columns like others', async () => {
  const { inside, take } = await library();

  const run = await take('__proto__,cardnumber,naam,naam,constructor\nx,1,"Peeters, An",anders,y\n');

  assert.deepEqual([run.state, run.counts.new], ['done', 1]);
  assert.deepEqual((await inside(cards)).map(fullName), ['An Peeters']);
  assert.equal(({} as Record<string, unknown>).cardnumber, undefined);
});

test('columns of permission, role and environment cannot be taken in, whoever asks', async () => {
  const { take } = await library();
  const mapping = (column: string): Mapping => ({
    encoding: 'utf-8',
    delimiter: ',',
    header: true,
    dates: 'dmy',
    source: 'ils',
    columns: [
      { column: 'cardnumber', target: 'cardNumber' },
      { column: 'surname', target: 'lastName' },
      { column, target: 'notes' },
    ],
  });

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

test('a full feed that misses somebody says so on the card, and takes it back; nobody is deleted', async () => {
  const { inside, take } = await library();
  const rows = ['1,Peeters,An,,', '2,Maes,Bo,,', '3,Claes,Cas,,'];
  await take([header, ...rows].join('\n'), { full: true });

  const run = await take([header, ...rows.slice(0, 2)].join('\n'), { full: true });

  assert.equal(run.counts.gone, 1);
  assert.deepEqual(
    (await inside(cards)).map(({ gone_at }) => gone_at !== null),
    [false, false, true],
  );
  await take([header, ...rows].join('\n'), { full: true });
  assert.deepEqual(
    (await inside(cards)).map(({ gone_at }) => gone_at),
    [null, null, null],
  );
});

test('a feed that shrinks or changes by more than a fifth is held and changes nothing until somebody agrees', async () => {
  const { inside, take } = await library();
  const rows = Array.from({ length: 200 }, (_one, at) => `${1000 + at},Naam ${at},Kaart,,`);
  await take([header, ...rows].join('\n'), { full: true });

  const shrunk = await take([header, ...rows.slice(0, 100)].join('\n'), { full: true });
  const changed = await take([header, ...rows.map((row) => row.replace('Naam', 'Anders'))].join('\n'));

  assert.deepEqual(
    [shrunk.state, shrunk.problem?.code, changed.state, changed.problem?.code],
    ['held', 'imports.held-gone', 'held', 'imports.held-changed'],
  );
  assert.ok((await inside(cards)).every((card) => card.gone_at === null && card.version === 1));
  const agreed = await take([header, ...rows.slice(0, 100)].join('\n'), { full: true, despite: true });
  assert.deepEqual([agreed.state, agreed.counts.gone], ['done', 100]);
});

test('a dry run shows before and after and changes nothing', async () => {
  const { inside, take } = await library();
  await take(`${header}\n1,Peeters,An,,1980-01-01\n`);

  const run = await take(`${header}\n1,Peeters,Anna,,1980-01-01\n2,Maes,Bo,,\n`, { dryRun: true });

  assert.equal(run.state, 'previewed');
  assert.deepEqual(run.counts, { new: 1, changed: 1, unchanged: 0, gone: 0, rejected: 0 });
  assert.deepEqual(
    run.sample.map(({ kind, before, after }) => [kind, before?.first_name, after.first_name]),
    [
      ['changed', 'An', 'Anna'],
      ['new', undefined, 'Bo'],
    ],
  );
  assert.deepEqual((await inside(cards)).map(fullName), ['An Peeters']);
});

test('a line without end is refused in little memory', async () => {
  const { take, rejects } = await library();
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

test('an address has the same key here and in the database', async () => {
  const { inside } = await library();
  const addresses: [string | null, string | null, string | null, string | null][] = [
    ['Kerkstraat', '12', null, '9870'],
    ['Rue de l’Église', '9', 'b', '1000'],
    ['Łódzka-straat', '3 A', 'bus 2', '1234 AB'],
    ['straße', '5', '', '10115'],
    ['', '5', null, '9870'],
    ['Kerkstraat', null, null, '9870'],
    ['Kerkstraat', '12', null, null],
    ['’t Hoekje', '1/2', '{x}', ' 98 70 '],
  ];
  for (const address of addresses) {
    const [street, houseNumber, box, postcode] = address;
    const { key } = await inside((db) =>
      one(
        db,
        sql<{ key: string | null }>`select kb_address_key(${street}::text, ${houseNumber}::text, ${box}::text, ${postcode}::text) as key`,
      ),
    );
    assert.equal(addressKey(...address), key, JSON.stringify(address));
  }
});

test('a member of these days gets a line on the timeline; at a first import nobody is new', async () => {
  const { app, inside, take } = await library();
  const today = app.now().toISOString().slice(0, 10);
  const columns = 'cardnumber,surname,lid sinds,categorie';
  await take(`${columns}\n1,Peeters,${today},VOLW\n`);

  await take(`${columns}\n1,Peeters,${today},VOLW\n2,Maes,${today},JEUGD\n3,Claes,2010-01-01,VOLW\n`);

  const facts = await inside((db) =>
    many(
      db,
      sql`
    select c.last_name, f.kind, f.payload from facts f join contacts c on c.tenant_id = f.tenant_id and c.id = f.contact_id where f.tenant_id = ${db.tenantId}`,
    ),
  );
  assert.deepEqual(facts, [{ last_name: 'Maes', kind: 'membership.started', payload: { category: 'JEUGD' } }]);
});

test('a kept column fills what is empty and changes nothing else', async () => {
  const { inside, take } = await library();
  const mapping: Mapping = {
    encoding: 'utf-8',
    delimiter: ',',
    header: true,
    dates: 'dmy',
    source: 'ils',
    columns: [
      { column: 'nr', target: 'cardNumber' },
      { column: 'naam', target: 'lastName' },
      { column: 'mail', target: 'email', keep: true },
    ],
  };
  await take('nr,naam,mail\n1,Peeters,an@voorbeeld.example\n2,Maes,\n', { mapping });

  const run = await take('nr,naam,mail\n1,Peters,anders@voorbeeld.example\n2,Maes,bo@voorbeeld.example\n', { mapping });

  assert.equal(run.counts.changed, 2);
  assert.deepEqual(
    (await inside(cards)).map(({ last_name, email_key }) => [last_name, email_key]),
    [
      ['Peters', 'an@voorbeeld.example'],
      ['Maes', 'bo@voorbeeld.example'],
    ],
  );
});

test('after thirty days the file, its refused rows and its examples are gone; what became of it can still be read', async () => {
  const { app, inside, take, rejects } = await library();
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

test('a run of another library does not exist here', async () => {
  const { take } = await library();
  const other = await library();
  const run = await take(`${header}\n1,Peeters,An,,\n`);

  await assert.rejects(
    other.inside((db) => getRun(db, run.id)),
    /not found/,
  );
});
