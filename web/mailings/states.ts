// The tones of a mailing's state.
import type { Tone } from '../ui/Chip.tsx';
import type { Mailing } from './draft-keeper.ts';

export const toneOfMailing: Record<Mailing['state'], Tone> = {
  draft: 'neutral',
  scheduled: 'info',
  freezing: 'info',
  sending: 'info',
  paused: 'warn',
  finished: 'good',
  cancelled: 'bad',
};

/** Only what is finished has been sent; what runs, stands still or was stopped has begun. */
export const startedWord = (state: Mailing['state']) => (state === 'finished' ? 'mailings.when-sent' : 'mailings.when-began');

export const isRunning = (state: Mailing['state']): boolean => state === 'freezing' || state === 'sending';
