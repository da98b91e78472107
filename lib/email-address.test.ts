import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emailKey } from './email-address.ts';

const cases: [string, string | undefined][] = [
  ['Zeynep@Voorbeeld.example', 'zeynep@voorbeeld.example'],
  ['  zoe.de-smet+bib@post.example ', 'zoe.de-smet+bib@post.example'],
  ['jan@bücher.example', 'jan@xn--bcher-kva.example'],
  ["o'neill@post.example", "o'neill@post.example"],
  ['', undefined],
  ['zeynep', undefined],
  ['zeynep@', undefined],
  ['@post.example', undefined],
  ['zeynep@post', undefined],
  ['a@b@post.example', undefined],
  ['zey nep@post.example', undefined],
  ['.zeynep@post.example', undefined],
  ['zey..nep@post.example', undefined],
  ['zeynep@post.example\r\nBcc: iedereen@post.example', undefined],
  ['zeynep@127.0.0.1', undefined],
  ['zeynep@-post.example', undefined],
  ['"zeynep"@post.example', undefined],
  [`${'a'.repeat(65)}@post.example`, undefined],
];

for (const [address, key] of cases) {
  test(`the mailbox of ${JSON.stringify(address.slice(0, 40))}`, () => assert.equal(emailKey(address), key));
}
