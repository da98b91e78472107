import { Button, SegmentedControl, VisuallyHidden } from '@mantine/core';
import { Link, useSearchParams } from 'react-router';
import { listTasksRoute, type ContactTask } from '../../server/contacts/contract.ts';
import { useRead } from '../app/ask.ts';
import { paths } from '../app/paths.ts';
import { useEnvironment, useMay } from '../app/session.tsx';
import { Card } from '../ui/Card.tsx';
import { DataTable, type Column } from '../ui/DataTable.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFormat } from '../ui/format.ts';
import { useT } from '../ui/language.tsx';
import { Loading } from '../ui/Loading.tsx';
import { Page, Stack } from '../ui/Page.tsx';
import { TaskDue, useTickTask } from './OpenTasks.tsx';

/** Everything that still has to be done for readers, by the day it is due. */
export function TaskList() {
  const t = useT();
  const [search, setSearch] = useSearchParams();
  const state = search.get('state') === 'done' ? 'done' : 'open';
  const read = useRead(listTasksRoute, { query: { state } }, { keep: true });
  const columns = useColumns(state);
  return (
    <Page
      title={t('contacts.tasks.title')}
      under={t('contacts.tasks.under')}
      actions={
        <SegmentedControl
          aria-label={t('contacts.tasks.title')}
          data={[
            { value: 'open', label: t('contacts.tasks.open') },
            { value: 'done', label: t('contacts.tasks.done') },
          ]}
          value={state}
          onChange={(value) => setSearch(value === 'open' ? {} : { state: value })}
        />
      }
    >
      <Stack>
        <ErrorNotice error={read.error} onRetry={() => void read.refetch()} />
        {!read.data ? (
          !read.error && <Loading />
        ) : read.data.tasks.length === 0 ? (
          <NothingToDo state={state} />
        ) : (
          <Card flush>
            <DataTable
              label={t('contacts.tasks.title')}
              columns={columns}
              rows={read.data.tasks}
              rowKey={({ id }) => id}
              fetching={read.isPlaceholderData}
            />
          </Card>
        )}
      </Stack>
    </Page>
  );
}

function NothingToDo({ state }: { state: 'open' | 'done' }) {
  const t = useT();
  if (state === 'done') return <EmptyState title={t('contacts.tasks.none-done')} />;
  return <EmptyState title={t('contacts.tasks.empty')}>{t('contacts.tasks.empty-why')}</EmptyState>;
}

function useColumns(state: 'open' | 'done'): Column<ContactTask>[] {
  const t = useT();
  const may = useMay();
  const format = useFormat();
  const { slug } = useEnvironment();
  const tick = useTickTask();
  const columns: Column<ContactTask>[] = [
    { key: 'what', label: t('contacts.task.what'), render: ({ what }) => what },
    {
      key: 'reader',
      label: t('contacts.tasks.reader'),
      render: ({ contact }) => <Link to={paths.contact(slug, contact.id)}>{contact.name || t('contacts.card.nameless')}</Link>,
    },
    state === 'open'
      ? {
          key: 'due',
          label: t('contacts.task.due'),
          render: ({ dueOn }) => <TaskDue dueOn={dueOn} />,
        }
      : {
          key: 'doneAt',
          label: t('contacts.tasks.done-at'),
          render: ({ doneAt }) => (doneAt ? format.moment(doneAt) : '—'),
        },
    { key: 'by', label: t('contacts.tasks.noted-by'), wideOnly: true, render: ({ by }) => by },
  ];
  if (may('contacts.write')) {
    columns.push({
      key: 'tick',
      label: t('web.actions'),
      labelHidden: true,
      figures: true,
      render: (task) => (
        <Button size="compact-sm" onClick={() => tick(task.id, state === 'open')}>
          {t(state === 'open' ? 'contacts.tasks.tick' : 'contacts.tasks.put-back')}
          <VisuallyHidden>: {task.what}</VisuallyHidden>
        </Button>
      ),
    });
  }
  return columns;
}
