// Every condition on a real database: who is in, and so who is not.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Condition, Group } from '../../lib/segment-rule.ts';
import { newLibrary, testDatabase } from '../../test/harness/database.ts';
import { withTenant, type Database } from '../platform/db.ts';
import { addLoans, addPerson, refreshTotals, seedDay, seedSmallLibrary, type SmallLibrary } from './seed.ts';
import { countRule, explain, readRule, sampleRule } from './segments.ts';

let database: Database;
let tenantId: number;
let small: SmallLibrary;

before(async () => {
  database = await testDatabase();
  ({ tenantId } = await newLibrary(database));
  small = await withTenant(database, tenantId, seedSmallLibrary);
});

const everybody = ['Amina', 'Fatima', 'Joris', 'Nour', 'Yara', 'Zeynep', 'Łukasz'];

/** Asks the rule four ways: the sample, the count, and why for everybody. They must agree. */
async function members(rule: unknown): Promise<string[]> {
  const read = readRule(rule);
  return withTenant(
    database,
    tenantId,
    async (db) => {
      const found = await sampleRule(db, read, { now: seedDay, limit: 50 });
      const names = found.map((one) => one.name.replace(' Vandenbroucke', '')).sort();
      assert.equal((await countRule(db, read, seedDay)).count, names.length);
      for (const [name, id] of Object.entries(small.people)) {
        const { matches } = await explain(db, read, id, seedDay);
        assert.equal(matches, names.includes(name), `why for ${name} says ${matches}`);
      }
      return names;
    },
    { readOnly: true },
  );
}

const all = (...rules: (Condition | Group)[]): Group => ({ match: 'all', rules });
const without = (...names: string[]) => everybody.filter((name) => !names.includes(name));
type Case = [what: string, condition: () => Condition, expected: string[]];

