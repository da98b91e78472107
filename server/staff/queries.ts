import type { Role } from '../../lib/permissions.ts';
import { many, maybe, one, run, sql, type AnyDb } from '../platform/db.ts';

export interface StaffRow {
  id: number;
  public_id: string;
  email: string;
  name: string;
  language: 'nl' | 'en';
  password_hash: string | null;
  totp_secret: string | null;
  totp_confirmed_at: Date | null;
  totp_last_step: number | null;
  recovery_hashes: string[];
  disabled_at: Date | null;
  address_proved_at: Date | null;
}

const columns = sql`id, public_id, email, name, language, password_hash, totp_secret, totp_confirmed_at, totp_last_step, recovery_hashes, disabled_at, address_proved_at`;

export async function selectStaffByEmail(db: AnyDb, email: string): Promise<StaffRow | undefined> {
  return maybe(db, sql<StaffRow>`select ${columns} from staff_members where email = ${email}`);
}

export async function selectStaff(db: AnyDb, id: number): Promise<StaffRow | undefined> {
  return maybe(db, sql<StaffRow>`select ${columns} from staff_members where id = ${id}`);
}

/** The row locked for the rest of the transaction: codes and recovery codes work once. */
export async function lockStaff(db: AnyDb, id: number): Promise<StaffRow> {
  return one(db, sql<StaffRow>`select ${columns} from staff_members where id = ${id} for update`);
}

export async function insertStaff(
  db: AnyDb,
  row: { publicId: string; email: string; name: string; language: string; passwordHash: string | null; provedAt: Date | null },
): Promise<StaffRow> {
  return one(
    db,
    sql<StaffRow>`
    insert into staff_members (public_id, email, name, language, password_hash, address_proved_at)
    values (${row.publicId}, ${row.email}, ${row.name}, ${row.language}, ${row.passwordHash}, ${row.provedAt})
    returning ${columns}`,
  );
}

export async function updateStaff(db: AnyDb, id: number, change: Partial<Omit<StaffRow, 'id'>>): Promise<void> {
  const sets = Object.entries(change).map(([column, value]) => sql`${sql.ref(column)} = ${value}`);
  if (sets.length > 0) await run(db, sql`update staff_members set ${sql.join(sets)} where id = ${id}`);
}

export interface RoleRow {
  environment_id: number;
  slug: string;
  name: string;
  kind: 'network' | 'region' | 'library';
  demo: boolean;
  time_zone: string;
  role: Role;
}

export async function selectRoles(db: AnyDb, staffId: number): Promise<RoleRow[]> {
  return many(
    db,
    sql<RoleRow>`
    select r.environment_id, t.slug, t.name, t.kind, t.demo, t.time_zone, r.role from staff_roles r join tenants t on t.id = r.environment_id
    where r.staff_id = ${staffId} order by t.kind = 'library' desc, t.id, r.role`,
  );
}

export interface ColleagueRow {
  id: number;
  public_id: string;
  email: string;
  name: string;
  roles: Role[];
  second_factor: boolean;
  has_password: boolean;
  disabled_at: Date | null;
  last_seen_at: Date | null;
}

export async function selectColleagues(db: AnyDb, environmentId: number): Promise<ColleagueRow[]> {
  return many(
    db,
    sql<ColleagueRow>`
    select s.id, s.public_id, s.email, s.name, array_agg(r.role order by r.role) as roles, s.totp_confirmed_at is not null as second_factor,
      s.password_hash is not null as has_password, s.disabled_at,
      (select max(seen_at) from staff_sessions e where e.staff_id = s.id) as last_seen_at
    from staff_members s join staff_roles r on r.staff_id = s.id
    where r.environment_id = ${environmentId} group by s.id order by s.name, s.id`,
  );
}

/** Changes to who works in an environment take turns: two at once could each leave the other as its last administrator. */
export async function lockStaffOf(db: AnyDb, environmentId: number): Promise<void> {
  await run(db, sql`select pg_advisory_xact_lock(hashtextextended(${`staff:${environmentId}`}, 0))`);
}

