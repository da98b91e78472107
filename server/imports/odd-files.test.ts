/** Files and arrangements that do not fit each other, as they come from libraries. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { importLibrary, mappingOf } from '../../test/harness/imports.ts';
import { many, sql, type TenantDb } from '../platform/db.ts';
import type { Refused } from '../platform/errors.ts';
import { commitRun, getRun, runMerging, runReading, startRun } from './imports.ts';
import { recogniseFile } from './recognise.ts';

const cards = (db: TenantDb) =>
  many(
    db,
    sql<{ last_name: string; gone: boolean }>`
    select last_name, gone_at is not null as gone from contacts where tenant_id = ${db.tenantId} order by card_number`,
  );

const mapping = mappingOf([
  { column: 'cardnumber', target: 'cardNumber' },
  { column: 'surname', target: 'lastName' },
]);

test('a mapping that cuts the file by the wrong delimiter says so, and nobody is gone for it', async () => {
  const { app, tenantId, inside, take } = await importLibrary();
  await take('cardnumber,surname\n1,Peeters\n2,Maes\n', { mapping, full: true });

  const run = await take('cardnumber;surname\n1;Peeters\n2;Maes\n', { mapping, full: true });

  assert.deepEqual([run.state, run.problem], ['failed', { code: 'imports.column-missing', params: { column: 'cardnumber' } }]);
  await runReading(app, tenantId, run.id);
  assert.equal((await inside((db) => getRun(db, run.id))).state, 'failed');
});

test('one gigantic line is called that in every encoding', async () => {
  const { take } = await importLibrary();
  function* endless(encoding: 'utf16le' | 'utf-8', letter: string) {
    yield Buffer.from('\ufeff', encoding);
    for (let at = 0; at < 3; at++) yield Buffer.from(letter.repeat(1024 * 1024), encoding);
  }

  for (const pieces of [endless('utf16le', 'x'), endless('utf-8', 'я')])
    await assert.rejects(take(Buffer.concat([...pieces])), (error: Refused) => error.code === 'imports.line-too-long');
});

test('a profile is recognised when only the case of a column changed, and means that column', async () => {
  const { app, inside, take } = await importLibrary();
  const first = await take('Kaart,Wie\n1,Peeters\n2,Maes\n', {
    dryRun: true,
    mapping: {
      ...mapping,
      columns: [
        { column: 'Kaart', target: 'cardNumber' },
        { column: 'Wie', target: 'lastName', keep: true },
      ],
    },
  });
  await inside((db) =>
    startRun(app, db, { fileId: first.file_id, kind: 'patrons', mapping: first.mapping, saveAs: 'Balie', startedBy: 'test' }),
  );

  const run = await take('KAART,wie\n1,Peeters\n2,Maes\n');

  assert.deepEqual([run.state, run.counts.new, run.profile_name], ['done', 2, 'Balie']);
  assert.deepEqual(run.mapping.columns, [
    { column: 'KAART', target: 'cardNumber' },
    { column: 'wie', target: 'lastName', keep: true },
  ]);
});

test('of two files with the same new readers, both looked at before either came in, the one taken in last holds', async () => {
  const { app, tenantId, inside, take } = await importLibrary();
  const last = await take('cardnumber,surname\n1,Peeters-Maes\n2,Claes\n', { dryRun: true });
  const first = await take('cardnumber,surname\n1,Peeters\n2,Claes\n', { dryRun: true });

  for (const run of [first, last]) {
    await inside((db) => commitRun(db, run.id));
    await runMerging(app, tenantId, run.id);
  }

  assert.deepEqual(
    (await inside(cards)).map((card) => card.last_name),
    ['Peeters-Maes', 'Claes'],
  );
  assert.deepEqual((await inside((db) => getRun(db, last.id))).counts, { new: 0, changed: 1, unchanged: 1, gone: 0, rejected: 0 });
});

test('a full feed that would send away more than was seen, because another came in since, is held after all', async () => {
  const { app, tenantId, inside, take } = await importLibrary();
  const readers = (from: number) => ['cardnumber,surname', ...Array.from({ length: 30 }, (_one, at) => `${from + at},Maes`)].join('\n');
  const seen = await take(readers(100), { full: true, dryRun: true });
  await take(readers(200), { full: true });

  await inside((db) => commitRun(db, seen.id));
  await runMerging(app, tenantId, seen.id);

  const held = await inside((db) => getRun(db, seen.id));
  assert.deepEqual([held.state, held.problem?.code, held.counts.gone], ['held', 'imports.held-gone', 30]);
  assert.ok((await inside(cards)).every((card) => !card.gone));
  await inside((db) => commitRun(db, seen.id, { despite: true }));
  await runMerging(app, tenantId, seen.id);
  assert.equal((await inside(cards)).filter((card) => card.gone).length, 30);
});

test('who stands in a full feed is not gone, also when the row has a cell too many or too few', async () => {
  const { inside, take } = await importLibrary();
  await take('cardnumber,surname,email\n1,Peeters,\n2,Maes,\n3,Claes,\n', { full: true });

  const run = await take('cardnumber,surname,email\n1,Peeters,\n2,Maes,,bij de buren\n3,Claes\n', { full: true });

  assert.deepEqual([run.state, run.counts.rejected, run.counts.gone], ['done', 2, 0]);
  assert.ok((await inside(cards)).every((card) => !card.gone));
});

test('lines that end in a lone carriage return, as an old Mac and its Excel write them, are lines', async () => {
  const { inside, take } = await importLibrary();
  const rows = ['cardnumber,surname,notes', '1,Peeters,', '2,"de Smet","twee\rregels"', '3,,zonder naam'];

  for (const bytes of [Buffer.from(rows.join('\r')), Buffer.from(`\ufeff${rows.join('\r')}\r`, 'utf16le')]) {
    const run = await take(bytes);

    assert.deepEqual([run.state, run.counts.rejected], ['done', 1]);
  }
  assert.deepEqual(
    (await inside(cards)).map((card) => card.last_name),
    ['Peeters', 'de Smet'],
  );
});

test('to tell what a file is does not hold up everybody else, also when most delimiters are not in it', async () => {
  const { app } = await importLibrary();
  const path = join(app.config.home, 'groot.csv');
  writeFileSync(path, `cardnumber,naam,email,geboren\n${'a"b,"c""d",e,f\n'.repeat(100_000)}`);
  const started = process.cpuUsage();

  const { mapping: found } = await recogniseFile(path);

  assert.equal(found.delimiter, ',');
  assert.ok(process.cpuUsage(started).user < 1_000_000, `${process.cpuUsage(started).user / 1000} ms`);
});
