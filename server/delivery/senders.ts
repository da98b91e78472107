// Addresses a library sends from. Each is proved by a click in a mail to it, so that nobody signs as somebody else.
import type { App } from '../platform/app.ts';
import { withTenant, type TenantDb } from '../platform/db.ts';
import { Invalid, NotFound, Refused } from '../platform/errors.ts';
import { addJob } from '../platform/queue.ts';
import { newToken, tokenHash, type Secrets } from '../platform/secrets.ts';
import { getEnvironment } from '../tenants/tenants.ts';
import {
  deleteSender,
  insertSender,
  selectSender,
  selectSenders,
  updateSenderToken,
  updateSenderVerified,
  type SenderRow,
} from './queries/senders.ts';
import { queueServiceMail } from './service.ts';
import { translate } from '../../lib/i18n.ts';

export type { SenderRow } from './queries/senders.ts';

const proofDays = 7;

/** Adds an address and enqueues the mail that proves it. In the demo an address of an `.example` domain needs no proof. */
export async function addSender(
  db: TenantDb,
  wanted: { name: string; email: string; replyTo: string | null; now: Date },
): Promise<SenderRow> {
  const email = wanted.email.trim().toLowerCase();
  if (!/^[a-z0-9._+-]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(email)) throw new Invalid({ email: 'field.email' });
  const tenant = await getEnvironment(db, db.tenantId);
  const row = await insertSender(db, { name: wanted.name.trim(), email, replyTo: wanted.replyTo });
  if (!row) throw new Refused('delivery.sender-exists');
  if (tenant.demo && email.endsWith('.example')) return (await updateSenderVerified(db, row.id, wanted.now))!;
  await askForProof(db, row.id);
  return row;
}

/** Sends the proving mail (again): the earlier link stops working. */
export async function askForProof(db: TenantDb, senderId: number): Promise<void> {
  const row = await selectSender(db, senderId);
  if (!row) throw new NotFound('sender');
  const ask = newToken();
  await updateSenderToken(db, senderId, tokenHash(ask));
  await addJob(db, 'delivery.send-sender-proof', { tenantId: db.tenantId, senderId, ask });
}

/** What a link is signed for: with what stands in the queue alone nobody proves anything. */
const linkPurpose = 'sender-proof';

/** The job: puts the proving mail in the ledger. Doing it twice for one ask sends once. */
export async function sendSenderProof(app: App, payload: { tenantId: number; senderId: number; ask: string }): Promise<void> {
  await withTenant(app.database, payload.tenantId, async (db) => {
    const row = await selectSender(db, payload.senderId);
    if (!row || row.verify_token_hash !== tokenHash(payload.ask)) return;
    const tenant = await getEnvironment(db, db.tenantId);
    const say = (key: Parameters<typeof translate>[1]) => translate(tenant.language, key, { library: tenant.name, email: row.email });
    const link = `${app.config.publicUrl}/afzender/${tenant.slug}/${app.secrets.sign(linkPurpose, payload.ask)}`;
    await queueServiceMail(app, db, {
      to: row.email,
      toName: row.name,
      occasion: `sender-proof:${tokenHash(payload.ask).slice(0, 16)}`,
      language: tenant.language,
      subject: say('delivery.proof-subject'),
      blocks: [
        { id: 'title', type: 'heading', level: 1, text: say('delivery.proof-subject') },
        { id: 'text', type: 'text', html: `<p>${say('delivery.proof-text')}</p>` },
        { id: 'button', type: 'button', label: say('delivery.proof-button'), href: link },
      ],
      reason: say('delivery.proof-reason'),
      preferencesUrl: `${app.config.publicUrl}/b/${tenant.slug}/inschrijven`,
      validUntil: new Date(app.now().getTime() + proofDays * 86_400_000),
      confidential: true,
    });
  });
}

/** Confirms an address from its link; false when the link is not (or no longer) right. */
export async function proveSender(secrets: Secrets, db: TenantDb, token: string, now: Date): Promise<boolean> {
  const ask = secrets.open(linkPurpose, token);
  const row = ask === undefined ? undefined : (await selectSenders(db)).find((one) => one.verify_token_hash === tokenHash(ask));
  return row ? (await updateSenderVerified(db, row.id, now)) !== undefined : false;
}

/** All addresses, proved or not. */
export async function listSenders(db: TenantDb): Promise<SenderRow[]> {
  return selectSenders(db);
}

/** A proved address: the one asked for, or the first. */
export async function findVerifiedSender(db: TenantDb, id?: number): Promise<SenderRow | undefined> {
  return (await selectSenders(db)).find((row) => row.verified_at !== null && (id === undefined || row.id === id));
}

/** Removes an address no mailing refers to. */
export async function removeSender(db: TenantDb, id: number): Promise<void> {
  const removed = await deleteSender(db, id).catch((error: { code?: string }) => {
    if (error.code === '23503') throw new Refused('delivery.sender-in-use');
    throw error;
  });
  if (!removed) throw new NotFound('sender');
}