export async function selectAdministratorCount(db: AnyDb, environmentId: number, exceptStaffId: number): Promise<number> {
  const row = await one(
    db,
    sql<{ n: number }>`
    select count(distinct r.staff_id)::int as n from staff_roles r join staff_members s on s.id = r.staff_id
    where r.environment_id = ${environmentId} and r.role in ('administrator', 'network-manager') and s.disabled_at is null and s.id <> ${exceptStaffId}`,
  );
  return row.n;
}

export async function insertRole(db: AnyDb, staffId: number, environmentId: number, role: Role): Promise<void> {
  await run(
    db,
    sql`insert into staff_roles (staff_id, environment_id, role) values (${staffId}, ${environmentId}, ${role}) on conflict do nothing`,
  );
}

export async function deleteRoles(db: AnyDb, staffId: number, environmentId: number): Promise<void> {
  await run(db, sql`delete from staff_roles where staff_id = ${staffId} and environment_id = ${environmentId}`);
}

export async function deleteAllRoles(db: AnyDb, staffId: number): Promise<void> {
  await run(db, sql`delete from staff_roles where staff_id = ${staffId}`);
}

export async function insertLink(db: AnyDb, row: { tokenHash: string; staffId: number; now: Date; expiresAt: Date }): Promise<void> {
  await run(
    db,
    sql`
    insert into staff_links (token_hash, staff_id, created_at, expires_at)
    values (${row.tokenHash}, ${row.staffId}, ${row.now}, ${row.expiresAt})`,
  );
}

/** Uses a link up; of two at the same moment one gets it. */
export async function useLink(db: AnyDb, tokenHash: string, now: Date): Promise<{ staff_id: number } | undefined> {
  return maybe(
    db,
    sql<{ staff_id: number }>`
    update staff_links set used_at = ${now} where token_hash = ${tokenHash} and used_at is null and expires_at > ${now}
    returning staff_id`,
  );
}

/** Makes the unused links of an account worthless. */
export async function spendLinksOf(db: AnyDb, staffId: number, now: Date): Promise<void> {
  await run(db, sql`update staff_links set used_at = ${now} where staff_id = ${staffId} and used_at is null`);
}

export interface SessionRow {
  token_hash: string;
  public_id: string;
  staff_id: number;
  csrf: string;
  created_at: Date;
  seen_at: Date;
  expires_at: Date;
  proved_at: Date;
  second_factor: boolean;
  agent: string | null;
}

export async function insertSession(db: AnyDb, row: SessionRow): Promise<void> {
  await run(
    db,
    sql`
    insert into staff_sessions (token_hash, public_id, staff_id, csrf, created_at, seen_at, expires_at, proved_at, second_factor, agent)
    values (${row.token_hash}, ${row.public_id}, ${row.staff_id}, ${row.csrf}, ${row.created_at}, ${row.seen_at}, ${row.expires_at}, ${row.proved_at}, ${row.second_factor}, ${row.agent})`,
  );
}

export async function selectSession(db: AnyDb, tokenHash: string): Promise<SessionRow | undefined> {
  return maybe(db, sql<SessionRow>`select * from staff_sessions where token_hash = ${tokenHash}`);
}

export async function selectSessions(db: AnyDb, staffId: number): Promise<SessionRow[]> {
  return many(db, sql<SessionRow>`select * from staff_sessions where staff_id = ${staffId} order by seen_at desc`);
}

export async function touchSession(db: AnyDb, tokenHash: string, change: { seenAt?: Date; provedAt?: Date }): Promise<void> {
  await run(
    db,
    sql`
    update staff_sessions set seen_at = coalesce(${change.seenAt ?? null}, seen_at), proved_at = coalesce(${change.provedAt ?? null}, proved_at)
    where token_hash = ${tokenHash}`,
  );
}

