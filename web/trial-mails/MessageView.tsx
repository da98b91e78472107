import { Tabs } from '@mantine/core';
import { useParams } from 'react-router';
import { readMessage, readMessageHtml } from '../../server/delivery/contract.ts';
import { isMessageKey } from '../../lib/i18n.ts';
import { addressOf, type Answer } from '../app/api.ts';
import { useRead } from '../app/ask.ts';
import { KeyValues, Muted } from '../ui/Card.tsx';
import { Chip } from '../ui/Chip.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFormat } from '../ui/format.ts';
import { useT } from '../ui/language.tsx';
import { Loading } from '../ui/Loading.tsx';
import { ContactLink } from './ContactLink.tsx';
import parts from './MessageView.module.css';
import { reasonSentence, stateWord, toneOfMessage } from './words.ts';

type Read = Answer<typeof readMessage>;

/** One message exactly as it was sent: as readers see it, as text, as bytes, and why it might leave. */
export function MessageView({ messageId }: { messageId: number }) {
  const t = useT();
  const read = useRead(readMessage, { params: { messageId } });
  if (!read.data) return read.error ? <ErrorNotice error={read.error} onRetry={() => void read.refetch()} /> : <Loading />;
  const { message, text, source } = read.data;
  return (
    <>
      <Facts read={read.data} />
      {message.address ? (
        <Tabs defaultValue="html" keepMounted={false}>
          <Tabs.List>
            <Tabs.Tab value="html">{t('trial-mails.html')}</Tabs.Tab>
            <Tabs.Tab value="text">{t('trial-mails.text')}</Tabs.Tab>
            <Tabs.Tab value="source">{t('trial-mails.source')}</Tabs.Tab>
            <Tabs.Tab value="tries">{t('trial-mails.tries')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="html">
            <Html messageId={messageId} subject={message.subject} />
          </Tabs.Panel>
          <Tabs.Panel value="text">
            <pre className={parts.text}>{text}</pre>
          </Tabs.Panel>
          <Tabs.Panel value="source">
            {/* long lines scroll, and the keyboard must be able to scroll them */}
            {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region needs the focus */}
            <pre className={parts.source} tabIndex={0} aria-label={t('trial-mails.source')}>
              {source}
            </pre>
          </Tabs.Panel>
          <Tabs.Panel value="tries">
            <Tries attempts={read.data.attempts} />
          </Tabs.Panel>
        </Tabs>
      ) : (
        <p>{t('trial-mails.never-made')}</p>
      )}
    </>
  );
}

function Html({ messageId, subject }: { messageId: number; subject: string }) {
  const t = useT();
  const environment = useParams().environment!;
  return (
    <iframe
      className={parts.frame}
      sandbox="allow-popups allow-popups-to-escape-sandbox"
      title={t('trial-mails.frame', { subject })}
      src={addressOf(readMessageHtml, { environment, params: { messageId } })}
    />
  );
}

function Facts({ read: { message } }: { read: Read }) {
  const t = useT();
  const format = useFormat();
  return (
    <div className={parts.facts}>
      <KeyValues
        pairs={[
          [
            t('trial-mails.to'),
            <ContactLink key="to" contactId={message.contactId} words={message.address ?? t('trial-mails.no-address')} />,
          ],
          [
            t('trial-mails.state'),
            <span key="state">
              <Chip tone={toneOfMessage(message.state)}>{stateWord(t, message.state)}</Chip>{' '}
              {message.reason && <Muted>{reasonSentence(t, message.reason)}</Muted>}
            </span>,
          ],
          [t('trial-mails.when'), message.at ? format.dateTime(message.at) : '—'],
          [t('trial-mails.why'), <Why key="why" decision={message.decision} />],
        ]}
      />
    </div>
  );
}

/** The decision that was kept when the message was made. */
function Why({ decision }: { decision: Read['message']['decision'] }) {
  const t = useT();
  const basis = `consent.basis.${decision.basis}`;
  return (
    <>
      <Chip tone={decision.allowed ? 'good' : 'bad'}>{t(decision.allowed ? 'trial-mails.allowed' : 'trial-mails.refused')}</Chip>{' '}
      {reasonSentence(t, decision.rule)}
      {decision.basis && (
        <>
          <br />
          <Muted small>
            {t('trial-mails.basis', { basis: isMessageKey(basis) ? t(basis) : decision.basis })}
            {decision.proofId !== null && ` · ${t('trial-mails.proof', { number: String(decision.proofId) })}`}
          </Muted>
        </>
      )}
    </>
  );
}

function Tries({ attempts }: { attempts: Read['attempts'] }) {
  const t = useT();
  const format = useFormat();
  if (attempts.length === 0) return <p>{t('trial-mails.no-tries')}</p>;
  return (
    <ol className={parts.tries}>
      {attempts.map(({ at, outcome, host, code, reply }) => (
        <li key={at}>
          <time dateTime={at}>{format.dateTime(at)}</time> · <strong>{stateWord(t, outcome)}</strong>
          {host && ` · ${host}`}
          {(code !== null || reply) && (
            <div>
              <Muted small>{[code, reply].filter(Boolean).join(' ')}</Muted>
            </div>
          )}
        </li>
      ))}
    </ol>
  );
}
