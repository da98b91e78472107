// The rule of a segment, as data. One description serves the server (which compiles it to SQL), the workbench
// (which edits it), the sentence people read, and the JSON schema that is published for other programs.
//
// 1. A rule is a group: all, any or none of its parts must be true. Parts are groups or conditions.
// 2. A condition names one field; the field decides which other keys there are. Unknown keys are refused.
// 3. Moments may be relative ("6 months ago"), so that a saved segment stays true as time passes.
import { z } from 'zod';
import { contactKinds, emailStates } from './contact-kinds.ts';
import { loanAudiences, matches, maxConditions, maxDepth, permissionChannels, timeUnits } from './segment-fields.ts';

// no control characters: PostgreSQL has no place for a zero byte in a text
const word = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^\P{Cc}*$/u);
const words = z.array(word).min(1).max(200);
const id = z.int().positive();
const ids = z.array(id).min(1).max(200);
const oneOf = z.enum(['in', 'not-in']);

const steps = z.int().min(0).max(999);
const moment = z.union([
  z.iso.date(),
  z.strictObject({ ago: steps, unit: z.enum(timeUnits) }),
  z.strictObject({ ahead: steps, unit: z.enum(timeUnits) }),
]);
/** A calendar day, fixed or counted from today. */
export type Moment = z.infer<typeof moment>;

const period = z
  .strictObject({ from: moment.optional(), to: moment.optional() })
  .refine((value) => value.from !== undefined || value.to !== undefined);
/** From and to are both included; one of them may be open. */
export type Period = z.infer<typeof period>;

const range = (max: number) =>
  z
    .strictObject({
      from: z.int().min(0).max(max).optional(),
      to: z.int().min(0).max(max).optional(),
    })
    .refine((value) => value.from !== undefined || value.to !== undefined)
    .refine((value) => value.from === undefined || value.to === undefined || value.from <= value.to);
/** Both ends included; one of them may be open. */
export type Range = { from?: number | undefined; to?: number | undefined };

const whichLoans = {
  who: z.enum(['self', 'household']).optional(),
  materials: ids.optional(),
  worlds: ids.optional(),
  branches: ids.optional(),
  audience: z.enum(loanAudiences).optional(),
};

const postcode = z
  .string()
  .trim()
  .min(1)
  .max(11)
  .regex(/^[0-9A-Za-z -]{1,10}\*?$/);

export const conditionSchema = z
  .discriminatedUnion('field', [
    z.strictObject({
      field: z.literal('kind'),
      is: oneOf,
      values: z.array(z.enum(contactKinds)).min(1),
    }),
    z.strictObject({ field: z.literal('category'), is: oneOf, values: words }),
    z.strictObject({ field: z.literal('branch'), is: oneOf, values: ids }),
    z.strictObject({
      field: z.literal('postcode'),
      is: oneOf,
      values: z.array(postcode).min(1).max(200),
    }),
    z.strictObject({ field: z.literal('city'), is: oneOf, values: words }),
    z.strictObject({ field: z.literal('language'), is: oneOf, values: words }),
    z.strictObject({ field: z.literal('gender'), is: oneOf, values: words }),
    z.strictObject({ field: z.literal('email'), is: z.enum(['present', 'absent']) }),
    z.strictObject({ field: z.literal('phone'), is: z.enum(['present', 'absent']) }),
    z.strictObject({
      field: z.literal('email-state'),
      is: oneOf,
      values: z.array(z.enum(emailStates)).min(1),
    }),
    z.strictObject({ field: z.literal('created'), period }),
    z.strictObject({ field: z.literal('age'), years: range(150) }),
    z.strictObject({ field: z.literal('birthday'), within: z.int().min(0).max(365) }),
    z.strictObject({ field: z.literal('member-since'), period }),
    z.strictObject({ field: z.literal('member-until'), period }),
    z.strictObject({ field: z.literal('membership'), is: z.enum(['active', 'expired', 'none']) }),
    z.strictObject({
      field: z.literal('loans'),
      count: range(100_000),
      period: period.optional(),
      ...whichLoans,
    }),
    z.strictObject({ field: z.literal('last-loan'), period, ...whichLoans }),
    z.strictObject({ field: z.literal('never-borrowed'), ...whichLoans }),
    z.strictObject({
      field: z.literal('loans-trend'),
      is: z.enum(['growing', 'shrinking', 'stopped']),
      months: z.int().min(1).max(24),
    }),
    z.strictObject({ field: z.literal('open-loans'), count: range(100_000) }),
    z.strictObject({ field: z.literal('child'), years: range(150) }),
    z.strictObject({ field: z.literal('household-size'), count: range(1000) }),
    z.strictObject({
      field: z.literal('permission'),
      is: z.enum(['given', 'not-given']),
      purpose: id,
      channel: z.enum(permissionChannels),
    }),
    z.strictObject({ field: z.literal('segment'), is: oneOf, segment: id }),
  ])
  .meta({ id: 'Condition' });
export type Condition = z.infer<typeof conditionSchema>;
export type Field = Condition['field'];

export const fields: readonly Field[] = conditionSchema.options.map((option) => option.shape.field.value);

export interface Group {
  match: (typeof matches)[number];
  rules: Rule[];
}
export type Rule = Group | Condition;

/** For the published JSON schema and the types; input is read with readRule, which never recurses. */
export const groupSchema: z.ZodType<Group> = z
  .strictObject({
    match: z.enum(matches),
    get rules() {
      return z.array(z.union([conditionSchema, groupSchema])).max(maxConditions);
    },
  })
  .meta({
    id: 'Group',
    title: 'Kaartbak segment rule',
    description: `At most ${maxDepth} groups deep and ${maxConditions} conditions in all.`,
  });
