// Every catalogue in one object. Keys begin with their module's name, so they cannot collide.
import * as mailings from './mailings.ts';
import * as mailingErrors from './mailing-errors.ts';
import * as mailingResult from './mailing-result.ts';
import * as trialMails from './trial-mails.ts';
import * as senders from './senders.ts';
import * as platform from './platform.ts';
import * as delivery from './delivery.ts';
import * as leaving from './leaving.ts';
import * as demo from './demo.ts';
import * as tenants from './tenants.ts';
import * as staff from './staff.ts';
import * as invitations from './invitations.ts';
import * as passwords from './passwords.ts';
import * as content from './content.ts';
import * as web from './web.ts';
import * as webStaff from './web-staff.ts';
import * as webToday from './web-today.ts';
import * as webTenants from './web-tenants.ts';
import * as webAudit from './web-audit.ts';
import * as consent from './consent.ts';
import * as tracking from './tracking.ts';
import * as portal from './portal.ts';
import * as segments from './segments.ts';
import * as webSegments from './web-segments.ts';
import * as contacts from './contacts.ts';
import * as timeline from './timeline.ts';
import * as contactWords from './contact-words.ts';
import * as webContactList from './web-contact-list.ts';
import * as webContactCard from './web-contact-card.ts';
import * as webConversations from './web-conversations.ts';
import * as files from './files.ts';
import * as imports from './imports.ts';

export const messages = {
  nl: {
    ...contacts.nl,
    ...timeline.nl,
    ...contactWords.nl,
    ...webContactList.nl,
    ...webContactCard.nl,
    ...webConversations.nl,
    ...files.nl,
    ...imports.nl,
    ...segments.nl,
    ...webSegments.nl,
    ...demo.nl,
    ...platform.nl,
    ...mailings.nl,
    ...mailingErrors.nl,
    ...mailingResult.nl,
    ...trialMails.nl,
    ...senders.nl,
    ...delivery.nl,
    ...leaving.nl,
    ...tenants.nl,
    ...staff.nl,
    ...invitations.nl,
    ...passwords.nl,
    ...content.nl,
    ...web.nl,
    ...webToday.nl,
    ...webStaff.nl,
    ...webTenants.nl,
    ...webAudit.nl,
    ...consent.nl,
    ...tracking.nl,
    ...portal.nl,
  },
  en: {
    ...contacts.en,
    ...timeline.en,
    ...contactWords.en,
    ...webContactList.en,
    ...webContactCard.en,
    ...webConversations.en,
    ...files.en,
    ...imports.en,
    ...segments.en,
    ...webSegments.en,
    ...demo.en,
    ...platform.en,
    ...mailings.en,
    ...mailingErrors.en,
    ...mailingResult.en,
    ...trialMails.en,
    ...senders.en,
    ...delivery.en,
    ...leaving.en,
    ...tenants.en,
    ...staff.en,
    ...invitations.en,
    ...passwords.en,
    ...content.en,
    ...web.en,
    ...webToday.en,
    ...webStaff.en,
    ...webTenants.en,
    ...webAudit.en,
    ...consent.en,
    ...tracking.en,
    ...portal.en,
  },
};
