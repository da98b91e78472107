import { Button } from '@mantine/core';
import { useState } from 'react';
import type { MessageKey } from '../../lib/i18n.ts';
import { readContactRoute } from '../../server/contacts/contract.ts';
import { liftBounceRoute, readPermissionsRoute, type OverviewOut } from '../../server/consent/contract.ts';
import { useDo, useRead } from '../app/ask.ts';
import { useMay } from '../app/session.tsx';
import { Card, Muted } from '../ui/Card.tsx';
import { Chip, type Tone } from '../ui/Chip.tsx';
import { DataTable, type Column } from '../ui/DataTable.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFormat } from '../ui/format.ts';
import { useLanguage, useT } from '../ui/language.tsx';
import { Loading } from '../ui/Loading.tsx';
import { Stack } from '../ui/Page.tsx';
import { showProblem } from '../ui/toast.tsx';
import { ObjectForm, SayForm, type Saying } from './SayForm.tsx';
import { ProofList } from './ProofList.tsx';

type Row = OverviewOut['purposes'][number];
type Way = OverviewOut['service'][number];

const tones: Record<NonNullable<Row['state']> | 'none', Tone> = {
  given: 'good',
  withdrawn: 'neutral',
  objected: 'bad',
  none: 'neutral',
};

/** The tab of a card: what a reader wants to get, whether we may write and why, and the proofs. */
export function PermissionsTab({ contactId }: { contactId: number }) {
  const t = useT();
  const may = useMay();
  const [saying, setSaying] = useState<Saying>();
  const [objecting, setObjecting] = useState(false);
  const overview = useRead(readPermissionsRoute, { params: { contactId } });
  if (!overview.data) return overview.error ? <ErrorNotice error={overview.error} onRetry={() => void overview.refetch()} /> : <Loading />;
  const found = overview.data;
  return (
    <Stack>
      <Notices contactId={contactId} overview={found} />
      <Card
        flush
        title={t('consent.tab.what')}
        aside={
          may('permissions.write') &&
          canObject(found) && (
            <Button size="compact-sm" onClick={() => setObjecting(true)}>
              {t('consent.tab.object')}
            </Button>
          )
        }
      >
        <PurposeTable overview={found} onSay={setSaying} />
      </Card>
      <Card flush title={t('consent.ways')}>
        <OtherWays overview={found} onSay={setSaying} />
      </Card>
      <Card flush={found.proofs.length > 0} title={t('consent.tab.proofs')}>
        <ProofList proofs={found.proofs} />
      </Card>
      {saying && (
        <SayForm
          key={`${saying.purpose.id}:${saying.channel ?? 'email'}:${saying.what}`}
          contactId={contactId}
          saying={saying}
          needsGuardian={found.age.needsGuardian}
          objects={found.objection !== null}
          onClose={() => setSaying(undefined)}
        />
      )}
      {objecting && <ObjectForm contactId={contactId} onClose={() => setObjecting(false)} />}
    </Stack>
  );
}

/** Not while an objection stands that nothing was said yes to since. */
function canObject({ objection, purposes }: OverviewOut): boolean {
  return objection === null || purposes.some(({ purpose, state }) => purpose.kind !== 'service' && state === 'given');
}

/** What a colleague must know before asking anything. */
function Notices({ contactId, overview }: { contactId: number; overview: OverviewOut }) {
  const t = useT();
  const may = useMay();
  const lift = useDo(liftBounceRoute, { refreshes: [readPermissionsRoute, readContactRoute] });
  const format = useFormat();
  const { age, contact, objection, suppressions } = overview;
  const sentences: Record<string, MessageKey> = {
    'hard-bounce': 'consent.tab.bounced',
    complaint: 'consent.tab.complaint',
    objection: 'consent.tab.objection-mailbox',
    erasure: 'consent.tab.erasure',
    staff: 'consent.tab.staff',
  };
  return (
    <>
      {objection && (
        <ErrorNotice title={t('consent.tab.objection', { date: format.date(objection.at) })}>{t('consent.tab.objection-what')}</ErrorNotice>
      )}
      {/* said of this card, the same is said of its mailbox */}
      {suppressions
        .filter(({ reason }) => reason !== 'objection' || objection === null)
        .map(({ reason }) => (
          <ErrorNotice key={reason} title={t(sentences[reason] ?? 'consent.tab.staff')}>
            {(reason === 'hard-bounce' || reason === 'staff') && may('permissions.write') && (
              <Button
                size="compact-sm"
                loading={lift.isPending}
                onClick={() => lift.mutate({ params: { contactId } }, { onError: showProblem })}
              >
                {t('consent.tab.try-again')}
              </Button>
            )}
          </ErrorNotice>
        ))}
      {contact.email === null && <Muted>{t('consent.tab.no-email')}</Muted>}
      {age.needsGuardian ? (
        <Muted>{t('consent.tab.child', { age: age.ageOfConsent })}</Muted>
      ) : (
        age.minor && <Muted>{t('consent.tab.minor')}</Muted>
      )}
    </>
  );
}

interface Shown {
  overview: OverviewOut;
  onSay: (saying: Saying) => void;
}

