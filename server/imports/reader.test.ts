import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDecoder, detectEncoding } from './encodings.ts';
import { createSplitter, maxRecord } from './reader.ts';

/** All records of a text that arrives in pieces of a given length. */
function read(text: string, delimiter = ',', piece = text.length || 1) {
  const splitter = createSplitter(delimiter);
  const records = [];
  for (let at = 0; at < text.length; at += piece) records.push(...splitter.push(text.slice(at, at + piece)));
  return [...records, ...splitter.end()];
}
const shapes = (text: string, delimiter?: string, piece?: number) =>
  read(text, delimiter, piece).map(({ line, cells, problem }) => [line, problem ?? cells]);

const table: [string, string, unknown][] = [
  [
    'plain rows',
    'a,b\n1,2\n',
    [
      [1, ['a', 'b']],
      [2, ['1', '2']],
    ],
  ],
  [
    'no line end at the end',
    'a,b\n1,2',
    [
      [1, ['a', 'b']],
      [2, ['1', '2']],
    ],
  ],
  [
    'lines of Windows',
    'a,b\r\n1,2\r\n',
    [
      [1, ['a', 'b']],
      [2, ['1', '2']],
    ],
  ],
  [
    'empty cells',
    'a,,\n,,1\n',
    [
      [1, ['a', '', '']],
      [2, ['', '', '1']],
    ],
  ],
  [
    'blank lines and lines of delimiters are passed over but counted',
    'a,b\n\n  \n,,\n1,2\n',
    [
      [1, ['a', 'b']],
      [5, ['1', '2']],
    ],
  ],
  [
    'a delimiter and a line end inside quotes',
    '"a,1","b\nc"\nd,e\n',
    [
      [1, ['a,1', 'b\nc']],
      [3, ['d', 'e']],
    ],
  ],
  ['doubled quotes', '"say ""yes""",b\n', [[1, ['say "yes"', 'b']]]],
  [
    'an empty quoted cell',
    '"",b\n""\n',
    [
      [1, ['', 'b']],
      [2, ['']],
    ],
  ],
  [
    'a quote inside a cell without quotes is text',
    'screen 5",b\nc,d\n',
    [
      [1, ['screen 5"', 'b']],
      [2, ['c', 'd']],
    ],
  ],
  [
    'text after a closing quote costs one line',
    '"a"x,b\nc,d\n',
    [
      [1, 'text-after-quote'],
      [2, ['c', 'd']],
    ],
  ],
  [
    'a quote that is never closed costs one line',
    'a,"b\nc,d\n',
    [
      [1, 'quote-not-closed'],
      [2, ['c', 'd']],
    ],
  ],
  [
    'quoted lines of Windows',
    '"a","b"\r\n"c","d"\r\n',
    [
      [1, ['a', 'b']],
      [2, ['c', 'd']],
    ],
  ],
];
for (const [name, text, expected] of table) {
  test(name, () => assert.deepEqual(shapes(text), expected));
  test(`${name}, arriving by single characters`, () => assert.deepEqual(shapes(text, ',', 1), expected));
}

test('the raw row is the row as it stands', () => {
  assert.deepEqual(
    read('"a;1";b\r\nc;d', ';').map(({ raw }) => raw),
    ['"a;1";b', 'c;d'],
  );
});

test('a record of more than a million characters is refused by its beginning, and the next one is read', () => {
  const long = 'x'.repeat(maxRecord + 10);

  const records = read(`a,b\n${long}\n1,2\n`, ',', 300_000);

  assert.deepEqual(
    records.map(({ ordinal, line, problem }) => [ordinal, line, problem]),
    [
      [0, 1, undefined],
      [1, 2, 'record-too-long'],
      [2, 3, undefined],
    ],
  );
  assert.ok(records[1]!.raw.length <= 2000);
});

test('an open quote in a big file costs one row, not the file', () => {
  const rows = Array.from({ length: 60_000 }, (_one, at) => `${at},"naam ${at}",tekst\n`);
  rows[100] = '100,"niet gesloten,tekst\n';

  const records = read(rows.join(''), ',', 200_000);

  assert.equal(records.length, 60_000);
  assert.deepEqual(
    records.filter(({ problem }) => problem).map(({ line, problem }) => [line, problem]),
    [[101, 'text-after-quote']],
  );
});

for (const [name, bytes, expected] of [
  ['UTF-8', Buffer.from('naam;Zoë'), 'utf-8'],
  ['UTF-8 cut in the middle of a character', Buffer.from('naam;Zoë').subarray(0, -1), 'utf-8'],
  ['Windows-1252', Buffer.from('naam;Zo\xeb;Ren\xe9', 'latin1'), 'windows-1252'],
  ['UTF-16 with a mark', Buffer.from('\ufeffnaam;Zoë', 'utf16le'), 'utf-16le'],
  ['UTF-16 without a mark', Buffer.from('naam;Zoë en nog wat tekst', 'utf16le'), 'utf-16le'],
  ['UTF-16 the other way round', Buffer.from('naam;Zoë en nog wat tekst', 'utf16le').swap16(), 'utf-16be'],
  ['a picture', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), undefined],
  ['a program', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1, 2]), undefined],
] as const) {
  test(`${name} is recognised as ${expected}`, () => assert.equal(detectEncoding(bytes), expected));
}

test('Windows-1252 that ends in a letter with an accent is no UTF-8 that was cut off', () => {
  assert.equal(detectEncoding(Buffer.from('naam;Zo\xeb', 'latin1'), { whole: true }), 'windows-1252');
});

test('characters on the border of two pieces stay whole in every encoding', () => {
  const text = 'Zoë Łukasz Đặng €';
  for (const [encoding, bytes] of [
    ['utf-8', Buffer.from(`\ufeff${text}`)],
    ['utf-16le', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['utf-16be', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  ] as const) {
    const decoder = createDecoder(encoding);
    let read = '';
    for (const byte of bytes) read += decoder.push(Buffer.from([byte]));
    assert.equal(read + decoder.end(), text, encoding);
  }
  assert.equal(createDecoder('windows-1252').push(Buffer.from([0x5a, 0x6f, 0xeb, 0x20, 0x80, 0x20, 0x92])), 'Zoë € ’');
});

test('half a character in UTF-16 is told from text, and a byte too many at the end is passed over', () => {
  for (const [encoding, bytes] of [
    ['utf-16le', Buffer.from('\ufeffa\ud83db\udc00', 'utf16le')],
    ['utf-16be', Buffer.from('\ufeffa\ud83db\udc00', 'utf16le').swap16()],
  ] as const) {
    const decoder = createDecoder(encoding);
    let read = '';
    for (const byte of [...bytes, 0x41]) read += decoder.push(Buffer.from([byte]));
    assert.equal(read + decoder.end(), 'a\ufffdb\ufffd', encoding);
  }
});
