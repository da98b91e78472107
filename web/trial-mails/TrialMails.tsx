import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { Link, useLocation, useParams, useSearchParams } from 'react-router';
import { listTrialMailsRoute } from '../../server/delivery/contract.ts';
import type { Answer } from '../app/api.ts';
import { useRead } from '../app/ask.ts';
import { paths } from '../app/paths.ts';
import { useEnvironment } from '../app/session.tsx';
import { Card, Muted } from '../ui/Card.tsx';
import { Chip } from '../ui/Chip.tsx';
import { Paging } from '../ui/DataTable.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFormat } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { useT } from '../ui/language.tsx';
import { Loading } from '../ui/Loading.tsx';
import { Page } from '../ui/Page.tsx';
import { useCursor } from '../ui/use-cursor.ts';
import { MessageView } from './MessageView.tsx';
import parts from './TrialMails.module.css';
import { stateWord, toneOfMessage } from './words.ts';

type TrialMail = Answer<typeof listTrialMailsRoute>['messages'][number];

/** The built-in mailbox: without a mail server every message "sent" ends up here, to be read as readers would. */
export function TrialMails() {
  const t = useT();
  const messageId = Number(useParams().messageId) || undefined;
  return (
    <Page title={t('trial-mails.title')} under={t('trial-mails.under')}>
      <div className={parts.box} data-reading={messageId !== undefined}>
        <div className={parts.list}>
          <List openId={messageId} />
        </div>
        <div className={parts.reading}>
          {messageId === undefined ? (
            <Card>
              <EmptyState title={t('trial-mails.choose')}>{t('trial-mails.choose-why')}</EmptyState>
            </Card>
          ) : (
            <Reading key={messageId} messageId={messageId} />
          )}
        </div>
      </div>
    </Page>
  );
}

function Reading({ messageId }: { messageId: number }) {
  const t = useT();
  const { search } = useLocation();
  const { slug } = useEnvironment();
  return (
    <Card>
      <Link className={parts.back} to={paths.trialMails(slug) + search}>
        {t('trial-mails.back')}
      </Link>
      <MessageView messageId={messageId} />
    </Card>
  );
}

function List({ openId }: { openId: number | undefined }) {
  const t = useT();
  const cursor = useCursor();
  const [params] = useSearchParams();
  // the address follows every letter, so that no late letter undoes a click; the server is asked after the last
  const [typed] = useDebouncedValue(params.get('q')?.trim(), 250);
  const search = typed || undefined;
  const list = useRead(
    listTrialMailsRoute,
    { query: { search, before: cursor.after ? Number(cursor.after) : undefined } },
    // mails arrive while one looks
    { keep: true, staleTime: 0, refetchInterval: cursor.after ? false : 5000 },
  );
  const next = list.data?.next;
  return (
    <Card flush>
      <div className={parts.search}>
        <SearchField />
      </div>
      <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />
      {!list.data && !list.error && <Loading />}
      {list.data?.messages.length === 0 && (
        <div className={search ? undefined : parts.empty}>
          <EmptyState title={t(search ? 'trial-mails.none-found' : 'trial-mails.none')}>{!search && t('trial-mails.none-why')}</EmptyState>
        </div>
      )}
      <ul className={parts.mails} aria-label={t('trial-mails.title')} aria-busy={list.isPlaceholderData}>
        {list.data?.messages.map((mail) => (
          <Row key={mail.id} mail={mail} open={mail.id === openId} />
        ))}
      </ul>
      <Paging onPrevious={cursor.previous} onNext={next ? () => cursor.next(next) : undefined} />
    </Card>
  );
}

function SearchField() {
  const t = useT();
  const [params, setParams] = useSearchParams();
  // of its own: the address follows a moment later than the fingers
  const [typed, setTyped] = useState(params.get('q') ?? '');
  return (
    <TextInput
      type="search"
      aria-label={t('trial-mails.search')}
      placeholder={t('trial-mails.search')}
      leftSection={<Icon name="search" size={16} />}
      value={typed}
      onChange={({ currentTarget: { value } }) => {
        setTyped(value);
        setParams(value ? { q: value } : {}, { replace: true });
      }}
    />
  );
}

function Row({ mail, open }: { mail: TrialMail; open: boolean }) {
  const t = useT();
  const format = useFormat();
  const { slug } = useEnvironment();
  const { search } = useLocation();
  return (
    <li>
      <Link className={parts.mail} to={paths.trialMail(slug, mail.id) + search} aria-current={open ? 'true' : undefined}>
        <span className={parts.line}>
          <strong>{mail.subject || t('mailings.no-subject')}</strong>
          <Muted small>{mail.at && format.moment(mail.at)}</Muted>
        </span>
        <span className={parts.line}>
          <Muted small>{mail.address}</Muted>
          {mail.state !== 'accepted' && <Chip tone={toneOfMessage(mail.state)}>{stateWord(t, mail.state)}</Chip>}
        </span>
      </Link>
    </li>
  );
}
