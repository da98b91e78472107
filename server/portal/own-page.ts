// A reader's own page: what stands on it, and what becomes of a switch that was moved.
import type { Language } from '../../lib/i18n.ts';
import {
  givePermission,
  objectToMarketing,
  permissionsOfContact,
  withdrawForMailbox,
  withdrawPermission,
  type PermissionOverview,
  type Purpose,
} from '../consent/consent.ts';
import type { App } from '../platform/app.ts';
import type { TenantDb } from '../platform/db.ts';
import { addJob } from '../platform/queue.ts';
import { lockOwnPage, selectReader, type ReaderRow } from './queries.ts';

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
