// Reading a rule that somebody else wrote: an API client, an import, an old row. Pure.
//
// Nothing here recurses over the input, so a rule nested a hundred thousand deep is refused like any other
// mistake: with a sentence that says what is wrong and where.
import { z } from 'zod';
import type { MessageKey } from '../../lib/i18n.ts';
import { matches, maxConditions, maxDepth } from '../../lib/segment-fields.ts';
import { conditionSchema, fields, groupSchema, type Field, type Group } from '../../lib/segment-schema.ts';
import { Refused } from '../platform/errors.ts';

const groupShell = z.strictObject({ match: z.enum(matches), rules: z.array(z.unknown()) });

interface Waiting {
  node: unknown;
  depth: number;
  /** Where the node stands, as people count: "2.1" is the first part of the second. */
  place: string;
  into: unknown[];
}

/** The rule when it is one; throws Refused with a clear sentence otherwise. */
export function readRule(input: unknown): Group {
  const found: unknown[] = [];
  const waiting: Waiting[] = [{ node: input, depth: 1, place: '', into: found }];
  let conditions = 0;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, depth, place, into } = next;
    if (!isObject(node)) throw refused('segments.error.not-a-rule', { place: named(place) });
    if (!Object.hasOwn(node, 'match')) {
      if (depth === 1) throw refused('segments.error.not-a-rule', { place: named(place) });
      conditions += 1;
      if (conditions > maxConditions) throw refused('segments.error.too-many', { max: maxConditions });
      into.push(readCondition(node, place));
      continue;
    }
    if (depth > maxDepth) throw refused('segments.error.too-deep', { max: maxDepth });
    const shell = groupShell.safeParse(node);
    if (!shell.success) throw badPart(shell.error, place);
    // empty groups count too: otherwise a million of them would be a rule of no conditions
    conditions += shell.data.rules.length === 0 ? 1 : 0;
    if (shell.data.rules.length > maxConditions || conditions > maxConditions)
      throw refused('segments.error.too-many', { max: maxConditions });
    const group = { match: shell.data.match, rules: [] as unknown[] };
    into.push(group);
    // the last in is read first, so the parts are put in from the end
    for (let at = shell.data.rules.length - 1; at >= 0; at--) {
      waiting.push({
        node: shell.data.rules[at],
        depth: depth + 1,
        place: place ? `${place}.${at + 1}` : `${at + 1}`,
        into: group.rules,
      });
    }
  }
  return found[0] as Group;
}

function readCondition(node: Record<string, unknown>, place: string): unknown {
  const field = Object.hasOwn(node, 'field') ? node.field : undefined;
  if (typeof field !== 'string' || !fields.includes(field as Field)) {
    const shown = typeof field === 'string' ? field.replace(/\p{Cc}/gu, ' ').slice(0, 40) : '—';
    throw refused('segments.error.unknown-field', { field: shown, place: named(place) });
  }
  const parsed = conditionSchema.safeParse(node);
  if (!parsed.success) throw badPart(parsed.error, place);
  return parsed.data;
}

function badPart(error: z.ZodError, place: string): Refused {
  const issue = error.issues[0]!;
  const key = issue.code === 'unrecognized_keys' ? issue.keys[0]! : issue.path.join('.');
  return refused('segments.error.bad-part', {
    place: named(place),
    key: key.replace(/\p{Cc}/gu, ' ').slice(0, 60) || '—',
  });
}

function isObject(node: unknown): node is Record<string, unknown> {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}

function named(place: string): string {
  return place || '1';
}

function refused(code: MessageKey, params: Record<string, string | number>): Refused {
  return new Refused(code, params, 422);
}

/** The JSON schema of rules (draft 2020-12), for other programs: docs/segment-rule.schema.json and the API serve it. */
export function ruleJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(groupSchema, { target: 'draft-2020-12', io: 'input' });
  return { $id: 'https://kaartbak.example/segment-rule.schema.json', ...schema };
}
