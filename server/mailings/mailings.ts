// Mailings: one piece of content sent once to an audience by mail.
//
// 1. A draft is written and saved (`saveMailing`); a version tells when two people write at once.
// 2. `checkMailing` says what to mend, `audienceOf` who will and will not get it and why, `previewFor` shows it as one reader.
// 3. `sendMailing` takes it out of draft, now or at a moment; a second click finds it taken.
// 4. When it starts, content and rule are frozen and the audience goes into the ledger in chunks (freeze.ts), while the
//    engine already sends. Every contact of the segment gets a row with its decision.
// 5. Pause, resume and cancel hold at once, through the dispatch of delivery.
// 6. When the ledger has nothing left to send the mailing is finished, and each reader's timeline gets its fact.
//
// Owns mailings. Invariants: what was sent never changes (a draft alone can be edited or removed); nothing leaves without
// a purpose, a proved sender and a decision per recipient.
import { translate, type MessageKey, type MessageParams } from '../../lib/i18n.ts';
import { actorOf, recordAudit } from '../audit/audit.ts';
import { addressHash, dayOf, getPurpose, listPurposes } from '../consent/consent.ts';
import { prepareMailing, readBlocks, renderFor, sampleReader, type Finding, type RenderedMail } from '../content/content.ts';
import {
  cancelDispatch,
  findVerifiedSender,
  listSenders,
  openDispatch,
  pauseDispatch,
  queueServiceMail,
  resumeDispatch,
  sendUncertainAgain,
} from '../delivery/delivery.ts';
import type { App } from '../platform/app.ts';
import type { TenantDb } from '../platform/db.ts';
import { NotFound, Refused } from '../platform/errors.ts';
import { addJob } from '../platform/queue.ts';
import type { Caller } from '../platform/serve.ts';
import { conditionOf, getSegment } from '../segments/segments.ts';
import { getEnvironment } from '../tenants/tenants.ts';
import type { SeenBy } from './contract.ts';
import { draftOf } from './draft.ts';
import { chunkSize, decidePeople, freezeContent } from './freeze.ts';
import {
  deleteDraft,
  insertMailing,
  lockMailing,
  selectAudience,
  selectFrozen,
  selectMailing,
  selectMailings,
  selectReader,
  updateDraft,
  updateState,
  type MailingRow,
} from './queries.ts';
import { mayStep, mergeValuesOf, missing, type Step } from './rules.ts';
import type { Frozen } from './source.ts';

export type { MailingRow } from './queries.ts';
export { mailingSource } from './source.ts';

const source = (id: number) => ({ kind: 'mailing', id });

/** The mailing, or a NotFound. */
export async function getMailing(db: TenantDb, id: number): Promise<MailingRow> {
  const row = await selectMailing(db, id);
  if (!row) throw new NotFound('mailing');
  return row;
}

/** Mailings, newest first. */
export async function listMailings(
  db: TenantDb,
  filter: { state?: string | undefined; before?: number | undefined; limit: number },
): Promise<MailingRow[]> {
  return selectMailings(db, filter);
}

export interface NewMailing {
  name: string;
  segmentId: number | null;
  staffId: number | null;
  now: Date;
}

/** A draft with a greeting and a first text to change, the library's sender and its newsletter as purpose. */
export async function createMailing(db: TenantDb, wanted: NewMailing): Promise<MailingRow> {
  if (wanted.segmentId !== null) await getSegment(db, wanted.segmentId);
  const tenant = await getEnvironment(db, db.tenantId);
  const purpose = (await listPurposes(db)).find((one) => one.kind === 'marketing');
  const sender = await findVerifiedSender(db);
  const say = (key: MessageKey, params?: MessageParams) => translate(tenant.language, key, params);
  const greeting = say('mailings.starter.greeting', { name: `{{voornaam|${say('mailings.starter.reader')}}}` });
  const blocks = readBlocks([
    { id: 'groet', type: 'text', html: `<p>${greeting}</p>` },
    { id: 'titel', type: 'heading', level: 1, text: wanted.name },
    { id: 'tekst', type: 'text', html: `<p>${say('mailings.starter.text')}</p>` },
  ]);
  const id = await insertMailing(db, {
    name: wanted.name,
    segmentId: wanted.segmentId,
    purposeId: purpose?.id ?? null,
    senderId: sender?.id ?? null,
    subject: wanted.name,
    preheader: '',
    language: tenant.language,
    blocks,
    staffId: wanted.staffId,
    now: wanted.now,
  });
  return getMailing(db, id);
}

