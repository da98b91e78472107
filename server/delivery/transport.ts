// Where messages go: the operator's relay, or the built-in test mailbox (Proefpostvak) when there is none,
// and always for the demo unless the operator said in so many words that it may write to real addresses.
import { hostname } from 'node:os';
import type { App } from '../platform/app.ts';
import type { Config } from '../platform/config.ts';
import type { TenantDb } from '../platform/db.ts';
import { connectOut } from '../platform/egress.ts';
import { getEnvironment } from '../tenants/tenants.ts';
import type { BatchOptions } from './smtp/batch.ts';
import { RelayPool, type PoolSettings } from './smtp/pool.ts';
import type { Outgoing } from './smtp/prepare.ts';

export interface Transport {
  /** Written beside each try: the relay's name, or 'proefpostvak'. */
  host: string;
  /** How many batches it takes at once now; 0 while the relay is left alone. */
  room(): number;
  trouble(): string | undefined;
  deliver(messages: Outgoing[], options: BatchOptions): Promise<void>;
  close(): Promise<void>;
}

export const trialHost = 'proefpostvak';

/** Does mail of this environment stay in the test mailbox? The demo writes to nobody real unless the operator said so. */
export async function staysOnTrial(app: App, db: TenantDb): Promise<boolean> {
  const { demo } = await getEnvironment(db, db.tenantId);
  return !app.config.smtpUrl || (demo && !app.config.demoMayLeave);
}

/** Keeps nothing: what was accepted here can be composed again from the ledger, byte for byte. */
export function trialTransport(): Transport {
  let busy = 0;
  return {
    host: trialHost,
    room: () => 4 - busy,
    trouble: () => undefined,
    async deliver(messages, { mark, onOutcome }) {
      busy++;
      try {
        const marked = await mark(messages.map((message) => message.id)).catch(() => new Set<number>());
        for (const message of messages) {
          onOutcome(
            message,
            marked.has(message.id) ? { kind: 'accepted', code: 250, text: 'kept in the test mailbox' } : { kind: 'stopped' },
          );
        }
      } finally {
        busy--;
      }
    },
    close: async () => {},
  };
}

/** The relay of SMTP_URL: smtp://user:password@host:587 (STARTTLS when offered, required with a login) or smtps://…:465. */
export function relayTransport(config: Config): Transport {
  const settings = relaySettings(config.smtpUrl!);
  const pool = new RelayPool(settings, (host, port, signal) =>
    connectOut(host, port, { signal, allow: [settings.host, ...config.egressAllow] }),
  );
  return {
    host: settings.host,
    room: () => pool.room,
    trouble: () => pool.trouble?.text,
    deliver: (messages, options) => pool.deliver(messages, options),
    close: () => pool.close(),
  };
}

/** Reads an SMTP_URL. `?connections=` bounds the connections, `?per-connection=` the messages over one. */
export function relaySettings(text: string): PoolSettings {
  const url = new URL(text);
  const implicit = url.protocol === 'smtps:';
  const login = url.username ? { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) } : undefined;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const loopback = host === 'localhost' || host === '127.0.0.1' || host === '::1';
  const perConnection = Number(url.searchParams.get('per-connection'));
  return {
    host,
    port: Number(url.port) || (implicit ? 465 : 587),
    clientName: hostname(),
    tls: implicit ? 'implicit' : loopback ? 'opportunistic' : login ? 'required' : 'opportunistic',
    ...(login ? { login, clearLoginOnLoopback: loopback } : {}),
    maxConnections: Number(url.searchParams.get('connections')) || 10,
    ...(perConnection > 0 ? { messagesPerConnection: perConnection } : {}),
  };
}
