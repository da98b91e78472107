import { lazy, Suspense } from 'react';
import { Card } from '../ui/Card.tsx';
import { useT } from '../ui/language.tsx';
import { Loading } from '../ui/Loading.tsx';
import { ChartWithTable, type Point } from './ChartWithTable.tsx';
import type { MailingResult } from './Result.tsx';

// charts are heavy and only results need them
const TimeChart = lazy(async () => ({ default: (await import('./TimeChart.tsx')).TimeChart }));

/** When the mails arrived, added up. */
export function ArrivalsCard({ arrivals }: { arrivals: MailingResult['arrivals'] }) {
  const t = useT();
  // one moment is no course of time
  if (arrivals.length < 2) return null;
  const points = addedUp(arrivals);
  const failed = points.at(-1)?.other ?? 0;
  const series = [
    { key: 'main' as const, name: t('mailings.box.accepted'), tone: 'main' as const },
    ...(failed > 0 ? [{ key: 'other' as const, name: t('mailings.box.failed'), tone: 'bad' as const }] : []),
  ];
  return (
    <Card title={t('mailings.over-time')}>
      <ChartWithTable label={t('mailings.over-time')} points={points} series={series}>
        <Suspense fallback={<Loading />}>
          <TimeChart points={points} series={series} kind="lines" />
        </Suspense>
      </ChartWithTable>
    </Card>
  );
}

function addedUp(arrivals: MailingResult['arrivals']): Point[] {
  const points: Point[] = [];
  for (const { at, accepted, failed } of arrivals) {
    const { main = 0, other = 0 } = points.at(-1) ?? {};
    points.push({ at, main: main + accepted, other: other + failed });
  }
  return points;
}

/** Clicks per hour. */
export function ClicksChart({ clicks }: { clicks: MailingResult['clicksPerHour'] }) {
  const t = useT();
  const points = clicks.map(({ hour, clicks: main }) => ({ at: hour, main, other: 0 }));
  const series = [{ key: 'main' as const, name: t('mailings.clicks'), tone: 'main' as const }];
  return (
    <ChartWithTable label={t('mailings.clicks-per-hour')} points={points} series={series}>
      <Suspense fallback={<Loading />}>
        <TimeChart points={points} series={series} kind="bars" />
      </Suspense>
    </ChartWithTable>
  );
}
