// Messages going out: the ledger, the engine that empties it, and who may sign.
//
// 1. A source (a mailing, or the library's standing source of service mails) puts messages in the ledger, each with the
//    decision why it may or may not leave (`addMessages`), and opens a dispatch (`openDispatch`).
// 2. The engine (engine.ts) claims, composes, marks, sends and records. `pauseDispatch`, `resumeDispatch` and
//    `cancelDispatch` hold at once: what is past the mark leaves, nothing else does.
// 3. `progressOf` counts the ledger; the counts always add up to the audience.
// 4. Any message can be composed again, byte for byte, from frozen content and frozen values (`composeAgain`).
// 5. Without a relay everything lands in the built-in test mailbox, and demo people's mail always does (transport.ts).
// 6. A sender address is used only after somebody clicked in a mail to it (senders.ts).
//
// Owns senders, dispatches, messages, attempts. Invariants: no message without a stored decision; one row per recipient,
// source and occasion; an outcome counts once, under the epoch it was claimed with.
import type { App } from '../platform/app.ts';
import type { AnyDb, TenantDb } from '../platform/db.ts';
import { NotFound } from '../platform/errors.ts';
import type { RenderedMail } from '../content/content.ts';
import { selectDispatch, updateDispatchState, upsertDispatch, type ClaimedRow, type DispatchRow } from './queries/engine.ts';
import {
  countByState,
  countOverTime,
  insertMessages,
  resendUncertain,
  selectAttempts,
  selectMessage,
  selectMessagesOfContact,
  selectMessagesOfSource,
  selectTrialMails,
  type AttemptRow,
  type MessageRow,
  type NewMessage,
  type StateCount,
} from './queries/ledger.ts';
import { newsletterPriority } from './rules.ts';
import type { SourceLoaders } from './sources.ts';

export type { LoadedSource, SourceLoader, SourceLoaders } from './sources.ts';
export type { ClaimedRow } from './queries/engine.ts';
export type { AttemptRow, MessageRow, NewMessage } from './queries/ledger.ts';
export type { MessageState } from './rules.ts';
export { houseStyleOf } from './house-style.ts';
export { accountSource, queueServiceMail, reachedMailbox, serviceSource, type ServiceMail } from './service.ts';
export { staysOnTrial } from './transport.ts';
export { addSender, findVerifiedSender, listSenders, type SenderRow } from './senders.ts';

/**
 * The policy of a shown mail: it is somebody else's content, so it may style itself and show pictures, and nothing more.
 * `sandbox` gives it an origin of its own, so that even a script that slipped through would reach no session. Its links open in
 * a tab of their own, without the sandbox: there they are what they are for the reader.
 */
export const mailPolicy =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' https: data:; font-src 'none'; frame-ancestors 'self'";

/**
 * The html of a mail for a frame on a screen of ours: our own pictures come from the address the screen was opened at, whatever
 * readers get, and links leave the frame, because most pages refuse to be shown in one.
 */
export function htmlShownHere(app: App, html: string): string {
  return html.replace('<head>', '<head><base target="_blank">').replaceAll(`src="${app.config.publicUrl}/beeld/`, 'src="/beeld/');
}

export interface SourceKey {
  kind: string;
  id: number;
}

const asSource = (source: SourceKey) => ({ source_kind: source.kind, source_id: source.id });
const asKey = (db: TenantDb, source: SourceKey) => ({ environmentId: db.tenantId, sourceKind: source.kind, sourceId: source.id });

/** Puts messages in the ledger; those already there stay as they are. Gives the recipient keys that were new. */
export async function addMessages(db: TenantDb, source: SourceKey, messages: readonly NewMessage[]): Promise<string[]> {
  return messages.length === 0 ? [] : insertMessages(db, asSource(source), messages);
}

/** Lets the engine work on a source. `open`: more messages will follow, so it is not finished when none waits. */
export async function openDispatch(
  db: TenantDb,
  source: SourceKey,
  { open, priority = newsletterPriority }: { open: boolean; priority?: number },
): Promise<void> {
  await upsertDispatch(db, { ...asKey(db, source), priority, open });
}

/** The dispatch of a source, or undefined when nothing was ever sent for it. */
export async function findDispatch(db: AnyDb & { tenantId: number }, source: SourceKey): Promise<DispatchRow | undefined> {
  return selectDispatch(db, { environmentId: db.tenantId, sourceKind: source.kind, sourceId: source.id });
}

