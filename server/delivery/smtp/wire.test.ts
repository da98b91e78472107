import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prepare, stuffDots } from './wire.ts';

const cases: [name: string, input: string, output: string, dots: boolean][] = [
  ['clean', 'a\r\nb\r\n', 'a\r\nb\r\n', false],
  ['no last line end', 'a\r\nb', 'a\r\nb\r\n', false],
  ['bare LF', 'a\nb\n', 'a\r\nb\r\n', false],
  ['bare LF at the very beginning', '\na\r\n', '\r\na\r\n', false],
  ['bare CR', 'a\rb\r\n', 'a\r\nb\r\n', false],
  ['bare CR at the end', 'a\r', 'a\r\n', false],
  ['CR CR LF', 'a\r\r\nb\r\n', 'a\r\n\r\nb\r\n', false],
  ['LF CR', 'a\n\rb\r\n', 'a\r\n\r\nb\r\n', false],
  ['smuggled end with LF', 'a\n.\r\nMAIL FROM:<x@y.example>\r\n', 'a\r\n.\r\nMAIL FROM:<x@y.example>\r\n', true],
  ['smuggled end with CR', 'a\r.\r\nb\r\n', 'a\r\n.\r\nb\r\n', true],
  ['dot first', '.a\r\n', '.a\r\n', true],
  ['dot line', 'a\r\n.\r\n', 'a\r\n.\r\n', true],
  ['dot inside a line', 'a.b\r\n c.\r\n', 'a.b\r\n c.\r\n', false],
  ['empty', '', '\r\n', false],
  ['only a line end', '\r\n', '\r\n', false],
];

for (const [name, input, output, dots] of cases) {
  test(`wire form: ${name}`, () => {
    const ready = prepare(Buffer.from(input));
    assert.ok(ready !== 'zero');
    assert.equal(Buffer.from(ready.bytes).toString(), output);
    assert.equal(ready.dots, dots);
  });
}

test('clean bytes are not copied, long lines and 8-bit octets are left alone', () => {
  const bytes = Buffer.from(`${'x'.repeat(5_000)}\u00eb\r\n`);
  const ready = prepare(bytes);
  assert.ok(ready !== 'zero' && ready.bytes === bytes);
});

test('a view into a larger buffer is read within its bounds', () => {
  const whole = Buffer.from('\nsecret\n.a\r\nb\r\n\n');
  const ready = prepare(whole.subarray(8, 14));
  assert.ok(ready !== 'zero');
  assert.deepEqual([Buffer.from(ready.bytes).toString(), ready.dots], ['.a\r\nb\r\n', true]);
});

test('a zero octet is refused', () => {
  assert.equal(prepare(Buffer.from('a\0b\r\n')), 'zero');
});

for (const [input, output] of [
  ['.\r\n', '..\r\n'],
  ['a\r\n.b\r\n..c\r\nd.\r\n', 'a\r\n..b\r\n...c\r\nd.\r\n'],
  ['\r\n.\r\n.\r\n', '\r\n..\r\n..\r\n'],
  ['a\r\n', 'a\r\n'],
] as const) {
  test(`dots doubled: ${JSON.stringify(input)}`, () => {
    assert.equal(Buffer.from(stuffDots(Buffer.from(input))).toString(), output);
  });
}

test('any bytes come out the same, whatever their line ends, as long as they have some', () => {
  let seed = 7;
  const random = (n: number): number => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) % n;
  for (let round = 0; round < 2_000; round++) {
    const letters = ['\r\n', '\n', '\r', '.', 'a', '\u00e9'];
    const text = Array.from({ length: random(30) }, () => letters[random(letters.length)]).join('');
    const ready = prepare(Buffer.from(text));
    assert.ok(ready !== 'zero');
    const lines = text.split(/\r\n|\r|\n/);
    if (lines.at(-1) === '' && lines.length > 1) lines.pop();
    assert.equal(Buffer.from(ready.bytes).toString(), lines.map((line) => `${line}\r\n`).join(''), JSON.stringify(text));
    const stuffed = Buffer.from(stuffDots(ready.bytes)).toString();
    assert.equal(stuffed.replace(/(^|\r\n)\./g, '$1'), Buffer.from(ready.bytes).toString());
    assert.ok(!`\r\n${stuffed}`.includes('\r\n.\r\n'));
  }
});
