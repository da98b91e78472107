import { Button } from '@mantine/core';
import { Link, useRouteError } from 'react-router';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useT } from '../ui/language.tsx';
import { ApiProblem } from './api.ts';
import { paths } from './paths.ts';

/** A screen that could not be shown: the frame stays, and a reload is one press away. */
export function BrokenScreen() {
  const t = useT();
  const error = useRouteError();
  const sentence = error instanceof ApiProblem ? error.message : t('web.screen-broken-why');
  return (
    <EmptyState level={1} title={t('web.screen-broken')} action={<Button onClick={() => location.reload()}>{t('web.reload')}</Button>}>
      {sentence}
    </EmptyState>
  );
}

/** A thing that could not be read: gone, or never there when its number is none; anything else may be tried again. */
export function NotRead({ error, onRetry }: { error: ApiProblem; onRetry?: () => void }) {
  return error.status === 404 || error.status === 422 ? <NoSuchPage /> : <ErrorNotice error={error} {...(onRetry ? { onRetry } : {})} />;
}

/** It is there, but not for this colleague's role. */
export function NotForThisRole() {
  const t = useT();
  return <EmptyState title={t('web.no-access')}>{t('error.no-permission')}</EmptyState>;
}

export function NoSuchPage() {
  const t = useT();
  return (
    <EmptyState
      level={1}
      title={t('web.no-such-page')}
      action={
        <Button component={Link} to={paths.home()}>
          {t('web.to-start')}
        </Button>
      }
    >
      {t('error.not-found')}
    </EmptyState>
  );
}
