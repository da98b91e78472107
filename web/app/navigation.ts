// The places in the side bar, in the order of a working day. A place is shown to who may open it.
import type { MessageKey } from '../../lib/i18n.ts';
import type { Permission } from '../../lib/permissions.ts';
import { paths } from './paths.ts';

export interface Place {
  label: MessageKey;
  to: (environment: string) => string;
  /** Shown to colleagues who hold one of these; to everybody when absent. */
  needs?: Permission;
  /** Only the place itself is lit, not what lies below it in the address. */
  exact?: boolean;
}

export interface PlaceGroup {
  label?: MessageKey;
  places: Place[];
}

export const navigation: PlaceGroup[] = [
  {
    places: [{ label: 'web.today', to: paths.today, exact: true }],
  },
  {
    label: 'web.nav.send',
    places: [],
  },
  {
    label: 'web.nav.manage',
    places: [],
  },
];

/** What the 'New' menu offers. */
export const newThings: Place[] = [];
