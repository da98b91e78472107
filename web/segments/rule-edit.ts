// A rule while it is being edited: the same tree, but every part has a number of its own, so that a part that moves
// stays the same part on the screen. Pure; the screen keeps the tree in its state.
import { isGroup, type Condition, type Field, type Group, type Rule } from '../../lib/segment-rule.ts';
import { maxDepth } from '../../lib/segment-fields.ts';

export interface EditCondition {
  id: number;
  condition: Condition;
}
export interface EditGroup {
  id: number;
  match: Group['match'];
  parts: EditPart[];
}
export type EditPart = EditCondition | EditGroup;

let lastId = 0;
const nextId = (): number => (lastId += 1);

export function isEditGroup(part: EditPart): part is EditGroup {
  return 'parts' in part;
}

export function toEdit(rule: Group): EditGroup {
  return {
    id: nextId(),
    match: rule.match,
    parts: rule.rules.map((part) => (isGroup(part) ? toEdit(part) : newCondition(part))),
  };
}

export function newCondition(condition: Condition): EditCondition {
  return { id: nextId(), condition };
}

/** The rule as it is; with `complete` without the conditions that still miss something, so that the rest can be counted. */
export function toRule(group: EditGroup, { complete = false } = {}): Group {
  const rules = group.parts.flatMap((part): Rule[] => {
    if (isEditGroup(part)) {
      const inner = toRule(part, { complete });
      // "any of nothing" is nobody: a group still being filled must not empty the count
      return complete && inner.rules.length === 0 ? [] : [inner];
    }
    return complete && isIncomplete(part.condition) ? [] : [part.condition];
  });
  return { match: group.match, rules };
}

/** Something must still be chosen before this condition means anything. */
export function isIncomplete(condition: Condition): boolean {
  if ('values' in condition) return condition.values.length === 0;
  if (condition.field === 'permission') return condition.purpose === 0;
  return condition.field === 'segment' && condition.segment === 0;
}

export function firstIncomplete(group: EditGroup): EditCondition | undefined {
  for (const part of group.parts) {
    const found = isEditGroup(part) ? firstIncomplete(part) : isIncomplete(part.condition) ? part : undefined;
    if (found) return found;
  }
  return undefined;
}

/** The same tree with one group changed. */
function changeGroup(group: EditGroup, id: number, change: (group: EditGroup) => EditGroup): EditGroup {
  if (group.id === id) return change(group);
  return {
    ...group,
    parts: group.parts.map((part) => (isEditGroup(part) ? changeGroup(part, id, change) : part)),
  };
}

export function setMatch(root: EditGroup, id: number, match: Group['match']): EditGroup {
  return changeGroup(root, id, (group) => ({ ...group, match }));
}

export function setCondition(root: EditGroup, id: number, condition: Condition): EditGroup {
  return {
    ...root,
    parts: root.parts.map((part) =>
      isEditGroup(part) ? setCondition(part, id, condition) : part.id === id ? { ...part, condition } : part,
    ),
  };
}

export function addPart(root: EditGroup, groupId: number, part: EditPart): EditGroup {
  return changeGroup(root, groupId, (group) => ({ ...group, parts: [...group.parts, part] }));
}

export function newGroup(match: Group['match']): EditGroup {
  return { id: nextId(), match, parts: [] };
}

export function removePart(root: EditGroup, id: number): EditGroup {
  return {
    ...root,
    parts: root.parts.filter((part) => part.id !== id).map((part) => (isEditGroup(part) ? removePart(part, id) : part)),
  };
}

/**
 * One step up or down. A part steps over a condition, into a group beside it, and out of its own group at the edge;
 * at the very top or bottom, or where groups would stand too deep, it stays.
 */
