// Every catalogue in one object. Keys begin with their module's name, so they cannot collide.
import * as platform from './platform.ts';
import * as content from './content.ts';

export const messages = {
  nl: { ...platform.nl, ...content.nl },
  en: { ...platform.en, ...content.en },
};