export interface MailingChange {
  version: number;
  name: string;
  subject: string;
  preheader: string;
  language: MailingRow['language'];
  purposeId: number | null;
  segmentId: number | null;
  senderId: number | null;
  blocks: unknown[];
}

/** Saves a draft. Refused when it is no draft any more, or when somebody else saved since `version`. */
export async function saveMailing(db: TenantDb, id: number, change: MailingChange, now: Date): Promise<MailingRow> {
  const mailing = await lockFor(db, id, 'edit');
  if (mailing.version !== change.version) throw new Refused('error.conflict');
  if (change.purposeId !== null) await getPurpose(db, change.purposeId);
  if (change.segmentId !== null) await getSegment(db, change.segmentId);
  if (change.senderId !== null && !(await listSenders(db)).some((one) => one.id === change.senderId)) throw new NotFound('sender');
  await updateDraft(db, id, { ...change, blocks: readBlocks(change.blocks), now });
  return getMailing(db, id);
}

/** A new draft with the same content, for next time or to keep one's own words in a conflict. */
export async function copyMailing(db: TenantDb, id: number, { staffId, now }: { staffId: number | null; now: Date }): Promise<MailingRow> {
  const row = await getMailing(db, id);
  const copy = await insertMailing(db, {
    name: `${row.name.slice(0, 110)} (2)`,
    segmentId: row.segment_id,
    purposeId: row.purpose_id,
    senderId: row.sender_id,
    subject: row.subject,
    preheader: row.preheader,
    language: row.language,
    blocks: row.blocks,
    staffId,
    now,
  });
  return getMailing(db, copy);
}

/** Throws a draft away. */
export async function removeMailing(db: TenantDb, id: number): Promise<void> {
  await lockFor(db, id, 'remove');
  await deleteDraft(db, id);
}

async function lockFor(db: TenantDb, id: number, step: Step): Promise<MailingRow> {
  const mailing = await lockMailing(db, id);
  if (!mailing) throw new NotFound('mailing');
  if (!mayStep(step, mailing.state)) throw new Refused('mailings.error.not-from-here');
  return mailing;
}

/** What to mend before it may leave: content first, then what is missing around it. */
export async function checkMailing(
  app: App,
  db: TenantDb,
  mailing: MailingRow,
): Promise<{ findings: Finding[]; mayLeave: boolean; htmlBytes: number }> {
  const { findings, mayLeave, compiled } = await prepareMailing(await draftOf(app, db, mailing));
  const around = await missingAround(db, mailing);
  const more = around.map((code): Finding => ({ severity: 'error', code, params: {}, place: { field: 'settings' } }));
  return { findings: [...findings, ...more], mayLeave: mayLeave && more.length === 0, htmlBytes: compiled.htmlBytes };
}

async function missingAround(db: TenantDb, mailing: MailingRow) {
  return missing({
    hasSegment: mailing.segment_id !== null,
    purpose: mailing.purpose_id === null ? null : await purposeFacts(db, mailing.purpose_id),
    sender: mailing.sender_id === null ? null : { verified: (await findVerifiedSender(db, mailing.sender_id)) !== undefined },
  });
}

async function purposeFacts(db: TenantDb, id: number) {
  const purpose = await getPurpose(db, id);
  return { kind: purpose.kind, archived: purpose.archivedAt !== null };
}

/**
 * The mail as one contact would get it now, as somebody of whom nothing is known, or as an invented reader; once it left, as it left. Links lead straight to their
 * target: a look is no click.
 */
