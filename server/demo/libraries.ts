// The whole invented network, as a pure function of a seed, a day and a scale: for each library its members, its readers
// without a card, its titles; and the files its library system would give.
import { addDays } from '../../lib/day.ts';
import { createRandom, type Random } from '../../lib/random.ts';
import { kohaColumns } from '../imports/seed.ts';
import { inventTitles, type Title } from './books.ts';
import { collectionOf, loansOf, type Collection, type Loan } from './borrowing.ts';
import { castHouseholds } from './cast.ts';
import { firstNameOf, lastNameOf, originOf } from './names.ts';
import { demoEnvironments } from './network.ts';
import { castMembers, inventEmail, inventMembers, type Making, type Member } from './people.ts';
import { places, type Place, type Theme } from './places.ts';

export const demoSeed = 'Zilverland';
/** Contacts of the whole network at scale 1. */
const networkSize = 15_000;
const readerShare = 0.06;

/** Somebody who signed up for a newsletter and is no member. */
export interface Reader {
  firstName: string;
  lastName: string;
  email: string;
  language: 'nl' | 'en';
  /** Confirmed so many days ago, at this minute of the day. */
  ago: number;
  minute: number;
  badAddress: boolean;
}

export interface Library {
  slug: string;
  place: Place;
  members: Member[];
  readers: Reader[];
  collection: Collection;
  random: Random;
}

export interface Wanted {
  seed?: string;
  /** YYYY-MM-DD: everything is counted back from it. */
  today: string;
  /** 1 is the whole demo; tests make less. */
  scale?: number;
}

/** All libraries with everybody in them. */
export function inventNetwork({ seed = demoSeed, today, scale = 1 }: Wanted): Map<string, Library> {
  const libraries = new Map<string, Library>();
  for (const environment of demoEnvironments.filter((one) => one.kind === 'library')) {
    libraries.set(
      environment.slug,
      inventLibrary(environment.slug, {
        random: createRandom(`${seed}/${environment.slug}`),
        today,
        contacts: Math.round(networkSize * scale * environment.share),
      }),
    );
  }
  shareMembers(libraries, createRandom(`${seed}/shared`));
  return libraries;
}

function inventLibrary(slug: string, { random, today, contacts }: { random: Random; today: string; contacts: number }): Library {
  const place = places[slug]!;
  const offered = offeredBy(place);
  const mailboxes = new Set<string>();
  let cards = 0;
  const making: Making = {
    random: random.fork('people'),
    today,
    place,
    offered,
    mailboxes,
    taken: new Set(),
    nextCard: () => `9990${place.number}${String(++cards).padStart(7, '0')}`,
  };
  const cast = castMembers(
    making,
    castHouseholds.filter((one) => one.library === slug),
  );
  const readers = Math.round(contacts * readerShare);
  const members = [...cast, ...inventMembers(making, Math.max(0, contacts - readers - cast.length))];
  const titles = inventTitles(random.fork('titles'), { library: place.number, offered, count: Math.max(300, Math.round(contacts * 1.4)) });
  return {
    slug,
    place,
    members,
    readers: inventReaders(random.fork('readers'), mailboxes, readers),
    collection: collectionOf(titles, today),
    random,
  };
}

function offeredBy(place: Place): Theme[] {
  const named = Object.keys(place.worlds) as Theme[];
  const outside = (['language', 'art', 'young-facts', 'fantasy', 'toddlers'] as const)
    .filter((theme) => !named.includes(theme))
    .slice(0, 2);
  return [...named, ...outside];
}

function inventReaders(random: Random, mailboxes: Set<string>, count: number): Reader[] {
  return Array.from({ length: count }, () => {
    const origin = originOf(random);
    const firstName = firstNameOf(random, { origin, gender: random.chance(0.63) ? 'f' : 'm', born: random.int(1950, 2000) });
    const family = lastNameOf(random, origin);
    return {
      firstName,
      // the form does not insist on a last name
      lastName: random.chance(0.96) ? family : '',
      email: inventEmail({ random, mailboxes }, firstName, family),
      language: random.chance(0.05) ? 'en' : 'nl',
      ago: random.int(1, 720),
      minute: random.int(420, 1380),
      badAddress: random.chance(0.02),
    };
  });
}

