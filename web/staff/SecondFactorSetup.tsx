import { Button, CopyButton, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { beginSecondFactorRoute, confirmSecondFactorRoute } from '../../server/staff/contract.ts';
import type { Answer } from '../app/api.ts';
import { useDo } from '../app/ask.ts';
import { useRefreshSession } from '../app/session.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFieldProblems } from '../ui/fields.ts';
import { FormActions } from '../ui/FormActions.tsx';
import { useT } from '../ui/language.tsx';
import parts from './SecondFactor.module.css';

type Begun = Answer<typeof beginSecondFactorRoute>;

/** Setting up one-time codes: scan, type one code, keep the recovery codes. */
export function SecondFactorSetup({
  onDone,
  doneLabel,
  children,
}: {
  onDone: () => void;
  doneLabel: string;
  /** A way round, shown while nothing has been set up yet. */
  children?: ReactNode;
}) {
  const t = useT();
  const [begun, setBegun] = useState<Begun>();
  const [recoveryCodes, setRecoveryCodes] = useState<string[]>();
  const begin = useDo(beginSecondFactorRoute, { onDone: setBegun });
  if (recoveryCodes) return <RecoveryCodes codes={recoveryCodes} onDone={onDone} doneLabel={doneLabel} />;
  if (begun) return <ConfirmCode begun={begun} onConfirmed={setRecoveryCodes} />;
  return (
    <>
      <ErrorNotice error={begin.error} />
      <div className={parts.buttons}>
        <Button variant={children ? 'filled' : 'default'} loading={begin.isPending} onClick={() => begin.mutate({})}>
          {t('web.factor.begin')}
        </Button>
        {children}
      </div>
    </>
  );
}

function ConfirmCode({ begun, onConfirmed }: { begun: Begun; onConfirmed: (codes: string[]) => void }) {
  const t = useT();
  const [code, setCode] = useState('');
  const confirm = useDo(confirmSecondFactorRoute, {
    onDone: ({ recoveryCodes }) => onConfirmed(recoveryCodes),
  });
  const problems = useFieldProblems(confirm.error, ['code']);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        confirm.mutate({ body: { code: code.trim() } });
      }}
    >
      <ol className={parts.steps}>
        <li>
          {t('web.factor.scan')}
          <img className={parts.qr} src={begun.qr} width={220} height={220} alt={t('web.factor.qr')} />
          <details>
            <summary>{t('web.factor.cannot-scan')}</summary>
            <code className={parts.secret}>{begun.secret.match(/.{1,4}/g)?.join(' ')}</code>
          </details>
        </li>
        <li>
          <TextInput
            label={t('web.factor.type')}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={7}
            required
            withAsterisk={false}
            {...problems.at('code')}
          />
        </li>
      </ol>
      {!confirm.error?.fields.code && <ErrorNotice error={problems.rest} />}
      <FormActions label={t('web.factor.confirm')} busy={confirm.isPending} />
    </form>
  );
}

/** Shown once. The session is read anew only afterwards, so that this list does not vanish under one's eyes. */
function RecoveryCodes({ codes, onDone, doneLabel }: { codes: string[]; onDone: () => void; doneLabel: string }) {
  const t = useT();
  const refresh = useRefreshSession();
  return (
    <div>
      <h2>{t('web.factor.recovery')}</h2>
      <p>{t('web.factor.recovery-why')}</p>
      <ul className={parts.codes}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code.match(/.{1,4}/g)?.join(' ')}</code>
          </li>
        ))}
      </ul>
      <div className={parts.buttons}>
        <Button variant="filled" onClick={() => void refresh().then(onDone)}>
          {doneLabel}
        </Button>
        <CopyButton value={codes.join('\n')}>
          {({ copied, copy }) => <Button onClick={copy}>{t(copied ? 'web.copied' : 'web.factor.copy')}</Button>}
        </CopyButton>
      </div>
    </div>
  );
}
