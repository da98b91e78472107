import type { readImport } from '../../server/imports/contract.ts';
import type { Answer } from '../app/api.ts';
import { Chip, type Tone } from '../ui/Chip.tsx';
import { useT } from '../ui/language.tsx';

type State = Answer<typeof readImport>['state'];

const tones: Record<State, Tone> = {
  reading: 'info',
  previewed: 'info',
  held: 'warn',
  committing: 'info',
  done: 'good',
  failed: 'bad',
  cancelled: 'neutral',
};

/** Where an import stands, in a word. */
export function RunState({ state }: { state: State }) {
  const t = useT();
  return <Chip tone={tones[state]}>{t(`imports.state.${state}`)}</Chip>;
}
