// Saying no: as easy as saying yes, for one card or for everybody at a mailbox, for one or for many at once.
import { emailKey } from '../../lib/email-address.ts';
import type { TenantDb } from '../platform/db.ts';
import { NotFound, Refused } from '../platform/errors.ts';
import type { Secrets } from '../platform/secrets.ts';
import { addressHash, objectionOf, standingOf } from './deciding.ts';
import { getPurpose, listPurposes, type Purpose } from './purposes.ts';
import {
  insertSuppression,
  selectCards,
  selectCardsAtAddresses,
  selectObjections,
  selectStandings,
  selectStandingsOfContact,
  type CardRow,
  type NewProofRow,
} from './queries.ts';
import { isRefusable, objects, type PermissionState } from './rules.ts';
import { cardOf, record, type Said } from './saying.ts';

/** Records a no for one contact. Saying it again changes nothing; tells whether something changed. */
export async function withdrawPermission(db: TenantDb, said: Said): Promise<boolean> {
  const purpose = await getPurpose(db, said.purposeId);
  if (!isRefusable(purpose.kind, said.channel)) throw new Refused('consent.letter-stays');
  const card = await cardOf(db, said.contactId);
  return sayNo(db, [{ said, card, readers: [card], purpose, state: 'withdrawn' }]);
}

/**
 * A no that came from a mailbox — the link in a mail, the reader's own page — counts for everybody who reads there:
 * newsletters go out once per mailbox, so the next one would otherwise come for another member of the family.
 */
export async function withdrawForMailbox(db: TenantDb, said: Said): Promise<void> {
  const [known] = await withdrawForMailboxes(db, [said]);
  if (!known) throw new NotFound('contact or purpose');
}

/** The same for many at once, in a handful of statements; tells for each whether contact and purpose exist. */
export async function withdrawForMailboxes(db: TenantDb, said: readonly Said[]): Promise<boolean[]> {
  const purposes = new Map((await listPurposes(db, { archived: true })).map((purpose) => [purpose.id, purpose]));
  const cards = new Map(
    (
      await selectCards(
        db,
        said.map((one) => one.contactId),
      )
    ).map((card) => [card.asked_id, card]),
  );
  const readers = await readersOf(
    db,
    said.flatMap((one) => mailboxesOf(cards.get(one.contactId), one)),
  );
  const noes = said.map((one): No | undefined => {
    const [card, purpose] = [cards.get(one.contactId), purposes.get(one.purposeId)];
    return card && purpose && { said: one, card, readers: readers(card, mailboxesOf(card, one)), purpose, state: 'withdrawn' };
  });
  await sayNo(
    db,
    noes.filter((no) => no !== undefined),
  );
  return noes.map((no) => no !== undefined);
}

/**
 * The right to object (GDPR art. 21(2)-(3)): no marketing any more, of any purpose there is or will be, on any channel and
 * address. For the others at the mailbox it counts as a no to what they get there now, and the mailbox goes on the suppression
 * list: it survives erasure and the next import. Saying it again adds nothing, unless something was said yes to since.
 */
export async function objectToMarketing(db: TenantDb, secrets: Secrets, said: Omit<Said, 'purposeId' | 'channel'>): Promise<void> {
  const card = await cardOf(db, said.contactId);
  const mailboxes = mailboxesOf(card, said);
  const others = (await readersOf(db, mailboxes))(card, mailboxes).slice(1);
  const purposes = (await listPurposes(db)).filter((purpose) => purpose.kind !== 'service');
  await sayNo(
    db,
    purposes.map((purpose) => ({
      said: { ...said, purposeId: purpose.id, channel: 'email' },
      card,
      readers: others,
      purpose,
      state: purpose.kind === 'marketing' ? 'objected' : 'withdrawn',
    })),
  );
  if (!(await stillObjects(db, card.id, purposes))) await record(db, [objectionRow(said, card)]);
  if (card.email_key === null) return;
  await insertSuppression(db, {
    address_hash: addressHash(secrets, db.tenantId, card.email_key),
    channel: 'email',
    scope: 'marketing',
    reason: 'objection',
    at: said.at,
  });
}

