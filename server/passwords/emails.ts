// The mail with which somebody chooses a new password. Nothing the asker typed stands in it.
import { translate, type MessageKey } from '../../lib/i18n.ts';
import type { Block } from '../content/content.ts';
import { escapeHtml } from '../platform/html.ts';

/** Subject, blocks and reason of the mail that carries the link. */
export function passwordMail(
  language: 'nl' | 'en',
  link: string,
): { language: 'nl' | 'en'; subject: string; blocks: Block[]; reason: string } {
  const say = (key: MessageKey) => translate(language, key);
  return {
    language,
    subject: say('passwords.mail.subject'),
    reason: say('passwords.mail.reason'),
    blocks: [
      { id: 'title', type: 'heading', level: 1, text: say('passwords.mail.subject') },
      { id: 'text', type: 'text', html: `<p>${escapeHtml(say('passwords.mail.text'))}</p>` },
      { id: 'button', type: 'button', label: say('passwords.mail.button'), href: link },
      { id: 'after', type: 'text', html: `<p>${escapeHtml(say('passwords.mail.not-me'))}</p>` },
    ],
  };
}
