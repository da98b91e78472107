import { Link } from 'react-router';
import { paths } from '../app/paths.ts';
import { useEnvironment } from '../app/session.tsx';
import { toneOfMailing } from '../mailings/states.ts';
import { Card, Muted } from '../ui/Card.tsx';
import { Chip } from '../ui/Chip.tsx';
import { DataTable, type Column } from '../ui/DataTable.tsx';
import { useFormat } from '../ui/format.ts';
import { useT } from '../ui/language.tsx';
import type { Mailing } from './mailing.ts';

const running = ['freezing', 'sending', 'paused'];

/** What is leaving now, then what left lately. */
export function OnTheWay({ mailings }: { mailings: readonly Mailing[] }) {
  const t = useT();
  const format = useFormat();
  const { slug } = useEnvironment();
  const shown = [
    ...mailings.filter(({ state }) => running.includes(state)),
    ...mailings.filter(({ state }) => state === 'finished').slice(0, 5),
    ...mailings.filter(({ state, problem }) => state === 'draft' && problem !== null),
    ...mailings.filter(({ state, problem }) => state === 'draft' && problem === null).slice(0, 3),
  ];
  const columns: Column<Mailing>[] = [
    {
      key: 'name',
      label: t('web.today.mailing'),
      render: ({ id, name, purposeName, startedAt }) => (
        <>
          <Link to={paths.mailing(slug, id)}>{name}</Link>
          <br />
          <Muted small>{[purposeName, startedAt && format.moment(startedAt)].filter(Boolean).join(' · ')}</Muted>
        </>
      ),
    },
    {
      key: 'state',
      label: t('web.staff.state'),
      render: ({ state, problem }) => (
        <>
          <Chip tone={toneOfMailing[state]}>{t(`mailings.state.${state}`)}</Chip>{' '}
          {state === 'draft' && problem !== null && <Chip tone="warn">{t('mailings.not-left')}</Chip>}
        </>
      ),
    },
    {
      key: 'accepted',
      label: t('web.today.accepted'),
      figures: true,
      render: ({ progress }) => (progress ? format.number(progress.accepted) : ''),
    },
    {
      key: 'waiting',
      label: t('web.today.waiting'),
      figures: true,
      render: ({ progress }) => (progress ? format.number(progress.waiting + progress.onTheWay + progress.deferred) : ''),
    },
    {
      key: 'failed',
      label: t('web.today.failed'),
      figures: true,
      wideOnly: true,
      render: ({ progress }) => (progress ? format.number(progress.failed) : ''),
    },
  ];
  if (shown.length === 0) return null;
  return (
    <Card title={t('web.today.on-the-way')} aside={<Link to={paths.mailings(slug)}>{t('web.today.all-mailings')}</Link>} flush>
      <DataTable label={t('web.today.on-the-way')} columns={columns} rows={shown} rowKey={({ id }) => id} />
    </Card>
  );
}
