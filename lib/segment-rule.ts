// A rule in hand: its types and how to walk it. Free of the schema, so that the browser need not carry that.
import type { Condition, Group, Rule } from './segment-schema.ts';

export type { Condition, Field, Group, Moment, Period, Range, Rule } from './segment-schema.ts';

export function isGroup(rule: Rule): rule is Group {
  return 'match' in rule;
}

/** All conditions of a rule in the order in which people read them. */
export function conditionsOf(rule: Rule): Condition[] {
  return isGroup(rule) ? rule.rules.flatMap(conditionsOf) : [rule];
}
