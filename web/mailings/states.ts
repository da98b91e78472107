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

export const isRunning = (state: Mailing['state']): boolean => state === 'freezing' || state === 'sending';
