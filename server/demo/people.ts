// Who the members of a library are: households at addresses, parents and children, each with a card, a mailbox (or not, or
// one shared) and a habit of borrowing. Pure: the same seed and day give the same people.
import { addDays, daysBetween } from '../../lib/day.ts';
import { fold } from '../../lib/fold.ts';
import type { Random } from '../../lib/random.ts';
import type { CastHousehold, CastMember } from './cast/shape.ts';
import { firstNameOf, languageOf, lastNameOf, originOf, type Gender, type OriginName } from './names.ts';
import { youthThemes, type Place, type Theme } from './places.ts';

export type Pattern = 'none' | 'light' | 'normal' | 'heavy' | 'rising' | 'falling' | 'stopped';

export interface Home {
  street: string;
  houseNumber: string;
  box: string | null;
  postcode: string;
  city: string;
}

export interface Member {
  card: string;
  firstName: string;
  lastName: string;
  gender: Gender;
  birthOn: string;
  age: number;
  language: string;
  email: string | null;
  /** Mail to it comes back. */
  badAddress: boolean;
  phone: string | null;
  mobile: string | null;
  home: Home;
  branch: string;
  category: string;
  memberSince: string;
  memberUntil: string;
  /** Card of the parent. */
  guardian: string | null;
  notes: string | null;
  pattern: Pattern;
  loves: readonly Theme[];
  /** No longer in the library's own system from this day. */
  leftOn: string | null;
  hasChildren: boolean;
  cast: CastMember | null;
}

export interface Making {
  random: Random;
  today: string;
  place: Place;
  offered: readonly Theme[];
  nextCard(): string;
  mailboxes: Set<string>;
  /** Addresses somebody lives at already. */
  taken: Set<string>;
}

const patterns: readonly (readonly [Pattern, number])[] = [
  ['none', 23],
  ['light', 31],
  ['normal', 22],
  ['heavy', 7],
  ['rising', 5],
  ['falling', 6],
  ['stopped', 6],
];
const domains = [
  ['voorbeeld.example', 30],
  ['post.example', 25],
  ['mail.example', 25],
  ['brievenbus.example', 12],
  ['thuis.example', 8],
] as const;

/** Households until there are about as many members as asked for. */
export function inventMembers(making: Making, count: number): Member[] {
  const members: Member[] = [];
  while (members.length < count) members.push(...household(making));
  return members;
}

function household(making: Making): Member[] {
  const { random } = making;
  const origin = originOf(random);
  const kind = random.weighted([
    ['single', 24],
    ['couple', 19],
    ['old-couple', 12],
    ['family', 34],
    ['one-parent', 7],
    ['student', 4],
  ] as const);
  const home = inventHome(making);
  const name = lastNameOf(random, origin);
  const about: Household = { origin, home, name, branch: random.weighted(making.place.branchWeights) };
  if (kind === 'single') return [adult(making, about, { age: random.int(23, 91) })];
  if (kind === 'student') return [adult(making, about, { age: random.int(18, 24) })];
  if (kind === 'couple' || kind === 'old-couple') {
    const age = kind === 'couple' ? random.int(26, 64) : random.int(65, 90);
    const first = adult(making, about, { age });
    const mate = adult(making, { ...about, name: partnerName(making, about) }, { age: Math.max(22, age + random.int(-6, 5)) });
    if (first.email && random.chance(0.2)) mate.email = first.email;
    return [first, mate];
  }
  return family(making, about, kind === 'one-parent');
}

interface Household {
  origin: OriginName;
  home: Home;
  name: string;
  branch: string;
}

function family(making: Making, about: Household, alone: boolean): Member[] {
  const { random } = making;
  const age = random.int(27, 51);
  const parent = adult(making, about, { age, gender: alone && random.chance(0.8) ? 'f' : undefined, hasChildren: true });
  const parents = [parent];
  // the other parent is not always a member
  if (!alone && random.chance(0.62)) {
    parents.push(
      adult(
        making,
        { ...about, name: partnerName(making, about) },
        { age: age + random.int(-5, 5), gender: parent.gender === 'f' ? 'm' : 'f', hasChildren: true },
      ),
    );
  }
  const eldest = Math.min(17, Math.max(0, age - random.int(24, 36)));
  const children = Array.from(
    {
      length: random.weighted([
        [1, 28],
        [2, 45],
        [3, 20],
        [4, 7],
      ] as const),
    },
    (_none, at) => Math.max(0, eldest - at * random.int(2, 3)),
  );
  return [...parents, ...children.map((years) => child(making, about, years, parent))];
}

