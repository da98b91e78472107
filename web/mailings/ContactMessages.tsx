import { Modal, UnstyledButton } from '@mantine/core';
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
import parts from './Recipients.module.css';

type Message = Answer<typeof listContactMessages>['messages'][number];

/** For the card: every message to a contact with its state; each opens exactly as it was sent. */
export function ContactMessages({ contactId }: { contactId: number }) {
  const t = useT();
  const format = useFormat();
  // pages go back in time; the first has no cursor
  const [trail, setTrail] = useState<number[]>([]);
  const [opened, setOpened] = useState<Message>();
  const list = useRead(listContactMessages, { params: { contactId }, query: { before: trail.at(-1) } }, { keep: true });
  const columns: Column<Message>[] = [
    {
      key: 'subject',
      label: t('mailings.subject'),
      render: (message) => (
        <UnstyledButton className={parts.open} onClick={() => setOpened(message)}>
          {message.subject || t('mailings.no-subject')}
        </UnstyledButton>
      ),
    },
    {
      key: 'state',
      label: t('mailings.state'),
      render: ({ state, reason }) => (
        <>
          <Chip tone={toneOfMessage(state)}>{stateWord(t, state)}</Chip> {reason && <Muted>{reasonSentence(t, reason)}</Muted>}
        </>
      ),
    },
    { key: 'at', label: t('mailings.when'), render: ({ at }) => at && <time dateTime={at}>{format.moment(at)}</time> },
  ];
  const next = list.data?.next;
  return (
    <Card title={t('mailings.messages')} flush>
      <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />
      {!list.data && !list.error && <Loading />}
      {list.data?.messages.length === 0 && <EmptyState title={t('mailings.messages-none')}>{t('mailings.messages-none-why')}</EmptyState>}
      {list.data && list.data.messages.length > 0 && (
        <DataTable
          label={t('mailings.messages')}
          columns={columns}
          rows={list.data.messages}
          rowKey={({ id }) => id}
          fetching={list.isPlaceholderData}
          paging={
            <Paging
              onPrevious={trail.length > 0 ? () => setTrail(trail.slice(0, -1)) : undefined}
              onNext={next ? () => setTrail([...trail, next]) : undefined}
            />
          }
        />
      )}
      <Modal opened={opened !== undefined} onClose={() => setOpened(undefined)} size="xl" title={opened?.subject || t('mailings.no-subject')} closeButtonProps={{ 'aria-label': t('web.close') }}>
        {opened && <MessageView messageId={opened.id} />}
      </Modal>
    </Card>
  );
}
