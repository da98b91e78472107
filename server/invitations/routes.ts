import { actorOf } from '../audit/audit.ts';
import { staysOnTrial } from '../delivery/delivery.ts';
import { Refused } from '../platform/errors.ts';
import { countAttempt, countDone } from '../platform/rate-limit.ts';
import { serve, type Caller, type ServedRoute } from '../platform/serve.ts';
import {
  acceptAsMyselfRoute,
  acceptInvitationRoute,
  acceptMyInvitationRoute,
  declineMyInvitationRoute,
  inviteRoute,
  listInvitationsRoute,
  listMyInvitationsRoute,
  readInvitationRoute,
  withdrawInvitationRoute,
} from './contract.ts';
import {
  acceptAsMyself,
  acceptByPassword,
  answerPending,
  invite,
  listInvitations,
  pendingFor,
  readInvitation,
  withdrawInvitation,
} from './invitations.ts';

/** Invitations are between people: a key invites nobody and has no mailbox. */
function person(caller: Caller): number {
  if (caller.kind !== 'staff') throw new Refused('error.no-permission', {}, 403);
  return caller.id;
}

const byLink: ServedRoute[] = [
  serve(readInvitationRoute, async ({ app, body, visitor, now }) => {
    await countAttempt(app.database, { key: `link:${visitor}`, max: 30, windowSeconds: 900 }, now);
    return readInvitation(app, body.token);
  }),
  serve(acceptInvitationRoute, async ({ app, body, visitor, header, setSession, now }) => {
    await countAttempt(app.database, { key: `link:${visitor}`, max: 30, windowSeconds: 900 }, now);
    setSession(await acceptByPassword(app, { ...body, agent: header('user-agent') }));
    return {};
  }),
  serve(acceptAsMyselfRoute, async ({ app, body, caller, visitor, now }) => {
    await countAttempt(app.database, { key: `link:${visitor}`, max: 30, windowSeconds: 900 }, now);
    return acceptAsMyself(app, { token: body.token, staffId: person(caller) });
  }),
];

const mine: ServedRoute[] = [
  serve(listMyInvitationsRoute, async ({ app, caller }) => ({
    invitations: (await pendingFor(app, person(caller))).map((row) => ({
      id: row.public_id,
      environment: row.environment,
      role: row.role,
      inviter: row.inviter,
      expiresAt: row.expires_at,
    })),
  })),
  serve(acceptMyInvitationRoute, async ({ app, caller, params }) =>
    answerPending(app, { publicId: params.invitationId, staffId: person(caller), accept: true }),
  ),
  serve(declineMyInvitationRoute, async ({ app, caller, params }) => {
    await answerPending(app, { publicId: params.invitationId, staffId: person(caller), accept: false });
    return {};
  }),
];

const here: ServedRoute[] = [
  serve(inviteRoute, async ({ app, db, body, caller, now }) => {
    const staffId = person(caller);
    // each is a mail to whoever they name
    await countDone(db, { key: `invite:${db.tenantId}`, max: 60, windowSeconds: 3600 }, now);
    await invite(app, db, { ...body, by: { staffId, actor: actorOf(caller) } });
    return {};
  }),
  serve(listInvitationsRoute, async ({ app, db, now }) => ({
    invitations: (await listInvitations(db, now)).map((row) => ({
      id: row.public_id,
      email: row.email,
      name: row.name,
      role: row.role,
      inviter: row.inviter,
      invitedAt: row.created_at,
      expiresAt: row.expires_at,
    })),
    onTrial: await staysOnTrial(app, db),
  })),
  serve(withdrawInvitationRoute, async ({ db, params, caller, now }) => {
    await withdrawInvitation(db, { publicId: params.invitationId, actor: actorOf(caller), now });
    return {};
  }),
];

export const routes: ServedRoute[] = [...byLink, ...mine, ...here];
