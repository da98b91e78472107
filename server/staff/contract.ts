import { z } from 'zod';
import { permissions, roles } from '../../lib/permissions.ts';
import { instant, route } from '../../lib/route.ts';

const token = z.string().min(10).max(200);
const done = z.object({});

export const logInRoute = route({
  id: 'session.open',
  method: 'POST',
  path: '/session',
  summary: 'Logs in with address, password and, where set up, a one-time code.',
  access: { in: 'public' },
  body: z.strictObject({ email: z.string().max(254), password: z.string().max(200), code: z.string().max(40).optional() }),
  output: z.object({ state: z.enum(['in', 'code-needed']) }),
});

export const logInByLinkRoute = route({
  id: 'session.open-by-link',
  method: 'POST',
  path: '/session/link',
  summary: 'Logs in with a one-time link from the console.',
  access: { in: 'public' },
  body: z.strictObject({ token }),
  output: done,
});

export const readSession = route({
  id: 'session.read',
  method: 'GET',
  path: '/session',
  summary: 'Who is logged in, where they work and what they may do there; null when nobody is.',
  access: { in: 'staff', orNobody: true },
  output: z
    .object({
      name: z.string(),
      email: z.string(),
      language: z.enum(['nl', 'en']),
      csrf: z.string(),
      secondFactor: z.boolean(),
      hasPassword: z.boolean(),
      /** Nothing leaves this installation until its operator agrees: a backup was put back, or the operator asked for it. */
      sendingHeld: z.boolean(),
      environments: z.array(
        z.object({
          slug: z.string(),
          name: z.string(),
          kind: z.enum(['network', 'region', 'library']),
          demo: z.boolean(),
          /** The clock on its wall: times on its screens are told by it. */
          timeZone: z.string(),
          roles: z.array(z.enum(roles)),
          permissions: z.array(z.enum(permissions)),
        }),
      ),
    })
    .nullable(),
});

export const logOutRoute = route({
  id: 'session.close',
  method: 'DELETE',
  path: '/session',
  summary: 'Logs out.',
  access: { in: 'staff' },
  output: done,
});

export const listSessionsRoute = route({
  id: 'sessions.list',
  method: 'GET',
  path: '/me/sessions',
  summary: 'Where I am logged in.',
  access: { in: 'staff' },
  output: z.object({
    sessions: z.array(
      z.object({ id: z.string(), agent: z.string().nullable(), createdAt: instant, seenAt: instant, current: z.boolean() }),
    ),
  }),
});

export const endSessionRoute = route({
  id: 'sessions.end',
  method: 'DELETE',
  path: '/me/sessions/:sessionId',
  summary: 'Ends one of my sessions.',
  access: { in: 'staff' },
  params: z.object({ sessionId: z.string().max(40) }),
  output: done,
});

export const changeMeRoute = route({
  id: 'me.change',
  method: 'PATCH',
  path: '/me',
  summary: 'Changes my name or language.',
  access: { in: 'staff' },
  body: z.strictObject({ name: z.string().trim().min(1).max(120).optional(), language: z.enum(['nl', 'en']).optional() }),
  output: done,
});

export const changePasswordRoute = route({
  id: 'me.change-password',
  method: 'PUT',
  path: '/me/password',
  summary: 'Changes my password; all my other sessions end.',
  access: { in: 'staff' },
  body: z.strictObject({ current: z.string().max(200).default(''), next: z.string().max(200) }),
  output: done,
});

export const proveAgainRoute = route({
  id: 'session.prove',
  method: 'POST',
  path: '/session/proof',
  summary: 'Proves again who is there, before something delicate (step-up).',
  access: { in: 'staff' },
  body: z.strictObject({ password: z.string().max(200).optional(), code: z.string().max(40).optional() }),
  output: done,
});

export const beginSecondFactorRoute = route({
  id: 'second-factor.begin',
  secretAnswer: true,
  method: 'POST',
  path: '/me/second-factor',
  summary: 'Begins setting up one-time codes.',
  access: { in: 'staff', stepUp: true },
  output: z.object({ secret: z.string(), uri: z.string(), qr: z.string() }),
});

