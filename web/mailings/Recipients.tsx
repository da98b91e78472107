import { Modal, NativeSelect, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import { readMailingRoute, recipientsRoute } from '../../server/mailings/contract.ts';
import type { Answer } from '../app/api.ts';
import { useRead } from '../app/ask.ts';
import { paths } from '../app/paths.ts';
import { useEnvironment } from '../app/session.tsx';
import { ContactLink } from '../trial-mails/ContactLink.tsx';
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
import { Page } from '../ui/Page.tsx';
import { useCursor } from '../ui/use-cursor.ts';
import parts from './Recipients.module.css';

type Recipient = Answer<typeof recipientsRoute>['recipients'][number];
type State = NonNullable<(typeof recipientsRoute)['query']['_output']['state']>;

const states = [
  'accepted',
  'deferred',
  'failed',
  'uncertain',
  'skipped',
  'cancelled',
  'expired',
  'ready',
  'claimed',
  'handing',
] as const satisfies readonly State[];

/** The people behind a figure of the result. */
export function Recipients() {
  const t = useT();
  const mailingId = Number(useParams().mailingId);
  const { slug } = useEnvironment();
  const [search, setSearch] = useSearchParams();
  const cursor = useCursor();
  const [opened, setOpened] = useState<Recipient>();
  const state = states.find((one) => one === search.get('state'));
  const reason = search.get('reason') ?? undefined;
  const mailing = useRead(readMailingRoute, { params: { mailingId } });
  const list = useRead(
    recipientsRoute,
    {
      params: { mailingId },
      query: { state, reason, before: cursor.after ? Number(cursor.after) : undefined },
    },
    { keep: true, staleTime: 0 },
  );
  const columns = useColumns(setOpened);
  const next = list.data?.next;
  return (
    <Page
      title={t('mailings.recipients')}
      over={<Link to={paths.mailing(slug, mailingId)}>{mailing.data?.name ?? t('mailings.title')}</Link>}
      under={reason && reasonSentence(t, reason)}
      actions={<StateSelect state={state} onChoose={(chosen) => setSearch(chosen ? { state: chosen } : {})} />}
    >
      <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />
      {!list.data && !list.error && <Loading />}
      {list.data && (
        <Card flush>
          {list.data.recipients.length === 0 ? (
            <EmptyState title={t('mailings.recipients-none')} />
          ) : (
            <DataTable
              label={t('mailings.recipients')}
              columns={columns}
              rows={list.data.recipients}
              rowKey={({ messageId }) => messageId}
              fetching={list.isPlaceholderData}
              paging={<Paging onPrevious={cursor.previous} onNext={next ? () => cursor.next(next) : undefined} />}
            />
          )}
        </Card>
      )}
      <Modal
        opened={opened !== undefined}
        onClose={() => setOpened(undefined)}
        size="xl"
        title={opened?.name || t('mailings.erased')}
        closeButtonProps={{ 'aria-label': t('web.close') }}
      >
        {opened && <MessageView messageId={opened.messageId} />}
      </Modal>
    </Page>
  );
}

function StateSelect({ state, onChoose }: { state: State | undefined; onChoose: (state: string) => void }) {
  const t = useT();
  return (
    <NativeSelect
      aria-label={t('mailings.recipients-which')}
      value={state ?? ''}
      data={[{ value: '', label: t('mailings.recipients-all') }, ...states.map((value) => ({ value, label: stateWord(t, value) }))]}
      onChange={(event) => onChoose(event.currentTarget.value)}
    />
  );
}

function useColumns(onOpen: (recipient: Recipient) => void): Column<Recipient>[] {
  const t = useT();
  const format = useFormat();
  return [
    {
      key: 'name',
      label: t('mailings.reader'),
      render: ({ contactId, name, address }) => (
        <>
          <ContactLink contactId={contactId} words={name || t('mailings.erased')} />
          <br />
          <Muted small>{address ?? t('trial-mails.no-address')}</Muted>
        </>
      ),
    },
    {
      key: 'state',
      label: t('mailings.state'),
      render: ({ state, reason, reply }) => (
        <>
          <Chip tone={toneOfMessage(state)}>{stateWord(t, state)}</Chip>
          {reason && (
            <>
              {' '}
              <Muted>{reasonSentence(t, reason)}</Muted>
            </>
          )}
          {reply && (
            <>
              <br />
              <Muted small>{t('mailings.reply', { reply })}</Muted>
            </>
          )}
        </>
      ),
    },
    {
      key: 'at',
      label: t('mailings.when'),
      render: ({ at }) => at && <time dateTime={at}>{format.dateTime(at)}</time>,
    },
    {
      key: 'open',
      label: '',
      figures: true,
      render: (recipient) => (
        <UnstyledButton className={parts.open} onClick={() => onOpen(recipient)}>
          {t('mailings.see-message')}
          <VisuallyHidden> {recipient.name}</VisuallyHidden>
        </UnstyledButton>
      ),
    },
  ];
}
