import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noCapabilities, readCapabilities } from './capabilities.ts';

test('extensions in any case, old spelling of AUTH, unknown ones ignored', () => {
  const can = readCapabilities([
    'sink.example',
    'pipelining',
    'Chunking',
    '8BITMIME',
    'SMTPUTF8',
    'STARTTLS',
    'ENHANCEDSTATUSCODES',
    'SIZE 35882577',
    'AUTH PLAIN login',
    'AUTH=LOGIN XOAUTH2',
    'X-ANYTHING 1',
  ]);
  assert.deepEqual(can, {
    pipelining: true,
    chunking: true,
    eightBit: true,
    smtpUtf8: true,
    startTls: true,
    enhancedStatus: true,
    size: 35_882_577,
    auth: ['PLAIN', 'LOGIN', 'XOAUTH2'],
  });
});

test('the greeting line is not an extension', () => assert.deepEqual(readCapabilities(['PIPELINING']), noCapabilities()));

for (const [line, size] of [
  ['SIZE', 0],
  ['SIZE 0', 0],
  ['SIZE abc', 0],
  ['SIZE 9999999999999999', 0],
  ['SIZE 1000', 1_000],
] as const) {
  test(`${line} is a limit of ${size}`, () => assert.equal(readCapabilities(['a', line]).size, size));
}