export async function previewFor(
  app: App,
  db: TenantDb,
  mailing: MailingRow,
  seenBy: SeenBy | undefined,
  now: Date,
): Promise<RenderedMail & { reader: string }> {
  const { compiled, library, slug } = await compiledOf(app, db, mailing);
  const person = typeof seenBy === 'number' ? await selectReader(db, seenBy) : undefined;
  if (typeof seenBy === 'number' && !person) throw new NotFound('contact');
  const invented = seenBy === 'unknown' ? {} : sampleReader();
  const values = person ? mergeValuesOf(person, library, dayOf(now)) : { ...invented, bibliotheek: library };
  const nowhere = `${app.config.publicUrl}/b/${slug}/voorbeeld`;
  const rendered = renderFor(compiled, values, {
    link: (_position, target) => target,
    unsubscribe: nowhere,
    preferences: nowhere,
    view: nowhere,
  });
  return { ...rendered, reader: values.naam || values.email || '' };
}

/** What was frozen when it started; a draft is compiled as it stands. */
async function compiledOf(app: App, db: TenantDb, mailing: MailingRow): Promise<Pick<Frozen, 'compiled' | 'library' | 'slug'>> {
  const frozen = mailing.started_at === null ? undefined : await selectFrozen<Frozen>(db, mailing.id);
  if (frozen) return frozen;
  const draft = await draftOf(app, db, mailing);
  const { compiled } = await prepareMailing(draft);
  const { slug } = await getEnvironment(db, db.tenantId);
  return { compiled, library: draft.houseStyle.libraryName, slug };
}

/** Sends the mail to the colleague who asks, never to anybody else. */
export async function sendTest(
  app: App,
  db: TenantDb,
  mailing: MailingRow,
  to: { email: string; name: string; contactId?: SeenBy | undefined; now: Date },
): Promise<void> {
  const draft = await draftOf(app, db, mailing);
  const shown = await previewFor(app, db, mailing, to.contactId, to.now);
  const sender = mailing.sender_id === null ? undefined : await findVerifiedSender(db, mailing.sender_id);
  await queueServiceMail(app, db, {
    to: to.email,
    toName: to.name,
    occasion: `test:${mailing.id}:${mailing.version}:${to.now.getTime()}`,
    language: mailing.language,
    subject: `[test] ${shown.subject}`,
    rendered: shown,
    blocks: draft.blocks,
    reason: '',
    preferencesUrl: app.config.publicUrl,
    from: sender && { name: sender.name, email: sender.email, replyTo: sender.reply_to },
  });
}

export interface Audience {
  inSegment: number;
  willGet: number;
  reasons: { reason: string; n: number }[];
}

