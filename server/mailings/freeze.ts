// From a draft to messages in the ledger: the content is frozen once, the audience in resumable chunks.
//
// 1. `freezeContent` compiles the mail and keeps it with sender, purpose, rule and house style; from then on no edit reaches it.
// 2. `freezeChunk` takes the next people by id, decides about each, and puts a message in the ledger for every one of
//    them: ready, or skipped with the reason. Cursor and messages commit together; killed anywhere, it goes on where it was.
// 3. One mail per mailbox: of people with the same address the first who may be written to gets it, the others are
//    skipped as 'same-mailbox' — unless their own decision was no.
import { randomBytes } from 'node:crypto';
import { addressHash, decideMany, dayOf, getPurpose, nameOf, type Decision } from '../consent/consent.ts';
import { prepareMailing } from '../content/content.ts';
import { addMessages, findVerifiedSender, houseStyleOf, type NewMessage } from '../delivery/delivery.ts';
import type { App } from '../platform/app.ts';
import type { TenantDb } from '../platform/db.ts';
import { Refused } from '../platform/errors.ts';
import { conditionOf, getSegment, readRule } from '../segments/segments.ts';
import { getEnvironment } from '../tenants/tenants.ts';
import { saveLinks } from '../tracking/tracking.ts';
import { draftOf } from './draft.ts';
import { selectAudience, updateFrozen, type AudienceRow, type MailingRow } from './queries.ts';
import { mergeValuesOf } from './rules.ts';
import type { Frozen } from './source.ts';

export const chunkSize = 2000;

/** Freezes content, sender, purpose and rule. Refuses what may not leave. */
export async function freezeContent(app: App, db: TenantDb, mailing: MailingRow, now: Date): Promise<Frozen> {
  const tenant = await getEnvironment(db, db.tenantId);
  const purpose = await getPurpose(db, mailing.purpose_id!);
  const sender = await findVerifiedSender(db, mailing.sender_id!);
  if (!sender) throw new Refused('mailings.error.sender-not-proved');
  const segment = await getSegment(db, mailing.segment_id!);
  const { compiled, mayLeave } = await prepareMailing(await draftOf(app, db, mailing));
  if (!mayLeave) throw new Refused('mailings.error.has-faults');
  const links = compiled.links.flatMap((link, position) => {
    const [only] = link.target;
    return link.target.length === 1 && typeof only === 'string' && /^https?:/i.test(only) ? [{ position, url: only }] : [];
  });
  await saveLinks(db, { kind: 'mailing', id: mailing.id }, links);
  const frozen: Frozen = {
    compiled,
    sender: { name: sender.name, email: sender.email, replyTo: sender.reply_to },
    purposeId: purpose.id,
    rule: segment.rule,
    library: houseStyleOf(tenant, app.config.publicUrl).libraryName,
    slug: tenant.slug,
    publicUrl: app.config.publicUrl,
    at: now.getTime(),
    listName: nameOf(purpose, mailing.language === 'en' ? 'en' : 'nl'),
    tracked: links.map((link) => link.position),
    mark: randomBytes(9).toString('hex'),
  };
  await updateFrozen(db, mailing.id, frozen);
  return frozen;
}

/** Puts the next people of the audience in the ledger. Gives the cursor to go on from, and whether this was the end. */
export async function freezeChunk(
  app: App,
  db: TenantDb,
  mailingId: number,
  frozen: Frozen,
  after: number,
): Promise<{ cursor: number; done: boolean }> {
  const now = new Date(frozen.at);
  const condition = await conditionOf(db, readRule(frozen.rule), now);
  const people = await selectAudience(db, condition, { after, limit: chunkSize });
  if (people.length === 0) return { cursor: after, done: true };
  const decisions = await decidePeople(app, db, people, frozen.purposeId, now);
  const source = { kind: 'mailing', id: mailingId };
  const key = (at: number) =>
    decisions[at]!.allowed ? addressHash(app.secrets, db.tenantId, people[at]!.email_key!) : `c:${people[at]!.id}`;
  const seen = new Set<string>();
  const doubles: number[] = [];
  const first: NewMessage[] = [];
  for (const [at, person] of people.entries()) {
    if (seen.has(key(at))) doubles.push(at);
    else first.push(messageFor(person, decisions[at]!, key(at), frozen, now));
    seen.add(key(at));
  }
  const added = new Set(await addMessages(db, source, first));
  // in the ledger already from an earlier chunk: somebody else with this mailbox gets it
  people.forEach((_person, at) => {
    if (decisions[at]!.allowed && !added.has(key(at)) && !doubles.includes(at)) doubles.push(at);
  });
  await addMessages(
    db,
    source,
    doubles.map((at) => ({
      ...messageFor(people[at]!, decisions[at]!, `c:${people[at]!.id}`, frozen, now),
      state: 'skipped',
      reason: 'same-mailbox',
    })),
  );
  return { cursor: people.at(-1)!.id, done: people.length < chunkSize };
}

type MailDecision = Omit<Decision, 'reason'> & { reason: Decision['reason'] | 'bad-address' };

/** The decisions about these people for one purpose by mail. An address that was refused is not tried again before somebody mends it. */
export async function decidePeople(
  app: App,
  db: TenantDb,
  people: readonly AudienceRow[],
  purposeId: number,
  now: Date,
): Promise<MailDecision[]> {
  const contacts = people.map((person) => ({
    id: person.id,
    emailKey: person.email_key,
    birthOn: person.birth_on,
    isCustomer: person.is_customer,
  }));
  const decisions = await decideMany(db, app.secrets, { contacts, purposeId, channel: 'email', now });
  return decisions.map((decision, at) => {
    const broken = people[at]!.email_state === 'refused' || people[at]!.email_state === 'bouncing';
    // the list of refused addresses says no first; people are told what is the matter with the address
    if (broken && decision.reason === 'suppressed') return { ...decision, reason: 'bad-address' };
    return decision.allowed && broken
      ? { ...decision, allowed: false, basis: null, rule: 'no-address', reason: 'bad-address', mayFollow: false }
      : decision;
  });
}

function messageFor(person: AudienceRow, decision: MailDecision, key: string, frozen: Frozen, now: Date): NewMessage {
  const values = mergeValuesOf(person, frozen.library, dayOf(now));
  const wanted = new Set<string>([...frozen.compiled.fields, 'naam']);
  return {
    recipient_key: key,
    occasion: '1',
    contact_id: person.id,
    address: person.email,
    state: decision.allowed ? 'ready' : 'skipped',
    reason: decision.reason,
    allowed: decision.allowed,
    purpose_id: frozen.purposeId,
    basis: decision.basis,
    rule: decision.rule,
    proof_id: decision.proofId,
    may_follow: decision.mayFollow,
    // only what this mail shows of the reader (GDPR art. 5(1)(c))
    merge_values: decision.allowed
      ? Object.fromEntries(Object.entries(values).filter(([field, value]) => wanted.has(field) && value !== null))
      : null,
  };
}
