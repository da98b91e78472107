// A rule may speak of other segments. Closing it means: every rule it can reach is known, none leads back to where it
// began, and the whole stays of a size a database can be asked.
import { conditionsOf, isGroup, type Group, type Rule } from '../../../lib/segment-rule.ts';

/** As much as one question may hold in all, after filling in the segments it refers to. */
export const maxClosedConditions = 1000;
/** Segments of segments of segments: so many steps at most. */
export const maxSteps = 10;

/** The segments a rule itself names. */
export function segmentsNamed(rule: Rule): number[] {
  return [...new Set(conditionsOf(rule).flatMap((one) => (one.field === 'segment' ? [one.segment] : [])))];
}

export type Closure = { kind: 'closed' } | { kind: 'cycle'; segment: number } | { kind: 'missing'; segment: number } | { kind: 'too-much' };

/** Looks at a rule with everything it refers to; `self` is the segment the rule is saved under, when it has one. */
export function closureOf(rule: Group, known: ReadonlyMap<number, Group>, self?: number): Closure {
  const sizes = new Map<number, number>();
  const walk = (at: Rule, path: readonly number[]): Closure | number => {
    let size = conditionsOf(at).length + countGroups(at);
    for (const segment of segmentsNamed(at)) {
      if (path.includes(segment)) return { kind: 'cycle', segment };
      const next = known.get(segment);
      if (!next) return { kind: 'missing', segment };
      if (path.length >= maxSteps) return { kind: 'too-much' };
      let inside = sizes.get(segment);
      if (inside === undefined) {
        const found = walk(next, [...path, segment]);
        if (typeof found !== 'number') return found;
        inside = found;
        sizes.set(segment, inside);
      }
      // each place that names it holds it once more
      size += inside * conditionsOf(at).filter((one) => one.field === 'segment' && one.segment === segment).length;
      if (size > maxClosedConditions) return { kind: 'too-much' };
    }
    return size;
  };
  const found = walk(rule, self === undefined ? [] : [self]);
  return typeof found === 'number' ? { kind: 'closed' } : found;
}

function countGroups(rule: Rule): number {
  return isGroup(rule) ? 1 + rule.rules.reduce((sum, part) => sum + countGroups(part), 0) : 0;
}
