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
    places: [
      { label: 'web.today', to: paths.today, exact: true },
      { label: 'contacts.list.title', to: paths.contacts, needs: 'contacts.read' },
      { label: 'contacts.tasks.title', to: paths.tasks, needs: 'contacts.read' },
      { label: 'segments.screen.title', to: paths.segments, needs: 'segments.read' },
    ],
  },
  {
    label: 'web.nav.send',
    places: [
      { label: 'mailings.title', to: paths.mailings, needs: 'mailings.read' },
      { label: 'trial-mails.title', to: paths.trialMails, needs: 'trial-mails.read' },
    ],
  },
  {
    label: 'web.nav.manage',
    places: [
      { label: 'imports.title', to: paths.imports, needs: 'imports.read' },
      { label: 'web.staff.title', to: paths.staff, needs: 'staff.read' },
      { label: 'web.keys.title', to: paths.apiKeys, needs: 'api-keys.manage' },
      { label: 'web.settings.title', to: paths.settings, needs: 'environment.read' },
      { label: 'web.audit.title', to: paths.audit, needs: 'audit.read' },
    ],
  },
];

/** What the 'New' menu offers. */
export const newThings: Place[] = [
  { label: 'contacts.list.new', to: paths.newContact, needs: 'contacts.write' },
  { label: 'imports.new', to: paths.newImport, needs: 'imports.run' },
  { label: 'mailings.new', to: paths.newMailing, needs: 'mailings.write' },
  { label: 'segments.screen.new', to: paths.newSegment, needs: 'segments.write' },
];

/** The tabs of the settings. */
export const settingsPlaces: Place[] = [
  { label: 'web.settings.library', to: paths.settings, exact: true },
  {
    label: 'web.settings.style',
    to: (environment) => paths.settingsPart(environment, 'house-style'),
  },
  {
    label: 'consent.purposes.title',
    to: (environment) => paths.settingsPart(environment, 'purposes'),
    needs: 'permissions.read',
  },
  {
    label: 'senders.title',
    to: (environment) => paths.settingsPart(environment, 'senders'),
    needs: 'mailings.read',
  },
  {
    label: 'web.settings.branches',
    to: (environment) => paths.settingsPart(environment, 'branches'),
  },
  {
    label: 'web.settings.codes',
    to: (environment) => paths.settingsPart(environment, 'codes'),
  },
];
