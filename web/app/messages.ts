// The catalogues in the browser: only those of the reader's language, fetched before the first drawing
// (vite.config.ts puts this in the place of lib/messages/all.ts, which holds every language).
import type { Language } from '../../lib/i18n.ts';

type Catalogue = Record<string, string>;

export const messages: Record<Language, Catalogue> = { nl: {}, en: {} };

const fetched: Record<Language, () => Promise<{ messages: Catalogue }>> = {
  nl: () => import('../../lib/messages/all.ts?only=nl'),
  en: () => import('../../lib/messages/all.ts?only=en'),
};

/** Brings a language in. lib/i18n.ts takes the Dutch catalogue for the list of all keys, so that one is never empty. */
export async function loadMessages(language: Language): Promise<void> {
  const { messages: catalogue } = await fetched[language]();
  Object.assign(messages[language], catalogue);
  for (const [key, text] of Object.entries(catalogue)) messages.nl[key] ??= text;
}
