import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from './random.ts';

const draw = (seed: string, count: number) => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => random.next());
};

test('the same seed gives the same numbers, another seed others', () => {
  assert.deepEqual(draw('Zilverbeek', 50), draw('Zilverbeek', 50));
  assert.notDeepEqual(draw('Zilverbeek', 5), draw('Zilverbeel', 5));
  // written down: a change of the algorithm would change every demo
  assert.deepEqual(
    draw('Zilverbeek', 3).map((number) => number.toFixed(6)),
    ['0.212422', '0.614804', '0.347757'],
  );
});

test('numbers are spread evenly', () => {
  const bins = Array.from({ length: 10 }, () => 0);
  for (const number of draw('even', 20_000)) bins[Math.floor(number * 10)]!++;
  for (const bin of bins) assert.ok(bin > 1850 && bin < 2150, `${bins}`);
});

test('whole numbers reach both ends, weights hold, forks do not move each other', () => {
  const random = createRandom('ends');
  const dice = new Set(Array.from({ length: 200 }, () => random.int(1, 6)));
  assert.deepEqual([...dice].sort(), [1, 2, 3, 4, 5, 6]);
  const heavy = Array.from({ length: 1000 }, () =>
    random.weighted([
      ['a', 9],
      ['b', 1],
      ['never', 0],
    ]),
  ).filter((one) => one === 'a').length;
  assert.ok(heavy > 860 && heavy < 940, `${heavy}`);
  const one = createRandom('parent');
  one.next();
  assert.equal(one.fork('child').next(), createRandom('parent').fork('child').next());
});
