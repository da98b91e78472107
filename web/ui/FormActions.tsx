import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useT } from './language.tsx';
import parts from './FormActions.module.css';

/** The end of a form: the one primary button, a way back, and what else there is. */
export function FormActions({
  label,
  busy = false,
  disabled = false,
  quiet = false,
  onCancel,
  children,
}: {
  label?: string;
  busy?: boolean;
  disabled?: boolean;
  /** Not the primary button of its screen: one form among several. */
  quiet?: boolean;
  onCancel?: (() => void) | undefined;
  children?: ReactNode;
}) {
  const t = useT();
  return (
    <div className={parts.actions}>
      <Button type="submit" variant={quiet ? 'default' : 'filled'} loading={busy} disabled={disabled}>
        {label ?? t('web.save')}
      </Button>
      {onCancel && <Button onClick={onCancel}>{t('web.cancel')}</Button>}
      {children}
    </div>
  );
}
