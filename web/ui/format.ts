import type { Language } from '../../lib/i18n.ts';
import { formatFor, type Format } from '../../lib/format.ts';
import { useLanguage } from './language.tsx';

// Intl is slow to set up, so each language is made once.
const made: Partial<Record<Language, Format>> = {};

/** `const format = useFormat(); format.number(1286)`. */
export function useFormat(): Format {
  const language = useLanguage();
  return (made[language] ??= formatFor(language, () => new Date()));
}