function partnerName(making: Making, about: Household): string {
  const { random } = making;
  return lastNameOf(random, random.chance(0.82) ? about.origin : originOf(random));
}

function adult(making: Making, about: Household, wanted: { age: number; gender?: Gender | undefined; hasChildren?: boolean }): Member {
  const { random, today } = making;
  const { age } = wanted;
  const gender = wanted.gender ?? (random.chance(0.58) ? 'f' : 'm');
  const birthOn = birthDay(making, age);
  const firstName = firstNameOf(random, { origin: about.origin, gender, born: Number(birthOn.slice(0, 4)) });
  const own = languageOf(about.origin);
  const lapsed = random.chance(0.13);
  const memberSince = sinceDay(making, birthOn, age - 6);
  const without = age > 78 ? 0.55 : age > 66 ? 0.22 : 0.07;
  return {
    card: making.nextCard(),
    firstName,
    lastName: about.name,
    gender,
    birthOn,
    age,
    language: own && random.chance(0.35) ? own : random.chance(0.02) ? 'en' : 'nl',
    email: random.chance(without) ? null : inventEmail(making, firstName, about.name),
    badAddress: random.chance(0.028),
    phone: random.chance(age > 60 ? 0.7 : 0.2) ? `09 000 ${two(random.int(0, 99))} ${two(random.int(0, 99))}` : null,
    mobile: random.chance(age > 75 ? 0.3 : 0.65) ? `0470 00 00 ${two(random.int(0, 99))}` : null,
    home: about.home,
    branch: about.branch,
    category: age >= 65 ? 'SENIOR' : random.chance(0.015) ? 'LEERKR' : 'VOLW',
    memberSince,
    memberUntil: untilDay(making, memberSince, lapsed),
    guardian: null,
    notes: random.chance(0.02) ? random.pick(notes) : null,
    pattern: lapsed
      ? random.weighted([
          ['stopped', 6],
          ['none', 4],
        ] as const)
      : random.weighted(patterns),
    loves: tastes(making, wanted.hasChildren ? 'parent' : 'adult'),
    leftOn: lapsed && random.chance(0.15) ? addDays(today, -random.int(1, 500)) : null,
    hasChildren: wanted.hasChildren ?? false,
    cast: null,
  };
}

function child(making: Making, about: Household, age: number, parent: Member): Member {
  const { random } = making;
  const gender: Gender = random.chance(0.52) ? 'f' : 'm';
  const birthOn = birthDay(making, age);
  const firstName = firstNameOf(random, { origin: about.origin, gender, born: Number(birthOn.slice(0, 4)) });
  const memberSince = sinceDay(making, birthOn, age - 1);
  const own = age >= 13 && random.chance(0.45);
  return {
    card: making.nextCard(),
    firstName,
    lastName: parent.lastName,
    gender,
    birthOn,
    age,
    language: parent.language,
    email: own ? inventEmail(making, firstName, parent.lastName) : random.chance(0.84) ? parent.email : null,
    badAddress: own ? random.chance(0.02) : parent.badAddress,
    phone: null,
    mobile: age >= 13 && random.chance(0.5) ? `0470 00 00 ${two(random.int(0, 99))}` : null,
    home: about.home,
    branch: about.branch,
    category: age < 12 ? 'KIND' : 'JEUGD',
    memberSince,
    memberUntil: untilDay(making, memberSince, random.chance(0.05)),
    guardian: parent.card,
    notes: null,
    pattern: random.weighted(patterns),
    loves: tastes(making, age < 4 ? 'toddler' : 'child'),
    leftOn: null,
    hasChildren: false,
    cast: null,
  };
}

const notes = [
  'Haalt boeken voor de buurvrouw mee.',
  'Graag telefonisch verwittigen.',
  'Leest vooral grootletterboeken.',
  'Wil geen papieren brieven.',
  'Kaart vergeten: identiteit nagekeken.',
  'Komt met de rolstoel langs de zij-ingang.',
  'Leent voor de klas (vijfde leerjaar).',
];

/** The members of the cast who live here. */
export function castMembers(making: Making, households: readonly CastHousehold[]): Member[] {
  return households.flatMap((household) => {
    const made: Member[] = [];
    for (const member of household.members) made.push(castMember(making, household, member, made[0]?.card ?? null));
    return made;
  });
}