/** Holds a source: nothing of it passes the mark after this commits. False when it was not sending. */
export async function pauseDispatch(db: TenantDb, source: SourceKey): Promise<boolean> {
  return updateDispatchState(db, asKey(db, source), { from: ['sending'], to: 'paused' });
}

/** Goes on where it was held. */
export async function resumeDispatch(db: TenantDb, source: SourceKey): Promise<boolean> {
  return updateDispatchState(db, asKey(db, source), { from: ['paused'], to: 'sending' });
}

/** Ends a source for good: what waits is cancelled, what is past the mark still leaves. */
export async function cancelDispatch(db: TenantDb, source: SourceKey): Promise<boolean> {
  return updateDispatchState(db, asKey(db, source), { from: ['sending', 'paused'], to: 'cancelled' });
}

/** Sends parked uncertain messages again, on somebody's word; they may arrive twice. */
export async function sendUncertainAgain(db: TenantDb, source: SourceKey): Promise<number> {
  const count = await resendUncertain(db, asSource(source));
  // its audience may still be being added
  if (count > 0) await openDispatch(db, source, { open: (await findDispatch(db, source))?.open ?? false });
  return count;
}

export interface Progress {
  total: number;
  waiting: number;
  onTheWay: number;
  accepted: number;
  deferred: number;
  failed: number;
  uncertain: number;
  skipped: number;
  cancelled: number;
  reasons: { state: string; reason: string; n: number }[];
}

/** Where the messages of a source stand. The parts add up to the total. */
export async function progressOf(db: TenantDb, source: SourceKey): Promise<Progress> {
  return summarise(await countByState(db, asSource(source)));
}

function summarise(counts: readonly StateCount[]): Progress {
  const sum = (...states: string[]) => counts.filter((row) => states.includes(row.state)).reduce((total, row) => total + row.n, 0);
  return {
    total: sum(...counts.map((row) => row.state).filter((state, index, all) => all.indexOf(state) === index)),
    waiting: sum('ready'),
    onTheWay: sum('claimed', 'handing'),
    accepted: sum('accepted'),
    deferred: sum('deferred'),
    failed: sum('failed', 'expired'),
    uncertain: sum('uncertain'),
    skipped: sum('skipped'),
    cancelled: sum('cancelled'),
    reasons: counts.filter((row) => row.reason !== null).map((row) => ({ state: row.state, reason: row.reason!, n: row.n })),
  };
}

/** Arrivals over time, for the chart; the step follows from how long it took. */
export async function arrivalsOf(db: TenantDb, source: SourceKey): Promise<{ at: Date; accepted: number; failed: number }[]> {
  return countOverTime(db, asSource(source));
}

/** The people behind a number of `progressOf`. */
export async function listMessagesOfSource(
  db: TenantDb,
  source: SourceKey,
  filter: { state?: string | readonly string[] | undefined; reason?: string | undefined; before?: number | undefined; limit: number },
): Promise<MessageRow[]> {
  return selectMessagesOfSource(db, asSource(source), filter);
}

/** Everything sent (or not sent, with the reason) to a contact, newest first. */
export async function listMessagesOfContact(
  db: TenantDb,
  contactId: number,
  page: { before?: number | undefined; limit: number },
): Promise<MessageRow[]> {
  return selectMessagesOfContact(db, contactId, page);
}

/** What the built-in test mailbox holds, newest first. */
export async function listTrialMails(
  db: TenantDb,
  page: { before?: number | undefined; limit: number; search?: string | undefined },
): Promise<MessageRow[]> {
  return selectTrialMails(db, page);
}

/** A message with its tries; throws when it is not of this environment. */
export async function getMessage(db: TenantDb, id: number): Promise<{ message: MessageRow; attempts: AttemptRow[] }> {
  const message = await selectMessage(db, id);
  if (!message) throw new NotFound('message');
  return { message, attempts: await selectAttempts(db, id) };
}

/** The message exactly as it was (or will be) sent: what the reader sees, and the bytes. */
export async function composeAgain(
  app: App,
  db: TenantDb,
  loaders: SourceLoaders,
  message: MessageRow,
): Promise<RenderedMail & { source: Uint8Array }> {
  const source = await loaders[message.source_kind]?.(app, db, message.source_id);
  if (!source || message.address === null) throw new NotFound('message');
  const claimed = message as ClaimedRow;
  return { ...source.rendered(claimed), source: await source.bytes(claimed) };
}
