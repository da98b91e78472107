// The mails of the portal, as blocks. Nothing a visitor typed stands in a mail to somebody who did not confirm yet.
import { translate, type Language, type MessageKey, type MessageParams } from '../../lib/i18n.ts';
import type { Block } from '../content/content.ts';
import { escapeHtml } from '../platform/html.ts';
import type { TenantRow } from '../tenants/tenants.ts';

export interface MailText {
  language: Language;
  subject: string;
  blocks: Block[];
  /** Ends "Je krijgt deze mail omdat …". */
  reason: string;
}

interface About {
  library: TenantRow;
  language: Language;
  link: string;
}

/** "Bevestig je inschrijving": the button leads to a page that asks once more. */
export function confirmationMail({ library, language, link, forChild }: About & { forChild: boolean }): MailText {
  const keys: Record<'subject' | 'text' | 'button' | 'reason', MessageKey> = forChild
    ? {
        subject: 'portal.mail.confirm-child.subject',
        text: 'portal.mail.confirm-child.text',
        button: 'portal.mail.confirm-child.button',
        reason: 'portal.mail.confirm-child.reason',
      }
    : {
        subject: 'portal.mail.confirm.subject',
        text: 'portal.mail.confirm.text',
        button: 'portal.mail.confirm.button',
        reason: 'portal.mail.confirm.reason',
      };
  return compose({ library, language, link, keys, after: 'portal.mail.confirm.not-me' });
}

/** What a guardian agreed to, to keep, with the way to stop it. */
export function guardianCopyMail(about: About & { names: readonly string[] }): MailText {
  const keys = {
    subject: 'portal.mail.copy.subject',
    text: 'portal.mail.copy.text',
    button: 'portal.mail.copy.button',
    reason: 'portal.mail.copy.reason',
  } as const;
  return compose({ ...about, keys, list: about.names });
}

/** Something was switched on at the own page: whoever had the link, the mailbox hears of it. */
export function changeMail(about: About & { names: readonly string[] }): MailText {
  const keys = {
    subject: 'portal.mail.change.subject',
    text: 'portal.mail.change.text',
    button: 'portal.mail.change.button',
    reason: 'portal.mail.change.reason',
  } as const;
  return compose({ ...about, keys, list: about.names, after: 'portal.mail.change.not-me' });
}

/** A fresh link to the own page. */
export function ownPageMail(about: About): MailText {
  const keys = {
    subject: 'portal.mail.own.subject',
    text: 'portal.mail.own.text',
    button: 'portal.mail.own.button',
    reason: 'portal.mail.own.reason',
  } as const;
  return compose({ ...about, keys });
}

interface Composed extends About {
  keys: Record<'subject' | 'text' | 'button' | 'reason', MessageKey>;
  list?: readonly string[];
  after?: MessageKey;
}

function compose({ library, language, link, keys, list, after }: Composed): MailText {
  const say = (key: MessageKey, params: MessageParams = {}) => translate(language, key, { library: library.short_name, ...params });
  const items = list && list.length > 0 ? `<ul>${list.map((name) => `<li>${escapeHtml(name)}</li>`).join('')}</ul>` : '';
  return {
    language,
    subject: say(keys.subject),
    reason: say(keys.reason),
    blocks: [
      { id: 'title', type: 'heading', level: 1, text: say(keys.subject) },
      { id: 'text', type: 'text', html: `<p>${escapeHtml(say(keys.text))}</p>${items}` },
      { id: 'button', type: 'button', label: say(keys.button), href: link },
      ...(after ? [{ id: 'after', type: 'text', html: `<p>${escapeHtml(say(after))}</p>` } as const] : []),
    ],
  };
}
