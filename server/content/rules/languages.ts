// The languages a message can be written in, and how dates read in them. Wider than the two
// languages of the screens: a reader may get mail in a language staff do not use.

export const mailLanguages = ['nl', 'en', 'fr', 'de'] as const;
export type MailLanguage = (typeof mailLanguages)[number];

const locales: Record<MailLanguage, string> = {
  nl: 'nl-BE',
  en: 'en-GB',
  fr: 'fr-BE',
  de: 'de-DE',
};

export type DateForm = 'long' | 'short' | 'dayMonth' | 'year';

const dateOptions: Record<DateForm, Intl.DateTimeFormatOptions> = {
  long: { day: 'numeric', month: 'long', year: 'numeric' },
  short: { day: '2-digit', month: '2-digit', year: 'numeric' },
  dayMonth: { day: 'numeric', month: 'long' },
  year: { year: 'numeric' },
};

// Making a formatter costs a hundred times more than using it, and bulk rendering uses it per reader.
const formatters = new Map<string, Intl.DateTimeFormat>();

function dateFormatter(language: MailLanguage, form: DateForm): Intl.DateTimeFormat {
  const key = `${language} ${form}`;
  let formatter = formatters.get(key);
  if (formatter === undefined) {
    // A calendar day has no time zone; reading it as UTC and writing it as UTC keeps it that day.
    formatter = new Intl.DateTimeFormat(locales[language], {
      ...dateOptions[form],
      timeZone: 'UTC',
    });
    formatters.set(key, formatter);
  }
  return formatter;
}

// Memberships of a library end on a few hundred different days, so most readers share theirs.
const knownDays = new Map<string, string>();
const maximumKnownDays = 5_000;

/** A calendar day (`2026-11-22`) in words; empty when it is not a real day. */
export function formatDay(isoDay: string, language: MailLanguage, form: DateForm): string {
  const key = `${language}${form}${isoDay}`;
  const known = knownDays.get(key);
  if (known !== undefined) return known;
  if (knownDays.size >= maximumKnownDays) knownDays.clear();
  const text = writeDay(isoDay, language, form);
  knownDays.set(key, text);
  return text;
}

function writeDay(isoDay: string, language: MailLanguage, form: DateForm): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(isoDay);
  if (match === null) return '';
  const at = new Date(`${isoDay}T00:00:00Z`);
  // Date accepts 30 February and moves it to March; a feed's mistake must not become another day.
  if (Number.isNaN(at.getTime()) || at.getUTCDate() !== Number(match[3])) return '';
  return dateFormatter(language, form).format(at);
}

/** First letter as a capital, the Dutch IJ as one letter. */
export function capitalise(text: string, language: MailLanguage): string {
  if (language === 'nl' && /^ij/i.test(text)) return `IJ${text.slice(2)}`;
  const first = String.fromCodePoint(text.codePointAt(0) ?? 32);
  return text === '' ? '' : first.toLocaleUpperCase(locales[language]) + text.slice(first.length);
}

/** All letters as capitals, by the rules of the language. */
export function upperCase(text: string, language: MailLanguage): string {
  return text.toLocaleUpperCase(locales[language]);
}

/** All letters small, by the rules of the language. */
export function lowerCase(text: string, language: MailLanguage): string {
  return text.toLocaleLowerCase(locales[language]);
}
