import { ActionIcon, Button, Menu } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import { ruleSentence } from '../../lib/rule-sentence.ts';
import { segmentExamples } from '../../lib/segment-examples.ts';
import {
  archiveSegmentRoute,
  countSegmentRoute,
  listSegmentsRoute,
  restoreSegmentRoute,
  segmentOptionsRoute,
} from '../../server/segments/contract.ts';
import type { Answer } from '../app/api.ts';
import { useDo, useRead } from '../app/ask.ts';
import { paths } from '../app/paths.ts';
import { useMay } from '../app/session.tsx';
import { Card, Muted } from '../ui/Card.tsx';
import { DataTable, type Column } from '../ui/DataTable.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFormat } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { useLanguage, useT } from '../ui/language.tsx';
import { Loading } from '../ui/Loading.tsx';
import { Page } from '../ui/Page.tsx';
import { showProblem, showUndo } from '../ui/toast.tsx';
import type { Options } from './editor-context.ts';
import parts from './Segments.module.css';

type Segment = Answer<typeof listSegmentsRoute>['segments'][number];

const hour = 3_600_000;

/** All saved segments, each as a sentence with its count; behind a link those that were put away. */
export function SegmentList() {
  const t = useT();
  const may = useMay();
  const environment = useParams().environment!;
  const archived = useSearchParams()[0].get('archived') === '1';
  const list = useRead(listSegmentsRoute, { query: archived ? { archived: 'true' } : {} });
  const options = useRead(segmentOptionsRoute, {}, { staleTime: 60_000 });
  useFreshCounts(archived ? undefined : list.data?.segments);
  const error = list.error ?? options.error;
  const empty = !archived && list.data?.segments.length === 0;
  return (
    <Page
      title={t(archived ? 'segments.screen.archive-title' : 'segments.screen.title')}
      under={!archived && t('segments.screen.intro')}
      actions={
        may('segments.write') &&
        !empty &&
        !archived && (
          <Button component={Link} to={paths.newSegment(environment)} variant="filled">
            {t('segments.screen.new')}
          </Button>
        )
      }
    >
      <ErrorNotice error={error} onRetry={() => void list.refetch()} />
      {list.data && options.data ? (
        <Card flush>
          {empty ? <Examples /> : <Table segments={list.data.segments} options={options.data} fetching={list.isRefetching} />}
        </Card>
      ) : (
        !error && <Loading />
      )}
      <p>
        <Link to={`${paths.segments(environment)}${archived ? '' : '?archived=1'}`}>
          {t(archived ? 'segments.screen.to-list' : 'segments.screen.to-archive')}
        </Link>
      </p>
    </Page>
  );
}

function Table({ segments, options, fetching }: { segments: Segment[]; options: Options; fetching: boolean }) {
  const t = useT();
  const columns = useColumns(options);
  if (segments.length === 0) return <p className={parts.none}>{t('segments.screen.none-archived')}</p>;
  return <DataTable label={t('segments.screen.title')} columns={columns} rows={segments} rowKey={({ id }) => id} fetching={fetching} />;
}

/** An empty screen teaches: four rules every library can use, to change until they fit. */
function Examples() {
  const t = useT();
  const may = useMay();
  const environment = useParams().environment!;
  return (
    <EmptyState
      title={t('segments.screen.empty-title')}
      action={
        may('segments.write') && (
          <div className={parts.examples}>
            {(Object.keys(segmentExamples) as (keyof typeof segmentExamples)[]).map((key) => (
              <Button key={key} component={Link} to={`${paths.newSegment(environment)}?example=${key}`}>
                {t(`segments.screen.example.${key}`)}
              </Button>
            ))}
            <Button component={Link} to={paths.newSegment(environment)} variant="filled">
              {t('segments.screen.example.blank')}
            </Button>
          </div>
        )
      }
    >
      {t('segments.screen.empty')}
    </EmptyState>
  );
}

/** Counts that are missing or older than an hour are made anew, one after the other, while people read. */
function useFreshCounts(segments: readonly Segment[] | undefined): void {
  const count = useDo(countSegmentRoute, { refreshes: [listSegmentsRoute] });
  const tried = useRef(new Set<string>());
  const { mutate, isPending } = count;
  useEffect(() => {
    if (isPending) return;
    const old = (countedAt: string | null) => !countedAt || Date.now() - Date.parse(countedAt) > hour;
    const stale = segments?.find(({ id, version, countedAt }) => old(countedAt) && !tried.current.has(`${id}.${version}`));
    if (!stale) return;
    // once per visit: a segment that cannot be counted says so when it is opened
    tried.current.add(`${stale.id}.${stale.version}`);
    mutate({ params: { segmentId: stale.id } });
  }, [segments, isPending, mutate]);
}

function useColumns(options: Options): Column<Segment>[] {
  const t = useT();
  const language = useLanguage();
  const format = useFormat();
  const may = useMay();
  const environment = useParams().environment!;
  const columns: Column<Segment>[] = [
    {
      key: 'name',
      label: t('segments.screen.name'),
      render: ({ id, name, rule }) => (
        <>
          <Link to={paths.segment(environment, id)}>{name}</Link>
          <span className={parts.listSentence}>
            <Muted small>{ruleSentence(language, rule, options)}</Muted>
          </span>
        </>
      ),
    },
    {
      key: 'count',
      label: t('segments.screen.readers'),
      figures: true,
      render: ({ count }) => (count === null ? <Muted>…</Muted> : format.number(count)),
    },
    {
      key: 'counted',
      label: t('segments.screen.counted'),
      render: ({ countedAt }) => (countedAt ? format.moment(countedAt) : <Muted>{t('segments.screen.not-counted')}</Muted>),
    },
    {
      key: 'changed',
      label: t('segments.screen.changed'),
      wideOnly: true,
      render: ({ updatedAt }) => format.moment(updatedAt),
    },
  ];
  if (may('segments.write')) {
    columns.push({
      key: 'menu',
      label: t('web.actions'),
      labelHidden: true,
      figures: true,
      render: (segment) => <SegmentMenu segment={segment} />,
    });
  }
  return columns;
}

function SegmentMenu({ segment }: { segment: Segment }) {
  const t = useT();
  const refreshes = [listSegmentsRoute, segmentOptionsRoute];
  const params = { segmentId: segment.id };
  const restore = useDo(restoreSegmentRoute, { refreshes, onProblem: showProblem });
  const takeBack = () => restore.mutate({ params });
  const archive = useDo(archiveSegmentRoute, {
    refreshes,
    onDone: () => showUndo(t('segments.screen.archived', { name: segment.name }), { label: t('segments.screen.undo'), undo: takeBack }),
    onProblem: showProblem,
  });
  const count = useDo(countSegmentRoute, { refreshes: [listSegmentsRoute] });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t('segments.screen.more', { name: segment.name })}>
          <Icon name="more" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {segment.archivedAt ? (
          <Menu.Item leftSection={<Icon name="undo" size={14} />} onClick={takeBack}>
            {t('segments.screen.restore')}
          </Menu.Item>
        ) : (
          <>
            <Menu.Item onClick={() => count.mutate({ params }, { onError: showProblem })}>{t('segments.screen.recount')}</Menu.Item>
            <Menu.Item leftSection={<Icon name="trash" size={14} />} onClick={() => archive.mutate({ params })}>
              {t('segments.screen.archive')}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
