/**
 * When a deferred message goes again, and when it is given up. Pure: time, number of attempts and
 * seed come in, so that a retry plan can be shown, tested and repeated.
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** First pause: long enough for greylisting servers (usually 5 minutes), RFC 5321 §4.5.4.1 asks for patience. */
export const FIRST_PAUSE = 5 * MINUTE;
/** No pause is longer, so that the last try is never far from the expiry. */
export const LONGEST_PAUSE = 4 * HOUR;
/** The pause is stretched by up to this share, so that what failed together does not return together. */
export const JITTER = 0.2;

/** What is being sent; decides how long it stays worth sending. */
export type Kind = 'newsletter' | 'confirmation' | 'due-soon' | 'overdue' | 'notice';

/** How long after its planned moment a message of this kind is still wanted; a "due tomorrow" only until the due moment. */
const LIFETIME: Record<Kind, number> = {
  newsletter: 48 * HOUR,
  confirmation: 72 * HOUR,
  'due-soon': 24 * HOUR,
  overdue: 96 * HOUR,
  notice: 96 * HOUR,
};

/** The moment (ms) after which a message must not leave. `validUntil` is the message's own end, such as the due moment. */
export function expiresAt(kind: Kind, plannedAt: number, validUntil?: number): number {
  const end = plannedAt + LIFETIME[kind];
  return validUntil === undefined ? end : Math.min(end, validUntil);
}

/** The pause in ms after the nth failed attempt (1 = first): 5 min, 10, 20, … 4 h, each plus up to 20 %. */
export function pauseAfter(attempt: number, seed: number): number {
  const base = Math.min(FIRST_PAUSE * 2 ** Math.min(Math.max(attempt, 1) - 1, 16), LONGEST_PAUSE);
  return Math.round(Math.min(base * (1 + JITTER * unit(seed, attempt)), LONGEST_PAUSE));
}

/** When to try again after the nth failed attempt, or 'expired' when that would be too late. */
export function nextTry(failed: { attempt: number; at: number; expires: number; seed: number }): number | 'expired' {
  const next = failed.at + pauseAfter(failed.attempt, failed.seed);
  return next <= failed.expires ? next : 'expired';
}

/** A number in [0, 1) that looks random and is the same for the same seed and attempt (mixer of splitmix32). */
function unit(seed: number, attempt: number): number {
  let x = (seed ^ Math.imul(attempt, 0x9e3779b9)) | 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return ((x ^ (x >>> 15)) >>> 0) / 2 ** 32;
}
