// How somebody comes to work in an environment: a role is offered to a mailbox, and only who reads it can take it.
//
// 1. A colleague who may grant the role invites an address (`invite`). Whether an account has that address makes no difference
//    to anything they see; no account is made and no role given.
// 2. The link goes to that mailbox and nowhere else. The operator's command prints one instead: the operator vouches.
// 3. Opening it (`readInvitation`) tells the way in. No account yet: choose a password. An account: log in to it. An account whose
//    address nobody ever proved (or that is shut out), and a link that did reach the mailbox: it is handed over with a new password, and whatever
//    its former holder came in with ends.
// 4. Taking it (`acceptByPassword`, `acceptAsMyself`) makes the role real, if who invited might still give it at that moment.
// 5. Who proved their address also finds what waits for them in the workbench (`pendingFor`) and takes or declines it there.
//
// Owns staff_invitations. Invariants: no role on the word of the inviter alone; a link that colleagues could read (the test
// mailbox) proves nothing about who reads the address, so it opens no account that exists; a link is stored nowhere in the clear.
import { mayGrant, type Role } from '../../lib/permissions.ts';
import { recordAudit, type Actor } from '../audit/audit.ts';
import { queueServiceMail, reachedMailbox } from '../delivery/delivery.ts';
import type { App } from '../platform/app.ts';
import { withSystem, withTenant, type AnyDb, type TenantDb } from '../platform/db.ts';
import { NotFound, Refused } from '../platform/errors.ts';
import { newToken } from '../platform/secrets.ts';
import { openNumbers, sealNumbers } from '../platform/tokens.ts';
import {
  accountAddress,
  findStaff,
  getStaff,
  grantRole,
  noteAddressProved,
  openSession,
  rolesIn,
  settleAccount,
  type StaffRow,
} from '../staff/staff.ts';
import { getEnvironment } from '../tenants/tenants.ts';
import { invitationMail } from './emails.ts';
import {
  deleteOld,
  insertInvitation,
  lockAddress,
  selectOpen,
  selectOpenByEmail,
  selectOpenByPublicId,
  selectOpenOf,
  settleInvitation,
  withdrawSame,
  type InvitationRow,
  type OpenInvitationRow,
} from './queries.ts';

const invitationDays = 7;
const keptDays = 90;

export interface NewInvitation {
  email: string;
  name: string;
  role: Role;
  /** Who invites; null is the operator. */
  by: { staffId: number; actor: Actor } | { staffId: null; actor: Actor };
}

/** Offers a role here to an address and mails the link. An earlier offer of the same role is replaced. */
export async function invite(app: App, db: TenantDb, wanted: NewInvitation): Promise<void> {
  const row = await offer(app, db, wanted);
  const environment = await getEnvironment(db, db.tenantId);
  await queueServiceMail(app, db, {
    to: row.email,
    toName: row.name,
    occasion: occasionOf(row),
    ...invitationMail({ environment, role: row.role, by: wanted.by.actor.name, link: linkOf(app, row) }),
    preferencesUrl: `${app.config.publicUrl}/app/-/account`,
    validUntil: row.expires_at,
    confidential: true,
  });
}

/** The operator's way: the same offer, with the link to hand over. */
export async function inviteByOperator(app: App, db: TenantDb, wanted: Omit<NewInvitation, 'by'> & { actor: Actor }): Promise<string> {
  return linkOf(app, await offer(app, db, { ...wanted, by: { staffId: null, actor: wanted.actor } }));
}

