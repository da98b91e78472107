import { Card, Muted } from '../ui/Card.tsx';
import { DataTable, type Column } from '../ui/DataTable.tsx';
import { useFormat } from '../ui/format.ts';
import { useT } from '../ui/language.tsx';
import { ClicksChart } from './Arrivals.tsx';
import type { MailingResult } from './Result.tsx';
import parts from './Counts.module.css';

type LinkCount = MailingResult['links'][number];

/** What was clicked, in total: nobody is followed who did not agree to it. */
export function ClicksCard({ result: { links, clicksPerHour } }: { result: MailingResult }) {
  const t = useT();
  const format = useFormat();
  const columns: Column<LinkCount>[] = [
    {
      key: 'url',
      label: t('mailings.link'),
      render: ({ url }) => (
        <a className={parts.url} href={url} target="_blank" rel="noreferrer">
          {url}
        </a>
      ),
    },
    {
      key: 'clicks',
      label: t('mailings.clicks'),
      figures: true,
      render: ({ clicks }) => format.number(clicks),
    },
    {
      key: 'machines',
      label: t('mailings.machine-clicks'),
      figures: true,
      render: ({ machineClicks }) => <Muted>{format.number(machineClicks)}</Muted>,
    },
  ];
  if (links.length === 0) return null;
  return (
    <Card title={t('mailings.clicks')}>
      {clicksPerHour.length > 1 && <ClicksChart clicks={clicksPerHour} />}
      <DataTable label={t('mailings.clicks-per-link')} columns={columns} rows={links} rowKey={({ position }) => position} />
      <p className={parts.sum}>{t('mailings.clicks-note')}</p>
    </Card>
  );
}
