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
  statedAges,
  withdrawForMailbox,
  withdrawPermission,
  wordingOf,
  type PermissionOverview,
  type Purpose,
} from '../consent/consent.ts';
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
  lockOwnPage,
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

/** Forgets what nobody confirmed in time, and what was confirmed that long ago, in every library. */
export async function forgetSignUps(app: App): Promise<void> {
  const libraries = await withSystem(app.database, listEnvironments, { readOnly: true });
  for (const { id } of libraries) await withTenant(app.database, id, (db) => deleteExpired(db, app.now()));
}

/** Turns a request into permissions with full proof. A second tap finds it done. */
export async function confirmSignUp(app: App, db: TenantDb, asked: { requestId: number; visitor: string; now: Date }): Promise<Confirmed> {
  const { requestId, now } = asked;
  const request = await lockRequest(db, requestId);
  if (!request || request.expires_at < now) return { kind: 'expired' };
  if (request.confirmed_at) return { kind: 'already', request };
  // everything that was asked for was closed since: a card without a purpose would be a card without a reason
  const open = new Set((await listPurposes(db)).filter((purpose) => purpose.kind === 'marketing').map((purpose) => purpose.id));
  if (!request.wishes.some((wish) => open.has(wish.purposeId))) return { kind: 'expired' };
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

export interface OwnPage {
  reader: ReaderRow;
  minor: boolean;
  /** Too young to switch something on alone. */
  needsGuardian: boolean;
  /** The day somebody said to want nothing any more, when they did. */
  objectedOn: string | null;
  switches: Switch[];
}

export interface Switch {
  purpose: Purpose;
  on: boolean;
}

/** What a reader's own page shows; undefined when the card is gone. */
export async function readOwnPage(app: App, db: TenantDb, contactId: number, now: Date): Promise<OwnPage | undefined> {
  const reader = await selectReader(db, contactId);
  if (!reader) return undefined;
  const { purposes, age, objection } = await permissionsOfContact(db, app.secrets, { contactId: reader.id, now });
  return {
    reader,
    minor: age.minor,
    needsGuardian: age.needsGuardian,
    objectedOn: objection?.since ?? null,
    switches: purposes.filter((line) => isOffered(line, age.minor)).map((line) => ({ purpose: line.purpose, on: isOn(line) })),
  };
}

type Line = PermissionOverview['purposes'][number];

/** What can be chosen on the sign-up page, what was ever chosen, and what comes without being asked for. */
function isOffered({ purpose, asked, decision }: Line, minor: boolean): boolean {
  if (purpose.archivedAt !== null) return false;
  if (purpose.kind === 'service') return true;
  if (purpose.kind === 'tracking' && minor) return false;
  return purpose.onSignUpPage || asked || decision.allowed;
}

function isOn({ purpose, state, decision }: Line): boolean {
  if (purpose.kind === 'service') return state === null || state === 'given';
  return state === 'given' || (purpose.kind === 'marketing' && state === null && decision.allowed);
}

export interface Changed {
  on: Purpose[];
  off: Purpose[];
  /** Asked for under a sentence that was changed since the page was opened: nobody said yes to the new one. */
  reworded: Purpose[];
}

/**
 * Brings a reader's switches to what was asked; gives what changed. Only what the page showed moves (`shown`: purpose and
 * version of its sentence): silence about something nobody saw is no no. What was switched on is told by mail.
 */
export async function saveOwnPage(
  app: App,
  db: TenantDb,
  asked: {
    contactId: number;
    on: ReadonlySet<number>;
    shown: ReadonlyMap<number, number>;
    language: Language;
    now: Date;
    evidence: Record<string, unknown>;
  },
): Promise<Changed | undefined> {
  await lockOwnPage(db, asked.contactId);
  const own = await readOwnPage(app, db, asked.contactId, asked.now);
  if (!own) return undefined;
  const changed: Changed = { on: [], off: [], reworded: [] };
  for (const { purpose, on } of own.switches) {
    const wanted = asked.on.has(purpose.id);
    if (wanted === on || !asked.shown.has(purpose.id)) continue;
    if (wanted && own.needsGuardian && purpose.kind !== 'service') continue;
    if (wanted && asked.shown.get(purpose.id) !== purpose.wordingVersion) changed.reworded.push(purpose);
    else changed[wanted ? 'on' : 'off'].push(purpose);
  }
  const said = {
    contactId: own.reader.id,
    channel: 'email',
    at: asked.now,
    method: 'preference-page',
    language: asked.language,
    evidence: asked.evidence,
  } as const;
  for (const purpose of changed.on) await givePermission(db, { ...said, purposeId: purpose.id });
  for (const purpose of changed.off) {
    // what belongs to a membership goes to each member; news goes once to a mailbox
    if (purpose.kind === 'service') await withdrawPermission(db, { ...said, purposeId: purpose.id });
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
  await lockOwnPage(db, asked.contactId);
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
