import { Link } from 'react-router';
import { addDays } from '../../lib/day.ts';
import { paths } from '../app/paths.ts';
import { useEnvironment } from '../app/session.tsx';
import { Card } from '../ui/Card.tsx';
import { useFormat } from '../ui/format.ts';
import { useT } from '../ui/language.tsx';
import { useNow } from '../ui/use-now.ts';
import type { Mailing } from './mailing.ts';
import parts from './ThisWeek.module.css';

/** Seven days from today, with what leaves on each. */
export function ThisWeek({ mailings }: { mailings: readonly Mailing[] }) {
  const t = useT();
  const format = useFormat();
  const { slug } = useEnvironment();
  const now = useNow();
  const scheduled = mailings.filter(({ state, scheduledAt }) => state === 'scheduled' && scheduledAt);
  const days = Array.from({ length: 7 }, (_, offset) => {
    const day = addDays(format.day(now), offset);
    const leaving = scheduled
      .filter(({ scheduledAt }) => format.day(scheduledAt!) === day)
      .sort((one, other) => one.scheduledAt!.localeCompare(other.scheduledAt!));
    return { day, leaving };
  });
  const later = scheduled.length - days.reduce((sum, { leaving }) => sum + leaving.length, 0);
  return (
    <Card
      title={t('web.today.leaves')}
      aside={later > 0 && <Link to={paths.mailings(slug)}>{t('web.today.later', { count: later })}</Link>}
      flush
    >
      <ol className={parts.week}>
        {days.map(({ day, leaving }) => (
          <li key={day} className={parts.day} data-empty={leaving.length === 0}>
            <time className={parts.date} dateTime={day}>
              {format.weekday(day)}
            </time>
            {leaving.map((mailing) => (
              <Link key={mailing.id} className={parts.mailing} to={paths.mailing(slug, mailing.id)}>
                <strong>{mailing.name}</strong>
                <span>{t('web.today.at', { time: format.time(mailing.scheduledAt!) })}</span>
              </Link>
            ))}
          </li>
        ))}
      </ol>
      {scheduled.length === later && <p className={parts.none}>{t('web.today.leaves-nothing')}</p>}
    </Card>
  );
}
