import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maxConditions, maxDepth } from '../../lib/segment-fields.ts';
import type { Group } from '../../lib/segment-rule.ts';
import { Refused } from '../platform/errors.ts';
import { readRule } from './rule.ts';

const mail = { field: 'email', is: 'present' };
const nested = (depth: number): unknown => {
  let rule: unknown = { match: 'all', rules: [mail] };
  for (let level = 1; level < depth; level++) rule = { match: 'all', rules: [rule] };
  return rule;
};

function refusal(input: unknown): { code: string; params: Record<string, unknown> } {
  try {
    readRule(input);
  } catch (error) {
    assert.ok(error instanceof Refused, `a sentence, not ${error}`);
    assert.equal(error.status, 422);
    return { code: error.code, params: error.params };
  }
  return assert.fail('the rule was taken');
}

test('a rule comes out as it went in, with defaults of nothing', () => {
  const rule: Group = {
    match: 'any',
    rules: [
      {
        field: 'loans',
        count: { from: 5 },
        period: { from: { ago: 6, unit: 'months' } },
        audience: 'youth',
        materials: [3],
      },
      { match: 'none', rules: [{ field: 'city', is: 'in', values: ['Gent'] }] },
    ],
  };
  assert.deepEqual(readRule(JSON.parse(JSON.stringify(rule))), rule);
});

test('as deep as allowed is read, one deeper is refused, and a hundred thousand deep as well', () => {
  assert.ok(readRule(nested(maxDepth)));
  assert.deepEqual(refusal(nested(maxDepth + 1)), {
    code: 'segments.error.too-deep',
    params: { max: maxDepth },
  });
  assert.equal(refusal(nested(100)).code, 'segments.error.too-deep');
  assert.equal(refusal(JSON.parse(`${'{"match":"all","rules":['.repeat(100_000)}${']}'.repeat(100_000)}`)).code, 'segments.error.too-deep');
});

test('as many conditions as allowed, and not one more, however they are spread', () => {
  const many = (n: number) => ({ match: 'all', rules: Array.from({ length: n }, () => mail) });
  assert.equal(readRule(many(maxConditions)).rules.length, maxConditions);
  assert.equal(refusal(many(maxConditions + 1)).code, 'segments.error.too-many');
  assert.equal(refusal({ match: 'all', rules: [many(150), many(51)] }).code, 'segments.error.too-many');
  const empty = {
    match: 'all',
    rules: Array.from({ length: 150 }, () => ({ match: 'any', rules: [] })),
  };
  assert.equal(refusal({ match: 'all', rules: [empty, empty] }).code, 'segments.error.too-many');
});

test('an unknown field is named, with its place', () => {
  assert.deepEqual(
    refusal({
      match: 'all',
      rules: [mail, { match: 'any', rules: [mail, { field: 'shoe_size', is: 44 }] }],
    }),
    {
      code: 'segments.error.unknown-field',
      params: { field: 'shoe_size', place: '2.2' },
    },
  );
});

for (const [what, input] of Object.entries<unknown>({
  'no rule': null,
  'a text': 'select * from contacts',
  'a list': [mail],
  'a bare condition': mail,
  'an unknown match': { match: 'xor', rules: [] },
  'no parts': { match: 'all' },
  'an extra key on a group': { match: 'all', rules: [], sql: '1=1' },
  'an extra key on a condition': { match: 'all', rules: [{ ...mail, or: '1=1' }] },
  'a prototype': JSON.parse('{"match":"all","rules":[{"field":"email","is":"present","__proto__":{"x":1}}]}'),
  'a part that is nothing': { match: 'all', rules: [null] },
  'a field of the prototype': { match: 'all', rules: [{ field: 'constructor' }] },
  'no values': { match: 'all', rules: [{ field: 'city', is: 'in', values: [] }] },
  'a zero byte': { match: 'all', rules: [{ field: 'city', is: 'in', values: ['Ge\0nt'] }] },
  'a text as number': {
    match: 'all',
    rules: [{ field: 'branch', is: 'in', values: ['1; drop table loans'] }],
  },
  'a number too large': { match: 'all', rules: [{ field: 'branch', is: 'in', values: [1e300] }] },
  'a range of nothing': { match: 'all', rules: [{ field: 'age', years: {} }] },
  'a range the wrong way': { match: 'all', rules: [{ field: 'age', years: { from: 12, to: 6 } }] },
  'half a year': { match: 'all', rules: [{ field: 'age', years: { from: 1.5 } }] },
  'no day': { match: 'all', rules: [{ field: 'created', period: { from: '2026-02-30' } }] },
  'a period of nothing': { match: 'all', rules: [{ field: 'created', period: {} }] },
  'ages ago': {
    match: 'all',
    rules: [{ field: 'created', period: { from: { ago: 100_000, unit: 'years' } } }],
  },
  'a wild postcode': { match: 'all', rules: [{ field: 'postcode', is: 'in', values: ['90%'] }] },
})) {
  test(`refused with a sentence: ${what}`, () => {
    assert.match(refusal(input).code, /^segments\.error\./);
  });
}
