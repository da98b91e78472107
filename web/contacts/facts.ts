// How a fact on the timeline reads: its name, what is said about it, who wrote it down.
import { isMessageKey, type MessageKey } from '../../lib/i18n.ts';
import type { readTimelineRoute } from '../../server/contacts/contract.ts';
import type { Answer } from '../app/api.ts';
import type { Translate } from '../ui/language.tsx';

export type Fact = Answer<typeof readTimelineRoute>['facts'][number];

export interface FactWords {
  title: string;
  /** Lines below the title. */
  lines: string[];
  from: string;
}

/**
 * The words of a fact. What a payload does not hold is left out: facts of years ago may know less. `categoryName` says what
 * a code of the library system is called here.
 */
export function wordsOf(fact: Fact, t: Translate, categoryName: (code: string) => string): FactWords {
  const [noun] = fact.kind.split('.') as [string];
  const text = (name: string) => (typeof fact.payload[name] === 'string' ? fact.payload[name] : '');
  const title = titleOf(fact.kind, t);
  switch (noun) {
    case 'conversation':
      return {
        title: joined(title, wordFor(t, 'contacts.fact', text('direction'))),
        lines: conversationLines(fact, t),
        from: text('by'),
      };
    case 'contact':
      return {
        title,
        lines: cardLines(fact, t),
        from: text('by') || (text('how') === 'sign-up' ? t('contacts.fact.sign-up') : ''),
      };
    case 'task':
      return { title: joined(title, text('what')), lines: [], from: text('by') };
    case 'permission':
      return {
        // an objection that names no purpose is to all of them
        title: fact.kind === 'permission.objected' && !text('purpose') ? t('consent.said.objected-to-all') : joined(title, text('purpose')),
        lines: [wordFor(t, 'consent.method', text('method'))].filter(Boolean),
        from: t('contacts.fact.from.permission'),
      };
    case 'mail':
      return {
        title: joined(title, text('name') || text('subject')),
        lines: [text('url')].filter(Boolean),
        from: t('contacts.fact.from.mail'),
      };
    case 'membership':
      return {
        title,
        lines: [categoryName(text('category'))].filter(Boolean),
        from: t('contacts.fact.from.membership'),
      };
    default:
      return { title, lines: [], from: text('by') };
  }
}

function titleOf(kind: string, t: Translate): string {
  const key = `timeline.fact.${kind}`;
  return isMessageKey(key) ? t(key) : t('timeline.fact.unknown');
}

function conversationLines(fact: Fact, t: Translate): string[] {
  const { note, outcome, task } = fact.payload;
  return [
    typeof note === 'string' ? note : '',
    typeof outcome === 'string' && outcome !== 'answered' ? `${wordFor(t, 'contacts.conversation', outcome)}.` : '',
    typeof task === 'string' ? t('contacts.fact.task', { what: task }) : '',
  ].filter(Boolean);
}

function cardLines(fact: Fact, t: Translate): string[] {
  const { fields, how } = fact.payload;
  if (how === 'sign-up') return [t('contacts.fact.by-sign-up')];
  return Array.isArray(fields) && fields.length > 0 ? [t('contacts.fact.fields', { fields: fieldWords(fields, t) })] : [];
}

/** Names of fields as a list in a sentence. */
export function fieldWords(fields: readonly unknown[], t: Translate): string {
  return fields.map((field) => wordFor(t, 'contacts.field', String(field)).toLocaleLowerCase()).join(', ');
}

function wordFor(t: Translate, prefix: string, name: string): string {
  const key = `${prefix}.${name}`;
  return name && isMessageKey(key) ? t(key as MessageKey) : name;
}

function joined(title: string, rest: string): string {
  return rest ? `${title}: ${rest}` : title;
}
