// From the answers of single conditions to the tree people read. Pure.
import { isGroup, type Condition, type Field, type Group, type Rule } from '../../../lib/segment-rule.ts';
import { ageOn } from './moments.ts';

export type Seen = string | number | boolean | null | (string | number)[];

export interface ExplainedRule {
  /** Where this part stands: '' is the whole, '2.1' the first part of the second. */
  place: string;
  matches: boolean;
  value?: Seen;
  rules?: ExplainedRule[];
}

export interface Placed {
  place: string;
  condition: Condition;
}

/** Every condition with its place, in reading order. */
export function placed(rule: Rule, place = ''): Placed[] {
  if (!isGroup(rule)) return [{ place, condition: rule }];
  return rule.rules.flatMap((part, index) => placed(part, below(place, index)));
}

/** The tree with its truth worked out from the conditions upwards. */
export function explainTree(rule: Group, answers: ReadonlyMap<string, { matches: boolean; value: Seen }>): ExplainedRule {
  const look = (part: Rule, place: string): ExplainedRule => {
    if (!isGroup(part)) return { place, ...answers.get(place)! };
    const rules = part.rules.map((one, index) => look(one, below(place, index)));
    return { place, matches: groupHolds(part.match, rules), rules };
  };
  return look(rule, '');
}

function groupHolds(match: Group['match'], parts: readonly { matches: boolean }[]): boolean {
  if (match === 'all') return parts.every((part) => part.matches);
  const any = parts.some((part) => part.matches);
  return match === 'any' ? any : !any;
}

function below(place: string, index: number): string {
  return place ? `${place}.${index + 1}` : `${index + 1}`;
}

/** What the database saw, as people compare it: a day of birth becomes an age. */
export function seenAs(field: Field, value: unknown, today: Temporal.PlainDate): Seen {
  if (field === 'age') return typeof value === 'string' ? ageOn(value, today) : null;
  if (field === 'child') return Array.isArray(value) ? value.map((birth) => ageOn(String(birth), today)) : [];
  if (Array.isArray(value)) return value.map((one) => (typeof one === 'number' ? one : String(one)));
  return value === undefined ? null : (value as Seen);
}

// what makes one person of a sample differ from the next; a field everybody shares tells nothing
const telling: ReadonlySet<Field> = new Set([
  'child',
  'loans',
  'last-loan',
  'never-borrowed',
  'loans-trend',
  'open-loans',
  'age',
  'member-until',
  'member-since',
  'household-size',
]);

/** The few conditions whose values are worth showing beside a name. */
export function tellingConditions(rule: Rule, most = 3): Placed[] {
  return placed(rule)
    .filter(({ condition }) => telling.has(condition.field))
    .slice(0, most);
}
