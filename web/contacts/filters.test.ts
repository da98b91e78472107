import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filtersIn, sortIn } from './filters.ts';

const cases: [string, object][] = [
  ['', {}],
  ['q=%20de%20smet%20&branch=3&kind=reader', { q: 'de smet', branch: 3, kind: 'reader' }],
  ['branch=x&kind=admin&email=maybe&member=&presence=1', {}],
  ['email=without&member=ended&presence=gone&category=JEUGD', { email: 'without', member: 'ended', presence: 'gone', category: 'JEUGD' }],
];
for (const [address, filters] of cases)
  test(`the filters of "${address}"`, () => assert.deepEqual(filtersIn(new URLSearchParams(address)), filters));

test('names go up, dates begin with the newest, unless the address says otherwise', () => {
  const orders = ['', 'sort=changed', 'sort=changed&direction=up', 'sort=email_key&direction=sideways'].map((address) =>
    sortIn(new URLSearchParams(address)),
  );
  assert.deepEqual(orders, [
    { by: 'name', direction: 'up' },
    { by: 'changed', direction: 'down' },
    { by: 'changed', direction: 'up' },
    { by: 'name', direction: 'up' },
  ]);
});
