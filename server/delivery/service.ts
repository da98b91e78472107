// Single service mails: a confirmation somebody is waiting for. They stand in the same ledger as everything else,
// under the environment's one standing source, composed when they are queued, and go before any newsletter.
import type { App } from '../platform/app.ts';
import type { TenantDb } from '../platform/db.ts';
import {
  compileMime,
  mimeBytes,
  prepareMailing,
  renderFor,
  type Block,
  type CompiledMailing,
  type MailLanguage,
  type RenderedMail,
} from '../content/content.ts';
import { getEnvironment } from '../tenants/tenants.ts';
import { houseStyleOf } from './house-style.ts';
import { upsertDispatch } from './queries/engine.ts';
import { insertMessages, selectHostsTried, type NewMessage } from './queries/ledger.ts';
import { domainOf } from './rules.ts';
import { selectSenders } from './queries/senders.ts';
import type { LoadedSource } from './sources.ts';
import { trialHost } from './transport.ts';

export interface ServiceMail {
  to: string;
  toName: string;
  contactId?: number | null;
  /** Makes it one message: asking for the same occasion again sends nothing new. */
  occasion: string;
  language: MailLanguage;
  subject: string;
  blocks: readonly Block[];
  /** Given when the mail was composed already (a test of a mailing); the blocks are then left alone. */
  rendered?: RenderedMail;
  /** Ends "Je krijgt deze mail omdat …". */
  reason: string;
  /** Where "Mijn voorkeuren" leads for this reader. */
  preferencesUrl: string;
  purposeId?: number | null;
  validUntil?: Date;
  /**
   * The mail carries a key that must reach this mailbox and nobody else. It stands sealed in the ledger, and it goes out under the
   * installation's own address: a bounce or an automatic answer that quotes it must not land with a library.
   */
  confidential?: boolean;
  /** A proved sender to write as; without it the library's first. */
  from?: { name: string; email: string; replyTo: string | null } | undefined;
}

const standingSource = { source_kind: 'service', source_id: 1 } as const;
const confidentialSource = { source_kind: 'account', source_id: 1 } as const;
const servicePriority = 10;

/** Composes a service mail and puts it in the ledger, in the caller's transaction. */
export async function queueServiceMail(app: App, db: TenantDb, mail: ServiceMail): Promise<void> {
  const source = mail.confidential ? confidentialSource : standingSource;
  const rendered = mail.rendered ?? (await compose(app, db, mail));
  // who writes it is settled now: what is sent again, or looked at later, is the same mail
  const from = mail.confidential ? undefined : (mail.from ?? (await libraryAuthor(app, db)));
  await insertMessages(db, source, [messageOf(app, db, { ...mail, from }, rendered)]);
  await upsertDispatch(db, {
    environmentId: db.tenantId,
    sourceKind: source.source_kind,
    sourceId: source.source_id,
    priority: servicePriority,
    open: true,
  });
}

/**
 * Did the confidential mail of this occasion go to its mailbox, and nowhere else? Not when the test mailbox took it: colleagues
 * of the library read that one.
 */
export async function reachedMailbox(db: TenantDb, occasion: string): Promise<boolean> {
  const hosts = await selectHostsTried(db, confidentialSource, occasion);
  return hosts.length > 0 && !hosts.includes(trialHost);
}

async function compose(app: App, db: TenantDb, mail: ServiceMail): Promise<RenderedMail> {
  const tenant = await getEnvironment(db, db.tenantId);
  const { compiled } = await prepareMailing({
    subject: mail.subject,
    preheader: '',
    blocks: mail.blocks,
    houseStyle: houseStyleOf(tenant, app.config.publicUrl),
    language: mail.language,
    footer: { reason: mail.reason, unsubscribe: false, view: false },
    images: {},
  });
  return renderFor(
    compiled,
    {},
    { link: (_position, target) => target, unsubscribe: mail.preferencesUrl, preferences: mail.preferencesUrl, view: mail.preferencesUrl },
  );
}

