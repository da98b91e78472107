// Who said yes and no, to what and when: two years of it, in the proportions of a library that asks properly.
import { daysBetween } from '../../lib/day.ts';
import type { Random } from '../../lib/random.ts';
import type { CastMember, CastYes } from './cast/shape.ts';
import { momentAgo, type Library } from './libraries.ts';
import type { Member } from './people.ts';

export type PurposeKey = CastYes['purpose'];
export type YesMethod = CastYes['method'];

/** Something somebody said about being written to. `who` is a card number, or the address of a reader without a card. */
export interface Said {
  who: string;
  purpose: PurposeKey;
  say: 'yes' | 'no';
  at: Date;
  method: YesMethod | 'one-click' | 'unsubscribe-page';
  guardian: { name: string; email?: string; how: string } | null;
  language: 'nl' | 'en';
}

const methods: readonly (readonly [YesMethod, number])[] = [
  ['double-opt-in', 45],
  ['desk', 25],
  ['preference-page', 18],
  ['paper', 12],
];
const waysOut = [
  ['one-click', 45],
  ['unsubscribe-page', 30],
  ['preference-page', 25],
] as const;
const days = 730;

/** Everything said in one library, oldest first. */
export function inventSaid(library: Library, today: string): Said[] {
  const random = library.random.fork('permissions');
  const byCard = new Map(library.members.map((member) => [member.card, member]));
  const said = [
    ...library.members.flatMap((member) => (member.cast ? ofCast(member, byCard, today) : ofMember(random, member, byCard, today))),
    ...ofReaders(random, library, today),
  ];
  const now = momentAgo(today, 0, 0);
  return said.filter((one) => one.at < now).sort((a, b) => a.at.getTime() - b.at.getTime());
}

function wishesOf(random: Random, member: Member): PurposeKey[] {
  const yes = (key: PurposeKey, part: number): PurposeKey[] => (random.chance(part) ? [key] : []);
  if (member.age < 13) return yes('newsletter-youth', 0.16);
  if (member.age < 18) return [...yes('newsletter-youth', 0.34), ...yes('newsletter', 0.16)];
  const wanted = [
    ...yes('newsletter', member.hasChildren ? 0.64 : 0.61),
    ...yes('activities', 0.3),
    ...(member.hasChildren ? yes('newsletter-youth', 0.46) : []),
  ];
  return wanted.length > 0 ? [...wanted, ...yes('tracking', 0.24)] : [];
}

function ofMember(random: Random, member: Member, byCard: ReadonlyMap<string, Member>, today: string): Said[] {
  const wishes = member.email === null || member.leftOn !== null ? [] : wishesOf(random, member);
  const ago = Math.min(days, daysBetween(member.memberSince, today));
  if (wishes.length === 0 || ago < 1) return [];
  // most say yes on the day they become a member; the others when they are asked
  const when = ago < days && random.chance(0.6) ? ago : random.int(1, ago);
  const minute = random.int(540, 1320);
  const method = when === ago ? 'desk' : random.weighted(methods);
  // who was twelve when asked needed a parent then
  const young = daysBetween(member.birthOn, today) - when < 13 * 365.25 + 2;
  const parent = member.guardian === null ? undefined : byCard.get(member.guardian);
  if (young && !parent) return [];
  const guardian = young ? guardianOf(parent!, method) : null;
  const about = { who: member.card, guardian, language: member.language === 'nl' || member.language === 'fr' ? 'nl' : 'en' } as const;
  return wishes.flatMap((purpose): Said[] => {
    const yes: Said = { ...about, purpose, say: 'yes', at: momentAgo(today, when, minute), method };
    return when > 3 && random.chance(0.055) ? [yes, noAfter(random, yes, today, when)] : [yes];
  });
}

function noAfter(random: Random, yes: Said, today: string, when: number): Said {
  return {
    ...yes,
    say: 'no',
    at: momentAgo(today, random.int(1, when - 1), random.int(360, 1410)),
    method: random.weighted(waysOut),
    guardian: null,
  };
}

function guardianOf(parent: Member, method: YesMethod): Said['guardian'] {
  const name = `${parent.firstName} ${parent.lastName}`;
  return parent.email ? { name, email: parent.email, how: method } : { name, how: method === 'double-opt-in' ? 'desk' : method };
}

function ofCast(member: Member, byCard: ReadonlyMap<string, Member>, today: string): Said[] {
  const cast = member.cast as CastMember;
  const parent = member.guardian === null ? undefined : byCard.get(member.guardian);
  return cast.yes.flatMap((yes): Said[] => {
    const [hour, minute] = yes.at.split(':').map(Number) as [number, number];
    const given: Said = {
      who: member.card,
      purpose: yes.purpose,
      say: 'yes',
      at: momentAgo(today, yes.ago, hour * 60 + minute - 60),
      method: yes.method,
      guardian: cast.age < 13 && parent ? guardianOf(parent, yes.method) : null,
      language: 'nl',
    };
    return yes.until === undefined
      ? [given]
      : [given, { ...given, say: 'no', at: momentAgo(today, yes.until, 580), method: 'one-click', guardian: null }];
  });
}

function ofReaders(random: Random, library: Library, today: string): Said[] {
  return library.readers.flatMap((reader) => {
    const keys: PurposeKey[] = [
      ...(random.chance(0.86) ? (['newsletter'] as const) : (['newsletter-youth'] as const)),
      ...(random.chance(0.35) ? (['activities'] as const) : []),
    ];
    if (random.chance(0.18)) keys.push('tracking');
    return keys.flatMap((purpose): Said[] => {
      const yes: Said = {
        who: reader.email,
        purpose,
        say: 'yes',
        at: momentAgo(today, reader.ago, reader.minute),
        method: 'double-opt-in',
        guardian: null,
        language: reader.language,
      };
      return reader.ago > 3 && random.chance(0.07) ? [yes, noAfter(random, yes, today, reader.ago)] : [yes];
    });
  });
}
