// From rows to decisions: gathers what the rules ask, for one card or for a whole audience at once.
import { getEnvironment } from '../tenants/tenants.ts';
import type { TenantDb } from '../platform/db.ts';
import type { Secrets } from '../platform/secrets.ts';
import { getPurpose, listPurposes, type Purpose } from './purposes.ts';
import {
  selectAges,
  selectMailboxNoes,
  selectObjections,
  selectStandings,
  selectSuppressions,
  type ObjectionRow,
  type StandingRow,
  type SuppressionRow,
} from './queries.ts';
import { decide, mayFollow, type Channel, type Decision, type Known, type Objection, type Standing } from './rules.ts';

/** The key under which an address is suppressed, and of a newsletter's message: once per mailbox, kept without the address. */
export function addressHash(secrets: Secrets, tenantId: number, emailKey: string): string {
  return secrets.hash('address', `${tenantId}:${emailKey}`);
}

/** The day of an instant where readers live; Belgium and the Netherlands keep one time. */
export function dayOf(at: Date): string {
  return dayFormat.format(at);
}

// Swedish writes a day as ISO 8601 does
const dayFormat = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Brussels' });

/** What deciding needs of a contact; callers have these at hand. */
export interface Asked {
  id: number;
  emailKey: string | null;
  birthOn: string | null;
  /** Has, or had, a membership. */
  isCustomer?: boolean;
}

export interface Question {
  contacts: readonly Asked[];
  purposeId: number;
  channel: Channel;
  now: Date;
}

/**
 * One decision per contact, in the order asked: may we write for this purpose, on what ground, with which proof.
 * Set-based: a handful of statements for any number of contacts. To be stored beside each message.
 */
export async function decideMany(db: TenantDb, secrets: Secrets, question: Question): Promise<Decision[]> {
  const purposes = await listPurposes(db, { archived: true });
  const purpose = purposes.find((one) => one.id === question.purposeId) ?? (await getPurpose(db, question.purposeId));
  const following = purposes.filter((one) => one.kind === 'tracking' && one.archivedAt === null).map((one) => one.id);
  const { country } = await getEnvironment(db, db.tenantId);
  const ids = question.contacts.map((contact) => contact.id);
  const hashes = question.contacts.map((contact) => (contact.emailKey === null ? '' : addressHash(secrets, db.tenantId, contact.emailKey)));
  const permissions = byContact(await selectStandings(db, [purpose.id], question.channel, ids));
  const followings = byContact(await selectStandings(db, following, 'email', ids));
  const ages = new Map((await selectAges(db, [...followings.keys()])).map((row) => [row.contact_id, row.stated]));
  const objections = new Map((await selectObjections(db, ids)).map((row) => [row.contact_id, objectionOf(row)]));
  const suppressions = Map.groupBy(
    question.channel === 'email' ? await selectSuppressions(db, question.channel, hashes.filter(Boolean)) : [],
    (row) => row.address_hash,
  );
  const mailboxes = await mailboxNoes(
    db,
    question.channel === 'email' ? [purpose] : [],
    question.contacts.flatMap((contact) => contact.emailKey ?? []),
  );
  const shared = { purpose: knownPurpose(purpose), country, today: dayOf(question.now) };
  return question.contacts.map((contact, at) =>
    decide({
      ...shared,
      ...underSuppressions(suppressions.get(hashes[at]!) ?? [], objections.get(contact.id)),
      birthOn: contact.birthOn,
      stated: ages.get(contact.id),
      isCustomer: contact.isCustomer ?? false,
      hasAddress: question.channel !== 'email' || contact.emailKey !== null,
      permission: permissions.get(contact.id) ?? mailboxes.get(`${purpose.id}:${contact.emailKey ?? ''}`),
      following: followings.get(contact.id),
    }),
  );
}

/**
 * Noes of mailboxes, by purpose and address, for purposes that need no yes: a card that an import makes later has no no of
 * its own yet, and the reader who clicked "stop" must not get the next mail on it.
 */
export async function mailboxNoes(
  db: TenantDb,
  purposes: readonly Purpose[],
  emailKeys: readonly string[],
): Promise<Map<string, Standing>> {
  const ids = purposes.filter((one) => one.basis === 'soft-opt-in').map((one) => one.id);
  if (ids.length === 0 || emailKeys.length === 0) return new Map();
  const rows = await selectMailboxNoes(db, ids, emailKeys);
  return new Map(rows.map((row) => [`${row.purpose_id}:${row.email_key}`, standingOf(row)]));
}

/** Who of these may be followed at this moment: asked again at every click, so that a withdrawal counts for old mail too. */
export async function followableNow(db: TenantDb, contactIds: readonly number[], now: Date): Promise<Set<number>> {
  const purposes = await listPurposes(db);
  const following = purposes.filter((purpose) => purpose.kind === 'tracking').map((purpose) => purpose.id);
  const given = byContact(await selectStandings(db, following, 'email', contactIds));
  const ids = [...given.keys()];
  const objections = new Map((await selectObjections(db, ids)).map((row) => [row.contact_id, objectionOf(row)]));
  const today = dayOf(now);
  return new Set(
    (await selectAges(db, ids))
      .filter(({ contact_id: id, birth_on: birthOn, stated }) =>
        mayFollow({ following: given.get(id), objection: objections.get(id), birthOn, stated, today }),
      )
      .map((row) => row.contact_id),
  );
}

/** The part of a purpose the rules look at. */
export function knownPurpose(purpose: Purpose): Known['purpose'] {
  return { kind: purpose.kind, basis: purpose.basis, archived: purpose.archivedAt !== null };
}

/** A stored standing as the rules read it. */
export function standingOf(row: StandingRow): Standing {
  return { state: row.state, at: row.since, since: row.since_on, proofId: row.proof_id, guardian: row.guardian, imported: row.imported };
}

/** A stored objection as the rules read it. */
export function objectionOf(row: ObjectionRow): Objection {
  return { at: row.since, since: row.since_on, proofId: row.proof_id };
}

/** What the lists say of one address, beside what its reader said: is it blocked, and which objection is the newest? */
export function underSuppressions(rows: readonly SuppressionRow[], ofCard: Objection | undefined): Pick<Known, 'blocked' | 'objection'> {
  const ofMailbox = rows
    .filter((row) => row.scope === 'marketing')
    .map((row): Objection => ({ at: row.at, since: dayOf(row.at), proofId: null }));
  const [objection] = [...(ofCard ? [ofCard] : []), ...ofMailbox].sort((one, other) => other.at.getTime() - one.at.getTime());
  return { blocked: rows.some((row) => row.scope === 'everything'), objection };
}

function byContact(rows: readonly StandingRow[]): Map<number, Standing> {
  return new Map(rows.map((row) => [row.contact_id, standingOf(row)]));
}
