import { Button, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { proveAgainRoute } from '../../server/staff/contract.ts';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFieldProblems } from '../ui/fields.ts';
import { FormActions } from '../ui/FormActions.tsx';
import { useT } from '../ui/language.tsx';
import { PasswordField } from '../ui/PasswordField.tsx';
import { useDo } from './ask.ts';
import { paths } from './paths.ts';
import type { Session } from './session.tsx';

/** A delicate step: the code where one is set up, else the password. Who has neither chooses one first. */
export function StepUpDialog({ session, onFinish }: { session: Session; onFinish: (proved: boolean) => void }) {
  const t = useT();
  const giveUp = () => onFinish(false);
  return (
    <Modal opened onClose={giveUp} title={t('web.prove.title')} closeButtonProps={{ 'aria-label': t('web.close') }}>
      {session.hasPassword || session.secondFactor ? (
        <ProofForm session={session} onFinish={onFinish} />
      ) : (
        <>
          <p>{t('web.prove.no-password')}</p>
          <Button variant="filled" component={Link} to={paths.account()} onClick={giveUp}>
            {t('web.prove.choose-password')}
          </Button>
        </>
      )}
    </Modal>
  );
}

function ProofForm({ session: { secondFactor }, onFinish }: { session: Session; onFinish: (proved: boolean) => void }) {
  const t = useT();
  const [given, setGiven] = useState('');
  const prove = useDo(proveAgainRoute, { onDone: () => onFinish(true) });
  const problems = useFieldProblems(prove.error, ['code', 'password']);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        prove.mutate({ body: secondFactor ? { code: given } : { password: given } });
      }}
    >
      <p>{t(secondFactor ? 'web.prove.code-why' : 'web.prove.password-why')}</p>
      {!prove.error?.fields.code && !prove.error?.fields.password && <ErrorNotice error={problems.rest} />}
      {secondFactor ? (
        <TextInput
          label={t('web.login.code')}
          value={given}
          onChange={(event) => setGiven(event.currentTarget.value)}
          autoComplete="one-time-code"
          data-autofocus
          {...problems.at('code')}
        />
      ) : (
        <PasswordField
          kind="current"
          required={false}
          value={given}
          onChange={(event) => setGiven(event.currentTarget.value)}
          data-autofocus
          {...problems.at('password')}
        />
      )}
      <FormActions label={t('web.prove.button')} busy={prove.isPending} onCancel={() => onFinish(false)} />
    </form>
  );
}
