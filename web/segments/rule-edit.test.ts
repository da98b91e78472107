import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maxDepth } from '../../lib/segment-fields.ts';
import { conditionsOf, type Condition, type Group } from '../../lib/segment-rule.ts';
import { conditionSchema, fields } from '../../lib/segment-schema.ts';
import {
  blankCondition,
  fieldGroups,
  firstIncomplete,
  isEditGroup,
  isIncomplete,
  movePart,
  newGroup,
  addPart,
  placeOf,
  removePart,
  setCondition,
  setMatch,
  toEdit,
  toRule,
  type EditGroup,
} from './rule-edit.ts';

const city = (name: string): Condition => ({ field: 'city', is: 'in', values: [name] });
const sample: Group = {
  match: 'all',
  rules: [city('a'), { match: 'any', rules: [city('b'), city('c')] }, city('d')],
};

/** a(bc)d: the order of the towns with groups in brackets. */
function shape(group: EditGroup): string {
  return group.parts
    .map((part) => (isEditGroup(part) ? `(${shape(part)})` : 'values' in part.condition ? part.condition.values[0] : ''))
    .join('');
}
function idOf(group: EditGroup, name: string): number {
  for (const part of group.parts) {
    if (isEditGroup(part)) {
      const inside = idOf(part, name);
      if (inside) return inside;
    } else if ('values' in part.condition && part.condition.values[0] === name) return part.id;
  }
  return 0;
}

test('a rule goes in and comes out the same', () => {
  assert.deepEqual(toRule(toEdit(sample)), sample);
});

for (const [who, step, after] of [
  ['a', 1, '(abc)d'],
  ['a', -1, 'a(bc)d'],
  ['b', -1, 'ab(c)d'],
  ['b', 1, 'a(cb)d'],
  ['c', 1, 'a(b)cd'],
  ['c', -1, 'a(cb)d'],
  ['d', -1, 'a(bcd)'],
  ['d', 1, 'a(bc)d'],
] as const) {
  test(`${who} one step ${step === 1 ? 'down' : 'up'} gives ${after}`, () => {
    const edit = toEdit(sample);
    const id = idOf(edit, who);
    const moved = movePart(edit, id, step);
    assert.equal(shape(moved), after);
    assert.equal(idOf(moved, who), id, 'it stays the same part');
  });
}

test('every way down and back up ends where it began', () => {
  let edit = toEdit(sample);
  const id = idOf(edit, 'a');
  const places = [];
  for (let step = 0; step < 5; step++) {
    edit = movePart(edit, id, 1);
    places.push(placeOf(edit, id));
  }
  assert.deepEqual(places, ['1.1', '1.2', '1.3', '2', '3']);
  for (let step = 0; step < 5; step++) edit = movePart(edit, id, -1);
  assert.deepEqual(toRule(edit), sample);
});

test('a group does not move deeper than a rule may be', () => {
  let deep: Group = { match: 'all', rules: [] };
  for (let level = 2; level < maxDepth; level++) deep = { match: 'all', rules: [deep] };
  const edit = toEdit({ match: 'all', rules: [{ match: 'any', rules: [city('a')] }, deep] });
  assert.equal(movePart(edit, edit.parts[1]!.id, -1), edit);
});

test('parts are added, changed and taken out', () => {
  let edit = toEdit(sample);
  const group = newGroup('none');
  edit = addPart(edit, edit.id, group);
  edit = setMatch(edit, group.id, 'any');
  edit = setCondition(edit, idOf(edit, 'c'), city('x'));
  edit = removePart(edit, idOf(edit, 'b'));
  assert.equal(shape(edit), 'a(x)d()');
  assert.equal((edit.parts[3] as EditGroup).match, 'any');
});

test('what is not filled in yet is left out of the count, a group with nothing in it too', () => {
  const edit = toEdit({
    match: 'all',
    rules: [city('a'), { match: 'any', rules: [blankCondition('branch')] }],
  });
  assert.deepEqual(toRule(edit, { complete: true }), { match: 'all', rules: [city('a')] });
  assert.equal(firstIncomplete(edit)?.condition.field, 'branch');
});

test('every field is offered once, and begins with something the server takes or says it must be filled in', () => {
  const offered = fieldGroups.flatMap((group) => group.fields);
  assert.deepEqual([...offered].sort(), [...fields].sort());
  for (const field of offered) {
    const blank = blankCondition(field);
    assert.equal(conditionSchema.safeParse(blank).success, !isIncomplete(blank), field);
  }
  assert.equal(conditionsOf(toRule(toEdit(sample))).length, 4);
});