const cases: Case[] = [
  ['kind', () => ({ field: 'kind', is: 'in', values: ['reader', 'guardian'] }), ['Amina', 'Łukasz']],
  ['not of a kind', () => ({ field: 'kind', is: 'not-in', values: ['patron'] }), ['Amina', 'Łukasz']],
  ['category', () => ({ field: 'category', is: 'in', values: ['JEUGD'] }), ['Nour', 'Yara']],
  ['not of a category, nor unknown', () => ({ field: 'category', is: 'not-in', values: ['VOLW', 'JEUGD'] }), ['Amina', 'Joris', 'Łukasz']],
  ['branch', () => ({ field: 'branch', is: 'in', values: [small.branches.north] }), ['Fatima', 'Joris']],
  ['another branch or none', () => ({ field: 'branch', is: 'not-in', values: [small.branches.north] }), without('Fatima', 'Joris')],
  ['postcode', () => ({ field: 'postcode', is: 'in', values: ['9300'] }), ['Joris']],
  ['postcode prefix', () => ({ field: 'postcode', is: 'in', values: ['93*'] }), ['Fatima', 'Joris']],
  ['postcodes mixed', () => ({ field: 'postcode', is: 'in', values: ['9000', '931*'] }), ['Fatima', 'Yara', 'Zeynep']],
  ['town in other letters', () => ({ field: 'city', is: 'in', values: ['gENT'] }), ['Yara', 'Zeynep']],
  ['another town, or unknown', () => ({ field: 'city', is: 'not-in', values: ['Gent'] }), without('Yara', 'Zeynep')],
  ['language', () => ({ field: 'language', is: 'in', values: ['fr'] }), ['Fatima', 'Łukasz']],
  ['gender', () => ({ field: 'gender', is: 'in', values: ['f'] }), ['Fatima', 'Zeynep']],
  ['has e-mail', () => ({ field: 'email', is: 'present' }), ['Fatima', 'Nour', 'Zeynep', 'Łukasz']],
  ['has no e-mail', () => ({ field: 'email', is: 'absent' }), ['Amina', 'Joris', 'Yara']],
  ['has a phone', () => ({ field: 'phone', is: 'present' }), ['Joris', 'Zeynep']],
  ['has no phone', () => ({ field: 'phone', is: 'absent' }), without('Joris', 'Zeynep')],
  ['e-mail state', () => ({ field: 'email-state', is: 'in', values: ['bouncing', 'refused'] }), ['Łukasz']],
  ['e-mail not known to fail', () => ({ field: 'email-state', is: 'not-in', values: ['bouncing', 'refused'] }), without('Łukasz')],
  ['created this month', () => ({ field: 'created', period: { from: { ago: 1, unit: 'months' } } }), ['Łukasz']],
  ['created up to a day', () => ({ field: 'created', period: { to: '2024-01-01' } }), without('Łukasz')],
  ['age between', () => ({ field: 'age', years: { from: 8, to: 16 } }), ['Nour', 'Yara']],
  ['age from', () => ({ field: 'age', years: { from: 75 } }), ['Joris']],
  ['age to, the day before the birthday', () => ({ field: 'age', years: { from: 35, to: 35 } }), ['Fatima']],
  ['birthday soon', () => ({ field: 'birthday', within: 7 }), ['Fatima']],
  ['birthday within ten days', () => ({ field: 'birthday', within: 10 }), ['Fatima', 'Joris']],
  ['birthday today', () => ({ field: 'birthday', within: 0 }), []],
  ['member since', () => ({ field: 'member-since', period: { from: { ago: 30, unit: 'days' } } }), ['Fatima']],
  ['member for long', () => ({ field: 'member-since', period: { to: { ago: 5, unit: 'years' } } }), ['Joris', 'Zeynep']],
  [
    'membership ends soon',
    () => ({
      field: 'member-until',
      period: { from: { ago: 0, unit: 'days' }, to: { ahead: 30, unit: 'days' } },
    }),
    ['Joris'],
  ],
  ['membership runs', () => ({ field: 'membership', is: 'active' }), ['Joris', 'Yara', 'Zeynep']],
  ['membership expired', () => ({ field: 'membership', is: 'expired' }), ['Fatima']],
  ['no membership', () => ({ field: 'membership', is: 'none' }), ['Amina', 'Nour', 'Łukasz']],
  ['loans ever', () => ({ field: 'loans', count: { from: 7 } }), ['Fatima', 'Joris']],
  ['one loan ever', () => ({ field: 'loans', count: { from: 1 } }), ['Fatima', 'Joris', 'Nour', 'Zeynep']],
  ['few loans ever', () => ({ field: 'loans', count: { to: 4 } }), ['Amina', 'Nour', 'Yara', 'Łukasz']],
  ['loans between', () => ({ field: 'loans', count: { from: 4, to: 6 } }), ['Nour', 'Zeynep']],
  ['loans within a window', () => ({ field: 'loans', count: { from: 5 }, period: { from: { ago: 3, unit: 'months' } } }), ['Fatima']],
  [
    'loans in a closed window',
    () => ({
      field: 'loans',
      count: { from: 2, to: 2 },
      period: { from: '2026-07-01', to: '2026-07-31' },
    }),
    ['Zeynep'],
  ],
  [
    'no loans in a window',
    () => ({ field: 'loans', count: { to: 0 }, period: { from: { ago: 6, unit: 'months' } } }),
    ['Amina', 'Joris', 'Yara', 'Łukasz'],
  ],
  ['a loan before a day', () => ({ field: 'loans', count: { from: 1 }, period: { to: '2026-06-01' } }), ['Joris', 'Nour']],
  ['loans of a material', () => ({ field: 'loans', count: { from: 1 }, materials: [small.materials.dvd] }), ['Fatima']],
  ['loans of a world', () => ({ field: 'loans', count: { from: 1 }, worlds: [small.worlds.crime] }), ['Joris', 'Nour']],
  [
    'loans of a world for the young',
    () => ({ field: 'loans', count: { from: 4 }, worlds: [small.worlds.crime], audience: 'youth' }),
    ['Nour'],
  ],
  ['loans at a branch', () => ({ field: 'loans', count: { from: 2 }, branches: [small.branches.main] }), ['Fatima', 'Zeynep']],
  [
    'at most so many of a material',
    () => ({ field: 'loans', count: { from: 1, to: 6 }, materials: [small.materials.book] }),
    ['Nour', 'Zeynep'],
  ],
  ['loans of the household', () => ({ field: 'loans', count: { from: 5 }, who: 'household', audience: 'youth' }), ['Yara', 'Zeynep']],
  ['few loans of the household', () => ({ field: 'loans', count: { to: 0 }, who: 'household' }), ['Amina', 'Łukasz']],
  ['last loan since', () => ({ field: 'last-loan', period: { from: '2026-11-01' } }), ['Fatima', 'Zeynep']],
  ['last loan long ago', () => ({ field: 'last-loan', period: { to: { ago: 5, unit: 'months' } } }), ['Joris', 'Nour']],
  ['last loan between', () => ({ field: 'last-loan', period: { from: '2026-06-01', to: '2026-06-30' } }), ['Nour']],
  [
    'last loan of a material',
    () => ({ field: 'last-loan', period: { to: '2026-11-15' }, materials: [small.materials.book] }),
    ['Joris', 'Nour', 'Zeynep'],
  ],
  [
    'last loan of a material since',
    () => ({
      field: 'last-loan',
      period: { from: '2026-11-15' },
      materials: [small.materials.book, small.materials.dvd],
    }),
    ['Fatima'],
  ],
  [
    'last loan of the household',
    () => ({ field: 'last-loan', period: { from: '2026-11-01' }, who: 'household' }),
    ['Fatima', 'Nour', 'Yara', 'Zeynep'],
  ],
  ['never borrowed', () => ({ field: 'never-borrowed' }), ['Amina', 'Yara', 'Łukasz']],
  ['never borrowed a dvd', () => ({ field: 'never-borrowed', materials: [small.materials.dvd] }), without('Fatima')],
  ['household never borrowed', () => ({ field: 'never-borrowed', who: 'household' }), ['Amina', 'Łukasz']],
  ['borrows more', () => ({ field: 'loans-trend', is: 'growing', months: 3 }), ['Fatima']],
  ['borrows less', () => ({ field: 'loans-trend', is: 'shrinking', months: 3 }), []],
  ['stopped borrowing', () => ({ field: 'loans-trend', is: 'stopped', months: 3 }), ['Nour']],
  ['open loans', () => ({ field: 'open-loans', count: { from: 1 } }), ['Fatima']],
  ['no open loans', () => ({ field: 'open-loans', count: { to: 0 } }), without('Fatima')],
  ['open loans between', () => ({ field: 'open-loans', count: { from: 1, to: 1 } }), []],
  ['a child in the household', () => ({ field: 'child', years: { from: 6, to: 12 } }), ['Zeynep']],
  ['a teenager: the household and the guardian', () => ({ field: 'child', years: { from: 13, to: 17 } }), ['Amina', 'Fatima']],
  ['household size', () => ({ field: 'household-size', count: { from: 2 } }), ['Fatima', 'Nour', 'Yara', 'Zeynep']],
  ['living alone', () => ({ field: 'household-size', count: { to: 1 } }), ['Amina', 'Joris', 'Łukasz']],
  [
    'permission given',
    () => ({
      field: 'permission',
      is: 'given',
      purpose: small.purposes.newsletter,
      channel: 'email',
    }),
    ['Nour', 'Zeynep', 'Łukasz'],
  ],
  [
    'permission not given or withdrawn',
    () => ({
      field: 'permission',
      is: 'not-given',
      purpose: small.purposes.newsletter,
      channel: 'email',
    }),
    without('Nour', 'Zeynep', 'Łukasz'),
  ],
  [
    'permission on another channel',
    () => ({
      field: 'permission',
      is: 'given',
      purpose: small.purposes.newsletter,
      channel: 'sms',
    }),
    [],
  ],
];

