// Every catalogue in one object. Keys begin with their module's name, so they cannot collide.
import * as platform from './platform.ts';

export const messages = {
  nl: { ...platform.nl },
  en: { ...platform.en },
};
