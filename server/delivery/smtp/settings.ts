/** What a connection needs to know about the relay it talks to, with the times it is willing to wait. */
import { connect as connectSocket, type Socket } from 'node:net';
import type { Phase } from './outcome.ts';

/** One relay: the server of the library's provider, or our own. */
export type RelaySettings = {
  host: string;
  port: number;
  /** The name we give in EHLO: our own, fully qualified (RFC 5321 §4.1.1.1). */
  clientName: string;
  /**
   * implicit: TLS from the first byte (RFC 8314, port 465). required: STARTTLS or nothing.
   * opportunistic: STARTTLS when offered, and then with a valid certificate; there is no way back
   * to clear text after a failed handshake. none: clear text, for a relay on this machine.
   */
  tls: 'implicit' | 'required' | 'opportunistic' | 'none';
  /** Extra certificate authorities (PEM) for a relay with a house certificate. There is no switch to skip verification. */
  ca?: string[];
  login?: { user: string; password: string };
  /** Allows AUTH without TLS, and only to an address of this machine itself. */
  clearLoginOnLoopback?: boolean;
  /** Leaves BDAT unused although offered (RFC 3030), for relays that offer it and fail. */
  chunking?: boolean;
  limits?: Partial<Limits>;
};

/** The longest wait in ms, per phase and for a whole connection. Each is absolute: a trickle of bytes does not stretch it. */
export type Limits = Record<Phase, number> & { session: number };

/**
 * RFC 5321 §4.5.3.2, shorter up to AUTH: a relay that needs minutes to greet is better tried again.
 * `dot` stays at the 10 minutes of §4.5.3.2.6, because giving up early makes doubles (RFC 1047); the
 * quarantine of uncertain notices must be longer than `dot`.
 */
export const DEFAULT_LIMITS: Limits = {
  connect: 30_000,
  greeting: 60_000,
  ehlo: 60_000,
  starttls: 60_000,
  auth: 60_000,
  mail: 300_000,
  rcpt: 300_000,
  data: 120_000,
  body: 180_000,
  dot: 600_000,
  session: 3_600_000,
};

/** Opens a TCP connection. The platform's egress guard has this shape; it checks the resolved address. */
export type Connect = (host: string, port: number, signal: AbortSignal) => Promise<Socket>;

/** The connect without a guard, for relays on the same machine and for tests. Tries IPv6 and IPv4 in turn (RFC 8305). */
export const connectDirect: Connect = (host, port, signal) =>
  new Promise((resolve, reject) => {
    const socket = connectSocket({ host, port, noDelay: true, signal });
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
    socket.once('error', reject);
  });