for (const [what, condition, expected] of cases) {
  test(what, async () => {
    assert.deepEqual(await members(all(condition())), expected);
    // none of it is exactly everybody else: nothing is unknown to a negation
    assert.deepEqual(
      await members({ match: 'none', rules: [condition()] }),
      everybody.filter((name) => !expected.includes(name)),
    );
  });
}

test('all, any and none, one in the other', async () => {
  const gent: Condition = { field: 'city', is: 'in', values: ['Gent'] };
  const adult: Condition = { field: 'age', years: { from: 18 } };
  const mail: Condition = { field: 'email', is: 'present' };
  assert.deepEqual(await members(all(gent, adult)), ['Zeynep']);
  assert.deepEqual(await members({ match: 'any', rules: [gent, mail] }), ['Fatima', 'Nour', 'Yara', 'Zeynep', 'Łukasz']);
  assert.deepEqual(
    await members(
      all(mail, {
        match: 'none',
        rules: [gent, all(adult, { field: 'language', is: 'in', values: ['fr'] })],
      }),
    ),
    ['Nour'],
  );
});

test('empty groups: all and none of nothing is everybody, any of nothing is nobody', async () => {
  assert.deepEqual(await members(all()), everybody);
  assert.deepEqual(await members({ match: 'none', rules: [] }), everybody);
  assert.deepEqual(await members({ match: 'any', rules: [] }), []);
});

