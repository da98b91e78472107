// What a sign-up form must say, and whose card a confirmed sign-up belongs to. Pure.
import { ageBands, consentsAlone, isMinor, type AgeBand, type Country } from '../../lib/age.ts';
import { emailKey } from '../../lib/email-address.ts';
import { fold } from '../../lib/fold.ts';
import type { MessageKey } from '../../lib/i18n.ts';

export interface SignUpForm {
  email: string;
  firstName: string;
  ageBand: AgeBand;
  guardianEmail: string | null;
  purposeIds: number[];
}

/** The form as it was sent; the texts are shown again when something is missing. */
export interface SentForm {
  email: string;
  firstName: string;
  age: string;
  guardianEmail: string;
  purposeIds: number[];
}

/** Reads the fields by name; anything odd becomes empty. */
export function readForm(form: Record<string, string>, lists: Record<string, string[]>): SentForm {
  const line = (name: string, longest: number) =>
    (form[name] ?? '')
      .replace(/[\u0000-\u001f\u007f]+/g, ' ')
      .trim()
      .slice(0, longest);
  return {
    email: line('email', 300),
    firstName: line('voornaam', 80),
    age: line('leeftijd', 10),
    guardianEmail: line('ouder', 300),
    purposeIds: [...new Set((lists.doel ?? []).slice(0, 100).map(Number).filter(Number.isSafeInteger))],
  };
}

export type FieldName = 'email' | 'leeftijd' | 'ouder' | 'doel';

/** The form when it is complete, otherwise one sentence per field. `offered`: purposes on the page, by kind. */
export function checkForm(
  sent: SentForm,
  offered: ReadonlyMap<number, 'marketing' | 'tracking'>,
): { form: SignUpForm } | { problems: Partial<Record<FieldName, MessageKey>> } {
  const problems: Partial<Record<FieldName, MessageKey>> = {};
  if (!sent.email) problems.email = 'portal.sign-up.email-missing';
  else if (!emailKey(sent.email)) problems.email = 'field.email';
  const ageBand = ageBands.find((band) => band === sent.age);
  if (!ageBand) problems.leeftijd = 'portal.sign-up.age-missing';
  if (ageBand === 'child') {
    if (!sent.guardianEmail) problems.ouder = 'portal.sign-up.guardian-missing';
    else if (!emailKey(sent.guardianEmail)) problems.ouder = 'field.email';
  }
  const chosen = sent.purposeIds.filter((id) => offered.has(id) && (offered.get(id) === 'marketing' || ageBand === 'adult'));
  if (!chosen.some((id) => offered.get(id) === 'marketing')) problems.doel = 'portal.sign-up.nothing-chosen';
  if (!ageBand || Object.keys(problems).length > 0) return { problems };
  return {
    form: {
      email: sent.email,
      firstName: sent.firstName,
      ageBand,
      guardianEmail: ageBand === 'child' ? sent.guardianEmail : null,
      purposeIds: chosen,
    },
  };
}

export interface Candidate {
  id: number;
  kind: string;
  firstName: string;
  birthOn: string | null;
  /** What was last said of their age, where anything was. */
  stated: AgeBand | null;
}

/**
 * Whose card a confirmed sign-up is, among the cards with that address; undefined means nobody's, so a new reader. One
 * address is often a family's, and a yes on the wrong card would be a false proof. Therefore:
 * 1. cards whose age contradicts what was stated are left out: no child's card for who may consent alone, no adult's for a child.
 *    Without a birth date what was said of it before counts; somebody of the same first name may have grown older since;
 * 2. with a first name: the card with that first name (accents and case aside), else a new reader;
 * 3. without one: the only card; among several an adult's before a minor's, a member's before a reader's, then the oldest.
 */
export function chooseReader(
  candidates: readonly Candidate[],
  signUp: { firstName: string; ageBand: AgeBand; day: string; country: Country },
): number | undefined {
  const { day, country } = signUp;
  const name = fold(signUp.firstName);
  const fitting = candidates.filter((one) => {
    if (one.birthOn === null) {
      const grown = name !== '' && ageBands.indexOf(one.stated ?? signUp.ageBand) < ageBands.indexOf(signUp.ageBand);
      return one.stated === null || one.stated === signUp.ageBand || grown;
    }
    const alone = consentsAlone(one.birthOn, day, country);
    return signUp.ageBand === 'child' ? !alone : alone && (signUp.ageBand === 'minor') === isMinor(one.birthOn, day);
  });
  if (name) return fitting.find((one) => fold(one.firstName) === name)?.id;
  const rank = (one: Candidate) => (one.birthOn !== null && isMinor(one.birthOn, day) ? 2 : 0) + (one.kind === 'patron' ? 0 : 1);
  return [...fitting].sort((a, b) => rank(a) - rank(b) || a.id - b.id)[0]?.id;
}

/** "z•••@lezers.example": enough to recognise your own address, too little to learn somebody else's. */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 1 ? '•••' : `${[...address][0]}•••${address.slice(at)}`;
}
