import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toPath } from './address.ts';

const good: [address: string, path: string, utf8: boolean][] = [
  ['jan@mail.example', 'jan@mail.example', false],
  ['b+12-ab_c=x@bounce.library.example', 'b+12-ab_c=x@bounce.library.example', false],
  ["o'brien@mail.example", "o'brien@mail.example", false],
  ['"jan peeters"@mail.example', '"jan peeters"@mail.example', false],
  ['jan@[192.0.2.1]', 'jan@[192.0.2.1]', false],
  ['jan@[IPv6:2001:db8::1]', 'jan@[IPv6:2001:db8::1]', false],
  ['jan@bücher.example', 'jan@xn--bcher-kva.example', false],
  ['zoë@mail.example', 'zoë@mail.example', true],
  ['zoë@bücher.example', 'zoë@xn--bcher-kva.example', true],
  ['jan@localhost', 'jan@localhost', false],
];

for (const [address, path, utf8] of good) test(`goes as ${path}`, () => assert.deepEqual(toPath(address), { path, utf8 }));

const bad = [
  '',
  'jan',
  '@mail.example',
  'jan@',
  'jan@mail.example\r\nRCPT TO:<x@y.example>',
  'jan\n@mail.example',
  'jan\r@mail.example',
  'jan\0@mail.example',
  'jan>@mail.example',
  'jan@mail.example> SIZE=1',
  'jan@mail.example ',
  ' jan@mail.example',
  '<jan@mail.example>',
  'jan peeters@mail.example',
  'jan..p@mail.example',
  '.jan@mail.example',
  'jan.@mail.example',
  'jan@mail..example',
  'jan@-mail.example',
  'jan@mail_.example-',
  'a@b@mail.example',
  '"jan"x@mail.example',
  '"jan\r\n"@mail.example',
  '"jan\\\r"@mail.example',
  `${'x'.repeat(65)}@mail.example`,
  `jan@${'x.'.repeat(130)}example`,
  `jan@${'x'.repeat(64)}.example`,
  'jan\u0085@mail.example',
  '\ud800@mail.example',
  'jan@mail.example\u2028',
  'jan@exa\u3002\r\nmple',
  'jan,piet@mail.example',
  'jan\u00a0p@mail.example',
];

for (const address of bad) test(`refused: ${JSON.stringify(address)}`, () => assert.ok('problem' in toPath(address)));

test('the null return path only where it may stand', () => {
  assert.deepEqual(toPath('', true), { path: '', utf8: false });
  assert.ok('problem' in toPath('', false));
});

test('no address yields a path that could end the command', () => {
  let seed = 3;
  const random = (n: number): number => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) % n;
  const letters = ['a', '.', '@', '"', '\\', ' ', '<', '>', '\r', '\n', '\0', 'ë', '[', ']', 'example'];
  for (let round = 0; round < 20_000; round++) {
    const path = toPath(Array.from({ length: random(8) + 3 }, () => letters[random(letters.length)]).join(''));
    // Between quotes "<" and ">" are ordinary (RFC 5321 §4.1.2); line ends and zeros never are.
    if ('path' in path) assert.doesNotMatch(path.path.replace(/"(?:[^"\\]|\\.)*"/g, ''), /[\s<>\0]/);
    if ('path' in path) assert.doesNotMatch(path.path, /[\r\n\0]/);
  }
});
