/** From a file to cards and loans, and from the same file again to nothing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cards, fullName, golden, importLibrary, mappingOf } from '../../test/harness/imports.ts';
import { many, one, sql } from '../platform/db.ts';
import { getRun } from './imports.ts';
import { addressKey } from './rules/cells.ts';

const header = 'cardnumber,surname,firstname,email,dateofbirth';

test('the patron file of Koha is recognised and becomes cards, a household and a guardian', async () => {
  const { inside, take } = await importLibrary();

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
  const { inside, take } = await importLibrary();

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
  const { inside, take } = await importLibrary();
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
  const { inside, take } = await importLibrary();
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
  const { inside, take, rejects } = await importLibrary();
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

test('a full feed that misses somebody says so on the card, and takes it back; nobody is deleted', async () => {
  const { inside, take } = await importLibrary();
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
  const { inside, take } = await importLibrary();
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
  const { inside, take } = await importLibrary();
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

test('an address has the same key here and in the database', async () => {
  const { inside } = await importLibrary();
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
  const { app, inside, take } = await importLibrary();
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
  const { inside, take } = await importLibrary();
  const mapping = mappingOf([
    { column: 'nr', target: 'cardNumber' },
    { column: 'naam', target: 'lastName' },
    { column: 'mail', target: 'email', keep: true },
  ]);
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

test('a run of another library does not exist here', async () => {
  const { take } = await importLibrary();
  const other = await importLibrary();
  const run = await take(`${header}\n1,Peeters,An,,\n`);

  await assert.rejects(
    other.inside((db) => getRun(db, run.id)),
    /not found/,
  );
});
