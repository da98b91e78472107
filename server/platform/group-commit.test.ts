import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { groupCommit } from './group-commit.ts';

const refused = () => Object.assign(new Error('refused'), { code: '23503' });

test('whoever comes while a commit is under way goes along in the next one', async () => {
  const batches: string[][] = [];
  const add = groupCommit<string, string>(
    async (group, items) => {
      batches.push(items);
      await sleep(5);
      return items.map((item) => `${group}${item}`);
    },
    { most: 3 },
  );

  const results = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((item) => add(1, item)));
  const later = await add(1, 'f');

  assert.deepEqual(results, ['1a', '1b', '1c', '1d', '1e']);
  assert.equal(later, '1f');
  assert.deepEqual(batches, [['a'], ['b', 'c', 'd'], ['e'], ['f']]);
});

test('groups do not wait for each other', async () => {
  const order: number[] = [];
  const add = groupCommit<string, void>(
    async (group, items) => {
      await sleep(group === 1 ? 30 : 1);
      order.push(group);
      return items.map(() => {});
    },
    { most: 10 },
  );

  await Promise.all([add(1, 'slow'), add(2, 'quick')]);

  assert.deepEqual(order, [2, 1]);
});

test('one impossible item fails alone', async () => {
  const written: string[] = [];
  const add = groupCommit<string, string>(
    async (_group, items) => {
      await sleep(1);
      if (items.includes('bad')) throw refused();
      written.push(...items);
      return items;
    },
    { most: 10 },
  );

  const results = await Promise.allSettled(['a', 'b', 'bad', 'c'].map((item) => add(1, item)));

  assert.deepEqual(
    results.map((result) => result.status),
    ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
  );
  assert.deepEqual(written, ['a', 'b', 'c']);
});

test('when nobody knows whether it was written, nothing is written again', async () => {
  let tries = 0;
  const add = groupCommit<string, string>(
    async (_group, items) => {
      await sleep(1);
      tries++;
      if (items.length > 1) throw Object.assign(new Error('gone'), { code: 'ECONNRESET' });
      return items;
    },
    { most: 10 },
  );

  const results = await Promise.allSettled(['a', 'b', 'c'].map((item) => add(1, item)));

  assert.deepEqual(
    results.map((result) => result.status),
    ['fulfilled', 'rejected', 'rejected'],
  );
  assert.equal(tries, 2);
});
