import { Button } from '@mantine/core';
import { Link, useParams } from 'react-router';
import { listImports } from '../../server/imports/contract.ts';
import type { Answer } from '../app/api.ts';
import { useRead } from '../app/ask.ts';
import { paths } from '../app/paths.ts';
import { useMay } from '../app/session.tsx';
import { Card, Muted } from '../ui/Card.tsx';
import { DataTable, Paging, type Column } from '../ui/DataTable.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFormat } from '../ui/format.ts';
import { useT } from '../ui/language.tsx';
import { Loading } from '../ui/Loading.tsx';
import { Page } from '../ui/Page.tsx';
import { useCursor } from '../ui/use-cursor.ts';
import { RunState } from './RunState.tsx';

type Run = Answer<typeof listImports>['runs'][number];

/** Every file that was brought in, newest first; the way to the next one. */
export function ImportList() {
  const t = useT();
  const may = useMay();
  const cursor = useCursor();
  const environment = useParams().environment!;
  const list = useRead(
    listImports,
    { query: { before: cursor.after } },
    { keep: true, refetchInterval: (answer) => (isBusy(answer) ? 1500 : false) },
  );
  const columns = useColumns();
  const empty = list.data?.runs.length === 0 && !cursor.after;
  const takeIn = may('imports.run') && (
    <Button component={Link} to={paths.newImport(environment)} variant="filled">
      {t('imports.new')}
    </Button>
  );
  const next = list.data?.next;
  return (
    <Page title={t('imports.title')} actions={!empty && takeIn}>
      <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />
      {!list.data && !list.error && <Loading />}
      {list.data && (
        <Card flush>
          {empty ? (
            <EmptyState title={t('imports.empty.title')} action={takeIn}>
              {t('imports.empty.text')}
            </EmptyState>
          ) : (
            <DataTable
              label={t('imports.title')}
              columns={columns}
              rows={list.data.runs}
              rowKey={({ id }) => id}
              fetching={list.isPlaceholderData}
              paging={<Paging onPrevious={cursor.previous} onNext={next ? () => cursor.next(next) : undefined} />}
            />
          )}
        </Card>
      )}
    </Page>
  );
}

function isBusy(answer: unknown): boolean {
  return (
    (answer as Answer<typeof listImports> | undefined)?.runs.some(({ state }) => state === 'reading' || state === 'committing') ?? false
  );
}

function useColumns(): Column<Run>[] {
  const t = useT();
  const format = useFormat();
  const environment = useParams().environment!;
  const figure = (name: 'new' | 'changed' | 'rejected') => ({
    key: name,
    label: t(`imports.count.${name}`),
    figures: true,
    wideOnly: name !== 'new',
    render: ({ counts }: Run) => (counts[name] === undefined ? <Muted>–</Muted> : format.number(counts[name])),
  });
  return [
    {
      key: 'file',
      label: t('imports.column.file'),
      heading: true,
      render: ({ id, fileName, kind }) => (
        <>
          <Link to={paths.importRun(environment, id)}>{fileName}</Link>
          <br />
          <Muted small>{t(`imports.kind.${kind}`)}</Muted>
        </>
      ),
    },
    { key: 'state', label: t('imports.column.state'), render: (run) => <RunState state={run.state} /> },
    figure('new'),
    figure('changed'),
    figure('rejected'),
    {
      key: 'when',
      label: t('imports.column.when'),
      render: ({ createdAt }) => <time dateTime={createdAt}>{format.moment(createdAt)}</time>,
    },
    { key: 'who', label: t('imports.column.who'), wideOnly: true, render: ({ startedBy }) => startedBy },
  ];
}
