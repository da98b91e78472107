import { Modal, PasswordInput, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { proveAgainRoute } from '../../server/staff/contract.ts';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { FormActions } from '../ui/FormActions.tsx';
import { useT } from '../ui/language.tsx';
import { ApiProblem, call, connection } from './api.ts';
import type { Session } from './session.tsx';

/** Asks again who is there when a route wants fresh proof; the call that waited then goes on. */
export function StepUpDialog({ session }: { session: Session }) {
  const t = useT();
  const waiting = useRef<((proved: boolean) => void)[]>([]);
  const [opened, setOpened] = useState(false);
  const [given, setGiven] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem>();

  useEffect(() => {
    connection.proveAgain = () => {
      setGiven('');
      setProblem(undefined);
      setOpened(true);
      return new Promise((resolve) => waiting.current.push(resolve));
    };
    return () => {
      connection.proveAgain = async () => false;
    };
  }, []);

  const finish = (proved: boolean) => {
    setOpened(false);
    for (const resolve of waiting.current.splice(0)) resolve(proved);
  };
  const prove = async () => {
    setBusy(true);
    try {
      await call(proveAgainRoute, {
        body: session.secondFactor ? { code: given } : { password: given },
      });
      finish(true);
    } catch (error) {
      if (error instanceof ApiProblem) setProblem(error);
      else throw error;
    } finally {
      setBusy(false);
    }
  };

  return (
    <Modal opened={opened} onClose={() => finish(false)} title={t('web.prove.title')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void prove();
        }}
      >
        <p>{t(session.secondFactor ? 'web.prove.code-why' : 'web.prove.password-why')}</p>
        {problem && <ErrorNotice error={problem} />}
        {session.secondFactor ? (
          <TextInput
            label={t('web.login.code')}
            value={given}
            onChange={(event) => setGiven(event.currentTarget.value)}
            inputMode="numeric"
            autoComplete="one-time-code"
            data-autofocus
          />
        ) : (
          <PasswordInput
            label={t('web.login.password')}
            value={given}
            onChange={(event) => setGiven(event.currentTarget.value)}
            autoComplete="current-password"
            data-autofocus
          />
        )}
        <FormActions label={t('web.prove.button')} busy={busy} onCancel={() => finish(false)} />
      </form>
    </Modal>
  );
}
