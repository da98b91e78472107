// Short notes at the bottom of the screen: what was done, with the way back; what failed elsewhere.
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import parts from './toast.module.css';

/** Says what was done. */
export function showDone(sentence: string): void {
  notifications.show({ message: sentence, color: 'accent', role: 'status', withCloseButton: true });
}

/** Says what was done and offers to undo it, instead of asking beforehand whether it is certain. */
export function showUndo(
  sentence: string,
  { label, undo }: { label: string; undo: () => void },
): void {
  const id = notifications.show({
    color: 'accent',
    role: 'status',
    autoClose: 12_000,
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
  notifications.show({ message: error.message, color: 'red', role: 'alert', autoClose: false });
}
