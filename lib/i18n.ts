// Texts people see stand in lib/messages, one file per module, Dutch first. Keys are typed: a text
// missing in one language does not compile.
import { messages } from './messages/all.ts';

export const languages = ['nl', 'en'] as const;
export type Language = (typeof languages)[number];
export type MessageKey = keyof (typeof messages)['nl'];
export type MessageParams = Record<string, string | number>;

/** The sentence for a key in a language, with `{name}` places filled in; figures in the reader's notation. */
export function translate(language: Language, key: MessageKey, params: MessageParams = {}): string {
  const text: string = messages[language][key] ?? messages.nl[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = params[name];
    if (value === undefined) return place;
    return typeof value === 'number' ? formatNumber(language, value) : value;
  });
}

/** True when the catalogue knows this key; error codes are looked up with it. */
export function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(messages.nl, key);
}

/** The keys that begin so: a list to choose from, such as everything the log can hold. */
export function messageKeysOf(prefix: string): MessageKey[] {
  return Object.keys(messages.nl).filter((key): key is MessageKey => key.startsWith(prefix));
}

const locale = { nl: 'nl-BE', en: 'en-GB' } as const;

/** A figure as the reader writes it: 1 286 in Dutch (thin space), 1,286 in English. */
export function formatNumber(language: Language, value: number): string {
  const text = new Intl.NumberFormat(locale[language]).format(value);
  return language === 'nl' ? text.replaceAll('.', '\u202f') : text;
}

/** The language to use for a reader who asked for `wanted` (a tag such as nl-BE), Dutch when unknown. */
export function chooseLanguage(wanted: string | undefined): Language {
  return wanted?.toLowerCase().startsWith('en') ? 'en' : 'nl';
}
