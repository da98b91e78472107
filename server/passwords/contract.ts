import { z } from 'zod';
import { route } from '../../lib/route.ts';

export const askPasswordLinkRoute = route({
  id: 'password.ask-link',
  method: 'POST',
  path: '/session/forgotten',
  summary: 'Mails a link to choose a new password, if an account has this address. The answer is the same when none has.',
  access: { in: 'public' },
  body: z.strictObject({ email: z.string().trim().min(1).max(254) }),
  output: z.object({}),
});

export const setForgottenPasswordRoute = route({
  id: 'password.set-forgotten',
  method: 'POST',
  path: '/session/password',
  summary: 'Sets a new password by the link of such a mail; everywhere else the account is logged out. Logging in comes after it.',
  access: { in: 'public' },
  body: z.strictObject({ token: z.string().min(10).max(200), password: z.string().max(200) }),
  output: z.object({ email: z.string() }),
});

export const contract = [askPasswordLinkRoute, setForgottenPasswordRoute];