async function offer(app: App, db: TenantDb, { role, by, ...wanted }: NewInvitation): Promise<InvitationRow> {
  const now = app.now();
  if (by.staffId !== null && !mayGrant(await rolesIn(db, by.staffId, db.tenantId), role)) throw new Refused('staff.may-not-grant', {}, 403);
  const email = accountAddress(wanted.email);
  await lockAddress(db, email);
  await withdrawSame(db, { environmentId: db.tenantId, email, role, now });
  await deleteOld(db, new Date(now.getTime() - keptDays * 86_400_000));
  const row = await insertInvitation(db, {
    publicId: newToken().slice(0, 16),
    environmentId: db.tenantId,
    email,
    name: wanted.name.trim(),
    role,
    invitedBy: by.staffId,
    now,
    expiresAt: new Date(now.getTime() + invitationDays * 86_400_000),
  });
  await recordAudit(db, {
    actor: by.actor,
    action: 'staff.invited',
    objectKind: 'invitation',
    objectId: row.public_id,
    detail: { role },
    at: now,
  });
  return row;
}

const occasionOf = (row: InvitationRow) => `invitation:${row.public_id}`;

function linkOf(app: App, row: InvitationRow): string {
  return `${app.config.publicUrl}/app/uitnodiging#${sealNumbers(app.secrets, 'invitation', [row.id])}`;
}

/** The way an invitation is taken: a new account, an old one handed over, or by logging in to the account there is. */
export type Entrance = 'new' | 'hand-over' | 'log-in';

export interface ReadInvitation {
  email: string;
  name: string;
  role: Role;
  environment: string;
  entrance: Entrance;
}

/** What a link offers, and how to take it. Uses nothing up. */
export async function readInvitation(app: App, token: string): Promise<ReadInvitation> {
  return byLink(app, token, async ({ db, row, entrance, member }) => {
    const environment = await getEnvironment(db, row.environment_id);
    return {
      email: row.email,
      name: row.name || (entrance === 'hand-over' ? member!.name : ''),
      role: row.role,
      environment: environment.name,
      entrance,
    };
  });
}

/** Takes an invitation with a new password, and opens a session. Refused where an account must be logged in to. */
export async function acceptByPassword(
  app: App,
  given: { token: string; name: string; password: string; agent: string | undefined },
): Promise<string> {
  const now = app.now();
  return byLink(app, given.token, async ({ db, row, entrance, member, proves }) => {
    if (entrance === 'log-in') throw new Refused('invitations.log-in-first');
    const account = await settleAccount(db, {
      member,
      email: row.email,
      name: given.name.trim() || row.name || row.email,
      language: (await getEnvironment(db, row.environment_id)).language,
      password: given.password,
      provedAt: proves ? now : null,
      now,
    });
    await take(db, row, account, now);
    return openSession(db, account.id, { now, agent: given.agent, secondFactor: false });
  });
}

/** Takes an invitation with the account that is logged in; having its link too shows that they read the mailbox. */
export async function acceptAsMyself(app: App, given: { token: string; staffId: number }): Promise<{ slug: string }> {
  return byLink(app, given.token, async ({ db, row, member, proves }) => {
    if (member?.id !== given.staffId) throw new Refused('invitations.other-account', { email: row.email });
    if (proves && !member.address_proved_at) await noteAddressProved(db, member.id, app.now());
    await take(db, row, member, app.now());
    return { slug: (await getEnvironment(db, row.environment_id)).slug };
  });
}

/** What waits for an account. Nothing for one whose address was never proved: it may be anybody's. */
export async function pendingFor(app: App, staffId: number): Promise<OpenInvitationRow[]> {
  return withSystem(app.database, async (db) => {
    const member = await getStaff(db, staffId);
    return member.address_proved_at ? selectOpenByEmail(db, member.email, app.now()) : [];
  });
}

/** Takes or declines what waits for this account, without the link. */
export async function answerPending(app: App, given: { publicId: string; staffId: number; accept: boolean }): Promise<{ slug: string }> {
  const found = (await pendingFor(app, given.staffId)).find((one) => one.public_id === given.publicId);
  if (!found) throw new NotFound('invitation');
  return withTenant(app.database, found.environment_id, async (db) => {
    const row = await lockOpen(app, db, found.id);
    if (!row) throw new NotFound('invitation');
    const member = await getStaff(db, given.staffId);
    if (given.accept) await take(db, row, member, app.now());
    else await settle(db, row, { outcome: 'declined', actor: actorOf(member), now: app.now() });
    return { slug: found.slug };
  });
}

