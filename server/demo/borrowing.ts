// What people borrow: in the rhythm of the year, of the week, and of their own habit.
import { addDays, daysBetween } from '../../lib/day.ts';
import type { Random } from '../../lib/random.ts';
import type { Title } from './books.ts';
import type { Member, Pattern } from './people.ts';
import { youthThemes, type Theme } from './places.ts';

export const daysOfLoans = 548;

export interface Loan {
  card: string;
  title: Title;
  branch: string;
  loanedOn: string;
  dueOn: string;
  /** Null while it is out. */
  returnedOn: string | null;
  renewals: number;
}

/** How often somebody comes in a month, and with how many things they leave. */
const habits: Record<Exclude<Pattern, 'none'>, { visits: [number, number]; items: [number, number] }> = {
  light: { visits: [0.15, 0.4], items: [1, 3] },
  normal: { visits: [0.45, 0.95], items: [2, 4] },
  heavy: { visits: [1.1, 2.2], items: [3, 7] },
  rising: { visits: [0.7, 1.3], items: [2, 4] },
  falling: { visits: [0.7, 1.3], items: [2, 4] },
  stopped: { visits: [0.7, 1.4], items: [1, 4] },
};

const adultMonths = [1.1, 1.05, 1.05, 1, 0.95, 0.9, 0.68, 0.62, 0.95, 1.08, 1.12, 1.25];
const youthMonths = [1, 1.05, 1.05, 1.1, 0.95, 1.2, 0.75, 0.7, 1, 1.15, 1, 1.3];
/** Monday to Sunday; most come on Wednesday and Saturday. */
const weekdays = [0.25, 1, 1.6, 1, 1.1, 1.7, 0];
/** Days of the year before which children stock up: autumn, Christmas, spring, Easter, summer (Flanders). */
const holidays = ['10-26', '12-21', '02-13', '04-05', '06-28'];

export interface Collection {
  titles: readonly Title[];
  byTheme: ReadonlyMap<Theme, readonly Title[]>;
  adults: Season;
  youth: Season;
}

/** For each day of the period how busy it is, added up from the first day. */
interface Season {
  first: string;
  sums: number[];
  /** The days of the period, and some beyond it: making a date is slow, and there are a million of them. */
  days: string[];
}

/** A library's titles with the seasons of its readers. */
export function collectionOf(titles: readonly Title[], today: string): Collection {
  return {
    titles,
    byTheme: Map.groupBy(titles, (title) => title.theme),
    adults: season(today, adultMonths, 1),
    youth: season(today, youthMonths, 1.8),
  };
}

function season(today: string, months: readonly number[], beforeHoliday: number): Season {
  const first = addDays(today, -daysOfLoans);
  const days = Array.from({ length: daysOfLoans + 120 }, (_none, at) => addDays(first, at));
  const sums: number[] = [];
  let sum = 0;
  for (const day of days.slice(0, daysOfLoans)) {
    const month = Number(day.slice(5, 7)) - 1;
    const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
    const soon = holidays.some((holiday) => {
      const ahead = (Date.parse(`${day.slice(0, 4)}-${holiday}`) - Date.parse(day)) / 86_400_000;
      return ahead >= 0 && ahead < 10;
    });
    const closed = ['01-01', '05-01', '07-21', '11-01', '11-11', '12-25', '12-26'].includes(day.slice(5));
    sum += closed ? 0 : months[month]! * weekdays[weekday]! * (soon ? beforeHoliday : 1);
    sums.push(sum);
  }
  return { first, sums, days };
}

