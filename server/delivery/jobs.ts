import type { App } from '../platform/app.ts';
import type { JobHandlers } from '../platform/queue.ts';
import { sendSenderProof } from './senders.ts';

export const handlers = (app: App): JobHandlers => ({
  'delivery.send-sender-proof': (payload) => sendSenderProof(app, payload),
});
