// The people who log in to the workbench.
//
// 1. An account begins with an invitation (module invitations), which hands over who may come in (`settleAccount`).
// 2. `logIn` checks password and, where set up, a one-time code; wrong and unknown answer alike and take as long.
// 3. A session follows (sessions.ts); every request reads the roles as they are at that moment.
// 4. A new password, a new factor, a changed role or a disabled account ends the sessions it concerns at once.
// 5. API keys act for one environment with some permissions, never wider than their maker.
//
// Owns staff_members, staff_roles, staff_links, staff_sessions, api_keys. Invariants: no default accounts; no password,
// token or key is stored in a form that opens anything; an environment keeps at least one administrator.
import { mayGrant, permissionsOf, type Permission, type Role } from '../../lib/permissions.ts';
import type { App } from '../platform/app.ts';
import { withSystem, type AnyDb } from '../platform/db.ts';
import { Invalid, NotFound, Refused } from '../platform/errors.ts';
import { countAttempt } from '../platform/rate-limit.ts';
import { newToken, tokenHash } from '../platform/secrets.ts';
import { hashPassword, passwordMatches, passwordProblem } from './passwords.ts';
import {
  deleteAllRoles,
  deleteRoles,
  deleteSessionsOf,
  insertApiKey,
  insertLink,
  insertRole,
  insertStaff,
  lockStaff,
  lockStaffOf,
  selectAccessBeside,
  selectAdministratorCount,
  selectRoles,
  selectStaff,
  selectStaffByEmail,
  selectStaffByPublicId,
  revokeApiKeysOf,
  spendLinksOf,
  updateStaff,
  useLink,
  type ApiKeyRow,
  type StaffRow,
} from './queries.ts';
import { countCode, secondFactorMatches } from './second-factor.ts';
import { byEnvironment, openSession } from './sessions.ts';

export { authenticate, openSession } from './sessions.ts';
export type { StaffRow } from './queries.ts';

export type LoginOutcome = { kind: 'in'; token: string } | { kind: 'code-needed' };

/** Logs in with address, password and (where set up) a code. Throws Refused with the same words whatever was wrong. */
export async function logIn(
  app: App,
  given: { email: string; password: string; code?: string | undefined; visitor: string; agent: string | undefined },
): Promise<LoginOutcome> {
  const now = app.now();
  const email = given.email.trim().toLowerCase();
  // per visitor (whatever account), so that spraying many does not work; per visitor and account, which stops who guesses at one from
  // one place before they lock its owner out; and per account, whoever tries
  const account = app.secrets.hash('login', email);
  for (const [key, max] of [
    [`login:visitor:${given.visitor}`, 60],
    [`login:pair:${account}:${given.visitor}`, 10],
    [`login:account:${account}`, 50],
  ] as const) {
    await countAttempt(app.database, { key, max, windowSeconds: 900 }, now);
  }
  const member = await withSystem(app.database, (db) => selectStaffByEmail(db, email));
  const matches = await passwordMatches(given.password, member?.password_hash);
  if (!member || !matches || member.disabled_at) throw new Refused('staff.wrong-login', {}, 401);
  if (member.totp_confirmed_at && !given.code) return { kind: 'code-needed' };
  if (member.totp_confirmed_at) await countCode(app, member.id);
  return withSystem(app.database, async (db) => {
    // what was right a moment ago may have been replaced meanwhile, and whoever replaced it ended the sessions there were
    const present = await lockStaff(db, member.id);
    const same =
      present.password_hash === member.password_hash && (present.totp_confirmed_at === null) === (member.totp_confirmed_at === null);
    if (!same || present.disabled_at) throw new Refused('staff.wrong-login', {}, 401);
    if (member.totp_confirmed_at && !(await secondFactorMatches(app, db, member.id, given.code!, now)))
      throw new Refused('staff.wrong-code', {}, 401);
    return {
      kind: 'in',
      token: await openSession(db, member.id, { now, agent: given.agent, secondFactor: member.totp_confirmed_at !== null }),
    };
  });
}

/** Makes a one-time login link's token: what the console prints at start, never mailed. */
export async function makeLoginLink(db: AnyDb, staffId: number, now: Date): Promise<string> {
  const token = newToken();
  await insertLink(db, { tokenHash: tokenHash(token), staffId, now, expiresAt: new Date(now.getTime() + 3_600_000) });
  return token;
}

/** Opens a session from a one-time login link. */
export async function logInByLink(app: App, token: string, agent: string | undefined): Promise<string> {
  const now = app.now();
  return withSystem(app.database, async (db) => {
    const link = await useLink(db, tokenHash(token), now);
    const member = link && (await selectStaff(db, link.staff_id));
    if (!member || member.disabled_at) throw new Refused('staff.link-used', {}, 410);
    return openSession(db, member.id, { now, agent, secondFactor: false });
  });
}

