import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changesOf, formOf } from './card-form.ts';

test('only what was changed is sent; an emptied field as empty, a branch as a number or nothing', () => {
  const before = { ...formOf(undefined), firstName: 'Zeynep', box: '2', branchId: '3' };
  const after = { ...before, lastName: 'Aydın', box: '', branchId: '' };
  assert.deepEqual(changesOf(before, after), { lastName: 'Aydın', box: '', branchId: null });
  assert.deepEqual(changesOf({ ...before, branchId: '' }, before), { branchId: 3 });
  assert.deepEqual(changesOf(before, { ...before }), {});
});