export const confirmSecondFactorRoute = route({
  id: 'second-factor.confirm',
  secretAnswer: true,
  method: 'POST',
  path: '/me/second-factor/confirmation',
  summary: 'Puts one-time codes in force; gives the recovery codes once.',
  access: { in: 'staff', stepUp: true },
  body: z.strictObject({ code: z.string().max(12) }),
  output: z.object({ recoveryCodes: z.array(z.string()) }),
});

export const removeSecondFactorRoute = route({
  id: 'second-factor.remove',
  method: 'DELETE',
  path: '/me/second-factor',
  summary: 'Takes one-time codes away; my other sessions end.',
  access: { in: 'staff', stepUp: true },
  output: done,
});

const colleague = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  roles: z.array(z.enum(roles)),
  secondFactor: z.boolean(),
  state: z.enum(['active', 'invited', 'disabled']),
  lastSeenAt: instant.nullable(),
});

export const listStaffRoute = route({
  id: 'staff.list',
  method: 'GET',
  path: '/staff',
  summary: 'The colleagues of this environment and their roles.',
  access: { in: 'environment', permission: 'staff.read' },
  output: z.object({ staff: z.array(colleague) }),
});

export const changeRolesRoute = route({
  id: 'staff.change-roles',
  method: 'PUT',
  path: '/staff/:staffId/roles',
  summary: 'Replaces the roles of a colleague here; their sessions end.',
  access: { in: 'environment', permission: 'staff.manage', stepUp: true },
  params: z.object({ environment: z.string(), staffId: z.string().max(40) }),
  body: z.strictObject({ roles: z.array(z.enum(roles)).max(7) }),
  output: done,
});

export const setDisabledRoute = route({
  id: 'staff.set-disabled',
  method: 'PUT',
  path: '/staff/:staffId/disabled',
  summary: 'Shuts an account out, or lets it in again.',
  access: { in: 'environment', permission: 'staff.manage', stepUp: true },
  params: z.object({ environment: z.string(), staffId: z.string().max(40) }),
  body: z.strictObject({ disabled: z.boolean() }),
  output: done,
});

const apiKey = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  createdAt: instant,
  expiresAt: instant.nullable(),
  lastUsedAt: instant.nullable(),
  revokedAt: instant.nullable(),
});

export const listApiKeysRoute = route({
  id: 'api-keys.list',
  method: 'GET',
  path: '/api-keys',
  summary: 'The keys of this environment; never their text.',
  access: { in: 'environment', permission: 'api-keys.manage' },
  output: z.object({ keys: z.array(apiKey) }),
});

export const createApiKeyRoute = route({
  id: 'api-keys.create',
  secretAnswer: true,
  method: 'POST',
  path: '/api-keys',
  summary: 'Makes a key; its text is in this answer and nowhere else.',
  access: { in: 'environment', permission: 'api-keys.manage', stepUp: true },
  body: z.strictObject({
    name: z.string().trim().min(1).max(80),
    scopes: z.array(z.enum(permissions)).min(1),
    expiresAt: z.iso.datetime().nullable().default(null),
  }),
  output: z.object({ key: z.string(), id: z.string() }),
});

export const revokeApiKeyRoute = route({
  id: 'api-keys.revoke',
  method: 'DELETE',
  path: '/api-keys/:keyId',
  summary: 'Makes a key stop working at once.',
  access: { in: 'environment', permission: 'api-keys.manage' },
  params: z.object({ environment: z.string(), keyId: z.string().max(40) }),
  output: done,
});

export const contract = [
  logInRoute,
  logInByLinkRoute,
  readSession,
  logOutRoute,
  listSessionsRoute,
  endSessionRoute,
  changeMeRoute,
  changePasswordRoute,
  proveAgainRoute,
  beginSecondFactorRoute,
  confirmSecondFactorRoute,
  removeSecondFactorRoute,
  listStaffRoute,
  changeRolesRoute,
  setDisabledRoute,
  listApiKeysRoute,
  createApiKeyRoute,
  revokeApiKeyRoute,
];
