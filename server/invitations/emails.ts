// The invitation as a mail. Only the library's own name and the inviter's stand in it: it is the same for an address with an
// account and one without.
import { translate, type MessageKey } from '../../lib/i18n.ts';
import type { Role } from '../../lib/permissions.ts';
import type { Block } from '../content/content.ts';
import { escapeHtml } from '../platform/html.ts';
import type { TenantRow } from '../tenants/tenants.ts';

/** Subject, blocks and reason of the mail that carries the link. */
export function invitationMail(about: { environment: TenantRow; role: Role; by: string; link: string }): {
  language: 'nl' | 'en';
  subject: string;
  blocks: Block[];
  reason: string;
} {
  const { language, name } = about.environment;
  const say = (key: MessageKey) =>
    translate(language, key, { library: name, by: about.by, role: translate(language, `role.${about.role}`) });
  return {
    language,
    subject: say('invitations.mail.subject'),
    reason: say('invitations.mail.reason'),
    blocks: [
      { id: 'title', type: 'heading', level: 1, text: say('invitations.mail.subject') },
      { id: 'text', type: 'text', html: `<p>${escapeHtml(say('invitations.mail.text'))}</p>` },
      { id: 'button', type: 'button', label: say('invitations.mail.button'), href: about.link },
      { id: 'after', type: 'text', html: `<p>${escapeHtml(say('invitations.mail.not-me'))}</p>` },
    ],
  };
}
