// A mailer beside a test: to a relay on this machine, or without one to the test mailbox.
import type { TestContext } from 'node:test';
import { startEngine, type Mailer } from '../../server/delivery/engine.ts';
import { sourceLoaders } from '../../server/mount.ts';
import type { TestApp } from './app.ts';

interface Relay {
  port: number;
  /** Connections at the most. */
  atOnce?: number;
}

/** Sends until it is stopped, or the test ends. */
export function startMailer(context: TestContext, app: TestApp, relay?: Relay): Mailer {
  const mailer = start(app, relay);
  context.after(() => mailer.stop());
  return mailer;
}

/** Sends what waits and what becomes of it: jobs before and after, mails between. */
export async function sendAll(app: TestApp, relay?: Relay): Promise<void> {
  await app.drain();
  const mailer = start(app, relay);
  try {
    await mailer.settle();
  } finally {
    await mailer.stop();
  }
  await app.drain();
}

function start(app: TestApp, relay: Relay | undefined): Mailer {
  const smtpUrl = relay && `smtp://127.0.0.1:${relay.port}?connections=${relay.atOnce ?? 4}`;
  const config = smtpUrl ? { ...app.config, smtpUrl } : app.config;
  return startEngine({ ...app, config }, sourceLoaders, { idleMs: 20, tickMs: 300 });
}
