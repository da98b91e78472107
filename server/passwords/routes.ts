import { countAttempt } from '../platform/rate-limit.ts';
import { serve, type ServedRoute } from '../platform/serve.ts';
import { askPasswordLinkRoute, setForgottenPasswordRoute } from './contract.ts';
import { askLink, setForgotten } from './passwords.ts';

export const routes: ServedRoute[] = [
  serve(askPasswordLinkRoute, async ({ app, body, visitor, now }) => {
    await countAttempt(app.database, { key: `forgotten:${visitor}`, max: 20, windowSeconds: 3600 }, now);
    await askLink(app, body.email);
    return {};
  }),
  serve(setForgottenPasswordRoute, async ({ app, body, visitor, now }) => {
    await countAttempt(app.database, { key: `link:${visitor}`, max: 30, windowSeconds: 900 }, now);
    return setForgotten(app, body);
  }),
];
