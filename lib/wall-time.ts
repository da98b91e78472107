// Times on the wall of the library, whatever clock the computer at hand has.

/** How an instant reads on the wall there: 2026-11-25T14:00. */
export function wallTime(instant: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(instant);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}

/**
 * The instant at which the wall there shows this time; undefined for what is no time. An hour the
 * clock skips in spring gives the same moment after it; an hour it shows twice gives the first.
 */
export function instantAt(wall: string, timeZone: string): Date | undefined {
  const asUtc = Date.parse(`${wall}:00Z`);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(wall) || Number.isNaN(asUtc)) return undefined;
  const offsetAt = (instant: number) => Date.parse(`${wallTime(new Date(instant), timeZone)}:00Z`) - instant;
  // the offset before the change and after it; the larger gives the earlier instant
  const day = 86_400_000;
  const candidates = [offsetAt(asUtc - day), offsetAt(asUtc + day)].map((offset) => asUtc - offset);
  const right = candidates.filter((instant) => wallTime(new Date(instant), timeZone) === wall);
  return new Date(right.length > 0 ? Math.min(...right) : Math.max(...candidates));
}