export function movePart(root: EditGroup, id: number, step: -1 | 1): EditGroup {
  const path = pathTo(root, id);
  if (!path) return root;
  const [parent, index] = path.at(-1)!;
  const moving = parent.parts[index]!;
  const beside = parent.parts[index + step];
  const taken = removePart(root, id);
  if (beside && isEditGroup(beside)) {
    if (isEditGroup(moving) && path.length + heightOf(moving) >= maxDepth) return root;
    return changeGroup(taken, beside.id, (group) => ({
      ...group,
      parts: step === 1 ? [moving, ...group.parts] : [...group.parts, moving],
    }));
  }
  if (beside)
    return changeGroup(taken, parent.id, (group) => ({
      ...group,
      parts: group.parts.toSpliced(index + step, 0, moving),
    }));
  const outer = path.at(-2);
  if (!outer) return root;
  const [grandparent, at] = outer;
  return changeGroup(taken, grandparent.id, (group) => ({
    ...group,
    parts: group.parts.toSpliced(step === 1 ? at + 1 : at, 0, moving),
  }));
}

function heightOf(group: EditGroup): number {
  return 1 + Math.max(0, ...group.parts.filter(isEditGroup).map(heightOf));
}

type Path = [parent: EditGroup, index: number][];

function pathTo(group: EditGroup, id: number): Path | undefined {
  for (const [index, part] of group.parts.entries()) {
    if (part.id === id) return [[group, index]];
    const below = isEditGroup(part) ? pathTo(part, id) : undefined;
    if (below) return [[group, index], ...below];
  }
  return undefined;
}

/** Where a part stands, as people count: 2.1 is the first part of the second. */
export function placeOf(root: EditGroup, id: number): string {
  return (pathTo(root, id) ?? []).map(([, index]) => index + 1).join('.');
}

/** What the editor offers, by subject, in the order in which libraries ask for it. */
export const fieldGroups: {
  key: 'person' | 'contact' | 'membership' | 'loans' | 'household' | 'permission' | 'other';
  fields: Field[];
}[] = [
  {
    key: 'person',
    fields: ['age', 'birthday', 'branch', 'category', 'city', 'postcode', 'language', 'gender', 'kind', 'created'],
  },
  { key: 'contact', fields: ['email', 'email-state', 'phone'] },
  { key: 'membership', fields: ['membership', 'member-since', 'member-until'] },
  { key: 'loans', fields: ['loans', 'last-loan', 'never-borrowed', 'loans-trend', 'open-loans'] },
  { key: 'household', fields: ['child', 'household-size'] },
  { key: 'permission', fields: ['permission'] },
  { key: 'other', fields: ['segment'] },
];

/** A condition to begin with: a common answer where there is one, open where people must choose. */
export function blankCondition(field: Field, { purpose = 0 }: { purpose?: number } = {}): Condition {
  const months = (ago: number) => ({ from: { ago, unit: 'months' as const } });
  switch (field) {
    case 'kind':
      return { field, is: 'in', values: ['patron'] };
    case 'email-state':
      return { field, is: 'in', values: ['bouncing', 'refused'] };
    case 'branch':
    case 'category':
    case 'postcode':
    case 'city':
    case 'language':
    case 'gender':
      return { field, is: 'in', values: [] };
    case 'email':
    case 'phone':
      return { field, is: 'present' };
    case 'created':
    case 'member-since':
      return { field, period: months(1) };
    case 'member-until':
      return { field, period: { from: { ago: 0, unit: 'days' }, to: { ahead: 30, unit: 'days' } } };
    case 'age':
      return { field, years: { from: 18 } };
    case 'birthday':
      return { field, within: 7 };
    case 'membership':
      return { field, is: 'active' };
    case 'loans':
      return { field, count: { from: 5 }, period: months(6) };
    case 'last-loan':
      return { field, period: { to: { ago: 6, unit: 'months' } } };
    case 'never-borrowed':
      return { field };
    case 'loans-trend':
      return { field, is: 'shrinking', months: 3 };
    case 'open-loans':
      return { field, count: { from: 1 } };
    case 'child':
      return { field, years: { from: 6, to: 12 } };
    case 'household-size':
      return { field, count: { from: 2 } };
    case 'permission':
      return { field, is: 'not-given', purpose, channel: 'email' };
    case 'segment':
      return { field, is: 'in', segment: 0 };
  }
}
