import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { DataTable, type Column } from '../ui/DataTable.tsx';
import { useFormat } from '../ui/format.ts';
import { useT } from '../ui/language.tsx';

export interface Point {
  at: string;
  main: number;
  other: number;
}
export interface Series {
  key: 'main' | 'other';
  name: string;
  tone: 'main' | 'bad';
}

/** A picture for the eye and the same figures as a table, for whoever would rather read or listen. */
export function ChartWithTable({
  label,
  points,
  series,
  children,
}: {
  label: string;
  points: readonly Point[];
  series: readonly Series[];
  children: ReactNode;
}) {
  const t = useT();
  const format = useFormat();
  const [asTable, { toggle }] = useDisclosure(false);
  const columns: Column<Point>[] = [
    {
      key: 'at',
      label: t('mailings.moment'),
      render: ({ at }) => <time dateTime={at}>{format.dateTime(at)}</time>,
    },
    ...series.map(({ key, name }): Column<Point> => ({
      key,
      label: name,
      figures: true,
      render: (point) => format.number(point[key]),
    })),
  ];
  return (
    <>
      {asTable ? (
        <DataTable label={label} columns={columns} rows={points} rowKey={({ at }) => at} />
      ) : (
        <div role="img" aria-label={t('mailings.chart-label', { label })}>
          {children}
        </div>
      )}
      <Button size="compact-sm" mt="sm" onClick={toggle} aria-pressed={asTable}>
        {t('mailings.as-table')}
      </Button>
    </>
  );
}
