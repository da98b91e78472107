// Sessions: a random token in a cookie, its hash in the database, nothing in the browser's storage.
// They end after two idle hours, after twelve hours in any case, and at once when credentials or roles change.
import { permissionsOf, permissions, type Permission, type Role } from '../../lib/permissions.ts';
import { withSystem, type AnyDb, type Database } from '../platform/db.ts';
import { newToken, tokenHash } from '../platform/secrets.ts';
import type { Caller } from '../platform/serve.ts';
import {
  deleteSession,
  insertSession,
  selectApiKeyByHash,
  selectRoles,
  selectSession,
  selectStaff,
  touchApiKey,
  touchSession,
  type RoleRow,
} from './queries.ts';

export const idleMinutes = 120;
export const absoluteHours = 12;

/** Opens a session and gives the token for the cookie; the token is never stored. */
export async function openSession(
  db: AnyDb,
  staffId: number,
  { now, agent, secondFactor }: { now: Date; agent: string | undefined; secondFactor: boolean },
): Promise<string> {
  const token = newToken();
  await insertSession(db, {
    token_hash: tokenHash(token),
    public_id: newToken().slice(0, 16),
    staff_id: staffId,
    csrf: newToken(),
    created_at: now,
    seen_at: now,
    expires_at: new Date(now.getTime() + absoluteHours * 3_600_000),
    proved_at: now,
    second_factor: secondFactor,
    agent: agent?.slice(0, 200) ?? null,
  });
  return token;
}

/** Who a cookie or key belongs to, with the roles as they are now; undefined when it opens nothing (any more). */
export async function authenticate(
  database: Database,
  proof: { cookie: string | undefined; bearer: string | undefined; now: Date },
): Promise<Caller | undefined> {
  if (proof.bearer) return byApiKey(database, proof.bearer, proof.now);
  if (proof.cookie) return bySession(database, proof.cookie, proof.now);
  return undefined;
}

async function bySession(database: Database, token: string, now: Date): Promise<Caller | undefined> {
  return withSystem(database, async (db) => {
    const session = await selectSession(db, tokenHash(token));
    if (!session) return undefined;
    const idle = now.getTime() - session.seen_at.getTime() > idleMinutes * 60_000;
    const member = await selectStaff(db, session.staff_id);
    if (idle || session.expires_at <= now || !member || member.disabled_at) {
      await deleteSession(db, session.token_hash);
      return undefined;
    }
    if (now.getTime() - session.seen_at.getTime() > 60_000) await touchSession(db, session.token_hash, { seenAt: now });
    const held = byEnvironment(await selectRoles(db, member.id));
    return {
      kind: 'staff',
      id: member.id,
      name: member.name,
      language: member.language,
      csrf: session.csrf,
      session: session.token_hash,
      provedAt: session.proved_at,
      permissionsIn: (environmentId) => permissionsOf(held.get(environmentId) ?? []),
    };
  });
}

async function byApiKey(database: Database, key: string, now: Date): Promise<Caller | undefined> {
  return withSystem(database, async (db) => {
    const row = await selectApiKeyByHash(db, tokenHash(key));
    if (!row || row.revoked_at || (row.expires_at && row.expires_at <= now)) return undefined;
    await touchApiKey(db, row.id, now);
    let scopes = new Set(row.scopes.filter(isPermission));
    if (row.created_by !== null) {
      // a key is never wider than its maker is today
      const maker = await selectStaff(db, row.created_by);
      const held = permissionsOf(byEnvironment(await selectRoles(db, row.created_by)).get(row.environment_id) ?? []);
      scopes = maker && !maker.disabled_at ? new Set([...scopes].filter((scope) => held.has(scope))) : new Set();
    }
    return {
      kind: 'api-key',
      id: row.id,
      name: row.name,
      language: 'nl',
      csrf: undefined,
      session: undefined,
      provedAt: now,
      permissionsIn: (environmentId) => (environmentId === row.environment_id ? scopes : new Set<Permission>()),
    };
  });
}

/** Roles per environment. */
export function byEnvironment(rows: readonly RoleRow[]): Map<number, Role[]> {
  const held = new Map<number, Role[]>();
  for (const row of rows) held.set(row.environment_id, [...(held.get(row.environment_id) ?? []), row.role]);
  return held;
}

function isPermission(value: string): value is Permission {
  return (permissions as readonly string[]).includes(value);
}
