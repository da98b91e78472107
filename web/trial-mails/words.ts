// The words and tones of a message's state, and the sentences of reasons.
import { isMessageKey, type MessageKey } from '../../lib/i18n.ts';
import type { Tone } from '../ui/Chip.tsx';
import type { Translate } from '../ui/language.tsx';

const messageTones: Record<string, Tone> = {
  accepted: 'good',
  deferred: 'warn',
  uncertain: 'warn',
  failed: 'bad',
  expired: 'bad',
  cancelled: 'bad',
  skipped: 'neutral',
};

export const toneOfMessage = (state: string): Tone => messageTones[state] ?? 'info';

/** A message's state in a word. */
export function stateWord(t: Translate, state: string): string {
  const key = `delivery.state.${state}`;
  return isMessageKey(key) ? t(key) : state;
}

/** A reason in a sentence; each module says its own. */
export function reasonSentence(t: Translate, reason: string): string {
  const keys = [reason, `delivery.reason.${reason}`, `mailings.reason.${reason}`, `consent.rule.${reason}`];
  const key = keys.find((one): one is MessageKey => isMessageKey(one));
  return key ? t(key) : reason;
}
