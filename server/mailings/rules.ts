// Which step may follow which, and what keeps a mailing from leaving. Pure.
import type { MessageKey } from '../../lib/i18n.ts';

export type MailingState = 'draft' | 'scheduled' | 'freezing' | 'sending' | 'paused' | 'finished' | 'cancelled';
export type Step = 'edit' | 'remove' | 'send' | 'pause' | 'resume' | 'cancel';

const allowed: Record<Step, readonly MailingState[]> = {
  edit: ['draft'],
  remove: ['draft'],
  send: ['draft'],
  pause: ['freezing', 'sending'],
  resume: ['paused'],
  cancel: ['scheduled', 'freezing', 'sending', 'paused'],
};

/** May this step be taken from this state? */
export function mayStep(step: Step, state: MailingState): boolean {
  return allowed[step].includes(state);
}

export interface Ready {
  purpose: { kind: 'marketing' | 'service' | 'tracking'; archived: boolean } | null;
  sender: { verified: boolean } | null;
  hasSegment: boolean;
}

/** What is missing around the content: who to, on what ground, signed by whom. */
export function missing(ready: Ready): MessageKey[] {
  const keys: MessageKey[] = [];
  if (!ready.hasSegment) keys.push('mailings.error.no-segment');
  if (!ready.purpose) keys.push('mailings.error.no-purpose');
  else if (ready.purpose.archived || ready.purpose.kind === 'tracking') keys.push('mailings.error.purpose-closed');
  if (!ready.sender) keys.push('mailings.error.no-sender');
  else if (!ready.sender.verified) keys.push('mailings.error.sender-not-proved');
  return keys;
}

export interface Person {
  first_name: string;
  last_name: string;
  email: string | null;
  card_number: string | null;
  branch_name: string | null;
  member_since: string | null;
  member_until: string | null;
}

/** What the merge fields hold for one reader; empty where we do not know. */
export function mergeValuesOf(person: Person, library: string, today: string): Record<string, string | null> {
  const name = [person.first_name, person.last_name].filter(Boolean).join(' ');
  return {
    voornaam: person.first_name || null,
    achternaam: person.last_name || null,
    naam: name || null,
    email: person.email,
    kaartnummer: person.card_number,
    vestiging: person.branch_name,
    bibliotheek: library,
    lid_sinds: person.member_since,
    lid_tot: person.member_until,
    jaren_lid: person.member_since ? String(wholeYears(person.member_since, today)) : null,
  };
}

function wholeYears(from: string, to: string): number {
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4));
  return Math.max(0, to.slice(5) < from.slice(5) ? years - 1 : years);
}
