// Days counted from today, for rules. Pure: the present and the time zone are arguments.
import type { Moment, Period } from '../../../lib/segment-rule.ts';

/** Today's calendar day where the library is. */
export function dayOf(now: Date, timeZone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone).toPlainDate();
}

/** The calendar day a moment means, seen from today. */
export function resolveMoment(moment: Moment, today: Temporal.PlainDate): string {
  if (typeof moment === 'string') return moment;
  const amount = 'ago' in moment ? -moment.ago : moment.ahead;
  return today.add({ [moment.unit]: amount }).toString();
}

export interface Days {
  from: string | undefined;
  to: string | undefined;
}

/** Both ends of a period as calendar days. */
export function resolvePeriod(period: Period | undefined, today: Temporal.PlainDate): Days {
  return {
    from: period?.from === undefined ? undefined : resolveMoment(period.from, today),
    to: period?.to === undefined ? undefined : resolveMoment(period.to, today),
  };
}

/** The days of birth of everybody who is `from` to `to` years old today. */
export function birthDays(years: { from?: number | undefined; to?: number | undefined }, today: Temporal.PlainDate): Days {
  return {
    // the day after everybody who is already to + 1
    from:
      years.to === undefined
        ? undefined
        : today
            .subtract({ years: years.to + 1 })
            .add({ days: 1 })
            .toString(),
    to: years.from === undefined ? undefined : today.subtract({ years: years.from }).toString(),
  };
}

/** Whole years between a day of birth and today. */
export function ageOn(birth: string, today: Temporal.PlainDate): number {
  return Temporal.PlainDate.from(birth).until(today, { largestUnit: 'years' }).years;
}

/** Month and day, as 100 × month + day, of everybody whose birthday falls today or within so many days. */
export function birthdaysWithin(days: number, today: Temporal.PlainDate): number[] {
  const found = new Set<number>();
  for (let ahead = 0; ahead <= days; ahead++) {
    const day = today.add({ days: ahead });
    found.add(day.month * 100 + day.day);
    // born on 29 February: celebrated on the 28th in an ordinary year
    if (day.month === 2 && day.day === 28 && !day.inLeapYear) found.add(229);
  }
  return [...found].toSorted((a, b) => a - b);
}
