// The pages of readers: signing up, their own page, leaving. No account, no password, no script.
//
// 1. Somebody fills in the sign-up page (`requestSignUp`). Whatever the address, known or not, the answer is the same page
//    and the same mail: nobody learns who is a reader. Nothing typed by the visitor stands in that mail, so the form cannot
//    be used to send messages to others.
// 2. The mail's link shows a button; only the button confirms (`confirmSignUp`): mail scanners open links. The yes goes, with
//    the sentence as it stood on the form, to the card it belongs to (rules.ts) or to a new one of kind 'reader'.
// 3. For a child the mail goes to the parent or guardian first, who agrees and gets a copy; then, when the child has a mailbox of
//    its own, a second mail asks there. Otherwise anybody could sign a stranger up by calling them their child.
// 4. A link in every mail opens the reader's own page (own-page.ts): what they get, switch by switch. It shows
//    a first name and a masked address, nothing else: mails are forwarded. What is switched on is told by mail to the address
//    on the card; a no counts for the whole mailbox.
// 5. The unsubscribe link shows a button; the mail program's own button (RFC 8058) acts at once.
//
// Owns sign_up_requests. Invariants: no GET changes anything; wrong links all get one answer.
import { emailKey } from '../../lib/email-address.ts';
import type { Language } from '../../lib/i18n.ts';
import { addressProved, dayOf, givePermission, listPurposes, nameOf, statedAges, wordingOf, type Purpose } from '../consent/consent.ts';
import { addContact, confirmAddress } from '../contacts/contacts.ts';
import type { App } from '../platform/app.ts';
import { withSystem, withTenant, type TenantDb } from '../platform/db.ts';
import { Refused } from '../platform/errors.ts';
import { addJob } from '../platform/queue.ts';
import { openNumbers, sealNumbers } from '../platform/tokens.ts';
import type { Secrets } from '../platform/secrets.ts';
import { getEnvironment, listEnvironments, type TenantRow } from '../tenants/tenants.ts';
import {
  deleteExpired,
  insertRequest,
  lockMailbox,
  lockRequest,
  selectReadersAt,
  selectRequest,
  updateConfirmed,
  updateGuardianConfirmed,
  type RequestRow,
  type Wish,
} from './queries.ts';
import { chooseReader, type SignUpForm } from './rules.ts';

export type { RequestRow } from './queries.ts';

/** A confirmation asked for longer ago is forgotten. */
const confirmWithinMs = 7 * 86_400_000;

/** What can be chosen on the sign-up page, in the library's order; the second switch last. */
export async function offeredPurposes(db: TenantDb): Promise<Purpose[]> {
  const offered = (await listPurposes(db)).filter((purpose) => purpose.onSignUpPage && purpose.kind !== 'service');
  return [...offered.filter((purpose) => purpose.kind === 'marketing'), ...offered.filter((purpose) => purpose.kind === 'tracking')];
}

/** Keeps a sign-up until it is confirmed and sends the mail to confirm it, in the caller's transaction. */
export async function requestSignUp(
  db: TenantDb,
  form: SignUpForm,
  about: { language: Language; page: string; visitor: string; now: Date },
): Promise<void> {
  const purposes = new Map((await offeredPurposes(db)).map((purpose) => [purpose.id, purpose]));
  const wishes: Wish[] = form.purposeIds.flatMap((id) => {
    const purpose = purposes.get(id);
    return purpose
      ? [
          {
            purposeId: id,
            wording: wordingOf(purpose, about.language),
            version: purpose.wordingVersion,
          },
        ]
      : [];
  });
  const requestId = await insertRequest(db, {
    email: form.email,
    guardian_email: form.guardianEmail,
    first_name: form.firstName,
    age_band: form.ageBand,
    language: about.language,
    wishes,
    evidence: {
      page: about.page,
      askedAt: about.now.toISOString(),
      visitor: about.visitor.slice(0, 16),
      ageStated: form.ageBand,
    },
    created_at: about.now,
    expires_at: new Date(about.now.getTime() + confirmWithinMs),
  });
  await addJob(db, 'portal.send-confirmation', { tenantId: db.tenantId, requestId });
}

/** What a link confirms: that a guardian agrees, or that a mailbox is the reader's. Each link is mailed there only. */
export type ConfirmStep = 'guardian' | 'address';

const stepCodes = { guardian: 1, address: 2 } as const;

/** The next thing to be confirmed of a request. */
export function nextStep(request: Pick<RequestRow, 'guardian_email' | 'guardian_confirmed_at'>): ConfirmStep {
  return request.guardian_email !== null && request.guardian_confirmed_at === null ? 'guardian' : 'address';
}

/** The token of the link in a confirmation mail. */
export function confirmToken(secrets: Secrets, tenantId: number, requestId: number, step: ConfirmStep): string {
  return sealNumbers(secrets, 'sign-up', [tenantId, requestId, stepCodes[step]]);
}

/** Which request a confirmation link means and what it confirms, or undefined when it is none of ours. */
export function openConfirmToken(secrets: Secrets, token: string): { tenantId: number; requestId: number; step: ConfirmStep } | undefined {
  const numbers = openNumbers(secrets, 'sign-up', token);
  if (numbers?.length !== 3) return undefined;
  const [tenantId, requestId, code] = numbers as [number, number, number];
  return { tenantId, requestId, step: code === stepCodes.guardian ? 'guardian' : 'address' };
}

