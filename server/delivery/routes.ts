import { actorOf, recordAudit } from '../audit/audit.ts';
import { getContact } from '../contacts/contacts.ts';
import type { App } from '../platform/app.ts';
import type { Permission } from '../../lib/permissions.ts';
import type { TenantDb } from '../platform/db.ts';
import { NotFound } from '../platform/errors.ts';
import { serve, type ServedRoute } from '../platform/serve.ts';
import {
  addSenderRoute,
  askSenderProofRoute,
  listContactMessages,
  listSendersRoute,
  listTrialMailsRoute,
  readMessage,
  readMessageHtml,
  removeSenderRoute,
} from './contract.ts';
import { composeAgain, getMessage, htmlShownHere, listMessagesOfContact, listTrialMails, mailPolicy, type MessageRow } from './delivery.ts';
import { addSender, askForProof, listSenders, removeSender, type SenderRow } from './senders.ts';
import type { LoadedSource, SourceLoaders } from './sources.ts';
import { trialHost } from './transport.ts';

/** The routes of delivery; sources belong to modules above, so their loaders are handed in. */
export function deliveryRoutes(loaders: SourceLoaders): ServedRoute[] {
  return [...messageRoutes(loaders), ...senderRoutes];
}

function messageRoutes(loaders: SourceLoaders): ServedRoute[] {
  return [
    serve(listContactMessages, async ({ app, db, params, query }) => {
      await getContact(db, params.contactId);
      return page(app, db, loaders, await listMessagesOfContact(db, params.contactId, query), query.limit);
    }),
    serve(listTrialMailsRoute, async ({ app, db, query }) => page(app, db, loaders, await listTrialMails(db, query), query.limit)),
    serve(readMessage, async ({ app, db, params, caller, environment }) => {
      const held = caller.permissionsIn(environment.id);
      const { message, attempts } = await readable(db, params.messageId, held);
      const sent = message.address ? await composeAgain(app, db, loaders, message) : undefined;
      return {
        message: shape(message, sent?.subject ?? ''),
        text: withoutKeys(sent?.text ?? '', held),
        source: withoutKeys(sent ? new TextDecoder().decode(sent.source) : '', held),
        attempts,
      };
    }),
    serve(readMessageHtml, async ({ app, db, params, caller, environment }) => {
      const held = caller.permissionsIn(environment.id);
      const { message } = await readable(db, params.messageId, held);
      const { html } = await composeAgain(app, db, loaders, message);
      return {
        fileName: `${message.id}.html`,
        mediaType: 'text/html; charset=utf-8',
        body: htmlShownHere(app, withoutKeys(html, held)),
        inline: true,
        contentSecurityPolicy: mailPolicy,
      };
    }),
  ];
}

/**
 * The links of a mail to the reader's own pages open them for whoever has them. Colleagues who may change permissions could do
 * the same on the card; for the others the key is taken out, also where quoted-printable breaks a line in it.
 */
function withoutKeys(text: string, held: ReadonlySet<Permission>): string {
  if (held.has('permissions.write')) return text;
  return text.replaceAll('=\r\n', '').replace(/\/(uit|mijn)\/[\w-]{20,}/g, '/$1/…');
}

/**
 * A message colleagues may open. What went to nobody's card holds keys of others — the link that proves a sender's address,
 * a confirmation that waits for its click — so it is shown only where it never left: in the test mailbox. The key of an account
 * (an invitation) is shown only to who may invite: it would give them any role that waits there.
 */
async function readable(db: TenantDb, id: number, held: ReadonlySet<Permission>) {
  const found = await getMessage(db, id);
  const onTrial = held.has('trial-mails.read') && found.attempts.some((attempt) => attempt.host === trialHost);
  if (found.message.contact_id === null && !onTrial) throw new NotFound('message');
  if (found.message.source_kind === 'account' && !held.has('staff.manage')) throw new NotFound('message');
  return found;
}

/** Subjects are composed, not stored; each source is loaded once for the page. */
async function page(app: App, db: TenantDb, loaders: SourceLoaders, rows: MessageRow[], limit: number) {
  const loaded = new Map<string, LoadedSource | undefined>();
  const messages = [];
  for (const row of rows) {
    const key = `${row.source_kind}:${row.source_id}`;
    if (!loaded.has(key)) loaded.set(key, await loaders[row.source_kind]?.(app, db, row.source_id));
    messages.push(shape(row, loaded.get(key)?.rendered({ ...row, address: row.address ?? '' }).subject ?? ''));
  }
  return { messages, next: rows.length === limit ? rows.at(-1)!.id : null };
}

function shape(row: MessageRow, subject: string) {
  return {
    id: row.id,
    sourceKind: row.source_kind,
    sourceId: row.source_id,
    contactId: row.contact_id,
    address: row.address,
    subject,
    state: row.state as 'accepted',
    reason: row.reason,
    at: row.finished_at ?? row.created_at,
    decision: { allowed: row.allowed, basis: row.basis, rule: row.rule, proofId: row.proof_id },
  };
}

const senderRoutes: ServedRoute[] = [
  serve(listSendersRoute, async ({ db }) => ({ senders: (await listSenders(db)).map(shapeSender) })),
  serve(addSenderRoute, async ({ db, body, caller, now }) => {
    const row = await addSender(db, { ...body, now });
    await recordAudit(db, { actor: actorOf(caller), action: 'senders.added', objectKind: 'sender', objectId: row.id, at: now });
    return shapeSender(row);
  }),
  serve(askSenderProofRoute, async ({ db, params }) => {
    await askForProof(db, params.senderId);
    return {};
  }),
  serve(removeSenderRoute, async ({ db, params, caller, now }) => {
    await removeSender(db, params.senderId);
    await recordAudit(db, { actor: actorOf(caller), action: 'senders.removed', objectKind: 'sender', objectId: params.senderId, at: now });
    return {};
  }),
];

function shapeSender(row: SenderRow) {
  return { id: row.id, name: row.name, email: row.email, replyTo: row.reply_to, verifiedAt: row.verified_at };
}