test('somebody born on 29 February is a year older on 1 March and celebrates on the 28th of an ordinary year', async () => {
  const library = await newLibrary(database);
  const at = (day: string, rule: Condition) =>
    withTenant(database, library.tenantId, async (db) => (await countRule(db, all(rule), new Date(`${day}T12:00:00Z`))).count);
  await withTenant(database, library.tenantId, (db) => addPerson(db, 'Bart', { birth_on: '2008-02-29' }));
  assert.equal(await at('2026-02-28', { field: 'age', years: { from: 18 } }), 0);
  assert.equal(await at('2026-02-28', { field: 'age', years: { to: 17 } }), 1);
  assert.equal(await at('2026-03-01', { field: 'age', years: { from: 18, to: 18 } }), 1);
  assert.equal(await at('2026-02-28', { field: 'birthday', within: 0 }), 1);
  assert.equal(await at('2028-02-28', { field: 'birthday', within: 0 }), 0);
  assert.equal(await at('2028-02-29', { field: 'birthday', within: 0 }), 1);
});

test('a trend wants three loans and a quarter more or less', async () => {
  const library = await newLibrary(database);
  const kind = { branch_id: null, material_id: null, world_id: null, audience: 1 };
  const trends = (earlier: number, recent: number) =>
    withTenant(database, library.tenantId, async (db) => {
      const id = await addPerson(db, 'Bart', {});
      await addLoans(
        db,
        id,
        [...Array.from({ length: earlier }, () => '2026-07-01'), ...Array.from({ length: recent }, () => '2026-10-01')],
        kind,
      );
      await refreshTotals(db);
      const held = [];
      for (const is of ['growing', 'shrinking', 'stopped'] as const) {
        if ((await explain(db, all({ field: 'loans-trend', is, months: 3 }), id, seedDay)).matches) held.push(is);
      }
      return held.join();
    });
  assert.equal(await trends(4, 6), 'growing');
  assert.equal(await trends(4, 5), '');
  assert.equal(await trends(4, 2), 'shrinking');
  assert.equal(await trends(4, 3), '');
  assert.equal(await trends(3, 0), 'stopped');
  assert.equal(await trends(2, 0), '');
  assert.equal(await trends(0, 3), 'growing');
  assert.equal(await trends(0, 2), '');
});

test('words from outside are values and never SQL', async () => {
  for (const evil of ["'; drop table contacts; --", "' or '1'='1", '%', '_', '\\', '{{naam}}', '$1', '";']) {
    assert.deepEqual(await members(all({ field: 'city', is: 'in', values: [evil] })), []);
    assert.deepEqual(await members(all({ field: 'category', is: 'not-in', values: [evil] })), everybody);
  }
});
