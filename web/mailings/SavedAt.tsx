import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { paths } from '../app/paths.ts';
import { useEnvironment } from '../app/session.tsx';
import { Chip } from '../ui/Chip.tsx';
import { useFormat } from '../ui/format.ts';
import { useT } from '../ui/language.tsx';
import type { SaveState } from './draft-keeper.ts';

/** Where this screen stands, and whether what was typed is safe. */
export function SavedAt({ state, onRetry }: { state: SaveState; onRetry: () => void }) {
  const t = useT();
  const { slug } = useEnvironment();
  return (
    <>
      <Link to={paths.mailings(slug)}>{t('mailings.title')}</Link> · <Words state={state} onRetry={onRetry} />
    </>
  );
}

function Words({ state, onRetry }: { state: SaveState; onRetry: () => void }) {
  const t = useT();
  const format = useFormat();
  switch (state.kind) {
    case 'saved':
      return <span>{t('mailings.saved-at', { time: format.time(state.at) })}</span>;
    case 'waiting':
    case 'saving':
      return <span>{t('mailings.saving')}</span>;
    case 'failed':
      return (
        <span role="alert">
          <Chip tone="bad">{t('mailings.not-saved')}</Chip> {state.sentence} {t('mailings.not-saved-why')}{' '}
          <Button size="compact-sm" onClick={onRetry}>
            {t('web.try-again')}
          </Button>
        </span>
      );
    case 'refused':
      return <Chip tone="bad">{t('mailings.not-saved')}</Chip>;
    case 'conflict':
      return <Chip tone="warn">{t('mailings.not-saved')}</Chip>;
  }
}