function PurposeTable(shown: Shown) {
  const t = useT();
  const may = useMay();
  const columns: Column<Row>[] = [
    {
      key: 'purpose',
      label: t('consent.tab.purpose'),
      render: (row) => <PurposeName row={row} />,
    },
    {
      key: 'state',
      label: t('consent.tab.said'),
      render: (row) => <WhatWasSaid row={row} />,
    },
    {
      key: 'decision',
      label: t('consent.tab.may'),
      render: (row) => <MayWrite row={row} />,
    },
  ];
  if (may('permissions.write')) {
    columns.push({
      key: 'say',
      label: t('web.actions'),
      labelHidden: true,
      figures: true,
      render: (row) => <SayButton row={row} {...shown} />,
    });
  }
  return <DataTable label={t('consent.tab')} columns={columns} rows={shown.overview.purposes} rowKey={({ purpose }) => purpose.id} />;
}

function PurposeName({ row: { purpose } }: { row: Row }) {
  const t = useT();
  const language = useLanguage();
  return (
    <>
      <strong>{purpose.name[language] || purpose.name.nl}</strong>
      {purpose.archivedAt && (
        <>
          {' '}
          <Chip>{t('consent.purposes.closed')}</Chip>
        </>
      )}
    </>
  );
}

function WhatWasSaid({ row: { purpose, state, since, byGuardian } }: { row: Row }) {
  const t = useT();
  const format = useFormat();
  return (
    <>
      {purpose.kind === 'service' && state === null ? (
        <Muted>{t('consent.tab.not-needed')}</Muted>
      ) : (
        <Chip tone={tones[state ?? 'none']}>{t(`consent.state.${state ?? 'none'}`)}</Chip>
      )}{' '}
      {since && <Muted small>{t('consent.tab.since', { date: format.date(since) })}</Muted>}
      {byGuardian && <Muted small>, {t('consent.tab.by-guardian')}</Muted>}
    </>
  );
}

function SayButton({ row, overview, onSay }: Shown & { row: Row }) {
  const t = useT();
  const language = useLanguage();
  const what = wayOn(row, overview);
  if (!what) return null;
  const purpose = row.purpose.name[language] || row.purpose.name.nl;
  return (
    <Button size="compact-sm" aria-label={t(`consent.tab.${what}-this`, { purpose })} onClick={() => onSay({ purpose: row.purpose, what })}>
      {t(`consent.tab.${what}`)}
    </Button>
  );
}

/** Practical messages beside e-mail: each way can be refused by itself. */
function OtherWays({ overview, onSay }: Shown) {
  const t = useT();
  const may = useMay();
  const format = useFormat();
  const columns: Column<Way>[] = [
    { key: 'way', label: t('consent.ways.way'), render: ({ channel }) => <strong>{t(`consent.channel.${channel}`)}</strong> },
    {
      key: 'said',
      label: t('consent.tab.said'),
      render: ({ refused, refusable, since }) =>
        refused ? (
          <>
            <Chip>{t('consent.ways.refused')}</Chip> {since && <Muted small>{t('consent.tab.since', { date: format.date(since) })}</Muted>}
          </>
        ) : (
          <Muted>{t(refusable ? 'consent.ways.may' : 'consent.ways.stays')}</Muted>
        ),
    },
  ];
  if (may('permissions.write')) {
    columns.push({
      key: 'say',
      label: t('web.actions'),
      labelHidden: true,
      figures: true,
      render: (way) => <WayButton way={way} overview={overview} onSay={onSay} />,
    });
  }
  return <DataTable label={t('consent.ways')} columns={columns} rows={overview.service} rowKey={({ channel }) => channel} />;
}

function WayButton({ way: { purposeId, channel, refused, refusable }, overview, onSay }: Shown & { way: Way }) {
  const t = useT();
  const purpose = overview.purposes.find((row) => row.purpose.id === purposeId)?.purpose;
  if (!refusable || !purpose || channel === 'email') return null;
  const what = refused ? 'give' : 'withdraw';
  const way = t(`consent.channel.${channel}`);
  return (
    <Button size="compact-sm" aria-label={t(`consent.ways.${what}-this`, { way })} onClick={() => onSay({ purpose, what, channel })}>
      {t(`consent.ways.${what}`)}
    </Button>
  );
}

/** What can be noted next: a no where something would be sent, otherwise a yes. */
function wayOn({ purpose, state, decision }: Row, { age }: OverviewOut): Saying['what'] | undefined {
  if (state === 'given' || (state === null && decision.allowed)) return 'withdraw';
  if (purpose.archivedAt || (purpose.kind === 'tracking' && age.minor)) return undefined;
  return 'give';
}

function MayWrite({ row: { decision, purpose } }: { row: Row }) {
  const t = useT();
  if (purpose.kind === 'tracking') {
    return <Muted>{t(decision.mayFollow ? 'consent.may.follow' : 'consent.may.not-follow')}</Muted>;
  }
  return (
    <>
      {t(decision.allowed ? 'consent.may.yes' : 'consent.may.no')}: <Muted>{t(`consent.rule.${decision.rule}` as MessageKey)}</Muted>
    </>
  );
}