/** Offers here that nobody took yet. */
export async function listInvitations(db: TenantDb, now: Date): Promise<OpenInvitationRow[]> {
  return selectOpenOf(db, db.tenantId, now);
}

/** Takes an offer back: its link stops working. */
export async function withdrawInvitation(db: TenantDb, given: { publicId: string; actor: Actor; now: Date }): Promise<void> {
  const row = await selectOpenByPublicId(db, db.tenantId, given.publicId, given.now);
  if (!row) throw new NotFound('invitation');
  await settle(db, row, { outcome: 'withdrawn', actor: given.actor, now: given.now });
}

interface ByLink {
  db: TenantDb;
  row: InvitationRow;
  member: StaffRow | undefined;
  entrance: Entrance;
  /** Whoever holds this link reads the mailbox, or has the operator's word. */
  proves: boolean;
}

/** Opens a link inside its environment, one holder at a time. */
async function byLink<T>(app: App, token: string, work: (found: ByLink) => Promise<T>): Promise<T> {
  const id = openNumbers(app.secrets, 'invitation', token)?.[0];
  const at = id === undefined ? undefined : await withSystem(app.database, (db) => selectOpen(db, id, app.now()));
  if (!at) throw new Refused('invitations.link-used', {}, 410);
  return withTenant(app.database, at.environment_id, async (db) => {
    const row = await lockOpen(app, db, at.id);
    const member = row && (await findStaff(db, row.email));
    if (!row) throw new Refused('invitations.link-used', {}, 410);
    const proves = row.invited_by === null || (await reachedMailbox(db, occasionOf(row)));
    if (member?.disabled_at && !proves) throw new Refused('invitations.link-used', {}, 410);
    return work({ db, row, member, proves, entrance: entranceOf(member, proves) });
  });
}

function entranceOf(member: StaffRow | undefined, proves: boolean): Entrance {
  if (!member) return 'new';
  const stale = member.disabled_at || !member.address_proved_at || !member.password_hash;
  return proves && stale ? 'hand-over' : 'log-in';
}

/** The open invitation, with its address locked: of two who take it, or two links for one new account, one goes first. */
async function lockOpen(app: App, db: TenantDb, id: number): Promise<InvitationRow | undefined> {
  const row = await selectOpen(db, id, app.now());
  if (!row) return undefined;
  await lockAddress(db, row.email);
  return selectOpen(db, id, app.now());
}

async function take(db: TenantDb, row: InvitationRow, member: StaffRow, now: Date): Promise<void> {
  if (!(await stillGranted(db, row))) throw new Refused('invitations.link-used', {}, 410);
  await settle(db, row, { outcome: 'accepted', actor: actorOf(member), now });
  await grantRole(db, member.id, row.environment_id, row.role);
}

/** Who invited may have left since, or lost the role that let them. */
async function stillGranted(db: AnyDb, row: InvitationRow): Promise<boolean> {
  if (row.invited_by === null) return true;
  const inviter = await getStaff(db, row.invited_by);
  return !inviter.disabled_at && mayGrant(await rolesIn(db, inviter.id, row.environment_id), row.role);
}

async function settle(
  db: TenantDb,
  row: InvitationRow,
  { outcome, actor, now }: { outcome: 'accepted' | 'declined' | 'withdrawn'; actor: Actor; now: Date },
): Promise<void> {
  // somebody else settled it since it was looked at: what they did stands
  if (!(await settleInvitation(db, row.id, { outcome, now }))) throw new Refused('invitations.link-used', {}, 410);
  await recordAudit(db, {
    actor,
    action: `staff.invitation-${outcome}`,
    objectKind: 'invitation',
    objectId: row.public_id,
    detail: { role: row.role },
    at: now,
  });
}

const actorOf = (member: StaffRow): Actor => ({ kind: 'staff', id: member.id, name: member.name });
