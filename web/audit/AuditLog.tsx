import { Button } from '@mantine/core';
import { listAuditEntries, verifyAuditChain } from '../../server/audit/contract.ts';
import type { Answer } from '../app/api.ts';
import { useRead } from '../app/ask.ts';
import { Card } from '../ui/Card.tsx';
import { Chip } from '../ui/Chip.tsx';
import { DataTable, Paging, type Column } from '../ui/DataTable.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFormat } from '../ui/format.ts';
import { useT, type Translate } from '../ui/language.tsx';
import { Loading } from '../ui/Loading.tsx';
import { Page } from '../ui/Page.tsx';
import { useCursor } from '../ui/use-cursor.ts';
import { AuditFilter, useAuditFilter } from './AuditFilter.tsx';
import { AuditObject } from './AuditObject.tsx';
import { Detail, nameOr } from './Detail.tsx';

type Entry = Answer<typeof listAuditEntries>['entries'][number];

/** Who did what here, newest first. Nothing in this book can be changed or torn out. */
export function AuditLog() {
  const t = useT();
  const cursor = useCursor();
  const { action, object } = useAuditFilter();
  const list = useRead(
    listAuditEntries,
    { query: { before: cursor.after ? Number(cursor.after) : undefined, action, object } },
    { keep: true },
  );
  const columns = useColumns();
  const next = list.data?.next;
  return (
    <Page title={t('web.audit.title')} under={t('web.audit.under')} actions={<Verification />}>
      <AuditFilter />
      <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />
      {!list.data && !list.error && <Loading />}
      {list.data && (
        <Card flush>
          {list.data.entries.length === 0 ? (
            <EmptyState title={t(action || object ? 'web.audit.none-such' : 'web.audit.none')}>
              {t(action || object ? 'web.audit.none-such-why' : 'web.audit.none-why')}
            </EmptyState>
          ) : (
            <DataTable
              label={t('web.audit.title')}
              columns={columns}
              rows={list.data.entries}
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

function useColumns(): Column<Entry>[] {
  const t = useT();
  const format = useFormat();
  return [
    {
      key: 'action',
      label: t('web.audit.what'),
      heading: true,
      render: (entry) => (
        <>
          <strong>{actionName(t, entry.action)}</strong>
          <Detail detail={entry.detail} />
        </>
      ),
    },
    { key: 'who', label: t('web.audit.who'), render: (entry) => whoName(t, entry) },
    {
      key: 'object',
      label: t('web.audit.object'),
      render: ({ objectKind, objectId }) => objectKind && <AuditObject kind={objectKind} id={objectId} />,
    },
    {
      key: 'at',
      label: t('web.audit.when'),
      render: ({ at }) => <time dateTime={at}>{format.dateTime(at)}</time>,
    },
  ];
}

/** Modules name their actions in their catalogues as `action.contacts.edited`. */
function actionName(t: Translate, action: string): string {
  return nameOr(t, `action.${action}`, action);
}

function whoName(t: Translate, { actorKind, actorName }: Entry): string {
  if (actorKind === 'contact') return t('web.audit.by-contact');
  if (actorKind === 'api-key') return t('web.audit.by-key', { name: actorName });
  return actorName;
}

/** Each entry carries the hash of the one before it; this walks the chain. */
function Verification() {
  const t = useT();
  const format = useFormat();
  const check = useRead(verifyAuditChain, {}, { enabled: false });
  return (
    <>
      {check.error && <Chip tone="bad">{check.error.message}</Chip>}
      {check.data && (
        <Chip tone={check.data.brokenAt === null ? 'good' : 'bad'}>
          {check.data.brokenAt === null
            ? t('web.audit.whole', { entries: check.data.entries })
            : t('web.audit.broken', { entry: format.number(check.data.brokenAt) })}
        </Chip>
      )}
      <Button loading={check.isFetching} onClick={() => void check.refetch()}>
        {t('web.audit.verify')}
      </Button>
    </>
  );
}
