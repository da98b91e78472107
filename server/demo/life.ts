// What happened to people besides borrowing: conversations at the desk and on the phone, and the years of a membership.
import { addDays, daysBetween } from '../../lib/day.ts';
import { daysOfLoans } from './borrowing.ts';
import type { CastSaid } from './cast/shape.ts';
import { momentAgo, type Library } from './libraries.ts';

export interface Talk extends Omit<CastSaid, 'ago' | 'at'> {
  card: string;
  at: Date;
  direction: 'in' | 'out';
  by: 'noor' | 'amina' | 'joost';
  taskDueOn: string | null;
}

const talks: readonly (readonly [CastSaid['channel'], CastSaid['outcome'], string, string?])[] = [
  ['phone', 'answered', 'Vroeg naar de openingsuren in de kerstvakantie.'],
  ['phone', 'answered', 'Heeft een boek verlengd tot na het weekend.'],
  ['phone', 'not-reached', 'Gebeld over een boek dat klaarligt, niet opgenomen.', 'Opnieuw bellen'],
  ['phone', 'to-do', 'Vindt het laatste deel van een reeks niet in de catalogus.', 'Nakijken of het laatste deel besteld is'],
  ['phone', 'passed-on', 'Klacht over een beschadigde dvd, doorgegeven aan de uitleenbalie.'],
  ['desk', 'answered', 'Nieuwe kaart gegeven, de oude was gebarsten.'],
  ['desk', 'answered', 'Hulp gegeven bij e-boeken op de tablet.'],
  ['desk', 'answered', 'Zocht boeken over verhuizen met kleine kinderen.'],
  ['desk', 'to-do', 'Wil graag meehelpen als voorleesvrijwilliger.', 'Terugbellen over voorlezen'],
  ['desk', 'answered', 'Adres nagekeken, klopt.'],
  ['desk', 'answered', 'Vraagt of de leeszaal op zondag open is.'],
  ['desk', 'passed-on', 'Stelt een aankoop voor, doorgegeven aan de collectie.'],
  ['email', 'answered', 'Vraag over de taalgroep beantwoord.'],
  ['email', 'answered', 'Bedankt voor de boekentips in de nieuwsbrief.'],
  ['email', 'passed-on', 'Vraag over een factuur, doorgegeven.'],
  ['letter', 'answered', 'Bedankbrief van een klas die op bezoek kwam.'],
];

/** Conversations of a library, oldest first: those of the cast, and about one for every forty members. */
export function inventTalks(library: Library, today: string): Talk[] {
  const random = library.random.fork('talks');
  const made: Talk[] = [];
  for (const member of library.members) {
    for (const said of (library.slug === 'zilverbeek' && member.cast?.said) || []) {
      const [hour, minute] = said.at.split(':').map(Number) as [number, number];
      made.push({
        ...said,
        card: member.card,
        at: momentAgo(today, said.ago, hour * 60 + minute - 60),
        direction: 'in',
        by: 'noor',
        taskDueOn: said.task ? addDays(today, 3) : null,
      });
    }
  }
  const stayed = library.members.filter((member) => member.leftOn === null && !member.cast && member.age >= 14);
  const count = Math.ceil(library.members.length / 40);
  for (let at = 0; at < count && stayed.length > 0; at++) {
    const member = random.pick(stayed);
    const [channel, outcome, note, task] = random.pick(talks);
    // the newer, the more: nobody wrote things down two years ago
    const ago = Math.min(daysBetween(member.memberSince, today), 1 + Math.floor(400 * random.next() ** 2));
    const recent = ago < 30;
    made.push({
      card: member.card,
      channel,
      outcome,
      note,
      ...(task && recent ? { task } : {}),
      at: momentAgo(today, Math.max(1, ago), random.int(500, 1000)),
      direction: outcome === 'not-reached' || channel === 'letter' ? 'out' : 'in',
      by: random.pick(['noor', 'amina', 'joost'] as const),
      taskDueOn: task && recent ? addDays(today, random.int(-2, 9)) : null,
    });
  }
  return made.sort((a, b) => a.at.getTime() - b.at.getTime());
}

export interface Year {
  card: string;
  kind: 'membership.started' | 'membership.renewed' | 'membership.ended';
  day: string;
  category: string;
}

/** The anniversaries of memberships in the period of the loans. */
export function membershipYears(library: Library, today: string): Year[] {
  const first = addDays(today, -daysOfLoans);
  return library.members.flatMap((member) => {
    const about = { card: member.card, category: member.category };
    const years: Year[] = member.memberSince >= first ? [{ ...about, kind: 'membership.started', day: member.memberSince }] : [];
    const last = member.memberUntil;
    // paid a year at a time: the day before each period that was paid for
    for (let year = Number(first.slice(0, 4)); year <= Number(today.slice(0, 4)); year++) {
      const day = `${year}${last.slice(4)}`.replace(/-02-29$/, '-02-28');
      if (day >= first && day <= today && day < last && day > member.memberSince) years.push({ ...about, kind: 'membership.renewed', day });
    }
    if (last < today && last >= first) years.push({ ...about, kind: 'membership.ended', day: last });
    return years;
  });
}
