// The end of every message, made here and nowhere else: who sends it, why this reader gets it, and
// how to stop it. Authors cannot change or remove it (GDPR 13 and 21, RFC 8058).
import type { HouseStyle } from './contract.ts';
import type { MailLanguage } from './rules/languages.ts';
import { cleanValue, escapeHtml } from './rules/merge.ts';
import type { Place, Segment } from './rules/merge.ts';

const labels: Record<MailLanguage, { because: string; unsubscribe: string; preferences: string; view: string; image: string }> = {
  nl: {
    because: 'Je krijgt deze mail omdat ',
    unsubscribe: 'Uitschrijven',
    preferences: 'Mijn voorkeuren',
    view: 'Bekijk in je browser',
    image: 'Beeld',
  },
  en: {
    because: 'You get this e-mail because ',
    unsubscribe: 'Unsubscribe',
    preferences: 'My preferences',
    view: 'View in your browser',
    image: 'Image',
  },
  fr: {
    because: 'Vous recevez ce courriel parce que ',
    unsubscribe: 'Se désabonner',
    preferences: 'Mes préférences',
    view: 'Voir dans votre navigateur',
    image: 'Image',
  },
  de: {
    because: 'Sie erhalten diese E-Mail, weil ',
    unsubscribe: 'Abmelden',
    preferences: 'Meine Einstellungen',
    view: 'Im Browser ansehen',
    image: 'Bild',
  },
};

export interface Reason {
  language: MailLanguage;
  library: string;
  /** The name of the purpose in that language. */
  purpose: string;
  /** Nobody chose a service message: it belongs to what they have with the library. */
  service: boolean;
}

/** Why readers get a mailing, as a FooterPlan wants it. */
export function reasonOf({ language, library, purpose, service }: Reason): string {
  switch (language) {
    case 'nl':
      return service ? `hij bij “${purpose}” van ${library} hoort` : `je bij ${library} koos voor ${purpose}`;
    case 'en':
      return service ? `it belongs to “${purpose}” of ${library}` : `you chose ${purpose} at ${library}`;
    case 'fr':
      return service ? `il fait partie de « ${purpose} » de ${library}` : `vous avez choisi ${purpose} auprès de ${library}`;
    case 'de':
      return service ? `sie zu „${purpose}“ von ${library} gehört` : `Sie bei ${library} ${purpose} gewählt haben`;
  }
}

export interface FooterPlan {
  /** Ends "Je krijgt deze mail omdat …", without full stop; a reader's own `reden` goes before it. */
  reason: string;
  /** Marketing can always be unsubscribed; a service message (a notice, a confirmation) has preferences only. */
  unsubscribe: boolean;
  /** Whether this message can also be read on a page. */
  view: boolean;
}

/** The word for an image in the text part. */
export function imageWord(language: MailLanguage): string {
  return labels[language].image;
}

/** "Je krijgt deze mail omdat … ." */
export function reasonSentence(plan: FooterPlan, language: MailLanguage, place: Place): Segment[] {
  const fallback = cleanValue(plan.reason).replace(/[.\s]+$/, '');
  const because = place === 'html' ? escapeHtml(labels[language].because) : labels[language].because;
  return [because, { kind: 'reason', fallback, place }, '.'];
}

/** The links a reader must always find, in order. */
export function footerLinks(plan: FooterPlan, language: MailLanguage, place: Place): { label: string; address: Segment }[] {
  const names = [...(plan.unsubscribe ? ['unsubscribe' as const] : []), 'preferences' as const, ...(plan.view ? ['view' as const] : [])];
  return names.map((url) => ({
    label: labels[language][url],
    address: { kind: 'url', url, place },
  }));
}

/** The library's name, address and telephone as one line. */
export function contactLine(style: HouseStyle): string {
  return [style.libraryName, style.address, style.phone].filter((part) => part !== '').join(', ');
}
