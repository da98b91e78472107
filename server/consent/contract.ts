import { z } from 'zod';
import { idIn, instant, route } from '../../lib/route.ts';

const channels = ['email', 'sms', 'letter', 'phone'] as const;

const bothLanguages = (longest: number) =>
  z.strictObject({
    nl: z.string().trim().min(1).max(longest),
    en: z.string().trim().max(longest).default(''),
  });

const purpose = z.object({
  id: z.number(),
  key: z.string(),
  kind: z.enum(['marketing', 'service', 'tracking']),
  basis: z.enum(['consent', 'contract', 'public-task', 'soft-opt-in']),
  name: z.object({ nl: z.string(), en: z.string() }),
  wording: z.object({ nl: z.string(), en: z.string() }),
  wordingVersion: z.number(),
  onSignUpPage: z.boolean(),
  position: z.number(),
  archivedAt: instant.nullable(),
});
export type PurposeOut = z.output<typeof purpose>;

const method = z.string();
const state = z.enum(['given', 'withdrawn', 'objected']);

export const listPurposesRoute = route({
  id: 'consent.list-purposes',
  method: 'GET',
  path: '/purposes',
  summary: 'Why the library may write: its purposes, in its own order.',
  access: { in: 'environment', permission: 'permissions.read' },
  query: z.object({ archived: z.stringbool().optional() }),
  output: z.object({ purposes: z.array(purpose) }),
});

export const createPurposeRoute = route({
  id: 'consent.create-purpose',
  method: 'POST',
  path: '/purposes',
  summary: 'Add a purpose people can choose, with the sentence they say yes to.',
  access: { in: 'environment', permission: 'purposes.manage' },
  body: z.strictObject({
    name: bothLanguages(80),
    wording: bothLanguages(600),
    basis: z.enum(['consent', 'soft-opt-in']).default('consent'),
    onSignUpPage: z.boolean().default(true),
  }),
  output: purpose,
});

export const changePurposeRoute = route({
  id: 'consent.change-purpose',
  method: 'PATCH',
  path: '/purposes/:purposeId',
  summary: 'Change a purpose. Another sentence is a new version; proofs keep theirs.',
  access: { in: 'environment', permission: 'purposes.manage' },
  params: z.object({ purposeId: idIn }),
  body: z.strictObject({
    name: bothLanguages(80).optional(),
    wording: bothLanguages(600).optional(),
    onSignUpPage: z.boolean().optional(),
    position: z.number().int().min(0).max(1000).optional(),
    archived: z.boolean().optional(),
  }),
  output: purpose,
});

const overview = z.object({
  contact: z.object({
    id: z.number(),
    firstName: z.string(),
    email: z.string().nullable(),
    emailState: z.string(),
  }),
  age: z.object({ ageOfConsent: z.number(), needsGuardian: z.boolean(), minor: z.boolean() }),
  suppressions: z.array(z.object({ scope: z.enum(['everything', 'marketing']), reason: z.string(), at: instant })),
  /** No to all marketing; what was said yes to since stands in `purposes`. */
  objection: z.object({ at: instant, proofId: z.number().nullable() }).nullable(),
  purposes: z.array(
    z.object({
      purpose,
      state: state.nullable(),
      since: instant.nullable(),
      proofId: z.number().nullable(),
      byGuardian: z.boolean(),
      decision: z.object({
        allowed: z.boolean(),
        basis: z.string().nullable(),
        rule: z.string(),
        reason: z.string().nullable(),
        mayFollow: z.boolean(),
      }),
    }),
  ),
  /** The ways of practical messages beside e-mail. */
  service: z.array(
    z.object({
      purposeId: z.number(),
      channel: z.enum(channels),
      refused: z.boolean(),
      since: instant.nullable(),
      refusable: z.boolean(),
    }),
  ),
  proofs: z.array(
    z.object({
      id: z.number(),
      /** Null, with the channel: an objection to all marketing. */
      purposeId: z.number().nullable(),
      purposeName: z.object({ nl: z.string(), en: z.string() }).nullable(),
      channel: z.string().nullable(),
      state,
      at: instant,
      method,
      address: z.string().nullable(),
      wording: z.string().nullable(),
      wordingVersion: z.number().nullable(),
      language: z.string().nullable(),
      evidence: z.record(z.string(), z.unknown()),
    }),
  ),
});
export type OverviewOut = z.output<typeof overview>;

export const readPermissionsRoute = route({
  id: 'consent.read-permissions',
  method: 'GET',
  path: '/contacts/:contactId/permissions',
  summary: 'Where a contact stands for each purpose, whether we may write and why, with all proofs.',
  access: { in: 'environment', permission: 'permissions.read' },
  params: z.object({ contactId: idIn }),
  output: overview,
});

const said = {
  purposeId: z.number().int().positive(),
  method: z.enum(['desk', 'paper']).default('desk'),
  /** Another way than e-mail is said of practical messages only. */
  channel: z.enum(channels).default('email'),
  /** What convinced us: "formulier van 12 oktober, map 3". Proof without it is only a claim. */
  note: z.string().trim().min(1).max(500),
};

export const givePermissionRoute = route({
  id: 'consent.give',
  method: 'POST',
  path: '/contacts/:contactId/permissions',
  summary: 'Record a yes that was given at the desk or on paper, with what proves it.',
  access: { in: 'environment', permission: 'permissions.write' },
  params: z.object({ contactId: idIn }),
  body: z.strictObject({
    ...said,
    language: z.enum(['nl', 'en']).default('nl'),
    guardian: z
      .strictObject({
        name: z.string().trim().min(1).max(120),
        how: z.string().trim().min(1).max(300),
      })
      .optional(),
  }),
  output: overview,
});

export const withdrawPermissionRoute = route({
  id: 'consent.withdraw',
  method: 'POST',
  path: '/contacts/:contactId/permissions/withdraw',
  summary: 'Record a no that was said at the desk, on paper or by telephone.',
  access: { in: 'environment', permission: 'permissions.write' },
  params: z.object({ contactId: idIn }),
  body: z.strictObject({ ...said, note: z.string().trim().max(500).default('') }),
  output: overview,
});

export const objectRoute = route({
  id: 'consent.object',
  method: 'POST',
  path: '/contacts/:contactId/permissions/object',
  summary: 'Record an objection to all marketing (GDPR art. 21(2)); the mailbox goes on the suppression list.',
  access: { in: 'environment', permission: 'permissions.write' },
  params: z.object({ contactId: idIn }),
  body: z.strictObject({ method: said.method, note: z.string().trim().max(500).default('') }),
  output: overview,
});

export const liftBounceRoute = route({
  id: 'consent.lift-bounce',
  method: 'POST',
  path: '/contacts/:contactId/permissions/lift-bounce',
  summary: 'Try a refused e-mail address again after it was checked with the reader.',
  access: { in: 'environment', permission: 'permissions.write' },
  params: z.object({ contactId: idIn }),
  output: overview,
});

export const contract = [
  listPurposesRoute,
  createPurposeRoute,
  changePurposeRoute,
  readPermissionsRoute,
  givePermissionRoute,
  withdrawPermissionRoute,
  objectRoute,
  liftBounceRoute,
];
