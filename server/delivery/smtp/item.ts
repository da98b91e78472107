/** One message's way through a transmission, and what becomes of it when the line ends. Pure. */
import { refusal, type Outcome, type Phase } from './outcome.ts';
import type { Outgoing, Ready } from './prepare.ts';
import type { Reply } from './replies.ts';

/** A message under way. */
export type Item = {
  message: Outgoing;
  mark: 'unasked' | 'asked' | 'granted' | 'refused';
  /** Some command of it was written. */
  begun: boolean;
  /** Its last byte was handed to the system. */
  final: boolean;
  done: boolean;
  /** Kept until its bytes are written. */
  ready: Ready | undefined;
  /** The first refusal; becomes the outcome when nothing more is owed for it. */
  verdict: Outcome | undefined;
};

/** An answer the server owes: to which command, for which message. */
export type Step = { item: Item; what: What };
type What = 'rset' | 'mail' | 'rcpt' | 'data' | 'chunk' | 'end' | 'discard';

/** The phase a missing answer is reported under. */
export const PHASES: Record<What, Phase> = {
  rset: 'mail',
  mail: 'mail',
  rcpt: 'rcpt',
  data: 'data',
  chunk: 'body',
  end: 'dot',
  discard: 'data',
};

/** A message before anything was done with it. */
export function newItem(message: Outgoing): Item {
  return {
    message,
    mark: 'unasked',
    begun: false,
    final: false,
    done: false,
    ready: undefined,
    verdict: undefined,
  };
}

/** How the line ended. */
export type Ending = {
  text: string;
  /** The answer that was owed first, when it was owed for this message. */
  step: Step | undefined;
  /** Messages that were answered on this connection before. */
  served: number;
  /** The message's body was on its way, or waiting for its mark. */
  inBody: boolean;
  /** The 421 by which the server ended it. After a 421 it takes nothing more. */
  closing: Reply | undefined;
};

/** The outcome of a message that had none when the line ended. */
export function fateOf(item: Item, { text, step, served, inBody, closing }: Ending): Outcome {
  if (item.mark === 'refused') return { kind: 'stopped' };
  if (item.verdict) return item.verdict;
  if (inBody) return { kind: 'deferred', phase: 'body', text };
  const phase = step ? PHASES[step.what] : 'mail';
  // Between two messages an end says nothing about the next: many relays count messages per connection.
  const between = !item.begun || !step || (phase === 'mail' && served > 0);
  if (closing) return between ? { kind: 'untried', phase, text } : refusal(closing, phase);
  if (item.final) return { kind: 'uncertain', phase: 'dot', text };
  return between ? { kind: 'untried', phase, text } : { kind: 'deferred', phase, text };
}
