import { createContext, use } from 'react';
import type { Language } from '../../lib/i18n.ts';
import { formatFor, type Format } from '../../lib/format.ts';
import { useLanguage } from './language.tsx';

/** Whose clock tells the times on the screen: the library's one works in; outside of libraries one's own. */
export const TimeZoneContext = createContext(Intl.DateTimeFormat().resolvedOptions().timeZone);

export function useTimeZone(): string {
  return use(TimeZoneContext);
}

// Intl is slow to set up, so each pair is made once.
const made = new Map<string, Format>();

/** The ways of writing in this language and on this clock. */
export function formatIn(language: Language, timeZone: string): Format {
  const key = `${language} ${timeZone}`;
  const format = made.get(key) ?? formatFor(language, { clock: () => new Date(), timeZone });
  made.set(key, format);
  return format;
}

/** `const format = useFormat(); format.number(1286)`. */
export function useFormat(): Format {
  return formatIn(useLanguage(), useTimeZone());
}
