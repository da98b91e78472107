import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expiresAt, FIRST_PAUSE, JITTER, LONGEST_PAUSE, nextTry, pauseAfter } from './retry.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test('pauses double from 5 minutes to 4 hours, stretched by at most a fifth', () => {
  for (const [attempt, minutes] of [
    [1, 5],
    [2, 10],
    [3, 20],
    [4, 40],
    [5, 80],
    [6, 160],
    [7, 240],
    [8, 240],
    [1_000, 240],
  ] as const) {
    for (let seed = 0; seed < 200; seed++) {
      const pause = pauseAfter(attempt, seed);
      assert.ok(
        pause >= minutes * MINUTE && pause <= Math.min(minutes * MINUTE * (1 + JITTER), LONGEST_PAUSE),
        `${attempt}/${seed}: ${pause}`,
      );
    }
  }
});

test('the same seed gives the same pause, seeds spread over the whole range', () => {
  assert.equal(pauseAfter(2, 42), pauseAfter(2, 42));
  const tenths = new Set(Array.from({ length: 500 }, (_, seed) => Math.floor(((pauseAfter(1, seed) / FIRST_PAUSE - 1) / JITTER) * 10)));
  for (let tenth = 0; tenth < 10; tenth++) assert.ok(tenths.has(tenth), `nothing in tenth ${tenth}`);
});

test('attempts of one message are not stretched alike', () => {
  const share = (attempt: number): number => pauseAfter(attempt, 7) / (FIRST_PAUSE * 2 ** (attempt - 1));
  assert.notEqual(share(1).toFixed(3), share(2).toFixed(3));
});

test('each kind has its end, and never later than its own moment', () => {
  assert.equal(expiresAt('newsletter', 0), 48 * HOUR);
  assert.equal(expiresAt('overdue', 0), 96 * HOUR);
  assert.equal(expiresAt('due-soon', 0, 9 * HOUR), 9 * HOUR);
  assert.equal(expiresAt('overdue', 0, 900 * HOUR), 96 * HOUR);
});

test('a next try after the end is no try', () => {
  assert.equal(nextTry({ attempt: 1, at: 0, expires: 4 * MINUTE, seed: 1 }), 'expired');
  const next = nextTry({ attempt: 1, at: 1_000, expires: HOUR, seed: 1 });
  assert.equal(next, 1_000 + pauseAfter(1, 1));
});
