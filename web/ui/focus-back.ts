import { useEffect } from 'react';

/**
 * Gives the focus back to what opened a dialog. One that is closed does so by itself, but most are taken away in the moment
 * that somebody closes them, and whoever works with the keyboard would begin again at the top of the page.
 */
export function useFocusBack(): void {
  useEffect(() => {
    let before: HTMLElement | undefined;
    let timer: ReturnType<typeof setTimeout>;
    const giveBack = () => {
      if (document.activeElement === document.body && before?.isConnected) before.focus();
    };
    const watch = new MutationObserver(() => {
      if (document.querySelector('[role="dialog"]')) return;
      watch.disconnect();
      // not at once: the key that closed it would press the button that opened it
      timer = setTimeout(giveBack, 50);
    });
    const note = ({ target }: FocusEvent) => {
      if (!(target instanceof HTMLElement)) return;
      if (target.closest('[role="dialog"]')) watch.observe(document.body, { childList: true, subtree: true });
      // a menu is gone by then; the button that opened it is not
      else if (!target.closest('[role="menu"]')) before = target;
    };
    document.addEventListener('focusin', note);
    return () => {
      clearTimeout(timer);
      watch.disconnect();
      document.removeEventListener('focusin', note);
    };
  }, []);
}
