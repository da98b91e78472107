import { Button } from '@mantine/core';
import { useState } from 'react';
import { removeSecondFactorRoute } from '../../server/staff/contract.ts';
import { useDo } from '../app/ask.ts';
import { useRefreshSession, useSession } from '../app/session.tsx';
import { Card } from '../ui/Card.tsx';
import { Chip } from '../ui/Chip.tsx';
import { ConfirmWithSummary } from '../ui/ConfirmWithSummary.tsx';
import { useT } from '../ui/language.tsx';
import { showDone } from '../ui/toast.tsx';
import { SecondFactorSetup } from './SecondFactorSetup.tsx';

export function SecondFactorCard() {
  const t = useT();
  const { secondFactor } = useSession();
  // counts how often it was set up here, so that the next time starts at the first step again
  const [round, setRound] = useState(0);
  const title = (
    <>
      {t('web.factor.title')} <Chip tone={secondFactor ? 'good' : 'warn'}>{t(secondFactor ? 'web.factor.on' : 'web.factor.off')}</Chip>
    </>
  );
  return (
    <Card title={title}>
      {secondFactor ? (
        <RemoveSecondFactor />
      ) : (
        <>
          <p>{t('web.factor.why')}</p>
          <SecondFactorSetup
            key={round}
            onDone={() => {
              setRound(round + 1);
              showDone(t('web.factor.done'));
            }}
            doneLabel={t('web.factor.kept')}
          />
        </>
      )}
    </Card>
  );
}

function RemoveSecondFactor() {
  const t = useT();
  const refresh = useRefreshSession();
  const [asking, setAsking] = useState(false);
  const remove = useDo(removeSecondFactorRoute, {
    onDone: () => {
      setAsking(false);
      void refresh();
    },
  });
  return (
    <>
      <p>{t('web.factor.on-why')}</p>
      <Button onClick={() => setAsking(true)}>{t('web.factor.remove')}</Button>
      <ConfirmWithSummary
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('web.factor.remove')}
        confirmLabel={t('web.factor.remove-confirm')}
        onConfirm={() => remove.mutate({})}
        busy={remove.isPending}
        error={remove.error}
        dangerous
      >
        <p>{t('web.factor.remove-why')}</p>
      </ConfirmWithSummary>
    </>
  );
}