function messageOf(app: App, db: TenantDb, mail: ServiceMail, rendered: RenderedMail): NewMessage {
  const { html, text } = rendered;
  const body: Values = mail.confidential ? { sealed: app.secrets.seal(sealedIn(db), JSON.stringify({ html, text })) } : { html, text };
  return {
    recipient_key: app.secrets.hash('service-recipient', mail.to.toLowerCase()),
    occasion: mail.occasion,
    contact_id: mail.contactId ?? null,
    address: mail.to,
    state: 'ready',
    reason: null,
    allowed: true,
    purpose_id: mail.purposeId ?? null,
    // asked for by the reader: not marketing (GDPR art. 6(1)(b))
    basis: 'contract',
    rule: 'service',
    proof_id: null,
    may_follow: false,
    merge_values: { subject: mail.subject, ...body, toName: mail.toName, language: mail.language, ...sentAs(mail) },
    valid_until: mail.validUntil ?? null,
  };
}

function sentAs({ from }: ServiceMail): Values {
  return from ? { fromName: from.name, from: from.email, replyTo: from.replyTo } : {};
}

/** Who a library writes as: its first proved address, before it has one the installation's. */
async function libraryAuthor(app: App, db: TenantDb): Promise<NonNullable<ServiceMail['from']>> {
  const sender = (await selectSenders(db)).find((row) => row.verified_at !== null);
  if (sender) return { name: sender.name, email: sender.email, replyTo: sender.reply_to };
  return { name: (await getEnvironment(db, db.tenantId)).short_name, email: fallbackAddress(app), replyTo: null };
}

/** Reads the standing source for the engine. */
export async function serviceSource(app: App, db: TenantDb): Promise<LoadedSource> {
  const { name, email } = await libraryAuthor(app, db);
  return composed(app, db, { name, address: email });
}

/** Reads the standing source of confidential mails. */
export async function accountSource(app: App, db: TenantDb): Promise<LoadedSource> {
  return composed(app, db, { name: 'Kaartbak', address: fallbackAddress(app) });
}

function composed(app: App, db: TenantDb, from: { name: string; address: string }): LoadedSource {
  return {
    kind: 'confirmation',
    whenUncertain: 'resend',
    from: from.address,
    rendered: (message) => {
      const values = opened(app, db, message.merge_values);
      return { subject: values.subject ?? '', preheader: '', html: values.html ?? '', text: values.text ?? '' };
    },
    async bytes(message) {
      const values = opened(app, db, message.merge_values);
      const author = values.from ? { name: values.fromName ?? '', address: values.from } : from;
      const template = await compileMime(asCompiled(values), {
        from: author,
        ...(values.replyTo ? { replyTo: { name: author.name, address: values.replyTo } } : {}),
        autoSubmitted: true,
      });
      return mimeBytes(template, {
        to: message.address,
        toName: values.toName ?? '',
        messageId: `s.${app.secrets.hash('message-id', `${db.tenantId}.${message.id}`).slice(0, 24)}@${domainOf(author.address)}`,
        date: message.created_at,
        values: {},
        urls: { link: (_position, target) => target, unsubscribe: '', preferences: '', view: '' },
      });
    },
  };
}

const sealedIn = (db: TenantDb) => `messages.merge_values.${db.tenantId}`;

type Values = Record<string, string | null>;

function opened(app: App, db: TenantDb, stored: Values | null): Values {
  const { sealed, ...values } = stored ?? {};
  return sealed ? { ...values, ...(JSON.parse(app.secrets.unseal(sealedIn(db), sealed)) as Values) } : values;
}

/** Before a library has proved an address of its own, service mails carry the installation's. */
export function fallbackAddress(app: App): string {
  const host = new URL(app.config.publicUrl).hostname;
  return `kaartbak@${/^[a-z0-9.-]+\.[a-z]{2,}$/i.test(host) ? host : 'kaartbak.example'}`;
}

function asCompiled(values: Record<string, string | null>): CompiledMailing {
  return {
    version: 1,
    language: (values.language ?? 'nl') as MailLanguage,
    subject: [values.subject ?? ''],
    preheader: [],
    html: [values.html ?? ''],
    text: [values.text ?? ''],
    links: [],
    unsubscribe: false,
    fields: [],
    problems: [],
    unknownFields: [],
    htmlBytes: 0,
  };
}
