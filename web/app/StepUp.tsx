import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { connection } from './api.ts';
import type { Session } from './session.tsx';

// asked for a few times a week: not part of the first page
const StepUpDialog = lazy(async () => ({
  default: (await import('./StepUpDialog.tsx')).StepUpDialog,
}));

/** Asks again who is there when a route wants fresh proof; the calls that waited then go on. */
export function StepUp({ session }: { session: Session }) {
  const waiting = useRef<((proved: boolean) => void)[]>([]);
  const [asked, setAsked] = useState(false);

  useEffect(() => {
    connection.proveAgain = () => {
      setAsked(true);
      return new Promise((resolve) => waiting.current.push(resolve));
    };
    return () => {
      connection.proveAgain = async () => false;
    };
  }, []);

  if (!asked) return null;
  return (
    <Suspense>
      <StepUpDialog
        session={session}
        onFinish={(proved) => {
          setAsked(false);
          for (const resolve of waiting.current.splice(0)) resolve(proved);
        }}
      />
    </Suspense>
  );
}
