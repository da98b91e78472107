// Why we may write to somebody, with the proof.
//
// 1. A library has purposes: service, newsletters people choose, and the second switch, following clicks (purposes.ts).
// 2. Somebody says yes — on the sign-up page, on their own page, at the desk, on paper — and that becomes a proof:
//    who, when, for which address, the exact sentence with its version and language, and the age rule that was applied.
// 3. Saying no is as easy: one click, one switch, one word at the desk. It becomes a proof too and counts for the mailbox.
// 4. An objection to all marketing (GDPR art. 21(2)) also puts the address on the suppression list, as a keyed hash,
//    so that it survives erasure and the next import.
// 5. The current state, `permissions`, is a projection of the proofs: the newest counts, and an import never undoes a no.
// 6. `decideMany` answers, for an audience, who may be written to and on what ground; the rules are pure (rules.ts).
//
// Owns purposes, permission_proofs, permissions and suppressions. Invariants: proofs are never changed; nobody below the
// age of consent consents alone; no minor is followed; without a permission in force no marketing is allowed.
import { consentsAlone, isMinor, type Country } from '../../lib/age.ts';
import { getEnvironment } from '../tenants/tenants.ts';
import { appendFacts } from '../timeline/timeline.ts';
import type { TenantDb } from '../platform/db.ts';
import { NotFound, Refused } from '../platform/errors.ts';
import type { Secrets } from '../platform/secrets.ts';
import { openNumbers, sealNumbers } from '../platform/tokens.ts';
import { addressHash, dayOf } from './deciding.ts';
import { getPurpose, listPurposes, wordingOf, type Purpose } from './purposes.ts';
import {
  deleteSuppression,
  insertProofs,
  insertSuppression,
  selectCard,
  selectCardsAtAddress,
  selectStandings,
  selectSuppressions,
  type CardRow,
  type NewProofRow,
  type SuppressionReason,
  type SuppressionScope,
} from './queries.ts';
import { ageEvidence, type Channel } from './rules.ts';

export { addressHash, dayOf, decideMany, followableNow, type Asked } from './deciding.ts';
export {
  createPurpose,
  changePurpose,
  ensureDefaultPurposes,
  getPurpose,
  listPurposes,
  nameOf,
  wordingOf,
  type Purpose,
} from './purposes.ts';
export { permissionsOfContact, type PermissionOverview } from './overview.ts';
export { channels, type Channel, type Decision, type PermissionState } from './rules.ts';

/** How a yes or no reached us. */
export type Method =
  | 'double-opt-in'
  | 'preference-page'
  | 'one-click'
  | 'unsubscribe-page'
  | 'desk'
  | 'paper'
  | 'import';

export interface Said {
  contactId: number;
  purposeId: number;
  channel: Channel;
  at: Date;
  method: Method;
  /** The address it was said for; by default the one on the card. */
  address?: string | null;
  language?: 'nl' | 'en';
  /** All that made us believe it: the page, the mail and the click, a note about the paper form. */
  evidence?: Record<string, unknown>;
  staffId?: number | null;
}

export interface Yes extends Said {
  /** The sentence as it was shown, when that was not now; by default the purpose's present one. */
  wording?: { text: string; version: number };
  /** The parent or guardian who gave it, when the reader is too young to. */
  guardian?: { name?: string; email?: string; how: string };
}

/**
 * Records a yes with its proof. Refuses when the reader is below the age of consent and no guardian gave it, and
 * following for a minor whoever gave it. Somebody who had objected and now says yes is no longer suppressed.
 */
export async function givePermission(
  db: TenantDb,
  secrets: Secrets,
  said: Yes,
): Promise<{ proofId: number }> {
  const purpose = await getPurpose(db, said.purposeId);
  if (purpose.archivedAt) throw new Refused('consent.purpose-closed');
  const card = await cardOf(db, said.contactId);
  const { country } = await getEnvironment(db, db.tenantId);
  const [proof] = await record(db, [
    yesRow({ ...said, contactId: card.id }, { purpose, card, country }),
  ]);
  if (
    card.email_key !== null &&
    purpose.kind === 'marketing' &&
    said.channel === 'email' &&
    said.method !== 'import'
  ) {
    await deleteSuppression(db, {
      addressHash: addressHash(secrets, db.tenantId, card.email_key),
      channel: 'email',
      reasons: ['objection'],
    });
  }
  return { proofId: proof!.id };
}

/**
 * Records many yeses in a few statements: for files with a declared purpose and proof, and for the demo network.
 * Those the rules refuse are left out and told.
 */
export async function givePermissions(
  db: TenantDb,
  said: readonly (Yes & { birthOn: string | null; email: string | null })[],
): Promise<{ given: number; refused: number[] }> {
  const purposes = new Map((await listPurposes(db)).map((purpose) => [purpose.id, purpose]));
  const { country } = await getEnvironment(db, db.tenantId);
  const rows: NewProofRow[] = [];
  const refused: number[] = [];
  for (const one of said) {
    const purpose = purposes.get(one.purposeId);
    try {
      if (!purpose) throw new Refused('consent.purpose-closed');
      rows.push(
        yesRow(one, { purpose, card: { birth_on: one.birthOn, email: one.email }, country }),
      );
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refused.push(one.contactId);
    }
  }
  await record(db, rows);
  return { given: rows.length, refused };
}

