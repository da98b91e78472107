/**
 * How many connections a relay gets. It grows fast until the relay pushes back for the first time, then
 * slowly, and halves at each push (slow start, additive increase, multiplicative decrease, as in TCP). Pure.
 */

/** `limit` is a fraction on purpose: it is rounded down where it is used. */
export type Concurrency = { limit: number; max: number; calmUntil: number; eager: boolean };

/** Postfix starts a new destination at 5 too. */
const START = 5;
/** One cut per this time (ms): what was on the wire when the relay complained complains once. */
const CALM = 5_000;
const LONGEST_REST = 300_000;

/** Beginning, for a relay that may get at most `max` connections. */
export function startConcurrency(max: number): Concurrency {
  return { limit: Math.min(START, max), max, calmUntil: 0, eager: true };
}

/** `accepted` messages went well: at first one connection more for each five of them, later for each twenty per connection. */
export function grow(state: Concurrency, accepted: number, now: number): Concurrency {
  if (now < state.calmUntil || state.limit >= state.max) return state;
  const more = state.eager ? accepted / 5 : accepted / (20 * state.limit);
  return { ...state, limit: Math.min(state.max, state.limit + more) };
}

/** The relay said "too much" (421, 452, too many connections) or cannot be reached. */
export function shrink(state: Concurrency, now: number): Concurrency {
  if (now < state.calmUntil) return state;
  return { ...state, limit: Math.max(1, state.limit / 2), calmUntil: now + CALM, eager: false };
}

/** The relay refused a connection while `open` others were fine: that many and no more, for now. */
export function capAt(state: Concurrency, open: number, now: number): Concurrency {
  return {
    ...state,
    limit: Math.max(1, Math.min(state.limit, open)),
    calmUntil: now + CALM,
    eager: false,
  };
}

/** How long to leave a relay alone after the nth failure in a row to reach it: 1 s, doubling, to 5 minutes. `random` in [0, 1). */
export function relayPause(failures: number, permanent: boolean, random: number): number {
  const base = permanent ? LONGEST_REST : Math.min(1_000 * 2 ** Math.min(failures - 1, 16), LONGEST_REST);
  return Math.round(base * (0.75 + random / 4));
}

/** Is this refusal about how much we send at once, not about one message? */
export function isPushback(refusal: { code?: number; enhanced?: string; text: string }): boolean {
  const { code, enhanced, text } = refusal;
  if (code === undefined || code >= 500) return false;
  // RFC 5321 §4.2.2: 421 closes the channel, 452 is "insufficient system storage" and in practice "too many".
  if (code === 421) return true;
  if (enhanced === '4.2.2') return false; // a full mailbox is one person's
  if (code === 452) return true;
  return enhanced === '4.3.2' || enhanced === '4.5.3' || /too many|rate.?limit|throttl|slow down|try again later.*connection/i.test(text);
}
