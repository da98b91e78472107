// The reader's language for every screen: `useT` gives sentences from the catalogues.
import { createContext, use, useCallback, type ReactNode } from 'react';
import { translate, type Language, type MessageKey, type MessageParams } from '../../lib/i18n.ts';

const LanguageContext = createContext<Language>('nl');

export function LanguageProvider({ language, children }: { language: Language; children: ReactNode }) {
  return <LanguageContext value={language}>{children}</LanguageContext>;
}

export function useLanguage(): Language {
  return use(LanguageContext);
}

export type Translate = (key: MessageKey, params?: MessageParams) => string;

/** `const t = useT(); t('web.save')`. Keys are checked by the compiler. */
export function useT(): Translate {
  const language = useLanguage();
  return useCallback((key, params) => translate(language, key, params), [language]);
}
