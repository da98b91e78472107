// The named people of the demo. Pictures, handbook and tests count on them: change nothing about them lightly.
// Ages and moments are counted back from today, so that Yara stays eight.
import type { Gender } from './names.ts';
import type { Pattern } from './people.ts';
import type { Theme } from './places.ts';

export interface CastYes {
  purpose: 'newsletter' | 'newsletter-youth' | 'activities' | 'tracking';
  /** Days ago, and at which minute of the day. */
  ago: number;
  at: string;
  method: 'double-opt-in' | 'desk' | 'paper' | 'preference-page';
  /** Withdrawn so many days ago. */
  until?: number;
}

export interface CastSaid {
  channel: 'phone' | 'desk' | 'email' | 'letter';
  ago: number;
  at: string;
  outcome: 'answered' | 'not-reached' | 'passed-on' | 'to-do';
  note: string;
  task?: string;
}

export interface CastMember {
  key: string;
  firstName: string;
  lastName: string;
  gender: Gender;
  age: number;
  /** Days since the last birthday. */
  sinceBirthday: number;
  language: string;
  email: string | null;
  badAddress?: boolean;
  phone?: string;
  mobile?: string;
  /** Days of membership behind, days ahead (less than zero: ended). */
  memberFor: number;
  memberAhead: number;
  category: string;
  pattern: Pattern;
  loves: Theme[];
  notes?: string;
  yes: CastYes[];
  said: CastSaid[];
  /** Also a member there, with another card. */
  alsoIn?: string;
}

export interface CastHousehold {
  library: string;
  branch: string;
  street: string;
  houseNumber: string;
  box?: string;
  postcode: string;
  city: string;
  members: CastMember[];
}

const quiet = { language: 'nl', email: null, yes: [], said: [] } satisfies Partial<CastMember>;

const aydinDeSmet: CastMember[] = [
  {
    key: 'zeynep',
    firstName: 'Zeynep',
    lastName: 'Aydın-De Smet',
    gender: 'f',
    age: 41,
    sinceBirthday: 224,
    language: 'nl',
    email: 'zeynep@voorbeeld.example',
    mobile: '0470 00 00 14',
    memberFor: 3720,
    memberAhead: 143,
    category: 'VOLW',
    pattern: 'rising',
    loves: ['family', 'cooking', 'first-readers', 'toddlers'],
    notes: 'Helpt als voorleesouder op woensdag.',
    alsoIn: 'goudveld',
    yes: [
      { purpose: 'newsletter-youth', ago: 41, at: '20:14', method: 'double-opt-in' },
      { purpose: 'activities', ago: 41, at: '20:14', method: 'double-opt-in' },
      { purpose: 'tracking', ago: 41, at: '20:16', method: 'preference-page' },
    ],
    said: [
      {
        channel: 'phone',
        ago: 1,
        at: '10:42',
        outcome: 'answered',
        note: 'Vroeg of de voorleesnamiddag nog plaats heeft. Ingeschreven met Yara.',
      },
      {
        channel: 'desk',
        ago: 25,
        at: '15:05',
        outcome: 'answered',
        note: 'Kwam naar de Familiedag herfst met Yara en Emir. Wil weten wanneer de kleuterhoek opnieuw ingericht is.',
        task: 'Laten weten wanneer de kleuterhoek klaar is',
      },
      {
        channel: 'email',
        ago: 96,
        at: '09:12',
        outcome: 'passed-on',
        note: 'Vraagt of er prentenboeken in het Turks zijn. Doorgegeven aan de collectie.',
      },
    ],
  },
  {
    ...quiet,
    key: 'pieter',
    firstName: 'Pieter',
    lastName: 'De Smet',
    gender: 'm',
    age: 43,
    sinceBirthday: 71,
    email: 'zeynep@voorbeeld.example',
    memberFor: 3720,
    memberAhead: 143,
    category: 'VOLW',
    pattern: 'light',
    loves: ['crime', 'science', 'garden'],
  },
  {
    ...quiet,
    key: 'yara',
    firstName: 'Yara',
    lastName: 'De Smet',
    gender: 'f',
    age: 8,
    sinceBirthday: 130,
    email: 'zeynep@voorbeeld.example',
    memberFor: 2100,
    memberAhead: 143,
    category: 'KIND',
    pattern: 'heavy',
    loves: ['first-readers', 'adventure', 'young-facts'],
    yes: [{ purpose: 'newsletter-youth', ago: 41, at: '20:14', method: 'double-opt-in' }],
  },
  {
    ...quiet,
    key: 'emir',
    firstName: 'Emir',
    lastName: 'De Smet',
    gender: 'm',
    age: 5,
    sinceBirthday: 300,
    email: 'zeynep@voorbeeld.example',
    memberFor: 900,
    memberAhead: 143,
    category: 'KIND',
    pattern: 'light',
    loves: ['toddlers', 'first-readers'],
  },
];

