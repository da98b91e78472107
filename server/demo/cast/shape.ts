// What is told of the named people of the demo. Ages and moments are counted back from today, so that Yara stays eight.
import type { Gender } from '../names.ts';
import type { Pattern } from '../people.ts';
import type { Theme } from '../places.ts';

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

/** Who speaks Dutch, has no address and never said anything. */
export const quiet = { language: 'nl', email: null, yes: [], said: [] } satisfies Partial<CastMember>;
