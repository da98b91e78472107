// The language of the mail on the screen, which need not be the reader's of the screen.
import { createContext, use } from 'react';
import type { Mailing } from './draft-keeper.ts';

export type MailLanguage = Mailing['language'];

export const MailLanguageContext = createContext<MailLanguage>('nl');

/** The language the mail around this part is written in. */
export function useMailLanguage(): MailLanguage {
  return use(MailLanguageContext);
}