function yesRow(
  said: Yes,
  about: { purpose: Purpose; card: Pick<CardRow, 'birth_on' | 'email'>; country: Country },
): NewProofRow {
  const { purpose, card, country } = about;
  const day = dayOf(said.at);
  const age = ageEvidence(card.birth_on, day, country);
  if (purpose.kind !== 'service' && !said.guardian && !consentsAlone(card.birth_on, day, country))
    throw new Refused('consent.needs-guardian', { age: age.ageOfConsent });
  if (purpose.kind === 'tracking' && isMinor(card.birth_on, day, said.guardian !== undefined))
    throw new Refused('consent.minors-not-followed');
  const language = said.language ?? 'nl';
  return {
    contactId: said.contactId,
    purposeId: purpose.id,
    channel: said.channel,
    state: 'given',
    at: said.at,
    method: said.method,
    address: said.address === undefined ? card.email : said.address,
    wording: said.wording?.text ?? wordingOf(purpose, language),
    wordingVersion: said.wording?.version ?? purpose.wordingVersion,
    language,
    evidence: {
      ...said.evidence,
      ageRule: age,
      ...(said.guardian ? { guardian: said.guardian } : {}),
    },
    staffId: said.staffId ?? null,
    guardian: said.guardian !== undefined,
  };
}

/** Records a no for one contact. Saying it again changes nothing; tells whether something changed. */
export async function withdrawPermission(db: TenantDb, said: Said): Promise<boolean> {
  const purpose = await getPurpose(db, said.purposeId);
  const card = await cardOf(db, said.contactId);
  return sayNo(db, {
    said: { ...said, contactId: card.id },
    cards: [card],
    purpose,
    state: 'withdrawn',
  });
}

/**
 * A no that came from a mailbox — the link in a mail, the reader's own page — counts for everybody who reads there:
 * newsletters go out once per mailbox, so the next one would otherwise come for another member of the family.
 */
export async function withdrawForMailbox(db: TenantDb, said: Said): Promise<boolean> {
  const purpose = await getPurpose(db, said.purposeId);
  const card = await cardOf(db, said.contactId);
  return sayNo(db, {
    said: { ...said, contactId: card.id },
    cards: await readersOf(db, card),
    purpose,
    state: 'withdrawn',
  });
}

/** The right to object (GDPR art. 21(2)): no marketing of any kind any more, for the contact and the mailbox. Safe to repeat. */
export async function objectToMarketing(
  db: TenantDb,
  secrets: Secrets,
  said: Omit<Said, 'purposeId' | 'channel'>,
): Promise<void> {
  const card = await cardOf(db, said.contactId);
  const readers = await readersOf(db, card);
  for (const purpose of await listPurposes(db)) {
    if (purpose.kind === 'service') continue;
    const state = purpose.kind === 'marketing' ? 'objected' : 'withdrawn';
    await sayNo(db, {
      said: { ...said, contactId: card.id, purposeId: purpose.id, channel: 'email' },
      cards: readers,
      purpose,
      state,
    });
  }
  if (card.email_key === null) return;
  await insertSuppression(db, {
    address_hash: addressHash(secrets, db.tenantId, card.email_key),
    channel: 'email',
    scope: 'marketing',
    reason: 'objection',
    at: said.at,
  });
}

interface No {
  said: Said;
  cards: readonly CardRow[];
  purpose: Purpose;
  state: 'withdrawn' | 'objected';
}

/** The contact always gets its no on record; others at the mailbox only where they would have been written to. */
async function sayNo(db: TenantDb, { said, cards, purpose, state }: No): Promise<boolean> {
  const standings = await selectStandings(
    db,
    [purpose.id],
    said.channel,
    cards.map((card) => card.id),
  );
  const present = new Map(standings.map((row) => [row.contact_id, row.state]));
  const concerned = cards.filter((card) => {
    const now = present.get(card.id);
    if (now === undefined) return card.id === said.contactId || purpose.basis === 'soft-opt-in';
    return (
      now === 'given' || (card.id === said.contactId && now === 'withdrawn' && state === 'objected')
    );
  });
  await record(
    db,
    concerned.map((card) => ({
      contactId: card.id,
      purposeId: said.purposeId,
      channel: said.channel,
      state,
      at: said.at,
      method: said.method,
      address: said.address === undefined ? card.email : said.address,
      wording: null,
      wordingVersion: null,
      language: said.language ?? null,
      evidence: {
        ...said.evidence,
        ...(card.id === said.contactId ? {} : { sameMailboxAs: said.contactId }),
      },
      staffId: said.staffId ?? null,
      guardian: false,
    })),
  );
  return concerned.length > 0;
}

