import { Button } from '@mantine/core';
import { useState } from 'react';
import { useParams } from 'react-router';
import { downloadRejected, listRejected } from '../../server/imports/contract.ts';
import { download, type Answer } from '../app/api.ts';
import { useRead } from '../app/ask.ts';
import { useMay } from '../app/session.tsx';
import { Card } from '../ui/Card.tsx';
import { DataTable, Paging, type Column } from '../ui/DataTable.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFormat } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { useT } from '../ui/language.tsx';
import { showProblem } from '../ui/toast.tsx';
import type { Run } from './ImportRun.tsx';
import parts from './Imports.module.css';

type Reject = Answer<typeof listRejected>['rejects'][number];

/** The rows that could not be read: which line, which column, what stands there, what to do. */
export function Rejected({ run }: { run: Run }) {
  const t = useT();
  const may = useMay();
  const environment = useParams().environment!;
  const [trail, setTrail] = useState<number[]>([]);
  const after = trail.at(-1) ?? 0;
  const list = useRead(listRejected, { params: { runId: run.id }, query: { after } }, { keep: true });
  const next = list.data?.next;
  const fetchFile = () => void download(downloadRejected, { environment, params: { runId: run.id } }).catch(showProblem);
  return (
    <Card
      title={t('imports.rejects.title')}
      flush
      aside={
        may('imports.run') && (
          <Button leftSection={<Icon name="download" />} onClick={fetchFile}>
            {t('imports.rejects.download')}
          </Button>
        )
      }
    >
      <div className={parts.inset}>
        <p>{run.counts.rejected === 1 ? t('imports.rejects.text-one') : t('imports.rejects.text', { count: run.counts.rejected ?? 0 })}</p>
        <ErrorNotice error={list.error} />
      </div>
      <DataTable
        label={t('imports.rejects.title')}
        columns={useColumns()}
        rows={list.data?.rejects ?? []}
        rowKey={({ line }) => line}
        fetching={list.isPlaceholderData}
        paging={
          <Paging
            onPrevious={trail.length > 0 ? () => setTrail(trail.slice(0, -1)) : undefined}
            onNext={next ? () => setTrail([...trail, next]) : undefined}
          />
        }
      />
    </Card>
  );
}

function useColumns(): Column<Reject>[] {
  const t = useT();
  const format = useFormat();
  return [
    { key: 'line', label: t('imports.rejects.line'), heading: true, render: ({ line }) => format.number(line) },
    { key: 'column', label: t('imports.rejects.column'), render: ({ column }) => column },
    { key: 'value', label: t('imports.rejects.value'), render: ({ value }) => <span className={parts.samples}>{value}</span> },
    { key: 'reason', label: t('imports.rejects.reason'), render: ({ sentence }) => sentence },
  ];
}
