// The invented network: its environments, their house styles and the colleagues who work there.
import type { Role } from '../../lib/permissions.ts';
import type { EnvironmentKind } from '../tenants/tenants.ts';

export interface DemoEnvironment {
  slug: string;
  kind: EnvironmentKind;
  name: string;
  shortName: string;
  parent: string | null;
  colour: string;
  street?: string;
  postcode?: string;
  city?: string;
  phone?: string;
  /** Share of the network's contacts. */
  share: number;
  branches: { code: string; name: string }[];
}

export const demoEnvironments: DemoEnvironment[] = [
  {
    slug: 'zilverland',
    kind: 'network',
    name: 'Netwerk Zilverland',
    shortName: 'Zilverland',
    parent: null,
    colour: '#1d5c4f',
    share: 0,
    branches: [],
  },
  {
    slug: 'noord',
    kind: 'region',
    name: 'Regio Noord',
    shortName: 'Regio Noord',
    parent: 'zilverland',
    colour: '#1d5c4f',
    share: 0,
    branches: [],
  },
  {
    slug: 'zuid',
    kind: 'region',
    name: 'Regio Zuid',
    shortName: 'Regio Zuid',
    parent: 'zilverland',
    colour: '#1d5c4f',
    share: 0,
    branches: [],
  },
  {
    slug: 'zilverbeek',
    kind: 'library',
    name: 'Bibliotheek Zilverbeek',
    shortName: 'Bib Zilverbeek',
    parent: 'noord',
    colour: '#7b1e3c',
    street: 'Dorpsplein 3',
    postcode: '9999',
    city: 'Zilverbeek',
    phone: '09 000 00 00',
    share: 0.42,
    branches: [
      { code: 'ZIL', name: 'Hoofdgebouw' },
      { code: 'ZILW', name: 'Wijkbib De Linde' },
      { code: 'ZILB', name: 'Bibbus' },
    ],
  },
  {
    slug: 'goudveld',
    kind: 'library',
    name: 'Bibliotheek Goudveld',
    shortName: 'Bib Goudveld',
    parent: 'noord',
    colour: '#8a4b08',
    street: 'Kerkstraat 12',
    postcode: '9998',
    city: 'Goudveld',
    phone: '09 000 00 10',
    share: 0.22,
    branches: [
      { code: 'GOU', name: 'Goudveld' },
      { code: 'GOUS', name: 'Station' },
    ],
  },
  {
    slug: 'wilgendonk',
    kind: 'library',
    name: 'Bibliotheek Wilgendonk',
    shortName: 'Bib Wilgendonk',
    parent: 'noord',
    colour: '#24507a',
    street: 'Molenweg 40',
    postcode: '9997',
    city: 'Wilgendonk',
    phone: '09 000 00 20',
    share: 0.14,
    branches: [{ code: 'WIL', name: 'Wilgendonk' }],
  },
  {
    slug: 'heidelaar',
    kind: 'library',
    name: 'Bibliotheek Heidelaar',
    shortName: 'Bib Heidelaar',
    parent: 'zuid',
    colour: '#5b3a82',
    street: 'Markt 1',
    postcode: '9996',
    city: 'Heidelaar',
    phone: '09 000 00 30',
    share: 0.13,
    branches: [
      { code: 'HEI', name: 'Heidelaar' },
      { code: 'HEIN', name: 'Nieuwpark' },
    ],
  },
  {
    slug: 'oosterkapel',
    kind: 'library',
    name: 'Bibliotheek Oosterkapel',
    shortName: 'Bib Oosterkapel',
    parent: 'zuid',
    colour: '#30602f',
    street: 'Kapelstraat 7',
    postcode: '9995',
    city: 'Oosterkapel',
    phone: '09 000 00 40',
    share: 0.09,
    branches: [{ code: 'OOS', name: 'Oosterkapel' }],
  },
];

export interface DemoColleague {
  email: string;
  name: string;
  roles: { environments: 'all' | string[]; role: Role }[];
}

export const demoAdministrator = 'noor.verbeke@zilverbeek.example';

export const demoColleagues: DemoColleague[] = [
  {
    email: demoAdministrator,
    name: 'Noor Verbeke',
    roles: [
      { environments: ['zilverbeek', 'goudveld', 'wilgendonk', 'heidelaar', 'oosterkapel'], role: 'administrator' },
      { environments: ['zilverbeek', 'goudveld', 'wilgendonk', 'heidelaar', 'oosterkapel'], role: 'circulation' },
      { environments: ['zilverland'], role: 'network-manager' },
    ],
  },
  { email: 'bram.claes@zilverbeek.example', name: 'Bram Claes', roles: [{ environments: ['zilverbeek'], role: 'marketer' }] },
  { email: 'amina.haddad@zilverbeek.example', name: 'Amina Haddad', roles: [{ environments: ['zilverbeek'], role: 'desk' }] },
  { email: 'joost.peeters@zilverbeek.example', name: 'Joost Peeters', roles: [{ environments: ['zilverbeek'], role: 'circulation' }] },
  {
    email: 'griet.maes@zilverland.example',
    name: 'Griet Maes',
    roles: [{ environments: ['zilverland', 'noord', 'zuid'], role: 'network-manager' }],
  },
  { email: 'tom.wouters@zilverland.example', name: 'Tom Wouters', roles: [{ environments: 'all', role: 'data-protection-officer' }] },
  { email: 'lies.jacobs@zilverbeek.example', name: 'Lies Jacobs', roles: [{ environments: ['zilverbeek'], role: 'read-only' }] },
];
