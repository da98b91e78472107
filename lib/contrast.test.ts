import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contrast } from './contrast.ts';

test('black on white is the most there is, and a colour on itself the least', () => {
  assert.equal(Math.round(contrast('#000000', '#ffffff')), 21);
  assert.equal(contrast('#1d5c4f', '#1d5c4f'), 1);
});
