import type { Role } from '../../lib/permissions.ts';
import { many, maybe, one, run, sql, type AnyDb } from '../platform/db.ts';

export interface InvitationRow {
  id: number;
  public_id: string;
  environment_id: number;
  email: string;
  name: string;
  role: Role;
  invited_by: number | null;
  created_at: Date;
  expires_at: Date;
}

/** With where it leads and who asked, for lists. */
export interface OpenInvitationRow extends InvitationRow {
  slug: string;
  environment: string;
  /** Null for the operator. */
  inviter: string | null;
}

const columns = sql`i.id, i.public_id, i.environment_id, i.email, i.name, i.role, i.invited_by, i.created_at, i.expires_at`;
const open = (now: Date) => sql`i.outcome is null and i.expires_at > ${now}`;
const listed = sql`select ${columns}, t.slug, t.name as environment, s.name as inviter
  from staff_invitations i join tenants t on t.id = i.environment_id left join staff_members s on s.id = i.invited_by`;

/** Puts everybody who deals with this address in order, whether it has an account yet or not. */
export async function lockAddress(db: AnyDb, email: string): Promise<void> {
  await run(db, sql`select pg_advisory_xact_lock(hashtextextended(${`invitation:${email}`}, 0))`);
}

export async function insertInvitation(
  db: AnyDb,
  row: {
    publicId: string;
    environmentId: number;
    email: string;
    name: string;
    role: Role;
    invitedBy: number | null;
    now: Date;
    expiresAt: Date;
  },
): Promise<InvitationRow> {
  return one(
    db,
    sql<InvitationRow>`
    insert into staff_invitations as i (public_id, environment_id, email, name, role, invited_by, created_at, expires_at)
    values (${row.publicId}, ${row.environmentId}, ${row.email}, ${row.name}, ${row.role}, ${row.invitedBy}, ${row.now}, ${row.expiresAt})
    returning ${columns}`,
  );
}

/** An open invitation by its number: what a link carries. */
export async function selectOpen(db: AnyDb, id: number, now: Date): Promise<InvitationRow | undefined> {
  return maybe(db, sql<InvitationRow>`select ${columns} from staff_invitations i where i.id = ${id} and ${open(now)}`);
}

export async function selectOpenByPublicId(
  db: AnyDb,
  environmentId: number,
  publicId: string,
  now: Date,
): Promise<InvitationRow | undefined> {
  return maybe(
    db,
    sql<InvitationRow>`
    select ${columns} from staff_invitations i where i.environment_id = ${environmentId} and i.public_id = ${publicId} and ${open(now)} for update`,
  );
}

export async function selectOpenByEmail(db: AnyDb, email: string, now: Date): Promise<OpenInvitationRow[]> {
  return many(db, sql<OpenInvitationRow>`${listed} where i.email = ${email} and ${open(now)} order by i.created_at, i.id`);
}

export async function selectOpenOf(db: AnyDb, environmentId: number, now: Date): Promise<OpenInvitationRow[]> {
  return many(
    db,
    sql<OpenInvitationRow>`${listed} where i.environment_id = ${environmentId} and ${open(now)} order by i.created_at desc, i.id desc`,
  );
}

/** Settles an open offer; tells how many there were: none when somebody else was first. */
export async function settleInvitation(
  db: AnyDb,
  id: number,
  { outcome, now }: { outcome: 'accepted' | 'declined' | 'withdrawn'; now: Date },
): Promise<number> {
  return run(db, sql`update staff_invitations set outcome = ${outcome}, settled_at = ${now} where id = ${id} and outcome is null`);
}

/** Takes back an earlier offer of the same role to the same address, also one that grew too old. */
export async function withdrawSame(db: AnyDb, same: { environmentId: number; email: string; role: Role; now: Date }): Promise<void> {
  await run(
    db,
    sql`
    update staff_invitations set outcome = 'withdrawn', settled_at = ${same.now}
    where environment_id = ${same.environmentId} and email = ${same.email} and role = ${same.role} and outcome is null`,
  );
}

/** Forgets addresses of long ago; what happened stands in the audit log. */
export async function deleteOld(db: AnyDb, before: Date): Promise<void> {
  await run(db, sql`delete from staff_invitations where expires_at < ${before}`);
}
