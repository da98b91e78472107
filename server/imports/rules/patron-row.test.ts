import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Mapping } from './mapping.ts';
import { compilePatronKey, compilePatronRow } from './patron-row.ts';

const header = ['mail', 'naam', 'geboren'];
const mapping: Mapping = {
  encoding: 'utf-8',
  delimiter: ',',
  header: true,
  dates: 'dmy',
  source: 'ils',
  columns: [
    { column: 'mail', target: 'email' },
    { column: 'naam', target: 'fullName' },
    { column: 'geboren', target: 'birthOn' },
  ],
};
const today = '2026-03-01';

test('a row that is refused for another cell still tells whom it is about: nobody is gone for a typing error', () => {
  const keyOf = compilePatronKey(mapping, header);

  const good = ['An@voorbeeld.example', 'Peeters, Zoë', '1980-01-01'];
  const bad = ['An@voorbeeld.example', 'Peeters, Zoë', '31-02-1980'];

  assert.equal(keyOf(good), 'an@voorbeeld.example|zoe peeters');
  assert.ok('rejected' in compilePatronRow(mapping, header, today)(bad));
  assert.equal(keyOf(bad), keyOf(good));
  assert.deepEqual({ ...compilePatronRow(mapping, header, today)(good), values: [] }, { key: keyOf(good), values: [] });
});

for (const row of [
  ['geen adres', 'Peeters, An', ''],
  ['', 'Peeters, An', ''],
  ['an@voorbeeld.example', '', ''],
]) {
  test(`${JSON.stringify(row)} is about nobody`, () => assert.equal(compilePatronKey(mapping, header)(row), undefined));
}
