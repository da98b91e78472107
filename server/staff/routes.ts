import QRCode from 'qrcode';
import { actorOf, recordAudit } from '../audit/audit.ts';
import { withSystem } from '../platform/db.ts';
import { NotFound, Refused } from '../platform/errors.ts';
import { countAttempt } from '../platform/rate-limit.ts';
import { readSendingHold } from '../platform/sending-hold.ts';
import { serve, type Caller, type ServedRoute } from '../platform/serve.ts';
import {
  beginSecondFactorRoute,
  changeMeRoute,
  changePasswordRoute,
  changeRolesRoute,
  confirmSecondFactorRoute,
  createApiKeyRoute,
  endSessionRoute,
  listApiKeysRoute,
  listSessionsRoute,
  listStaffRoute,
  logInByLinkRoute,
  logInRoute,
  logOutRoute,
  proveAgainRoute,
  readSession,
  removeSecondFactorRoute,
  revokeApiKeyRoute,
  setDisabledRoute,
} from './contract.ts';
import {
  deleteSession,
  deleteSessionByPublicId,
  revokeApiKey,
  selectApiKeys,
  selectColleagues,
  selectSessions,
  selectStaff,
  updateStaff,
} from './queries.ts';
import { beginSecondFactor, confirmSecondFactor, proveAgain, removeSecondFactor } from './second-factor.ts';
import { changePassword, changeRoles, createApiKey, environmentsOf, logIn, logInByLink, rolesIn, setDisabled } from './staff.ts';

/** Things about oneself are for people: a key has no password, sessions or second factor. */
function person(caller: Caller): { staffId: number; session: string } {
  if (caller.kind !== 'staff' || !caller.session) throw new Refused('error.no-permission', {}, 403);
  return { staffId: caller.id, session: caller.session };
}

const entrance: ServedRoute[] = [
  serve(logInRoute, async ({ app, body, visitor, header, setSession }) => {
    const outcome = await logIn(app, { ...body, visitor, agent: header('user-agent') });
    if (outcome.kind === 'in') setSession(outcome.token);
    return { state: outcome.kind };
  }),
  serve(logInByLinkRoute, async ({ app, body, visitor, header, setSession, now }) => {
    await countAttempt(app.database, { key: `link:${visitor}`, max: 30, windowSeconds: 900 }, now);
    setSession(await logInByLink(app, body.token, header('user-agent')));
    return {};
  }),
];

const myself: ServedRoute[] = [
  serve(readSession, async ({ app, caller }) => {
    if (!caller) return null;
    const { staffId } = person(caller);
    return withSystem(app.database, async (db) => {
      const member = (await selectStaff(db, staffId))!;
      return {
        name: member.name,
        email: member.email,
        language: member.language,
        csrf: caller.csrf!,
        secondFactor: member.totp_confirmed_at !== null,
        hasPassword: member.password_hash !== null,
        sendingHeld: (await readSendingHold(db)) !== undefined,
        environments: await environmentsOf(db, staffId),
      };
    });
  }),
  serve(logOutRoute, async ({ app, caller, setSession }) => {
    const { session } = person(caller);
    await withSystem(app.database, (db) => deleteSession(db, session));
    setSession(null);
    return {};
  }),
  serve(listSessionsRoute, async ({ app, caller }) => {
    const { staffId, session } = person(caller);
    const rows = await withSystem(app.database, (db) => selectSessions(db, staffId));
    return {
      sessions: rows.map((row) => ({
        id: row.public_id,
        agent: row.agent,
        createdAt: row.created_at,
        seenAt: row.seen_at,
        current: row.token_hash === session,
      })),
    };
  }),
  serve(endSessionRoute, async ({ app, caller, params }) => {
    const { staffId } = person(caller);
    const ended = await withSystem(app.database, (db) => deleteSessionByPublicId(db, staffId, params.sessionId));
    if (!ended) throw new NotFound('session');
    return {};
  }),
  serve(changeMeRoute, async ({ app, caller, body }) => {
    const { staffId } = person(caller);
    await withSystem(app.database, (db) => updateStaff(db, staffId, body));
    return {};
  }),
  serve(changePasswordRoute, async ({ app, caller, body }) => {
    await changePassword(app, { ...person(caller), ...body });
    return {};
  }),
  serve(proveAgainRoute, async ({ app, caller, body }) => {
    await proveAgain(app, { ...person(caller), ...body });
    return {};
  }),
  serve(beginSecondFactorRoute, async ({ app, caller }) => {
    const begun = await beginSecondFactor(app, person(caller).staffId);
    return { ...begun, qr: await QRCode.toDataURL(begun.uri, { margin: 1, width: 220 }) };
  }),
  serve(confirmSecondFactorRoute, async ({ app, caller, body }) => ({
    recoveryCodes: await confirmSecondFactor(app, { ...person(caller), code: body.code }),
  })),
  serve(removeSecondFactorRoute, async ({ app, caller }) => {
    await removeSecondFactor(app, person(caller));
    return {};
  }),
];