async function readersOf(db: TenantDb, card: CardRow): Promise<CardRow[]> {
  if (card.email_key === null) return [card];
  const others = await selectCardsAtAddress(db, card.email_key);
  return [card, ...others.filter((other) => other.id !== card.id)];
}

async function cardOf(db: TenantDb, contactId: number): Promise<CardRow> {
  const card = await selectCard(db, contactId);
  if (!card) throw new NotFound('contact');
  return card;
}

/** Proofs, what follows from them, and the timeline: always together. */
async function record(db: TenantDb, rows: readonly NewProofRow[]) {
  if (rows.length === 0) return [];
  const proofs = await insertProofs(db, rows);
  const names = new Map(
    (await listPurposes(db, { archived: true })).map((purpose) => [purpose.id, purpose.name.nl]),
  );
  await appendFacts(
    db,
    proofs.map((proof) => ({
      contactId: proof.contact_id,
      at: proof.at,
      kind: `permission.${proof.state}`,
      object: `purpose:${proof.purpose_id}`,
      payload: {
        purpose: names.get(proof.purpose_id),
        channel: proof.channel,
        method: proof.method,
        proofId: proof.id,
      },
      naturalKey: `proof:${proof.id}`,
    })),
  );
  return proofs;
}

/** Puts an address on the suppression list: a refused mailbox, a complaint, an erasure. Safe to repeat. */
export async function suppress(
  db: TenantDb,
  {
    addressHash: hash,
    scope,
    reason,
    at,
  }: { addressHash: string; scope: SuppressionScope; reason: SuppressionReason; at: Date },
): Promise<void> {
  await insertSuppression(db, { address_hash: hash, channel: 'email', scope, reason, at });
}

/** Lets mail go again to an address that had bounced, after somebody checked it. An objection is not lifted like this. */
export async function liftBounce(
  db: TenantDb,
  secrets: Secrets,
  contactId: number,
): Promise<boolean> {
  const card = await cardOf(db, contactId);
  if (card.email_key === null) return false;
  return (
    (await deleteSuppression(db, {
      addressHash: addressHash(secrets, db.tenantId, card.email_key),
      channel: 'email',
      reasons: ['hard-bounce', 'staff'],
    })) > 0
  );
}

/** Somebody clicked in a mail to this address: it works, and its owner wants mail, whatever was noted before. */
export async function addressProved(
  db: TenantDb,
  secrets: Secrets,
  emailKey: string,
): Promise<void> {
  await deleteSuppression(db, {
    addressHash: addressHash(secrets, db.tenantId, emailKey),
    channel: 'email',
    reasons: ['hard-bounce', 'erasure'],
  });
}

/** May not even a confirmation go here: the owner complained, or a colleague closed it? */
export async function isClosedAddress(
  db: TenantDb,
  secrets: Secrets,
  emailKey: string,
): Promise<boolean> {
  const rows = await selectSuppressions(db, 'email', [addressHash(secrets, db.tenantId, emailKey)]);
  return rows.some((row) => row.reason === 'complaint' || row.reason === 'staff');
}

export interface UnsubscribeTarget {
  tenantId: number;
  contactId: number;
  purposeId: number;
  /** The mail the link stands in; kept as evidence. */
  messageId: number;
}

/** The token of "Uitschrijven" and of the one-click header (RFC 8058) in one message. Does not expire. */
export function unsubscribeToken(secrets: Secrets, target: UnsubscribeTarget): string {
  return sealNumbers(secrets, 'unsubscribe', [
    target.tenantId,
    target.contactId,
    target.purposeId,
    target.messageId,
  ]);
}

/** What an unsubscribe token says, or undefined when it is none of ours. */
export function openUnsubscribeToken(
  secrets: Secrets,
  token: string,
): UnsubscribeTarget | undefined {
  const numbers = openNumbers(secrets, 'unsubscribe', token);
  if (numbers?.length !== 4) return undefined;
  const [tenantId, contactId, purposeId, messageId] = numbers as [number, number, number, number];
  return { tenantId, contactId, purposeId, messageId };
}

const dayMs = 86_400_000;
/** A link to somebody's own page in an old, forwarded mail should not open for ever. */
const preferenceDays = 180;

/** The token of "Mijn voorkeuren" in mails of one day; opens the reader's own page for half a year. */
export function preferenceToken(
  secrets: Secrets,
  target: { tenantId: number; contactId: number; now: Date },
): string {
  return sealNumbers(secrets, 'preferences', [
    target.tenantId,
    target.contactId,
    Math.floor(target.now.getTime() / dayMs),
  ]);
}

/** Whose page a token opens, and whether it has become too old for that. */
export function openPreferenceToken(
  secrets: Secrets,
  token: string,
  now: Date,
): { tenantId: number; contactId: number; expired: boolean } | undefined {
  const numbers = openNumbers(secrets, 'preferences', token);
  if (numbers?.length !== 3) return undefined;
  const [tenantId, contactId, day] = numbers as [number, number, number];
  return { tenantId, contactId, expired: now.getTime() / dayMs - day > preferenceDays };
}
