// Saying no: as easy as saying yes, for one card or for everybody at a mailbox, for one or for many at once.
import type { TenantDb } from '../platform/db.ts';
import { NotFound } from '../platform/errors.ts';
import type { Secrets } from '../platform/secrets.ts';
import { addressHash } from './deciding.ts';
import { getPurpose, listPurposes, type Purpose } from './purposes.ts';
import { insertSuppression, selectCards, selectCardsAtAddresses, selectStandings, type CardRow, type NewProofRow } from './queries.ts';
import type { PermissionState } from './rules.ts';
import { cardOf, record, type Said } from './saying.ts';

/** Records a no for one contact. Saying it again changes nothing; tells whether something changed. */
export async function withdrawPermission(db: TenantDb, said: Said): Promise<boolean> {
  const purpose = await getPurpose(db, said.purposeId);
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
  const readers = await readersOf(db, [...cards.values()]);
  const noes = said.map((one): No | undefined => {
    const [card, purpose] = [cards.get(one.contactId), purposes.get(one.purposeId)];
    return card && purpose && { said: one, card, readers: readers(card), purpose, state: 'withdrawn' };
  });
  await sayNo(
    db,
    noes.filter((no) => no !== undefined),
  );
  return noes.map((no) => no !== undefined);
}

/** The right to object (GDPR art. 21(2)): no marketing of any kind any more, for the contact and the mailbox. Safe to repeat. */
export async function objectToMarketing(db: TenantDb, secrets: Secrets, said: Omit<Said, 'purposeId' | 'channel'>): Promise<void> {
  const card = await cardOf(db, said.contactId);
  const readers = (await readersOf(db, [card]))(card);
  const purposes = (await listPurposes(db)).filter((purpose) => purpose.kind !== 'service');
  await sayNo(
    db,
    purposes.map((purpose) => ({
      said: { ...said, purposeId: purpose.id, channel: 'email' },
      card,
      readers,
      purpose,
      state: purpose.kind === 'marketing' ? 'objected' : 'withdrawn',
    })),
  );
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
function isConcerned({ card, purpose, state }: No, reader: CardRow, now: PermissionState | undefined): boolean {
  if (now === undefined) return reader.id === card.id || purpose.basis === 'soft-opt-in';
  return now === 'given' || (reader.id === card.id && now === 'withdrawn' && state === 'objected');
}

function noRow({ said, card, purpose, state }: No, reader: CardRow): NewProofRow {
  return {
    contactId: reader.id,
    purposeId: purpose.id,
    channel: said.channel,
    state,
    at: said.at,
    method: said.method,
    address: said.address === undefined ? reader.email : said.address,
    wording: null,
    wordingVersion: null,
    language: said.language ?? null,
    evidence: { ...said.evidence, ...(reader.id === card.id ? {} : { sameMailboxAs: card.id }) },
    staffId: said.staffId ?? null,
    guardian: false,
  };
}

/** Who reads where each of these cards reads, the card itself first. */
async function readersOf(db: TenantDb, cards: readonly CardRow[]): Promise<(card: CardRow) => CardRow[]> {
  const keys = [...new Set(cards.flatMap((card) => card.email_key ?? []))];
  const byAddress = Map.groupBy(await selectCardsAtAddresses(db, keys), (card) => card.email_key);
  return (card) => [
    card,
    ...(card.email_key === null ? [] : (byAddress.get(card.email_key) ?? [])).filter((other) => other.id !== card.id),
  ];
}
