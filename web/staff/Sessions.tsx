import { Button } from '@mantine/core';
import { endSessionRoute, listSessionsRoute } from '../../server/staff/contract.ts';
import type { Answer } from '../app/api.ts';
import { useDo, useRead } from '../app/ask.ts';
import { Card } from '../ui/Card.tsx';
import { Chip } from '../ui/Chip.tsx';
import { DataTable, type Column } from '../ui/DataTable.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFormat } from '../ui/format.ts';
import { useT } from '../ui/language.tsx';
import { Loading } from '../ui/Loading.tsx';
import { deviceOf } from './device.ts';

type Session = Answer<typeof listSessionsRoute>['sessions'][number];

/** Where one is logged in, each with a way to end it. */
export function Sessions() {
  const t = useT();
  const format = useFormat();
  const sessions = useRead(listSessionsRoute);
  const end = useDo(endSessionRoute, { refreshes: [listSessionsRoute] });
  const columns: Column<Session>[] = [
    {
      key: 'device',
      label: t('web.sessions.device'),
      render: ({ agent, current }) => (
        <>
          {deviceOf(agent) ?? t('web.sessions.unknown')} {current && <Chip tone="good">{t('web.sessions.this')}</Chip>}
        </>
      ),
    },
    {
      key: 'since',
      label: t('web.sessions.since'),
      render: ({ createdAt }) => format.moment(createdAt),
    },
    { key: 'seen', label: t('web.sessions.seen'), render: ({ seenAt }) => format.moment(seenAt) },
    {
      key: 'end',
      label: t('web.actions'),
      labelHidden: true,
      figures: true,
      render: ({ id, current, agent }) =>
        !current && (
          <Button
            size="compact-sm"
            loading={end.isPending && end.variables?.params?.sessionId === id}
            onClick={() => end.mutate({ params: { sessionId: id } })}
            aria-label={t('web.sessions.end-this', {
              device: deviceOf(agent) ?? t('web.sessions.unknown'),
            })}
          >
            {t('web.sessions.end')}
          </Button>
        ),
    },
  ];
  return (
    <Card title={t('web.sessions.title')} flush>
      <ErrorNotice error={sessions.error ?? end.error} />
      {sessions.data ? (
        <DataTable label={t('web.sessions.title')} columns={columns} rows={sessions.data.sessions} rowKey={({ id }) => id} />
      ) : (
        !sessions.error && <Loading />
      )}
    </Card>
  );
}
