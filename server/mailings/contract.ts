import { z } from 'zod';
import { idIn, instant, route } from '../../lib/route.ts';
import { findingSchema } from '../content/contract.ts';

const params = z.object({ environment: z.string(), mailingId: idIn });

export const mailingStates = ['draft', 'scheduled', 'freezing', 'sending', 'paused', 'finished', 'cancelled'] as const;

const summary = z.object({
  id: z.number(),
  name: z.string(),
  subject: z.string(),
  state: z.enum(mailingStates),
  purposeName: z.string().nullable(),
  segmentName: z.string().nullable(),
  scheduledAt: instant.nullable(),
  /** Why it did not leave at the moment it was scheduled for; the key of a sentence. */
  problem: z.string().nullable(),
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  updatedAt: instant,
});

export const progress = z.object({
  total: z.number(),
  waiting: z.number(),
  onTheWay: z.number(),
  accepted: z.number(),
  deferred: z.number(),
  failed: z.number(),
  uncertain: z.number(),
  skipped: z.number(),
  cancelled: z.number(),
  /** Why: reason codes with a sentence `delivery.reason.<reason>` in the catalogue. */
  reasons: z.array(z.object({ state: z.string(), reason: z.string(), n: z.number() })),
});

export const mailing = summary.extend({
  version: z.number(),
  purposeId: z.number().nullable(),
  segmentId: z.number().nullable(),
  senderId: z.number().nullable(),
  preheader: z.string(),
  language: z.enum(['nl', 'fr', 'de', 'en']),
  /** Blocks as content/contract.ts describes them (blocksSchema). */
  blocks: z.array(z.unknown()),
  createdBy: z.string().nullable(),
});