const others: CastHousehold[] = [
  {
    library: 'zilverbeek',
    branch: 'ZILW',
    street: 'Beekstraat',
    houseNumber: '61',
    postcode: '9999',
    city: 'Zilverbeek',
    members: [
      {
        key: 'łukasz',
        firstName: 'Łukasz',
        lastName: 'Wójcik',
        gender: 'm',
        age: 36,
        sinceBirthday: 40,
        language: 'pl',
        email: 'lukasz.wojcik@post.example',
        mobile: '0470 00 00 61',
        memberFor: 1460,
        memberAhead: 210,
        category: 'VOLW',
        pattern: 'light',
        loves: ['language', 'science', 'travel'],
        yes: [{ purpose: 'newsletter', ago: 300, at: '18:40', method: 'desk' }],
        said: [
          { channel: 'desk', ago: 12, at: '16:20', outcome: 'answered', note: 'Zoekt boeken om Hanna thuis in het Pools te laten lezen.' },
        ],
      },
      {
        ...quiet,
        key: 'hanna',
        firstName: 'Hanna',
        lastName: 'Wójcik',
        gender: 'f',
        age: 7,
        sinceBirthday: 190,
        email: 'lukasz.wojcik@post.example',
        memberFor: 1100,
        memberAhead: 210,
        category: 'KIND',
        pattern: 'normal',
        loves: ['first-readers', 'adventure'],
      },
    ],
  },
  {
    library: 'zilverbeek',
    branch: 'ZIL',
    street: 'Schoolstraat',
    houseNumber: '8',
    postcode: '9999',
    city: 'Zilverbeek',
    members: [
      {
        key: 'fatima',
        firstName: 'Fatima',
        lastName: 'El Amrani',
        gender: 'f',
        age: 38,
        sinceBirthday: 15,
        language: 'nl',
        email: 'fatima.elamrani@mail.example',
        mobile: '0470 00 00 08',
        phone: '09 000 00 08',
        memberFor: 2890,
        memberAhead: 26,
        category: 'VOLW',
        pattern: 'normal',
        loves: ['cooking', 'novel', 'family'],
        yes: [
          { purpose: 'newsletter', ago: 610, at: '11:02', method: 'paper' },
          { purpose: 'newsletter-youth', ago: 610, at: '11:02', method: 'paper', until: 120 },
          { purpose: 'activities', ago: 200, at: '14:31', method: 'preference-page' },
        ],
        said: [
          {
            channel: 'phone',
            ago: 9,
            at: '11:15',
            outcome: 'to-do',
            note: 'Wil weten of Bilal een eigen kaart kan krijgen voor de game-avond.',
            task: 'Terugbellen over de game-avond',
          },
        ],
      },
      {
        ...quiet,
        key: 'bilal',
        firstName: 'Bilal',
        lastName: 'El Amrani',
        gender: 'm',
        age: 10,
        sinceBirthday: 250,
        email: 'fatima.elamrani@mail.example',
        memberFor: 1900,
        memberAhead: 26,
        category: 'KIND',
        pattern: 'heavy',
        loves: ['comics', 'young-facts', 'adventure'],
      },
      {
        ...quiet,
        key: 'nour',
        firstName: 'Nour',
        lastName: 'El Amrani',
        gender: 'f',
        age: 6,
        sinceBirthday: 88,
        email: 'fatima.elamrani@mail.example',
        memberFor: 820,
        memberAhead: 26,
        category: 'KIND',
        pattern: 'normal',
        loves: ['toddlers', 'first-readers'],
      },
    ],
  },
  {
    library: 'zilverbeek',
    branch: 'ZIL',
    street: 'Vijverlaan',
    houseNumber: '102',
    postcode: '9999',
    city: 'Zilverbeek',
    members: [
      {
        ...quiet,
        key: 'joris',
        firstName: 'Joris',
        lastName: 'Vandenbroucke',
        gender: 'm',
        age: 47,
        sinceBirthday: 330,
        email: 'joris.vandenbroucke@brievenbus.example',
        phone: '09 000 01 02',
        memberFor: 5100,
        memberAhead: 300,
        category: 'VOLW',
        pattern: 'falling',
        loves: ['true', 'history'],
        yes: [
          { purpose: 'newsletter', ago: 480, at: '08:55', method: 'double-opt-in' },
          { purpose: 'tracking', ago: 480, at: '08:56', method: 'double-opt-in' },
        ],
      },
      {
        ...quiet,
        key: 'fien',
        firstName: 'Fien',
        lastName: 'Vandenbroucke',
        gender: 'f',
        age: 12,
        sinceBirthday: 60,
        email: 'fien.vdb@school.example',
        memberFor: 3300,
        memberAhead: 300,
        category: 'JEUGD',
        pattern: 'light',
        loves: ['fantasy', 'adventure'],
        yes: [{ purpose: 'newsletter-youth', ago: 220, at: '17:20', method: 'desk' }],
      },
    ],
  },
  {
    library: 'zilverbeek',
    branch: 'ZILB',
    street: 'Oude Heirweg',
    houseNumber: '233',
    postcode: '9999',
    city: 'Zilverbeek',
    members: [
      {
        ...quiet,
        key: 'maria',
        firstName: 'Maria',
        lastName: 'Van den Bossche',
        gender: 'f',
        age: 82,
        sinceBirthday: 200,
        phone: '09 000 02 33',
        memberFor: 9200,
        memberAhead: 95,
        category: 'SENIOR',
        pattern: 'normal',
        loves: ['novel', 'true'],
        notes: 'Leest grootletterboeken. Graag opbellen, geen e-mail.',
        said: [
          {
            channel: 'phone',
            ago: 6,
            at: '09:30',
            outcome: 'answered',
            note: 'De bibbus stopt bij haar om de hoek vanaf volgende maand. Blij mee.',
          },
        ],
      },
    ],
  },
  {
    library: 'zilverbeek',
    branch: 'ZILW',
    street: 'Wilgenpad',
    houseNumber: '5',
    box: '3',
    postcode: '9999',
    city: 'Zilverbeek',
    members: [
      {
        ...quiet,
        key: 'mai',
        firstName: 'Thị Mai',
        lastName: 'Đặng',
        gender: 'f',
        age: 29,
        sinceBirthday: 11,
        email: 'mai.dang@oudadres.example',
        badAddress: true,
        mobile: '0470 00 00 05',
        memberFor: 980,
        memberAhead: 60,
        category: 'VOLW',
        pattern: 'normal',
        loves: ['language', 'cooking'],
        yes: [{ purpose: 'newsletter', ago: 400, at: '19:45', method: 'double-opt-in' }],
      },
    ],
  },
  {
    library: 'zilverbeek',
    branch: 'ZIL',
    street: 'Stationsstraat',
    houseNumber: '77',
    box: '1A',
    postcode: '9999',
    city: 'Zilverbeek',
    members: [
      {
        ...quiet,
        key: 'oleksandr',
        firstName: 'Oleksandr',
        lastName: 'Kovalenko',
        gender: 'm',
        age: 33,
        sinceBirthday: 145,
        language: 'uk',
        email: 'o.kovalenko@post.example',
        mobile: '0470 00 00 77',
        memberFor: 19,
        memberAhead: 346,
        category: 'VOLW',
        pattern: 'normal',
        loves: ['language', 'science'],
        yes: [{ purpose: 'newsletter', ago: 19, at: '13:10', method: 'desk' }],
        said: [
          {
            channel: 'desk',
            ago: 19,
            at: '13:05',
            outcome: 'answered',
            note: 'Nieuw lid, kreeg een rondleiding. Volgt de taallessen in de leeszaal.',
          },
        ],
      },
    ],
  },
  {
    library: 'zilverbeek',
    branch: 'ZIL',
    street: 'Zilverstraat',
    houseNumber: '19',
    postcode: '9999',
    city: 'Zilverbeek',
    members: [
      {
        ...quiet,
        key: 'grâce',
        firstName: 'Grâce',
        lastName: 'Mbuyi',
        gender: 'f',
        age: 52,
        sinceBirthday: 280,
        language: 'fr',
        email: 'grace.mbuyi@mail.example',
        memberFor: 4100,
        memberAhead: 180,
        category: 'VOLW',
        pattern: 'heavy',
        loves: ['novel', 'true', 'travel'],
        yes: [
          { purpose: 'newsletter', ago: 700, at: '21:30', method: 'double-opt-in' },
          { purpose: 'activities', ago: 700, at: '21:30', method: 'double-opt-in' },
          { purpose: 'tracking', ago: 350, at: '21:40', method: 'preference-page' },
        ],
      },
    ],
  },
  {
    library: 'zilverbeek',
    branch: 'ZIL',
    street: 'Kapelledreef',
    houseNumber: '30',
    postcode: '9999',
    city: 'Zilverbeek',
    members: [
      {
        ...quiet,
        key: 'rania',
        firstName: 'Rania',
        lastName: 'Al-Khatib',
        gender: 'f',
        age: 27,
        sinceBirthday: 5,
        email: 'rania.alkhatib@post.example',
        memberFor: 1500,
        memberAhead: -75,
        category: 'VOLW',
        pattern: 'stopped',
        loves: ['novel', 'language'],
        yes: [{ purpose: 'newsletter', ago: 650, at: '10:00', method: 'desk', until: 40 }],
      },
    ],
  },
];

export const castHouseholds: readonly CastHousehold[] = [
  {
    library: 'zilverbeek',
    branch: 'ZIL',
    street: 'Lindelaan',
    houseNumber: '14',
    box: '2',
    postcode: '9999',
    city: 'Zilverbeek',
    members: aydinDeSmet,
  },
  ...others,
];
