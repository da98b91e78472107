import { Button } from '@mantine/core';
import { useRef, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { instantAt } from '../../lib/wall-time.ts';
import { audienceRoute, listMailingsRoute, readMailingRoute, sendMailingRoute } from '../../server/mailings/contract.ts';
import { listSendersRoute } from '../../server/delivery/contract.ts';
import type { Answer } from '../app/api.ts';
import { useDo, useRead } from '../app/ask.ts';
import { NotRead } from '../app/BrokenScreen.tsx';
import { paths } from '../app/paths.ts';
import { useEnvironment, useMay } from '../app/session.tsx';
import { Card, KeyValues } from '../ui/Card.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { Bar, Figure } from '../ui/Figure.tsx';
import { useFormat, useTimeZone } from '../ui/format.ts';
import { useT } from '../ui/language.tsx';
import { Loading } from '../ui/Loading.tsx';
import { Columns, Page } from '../ui/Page.tsx';
import { useNow } from '../ui/use-now.ts';
import type { Mailing } from './draft-keeper.ts';
import parts from './SendMailing.module.css';
import { FindingList, useCheck, type Finding } from './Findings.tsx';
import { MailLanguageContext, type MailLanguage } from './mail-language.ts';
import { WithFields } from './RichView.tsx';
import { reasonSentence } from '../trial-mails/words.ts';
import { WhenFields, type When } from './WhenFields.tsx';

type Audience = Answer<typeof audienceRoute>;

/** The last look: what is wrong, who gets it and who does not, when it leaves. The whole page is the summary one agrees with. */
export function SendMailing() {
  const t = useT();
  const params = { mailingId: Number(useParams().mailingId) };
  const mailing = useRead(readMailingRoute, { params }, { staleTime: 0 });
  const { slug } = useEnvironment();
  const [openedAt] = useState(() => Date.now());
  if (!mailing.data || mailing.dataUpdatedAt < openedAt) {
    return mailing.error ? <NotRead error={mailing.error} onRetry={() => void mailing.refetch()} /> : <Loading />;
  }
  return (
    <Page
      title={t('mailings.send-title', { name: mailing.data.name })}
      over={<Link to={paths.mailing(slug, params.mailingId)}>{t('mailings.back-to-mail')}</Link>}
    >
      {mailing.data.state === 'draft' ? (
        <Departure mailing={mailing.data} />
      ) : (
        <Card>
          <p>{t('mailings.no-longer-draft')}</p>
          <Button component={Link} to={paths.mailing(slug, params.mailingId)}>
            {t('mailings.to-result')}
          </Button>
        </Card>
      )}
    </Page>
  );
}

function Departure({ mailing }: { mailing: Mailing }) {
  const t = useT();
  const navigate = useNavigate();
  const { slug } = useEnvironment();
  const check = useCheck(mailing.id);
  const audience = useRead(audienceRoute, { params: { mailingId: mailing.id } }, { staleTime: 0 });
  const goTo = (place: Finding['place']) =>
    void navigate(`${paths.mailing(slug, mailing.id)}${'block' in place ? `?block=${place.block}` : ''}`);
  return (
    <Columns aside={<Summary mailing={mailing} />}>
      <Card title={t('mailings.send-checks')}>
        <ErrorNotice error={check.error} onRetry={() => void check.refetch()} />
        {check.data ? (
          <>
            {!check.data.mayLeave && <p>{t('mailings.may-not-leave')}</p>}
            <FindingList findings={check.data.findings} onGoTo={goTo} />
          </>
        ) : (
          !check.error && <Loading />
        )}
      </Card>
      <Card title={t('mailings.send-who')}>
        <ErrorNotice error={audience.error} onRetry={() => void audience.refetch()} />
        {audience.data ? (
          <Who audience={audience.data} complete={mailing.segmentId !== null && mailing.purposeId !== null} />
        ) : (
          !audience.error && <Loading />
        )}
      </Card>
      <SendForm mailing={mailing} mayLeave={check.data?.mayLeave ?? false} willGet={audience.data?.willGet ?? 0} />
    </Columns>
  );
}

function Summary({ mailing }: { mailing: Mailing }) {
  const t = useT();
  const senders = useRead(listSendersRoute);
  const sender = senders.data?.senders.find(({ id }) => id === mailing.senderId);
  const nothing = t('mailings.not-chosen');
  return (
    <Card title={t('mailings.send-what')}>
      <KeyValues
        pairs={[
          [t('mailings.subject'), <Line key="subject" language={mailing.language} text={mailing.subject || t('mailings.no-subject')} />],
          [
            t('mailings.preheader'),
            <Line key="preheader" language={mailing.language} text={mailing.preheader || t('mailings.none-given')} />,
          ],
          [t('mailings.sender'), sender ? `${sender.name} <${sender.email}>` : nothing],
          [t('mailings.purpose'), mailing.purposeName ?? nothing],
          [t('mailings.segment'), mailing.segmentName ?? nothing],
          [t('mailings.language'), t(`mailings.language.${mailing.language}`)],
        ]}
      />
    </Card>
  );
}

function Line({ language, text }: { language: MailLanguage; text: string }) {
  return (
    <MailLanguageContext value={language}>
      <WithFields text={text} />
    </MailLanguageContext>
  );
}

function Who({ audience: { inSegment, willGet, reasons }, complete }: { audience: Audience; complete: boolean }) {
  const t = useT();
  const format = useFormat();
  if (!complete) return <p>{t('mailings.who-incomplete')}</p>;
  return (
    <>
      <Figure value={willGet} label={t(willGet === 1 ? 'mailings.will-get-one' : 'mailings.will-get')}>
        {t('mailings.of-segment', { count: inSegment })}
      </Figure>
      <div className={parts.bars}>
        <Bar label={t('mailings.get-it')} value={willGet} of={inSegment} />
        {reasons.map(({ reason, n }) => (
          <Bar
            key={reason}
            tone="neutral"
            label={t('mailings.not-because', { reason: reasonSentence(t, reason) })}
            value={n}
            of={inSegment}
          />
        ))}
      </div>
      {reasons.length > 0 && (
        <p className={parts.note}>
          {t('mailings.who-adds-up', {
            get: format.number(willGet),
            not: format.number(inSegment - willGet),
            all: format.number(inSegment),
          })}
        </p>
      )}
    </>
  );
}

function SendForm({ mailing, mayLeave, willGet }: { mailing: Mailing; mayLeave: boolean; willGet: number }) {
  const t = useT();
  const format = useFormat();
  const may = useMay();
  const navigate = useNavigate();
  const { slug } = useEnvironment();
  const zone = useTimeZone();
  const now = useNow();
  const [when, setWhen] = useState<When>({ kind: 'now', wall: '' });
  // a second click comes before the button can be drawn as busy
  const going = useRef(false);
  const send = useDo(sendMailingRoute, {
    refreshes: [listMailingsRoute, readMailingRoute],
    onDone: () => void navigate(paths.mailing(slug, mailing.id), { replace: true }),
  });
  if (!may('mailings.send')) return <Card>{t('mailings.may-not-send')}</Card>;
  const at = when.kind === 'at' ? instantAt(when.wall, zone) : undefined;
  const ready = mayLeave && willGet > 0 && (when.kind === 'now' || (at !== undefined && at > now));
  const label =
    when.kind === 'now'
      ? t(willGet === 1 ? 'mailings.send-now-one' : 'mailings.send-now', { count: willGet })
      : t('mailings.send-at', { moment: at ? format.dateTime(at) : '…' });
  return (
    <Card title={t('mailings.send-when')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!ready || going.current) return;
          going.current = true;
          send.mutate(
            {
              params: { mailingId: mailing.id },
              body: { version: mailing.version, at: at?.toISOString() ?? null },
            },
            { onError: () => (going.current = false) },
          );
        }}
      >
        <WhenFields when={when} onChange={setWhen} />
        <ErrorNotice error={send.error} />
        <Button type="submit" variant="filled" size="md" mt="md" disabled={!ready} loading={send.isPending || send.isSuccess}>
          {label}
        </Button>
        {!mayLeave && <p className={parts.note}>{t('mailings.mend-first')}</p>}
        {mayLeave && willGet === 0 && <p className={parts.note}>{t('mailings.nobody-yet')}</p>}
        {ready && <p className={parts.note}>{t(when.kind === 'now' ? 'mailings.send-now-note' : 'mailings.send-at-note')}</p>}
      </form>
    </Card>
  );
}
