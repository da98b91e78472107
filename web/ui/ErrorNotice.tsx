import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Icon } from './Icon.tsx';
import { useT } from './language.tsx';
import parts from './ErrorNotice.module.css';

/** The sentence about what went wrong, where it arose, with a way on when trying again can help. */
export function ErrorNotice({
  error,
  title,
  onRetry,
  children,
}: {
  error?: Error | null | undefined;
  title?: string;
  onRetry?: () => void;
  children?: ReactNode;
}) {
  const t = useT();
  if (!error && !title && !children) return null;
  // what is not there, or not for this role, stays so however often one asks
  const final = error && 'status' in error && (error.status === 403 || error.status === 404);
  return (
    <div className={parts.notice} role="alert">
      <Icon name="warning" />
      <div className={parts.text}>
        {title && <strong>{title} </strong>}
        {error?.message}
        {children}
      </div>
      {onRetry && !final && (
        <Button size="compact-sm" onClick={onRetry}>
          {t('web.try-again')}
        </Button>
      )}
    </div>
  );
}
