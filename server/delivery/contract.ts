import { z } from 'zod';
import { idIn, instant, route } from '../../lib/route.ts';

const environment = z.string();
const before = z.coerce.number().int().positive().optional();
const limit = z.coerce.number().int().min(1).max(100).default(30);

export const message = z.object({
  id: z.number(),
  sourceKind: z.string(),
  sourceId: z.number(),
  contactId: z.number().nullable(),
  address: z.string().nullable(),
  subject: z.string(),
  state: z.enum(['ready', 'claimed', 'handing', 'accepted', 'deferred', 'failed', 'uncertain', 'skipped', 'cancelled', 'expired']),
  reason: z.string().nullable(),
  at: instant.nullable(),
  /** The stored decision: why it may or may not leave. */
  decision: z.object({ allowed: z.boolean(), basis: z.string().nullable(), rule: z.string(), proofId: z.number().nullable() }),
});

const messages = z.object({ messages: z.array(message), next: z.number().nullable() });

export const listContactMessages = route({
  id: 'messages.of-contact',
  method: 'GET',
  path: '/contacts/:contactId/messages',
  summary: 'Every message to a contact with its state, newest first.',
  access: { in: 'environment', permission: 'contacts.read' },
  params: z.object({ environment, contactId: idIn }),
  query: z.object({ before, limit }),
  output: messages,
});

export const listTrialMailsRoute = route({
  id: 'trial-mails.list',
  method: 'GET',
  path: '/trial-mails',
  summary: 'What the built-in test mailbox (Proefpostvak) holds.',
  access: { in: 'environment', permission: 'trial-mails.read' },
  query: z.object({ before, limit, search: z.string().max(200).optional() }),
  output: messages,
});

export const readMessage = route({
  id: 'messages.read',
  method: 'GET',
  path: '/messages/:messageId',
  summary: 'One message: its text, source, tries and decision, exactly as sent.',
  access: { in: 'environment', permission: 'contacts.read' },
  params: z.object({ environment, messageId: idIn }),
  output: z.object({
    message,
    text: z.string(),
    source: z.string(),
    attempts: z.array(
      z.object({
        at: instant,
        outcome: z.string(),
        phase: z.string().nullable(),
        code: z.number().nullable(),
        reply: z.string().nullable(),
        host: z.string(),
      }),
    ),
  }),
});

export const readMessageHtml = route({
  id: 'messages.read-html',
  method: 'GET',
  path: '/messages/:messageId/html',
  summary: 'The HTML of a message, to be shown in a sandboxed frame.',
  access: { in: 'environment', permission: 'contacts.read' },
  params: z.object({ environment, messageId: idIn }),
  outputKind: 'download',
});

const sender = z.object({
  id: z.number(),
  name: z.string(),
  email: z.string(),
  replyTo: z.string().nullable(),
  verifiedAt: instant.nullable(),
});

export const listSendersRoute = route({
  id: 'senders.list',
  method: 'GET',
  path: '/senders',
  summary: 'Addresses this library sends from.',
  access: { in: 'environment', permission: 'mailings.read' },
  output: z.object({ senders: z.array(sender) }),
});

export const addSenderRoute = route({
  id: 'senders.add',
  method: 'POST',
  path: '/senders',
  summary: 'Adds an address; a mail goes to it to prove that it is yours.',
  access: { in: 'environment', permission: 'senders.manage', stepUp: true },
  body: z.strictObject({ name: z.string().trim().min(1).max(80), email: z.string().max(254), replyTo: z.email().nullable().default(null) }),
  output: sender,
});

export const askSenderProofRoute = route({
  id: 'senders.ask-proof',
  method: 'POST',
  path: '/senders/:senderId/proof',
  summary: 'Sends the proving mail again.',
  access: { in: 'environment', permission: 'senders.manage' },
  params: z.object({ environment, senderId: idIn }),
});

export const removeSenderRoute = route({
  id: 'senders.remove',
  method: 'DELETE',
  path: '/senders/:senderId',
  summary: 'Removes an address that no mailing uses.',
  access: { in: 'environment', permission: 'senders.manage', stepUp: true },
  params: z.object({ environment, senderId: idIn }),
});

export const contract = [
  listContactMessages,
  listTrialMailsRoute,
  readMessage,
  readMessageHtml,
  listSendersRoute,
  addSenderRoute,
  askSenderProofRoute,
  removeSenderRoute,
];
