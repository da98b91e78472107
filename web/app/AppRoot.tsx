import { useEffect } from 'react';
import { Outlet, ScrollRestoration } from 'react-router';
import { chooseLanguage } from '../../lib/i18n.ts';
import { LanguageProvider } from '../ui/language.tsx';
import { useSessionQuery } from './session.tsx';
import { StepUp } from './StepUp.tsx';

/** Around everything: the reader's language, and the dialog that asks again who is there. */
export function AppRoot() {
  const { data: session } = useSessionQuery();
  const language = session?.language ?? chooseLanguage(navigator.language);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    <LanguageProvider language={language}>
      <Outlet />
      {/* another screen begins at its top; back is where one was */}
      <ScrollRestoration />
      {session && <StepUp session={session} />}
    </LanguageProvider>
  );
}
