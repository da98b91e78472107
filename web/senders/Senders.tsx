import { Button } from '@mantine/core';
import { useState } from 'react';
import { askSenderProofRoute, listSendersRoute, removeSenderRoute } from '../../server/delivery/contract.ts';
import type { Answer } from '../app/api.ts';
import { useDo, useRead } from '../app/ask.ts';
import { useMay } from '../app/session.tsx';
import { Card, Muted } from '../ui/Card.tsx';
import { Chip } from '../ui/Chip.tsx';
import { ConfirmWithSummary } from '../ui/ConfirmWithSummary.tsx';
import { DataTable, type Column } from '../ui/DataTable.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFormat } from '../ui/format.ts';
import { useT } from '../ui/language.tsx';
import { Loading } from '../ui/Loading.tsx';
import { Stack } from '../ui/Page.tsx';
import { showDone, showProblem } from '../ui/toast.tsx';
import { AddSender } from './AddSender.tsx';

type Sender = Answer<typeof listSendersRoute>['senders'][number];

/** The addresses the library sends from. Each is proved once, so that nobody sends in another's name. */
export function Senders() {
  const t = useT();
  const may = useMay();
  // somebody may press the proving button meanwhile
  const list = useRead(listSendersRoute, {}, { refetchInterval: (answer) => (someUnproved(answer) ? 5000 : false) });
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Sender>();
  const columns = useColumns(setRemoving);
  const add = may('senders.manage') && (
    <Button variant="filled" onClick={() => setAdding(true)}>
      {t('senders.add')}
    </Button>
  );
  if (!list.data) return list.error ? <ErrorNotice error={list.error} onRetry={() => void list.refetch()} /> : <Loading />;
  const { senders } = list.data;
  return (
    <Stack>
      {senders.length === 0 ? (
        <Card>
          <EmptyState title={t('senders.none')} action={add}>
            {t('senders.none-why')}
          </EmptyState>
        </Card>
      ) : (
        <Card title={t('senders.title')} aside={add} flush>
          <DataTable label={t('senders.title')} columns={columns} rows={senders} rowKey={({ id }) => id} />
        </Card>
      )}
      <AddSender opened={adding} onClose={() => setAdding(false)} />
      {removing && <RemoveSender key={removing.id} sender={removing} onClose={() => setRemoving(undefined)} />}
    </Stack>
  );
}

function someUnproved(answer: unknown): boolean {
  return (answer as Answer<typeof listSendersRoute> | undefined)?.senders.some(({ verifiedAt }) => !verifiedAt) ?? false;
}

function useColumns(onRemove: (sender: Sender) => void): Column<Sender>[] {
  const t = useT();
  const format = useFormat();
  const may = useMay();
  const columns: Column<Sender>[] = [
    {
      key: 'name',
      label: t('senders.address'),
      render: ({ name, email }) => (
        <>
          <strong>{name}</strong>
          <br />
          <Muted small>{email}</Muted>
        </>
      ),
    },
    {
      key: 'reply',
      label: t('senders.reply-to'),
      render: ({ replyTo, email }) => replyTo ?? <Muted>{email}</Muted>,
    },
    {
      key: 'proof',
      label: t('senders.proof'),
      render: ({ verifiedAt }) =>
        verifiedAt ? (
          <>
            <Chip tone="good">{t('senders.proved')}</Chip> <Muted small>{format.date(verifiedAt)}</Muted>
          </>
        ) : (
          <Chip tone="warn">{t('senders.unproved')}</Chip>
        ),
    },
  ];
  if (may('senders.manage')) {
    columns.push({
      key: 'do',
      label: '',
      figures: true,
      render: (sender) => <Actions sender={sender} onRemove={onRemove} />,
    });
  }
  return columns;
}

function Actions({ sender, onRemove }: { sender: Sender; onRemove: (sender: Sender) => void }) {
  const t = useT();
  const ask = useDo(askSenderProofRoute, {
    onDone: () => showDone(t('senders.asked', { email: sender.email })),
  });
  return (
    <Button.Group>
      {!sender.verifiedAt && (
        <Button
          size="compact-sm"
          loading={ask.isPending}
          onClick={() => ask.mutate({ params: { senderId: sender.id } }, { onError: showProblem })}
        >
          {t('senders.ask-again')}
        </Button>
      )}
      <Button size="compact-sm" onClick={() => onRemove(sender)} aria-label={t('senders.remove-this', { email: sender.email })}>
        {t('web.remove')}
      </Button>
    </Button.Group>
  );
}

function RemoveSender({ sender, onClose }: { sender: Sender; onClose: () => void }) {
  const t = useT();
  const remove = useDo(removeSenderRoute, {
    refreshes: [listSendersRoute],
    onDone: () => {
      onClose();
      showDone(t('senders.removed', { email: sender.email }));
    },
  });
  return (
    <ConfirmWithSummary
      opened
      onClose={onClose}
      title={t('senders.remove-this', { email: sender.email })}
      confirmLabel={t('web.remove')}
      onConfirm={() => remove.mutate({ params: { senderId: sender.id } })}
      busy={remove.isPending}
      error={remove.error}
      dangerous
    >
      <p>{t('senders.remove-why')}</p>
    </ConfirmWithSummary>
  );
}
