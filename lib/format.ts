// Figures, dates and times as the reader writes them.
import { addDays, dayIn } from './day.ts';
import { formatNumber, translate, type Language } from './i18n.ts';

const locales = { nl: 'nl-BE', en: 'en-GB' } as const;

export interface Format {
  /** 1 286 in Dutch, 1,286 in English. */
  number(value: number): string;
  /** A part of one: 0.184 becomes 18,4 %. */
  percent(part: number, digits?: number): string;
  /** 22 nov 2026 */
  date(value: string | Date): string;
  /** zondag 22 november */
  longDate(value: string | Date): string;
  /** ma 23 */
  weekday(value: string | Date): string;
  /** 04:12 */
  time(value: string | Date): string;
  /** 22 nov 2026 om 04:12 */
  dateTime(value: string | Date): string;
  /** As spoken: vandaag 10:42, gisteren 09:00, 19 nov, 19 nov 2025. */
  moment(value: string | Date, now?: Date): string;
  /** The calendar day it is there: 2026-11-22. */
  day(value: string | Date): string;
  /** 38 kB */
  bytes(size: number): string;
}

/** The ways of writing in a language and a time zone; `clock` says what today is. */
export function formatFor(language: Language, { clock, timeZone }: { clock: () => Date; timeZone: string }): Format {
  const locale = locales[language];
  const formatter = (options: Intl.DateTimeFormatOptions) => {
    const instants = new Intl.DateTimeFormat(locale, { ...options, timeZone });
    // a calendar day is that day everywhere
    const days = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
    return (value: string | Date) => (isDay(value) ? days : instants).format(new Date(value)).replaceAll('.', '');
  };
  const day = (value: string | Date) => (isDay(value) ? value : dayIn(timeZone, new Date(value)));
  const date = formatter({ day: 'numeric', month: 'short', year: 'numeric' });
  const dayAndMonth = formatter({ day: 'numeric', month: 'short' });
  const time = formatter({ hour: '2-digit', minute: '2-digit' });
  return {
    number: (value) => formatNumber(language, value),
    percent: (part, digits = 1) =>
      new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: digits })
        .format(part)
        // Dutch puts a thin space before the sign, as it does between thousands
        .replace(/\s*%/, language === 'nl' ? '\u202f%' : '%'),
    date,
    longDate: formatter({ weekday: 'long', day: 'numeric', month: 'long' }),
    weekday: formatter({ weekday: 'short', day: 'numeric' }),
    time,
    dateTime: (value) => translate(language, 'web.date-at-time', { date: date(value), time: time(value) }),
    moment: (value, now = clock()) => {
      const [then, today] = [day(value), day(now)];
      if (then === today) return translate(language, 'web.today-at', { time: time(value) });
      if (then === addDays(today, -1)) return translate(language, 'web.yesterday-at', { time: time(value) });
      if (then === addDays(today, 1)) return translate(language, 'web.tomorrow-at', { time: time(value) });
      return then.slice(0, 4) === today.slice(0, 4) ? dayAndMonth(value) : date(value);
    },
    day,
    bytes: (size) => bytes(locale, size),
  };
}

/** A calendar day, as opposed to an instant. */
function isDay(value: string | Date): value is string {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
}

function bytes(locale: string, size: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  let rest = size;
  let step = 0;
  while (rest >= 1000 && step < units.length - 1) {
    rest /= 1000;
    step += 1;
  }
  const digits = rest < 10 && step > 1 ? 1 : 0;
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: units[step]!,
    maximumFractionDigits: digits,
  }).format(rest);
}
