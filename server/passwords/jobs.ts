import type { App } from '../platform/app.ts';
import type { JobHandlers } from '../platform/queue.ts';
import { sendLink } from './passwords.ts';

export const handlers = (app: App): JobHandlers => ({
  'passwords.send-link': ({ email }) => sendLink(app, email),
});
