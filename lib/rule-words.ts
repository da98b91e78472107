// The words inside a rule: counts, spans of time, names of things. Pure.
import { translate, type Language, type MessageKey } from './i18n.ts';
import type { Condition, Moment, Period, Range } from './segment-rule.ts';

export interface Named {
  id: number;
  name: string;
}

/** The names of what rules refer to by number. */
export interface RuleNames {
  branches: readonly Named[];
  materials: readonly Named[];
  worlds: readonly Named[];
  purposes: readonly Named[];
  segments: readonly Named[];
  categories: readonly { code: string; name: string }[];
}

const locales = { nl: 'nl-BE', en: 'en-GB' } as const;

/** 3 mei 2026 */
export function dayText(language: Language, day: string): string {
  const [year, month, date] = day.split('-').map(Number);
  const moment = new Date(Date.UTC(year!, month! - 1, date));
  // two-digit years mean the twentieth century to Date.UTC
  moment.setUTCFullYear(year!);
  return new Intl.DateTimeFormat(locales[language], {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(moment);
}

/** 6 maanden */
export function spanText(language: Language, n: number, unit: 'days' | 'weeks' | 'months' | 'years'): string {
  return translate(language, `segments.unit.${unit}.${n === 1 ? 'one' : 'many'}`, { n });
}

/** minstens 5, 6 tot 12, precies 1, geen */
export function rangeText(language: Language, { from, to }: Range): string {
  if (from !== undefined && to !== undefined) {
    if (from === to)
      return from === 0 ? translate(language, 'segments.range.none') : translate(language, 'segments.range.exactly', { from });
    return from === 0 ? translate(language, 'segments.range.to', { to }) : translate(language, 'segments.range.between', { from, to });
  }
  if (to !== undefined) return to === 0 ? translate(language, 'segments.range.none') : translate(language, 'segments.range.to', { to });
  return translate(language, 'segments.range.from', { from: from ?? 0 });
}

/** "minstens 1 stuk", "minstens 2 stuks": the figure that stands last decides. */
export function isOne({ from, to }: Range): boolean {
  return (to ?? from) === 1;
}

function momentText(language: Language, moment: Moment): string {
  if (typeof moment === 'string') return dayText(language, moment);
  const [n, key] = 'ago' in moment ? [moment.ago, 'ago' as const] : [moment.ahead, 'ahead' as const];
  if (n === 0) return translate(language, 'segments.moment.today');
  return translate(language, `segments.moment.${key}`, {
    span: spanText(language, n, moment.unit),
  });
}

function isToday(moment: Moment): boolean {
  return typeof moment !== 'string' && ('ago' in moment ? moment.ago === 0 : moment.ahead === 0);
}

/** `future`: the day may lie ahead, so an open end is not today. in de laatste 6 maanden, langer dan 3 maanden geleden, binnen 30 dagen, sinds 3 mei 2026 */
export function periodText(language: Language, period: Period | undefined, { future = false } = {}): string {
  if (!period) return translate(language, 'segments.period.ever');
  const { from, to } = period;
  const span = (moment: Exclude<Moment, string>) => spanText(language, 'ago' in moment ? moment.ago : moment.ahead, moment.unit);
  if (from && typeof from !== 'string' && 'ago' in from && !isToday(from) && (to ? isToday(to) : !future)) {
    // "in de laatste maand", never "de laatste 1 maand"; a year has another article
    if ('ago' in from && from.ago === 1) return translate(language, `segments.period.last-one.${from.unit}`);
    return translate(language, 'segments.period.last', { span: span(from) });
  }
  if (to && typeof to !== 'string' && !isToday(to) && (!from || isToday(from))) {
    if ('ahead' in to)
      return from
        ? translate(language, 'segments.period.next', { span: span(to) })
        : translate(language, 'segments.period.until', { to: momentText(language, to) });
    if (!from) return translate(language, 'segments.period.before-ago', { span: span(to) });
  }
  if (from && to)
    return translate(language, 'segments.period.between', {
      from: momentText(language, from),
      to: momentText(language, to),
    });
  if (from) return translate(language, 'segments.period.since', { from: momentText(language, from) });
  return translate(language, 'segments.period.until', { to: momentText(language, to!) });
}

/** a, b of c; a long list is cut: a, b, c en nog 12 */
export function orText(language: Language, values: readonly string[], most = 4): string {
  if (values.length > most + 1) {
    return translate(language, 'segments.and-more', {
      some: values.slice(0, most).join(', '),
      rest: values.length - most,
    });
  }
  return lastJoined(language, 'segments.or', values);
}

/** a, b en c */
export function andText(language: Language, values: readonly string[]): string {
  return lastJoined(language, 'segments.and', values);
}

function lastJoined(language: Language, key: 'segments.or' | 'segments.and', values: readonly string[]): string {
  if (values.length < 2) return values[0] ?? '';
  return translate(language, key, { some: values.slice(0, -1).join(', '), last: values.at(-1)! });
}

/** The names of numbers, in the order of the rule. */
export function namesOf(language: Language, ids: readonly number[], named: readonly Named[]): string[] {
  return ids.map((id) => named.find((one) => one.id === id)?.name ?? translate(language, 'segments.unknown-name'));
}

type LoanField = Extract<Condition, { field: 'loans' | 'last-loan' | 'never-borrowed' }>;

/** stuks (boek of strip) uit Dieren voor de jeugd in Noord */
export function whatText(language: Language, one: LoanField, names: RuleNames): string {
  const general: MessageKey =
    one.field !== 'loans' ? 'segments.what.something' : isOne(one.count) ? 'segments.what.piece' : 'segments.what.pieces';
  const what = translate(language, general);
  const parts = [
    // a library names its materials and worlds as it likes: they are quoted beside a word that fits the sentence
    one.materials
      ? translate(language, 'segments.what.materials', {
          what,
          materials: orText(language, namesOf(language, one.materials, names.materials)),
        })
      : what,
    one.worlds &&
      translate(language, 'segments.what.from-world', { worlds: orText(language, namesOf(language, one.worlds, names.worlds)) }),
    one.audience && translate(language, `segments.audience.${one.audience}`),
    one.branches &&
      translate(language, 'segments.what.in-branch', {
        branches: orText(language, namesOf(language, one.branches, names.branches)),
      }),
  ];
  return parts.filter((part) => part !== undefined).join(' ');
}
