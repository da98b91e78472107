/** What a caller hands to a connection: the messages, who to ask for marks, who to tell outcomes. */
import type { Capabilities } from './capabilities.ts';
import type { Dialogue } from './dialogue.ts';
import type { Outcome } from './outcome.ts';
import type { Outgoing } from './prepare.ts';
import type { Limits } from './settings.ts';

/** Asks for the write-ahead mark; answers with those that may leave. A rejection means: none of these. */
export type Mark = (ids: number[]) => Promise<ReadonlySet<number>>;

/** How a batch is sent. */
export type BatchOptions = {
  mark: Mark;
  /** Called exactly once per message, as soon as its outcome is known; must not throw. */
  onOutcome: (message: Outgoing, outcome: Outcome) => void;
  timing?: 'ahead' | 'late';
  /** ahead: messages per mark; at most twice as many are marked and unanswered. */
  group?: number;
};

/** What a transmission needs from its connection. `served` counts answered messages over the connection's life. */
export type Line = {
  dialogue: Dialogue;
  can: Capabilities;
  limits: Limits;
  chunking: boolean;
  served: number;
  dirty: boolean;
};