export const listMailingsRoute = route({
  id: 'mailings.list',
  method: 'GET',
  path: '/mailings',
  summary: 'Mailings, newest first.',
  access: { in: 'environment', permission: 'mailings.read' },
  query: z.object({
    state: z.enum(mailingStates).optional(),
    before: z.coerce.number().int().positive().optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  output: z.object({ mailings: z.array(summary.extend({ progress: progress.nullable() })), next: z.number().nullable() }),
});

export const createMailingRoute = route({
  id: 'mailings.create',
  method: 'POST',
  path: '/mailings',
  summary: 'Starts a draft, with a greeting and a first text to change.',
  access: { in: 'environment', permission: 'mailings.write' },
  body: z.strictObject({ name: z.string().trim().min(1).max(120), segmentId: z.number().int().positive().nullable().default(null) }),
  output: mailing,
});

export const readMailingRoute = route({
  id: 'mailings.read',
  method: 'GET',
  path: '/mailings/:mailingId',
  summary: 'One mailing.',
  access: { in: 'environment', permission: 'mailings.read' },
  params,
  output: mailing,
});

export const saveMailingRoute = route({
  id: 'mailings.save',
  method: 'PUT',
  path: '/mailings/:mailingId',
  summary: 'Saves a draft. Refused (error.conflict) when somebody else saved since `version`.',
  access: { in: 'environment', permission: 'mailings.write' },
  params,
  body: z.strictObject({
    version: z.number().int(),
    name: z.string().trim().min(1).max(120),
    subject: z.string().max(300),
    preheader: z.string().max(300),
    language: z.enum(['nl', 'fr', 'de', 'en']),
    purposeId: z.number().int().positive().nullable(),
    segmentId: z.number().int().positive().nullable(),
    senderId: z.number().int().positive().nullable(),
    blocks: z.array(z.unknown()).max(200),
  }),
  output: mailing,
});

export const copyMailingRoute = route({
  id: 'mailings.copy',
  method: 'POST',
  path: '/mailings/:mailingId/copy',
  summary: 'A new draft with the same content.',
  access: { in: 'environment', permission: 'mailings.write' },
  params,
  output: mailing,
});

export const removeMailingRoute = route({
  id: 'mailings.remove',
  method: 'DELETE',
  path: '/mailings/:mailingId',
  summary: 'Throws a draft away. What was sent stays.',
  access: { in: 'environment', permission: 'mailings.write' },
  params,
});

export const checkMailingRoute = route({
  id: 'mailings.check',
  method: 'GET',
  path: '/mailings/:mailingId/check',
  summary: 'What to mend before it may leave: content, sender, purpose, audience.',
  access: { in: 'environment', permission: 'mailings.read' },
  params,
  output: z.object({ findings: z.array(findingSchema), mayLeave: z.boolean(), htmlBytes: z.number() }),
});

/** Whose eyes it is seen with: a contact, somebody of whom nothing is known, and otherwise an invented reader. */
const seenBy = z.union([z.literal('unknown'), z.coerce.number().int().positive()]);
export type SeenBy = z.infer<typeof seenBy>;
const previewQuery = z.object({ contactId: seenBy.optional() });

export const previewMailingRoute = route({
  id: 'mailings.preview',
  method: 'GET',
  path: '/mailings/:mailingId/preview',
  summary: 'Subject, preheader and text part as one contact would get them (needs contacts.read); an invented reader without contactId.',
  access: { in: 'environment', permission: 'mailings.read' },
  params,
  query: previewQuery,
  output: z.object({ subject: z.string(), preheader: z.string(), text: z.string(), reader: z.string() }),
});

export const previewMailingHtmlRoute = route({
  id: 'mailings.preview-html',
  method: 'GET',
  path: '/mailings/:mailingId/preview.html',
  summary: 'The HTML part as one contact would get it (needs contacts.read), for a sandboxed frame.',
  access: { in: 'environment', permission: 'mailings.read' },
  params,
  query: previewQuery.extend({ dark: z.enum(['yes']).optional() }),
  outputKind: 'download',
});

export const sendTestRoute = route({
  id: 'mailings.send-test',
  method: 'POST',
  path: '/mailings/:mailingId/test',
  summary: 'Sends the mail to yourself, as an invented reader or as one contact.',
  access: { in: 'environment', permission: 'mailings.write' },
  params,
  body: z.strictObject({
    contactId: z
      .union([z.literal('unknown'), z.number().int().positive()])
      .nullable()
      .default(null),
  }),
  output: z.object({ to: z.string() }),
});

export const audienceRoute = route({
  id: 'mailings.audience',
  method: 'GET',
  path: '/mailings/:mailingId/audience',
  summary: 'Who will and who will not get it, and why, as of now.',
  access: { in: 'environment', permission: 'mailings.read' },
  params,
  output: z.object({
    inSegment: z.number(),
    willGet: z.number(),
    reasons: z.array(z.object({ reason: z.string(), n: z.number() })),
  }),
});

export const sendMailingRoute = route({
  id: 'mailings.send',
  method: 'POST',
  path: '/mailings/:mailingId/sending',
  summary: 'Sends it now, or at a moment. Send an Idempotency-Key: a double click is one sending.',
  access: { in: 'environment', permission: 'mailings.send' },
  params,
  body: z.strictObject({ version: z.number().int(), at: z.iso.datetime().nullable().default(null) }),
  output: mailing,
});

const control = (verb: 'pause' | 'resume' | 'cancel', summaryText: string) =>
  route({
    id: `mailings.${verb}`,
    method: 'POST',
    path: `/mailings/:mailingId/${verb}`,
    summary: summaryText,
    access: { in: 'environment', permission: 'mailings.send' },
    params,
    output: mailing,
  });

export const pauseMailingRoute = control('pause', 'Holds it: what is on the wire still leaves, nothing else.');
export const resumeMailingRoute = control('resume', 'Goes on where it was held.');
export const cancelMailingRoute = control('cancel', 'Stops it for good; a scheduled mailing becomes a draft again.');

export const sendUncertainAgainRoute = route({
  id: 'mailings.send-uncertain-again',
  method: 'POST',
  path: '/mailings/:mailingId/uncertain',
  summary: 'Sends again what perhaps arrived; some may get it twice.',
  access: { in: 'environment', permission: 'mailings.send' },
  params,
  output: z.object({ count: z.number() }),
});

export const resultRoute = route({
  id: 'mailings.result',
  method: 'GET',
  path: '/mailings/:mailingId/result',
  summary: 'How it went: counts that add up, arrivals over time, clicks in total.',
  access: { in: 'environment', permission: 'mailings.read' },
  params,
  output: z.object({
    state: z.enum(mailingStates),
    trouble: z.string().nullable(),
    progress,
    arrivals: z.array(z.object({ at: instant, accepted: z.number(), failed: z.number() })),
    links: z.array(z.object({ position: z.number(), url: z.string(), clicks: z.number(), machineClicks: z.number() })),
    clicksPerHour: z.array(z.object({ hour: instant, clicks: z.number() })),
  }),
});

export const recipientsRoute = route({
  id: 'mailings.recipients',
  method: 'GET',
  path: '/mailings/:mailingId/recipients',
  summary: 'The people behind a number of the result.',
  access: { in: 'environment', permission: 'contacts.read' },
  params,
  query: z.object({
    state: z
      .enum(['ready', 'claimed', 'handing', 'accepted', 'deferred', 'failed', 'uncertain', 'skipped', 'cancelled', 'expired'])
      .optional(),
    reason: z.string().max(40).optional(),
    before: z.coerce.number().int().positive().optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  output: z.object({
    recipients: z.array(
      z.object({
        messageId: z.number(),
        contactId: z.number().nullable(),
        name: z.string(),
        address: z.string().nullable(),
        state: z.string(),
        reason: z.string().nullable(),
        reply: z.string().nullable(),
        at: instant.nullable(),
      }),
    ),
    next: z.number().nullable(),
  }),
});

export const contract = [
  listMailingsRoute,
  createMailingRoute,
  readMailingRoute,
  saveMailingRoute,
  copyMailingRoute,
  removeMailingRoute,
  checkMailingRoute,
  previewMailingRoute,
  previewMailingHtmlRoute,
  sendTestRoute,
  audienceRoute,
  sendMailingRoute,
  pauseMailingRoute,
  resumeMailingRoute,
  cancelMailingRoute,
  sendUncertainAgainRoute,
  resultRoute,
  recipientsRoute,
];