/** Everything a member borrowed in the period, by day. */
export function loansOf(random: Random, member: Member, collection: Collection, today: string): Loan[] {
  if (member.pattern === 'none') return [];
  const habit = habits[member.pattern];
  const season = member.age < 18 ? collection.youth : collection.adults;
  const from = Math.max(0, daysBetween(season.first, member.memberSince));
  const ended = member.leftOn ?? (member.memberUntil < today ? member.memberUntil : today);
  let until = Math.min(daysOfLoans, daysBetween(season.first, ended));
  if (member.pattern === 'stopped' && !member.cast) until = Math.min(until, daysOfLoans - random.int(185, 430));
  if (member.pattern === 'stopped' && member.cast) until = Math.min(until, daysOfLoans - 240);
  if (until - from < 3) return [];
  const perMonth = habit.visits[0] + random.next() * (habit.visits[1] - habit.visits[0]);
  const visits = Math.max(1, Math.round((perMonth * (until - from)) / 30.4));
  const loans: Loan[] = [];
  for (let at = 0; at < visits; at++) {
    const day = visitDay(random, season, { from, until, pattern: member.pattern });
    if (day === undefined) continue;
    const items = random.int(habit.items[0], habit.items[1]);
    for (let item = 0; item < items; item++) loans.push(loanOn(random, member, collection, day));
  }
  if (member.cast) return [...loans.filter((loan) => loan.returnedOn !== null), ...outNow(random, member, collection)].sort(byDay);
  return loans.sort(byDay);
}

const byDay = (a: Loan, b: Loan) => (a.loanedOn < b.loanedOn ? -1 : a.loanedOn > b.loanedOn ? 1 : 0);

/** The cast always has something at home, so that their cards have something to show. */
function outNow(random: Random, member: Member, collection: Collection): Loan[] {
  if (member.pattern === 'stopped') return [];
  const { days } = collection.adults;
  const ago = new Date(`${days[daysOfLoans - 9]}T00:00:00Z`).getUTCDay() === 0 ? 10 : 9;
  const count = member.cast!.key === 'zeynep' ? 6 : random.int(1, 3);
  return Array.from({ length: count }, () => ({
    ...loanOn(random, member, collection, daysOfLoans - ago),
    dueOn: days[daysOfLoans - ago + 28]!,
    returnedOn: null,
    renewals: 0,
  }));
}

interface Span {
  from: number;
  until: number;
  pattern: Pattern;
}

function visitDay(random: Random, { sums }: Season, { from, until, pattern }: Span): number | undefined {
  const low = from === 0 ? 0 : sums[from - 1]!;
  const high = sums[until - 1]!;
  for (let tries = 0; tries < 12; tries++) {
    const day = firstAtLeast(sums, low + random.next() * (high - low));
    const through = (day - from) / (until - from);
    const keep = pattern === 'rising' ? 0.12 + 0.88 * through ** 1.5 : pattern === 'falling' ? 1 - 0.9 * through : 1;
    if (random.chance(keep)) return day;
  }
  return undefined;
}

function firstAtLeast(sums: readonly number[], wanted: number): number {
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle]! > wanted) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** A loan that begins on a day of the period. */
function loanOn(random: Random, member: Member, collection: Collection, day: number): Loan {
  const { days } = collection.adults;
  const title = chooseTitle(random, member, collection);
  const weeks = title.material === 'Dvd' || title.material === 'Tijdschrift' ? 2 : 4;
  const renewals = random.chance(0.13) ? (random.chance(0.25) ? 2 : 1) : 0;
  const late = random.chance(0.05);
  const allowed = weeks * 7 * (1 + renewals);
  const kept = late ? allowed + random.int(1, 16) : Math.max(1, Math.round(allowed * (0.15 + 0.85 * Math.sqrt(random.next()))));
  const lost = random.chance(0.0006);
  return {
    card: member.card,
    title,
    branch: member.branch,
    loanedOn: days[day]!,
    dueOn: days[day + allowed]!,
    returnedOn: lost || day + kept > daysOfLoans ? null : days[day + kept]!,
    renewals,
  };
}

/** Three out of four from what they love; of each theme the first titles most. */
function chooseTitle(random: Random, member: Member, { titles, byTheme }: Collection): Title {
  const theme = random.pick(member.loves);
  const list = random.chance(0.76) ? byTheme.get(theme) : undefined;
  const young = member.age < 16;
  for (let tries = 0; tries < 8; tries++) {
    const from = list ?? titles;
    const title = from[Math.floor(from.length * random.next() ** 2)]!;
    if (list || title.youth === young || (!young && member.hasChildren && youthThemes.includes(title.theme))) return title;
  }
  return titles[0]!;
}