/** A mail address as accounts keep it; throws Invalid when it is none. */
export function accountAddress(given: string): string {
  const email = given.trim().toLowerCase();
  if (!/^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/.test(email) || email.length > 254) throw new Invalid({ email: 'field.email' });
  return email;
}

/** Gives a role here; one that is held stays. */
export async function grantRole(db: AnyDb, staffId: number, environmentId: number, role: Role): Promise<void> {
  await insertRole(db, staffId, environmentId, role);
}

/** Makes an account without a password: for the demo, whose people come in by a link from the console. */
export async function createAccount(db: AnyDb, wanted: { email: string; name: string; now: Date }): Promise<StaffRow> {
  const email = accountAddress(wanted.email);
  return insertStaff(db, {
    publicId: newToken().slice(0, 16),
    email,
    name: wanted.name,
    language: 'nl',
    passwordHash: null,
    provedAt: wanted.now,
  });
}

/**
 * Makes the account of an address, or hands an existing one over to who reads its mailbox. With that, whatever a former
 * holder could come in with ends: password, codes, sessions, links, keys.
 */
export async function settleAccount(
  db: AnyDb,
  given: {
    member: StaffRow | undefined;
    email: string;
    name: string;
    language: 'nl' | 'en';
    password: string;
    provedAt: Date | null;
    now: Date;
  },
): Promise<StaffRow> {
  const problem = passwordProblem(given.password, [given.email, given.name]);
  if (problem) throw new Invalid({ password: problem });
  const passwordHash = await hashPassword(given.password);
  const { member, email, name, language, provedAt, now } = given;
  if (!member) return insertStaff(db, { publicId: newToken().slice(0, 16), email, name, language, passwordHash, provedAt });
  const change = {
    password_hash: passwordHash,
    name,
    address_proved_at: provedAt,
    totp_secret: null,
    totp_confirmed_at: null,
    totp_last_step: null,
    recovery_hashes: [],
    disabled_at: null,
  };
  await updateStaff(db, member.id, change);
  // what was taken away stays away: who shut them out did not ask for them back
  if (member.disabled_at) await deleteAllRoles(db, member.id);
  await deleteSessionsOf(db, member.id);
  await spendLinksOf(db, member.id, now);
  await revokeApiKeysOf(db, member.id, now);
  return { ...member, ...change };
}

/** Notes that whoever holds this account also reads its mailbox. */
export async function noteAddressProved(db: AnyDb, staffId: number, at: Date): Promise<void> {
  await updateStaff(db, staffId, { address_proved_at: at });
}

/**
 * Sets a password for who showed that they read the mailbox. What stood open by the old one ends: sessions and login links; the
 * second factor stays.
 */
export async function replacePassword(db: AnyDb, member: StaffRow, given: { password: string; now: Date }): Promise<void> {
  const problem = passwordProblem(given.password, [member.email, member.name]);
  if (problem) throw new Invalid({ password: problem });
  await updateStaff(db, member.id, { password_hash: await hashPassword(given.password), address_proved_at: given.now });
  await deleteSessionsOf(db, member.id);
  await spendLinksOf(db, member.id, given.now);
}

/** Changes one's own password; all other sessions end. */
export async function changePassword(app: App, given: { staffId: number; session: string; current: string; next: string }): Promise<void> {
  await countAttempt(app.database, { key: `password:${given.staffId}`, max: 10, windowSeconds: 900 }, app.now());
  await withSystem(app.database, async (db) => {
    const member = (await selectStaff(db, given.staffId))!;
    if (member.password_hash && !(await passwordMatches(given.current, member.password_hash)))
      throw new Invalid({ current: 'staff.wrong-password' });
    const problem = passwordProblem(given.next, [member.email, member.name]);
    if (problem) throw new Invalid({ next: problem });
    await updateStaff(db, member.id, { password_hash: await hashPassword(given.next) });
    await deleteSessionsOf(db, member.id, given.session);
  });
}

/** Replaces a colleague's roles in one environment; their sessions end, so that the change holds at once. */
export async function changeRoles(
  db: AnyDb,
  change: { environmentId: number; publicId: string; roles: readonly Role[]; by: { staffId: number | null; roles: readonly Role[] } },
): Promise<StaffRow> {
  await lockStaffOf(db, change.environmentId);
  const member = await colleague(db, change.environmentId, change.publicId);
  const held = byEnvironment(await selectRoles(db, member.id)).get(change.environmentId) ?? [];
  const touched = [...change.roles.filter((role) => !held.includes(role)), ...held.filter((role) => !change.roles.includes(role))];
  if (touched.some((role) => !mayGrant(change.by.roles, role))) throw new Refused('staff.may-not-grant', {}, 403);
  const administers = change.roles.some((role) => role === 'administrator' || role === 'network-manager');
  if (!administers && (await selectAdministratorCount(db, change.environmentId, member.id)) === 0)
    throw new Refused('staff.last-administrator');
  await deleteRoles(db, member.id, change.environmentId);
  for (const role of change.roles) await insertRole(db, member.id, change.environmentId, role);
  await deleteSessionsOf(db, member.id);
  return member;
}

