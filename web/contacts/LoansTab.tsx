import { SegmentedControl } from '@mantine/core';
import { Link, useSearchParams } from 'react-router';
import { readLoansRoute, type Loan } from '../../server/circulation/contract.ts';
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
import { useCursor } from '../ui/use-cursor.ts';
import parts from './Contacts.module.css';

/** What somebody has at home and what they brought back; only for who has a purpose for it. */
export function LoansTab({ contactId }: { contactId: number }) {
  const t = useT();
  const format = useFormat();
  const may = useMay();
  const { slug } = useEnvironment();
  const [search, setSearch] = useSearchParams();
  const cursor = useCursor();
  const state = search.get('state') === 'returned' ? 'returned' : 'open';
  const read = useRead(
    readLoansRoute,
    {
      params: { contactId },
      query: { state, before: cursor.after === undefined ? undefined : Number(cursor.after) },
    },
    // each reading is written in the log: looking away and back is not another one
    { keep: true, staleTime: 5 * 60_000 },
  );
  const columns = useColumns(state);
  if (!read.data) return read.error ? <ErrorNotice error={read.error} onRetry={() => void read.refetch()} /> : <Loading />;
  const { totals, loans, next } = read.data;
  if (!totals) return <EmptyState title={t('contacts.loans.none')}>{t('contacts.loans.none-why')}</EmptyState>;
  return (
    <Card flush>
      <div className={parts.group}>
        <SegmentedControl
          aria-label={t('contacts.tab.loans')}
          data={[
            { value: 'open', label: t('contacts.loans.open') },
            { value: 'returned', label: t('contacts.loans.returned') },
          ]}
          value={state}
          onChange={(value) => setSearch(value === 'open' ? {} : { state: value })}
        />
        <Muted>
          {t('contacts.loans.totals', {
            loans: totals.loans,
            first: format.date(totals.firstOn),
            last: format.date(totals.lastOn),
          })}{' '}
          {t('contacts.loans.audited')}
          {may('audit.read') && (
            <>
              {' '}
              <Link to={paths.auditOf(slug, `contact:${contactId}`, 'loans.viewed')}>{t('web.audit.who-looked')}</Link>
            </>
          )}
        </Muted>
      </div>
      {loans.length === 0 ? (
        <EmptyState title={t(state === 'open' ? 'contacts.loans.none-open' : 'contacts.loans.none')}>
          {state === 'open' && t('contacts.loans.none-open-why')}
        </EmptyState>
      ) : (
        <DataTable
          label={t(state === 'open' ? 'contacts.loans.open' : 'contacts.loans.returned')}
          columns={columns}
          rows={loans}
          rowKey={({ id }) => id}
          fetching={read.isPlaceholderData}
          paging={<Paging onPrevious={cursor.previous} onNext={next === null ? undefined : () => cursor.next(next)} />}
        />
      )}
    </Card>
  );
}

function useColumns(state: 'open' | 'returned'): Column<Loan>[] {
  const t = useT();
  const format = useFormat();
  return [
    {
      key: 'title',
      label: t('contacts.loans.title'),
      render: ({ title, author }) => (
        <>
          {title || <Muted>{t('contacts.loans.untitled')}</Muted>}
          {author && (
            <>
              <br />
              <Muted small>{author}</Muted>
            </>
          )}
        </>
      ),
    },
    {
      key: 'material',
      label: t('contacts.loans.material'),
      wideOnly: true,
      render: ({ material, world }) => [material, world].filter(Boolean).join(' · '),
    },
    {
      key: 'branch',
      label: t('contacts.loans.branch'),
      wideOnly: true,
      render: ({ branch }) => branch,
    },
    {
      key: 'loaned',
      label: t('contacts.loans.loaned'),
      render: ({ loanedOn }) => format.date(loanedOn),
    },
    state === 'open'
      ? {
          key: 'due',
          label: t('contacts.loans.due'),
          render: ({ dueOn, daysLate }) => (
            <>
              {dueOn ? format.date(dueOn) : '—'}{' '}
              {daysLate > 0 && (
                <Chip tone="bad">{daysLate === 1 ? t('contacts.loans.late-one') : t('contacts.loans.late', { days: daysLate })}</Chip>
              )}
            </>
          ),
        }
      : {
          key: 'back',
          label: t('contacts.loans.back'),
          render: ({ returnedOn }) => (returnedOn ? format.date(returnedOn) : '—'),
        },
  ];
}
