// Age, and what the law hangs on it.

export type Country = 'BE' | 'NL';

/** From this age somebody consents alone (GDPR art. 8): Belgium, act of 30 July 2018 art. 7; Netherlands, UAVG art. 5. */
export const ageOfConsent: Record<Country, number> = { BE: 13, NL: 16 };
/** Below this age nobody is followed individually, whatever was ticked. */
export const ageOfMajority = 18;

/** Too young to consent alone, a minor who may, or of age: what people say of their age where nobody knows the birth date. */
export const ageBands = ['child', 'minor', 'adult'] as const;
export type AgeBand = (typeof ageBands)[number];

/** Whole years on a day; both as YYYY-MM-DD. Born on 29 February counts from 1 March in other years. */
export function ageOn(birthOn: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birthOn.slice(0, 4));
  return day.slice(5) < birthOn.slice(5) ? years - 1 : years;
}

/** May this person consent alone on that day? Without a birth date, what the form asked is the proof. */
export function consentsAlone(birthOn: string | null, day: string, country: Country): boolean {
  return birthOn === null || ageOn(birthOn, day) >= ageOfConsent[country];
}

/** A minor is never followed. Without a birth date, what they said themselves or a permission by a guardian says enough. */
export function isMinor(birthOn: string | null, day: string, saidMinor = false): boolean {
  return birthOn === null ? saidMinor : ageOn(birthOn, day) < ageOfMajority;
}
