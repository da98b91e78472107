// The second factor: time-based codes (RFC 6238) and ten recovery codes, each good for one time.
import { randomInt } from 'node:crypto';
import { generateSecret, generateURI, verifySync } from 'otplib';
import type { App } from '../platform/app.ts';
import { withSystem, type AnyDb } from '../platform/db.ts';
import { Invalid, Refused } from '../platform/errors.ts';
import { countAttempt } from '../platform/rate-limit.ts';
import { tokenHash } from '../platform/secrets.ts';
import { passwordMatches } from './passwords.ts';
import { deleteSessionsOf, lockStaff, selectStaff, touchSession, updateStaff } from './queries.ts';

/** Begins setting up: a new secret, not in force before `confirmSecondFactor`. */
export async function beginSecondFactor(app: App, staffId: number): Promise<{ secret: string; uri: string }> {
  const secret = generateSecret();
  return withSystem(app.database, async (db) => {
    const member = await lockStaff(db, staffId);
    if (member.totp_confirmed_at) throw new Refused('error.conflict');
    await updateStaff(db, staffId, { totp_secret: app.secrets.seal(`staff_members.totp_secret.${staffId}`, secret) });
    return { secret, uri: generateURI({ issuer: 'Kaartbak', label: member.email, secret }) };
  });
}

/** Puts the factor in force after one right code; other sessions end. Gives the recovery codes, shown once. */
export async function confirmSecondFactor(app: App, given: { staffId: number; session: string; code: string }): Promise<string[]> {
  const now = app.now();
  await countCode(app, given.staffId);
  return withSystem(app.database, async (db) => {
    const member = await lockStaff(db, given.staffId);
    if (!member.totp_secret || member.totp_confirmed_at) throw new Refused('error.conflict');
    const step = stepOf(app, member.id, member.totp_secret, given.code, now);
    if (step === undefined) throw new Invalid({ code: 'staff.wrong-code' });
    const codes = Array.from({ length: 10 }, newRecoveryCode);
    await updateStaff(db, member.id, { totp_confirmed_at: now, totp_last_step: step, recovery_hashes: codes.map(tokenHash) });
    await deleteSessionsOf(db, member.id, given.session);
    return codes;
  });
}

/** Takes the factor away again; other sessions end. */
export async function removeSecondFactor(app: App, { staffId, session }: { staffId: number; session: string }): Promise<void> {
  await withSystem(app.database, async (db) => {
    await updateStaff(db, staffId, { totp_secret: null, totp_confirmed_at: null, totp_last_step: null, recovery_hashes: [] });
    await deleteSessionsOf(db, staffId, session);
  });
}

/** Counts one try of a code; before the transaction that looks at it, so that a wrong one counts and none waits for a second connection. */
export async function countCode(app: App, staffId: number): Promise<void> {
  await countAttempt(app.database, { key: `totp:${staffId}`, max: 10, windowSeconds: 300 }, app.now());
}

/** Is this a code of now (or one step around it), or an unused recovery code? Either works once. */
export async function secondFactorMatches(app: App, db: AnyDb, staffId: number, code: string, now: Date): Promise<boolean> {
  const member = await lockStaff(db, staffId);
  if (!member.totp_secret) return false;
  const given = code.replace(/[\s-]/g, '').toLowerCase();
  const step = stepOf(app, staffId, member.totp_secret, given, now);
  if (step !== undefined) {
    if (member.totp_last_step !== null && step <= member.totp_last_step) return false;
    await updateStaff(db, staffId, { totp_last_step: step });
    return true;
  }
  const hash = tokenHash(given);
  if (!member.recovery_hashes.includes(hash)) return false;
  await updateStaff(db, staffId, { recovery_hashes: member.recovery_hashes.filter((kept) => kept !== hash) });
  return true;
}

/** Proves again who is there (step-up): the code where a factor is set up, else the password. */
export async function proveAgain(
  app: App,
  given: { staffId: number; session: string; password?: string | undefined; code?: string | undefined },
): Promise<void> {
  const now = app.now();
  await countAttempt(app.database, { key: `proof:${given.staffId}`, max: 10, windowSeconds: 900 }, now);
  if (given.code) await countCode(app, given.staffId);
  await withSystem(app.database, async (db) => {
    const member = (await selectStaff(db, given.staffId))!;
    if (member.totp_confirmed_at) {
      if (!given.code || !(await secondFactorMatches(app, db, member.id, given.code, now))) throw new Invalid({ code: 'staff.wrong-code' });
    } else if (!(await passwordMatches(given.password ?? '', member.password_hash))) {
      throw new Invalid({ password: 'staff.wrong-password' });
    }
    await touchSession(db, given.session, { provedAt: now });
  });
}

function stepOf(app: App, staffId: number, sealed: string, code: string, now: Date): number | undefined {
  if (!/^\d{6}$/.test(code.replace(/\s/g, ''))) return undefined;
  const secret = app.secrets.unseal(`staff_members.totp_secret.${staffId}`, sealed);
  const found = verifySync({ secret, token: code.replace(/\s/g, ''), epoch: Math.floor(now.getTime() / 1000), epochTolerance: 30 });
  return found.valid && 'timeStep' in found ? found.timeStep : undefined;
}

function newRecoveryCode(): string {
  return Array.from({ length: 12 }, () => 'abcdefghjkmnpqrstuvwxyz23456789'[randomInt(31)]).join('');
}
