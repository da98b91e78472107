import { useCallback, useEffect, useRef, type ReactNode } from 'react';
import { useBlocker, type BlockerFunction } from 'react-router';
import { ConfirmWithSummary } from '../ui/ConfirmWithSummary.tsx';
import { useT } from '../ui/language.tsx';
import { paths } from './paths.ts';

/**
 * Asks before a form is left with something in it that was not saved: a menu pressed by mistake must not cost ten minutes of
 * typing. `const { question, letGo } = useLeaveGuard(changed)`; draw `question`, and call `letGo()` before going on on purpose.
 */
export function useLeaveGuard(changed: boolean): { question: ReactNode; letGo: () => void } {
  const t = useT();
  const free = useRef(false);
  const keeps = useCallback<BlockerFunction>(
    ({ currentLocation, nextLocation }) =>
      changed &&
      !free.current &&
      currentLocation.pathname !== nextLocation.pathname &&
      // a session that ended leads to the login page: nothing can be saved here any more
      nextLocation.pathname !== paths.login(),
    [changed],
  );
  const blocker = useBlocker(keeps);
  useEffect(() => {
    if (!changed) return;
    const beforeUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', beforeUnload);
    return () => removeEventListener('beforeunload', beforeUnload);
  }, [changed]);
  return {
    letGo: () => {
      free.current = true;
    },
    question: blocker.state === 'blocked' && (
      <ConfirmWithSummary
        opened
        onClose={blocker.reset}
        title={t('web.leave.title')}
        confirmLabel={t('web.leave.go')}
        cancelLabel={t('web.leave.stay')}
        onConfirm={blocker.proceed}
        dangerous
      >
        <p>{t('web.leave.why')}</p>
      </ConfirmWithSummary>
    ),
  };
}
