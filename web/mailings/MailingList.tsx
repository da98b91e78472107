import { Button, Progress } from '@mantine/core';
import { Link } from 'react-router';
import { listMailingsRoute } from '../../server/mailings/contract.ts';
import type { Answer } from '../app/api.ts';
import { useRead } from '../app/ask.ts';
import { paths } from '../app/paths.ts';
import { useEnvironment, useMay } from '../app/session.tsx';
import { Card, Muted } from '../ui/Card.tsx';
import { Chip } from '../ui/Chip.tsx';
import { DataTable, Paging, type Column } from '../ui/DataTable.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFormat } from '../ui/format.ts';
import { useT } from '../ui/language.tsx';
import { Loading } from '../ui/Loading.tsx';
import { Page } from '../ui/Page.tsx';
import { useCursor } from '../ui/use-cursor.ts';
import { isRunning, startedWord, toneOfMailing } from './states.ts';

type Listed = Answer<typeof listMailingsRoute>['mailings'][number];

/** All mailings: what is being written, what leaves soon, what went out. */
export function MailingList() {
  const t = useT();
  const may = useMay();
  const { slug } = useEnvironment();
  const cursor = useCursor();
  const list = useRead(
    listMailingsRoute,
    { query: { before: cursor.after ? Number(cursor.after) : undefined } },
    { keep: true, refetchInterval: everySoOften },
  );
  const columns = useColumns();
  const make = may('mailings.write') && (
    <Button component={Link} to={paths.newMailing(slug)} variant="filled">
      {t('mailings.new')}
    </Button>
  );
  const empty = list.data?.mailings.length === 0 && !cursor.after;
  const next = list.data?.next;
  return (
    <Page title={t('mailings.title')} under={t('mailings.under')} actions={!empty && make}>
      <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />
      {!list.data && !list.error && <Loading />}
      {empty && (
        <Card>
          <EmptyState title={t('mailings.none')} action={make}>
            <p>{t('mailings.none-why')}</p>
          </EmptyState>
        </Card>
      )}
      {list.data && !empty && (
        <Card flush>
          <DataTable
            label={t('mailings.title')}
            columns={columns}
            rows={list.data.mailings}
            rowKey={({ id }) => id}
            fetching={list.isPlaceholderData}
            paging={<Paging onPrevious={cursor.previous} onNext={next ? () => cursor.next(next) : undefined} />}
          />
        </Card>
      )}
    </Page>
  );
}

/** While something leaves the list is looked at again every few seconds. */
function everySoOften(answer: unknown): number | false {
  const list = answer as Answer<typeof listMailingsRoute> | undefined;
  return list?.mailings.some(({ state }) => isRunning(state)) ? 3000 : false;
}

function useColumns(): Column<Listed>[] {
  const t = useT();
  const format = useFormat();
  const { slug } = useEnvironment();
  return [
    {
      key: 'name',
      label: t('mailings.name'),
      render: ({ id, name, subject }) => (
        <>
          <Link to={paths.mailing(slug, id)}>{name}</Link>
          <br />
          <Muted small>{subject || t('mailings.no-subject')}</Muted>
        </>
      ),
    },
    { key: 'state', label: t('mailings.state'), render: (row) => <State row={row} /> },
    {
      key: 'audience',
      label: t('mailings.audience'),
      render: ({ segmentName, purposeName }) => (
        <>
          {segmentName ?? <Muted>{t('mailings.no-segment')}</Muted>}
          <br />
          <Muted small>{purposeName}</Muted>
        </>
      ),
    },
    {
      key: 'accepted',
      label: t('mailings.delivered'),
      figures: true,
      render: ({ progress }) => (progress ? format.number(progress.accepted) : ''),
    },
    { key: 'when', label: t('mailings.when'), render: (row) => <When row={row} /> },
  ];
}

function State({ row: { state, problem, progress } }: { row: Listed }) {
  const t = useT();
  const done = progress ? progress.total - progress.waiting - progress.onTheWay : 0;
  return (
    <>
      <Chip tone={toneOfMailing[state]}>{t(`mailings.state.${state}`)}</Chip>{' '}
      {state === 'draft' && problem !== null && <Chip tone="warn">{t('mailings.not-left')}</Chip>}
      {progress && (isRunning(state) || state === 'paused') && (
        <Progress
          mt={6}
          value={progress.total > 0 ? (done / progress.total) * 100 : 0}
          aria-label={t('mailings.progress-of', { done, total: progress.total })}
        />
      )}
    </>
  );
}

function When({ row }: { row: Listed }) {
  const t = useT();
  const format = useFormat();
  const [key, at] =
    row.state === 'scheduled' && row.scheduledAt
      ? (['mailings.when-leaves', row.scheduledAt] as const)
      : row.startedAt
        ? ([startedWord(row.state), row.startedAt] as const)
        : (['mailings.when-changed', row.updatedAt] as const);
  return <time dateTime={at}>{t(key, { moment: row.state === 'scheduled' ? format.dateTime(at) : format.moment(at) })}</time>;
}
