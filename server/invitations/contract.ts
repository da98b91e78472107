import { z } from 'zod';
import { roles } from '../../lib/permissions.ts';
import { instant, route } from '../../lib/route.ts';

const token = z.string().min(10).max(200);
const done = z.object({});
const role = z.enum(roles);
const inEnvironment = z.object({ environment: z.string(), invitationId: z.string().max(40) });
const mine = z.object({ invitationId: z.string().max(40) });

export const readInvitationRoute = route({
  id: 'invitation.read',
  method: 'POST',
  path: '/invitation/read',
  summary: 'What an invitation offers, to whom, and how to take it; does not use it up.',
  access: { in: 'public' },
  body: z.strictObject({ token }),
  output: z.object({
    email: z.string(),
    name: z.string(),
    role,
    environment: z.string(),
    /** new: choose a password. hand-over: the same, and whoever had this account is shut out. log-in: with the account there is. */
    entrance: z.enum(['new', 'hand-over', 'log-in']),
  }),
});

export const acceptInvitationRoute = route({
  id: 'invitation.accept',
  method: 'POST',
  path: '/invitation',
  summary: 'Takes an invitation with a new password and logs in.',
  access: { in: 'public' },
  body: z.strictObject({ token, name: z.string().trim().min(1).max(120), password: z.string().max(200) }),
  output: done,
});

export const acceptAsMyselfRoute = route({
  id: 'invitation.accept-as-myself',
  method: 'POST',
  path: '/me/invitation',
  summary: 'Takes the invitation of a link with the account that is logged in.',
  access: { in: 'staff' },
  body: z.strictObject({ token }),
  output: z.object({ slug: z.string() }),
});

export const listMyInvitationsRoute = route({
  id: 'invitations.mine',
  method: 'GET',
  path: '/me/invitations',
  summary: 'Invitations that wait for me; none while my address was never proved.',
  access: { in: 'staff' },
  output: z.object({
    invitations: z.array(z.object({ id: z.string(), environment: z.string(), role, inviter: z.string().nullable(), expiresAt: instant })),
  }),
});

export const acceptMyInvitationRoute = route({
  id: 'invitations.accept-mine',
  method: 'POST',
  path: '/me/invitations/:invitationId/acceptance',
  summary: 'Takes an invitation that waits for me.',
  access: { in: 'staff' },
  params: mine,
  output: z.object({ slug: z.string() }),
});

export const declineMyInvitationRoute = route({
  id: 'invitations.decline-mine',
  method: 'DELETE',
  path: '/me/invitations/:invitationId',
  summary: 'Declines an invitation that waits for me.',
  access: { in: 'staff' },
  params: mine,
  output: done,
});

export const inviteRoute = route({
  id: 'invitations.create',
  method: 'POST',
  path: '/staff/invitations',
  summary: 'Offers a role here to an address: the link is mailed to it. The answer is the same whether it has an account or not.',
  access: { in: 'environment', permission: 'staff.manage', stepUp: true },
  body: z.strictObject({ email: z.string().max(254), name: z.string().trim().max(120).default(''), role }),
  output: done,
});

export const listInvitationsRoute = route({
  id: 'invitations.list',
  method: 'GET',
  path: '/staff/invitations',
  summary: 'Invitations to this environment that nobody took yet.',
  access: { in: 'environment', permission: 'staff.read' },
  output: z.object({
    invitations: z.array(
      z.object({
        id: z.string(),
        email: z.string(),
        name: z.string(),
        role,
        inviter: z.string().nullable(),
        invitedAt: instant,
        expiresAt: instant,
      }),
    ),
    /** Mail of this environment stays in the test mailbox. */
    onTrial: z.boolean(),
  }),
});

export const withdrawInvitationRoute = route({
  id: 'invitations.withdraw',
  method: 'DELETE',
  path: '/staff/invitations/:invitationId',
  summary: 'Takes an invitation back; its link stops working.',
  access: { in: 'environment', permission: 'staff.manage' },
  params: inEnvironment,
  output: done,
});

export const contract = [
  readInvitationRoute,
  acceptInvitationRoute,
  acceptAsMyselfRoute,
  listMyInvitationsRoute,
  acceptMyInvitationRoute,
  declineMyInvitationRoute,
  inviteRoute,
  listInvitationsRoute,
  withdrawInvitationRoute,
];