function castMember(making: Making, household: CastHousehold, member: CastMember, parent: string | null): Member {
  const { today } = making;
  const home: Home = {
    street: household.street,
    houseNumber: household.houseNumber,
    box: household.box ?? null,
    postcode: household.postcode,
    city: household.city,
  };
  take(making.taken, home);
  if (member.email) making.mailboxes.add(member.email);
  return {
    ...member,
    card: making.nextCard(),
    birthOn: yearsBefore(addDays(today, -member.sinceBirthday), member.age),
    badAddress: member.badAddress ?? false,
    phone: member.phone ?? null,
    mobile: member.mobile ?? null,
    home,
    branch: household.branch,
    memberSince: addDays(today, -member.memberFor),
    memberUntil: addDays(today, member.memberAhead),
    guardian: member.age < 18 ? parent : null,
    notes: member.notes ?? null,
    leftOn: null,
    hasChildren: household.members.some((one) => one.age < 18) && member.age >= 18,
    cast: member,
  };
}

const two = (value: number) => String(value).padStart(2, '0');

function inventHome({ random, place, taken }: Making): Home {
  const [postcode, city] = random.weighted(place.homes.map((home) => [home, home[2]] as const));
  for (;;) {
    const flat = random.chance(0.16);
    const home: Home = {
      street: random.pick(place.streets),
      houseNumber: `${random.int(1, 240)}${random.chance(0.05) ? random.pick(['A', 'B', 'C']) : ''}`,
      box: flat ? String(random.int(1, 12)) : null,
      postcode,
      city,
    };
    if (take(taken, home)) return home;
  }
}

/** False when somebody lives there: two families at one address would be one household. */
function take(taken: Set<string>, { street, houseNumber, box, postcode }: Home): boolean {
  const key = `${street} ${houseNumber}/${box ?? ''} ${postcode}`;
  if (taken.has(key)) return false;
  taken.add(key);
  return true;
}

/** A mailbox of their own, named more or less after the person. */
export function inventEmail({ random, mailboxes }: Pick<Making, 'random' | 'mailboxes'>, firstName: string, lastName: string): string {
  const plain = (text: string) => fold(text).replace(/[^a-z]/g, '') || 'lezer';
  const [first, last] = [plain(firstName), plain(lastName)];
  const local = random.pick([`${first}.${last}`, `${first}${last}`, `${first[0]}.${last}`, `${last}.${first}`, `${first}_${last[0]}`]);
  const domain = random.weighted(domains);
  for (let at = random.chance(0.3) ? random.int(2, 99) : 1; ; at++) {
    const address = `${local}${at === 1 ? '' : at}@${domain}`;
    if (mailboxes.has(address)) continue;
    mailboxes.add(address);
    return address;
  }
}

function birthDay({ random, today }: Making, age: number): string {
  return yearsBefore(addDays(today, -random.int(age === 0 ? 60 : 0, 364)), age);
}

/** The same day so many years earlier; 29 February becomes 28. */
function yearsBefore(day: string, years: number): string {
  const earlier = `${Number(day.slice(0, 4)) - years}${day.slice(4)}`;
  return earlier.endsWith('-02-29') ? `${earlier.slice(0, 8)}28` : earlier;
}

/** Most have been members for years; one in eight came in the last eighteen months. Nobody before being born. */
function sinceDay({ random, today }: Making, birthOn: string, years: number): string {
  const longest = Math.max(300, Math.min(28, years) * 365);
  const days = random.chance(0.12) || longest < 560 ? random.int(2, Math.min(548, longest)) : random.int(549, longest);
  return addDays(today, -Math.max(2, Math.min(days, daysBetween(birthOn, today) - 14)));
}

/** The next anniversary, or for somebody who did not come back one that passed. */
function untilDay({ random, today }: Making, since: string, lapsed: boolean): string {
  let next = since;
  for (let year = 1; next <= today; year++) next = yearsBefore(since, -year);
  const back = lapsed ? random.int(1, 2) : 0;
  const until = yearsBefore(next, back);
  return until <= since ? next : until;
}

function tastes({ random, offered }: Making, who: 'adult' | 'parent' | 'child' | 'toddler'): Theme[] {
  const young = offered.filter((theme) => youthThemes.includes(theme));
  const grown = offered.filter((theme) => !youthThemes.includes(theme));
  if (who === 'toddler' && offered.includes('toddlers')) return ['toddlers', random.pick(young)];
  if (who === 'child' || who === 'toddler')
    return [random.pick(young), random.pick(young), random.chance(0.1) ? random.pick(grown) : random.pick(young)];
  const own = [random.pick(grown), random.pick(grown), random.pick(grown)];
  return who === 'parent' ? [...own, random.pick(young), random.pick(young)] : own;
}
