// Short notes at the bottom of the screen: what was done, with the way back; what failed elsewhere.
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { chooseLanguage, translate } from '../../lib/i18n.ts';
import parts from './toast.module.css';

/** Toasts are called from outside components, so the page itself says which language it is in. */
function closeButton(): { 'aria-label': string } {
  return { 'aria-label': translate(chooseLanguage(document.documentElement.lang), 'web.close') };
}

/** Says what was done. */
export function showDone(sentence: string): void {
  notifications.show({
    message: sentence,
    color: 'accent',
    role: 'status',
    autoClose: 5000,
    closeButtonProps: closeButton(),
  });
}

/** Says what was done and offers to undo it, instead of asking beforehand whether it is certain. */
export function showUndo(sentence: string, { label, undo }: { label: string; undo: () => void }): void {
  const id = notifications.show({
    color: 'accent',
    role: 'status',
    autoClose: 12_000,
    closeButtonProps: closeButton(),
    message: (
      <span className={parts.undo}>
        {sentence}
        <Button
          size="compact-sm"
          onClick={() => {
            notifications.hide(id);
            undo();
          }}
        >
          {label}
        </Button>
      </span>
    ),
  });
}

/** For a refusal that has no place of its own on the screen, such as a menu that has closed. */
export function showProblem(error: Error): void {
  notifications.show({
    message: error.message,
    color: 'red',
    role: 'alert',
    autoClose: false,
    closeButtonProps: closeButton(),
  });
}
