import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { copyMailingRoute, listMailingsRoute, readMailingRoute, resultRoute, type SeenBy } from '../../server/mailings/contract.ts';
import type { Answer } from '../app/api.ts';
import { useDo, useRead } from '../app/ask.ts';
import { paths } from '../app/paths.ts';
import { useEnvironment, useMay } from '../app/session.tsx';
import { Card } from '../ui/Card.tsx';
import { Chip } from '../ui/Chip.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFormat } from '../ui/format.ts';
import { useT } from '../ui/language.tsx';
import { Loading } from '../ui/Loading.tsx';
import { Columns, Page } from '../ui/Page.tsx';
import { showDone, showProblem } from '../ui/toast.tsx';
import { ArrivalsCard } from './Arrivals.tsx';
import { ClicksCard } from './Clicks.tsx';
import { Control } from './Control.tsx';
import { Counts, Reasons, Uncertain } from './Counts.tsx';
import type { Mailing } from './draft-keeper.ts';
import { MailPreview } from './ReadOnlyDraft.tsx';
import { Running } from './Running.tsx';
import { isRunning, startedWord, toneOfMailing } from './states.ts';

export type MailingResult = Answer<typeof resultRoute>;

/** A mailing on its way and afterwards: how far it is, how it went, who is behind each figure. */
export function Result({ mailing }: { mailing: Mailing }) {
  const t = useT();
  const { slug } = useEnvironment();
  const result = useRead(
    resultRoute,
    { params: { mailingId: mailing.id } },
    {
      staleTime: 0,
      refetchInterval: (answer) => pollEvery(answer as MailingResult | undefined, mailing),
    },
  );
  const state = result.data?.state ?? mailing.state;
  const client = useQueryClient();
  // it went a step further while one looked: started at its moment, finished, or back to being a draft
  useEffect(() => {
    if (state !== mailing.state) void client.invalidateQueries({ queryKey: [readMailingRoute.id] });
  }, [client, state, mailing.state]);
  return (
    <Page
      title={mailing.name}
      over={
        <>
          <Link to={paths.mailings(slug)}>{t('mailings.title')}</Link> · <Moment mailing={mailing} />
        </>
      }
      under={<Chip tone={toneOfMailing[state]}>{t(`mailings.state.${state}`)}</Chip>}
      actions={
        <>
          <Control mailing={mailing} state={state} />
          <CopyButton mailingId={mailing.id} />
        </>
      }
    >
      <ErrorNotice error={result.error} onRetry={() => void result.refetch()} />
      {!result.data && !result.error && <Loading />}
      {result.data && (
        <Columns aside={hasAside(result.data) && <Aside mailing={mailing} result={result.data} />}>
          <Running mailing={mailing} result={result.data} />
          {result.data.progress.total > 0 && (
            <>
              <Counts mailingId={mailing.id} progress={result.data.progress} />
              <ArrivalsCard arrivals={result.data.arrivals} />
              <ClicksCard result={result.data} />
            </>
          )}
          <SentMail mailing={mailing} />
        </Columns>
      )}
    </Page>
  );
}

/** Quick while it runs; still looked at while messages wait for another try; then no more. */
function pollEvery(result: MailingResult | undefined, mailing: Mailing): number | false {
  const state = result?.state ?? mailing.state;
  if (isRunning(state)) return 1500;
  if (state === 'scheduled' || state === 'paused') return 10_000;
  const left = result ? result.progress.waiting + result.progress.onTheWay + result.progress.deferred : 0;
  return left > 0 && state !== 'cancelled' ? 5000 : false;
}

function Moment({ mailing }: { mailing: Mailing }) {
  const t = useT();
  const format = useFormat();
  if (mailing.state === 'scheduled' && mailing.scheduledAt) {
    return t('mailings.when-leaves', { moment: format.dateTime(mailing.scheduledAt) });
  }
  return mailing.startedAt ? t(startedWord(mailing.state), { moment: format.dateTime(mailing.startedAt) }) : null;
}

function CopyButton({ mailingId }: { mailingId: number }) {
  const t = useT();
  const may = useMay();
  const navigate = useNavigate();
  const { slug } = useEnvironment();
  const copy = useDo(copyMailingRoute, {
    refreshes: [listMailingsRoute],
    onDone: ({ id, name }) => {
      showDone(t('mailings.copied', { name }));
      void navigate(paths.mailing(slug, id));
    },
  });
  if (!may('mailings.write')) return null;
  return (
    <Button loading={copy.isPending} onClick={() => copy.mutate({ params: { mailingId } }, { onError: showProblem })}>
      {t('mailings.copy')}
    </Button>
  );
}

const hasAside = ({ progress }: MailingResult) => progress.uncertain > 0 || progress.reasons.some(({ n }) => n > 0);

function Aside({ mailing, result }: { mailing: Mailing; result: MailingResult }) {
  return (
    <>
      <Uncertain mailingId={mailing.id} state={mailing.state} count={result.progress.uncertain} />
      <Reasons mailingId={mailing.id} progress={result.progress} />
    </>
  );
}

function SentMail({ mailing }: { mailing: Mailing }) {
  const t = useT();
  const [contactId, setContactId] = useState<SeenBy>();
  return (
    <Card title={t('mailings.the-mail')}>
      <MailPreview mailing={mailing} contactId={contactId} onChooseContact={setContactId} />
    </Card>
  );
}
