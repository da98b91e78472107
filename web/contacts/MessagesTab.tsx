import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import { listContactMessages } from '../../server/delivery/contract.ts';
import type { Answer } from '../app/api.ts';
import { useRead } from '../app/ask.ts';
import { MessageView } from '../trial-mails/MessageView.tsx';
import { reasonSentence, stateWord, toneOfMessage } from '../trial-mails/words.ts';
import { Card, Muted } from '../ui/Card.tsx';
import { Chip } from '../ui/Chip.tsx';
import { DataTable, Paging, type Column } from '../ui/DataTable.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFormat } from '../ui/format.ts';
import { useT } from '../ui/language.tsx';
import { Loading } from '../ui/Loading.tsx';
import { useCursor } from '../ui/use-cursor.ts';

type Message = Answer<typeof listContactMessages>['messages'][number];

/** Every message to this reader with its state; each can be opened exactly as it left. */
export function MessagesTab({ contactId }: { contactId: number }) {
  const t = useT();
  const cursor = useCursor();
  const [open, setOpen] = useState<number>();
  const columns = useColumns(setOpen);
  const read = useRead(
    listContactMessages,
    {
      params: { contactId },
      query: { before: cursor.after === undefined ? undefined : Number(cursor.after) },
    },
    { keep: true },
  );
  if (!read.data) return read.error ? <ErrorNotice error={read.error} onRetry={() => void read.refetch()} /> : <Loading />;
  const { messages, next } = read.data;
  if (messages.length === 0) return <EmptyState title={t('contacts.messages.none')}>{t('contacts.messages.none-why')}</EmptyState>;
  return (
    <Card flush>
      <DataTable
        label={t('contacts.messages.label')}
        columns={columns}
        rows={messages}
        rowKey={({ id }) => id}
        fetching={read.isPlaceholderData}
        paging={<Paging onPrevious={cursor.previous} onNext={next === null ? undefined : () => cursor.next(next)} />}
      />
      {open !== undefined && (
        <Modal
          opened
          onClose={() => setOpen(undefined)}
          size="xl"
          title={t('contacts.messages.view')}
          closeButtonProps={{ 'aria-label': t('web.close') }}
        >
          <MessageView messageId={open} />
        </Modal>
      )}
    </Card>
  );
}

function useColumns(onOpen: (messageId: number) => void): Column<Message>[] {
  const t = useT();
  const format = useFormat();
  return [
    {
      key: 'subject',
      label: t('contacts.messages.subject'),
      render: ({ id, subject }) => (
        <Button variant="subtle" size="compact-md" onClick={() => onOpen(id)}>
          {subject}
        </Button>
      ),
    },
    {
      key: 'state',
      label: t('contacts.messages.state'),
      render: ({ state, reason }) => (
        <>
          <Chip tone={toneOfMessage(state)}>{stateWord(t, state)}</Chip> {reason && <Muted small>{reasonSentence(t, reason)}</Muted>}
        </>
      ),
    },
    {
      key: 'address',
      label: t('contacts.messages.address'),
      wideOnly: true,
      render: ({ address }) => address ?? '—',
    },
    {
      key: 'at',
      label: t('contacts.messages.at'),
      render: ({ at }) => (at ? format.moment(at) : '—'),
    },
  ];
}
