import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { createSecrets } from './secrets.ts';
import { openNumbers, sealNumbers } from './tokens.ts';

const secrets = createSecrets(Buffer.alloc(32, 7));

test('a token gives back its numbers, for its purpose only', () => {
  for (const numbers of [[1], [0, 127, 128], [3, 15_000_000, 2 ** 40], [Number.MAX_SAFE_INTEGER]]) {
    const token = sealNumbers(secrets, 'unsubscribe', numbers);

    assert.deepEqual(openNumbers(secrets, 'unsubscribe', token), numbers);
    assert.equal(openNumbers(secrets, 'preferences', token), undefined);
    assert.equal(openNumbers(createSecrets(Buffer.alloc(32, 8)), 'unsubscribe', token), undefined);
    assert.equal(sealNumbers(secrets, 'unsubscribe', numbers), token, 'the same numbers give the same token');
  }
});

test('any change of one character makes a token worthless', () => {
  const token = sealNumbers(secrets, 'click', [4, 123_456, 78]);
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  for (let at = 0; at < token.length; at++) {
    for (const character of alphabet) {
      if (character === token[at]) continue;
      assert.equal(openNumbers(secrets, 'click', token.slice(0, at) + character + token.slice(at + 1)), undefined, `position ${at}`);
    }
  }
});

test('rubbish of any length is not a token', () => {
  for (const rubbish of ['', '.', 'a', 'A'.repeat(121), '../../etc', 'é'.repeat(40), '%00', sealNumbers(secrets, 'click', [1]) + '=']) {
    assert.equal(openNumbers(secrets, 'click', rubbish), undefined);
  }
  for (let round = 0; round < 20_000; round++) {
    assert.equal(openNumbers(secrets, 'click', randomBytes(17 + (round % 20)).toString('base64url')), undefined);
  }
});

test('numbers cannot be read from a token, and neighbours look nothing alike', () => {
  const one = Buffer.from(sealNumbers(secrets, 'click', [1, 1000]), 'base64url');
  const next = Buffer.from(sealNumbers(secrets, 'click', [1, 1001]), 'base64url');

  const same = one.filter((byte, at) => byte === next[at]).length;

  assert.ok(same <= 4, `${same} bytes of ${one.length} are the same`);
});

test('only whole positive numbers go into a token', () => {
  for (const wrong of [-1, 1.5, Number.NaN, 2 ** 53]) assert.throws(() => sealNumbers(secrets, 'click', [wrong]), RangeError);
  assert.throws(() => sealNumbers(secrets, 'click', [2 ** 52, 2 ** 52, 1]), RangeError, 'more than one block');
});
