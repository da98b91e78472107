import { Button } from '@mantine/core';
import { useState } from 'react';
import {
  cancelMailingRoute,
  listMailingsRoute,
  pauseMailingRoute,
  readMailingRoute,
  resultRoute,
  resumeMailingRoute,
} from '../../server/mailings/contract.ts';
import { useDo } from '../app/ask.ts';
import { useMay } from '../app/session.tsx';
import { ConfirmWithSummary } from '../ui/ConfirmWithSummary.tsx';
import { useT } from '../ui/language.tsx';
import { showDone, showProblem } from '../ui/toast.tsx';
import type { Mailing } from './draft-keeper.ts';
import { isRunning } from './states.ts';

const refreshes = [readMailingRoute, resultRoute, listMailingsRoute];

/** Holding, going on, stopping. Holding can be undone and is done at once; stopping says first what it means. */
export function Control({ mailing, state }: { mailing: Mailing; state: Mailing['state'] }) {
  const t = useT();
  const may = useMay();
  const [stopping, setStopping] = useState(false);
  const params = { mailingId: mailing.id };
  const pause = useDo(pauseMailingRoute, { refreshes });
  const resume = useDo(resumeMailingRoute, { refreshes });
  const cancel = useDo(cancelMailingRoute, {
    refreshes,
    onDone: (answer) => {
      setStopping(false);
      showDone(t(answer.state === 'draft' ? 'mailings.unscheduled' : 'mailings.stopped'));
    },
  });
  if (!may('mailings.send')) return null;
  const quick = { onError: showProblem };
  return (
    <>
      {state === 'scheduled' && (
        <Button loading={cancel.isPending} onClick={() => cancel.mutate({ params }, quick)}>
          {t('mailings.unschedule')}
        </Button>
      )}
      {isRunning(state) && (
        <Button loading={pause.isPending} onClick={() => pause.mutate({ params }, quick)}>
          {t('mailings.pause')}
        </Button>
      )}
      {state === 'paused' && (
        <Button variant="filled" loading={resume.isPending} onClick={() => resume.mutate({ params }, quick)}>
          {t('mailings.resume')}
        </Button>
      )}
      {(isRunning(state) || state === 'paused') && <Button onClick={() => setStopping(true)}>{t('mailings.stop')}</Button>}
      <ConfirmWithSummary
        opened={stopping}
        onClose={() => setStopping(false)}
        title={t('mailings.stop-title', { name: mailing.name })}
        confirmLabel={t('mailings.stop')}
        onConfirm={() => cancel.mutate({ params })}
        busy={cancel.isPending}
        error={cancel.error}
        dangerous
      >
        <p>{t('mailings.stop-why')}</p>
      </ConfirmWithSummary>
    </>
  );
}
