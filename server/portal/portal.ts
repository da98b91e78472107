// The pages of readers: signing up, their own page, leaving. No account, no password, no script.
//
// 1. Somebody fills in the sign-up page (`requestSignUp`). Whatever the address, known or not, the answer is the same page
//    and the same mail: nobody learns who is a reader. Nothing typed by the visitor stands in that mail, so the form cannot
//    be used to send messages to others.
// 2. The mail's link shows a button; only the button confirms (`confirmSignUp`): mail scanners open links. The yes goes, with
//    the sentence as it stood on the form, to the card it belongs to (rules.ts) or to a new one of kind 'reader'.
// 3. For a child the mail goes to the parent or guardian, who confirms and gets a copy of what was agreed.
// 4. A link in every mail opens the reader's own page (`readOwnPage`, `saveOwnPage`): what they get, switch by switch. It shows
//    a first name and a masked address, nothing else: mails are forwarded. What is switched on is told by mail to the address
//    on the card; a no counts for the whole mailbox.
// 5. The unsubscribe link shows a button; the mail program's own button (RFC 8058) acts at once.
//
// Owns sign_up_requests. Invariants: no GET changes anything; wrong links all get one answer.
import { isMinor, consentsAlone } from '../../lib/age.ts';
import { emailKey } from '../../lib/email-address.ts';
import type { Language } from '../../lib/i18n.ts';
import {
  addressProved,
  dayOf,
  givePermission,
  listPurposes,
  nameOf,
  objectToMarketing,
  permissionsOfContact,
  withdrawForMailbox,
  wordingOf,
  type Purpose,
} from '../consent/consent.ts';
import { addContact, confirmAddress } from '../contacts/contacts.ts';
import type { App } from '../platform/app.ts';
import type { TenantDb } from '../platform/db.ts';
import { Refused } from '../platform/errors.ts';
import { addJob } from '../platform/queue.ts';
import { openNumbers, sealNumbers } from '../platform/tokens.ts';
import type { Secrets } from '../platform/secrets.ts';
import { getEnvironment, type TenantRow } from '../tenants/tenants.ts';
import {
  deleteExpired,
  insertRequest,
  lockRequest,
  selectReader,
  selectReadersAt,
  selectRequest,
  updateConfirmed,
  type ReaderRow,
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
  await deleteExpired(db, about.now);
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

/** The token of the link in the confirmation mail. */
export function confirmToken(secrets: Secrets, tenantId: number, requestId: number): string {
  return sealNumbers(secrets, 'sign-up', [tenantId, requestId]);
}

/** Which request a confirmation link means, or undefined when it is none of ours. */
export function openConfirmToken(secrets: Secrets, token: string): { tenantId: number; requestId: number } | undefined {
  const numbers = openNumbers(secrets, 'sign-up', token);
  return numbers?.length === 2 ? { tenantId: numbers[0]!, requestId: numbers[1]! } : undefined;
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
  | { kind: 'expired' };

/** Turns a request into permissions with full proof. A second tap finds it done. */
export async function confirmSignUp(app: App, db: TenantDb, asked: { requestId: number; visitor: string; now: Date }): Promise<Confirmed> {
  const { requestId, now } = asked;
  const request = await lockRequest(db, requestId);
  if (!request || request.expires_at < now) return { kind: 'expired' };
  if (request.confirmed_at) return { kind: 'already', request };
  const contactId = await readerFor(db, request, now);
  const evidence = {
    ...request.evidence,
    confirmedAt: now.toISOString(),
    confirmedBy: asked.visitor.slice(0, 16),
    mailedTo: request.guardian_email ?? request.email,
  };
  const guardian = request.guardian_email === null ? {} : { guardian: { email: request.guardian_email, how: 'double-opt-in' } };
  for (const wish of request.wishes) {
    const wording = { text: wish.wording, version: wish.version };
    await givePermission(db, app.secrets, {
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
  if (request.guardian_email === null) {
    await confirmAddress(db, { contactId, email: request.email });
    await addressProved(db, app.secrets, emailKey(request.email)!);
  } else {
    await addJob(db, 'portal.send-guardian-copy', { tenantId: db.tenantId, requestId, contactId });
  }
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
  const candidates = rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    firstName: row.first_name,
    birthOn: row.birth_on,
  }));
  const today = dayOf(now);
  const known = chooseReader(candidates, {
    firstName: request.first_name,
    ageBand: request.age_band,
    day: today,
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

export interface OwnPage {
  reader: ReaderRow;
  minor: boolean;
  /** Too young to switch something on alone. */
  needsGuardian: boolean;
  switches: { purpose: Purpose; on: boolean }[];
}

/** What a reader's own page shows; undefined when the card is gone. */
export async function readOwnPage(app: App, db: TenantDb, contactId: number, now: Date): Promise<OwnPage | undefined> {
  const reader = await selectReader(db, contactId);
  if (!reader) return undefined;
  const { country } = await getEnvironment(db, db.tenantId);
  const { purposes, suppressions, proofs } = await permissionsOfContact(db, app.secrets, {
    contactId: reader.id,
    now,
  });
  const today = dayOf(now);
  // without a birth date the age they stated last counts, also when what they said yes to then was stopped since
  const stated = reader.birth_on === null && proofs.find((proof) => 'ageStated' in proof.evidence)?.evidence;
  const ageStated = stated ? stated.ageStated : undefined;
  const byGuardian = purposes.some((one) => one.byGuardian) || ageStated === 'child';
  const objected = suppressions.some((row) => row.reason === 'objection');
  const minor = isMinor(reader.birth_on, today, byGuardian || ageStated === 'minor');
  return {
    reader,
    minor,
    needsGuardian: !consentsAlone(reader.birth_on, today, country) || (reader.birth_on === null && byGuardian),
    switches: purposes
      .filter(
        ({ purpose, state }) =>
          purpose.archivedAt === null &&
          purpose.kind !== 'service' &&
          (purpose.onSignUpPage || state !== null) &&
          !(minor && purpose.kind === 'tracking'),
      )
      .map(({ purpose, state, decision }) => ({
        purpose,
        on: purpose.kind === 'tracking' ? state === 'given' : !objected && (state === 'given' || (state === null && decision.allowed)),
      })),
  };
}

/** Brings a reader's switches to what was asked; gives what changed. What was switched on is told by mail. */
export async function saveOwnPage(
  app: App,
  db: TenantDb,
  asked: {
    contactId: number;
    on: ReadonlySet<number>;
    language: Language;
    now: Date;
    evidence: Record<string, unknown>;
  },
): Promise<{ on: Purpose[]; off: Purpose[] } | undefined> {
  const own = await readOwnPage(app, db, asked.contactId, asked.now);
  if (!own) return undefined;
  const said = {
    contactId: own.reader.id,
    channel: 'email',
    at: asked.now,
    method: 'preference-page',
    language: asked.language,
    evidence: asked.evidence,
  } as const;
  const changed: { on: Purpose[]; off: Purpose[] } = { on: [], off: [] };
  for (const { purpose, on } of own.switches) {
    const wanted = asked.on.has(purpose.id);
    if (wanted === on || (wanted && own.needsGuardian)) continue;
    changed[wanted ? 'on' : 'off'].push(purpose);
    if (wanted) await givePermission(db, app.secrets, { ...said, purposeId: purpose.id });
    else await withdrawForMailbox(db, { ...said, purposeId: purpose.id });
  }
  if (changed.on.length > 0) {
    await addJob(db, 'portal.send-change', {
      tenantId: db.tenantId,
      contactId: own.reader.id,
      purposeIds: changed.on.map((purpose) => purpose.id),
      language: asked.language,
      at: asked.now.toISOString(),
    });
  }
  return changed;
}

/** Everything off: the right to object. */
export async function leaveEverything(
  app: App,
  db: TenantDb,
  asked: { contactId: number; now: Date; evidence: Record<string, unknown> },
): Promise<void> {
  await objectToMarketing(db, app.secrets, {
    contactId: asked.contactId,
    at: asked.now,
    method: 'preference-page',
    evidence: asked.evidence,
  });
}

/** The names of purposes, as people read them in a sentence's list. */
export function namesOf(purposes: readonly Purpose[], language: Language): string[] {
  return purposes.map((purpose) => nameOf(purpose, language));
}

/** Where the pages of a library begin. */
export function signUpPath(library: Pick<TenantRow, 'slug'>): string {
  return `/b/${library.slug}/inschrijven`;
}
