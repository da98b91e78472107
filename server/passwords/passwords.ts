// A forgotten password: a link by mail to who reads the mailbox of the account.
//
// 1. `askLink` answers the same to everybody and leaves the rest to a job: whether an account exists shows nowhere, in words nor time.
// 2. `sendLink` mails a link that works once, for an hour. Only where mail really leaves: what the test mailbox takes is
//    read by colleagues.
// 3. `setForgotten` sets the password. The second factor stays: a mailbox alone is not enough where one was set up. Logging in comes after.
//
// Owns password_requests. Invariants: a link is stored nowhere in the clear, and one that did not reach its mailbox opens nothing.
import { recordAudit } from '../audit/audit.ts';
import { queueServiceMail, reachedMailbox, staysOnTrial } from '../delivery/delivery.ts';
import type { App } from '../platform/app.ts';
import { withSystem, withTenant } from '../platform/db.ts';
import { Refused } from '../platform/errors.ts';
import { addJob } from '../platform/queue.ts';
import { openNumbers, sealNumbers } from '../platform/tokens.ts';
import { environmentsOf, findStaff, getStaff, replacePassword, type StaffRow } from '../staff/staff.ts';
import { findEnvironment } from '../tenants/tenants.ts';
import { passwordMail } from './emails.ts';
import {
  countRequestsSince,
  deleteRequestsBefore,
  insertRequest,
  selectOpenRequest,
  useRequest,
  type PasswordRequestRow,
} from './queries.ts';

const validMs = 3_600_000;
const mailsInAnHour = 3;
const keptMs = 90 * 86_400_000;

/** Asks for a link, for whoever reads the mailbox of this address. */
export async function askLink(app: App, email: string): Promise<void> {
  await withSystem(app.database, (db) => addJob(db, 'passwords.send-link', { email: email.trim().toLowerCase() }));
}

/** Mails the link, if an account has the address, may log in, and works somewhere from where mail leaves. */
export async function sendLink(app: App, email: string): Promise<void> {
  const now = app.now();
  const member = await withSystem(app.database, async (db) => {
    await deleteRequestsBefore(db, new Date(now.getTime() - keptMs));
    const found = await findStaff(db, email);
    const many = found && (await countRequestsSince(db, found.id, new Date(now.getTime() - validMs))) >= mailsInAnHour;
    return found && !found.disabled_at && !many ? found : undefined;
  });
  const environmentId = member && (await leavingFrom(app, member));
  if (!environmentId) return;
  await withTenant(app.database, environmentId, async (db) => {
    const expiresAt = new Date(now.getTime() + validMs);
    const row = await insertRequest(db, { staffId: member.id, environmentId, now, expiresAt });
    const link = `${app.config.publicUrl}/app/wachtwoord#${sealNumbers(app.secrets, 'password', [row.id])}`;
    await queueServiceMail(app, db, {
      to: member.email,
      toName: member.name,
      occasion: occasionOf(row),
      ...passwordMail(member.language, link),
      preferencesUrl: `${app.config.publicUrl}/app/-/account`,
      validUntil: expiresAt,
      confidential: true,
    });
  });
}

const occasionOf = (row: PasswordRequestRow) => `password:${row.id}`;

async function leavingFrom(app: App, member: StaffRow): Promise<number | undefined> {
  for (const { slug } of await withSystem(app.database, (db) => environmentsOf(db, member.id))) {
    const environment = await withSystem(app.database, (db) => findEnvironment(db, slug));
    if (environment && !(await withTenant(app.database, environment.id, (db) => staysOnTrial(app, db)))) return environment.id;
  }
  return undefined;
}

/** Sets a new password by a link; gives the address to log in with. */
export async function setForgotten(app: App, given: { token: string; password: string }): Promise<{ email: string }> {
  const now = app.now();
  const id = openNumbers(app.secrets, 'password', given.token)?.[0];
  const row = id === undefined ? undefined : await withSystem(app.database, (db) => selectOpenRequest(db, id, now));
  if (!row) throw new Refused('passwords.link-used', {}, 410);
  return withTenant(app.database, row.environment_id, async (db) => {
    const member = await getStaff(db, row.staff_id);
    if (member.disabled_at || !(await reachedMailbox(db, occasionOf(row)))) throw new Refused('passwords.link-used', {}, 410);
    await replacePassword(db, member, { password: given.password, now });
    if (!(await useRequest(db, row, now))) throw new Refused('passwords.link-used', {}, 410);
    await recordAudit(db, {
      actor: { kind: 'staff', id: member.id, name: member.name },
      action: 'staff.password-reset',
      objectKind: 'staff',
      objectId: member.public_id,
      detail: {},
      at: now,
    });
    return { email: member.email };
  });
}
