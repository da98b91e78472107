import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instantAt, wallTime } from './wall-time.ts';

const zone = 'Europe/Brussels';

for (const [wall, instant] of [
  ['2026-11-25T14:00', '2026-11-25T13:00:00.000Z'],
  ['2026-07-01T00:30', '2026-06-30T22:30:00.000Z'],
  ['2026-03-29T01:59', '2026-03-29T00:59:00.000Z'],
  ['2026-03-29T03:00', '2026-03-29T01:00:00.000Z'],
  ['2026-10-25T02:30', '2026-10-25T00:30:00.000Z'],
  ['2026-10-25T03:30', '2026-10-25T02:30:00.000Z'],
] as const) {
  test(`${wall} in Brussels is ${instant}`, () => {
    assert.equal(instantAt(wall, zone)?.toISOString(), instant);
    assert.equal(wallTime(new Date(instant), zone), wall);
  });
}

test('an hour the clock skips is the same moment after it', () => {
  assert.equal(instantAt('2026-03-29T02:30', zone)?.toISOString(), '2026-03-29T01:30:00.000Z');
});

test('what is no time gives nothing', () => {
  assert.equal(instantAt('', zone), undefined);
  assert.equal(instantAt('2026-13-45T10:00', zone), undefined);
});
