import assert from 'node:assert/strict';
import { test } from 'node:test';
import { capAt, grow, isPushback, relayPause, shrink, startConcurrency } from './concurrency.ts';

test('grows fast at first, after a push by one for each twenty messages per connection, up to the most', () => {
  let state = startConcurrency(12);
  assert.equal(state.limit, 5);
  state = grow(state, 10, 0);
  assert.equal(state.limit, 7);
  assert.equal(grow(state, 1_000, 0).limit, 12);
  state = shrink({ ...state, limit: 10 }, 0);
  assert.equal(grow(state, 100, 10_000).limit, 6);
});

test('never starts above what is allowed', () => assert.equal(startConcurrency(2).limit, 2));

test('halves once per trouble, not once per message in it, and does not grow meanwhile', () => {
  let state = { ...startConcurrency(20), limit: 16 };
  state = shrink(state, 1_000);
  state = shrink(state, 1_010);
  assert.equal(state.limit, 8);
  assert.equal(grow(state, 1_000, 2_000).limit, 8);
  assert.equal(shrink(state, 6_001).limit, 4);
  for (let i = 1; i < 20; i++) state = shrink(state, i * 10_000);
  assert.equal(state.limit, 1);
});

test('a refused connection caps at those that are open, never below one', () => {
  assert.equal(capAt({ ...startConcurrency(20), limit: 16 }, 3, 0).limit, 3);
  assert.equal(capAt({ ...startConcurrency(20), limit: 2 }, 9, 0).limit, 2);
  assert.equal(capAt({ ...startConcurrency(20), limit: 2 }, 0, 0).limit, 1);
});

test('a relay that cannot be reached rests 1 s, 2, 4 … 5 minutes; at once long when somebody must act', () => {
  assert.deepEqual(
    [1, 2, 3, 9, 10, 99].map((n) => relayPause(n, false, 1)),
    [1_000, 2_000, 4_000, 256_000, 300_000, 300_000],
  );
  assert.equal(relayPause(1, false, 0), 750);
  assert.equal(relayPause(1, true, 1), 300_000);
});

for (const [expected, code, enhanced, text] of [
  [true, 421, undefined, 'closing'],
  [true, 452, undefined, 'too many recipients'],
  [true, 450, '4.3.2', 'system not accepting messages'],
  [true, 451, undefined, 'Too many connections from your host'],
  [false, 452, '4.2.2', 'mailbox full'],
  [false, 451, '4.7.1', 'greylisted, come back later'],
  [false, 550, undefined, 'too many connections'],
  [false, undefined, undefined, 'the server closed the connection'],
] as const) {
  test(`pushback ${expected}: ${code} ${text}`, () => assert.equal(isPushback({ code, enhanced, text }), expected));
}
