import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Refused } from '../platform/errors.ts';
import { dateHeader, headerHost, headerText, headerUrl, mailbox, messageIdHeader } from './headers.ts';

/** What RFC 2047 says these lines mean. */
function read(header: string): string {
  return header
    .replace(/\?=\r\n =\?/g, '?==?')
    .replace(/\r\n /g, ' ')
    .replace(/=\?UTF-8\?B\?([^?]*)\?=/g, (_, base64: string) => Buffer.from(base64, 'base64').toString('utf8'));
}

describe('text in headers', () => {
  for (const text of [
    'Voorlezen op woensdag',
    'Zoë leest voor',
    'é'.repeat(200),
    '👩‍👧 lezen '.repeat(20),
    '=?UTF-8?Q?vals?=',
    'Een heel lang onderwerp dat '.repeat(8).trim(),
    'x'.repeat(300),
    '',
  ]) {
    it(`keeps ${JSON.stringify(text.slice(0, 30))} (${text.length})`, () => {
      const header = headerText(text, 7);
      assert.equal(read(header), text);
      for (const [index, line] of `Subject: ${header}`.split('\r\n').entries()) {
        assert.match(line, /^[\x20-\x7e]*$/);
        assert.ok(line.length <= 78, `line of ${line.length}`);
        if (index > 0) assert.match(line, /^ \S/);
      }
    });
  }
});

describe('mailboxes', () => {
  for (const [name, written] of [
    ['', 'zeynep@lezers.example'],
    ['Zeynep Aydin', 'Zeynep Aydin <zeynep@lezers.example>'],
    ['zeynep@lezers.example', 'zeynep@lezers.example'],
    ['Aydin, Z. "Zee" \\', '"Aydin, Z. \\"Zee\\" \\\\" <zeynep@lezers.example>'],
    ['Zeynep\r\nBcc: x@y.example', '"Zeynep Bcc: x@y.example" <zeynep@lezers.example>'],
    ['a>, <x@y.example', '"a>, <x@y.example" <zeynep@lezers.example>'],
  ] as const) {
    it(`writes ${JSON.stringify(name)}`, () => assert.equal(mailbox(name, 'zeynep@lezers.example'), written));
  }
  it('encodes other letters', () => assert.equal(read(mailbox('Zoë Aydın', 'z@lezers.example')), 'Zoë Aydın <z@lezers.example>'));
  it('bounds a bomb of a name', () => assert.ok(mailbox('ë'.repeat(100_000), 'z@lezers.example').length < 700));

  for (const address of [
    '',
    'zeynep',
    'a@b',
    'a b@c.example',
    'a@c.example\r\nBcc: x',
    'a@c.example,b@d.example',
    '<a@c.example>',
    'zoë@lezers.example',
    'a@büch.example',
    '.a@c.example',
    `${'a'.repeat(250)}@c.example`,
  ]) {
    it(`refuses ${JSON.stringify(address.slice(0, 30))}`, () => assert.throws(() => mailbox('x', address), Refused));
  }
});

describe('other headers', () => {
  it('writes a moment as RFC 5322 does', () =>
    assert.equal(dateHeader(new Date('2026-11-22T09:05:07Z')), 'Sun, 22 Nov 2026 09:05:07 +0000'));
  it('takes a message id with or without brackets', () => {
    assert.equal(messageIdHeader('a.1@zilverbeek.example'), '<a.1@zilverbeek.example>');
    assert.equal(messageIdHeader('<a.1@zilverbeek.example>'), '<a.1@zilverbeek.example>');
  });
  for (const id of ['', 'a', 'a@b>\r\nX: y', 'a b@c.example']) {
    it(`refuses message id ${JSON.stringify(id)}`, () => assert.throws(() => messageIdHeader(id), Refused));
  }
  for (const url of [
    'javascript:x',
    'https://a.example/>,<mailto:x@y.example',
    'https://a.example/\r\nX: y',
    'https://a.example/é',
    `https://a.example/${'x'.repeat(900)}`,
  ]) {
    it(`refuses ${JSON.stringify(url.slice(0, 40))} as unsubscribe address`, () => assert.throws(() => headerUrl(url), Refused));
  }
  it('refuses a list id that is no host', () => assert.throws(() => headerHost('a>\r\nX: y'), Refused));
});
