import { emailKey } from '../../lib/email-address.ts';
import { isClosedAddress, listPurposes, preferenceToken } from '../consent/consent.ts';
import { queueServiceMail } from '../delivery/delivery.ts';
import type { App } from '../platform/app.ts';
import { withTenant, type TenantDb } from '../platform/db.ts';
import type { JobHandlers } from '../platform/queue.ts';
import { getEnvironment, type TenantRow } from '../tenants/tenants.ts';
import type { JobPayloads } from '../jobs.ts';
import { changeMail, confirmationMail, guardianCopyMail, ownPageMail, type MailText } from './emails.ts';
import { confirmToken, findRequest, forgetSignUps, namesOf, nextStep, signUpPath } from './portal.ts';
import { selectReader } from './queries.ts';

export const handlers = (app: App): JobHandlers => ({
  'portal.send-confirmation': (payload) => withTenant(app.database, payload.tenantId, (db) => sendConfirmation(app, db, payload)),
  'portal.send-guardian-copy': (payload) => withTenant(app.database, payload.tenantId, (db) => sendGuardianCopy(app, db, payload)),
  'portal.send-change': (payload) => withTenant(app.database, payload.tenantId, (db) => sendChange(app, db, payload)),
  'portal.forget-sign-ups': () => forgetSignUps(app),
  'portal.send-own-page': (payload) => withTenant(app.database, payload.tenantId, (db) => sendOwnPage(app, db, payload)),
});

async function sendConfirmation(app: App, db: TenantDb, { requestId }: JobPayloads['portal.send-confirmation']): Promise<void> {
  const request = await findRequest(db, requestId, app.now());
  if (!request || request.confirmed_at) return;
  const step = nextStep(request);
  const library = await getEnvironment(db, db.tenantId);
  const link = `${app.config.publicUrl}/b/${library.slug}/bevestig/${confirmToken(app.secrets, db.tenantId, requestId, step)}`;
  const text = confirmationMail({
    library,
    language: request.language,
    link,
    forChild: step === 'guardian',
  });
  await post(app, db, {
    library,
    to: step === 'guardian' ? request.guardian_email! : request.email,
    text,
    occasion: `sign-up:${requestId}:${step}`,
    validUntil: request.expires_at,
  });
}

async function sendGuardianCopy(app: App, db: TenantDb, { requestId, contactId }: JobPayloads['portal.send-guardian-copy']): Promise<void> {
  const request = await findRequest(db, requestId, app.now());
  if (!request?.guardian_email) return;
  const library = await getEnvironment(db, db.tenantId);
  const text = guardianCopyMail({
    library,
    language: request.language,
    link: ownPageLink(app, db, contactId),
    names: namesOf(request.purposes, request.language),
  });
  await post(app, db, {
    library,
    to: request.guardian_email,
    text,
    occasion: `guardian:${requestId}`,
  });
}

async function sendChange(app: App, db: TenantDb, payload: JobPayloads['portal.send-change']): Promise<void> {
  const { contactId, purposeIds, language, at } = payload;
  const purposes = (await listPurposes(db)).filter((purpose) => purposeIds.includes(purpose.id));
  const names = namesOf(purposes, language);
  await postToReader(app, db, {
    contactId,
    textFor: (library, link) => changeMail({ library, language, link, names }),
    occasion: `change:${contactId}:${at}`,
  });
}

async function sendOwnPage(app: App, db: TenantDb, { contactId, language, at }: JobPayloads['portal.send-own-page']): Promise<void> {
  await postToReader(app, db, {
    contactId,
    textFor: (library, link) => ownPageMail({ library, language, link }),
    occasion: `own-page:${contactId}:${at}`,
  });
}

interface PostedToReader {
  contactId: number;
  textFor: (library: TenantRow, ownPage: string) => MailText;
  occasion: string;
}

/** To the address on the card, when there is a card and an address. */
async function postToReader(app: App, db: TenantDb, { contactId, textFor, occasion }: PostedToReader): Promise<void> {
  const reader = await selectReader(db, contactId);
  if (!reader?.email) return;
  const library = await getEnvironment(db, db.tenantId);
  const text = textFor(library, ownPageLink(app, db, contactId));
  await post(app, db, { library, to: reader.email, toName: reader.first_name, contactId, text, occasion });
}

function ownPageLink(app: App, db: TenantDb, contactId: number): string {
  return `${app.config.publicUrl}/mijn/${preferenceToken(app.secrets, { tenantId: db.tenantId, contactId, now: app.now() })}`;
}

interface Posted {
  library: TenantRow;
  to: string;
  toName?: string;
  contactId?: number;
  text: MailText;
  occasion: string;
  validUntil?: Date;
}

/** Nothing goes to an address whose owner complained: the page answered as always, the mailbox is left in peace. */
async function post(app: App, db: TenantDb, mail: Posted): Promise<void> {
  const key = emailKey(mail.to);
  if (!key || (await isClosedAddress(db, app.secrets, key))) return;
  const service = (await listPurposes(db)).find((purpose) => purpose.key === 'service');
  await queueServiceMail(app, db, {
    to: mail.to,
    toName: mail.toName ?? '',
    contactId: mail.contactId ?? null,
    occasion: mail.occasion,
    language: mail.text.language,
    subject: mail.text.subject,
    blocks: mail.text.blocks,
    reason: mail.text.reason,
    preferencesUrl: mail.contactId ? ownPageLink(app, db, mail.contactId) : `${app.config.publicUrl}${signUpPath(mail.library)}`,
    purposeId: service?.id ?? null,
    ...(mail.validUntil ? { validUntil: mail.validUntil } : {}),
  });
}
