import { z } from 'zod';
import { contactKinds, emailStates } from '../../lib/contact-kinds.ts';
import type { Group } from '../../lib/segment-rule.ts';
import { day, idIn, instant, route } from '../../lib/route.ts';

// a rule is read by readRule, which says in a sentence what is wrong with it; its form is published apart
const rule = z.unknown().meta({ type: 'object', description: 'A rule of /api/segment-rule.schema.json' });
const ruleOut = z.custom<Group>(() => true).meta({ type: 'object', description: 'A rule of /api/segment-rule.schema.json' });
const name = z.string().trim().min(1, 'field.required').max(120, 'field.too-long');
const params = z.object({ segmentId: idIn });
const reads = { in: 'environment', permission: 'segments.read' } as const;
const writes = { in: 'environment', permission: 'segments.write' } as const;
const seesPeople = { in: 'environment', permission: 'contacts.read' } as const;
const seen = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.union([z.string(), z.number()]))]);

const segment = z.object({
  id: z.number(),
  name: z.string(),
  rule: ruleOut,
  version: z.number(),
  count: z.number().nullable(),
  countedAt: instant.nullable(),
  updatedAt: instant,
  archivedAt: instant.nullable(),
});

const choice = z.object({ id: z.number(), name: z.string() });

export const listSegmentsRoute = route({
  id: 'segments.list',
  method: 'GET',
  path: '/segments',
  summary: 'Saved segments by name, each with its rule and last count.',
  access: reads,
  query: z.object({ archived: z.stringbool().default(false) }),
  output: z.object({ segments: z.array(segment) }),
});

export const readSegmentRoute = route({
  id: 'segments.read',
  method: 'GET',
  path: '/segments/:segmentId',
  summary: 'One saved segment.',
  access: reads,
  params,
  output: segment,
});

export const createSegmentRoute = route({
  id: 'segments.create',
  method: 'POST',
  path: '/segments',
  summary: 'Saves a rule under a name.',
  access: writes,
  body: z.strictObject({ name, rule }),
  output: segment,
});

export const changeSegmentRoute = route({
  id: 'segments.change',
  method: 'PUT',
  path: '/segments/:segmentId',
  summary: 'Changes name and rule; refused when somebody else changed it since the given version.',
  access: writes,
  params,
  body: z.strictObject({ name, rule, version: z.int().positive() }),
  output: segment,
});

export const archiveSegmentRoute = route({
  id: 'segments.archive',
  method: 'DELETE',
  path: '/segments/:segmentId',
  summary: 'Puts a segment away; refused while another segment uses it.',
  access: writes,
  params,
  output: z.object({}),
});

export const restoreSegmentRoute = route({
  id: 'segments.restore',
  method: 'POST',
  path: '/segments/:segmentId/restore',
  summary: 'Takes a segment back that was put away.',
  access: writes,
  params,
  output: segment,
});

export const countSegmentRoute = route({
  id: 'segments.count-saved',
  method: 'POST',
  path: '/segments/:segmentId/count',
  summary: 'Counts a saved segment now and keeps the figure.',
  access: reads,
  params,
  output: segment,
});

export const countRuleRoute = route({
  id: 'segments.count',
  method: 'POST',
  path: '/segments/count',
  summary: 'How many contacts a rule yields now, without saving it.',
  access: reads,
  body: z.strictObject({ rule }),
  output: z.object({ count: z.number(), milliseconds: z.number(), freshAt: instant.nullable() }),
});

export const reachRoute = route({
  id: 'segments.reach',
  method: 'POST',
  path: '/segments/reach',
  summary: 'From the segment to who can be reached: permission for a purpose, a usable address, one per mailbox.',
  access: reads,
  body: z.strictObject({ rule, purposeId: idIn.optional() }),
  output: z.object({
    inSegment: z.number(),
    households: z.number(),
    permitted: z.number(),
    reachable: z.number(),
    mailboxes: z.number(),
  }),
});

export const sampleRoute = route({
  id: 'segments.sample',
  method: 'POST',
  path: '/segments/sample',
  summary: 'A few contacts of the segment by chance; another number gives others.',
  access: seesPeople,
  body: z.strictObject({
    rule,
    seed: z
      .int()
      .min(0)
      .max(2 ** 31)
      .default(0),
    limit: z.int().min(1).max(50).default(6),
  }),
  output: z.object({
    people: z.array(
      z.object({
        id: z.number(),
        name: z.string(),
        city: z.string().nullable(),
        category: z.string().nullable(),
        seen: z.array(z.object({ place: z.string(), value: seen })),
      }),
    ),
  }),
});

/** The tree of a rule with, for one contact, what was true and what each condition saw. */
export interface ExplainedNode {
  place: string;
  matches: boolean;
  value?: z.infer<typeof seen>;
  rules?: ExplainedNode[];
}
const explained: z.ZodType<ExplainedNode> = z
  .object({
    place: z.string(),
    matches: z.boolean(),
    value: seen.optional(),
    get rules() {
      return z.array(explained).optional();
    },
  })
  .meta({ id: 'ExplainedRule' });

export const explainRoute = route({
  id: 'segments.explain',
  method: 'POST',
  path: '/segments/explain',
  summary: 'Why a contact is in or out: each part of the rule true or false, with the value it saw.',
  access: seesPeople,
  body: z.strictObject({ rule, contactId: idIn }),
  output: z.object({
    contactId: z.number(),
    name: z.string(),
    matches: z.boolean(),
    live: z.boolean(),
    rule: explained,
  }),
});

export const segmentOptionsRoute = route({
  id: 'segments.options',
  method: 'GET',
  path: '/segment-options',
  summary: 'What rules can refer to here: branches, materials, worlds, purposes, segments, and values that occur.',
  access: reads,
  output: z.object({
    today: day,
    branches: z.array(choice),
    materials: z.array(choice),
    worlds: z.array(choice),
    purposes: z.array(choice.extend({ kind: z.string() })),
    segments: z.array(choice),
    categories: z.array(z.object({ code: z.string(), name: z.string() })),
    cities: z.array(z.string()),
    languages: z.array(z.string()),
    genders: z.array(z.string()),
    kinds: z.array(z.enum(contactKinds)),
    emailStates: z.array(z.enum(emailStates)),
  }),
});

export const ruleSchemaRoute = route({
  id: 'segments.rule-schema',
  method: 'GET',
  path: '/segment-rule.schema.json',
  summary: 'The JSON schema of rules (draft 2020-12).',
  access: { in: 'public' },
  output: z.record(z.string(), z.unknown()),
});

export const contract = [
  listSegmentsRoute,
  readSegmentRoute,
  createSegmentRoute,
  changeSegmentRoute,
  archiveSegmentRoute,
  restoreSegmentRoute,
  countSegmentRoute,
  countRuleRoute,
  reachRoute,
  sampleRoute,
  explainRoute,
  segmentOptionsRoute,
  ruleSchemaRoute,
];