/** Shuts an account out or lets it in again; its sessions and keys stop working at once. */
export async function setDisabled(
  db: AnyDb,
  change: { environmentId: number; publicId: string; disabled: boolean; by: { staffId: number | null }; now: Date },
): Promise<StaffRow> {
  await lockStaffOf(db, change.environmentId);
  const member = await colleague(db, change.environmentId, change.publicId);
  if (member.id === change.by.staffId) throw new Refused('staff.not-yourself');
  // an account that also works elsewhere is not one environment's to close: only who may give all its roles, everywhere
  const held = await selectRoles(db, member.id);
  const by = change.by.staffId === null ? undefined : byEnvironment(await selectRoles(db, change.by.staffId));
  if (by && held.some((row) => !mayGrant(by.get(row.environment_id) ?? [], row.role))) throw new Refused('staff.may-not-grant', {}, 403);
  if (change.disabled && (await selectAdministratorCount(db, change.environmentId, member.id)) === 0)
    throw new Refused('staff.last-administrator');
  await updateStaff(db, member.id, { disabled_at: change.disabled ? change.now : null });
  await deleteSessionsOf(db, member.id);
  return member;
}

async function colleague(db: AnyDb, environmentId: number, publicId: string): Promise<StaffRow> {
  const member = await selectStaffByPublicId(db, environmentId, publicId);
  if (!member) throw new NotFound('staff member');
  return member;
}

/** Makes a key and gives its text, which is shown once. Prefixed so that secret scanners recognise it. */
export async function createApiKey(
  db: AnyDb,
  wanted: {
    environmentId: number;
    name: string;
    scopes: readonly Permission[];
    by: { staffId: number; held: ReadonlySet<Permission> } | null;
    expiresAt: Date | null;
    now: Date;
  },
): Promise<{ row: ApiKeyRow; key: string }> {
  if (wanted.by && wanted.scopes.some((scope) => !wanted.by!.held.has(scope))) throw new Refused('staff.scope-too-wide', {}, 403);
  const key = `kbk_${newToken()}`;
  const row = await insertApiKey(db, {
    publicId: newToken().slice(0, 16),
    environmentId: wanted.environmentId,
    name: wanted.name,
    keyHash: tokenHash(key),
    scopes: wanted.scopes,
    createdBy: wanted.by?.staffId ?? null,
    expiresAt: wanted.expiresAt,
    now: wanted.now,
  });
  return { row, key };
}

/** The roles somebody holds in one environment. */
export async function rolesIn(db: AnyDb, staffId: number, environmentId: number): Promise<Role[]> {
  return byEnvironment(await selectRoles(db, staffId)).get(environmentId) ?? [];
}

/** The environments somebody holds a role in. */
export async function workplacesOf(db: AnyDb, staffId: number): Promise<number[]> {
  return [...byEnvironment(await selectRoles(db, staffId)).keys()];
}

/** Every environment somebody works in, with roles and what they may do there. */
export async function environmentsOf(db: AnyDb, staffId: number) {
  const rows = await selectRoles(db, staffId);
  const held = byEnvironment(rows);
  const seen = new Map(rows.map((row) => [row.environment_id, row]));
  return [...seen.values()].map((row) => {
    const roles = held.get(row.environment_id)!;
    const { slug, name, kind, demo, time_zone: timeZone } = row;
    return { slug, name, kind, demo, timeZone, roles, permissions: [...permissionsOf(roles)] };
  });
}

/** The account with this id; throws when there is none. */
export async function getStaff(db: AnyDb, id: number): Promise<StaffRow> {
  const row = await selectStaff(db, id);
  if (!row) throw new NotFound('staff member');
  return row;
}

/** The account with this address, or undefined. */
export async function findStaff(db: AnyDb, email: string): Promise<StaffRow | undefined> {
  return selectStaffByEmail(db, email.trim().toLowerCase());
}

/** Whether anybody besides these has an account, or anything a key: no environment is asked, so only for the installation's own work. */
export async function isUsedBeside(db: AnyDb, emails: readonly string[]): Promise<boolean> {
  return selectAccessBeside(db, emails);
}
