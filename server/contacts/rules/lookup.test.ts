import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameQuery, phoneDigits, rank, readLookUp, slips } from './lookup.ts';

const readings: [typed: string, keys: string[], names: string[]][] = [
  ['2 0417 0088 3921', ['c:2041700883921', 'p:2041700883921'], []],
  ['09 000 00 12', ['c:090000012', 'p:090000012'], []],
  ['+32 9 000 00 12', ['c:3290000012', 'p:090000012'], []],
  ['9999 14', ['c:999914', 'p:999914', 'a:9999-14'], []],
  ['9999 14a', ['c:999914a', 'p:999914a', 'a:9999-14a'], []],
  ['9999', ['c:9999', 'p:9999', 'a:9999-'], []],
  ['1234 AB 14', ['a:1234ab-14'], []],
  ['1234ab', ['a:1234ab-'], []],
  ['9999 de smet', ['c:9999', 'p:9999', 'a:9999-'], ['de smet']],
  ['zeynep@voorbeeld.example', ['e:zeynep@voorbeeld.example'], []],
  ['Zeynep Aydın', [], ['zeynep', 'aydin']],
  ['de smet', [], ['de smet']],
  ["Jan van 't Hof", [], ['jan', 'van t hof']],
  ['AB-1234', ['c:ab1234', 'e:ab-1234'], []],
];

for (const [typed, keys, names] of readings) {
  test(`"${typed}" is read as keys ${keys.join(' ') || '-'} and names ${names.join(', ') || '-'}`, () => {
    const read = readLookUp(typed)!;
    assert.deepEqual([read.keys, read.names.map((group) => group.words.join(' '))], [keys, names]);
  });
}

for (const typed of ['', ' ', 'a', '-', '12', "'", '\u0000', '...']) {
  test(`${JSON.stringify(typed)} is too little to look for`, () => assert.equal(readLookUp(typed), undefined));
}

test('a query quotes what was typed: nothing of it is an operator, and an initial asks for too many', () => {
  const read = readLookUp("o'neill & | ! <-> :* 'x'")!;
  assert.equal(nameQuery(read.names, 'beginnings'), `(('o' & 'neill':*) | 'oneill':*)`);
});

test('words as written: the last one may still be growing', () => {
  assert.equal(nameQuery(readLookUp('jan de sm')!.names, 'as-written'), `('jan') & (('de' & 'sm':*) | 'desm':*)`);
});

test('words alike may stand for a word, and particles may differ', () => {
  const read = readLookUp('van smet')!;
  assert.equal(nameQuery(read.names, 'alike', new Map([['smet', ['smets']]])), `((('smet':* | 'smets')) | ('vansmet':*))`);
});

test('ij and y are one', () => {
  assert.equal(nameQuery(readLookUp('meijer')!.names, 'as-written'), `(('meijer':* | 'meyer':*))`);
});

const distances: [string, string, number][] = [
  ['zeynep', 'zeynep', 0],
  ['zeynep', 'zeinep', 1],
  ['jansens', 'janssens', 1],
  ['peeters', 'peetres', 1],
  ['de', 'smet', 3],
  ['', 'abc', 3],
];
for (const [a, b, n] of distances) test(`${a} and ${b} differ by ${n} slips`, () => assert.equal(slips(a, b), n));

test('phone numbers in every notation are one', () => {
  const written = ['+32 470 00 00 12', '0032470000012', '0470/00.00.12', '+32 (0)470 00 00 12', '0470 00 00 12'];
  assert.deepEqual(
    written.map(phoneDigits),
    Array.from({ length: 5 }, () => '0470000012'),
  );
});

test('whole names before beginnings, beginnings before likeness, those who are gone last', () => {
  const names = readLookUp('jan smet')!.names;
  const order = [
    { firstName: 'Jan', lastName: 'Smets', gone: false },
    { firstName: 'Jan', lastName: 'Smet', gone: true },
    { firstName: 'Jan', lastName: 'Smit', gone: false },
    { firstName: 'Jan', lastName: 'Smet', gone: false },
  ].sort((a, b) => rank(b, names) - rank(a, names));
  assert.deepEqual(
    order.map((one) => `${one.lastName}${one.gone ? ' gone' : ''}`),
    ['Smet', 'Smet gone', 'Smets', 'Smit'],
  );
});
