// How people are called on the screens.
import type { ContactBrief } from '../../server/contacts/contract.ts';
import type { Translate } from '../ui/language.tsx';

type Named = Pick<ContactBrief, 'firstName' | 'lastName' | 'email'>;

/** "Zeynep Aydın-De Smet"; the e-mail address for somebody without a name. */
export function nameOf({ firstName, lastName, email }: Named, t: Translate): string {
  return `${firstName} ${lastName}`.trim() || email || t('contacts.card.nameless');
}

/** As in a register, surname first: "De Smet, Yara". */
export function registerName({ firstName, lastName, email }: Named, t: Translate): string {
  return [lastName, firstName].filter(Boolean).join(', ') || email || t('contacts.card.nameless');
}