export async function deleteSession(db: AnyDb, tokenHash: string): Promise<void> {
  await run(db, sql`delete from staff_sessions where token_hash = ${tokenHash}`);
}

export async function deleteSessionByPublicId(db: AnyDb, staffId: number, publicId: string): Promise<number> {
  return run(db, sql`delete from staff_sessions where staff_id = ${staffId} and public_id = ${publicId}`);
}

export async function deleteSessionsOf(db: AnyDb, staffId: number, exceptTokenHash = ''): Promise<void> {
  await run(db, sql`delete from staff_sessions where staff_id = ${staffId} and token_hash <> ${exceptTokenHash}`);
}

export interface ApiKeyRow {
  id: number;
  public_id: string;
  environment_id: number;
  name: string;
  scopes: string[];
  created_by: number | null;
  created_at: Date;
  expires_at: Date | null;
  last_used_at: Date | null;
  revoked_at: Date | null;
}

const keyColumns = sql`id, public_id, environment_id, name, scopes, created_by, created_at, expires_at, last_used_at, revoked_at`;

export async function insertApiKey(
  db: AnyDb,
  row: {
    publicId: string;
    environmentId: number;
    name: string;
    keyHash: string;
    scopes: readonly string[];
    createdBy: number | null;
    expiresAt: Date | null;
    now: Date;
  },
): Promise<ApiKeyRow> {
  return one(
    db,
    sql<ApiKeyRow>`
    insert into api_keys (public_id, environment_id, name, key_hash, scopes, created_by, expires_at, created_at)
    values (${row.publicId}, ${row.environmentId}, ${row.name}, ${row.keyHash}, ${row.scopes as string[]}, ${row.createdBy}, ${row.expiresAt}, ${row.now})
    returning ${keyColumns}`,
  );
}

export async function selectApiKeys(db: AnyDb, environmentId: number): Promise<ApiKeyRow[]> {
  return many(
    db,
    sql<ApiKeyRow>`select ${keyColumns} from api_keys where environment_id = ${environmentId} order by revoked_at nulls first, created_at desc`,
  );
}

export async function selectApiKeyByHash(db: AnyDb, keyHash: string): Promise<ApiKeyRow | undefined> {
  return maybe(db, sql<ApiKeyRow>`select ${keyColumns} from api_keys where key_hash = ${keyHash}`);
}

/** Remembers the use, once a minute at most: a busy key must not become a hot row. */
export async function touchApiKey(db: AnyDb, id: number, now: Date): Promise<void> {
  await run(
    db,
    sql`update api_keys set last_used_at = ${now} where id = ${id} and (last_used_at is null or last_used_at < ${new Date(now.getTime() - 60_000)})`,
  );
}

export async function revokeApiKey(db: AnyDb, environmentId: number, publicId: string, now: Date): Promise<number> {
  return run(
    db,
    sql`update api_keys set revoked_at = ${now} where environment_id = ${environmentId} and public_id = ${publicId} and revoked_at is null`,
  );
}

/** Revokes every key somebody made, in whatever environment. */
export async function revokeApiKeysOf(db: AnyDb, staffId: number, now: Date): Promise<void> {
  await run(db, sql`update api_keys set revoked_at = ${now} where created_by = ${staffId} and revoked_at is null`);
}

export async function selectStaffByPublicId(db: AnyDb, environmentId: number, publicId: string): Promise<StaffRow | undefined> {
  return maybe(
    db,
    sql<StaffRow>`
    select ${columns} from staff_members s where public_id = ${publicId}
      and exists (select 1 from staff_roles r where r.staff_id = s.id and r.environment_id = ${environmentId})`,
  );
}

export async function selectAccessBeside(db: AnyDb, emails: readonly string[]): Promise<boolean> {
  const { found } = await one(
    db,
    sql<{ found: boolean }>`
    select exists (select 1 from api_keys) or exists (select 1 from staff_members where email <> all(${emails}::text[])) as found`,
  );
  return found;
}