const colleagues: ServedRoute[] = [
  serve(listStaffRoute, async ({ db }) => ({
    staff: (await selectColleagues(db, db.tenantId)).map((row) => ({
      id: row.public_id,
      name: row.name,
      email: row.email,
      roles: row.roles,
      secondFactor: row.second_factor,
      state: row.disabled_at ? ('disabled' as const) : row.has_password ? ('active' as const) : ('invited' as const),
      lastSeenAt: row.last_seen_at,
    })),
  })),
  serve(changeRolesRoute, async ({ db, params, body, caller, now }) => {
    const by = { staffId: caller.id, roles: await rolesIn(db, person(caller).staffId, db.tenantId) };
    const member = await changeRoles(db, { environmentId: db.tenantId, publicId: params.staffId, roles: body.roles, by });
    await recordAudit(db, {
      actor: actorOf(caller),
      action: 'staff.roles-changed',
      objectKind: 'staff',
      objectId: member.public_id,
      detail: { roles: body.roles },
      at: now,
    });
    return {};
  }),
  serve(setDisabledRoute, async ({ db, params, body, caller, now }) => {
    const by = { staffId: person(caller).staffId };
    const member = await setDisabled(db, { environmentId: db.tenantId, publicId: params.staffId, disabled: body.disabled, by, now });
    await recordAudit(db, {
      actor: actorOf(caller),
      action: body.disabled ? 'staff.disabled' : 'staff.enabled',
      objectKind: 'staff',
      objectId: member.public_id,
      at: now,
    });
    return {};
  }),
];

const keys: ServedRoute[] = [
  serve(listApiKeysRoute, async ({ db }) => ({
    keys: (await selectApiKeys(db, db.tenantId)).map((row) => ({
      id: row.public_id,
      name: row.name,
      scopes: row.scopes,
      createdAt: row.created_at,
      expiresAt: row.expires_at,
      lastUsedAt: row.last_used_at,
      revokedAt: row.revoked_at,
    })),
  })),
  serve(createApiKeyRoute, async ({ db, body, caller, environment, now }) => {
    const by = { staffId: person(caller).staffId, held: caller.permissionsIn(environment.id) };
    const { row, key } = await createApiKey(db, {
      ...body,
      environmentId: db.tenantId,
      by,
      expiresAt: body.expiresAt ? new Date(body.expiresAt) : null,
      now,
    });
    await recordAudit(db, {
      actor: actorOf(caller),
      action: 'api-keys.created',
      objectKind: 'api-key',
      objectId: row.public_id,
      detail: { scopes: row.scopes },
      at: now,
    });
    return { key, id: row.public_id };
  }),
  serve(revokeApiKeyRoute, async ({ db, params, caller, now }) => {
    if (!(await revokeApiKey(db, db.tenantId, params.keyId, now))) throw new NotFound('api key');
    await recordAudit(db, { actor: actorOf(caller), action: 'api-keys.revoked', objectKind: 'api-key', objectId: params.keyId, at: now });
    return {};
  }),
];

export const routes: ServedRoute[] = [...entrance, ...myself, ...colleagues, ...keys];
