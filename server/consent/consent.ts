// Why we may write to somebody, with the proof.
//
// 1. A library has purposes: service, newsletters people choose, and the second switch, following clicks (purposes.ts).
// 2. Somebody says yes — on the sign-up page, on their own page, at the desk, on paper — and that becomes a proof:
//    who, when, for which address, the exact sentence with its version and language, and the age rule that was applied (yes.ts).
// 3. Saying no is as easy: one click, one switch, one word at the desk. It becomes a proof too and counts for the mailbox (no.ts).
// 4. An objection to all marketing (GDPR art. 21(2)-(3)) is of the card: it holds for purposes made later, for an address that
//    changes, for every channel. It is never taken away; a later yes of the reader's own goes before it, for that purpose
//    only (docs/decisions/0041). The address also goes on the suppression list, as a keyed hash, so that it survives
//    erasure and the next import.
// 5. The current state, `permissions` and `marketing_objections`, is a projection of the proofs: the newest counts, and an
//    import never undoes a no.
// 6. `decideMany` answers, for an audience, who may be written to and on what ground; the rules are pure (rules.ts).
//
// Owns purposes, permission_proofs, permissions, marketing_objections and suppressions. Invariants: proofs are never changed;
// nobody below the age of consent consents alone; no minor is followed; without a permission in force no marketing is allowed.
import type { AgeBand } from '../../lib/age.ts';
import { emailKey } from '../../lib/email-address.ts';
import { addressMayBeTried } from '../contacts/contacts.ts';
import type { TenantDb } from '../platform/db.ts';
import type { Secrets } from '../platform/secrets.ts';
import { openNumbers, sealNumbers } from '../platform/tokens.ts';
import { addressHash } from './deciding.ts';
import {
  deleteSuppression,
  insertBounces,
  insertSuppression,
  selectAges,
  selectSuppressions,
  type SuppressionReason,
  type SuppressionScope,
} from './queries.ts';
import { cardOf } from './saying.ts';

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
export { objectToMarketing, withdrawForMailbox, withdrawForMailboxes, withdrawPermission } from './no.ts';
export type { Method, Said } from './saying.ts';
export { givePermission, givePermissions, type Yes } from './yes.ts';

/** Puts an address on the suppression list: a refused mailbox, a complaint, an erasure. Safe to repeat. */
export async function suppress(
  db: TenantDb,
  { addressHash: hash, scope, reason, at }: { addressHash: string; scope: SuppressionScope; reason: SuppressionReason; at: Date },
): Promise<void> {
  await insertSuppression(db, { address_hash: hash, channel: 'email', scope, reason, at });
}

/** Lets mail go again to an address that had bounced, after somebody checked it. An objection is not lifted like this. */
export async function liftBounce(db: TenantDb, secrets: Secrets, contactId: number): Promise<boolean> {
  const card = await cardOf(db, contactId);
  if (card.email_key === null) return false;
  const lifted = await deleteSuppression(db, {
    addressHash: addressHash(secrets, db.tenantId, card.email_key),
    channel: 'email',
    reasons: ['hard-bounce', 'staff'],
  });
  // the cards carry the refusal too: without this the address would stay where it was
  if (lifted > 0) await addressMayBeTried(db, card.email_key);
  return lifted > 0;
}

/** The server of these addresses said that they do not exist: whose card has one, hears nothing until somebody checked it. */
export async function suppressBounced(
  db: TenantDb,
  secrets: Secrets,
  { addresses, at }: { addresses: readonly string[]; at: Date },
): Promise<void> {
  const keys = new Set(addresses.flatMap((address) => emailKey(address) ?? []));
  const hashes = [...keys].map((key) => addressHash(secrets, db.tenantId, key));
  if (hashes.length > 0) await insertBounces(db, hashes, at);
}

/** Somebody clicked in a mail to this address: it works, and its owner wants mail, whatever was noted before. */
export async function addressProved(db: TenantDb, secrets: Secrets, address: string): Promise<void> {
  await deleteSuppression(db, {
    addressHash: addressHash(secrets, db.tenantId, address),
    channel: 'email',
    reasons: ['hard-bounce', 'erasure'],
  });
  await addressMayBeTried(db, address);
}

/** What these readers last said of their age, where they said anything (with a yes, or a guardian for them). */
export async function statedAges(db: TenantDb, contactIds: readonly number[]): Promise<Map<number, AgeBand | null>> {
  return new Map((await selectAges(db, contactIds)).map((row) => [row.contact_id, row.stated]));
}

/** May not even a confirmation go here: the owner complained, or a colleague closed it? */
export async function isClosedAddress(db: TenantDb, secrets: Secrets, emailKey: string): Promise<boolean> {
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
  return sealNumbers(secrets, 'unsubscribe', [target.tenantId, target.contactId, target.purposeId, target.messageId]);
}

/** What an unsubscribe token says, or undefined when it is none of ours. */
export function openUnsubscribeToken(secrets: Secrets, token: string): UnsubscribeTarget | undefined {
  const numbers = openNumbers(secrets, 'unsubscribe', token);
  if (numbers?.length !== 4) return undefined;
  const [tenantId, contactId, purposeId, messageId] = numbers as [number, number, number, number];
  return { tenantId, contactId, purposeId, messageId };
}

const dayMs = 86_400_000;
/** A link to somebody's own page in an old, forwarded mail should not open for ever. */
const preferenceDays = 180;

/** The token of "Mijn voorkeuren" in mails of one day; opens the reader's own page for half a year. */
export function preferenceToken(secrets: Secrets, target: { tenantId: number; contactId: number; now: Date }): string {
  return sealNumbers(secrets, 'preferences', [target.tenantId, target.contactId, Math.floor(target.now.getTime() / dayMs)]);
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