/** Who would get it if it left now, decided exactly as at sending, in the same order. */
export async function audienceOf(app: App, db: TenantDb, mailing: MailingRow, now: Date): Promise<Audience> {
  if (mailing.segment_id === null || mailing.purpose_id === null) return { inSegment: 0, willGet: 0, reasons: [] };
  const condition = await conditionOf(db, (await getSegment(db, mailing.segment_id)).rule, now);
  const mailboxes = new Set<string>();
  const reasons = new Map<string, number>();
  let inSegment = 0;
  for (let after = 0; ;) {
    const people = await selectAudience(db, condition, { after, limit: chunkSize });
    const decisions = people.length > 0 ? await decidePeople(app, db, people, mailing.purpose_id, now) : [];
    for (const [at, decision] of decisions.entries()) {
      const mailbox = decision.allowed ? addressHash(app.secrets, db.tenantId, people[at]!.email_key!) : '';
      const reason = decision.allowed ? (mailboxes.has(mailbox) ? 'same-mailbox' : null) : (decision.reason ?? decision.rule);
      if (reason === null) mailboxes.add(mailbox);
      else reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
    inSegment += people.length;
    if (people.length < chunkSize) break;
    after = people.at(-1)!.id;
  }
  return { inSegment, willGet: mailboxes.size, reasons: [...reasons].map(([reason, n]) => ({ reason, n })).sort((a, b) => b.n - a.n) };
}

/** Takes a draft out to be sent, at a moment or now. Refuses what has faults, and a version that is not the last. */
export async function sendMailing(
  app: App,
  db: TenantDb,
  id: number,
  wanted: { version: number; at: Date | null; caller: Caller; now: Date },
): Promise<MailingRow> {
  const mailing = await lockFor(db, id, 'send');
  if (mailing.version !== wanted.version) throw new Refused('error.conflict');
  if (wanted.at && wanted.at <= wanted.now) throw new Refused('mailings.error.moment-past', {}, 422);
  const { mayLeave } = await checkMailing(app, db, mailing);
  if (!mayLeave) throw new Refused('mailings.error.has-faults', {}, 422);
  const audience = await audienceOf(app, db, mailing, wanted.now);
  if (audience.willGet === 0) throw new Refused('mailings.error.nobody', {}, 422);
  await recordAudit(db, {
    actor: actorOf(wanted.caller),
    action: wanted.at ? 'mailings.scheduled' : 'mailings.sent',
    objectKind: 'mailing',
    objectId: id,
    detail: { recipients: audience.willGet, at: wanted.at?.toISOString() ?? null },
    at: wanted.now,
  });
  if (wanted.at) await updateState(db, id, { state: 'scheduled', scheduledAt: wanted.at, now: wanted.now });
  else await begin(app, db, mailing, wanted.now);
  return getMailing(db, id);
}

/** Freezes the content and lets freezing and sending begin. Refuses when what it needs was closed or removed since it was scheduled. */
export async function begin(app: App, db: TenantDb, mailing: MailingRow, now: Date): Promise<void> {
  const [fault] = await missingAround(db, mailing);
  if (fault) throw new Refused(fault, {}, 422);
  await freezeContent(app, db, mailing, now);
  await updateState(db, mailing.id, { state: 'freezing', startedAt: now, now });
  await openDispatch(db, source(mailing.id), { open: true });
  await addJob(
    db,
    'mailings.freeze',
    { tenantId: db.tenantId, mailingId: mailing.id },
    { key: `mailings.freeze:${db.tenantId}:${mailing.id}` },
  );
}

/** Holds it: after this commits only what is past the mark still leaves. */
export async function pauseMailing(db: TenantDb, id: number, caller: Caller, now: Date): Promise<MailingRow> {
  await lockFor(db, id, 'pause');
  await pauseDispatch(db, source(id));
  return step(db, id, 'paused', caller, now);
}

/** Goes on, with the rest of the audience too when freezing was held. */
export async function resumeMailing(db: TenantDb, id: number, caller: Caller, now: Date): Promise<MailingRow> {
  await lockFor(db, id, 'resume');
  await resumeDispatch(db, source(id));
  await addJob(db, 'mailings.freeze', { tenantId: db.tenantId, mailingId: id }, { key: `mailings.freeze:${db.tenantId}:${id}` });
  return step(db, id, 'freezing', caller, now);
}

/** Stops it for good. A scheduled mailing that has not begun becomes a draft again. */
export async function cancelMailing(db: TenantDb, id: number, caller: Caller, now: Date): Promise<MailingRow> {
  const mailing = await lockFor(db, id, 'cancel');
  if (mailing.state !== 'scheduled') await cancelDispatch(db, source(id));
  return step(db, id, mailing.state === 'scheduled' ? 'draft' : 'cancelled', caller, now);
}

/**
 * Sends what perhaps arrived once more; tells how many. Not of a mailing that was cancelled: that is for good, and what stands
 * as uncertain there must stay readable as such.
 */
export async function sendAgain(db: TenantDb, id: number): Promise<number> {
  const mailing = await lockMailing(db, id);
  if (!mailing) throw new NotFound('mailing');
  if (mailing.state === 'cancelled') throw new Refused('mailings.error.cancelled-stays');
  return sendUncertainAgain(db, source(id));
}

async function step(db: TenantDb, id: number, state: MailingRow['state'], caller: Caller, now: Date): Promise<MailingRow> {
  await updateState(db, id, { state, now, ...(state === 'draft' ? { scheduledAt: null } : {}) });
  await recordAudit(db, { actor: actorOf(caller), action: `mailings.${state}`, objectKind: 'mailing', objectId: id, at: now });
  return getMailing(db, id);
}
