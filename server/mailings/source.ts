// A frozen mailing as the engine reads it: everything that was decided when it started, and nothing that changed since.
import { preferenceToken, unsubscribeToken } from '../consent/consent.ts';
import { compileMime, mimeBytes, renderFor, type CompiledMailing, type MailUrls, type MergeValues } from '../content/content.ts';
import type { ClaimedRow, LoadedSource } from '../delivery/delivery.ts';
import type { App } from '../platform/app.ts';
import type { TenantDb } from '../platform/db.ts';
import { linkTokenAt, linkTokenBase } from '../tracking/tracking.ts';
import { selectFrozen } from './queries.ts';

export interface Frozen {
  compiled: CompiledMailing;
  sender: { name: string; email: string; replyTo: string | null };
  purposeId: number;
  /** The rule of the segment as it was. */
  rule: unknown;
  library: string;
  slug: string;
  /** Links begin with this, also when the installation moves later: the mail must stay the same mail. */
  publicUrl: string;
  /** Date header of every message; milliseconds. */
  at: number;
  listName: string;
  /** Positions whose address is stored for counting; the others lead straight there. */
  tracked: number[];
  /** Names Message-IDs; random, so that they say nothing of our numbers. */
  mark: string;
}

/** Loads a mailing for the engine, the card and the test mailbox. */
export async function mailingSource(app: App, db: TenantDb, mailingId: number): Promise<LoadedSource | undefined> {
  const frozen = await selectFrozen<Frozen>(db, mailingId);
  if (!frozen) return undefined;
  const { sender, compiled } = frozen;
  const domain = sender.email.slice(sender.email.lastIndexOf('@') + 1);
  const template = await compileMime(compiled, {
    from: { name: sender.name, address: sender.email },
    ...(sender.replyTo ? { replyTo: { name: sender.name, address: sender.replyTo } } : {}),
    listId: { name: frozen.listName, id: `${frozen.slug}.${domain}` },
    feedbackId: `${frozen.mark}:${frozen.slug}:mailing:kaartbak`,
  });
  const urlsOf = urlMaker(app, db.tenantId, mailingId, frozen);
  const at = new Date(frozen.at);
  return {
    kind: 'newsletter',
    whenUncertain: 'park',
    from: sender.email,
    rendered: (message) => renderFor(compiled, valuesOf(message), urlsOf(message)),
    bytes: (message) =>
      mimeBytes(template, {
        to: message.address,
        toName: message.merge_values?.naam ?? '',
        messageId: `${frozen.mark}.${message.id}@${domain}`,
        date: at,
        values: valuesOf(message),
        urls: urlsOf(message),
      }),
  };
}

function valuesOf(message: ClaimedRow): MergeValues {
  return (message.merge_values ?? {}) as MergeValues;
}

/** The addresses in one message. A link carries a person only when clicks may be tied to that person. */
function urlMaker(app: App, tenantId: number, mailingId: number, frozen: Frozen): (message: ClaimedRow) => MailUrls {
  const source = { tenantId, sourceKind: 'mailing' as const, sourceId: mailingId };
  const anonymous = linkTokenBase(app.secrets, source);
  const tracked = new Set(frozen.tracked);
  const at = new Date(frozen.at);
  return (message) => {
    const base = message.may_follow ? linkTokenBase(app.secrets, { ...source, messageId: message.id }) : anonymous;
    const contactId = message.contact_id ?? 0;
    const unsubscribe = `${frozen.publicUrl}/uit/${unsubscribeToken(app.secrets, { tenantId, contactId, purposeId: frozen.purposeId, messageId: message.id })}`;
    const preferences = `${frozen.publicUrl}/mijn/${preferenceToken(app.secrets, { tenantId, contactId, now: at })}`;
    return {
      link: (position, target) => (tracked.has(position) ? `${frozen.publicUrl}/k/${linkTokenAt(base, position)}` : target),
      unsubscribe,
      oneClick: unsubscribe,
      preferences,
      view: preferences,
    };
  };
}
