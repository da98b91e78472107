// Pure decisions of the ledger: what a message becomes after a try, and when it goes again.
import { classify, type Verdict } from './smtp/classify.ts';
import type { Outcome } from './smtp/outcome.ts';
import { expiresAt, nextTry, type Kind } from './smtp/retry.ts';

export type { Kind } from './smtp/retry.ts';

/** Where a newsletter stands in the row: behind everything somebody waits for. */
export const newsletterPriority = 50;

export type MessageState =
  | 'ready'
  | 'claimed'
  | 'handing'
  | 'accepted'
  | 'deferred'
  | 'failed'
  | 'uncertain'
  | 'skipped'
  | 'cancelled'
  | 'expired';

/** States a message stays in. Uncertain counts among them only where it is parked (newsletters). */
export const finalStates: readonly MessageState[] = ['accepted', 'failed', 'skipped', 'cancelled', 'expired'];

export interface Tried {
  id: number;
  createdAt: Date;
  validUntil: Date | null;
  tries: number;
  kind: Kind;
  whenUncertain: 'park' | 'resend';
}

export interface Next {
  state: MessageState;
  reason: string | null;
  /** When it may be claimed again; null when never. */
  dueAt: Date | null;
  /** What a refusal says about the address. */
  verdict: Verdict | null;
  /** Whether this counts as a try to be written down. */
  attempt: boolean;
  tries: number;
}

/**
 * The quarantine of an uncertain notice: longer than our own wait for the answer to the final dot (10 minutes), so that a
 * paused process can no longer complete what we send again.
 */
export const quarantineMs = 15 * 60_000;

/** What a message becomes after an outcome. `stopped` is settled by the engine's own statement, not here. */
export function nextAfter(message: Tried, outcome: Exclude<Outcome, { kind: 'stopped' }>, now: Date): Next {
  const tries = message.tries + 1;
  switch (outcome.kind) {
    case 'accepted':
      return { state: 'accepted', reason: null, dueAt: null, verdict: null, attempt: true, tries };
    case 'untried':
      // never offered to a server: goes again at once and costs no try
      return { state: 'ready', reason: null, dueAt: now, verdict: null, attempt: false, tries: message.tries };
    case 'uncertain':
      return message.whenUncertain === 'park'
        ? { state: 'uncertain', reason: 'no-answer', dueAt: null, verdict: null, attempt: true, tries }
        : { state: 'uncertain', reason: 'no-answer', dueAt: new Date(now.getTime() + quarantineMs), verdict: null, attempt: true, tries };
    case 'failed': {
      const verdict = classify(outcome);
      return { state: 'failed', reason: verdict, dueAt: null, verdict, attempt: true, tries };
    }
    case 'deferred': {
      const expires = expiresAt(message.kind, message.createdAt.getTime(), message.validUntil?.getTime());
      const again = nextTry({ attempt: tries, at: now.getTime(), expires, seed: message.id });
      const verdict = classify(outcome);
      if (again === 'expired') return { state: 'expired', reason: verdict, dueAt: null, verdict, attempt: true, tries };
      return { state: 'deferred', reason: verdict, dueAt: new Date(again), verdict, attempt: true, tries };
    }
  }
}

/** The host part of a mail address, for Message-ID and List-Id. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
