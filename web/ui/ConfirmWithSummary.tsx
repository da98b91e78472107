import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { ErrorNotice } from './ErrorNotice.tsx';
import { useT } from './language.tsx';
import parts from './FormActions.module.css';

/**
 * For what cannot be undone: says in full what will happen before it does. What can be undone is
 * done at once, with showUndo.
 */
export function ConfirmWithSummary({
  opened,
  onClose,
  title,
  confirmLabel,
  cancelLabel,
  onConfirm,
  busy = false,
  error,
  dangerous = false,
  size = 'md',
  children,
}: {
  opened: boolean;
  onClose: () => void;
  title: string;
  confirmLabel: string;
  cancelLabel?: string;
  onConfirm: () => void;
  busy?: boolean;
  error?: Error | null;
  /** Something is lost for good. */
  dangerous?: boolean;
  size?: 'md' | 'lg';
  /** The summary. */
  children: ReactNode;
}) {
  const t = useT();
  return (
    <Modal opened={opened} onClose={onClose} title={title} size={size} closeButtonProps={{ 'aria-label': t('web.close') }}>
      {children}
      <ErrorNotice error={error} />
      <div className={parts.actions}>
        <Button variant="filled" color={dangerous ? 'red' : 'accent'} loading={busy} onClick={onConfirm}>
          {confirmLabel}
        </Button>
        <Button onClick={onClose}>{cancelLabel ?? t('web.cancel')}</Button>
      </div>
    </Modal>
  );
}
