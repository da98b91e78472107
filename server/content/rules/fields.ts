// The closed list of merge fields and filters. Closed on purpose: a template can reach nothing but
// these, so nothing of the program or of other readers can leak through it (reliability I1).
// Birth date and loan titles are not here: no mail needs them, and mail is read over shoulders.
import { capitalise, formatDay, lowerCase, upperCase } from './languages.ts';
import type { MailLanguage } from './languages.ts';

export type FieldKey =
  | 'voornaam'
  | 'achternaam'
  | 'naam'
  | 'email'
  | 'kaartnummer'
  | 'vestiging'
  | 'bibliotheek'
  | 'lid_sinds'
  | 'lid_tot'
  | 'jaren_lid';

export interface MergeField {
  key: FieldKey;
  type: 'text' | 'day' | 'number';
  label: { nl: string; en: string };
  /** What test mails and the editor show when no reader is chosen. */
  sample: string;
  /** Not every reader has it, so the author should give words to use instead. */
  canBeEmpty: boolean;
  /** May stand in a web address. Only what says nothing about a person: addresses end up in logs of others. */
  inAddress: boolean;
}

const field = (
  key: FieldKey,
  type: MergeField['type'],
  nl: string,
  en: string,
  sample: string,
  more: Partial<Pick<MergeField, 'canBeEmpty' | 'inAddress'>> = {},
): MergeField => ({
  key,
  type,
  label: { nl, en },
  sample,
  canBeEmpty: true,
  inAddress: false,
  ...more,
});

/** Every merge field, in the order the editor offers them. */
export const mergeFields: readonly MergeField[] = [
  field('voornaam', 'text', 'Voornaam', 'First name', 'Zeynep'),
  field('achternaam', 'text', 'Achternaam', 'Last name', 'Aydın'),
  field('naam', 'text', 'Volledige naam', 'Full name', 'Zeynep Aydın'),
  field('email', 'text', 'E-mailadres', 'E-mail address', 'zeynep@lezers.example', {
    canBeEmpty: false,
  }),
  field('kaartnummer', 'text', 'Kaartnummer', 'Card number', '2900012345678'),
  field('vestiging', 'text', 'Vestiging', 'Branch', 'Hoofdgebouw', { inAddress: true }),
  field('bibliotheek', 'text', 'Bibliotheek', 'Library', 'Bib Zilverbeek', {
    canBeEmpty: false,
    inAddress: true,
  }),
  field('lid_sinds', 'day', 'Lid sinds', 'Member since', '2019-09-14'),
  field('lid_tot', 'day', 'Lid tot', 'Member until', '2027-09-13'),
  field('jaren_lid', 'number', 'Aantal jaren lid', 'Years of membership', '7'),
];

// A Map, not an object: `constructor` and `__proto__` are then names like any other, and unknown.
const fieldsByKey = new Map<string, MergeField>(mergeFields.map((one) => [one.key, one]));

/** The field of this name, if there is one. */
export function findField(name: string): MergeField | undefined {
  return fieldsByKey.get(name);
}

export type FilterKey = 'hoofdletter' | 'hoofdletters' | 'kleine_letters' | 'datum' | 'datum_kort' | 'dag_maand' | 'jaar';

export interface MergeFilter {
  key: FilterKey;
  on: 'text' | 'day';
  label: { nl: string; en: string };
  apply: (value: string, language: MailLanguage) => string;
}

/** Every filter, in the order the editor offers them. */
export const mergeFilters: readonly MergeFilter[] = [
  {
    key: 'hoofdletter',
    on: 'text',
    label: { nl: 'Met hoofdletter', en: 'Capitalised' },
    apply: capitalise,
  },
  {
    key: 'hoofdletters',
    on: 'text',
    label: { nl: 'In hoofdletters', en: 'In capitals' },
    apply: upperCase,
  },
  {
    key: 'kleine_letters',
    on: 'text',
    label: { nl: 'In kleine letters', en: 'In small letters' },
    apply: lowerCase,
  },
  {
    key: 'datum',
    on: 'day',
    label: { nl: 'Datum voluit', en: 'Date in full' },
    apply: (value, language) => formatDay(value, language, 'long'),
  },
  {
    key: 'datum_kort',
    on: 'day',
    label: { nl: 'Datum in cijfers', en: 'Date in figures' },
    apply: (value, language) => formatDay(value, language, 'short'),
  },
  {
    key: 'dag_maand',
    on: 'day',
    label: { nl: 'Dag en maand', en: 'Day and month' },
    apply: (value, language) => formatDay(value, language, 'dayMonth'),
  },
  {
    key: 'jaar',
    on: 'day',
    label: { nl: 'Jaar', en: 'Year' },
    apply: (value, language) => formatDay(value, language, 'year'),
  },
];

const filtersByKey = new Map<string, MergeFilter>(mergeFilters.map((one) => [one.key, one]));

/** The filter of this name, if there is one. */
export function findFilter(name: string): MergeFilter | undefined {
  return filtersByKey.get(name);
}

/** What is known of one reader: text, days as `2026-11-22`, numbers as digits. */
export type MergeValues = Partial<Record<FieldKey, string | null>> & {
  /** Why this reader gets the mail, as the end of "Je krijgt deze mail omdat …". Only the footer uses it. */
  reden?: string | null;
};

/** Values for a test mail: the invented reader of the samples. */
export function sampleValues(): MergeValues {
  return Object.fromEntries(mergeFields.map((one) => [one.key, one.sample]));
}