/** The waiting request, with the names of what it asks for; undefined when it is gone or too old. */
export async function findRequest(db: TenantDb, requestId: number, now: Date): Promise<(RequestRow & { purposes: Purpose[] }) | undefined> {
  const row = await selectRequest(db, requestId);
  if (!row || row.expires_at < now) return undefined;
  const purposes = await listPurposes(db);
  return {
    ...row,
    purposes: purposes.filter((purpose) => row.wishes.some((wish) => wish.purposeId === purpose.id)),
  };
}

export type Confirmed =
  | { kind: 'confirmed'; contactId: number; request: RequestRow }
  | { kind: 'already'; request: RequestRow }
  /** The guardian agreed; the child's own mailbox is asked now. */
  | { kind: 'half'; request: RequestRow }
  | { kind: 'expired' };

/** Forgets what nobody confirmed in time, and what was confirmed that long ago, in every library. */
export async function forgetSignUps(app: App): Promise<void> {
  const libraries = await withSystem(app.database, listEnvironments, { readOnly: true });
  for (const { id } of libraries) await withTenant(app.database, id, (db) => deleteExpired(db, app.now()));
}

/** Turns a request into permissions with full proof. A second tap finds it done. */
export async function confirmSignUp(
  app: App,
  db: TenantDb,
  asked: { requestId: number; step: ConfirmStep; visitor: string; now: Date },
): Promise<Confirmed> {
  const { requestId, step, now } = asked;
  const request = await lockRequest(db, requestId);
  if (!request || request.expires_at < now) return { kind: 'expired' };
  if (request.confirmed_at) return { kind: 'already', request };
  if (step !== nextStep(request)) return step === 'guardian' ? { kind: 'half', request } : { kind: 'expired' };
  if (step === 'guardian' && emailKey(request.guardian_email!) !== emailKey(request.email)) {
    const evidence = { guardianConfirmedAt: now.toISOString(), guardianConfirmedBy: asked.visitor.slice(0, 16) };
    await updateGuardianConfirmed(db, requestId, now, evidence);
    await addJob(db, 'portal.send-confirmation', { tenantId: db.tenantId, requestId });
    return { kind: 'half', request };
  }
  // everything that was asked for was closed since: a card without a purpose would be a card without a reason
  const open = new Set((await listPurposes(db)).filter((purpose) => purpose.kind === 'marketing').map((purpose) => purpose.id));
  if (!request.wishes.some((wish) => open.has(wish.purposeId))) return { kind: 'expired' };
  await lockMailbox(db, emailKey(request.email)!);
  const contactId = await readerFor(db, request, now);
  const evidence = {
    ...request.evidence,
    confirmedAt: now.toISOString(),
    confirmedBy: asked.visitor.slice(0, 16),
    mailedTo: request.email,
  };
  const guardian = request.guardian_email === null ? {} : { guardian: { email: request.guardian_email, how: 'double-opt-in' } };
  for (const wish of request.wishes) {
    const wording = { text: wish.wording, version: wish.version };
    await givePermission(db, {
      contactId,
      purposeId: wish.purposeId,
      channel: 'email',
      at: now,
      method: 'double-opt-in',
      address: request.email,
      language: request.language,
      wording,
      evidence,
      ...guardian,
    }).catch(leaveOut);
  }
  await confirmAddress(db, { contactId, email: request.email });
  await addressProved(db, app.secrets, emailKey(request.email)!);
  if (request.guardian_email !== null) await addJob(db, 'portal.send-guardian-copy', { tenantId: db.tenantId, requestId, contactId });
  await updateConfirmed(db, requestId, now);
  return { kind: 'confirmed', contactId, request };
}

/** A purpose closed since, or following for somebody whose card says minor: the rest of the yes stands. */
function leaveOut(error: unknown): void {
  if (error instanceof Refused && (error.code === 'consent.purpose-closed' || error.code === 'consent.minors-not-followed')) return;
  throw error;
}

async function readerFor(db: TenantDb, request: RequestRow, now: Date): Promise<number> {
  const { country } = await getEnvironment(db, db.tenantId);
  const rows = await selectReadersAt(db, emailKey(request.email)!);
  const stated = await statedAges(
    db,
    rows.map((row) => row.id),
  );
  const candidates = rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    firstName: row.first_name,
    birthOn: row.birth_on,
    stated: stated.get(row.id) ?? null,
  }));
  const known = chooseReader(candidates, {
    firstName: request.first_name,
    ageBand: request.age_band,
    // the day the age was stated: a birthday before the click makes nobody somebody else
    day: dayOf(request.created_at),
    country,
  });
  return (
    known ??
    addContact(db, {
      kind: 'reader',
      firstName: request.first_name,
      email: request.email,
      language: request.language,
      at: now,
    })
  );
}

/** The names of purposes, as people read them in a sentence's list. */
export function namesOf(purposes: readonly Purpose[], language: Language): string[] {
  return purposes.map((purpose) => nameOf(purpose, language));
}

/** Where the pages of a library begin. */
export function signUpPath(library: Pick<TenantRow, 'slug'>): string {
  return `/b/${library.slug}/inschrijven`;
}
