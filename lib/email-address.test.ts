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
  // a browser would find a host in these; a mailbox has no path, port or code
  ['zeynep@post.example/zeynep', undefined],
  ['zeynep@post.example?zeynep', undefined],
  ['zeynep@post.example#', undefined],
  ['zeynep@post.example:25', undefined],
  ['zeynep@post%2eexample', undefined],
  ['zeynep@bücher.example/zeynep', undefined],
  // signs nobody sees, brought along by copying
  ['\u00a0zeynep@post.example\u00a0', 'zeynep@post.example'],
  ['zey\u200bnep@post.example', undefined],
  ['\ud83dzeynep@post.example', undefined],
];

for (const [address, key] of cases) {
  test(`the mailbox of ${JSON.stringify(address.slice(0, 40))}`, () => assert.equal(emailKey(address), key));
}