/** Is there an objection, and has nothing been said yes to since? */
async function stillObjects(db: TenantDb, contactId: number, purposes: readonly Purpose[]): Promise<boolean> {
  const [row] = await selectObjections(db, [contactId]);
  if (!row) return false;
  const concerned = new Set(purposes.map((purpose) => purpose.id));
  const standings = (await selectStandingsOfContact(db, contactId)).filter((one) => concerned.has(one.purpose_id) && one.state === 'given');
  return standings.every((one) => objects(objectionOf(row), standingOf(one)));
}

function objectionRow(said: Omit<Said, 'purposeId' | 'channel'>, card: CardRow): NewProofRow {
  return { ...noProof(said, card), purposeId: null, channel: null, state: 'objected' };
}

interface No {
  said: Said;
  /** Whose no it is. */
  card: CardRow;
  /** Everybody it counts for. */
  readers: readonly CardRow[];
  purpose: Purpose;
  state: 'withdrawn' | 'objected';
}

/** Tells whether anything changed. All of one channel. */
async function sayNo(db: TenantDb, noes: readonly No[]): Promise<boolean> {
  if (noes.length === 0) return false;
  const purposeIds = [...new Set(noes.map((no) => no.purpose.id))];
  const contactIds = [...new Set(noes.flatMap((no) => no.readers.map((card) => card.id)))];
  const standings = await selectStandings(db, purposeIds, noes[0]!.said.channel, contactIds);
  const present = new Map(standings.map((row) => [`${row.contact_id}:${row.purpose_id}`, row.state]));
  const rows = noes.flatMap((no) =>
    no.readers.flatMap((reader) => {
      const key = `${reader.id}:${no.purpose.id}`;
      if (!isConcerned(no, reader, present.get(key))) return [];
      // the same click twice in one batch is one no
      present.set(key, no.state);
      return [noRow(no, reader)];
    }),
  );
  await record(db, rows);
  return rows.length > 0;
}

/** The contact always gets its no on record; others at the mailbox only where they would have been written to. */
function isConcerned({ card, purpose }: No, reader: CardRow, now: PermissionState | undefined): boolean {
  return now === undefined ? reader.id === card.id || purpose.basis === 'soft-opt-in' : now === 'given';
}

function noRow({ said, card, purpose, state }: No, reader: CardRow): NewProofRow {
  // the address on the card is one of mail: no proof of what was said about a telephone
  const proof = noProof(said.channel === 'email' ? said : { ...said, address: said.address ?? null }, reader);
  const evidence = reader.id === card.id ? proof.evidence : { ...proof.evidence, sameMailboxAs: card.id };
  return { ...proof, purposeId: purpose.id, channel: said.channel, state, evidence };
}

/** What the proofs of all noes have in common: no sentence was said, and anybody may say them. */
function noProof(said: Omit<Said, 'purposeId' | 'channel'>, reader: CardRow): Omit<NewProofRow, 'purposeId' | 'channel' | 'state'> {
  return {
    contactId: reader.id,
    at: said.at,
    method: said.method,
    address: said.address === undefined ? reader.email : said.address,
    wording: null,
    wordingVersion: null,
    language: said.language ?? null,
    evidence: said.evidence ?? {},
    staffId: said.staffId ?? null,
    guardian: false,
  };
}

/** The mailbox of a card and, when that was another, the one the word came from: an old mail may be answered late. */
function mailboxesOf(card: CardRow | undefined, said: Pick<Said, 'address'>): string[] {
  return [...new Set([card?.email_key, emailKey(said.address ?? '')].filter((key) => key !== null && key !== undefined))];
}

/** Who reads at these addresses; the card asked about itself first. */
async function readersOf(db: TenantDb, keys: readonly string[]): Promise<(card: CardRow, mailboxes: readonly string[]) => CardRow[]> {
  const byAddress = Map.groupBy(await selectCardsAtAddresses(db, [...new Set(keys)]), (card) => card.email_key);
  return (card, mailboxes) => [card, ...mailboxes.flatMap((key) => byAddress.get(key) ?? []).filter((other) => other.id !== card.id)];
}
