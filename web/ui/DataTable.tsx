import { Button, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { Icon } from './Icon.tsx';
import { useT } from './language.tsx';
import parts from './DataTable.module.css';

export interface Column<Row> {
  key: string;
  label: string;
  render: (row: Row) => ReactNode;
  /** Figures stand right, in digits of one width. */
  figures?: boolean;
  /** The key the server sorts by, when it can. */
  sortBy?: string;
  /** The head is spoken but not shown: a column of buttons. */
  labelHidden?: boolean;
  /** Names the row; heads its card on a phone. The first column when none says so. */
  heading?: boolean;
  /** Too much for a phone. */
  wideOnly?: boolean;
}

export interface Sort {
  by: string;
  direction: 'asc' | 'desc';
}

/** A list one can scan: sorting in the heads, pages by a cursor, cards on a phone. */
export function DataTable<Row>({
  label,
  columns,
  rows,
  rowKey,
  sort,
  onSort,
  paging,
  fetching = false,
}: {
  /** What the list holds, for readers who listen. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string | number;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  paging?: ReactNode;
  /** Newer rows are on their way; the old ones stay readable. */
  fetching?: boolean;
}) {
  const headingKey = (columns.find(({ heading }) => heading) ?? columns[0])?.key;
  return (
    <>
      <div className={parts.frame} aria-busy={fetching}>
        <table className={parts.table} aria-label={label}>
          <thead>
            <tr>
              {columns.map((column) => (
                <Head key={column.key} column={column} sort={sort} onSort={onSort} />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={rowKey(row)}>
                {columns.map((column) => (
                  <Cell key={column.key} column={column} row={row} heading={column.key === headingKey} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {paging}
    </>
  );
}

function Cell<Row>({ column, row, heading }: { column: Column<Row>; row: Row; heading: boolean }) {
  const shape = {
    className: column.figures ? parts.figures : undefined,
    'data-wide-only': column.wideOnly,
  };
  if (heading) {
    return (
      <th scope="row" {...shape}>
        {column.render(row)}
      </th>
    );
  }
  return (
    <td {...shape}>
      {column.label && !column.labelHidden && (
        <span className={parts.cellLabel} aria-hidden>
          {column.label}
        </span>
      )}
      <span className={parts.cellValue}>{column.render(row)}</span>
    </td>
  );
}

function Head<Row>({ column, sort, onSort }: { column: Column<Row>; sort: Sort | undefined; onSort: ((sort: Sort) => void) | undefined }) {
  const by = column.sortBy;
  const current = by !== undefined && sort?.by === by ? sort.direction : undefined;
  const shape = {
    className: column.figures ? parts.figures : undefined,
    'data-wide-only': column.wideOnly,
  };
  if (!by || !onSort) {
    return (
      <th scope="col" {...shape}>
        {column.labelHidden ? <VisuallyHidden>{column.label}</VisuallyHidden> : column.label}
      </th>
    );
  }
  return (
    <th
      scope="col"

      aria-sort={current ? (current === 'asc' ? 'ascending' : 'descending') : 'none'}
      {...shape}
    >
      <button type="button" className={parts.sort} onClick={() => onSort({ by, direction: current === 'asc' ? 'desc' : 'asc' })}>
        {column.label}
        <span className={parts.arrow} data-on={current !== undefined}>
          <Icon name={current === 'desc' ? 'down' : 'up'} size={12} />
        </span>
      </button>
    </th>
  );
}

/** Forward and back by cursor; see use-cursor.ts. */
export function Paging({
  summary,
  onPrevious,
  onNext,
}: {
  /** "51–100 van 15 204" or the like. */
  summary?: ReactNode;
  onPrevious?: (() => void) | undefined;
  onNext?: (() => void) | undefined;
}) {
  const t = useT();
  if (!summary && !onPrevious && !onNext) return null;
  return (
    <nav className={parts.paging} aria-label={t('web.pages')}>
      <span>{summary}</span>
      {(onPrevious || onNext) && (
        <span className={parts.pagingButtons}>
          <Button size="compact-md" disabled={!onPrevious} onClick={onPrevious} leftSection={<Icon name="left" size={14} />}>
            {t('web.previous')}
          </Button>
          <Button size="compact-md" disabled={!onNext} onClick={onNext} rightSection={<Icon name="right" size={14} />}>
            {t('web.next')}
          </Button>
        </span>
      )}
    </nav>
  );
}