/** Some have a card of a neighbouring library too: the same person, another card, another habit. */
function shareMembers(libraries: Map<string, Library>, random: Random): void {
  const neighbours = [
    ['zilverbeek', 'goudveld'],
    ['goudveld', 'zilverbeek'],
    ['wilgendonk', 'zilverbeek'],
    ['oosterkapel', 'heidelaar'],
  ] as const;
  for (const [home, other] of neighbours) {
    const there = libraries.get(other)!;
    const here = libraries.get(home)!;
    const movers = here.members.filter((member) =>
      member.cast ? member.cast.alsoIn === other : member.age >= 18 && member.leftOn === null && random.chance(0.025),
    );
    let next = 9_000_000 + Number(here.place.number) * 10_000;
    for (const member of movers) {
      there.members.push({
        ...member,
        card: `9990${there.place.number}${++next}`,
        branch: random.weighted(there.place.branchWeights),
        pattern: member.cast ? 'light' : random.pick(['light', 'none', 'normal'] as const),
        loves: member.loves.filter((theme) => there.collection.byTheme.has(theme)).concat('crime'),
        guardian: null,
        notes: null,
      });
    }
  }
}

/** The library system's file of members as it stood on a day: who had enrolled and had not left. */
export function* patronFile(library: Library, on: string): Generator<string> {
  yield `${kohaColumns.join(',')}\r\n`;
  for (const member of library.members) {
    if (member.memberSince > on || (member.leftOn !== null && member.leftOn <= on)) continue;
    yield `${patronLine(member, on)}\r\n`;
  }
}

function patronLine(member: Member, on: string): string {
  const cells: Record<string, string | null> = {
    cardnumber: member.card,
    surname: member.lastName,
    firstname: member.firstName,
    streetnumber: member.home.houseNumber,
    address: member.home.street,
    city: member.home.city,
    zipcode: member.home.postcode,
    country: 'BE',
    email: member.email,
    phone: member.phone,
    mobile: member.mobile,
    dateofbirth: member.birthOn,
    branchcode: member.branch,
    categorycode: member.category,
    dateenrolled: member.memberSince,
    dateexpiry: validUntil(member, on),
    borrowernotes: member.notes,
    sex: member.gender.toUpperCase(),
    lang: member.language === 'nl' ? 'nl-NL' : member.language,
    guarantor_relationship: member.guardian && 'ouder',
    guarantor_id: member.guardian,
  };
  // Koha has no column for the box: people write such an address in one cell
  if (member.home.box)
    Object.assign(cells, { streetnumber: '', address: `${member.home.street} ${member.home.houseNumber} bus ${member.home.box}` });
  return kohaColumns.map((name) => quoted(cells[name] ?? '')).join(',');
}

/** What the card said then: a year is paid at a time. */
function validUntil(member: Member, on: string): string {
  let until = member.memberUntil;
  for (let earlier = yearBack(until); earlier > on && earlier > member.memberSince; earlier = yearBack(earlier)) until = earlier;
  return until;
}

function yearBack(day: string): string {
  const earlier = `${Number(day.slice(0, 4)) - 1}${day.slice(4)}`;
  return earlier.endsWith('-02-29') ? `${earlier.slice(0, 8)}28` : earlier;
}

const loanHeader = 'issue_id,cardnumber,barcode,title,author,itype,collectie,doelgroep,branchcode,issuedate,date_due,returndate,renewals';

/** Every loan of the library, numbered by the day on which it began. */
export function allLoans(library: Library, today: string): Loan[] {
  const loans: Loan[] = [];
  for (const member of library.members)
    for (const loan of loansOf(library.random.fork(member.card), member, library.collection, today)) loans.push(loan);
  return loans.sort((a, b) =>
    a.loanedOn < b.loanedOn ? -1 : a.loanedOn > b.loanedOn ? 1 : a.card < b.card ? -1 : a.card > b.card ? 1 : 0,
  );
}

/** The library system's file of loans as it stood on a day; with `since` only what began or changed after that day. */
export function* loanFile(library: Library, loans: readonly Loan[], { on, since }: { on: string; since?: string }): Generator<string> {
  let text = `${loanHeader}\r\n`;
  for (const [at, loan] of loans.entries()) {
    if (loan.loanedOn > on) break;
    const back = loan.returnedOn !== null && loan.returnedOn <= on ? loan.returnedOn : '';
    if (since !== undefined && loan.loanedOn <= since && (back === '' || back <= since)) continue;
    const { title } = loan;
    text +=
      `${library.place.number}${at + 1},${loan.card},${title.key},${quoted(title.title)},${quoted(title.author)},${title.material},${quoted(library.place.worlds[title.theme] ?? '')},` +
      `${title.youth ? 'jeugd' : 'volwassenen'},${loan.branch},${loan.loanedOn},${loan.dueOn},${back},${loan.renewals}\r\n`;
    if (text.length > 128 * 1024) {
      yield text;
      text = '';
    }
  }
  yield text;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** A moment so many days before today, at a minute of the day. */
export function momentAgo(today: string, ago: number, minute: number): Date {
  return new Date(Date.parse(`${addDays(today, -ago)}T00:00:00Z`) + minute * 60_000);
}

export type { Loan, Member, Title };
