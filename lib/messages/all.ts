// Every catalogue in one object. Keys begin with their module's name, so they cannot collide.
import * as platform from './platform.ts';
import * as delivery from './delivery.ts';
import * as tenants from './tenants.ts';
import * as staff from './staff.ts';
import * as content from './content.ts';
import * as web from './web.ts';
import * as consent from './consent.ts';

export const messages = {
  nl: { ...platform.nl,
    ...delivery.nl, ...tenants.nl, ...staff.nl, ...content.nl, ...web.nl, ...consent.nl },
  en: { ...platform.en,
    ...delivery.en, ...tenants.en, ...staff.en, ...content.en, ...web.en, ...consent.en },
};
