import { Button } from '@mantine/core';
import { Link, useParams } from 'react-router';
import { isMessageKey } from '../../lib/i18n.ts';
import { cancelImport, commitImport, listImports, listRejected, readImport } from '../../server/imports/contract.ts';
import type { Answer } from '../app/api.ts';
import { useDo, useRead } from '../app/ask.ts';
import { NotRead } from '../app/BrokenScreen.tsx';
import { paths } from '../app/paths.ts';
import { useMay } from '../app/session.tsx';
import { Card } from '../ui/Card.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { Figures, SmallFigure } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { useT } from '../ui/language.tsx';
import { Loading } from '../ui/Loading.tsx';
import { Page, Stack } from '../ui/Page.tsx';
import { ProgressPanel } from '../ui/ProgressPanel.tsx';
import parts from './Imports.module.css';
import { Rejected } from './Rejected.tsx';
import { RunState } from './RunState.tsx';
import { Samples } from './Samples.tsx';

export type Run = Answer<typeof readImport>;

const isBusy = (state: Run['state']) => state === 'reading' || state === 'committing';

/** One import: being read, what it would change, being taken in, what it changed. */
export function ImportRun() {
  const t = useT();
  const runId = Number(useParams().runId);
  const run = useRead(
    readImport,
    { params: { runId } },
    { refetchInterval: (answer) => (answer && !isBusy((answer as Run).state) ? false : 700) },
  );
  if (!run.data) return run.error ? <NotRead error={run.error} /> : <Loading />;
  const { data } = run;
  return (
    <Page title={data.fileName} over={t(`imports.kind.${data.kind}`)} under={<RunState state={data.state} />}>
      <Stack>
        {isBusy(data.state) ? <Working run={data} /> : <Outcome run={data} />}
        {!isBusy(data.state) && <Samples run={data} />}
        {!isBusy(data.state) && (data.counts.rejected ?? 0) > 0 && <Rejected key={data.state} run={data} />}
      </Stack>
    </Page>
  );
}

/** Reading goes through the file twice at most; merging through what was new or different. */
function partOf(run: Run): number | undefined {
  if (run.state === 'committing') return run.stagedRows === 0 || run.phase === 'finishing' ? undefined : run.mergedRows / run.stagedRows;
  if (run.phase === 'comparing' || run.sizeBytes === 0) return undefined;
  return Math.min(1, run.bytesRead / run.sizeBytes);
}

function Working({ run }: { run: Run }) {
  const t = useT();
  const format = useFormat();
  const rows = run.state === 'committing' ? run.mergedRows : run.rowsRead;
  const part = partOf(run);
  return (
    <ProgressPanel
      title={t(`imports.phase.${run.phase ?? 'reading'}`)}
      part={part}
      figures={rows > 0 && t('imports.progress', { rows: format.number(rows), part: Math.round((part ?? 1) * 100) })}
    />
  );
}

function Outcome({ run }: { run: Run }) {
  const t = useT();
  const format = useFormat();
  const { counts, state } = run;
  const sentence =
    state === 'done'
      ? t('imports.run.done', { when: run.finishedAt ? format.dateTime(run.finishedAt) : '' })
      : state === 'cancelled'
        ? t('imports.run.cancelled')
        : changes(run) === 0
          ? t('imports.run.nothing')
          : t('imports.run.preview');
  return (
    <Card>
      {run.problem && isMessageKey(run.problem.code) && <ErrorNotice>{t(run.problem.code, run.problem.params)}</ErrorNotice>}
      {state !== 'failed' && (
        <>
          <p className={parts.lead}>{sentence}</p>
          <Figures>
            <SmallFigure value={counts.new ?? 0} label={t('imports.count.new')} tone="good" />
            <SmallFigure value={counts.changed ?? 0} label={t('imports.count.changed')} tone="info" />
            <SmallFigure value={counts.unchanged ?? 0} label={t('imports.count.unchanged')} />
            {run.full && <SmallFigure value={counts.gone ?? 0} label={t('imports.count.gone')} tone="warn" />}
            <SmallFigure value={counts.rejected ?? 0} label={t('imports.count.rejected')} tone={counts.rejected ? 'bad' : 'neutral'} />
          </Figures>
        </>
      )}
      <Decisions run={run} />
    </Card>
  );
}

function changes({ counts }: Run): number {
  return (counts.new ?? 0) + (counts.changed ?? 0) + (counts.gone ?? 0);
}

function Decisions({ run }: { run: Run }) {
  const t = useT();
  const may = useMay();
  const environment = useParams().environment!;
  const refreshes = [readImport, listImports, listRejected];
  const commit = useDo(commitImport, { refreshes });
  const cancel = useDo(cancelImport, { refreshes });
  const params = { runId: run.id };
  const waiting = run.state === 'previewed' || run.state === 'held';
  return (
    <>
      <ErrorNotice error={commit.error ?? cancel.error} />
      <div className={parts.buttons}>
        {waiting && may('imports.run') && (
          <>
            <Button
              variant="filled"
              loading={commit.isPending}
              onClick={() => commit.mutate({ params, body: { despite: run.state === 'held' } })}
            >
              {t(run.state === 'held' ? 'imports.run.commit-anyway' : 'imports.run.commit')}
            </Button>
            <Button loading={cancel.isPending} onClick={() => cancel.mutate({ params })}>
              {t('imports.run.cancel')}
            </Button>
          </>
        )}
        {run.state === 'done' && may('contacts.read') && (
          <Button component={Link} to={paths.contacts(environment)} variant="filled">
            {t('imports.run.to-contacts')}
          </Button>
        )}
        {!waiting && may('imports.run') && (
          <Button component={Link} to={paths.newImport(environment)}>
            {t('imports.run.again')}
          </Button>
        )}
      </div>
    </>
  );
}
