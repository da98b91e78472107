import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ageOn, consentsAlone, isMinor } from './age.ts';

const today = '2026-11-22';

test('age is counted in whole years', () => {
  assert.equal(ageOn('2013-11-22', '2026-11-22'), 13);
  assert.equal(ageOn('2013-11-23', '2026-11-22'), 12);
  assert.equal(ageOn('2012-02-29', '2025-02-28'), 12);
  assert.equal(ageOn('2012-02-29', '2025-03-01'), 13);
  assert.equal(ageOn('0001-01-01', '2026-11-22'), 2025);
  assert.equal(ageOn('9999-01-01', '2026-11-22'), -7973);
});

test('a birth date in the future protects rather than opens', () => {
  assert.equal(consentsAlone('9999-01-01', today, 'BE'), false);
  assert.equal(isMinor('9999-01-01', today), true);
});
