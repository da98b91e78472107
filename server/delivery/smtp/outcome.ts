/**
 * What can become of a message, and of a connection: plain data, never a thrown error. The phase
 * tells how far the talk with the server had come, because that alone decides whether a broken
 * connection means "not sent" or "nobody can know" (RFC 1047).
 */

import type { Reply } from './replies.ts';

/** Where in the talk with the server something happened. */
export type Phase = 'connect' | 'greeting' | 'ehlo' | 'starttls' | 'auth' | 'mail' | 'rcpt' | 'data' | 'body' | 'dot';

/** The server has taken responsibility: it answered 2xx to the end of the message. */
export type Accepted = { kind: 'accepted'; code: number; enhanced?: string; text: string };

/** Not sent now; worth another try later. Without `code` no server said so: the line broke or we refused. */
export type Deferred = {
  kind: 'deferred';
  phase: Phase;
  code?: number;
  enhanced?: string;
  text: string;
};

/** Refused for good: 5xx, or something no server could take (a broken address, a message too large). */
export type Failed = {
  kind: 'failed';
  phase: Phase;
  code?: number;
  enhanced?: string;
  text: string;
};

/** The whole message left the house and no readable answer came back: accepted or lost, nobody can know. */
export type Uncertain = { kind: 'uncertain'; phase: 'dot'; text: string };

/** The mark was not granted (or asking for it failed): the message was not completed and never will be. */
export type Stopped = { kind: 'stopped' };

/**
 * The mark may have been granted, but this message was never offered to the server: the connection
 * ended before its turn. It can go again at once, and this does not count as an attempt.
 */
export type Untried = { kind: 'untried'; phase: Phase; text: string };

/** The one outcome each message gets. */
export type Outcome = Accepted | Deferred | Failed | Uncertain | Stopped | Untried;

/**
 * Why a connection could not be opened; says nothing about any message. `permanent` when it will not
 * heal by itself: login refused, certificate refused, no safe way to log in. Somebody has to act.
 */
export type Trouble = {
  kind: 'trouble';
  phase: Phase;
  code?: number;
  enhanced?: string;
  text: string;
  permanent: boolean;
};

/** The outcome of a 2xx to the end of a message. */
export function accepted(reply: Reply): Accepted {
  const outcome: Accepted = { kind: 'accepted', code: reply.code, text: reply.text };
  if (reply.enhanced !== undefined) outcome.enhanced = reply.enhanced;
  return outcome;
}

/** The outcome of a 4xx or 5xx. */
export function refusal(reply: Reply, phase: Phase): Deferred | Failed {
  const outcome: Deferred | Failed = {
    kind: reply.code >= 500 ? 'failed' : 'deferred',
    phase,
    code: reply.code,
    text: reply.text,
  };
  if (reply.enhanced !== undefined) outcome.enhanced = reply.enhanced;
  return outcome;
}
