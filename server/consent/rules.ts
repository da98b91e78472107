// May we write to this person, for this purpose, on this channel — and may we follow what they click?
// Pure: everything known comes as argument, so the whole table of cases is tested beside this file.

import { ageOfConsent, ageOn, consentsAlone, isMinor, type Country } from '../../lib/age.ts';

export const channels = ['email', 'sms', 'letter', 'phone'] as const;
export type Channel = (typeof channels)[number];
export type PermissionState = 'given' | 'withdrawn' | 'objected';
export type PurposeKind = 'marketing' | 'service' | 'tracking';
export type Basis = 'consent' | 'contract' | 'public-task' | 'soft-opt-in';

/** The age rule as it was applied, kept with the proof. */
export function ageEvidence(
  birthOn: string | null,
  day: string,
  country: Country,
): { country: Country; ageOfConsent: number; age: number | null } {
  return {
    country,
    ageOfConsent: ageOfConsent[country],
    age: birthOn === null ? null : ageOn(birthOn, day),
  };
}

/** A permission as it stands now, with the proof it follows from. */
export interface Standing {
  state: PermissionState;
  /** The day it was given or withdrawn, YYYY-MM-DD. */
  since: string;
  proofId: number;
  guardian: boolean;
}

export interface Known {
  purpose: { kind: PurposeKind; basis: Basis; archived: boolean };
  country: Country;
  /** The day of the decision, YYYY-MM-DD. */
  today: string;
  birthOn: string | null;
  /** Has, or had, a membership: what the customer exception asks (KB 4 April 2003 art. 1; Tw art. 11.7(3)). */
  isCustomer: boolean;
  hasAddress: boolean;
  permission?: Standing | undefined;
  /** The second switch: may clicks be tied to this person (C3)? */
  following?: Standing | undefined;
  suppression?: 'everything' | 'marketing' | undefined;
}

/** Which sentence of the rules decided. Stored on every message. */
export type Rule =
  | 'consent'
  | 'consent-by-guardian'
  | 'customer'
  | 'service'
  | 'suppressed'
  | 'objection'
  | 'withdrawal'
  | 'no-consent'
  | 'too-young'
  | 'not-a-customer'
  | 'archived'
  | 'tracking-sends-nothing'
  | 'no-address';

/** Why somebody is not written to; also the reason on a skipped message. */
export type Reason = 'no-permission' | 'withdrawn' | 'objected' | 'needs-guardian' | 'suppressed' | 'purpose-closed' | 'no-address';

export interface Decision {
  allowed: boolean;
  /** What the message rests on; null when it is not allowed. */
  basis: Basis | null;
  rule: Rule;
  proofId: number | null;
  reason: Reason | null;
  mayFollow: boolean;
}

/**
 * The decision. In order: a closed purpose and a blocked address stop everything; a refusal of this purpose stops it
 * whatever its basis; service then rests on its own basis; marketing needs a permission that was valid when it was given.
 */
export function decide(known: Known): Decision {
  const { purpose, permission } = known;
  if (purpose.kind === 'tracking') return refuse('tracking-sends-nothing', 'purpose-closed');
  if (purpose.archived) return refuse('archived', 'purpose-closed');
  if (known.suppression === 'everything') return refuse('suppressed', 'suppressed');
  if (purpose.kind === 'marketing' && known.suppression === 'marketing') return refuse('objection', 'objected', permission);
  if (permission?.state === 'objected') return refuse('objection', 'objected', permission);
  if (permission?.state === 'withdrawn') return refuse('withdrawal', 'withdrawn', permission);
  const found = purpose.kind === 'service' ? allow(purpose.basis, 'service', permission) : decideMarketing(known);
  if (!found.allowed) return found;
  if (!known.hasAddress) return refuse('no-address', 'no-address', permission);
  return { ...found, mayFollow: mayFollow(known) };
}

function decideMarketing(known: Known): Decision {
  const { permission, birthOn, country } = known;
  if (permission) {
    if (permission.guardian) return allow('consent', 'consent-by-guardian', permission);
    // the age on the day of saying yes counts: a birthday later does not mend a consent that was none
    if (!consentsAlone(birthOn, permission.since, country)) return refuse('too-young', 'needs-guardian', permission);
    return allow('consent', 'consent', permission);
  }
  if (known.purpose.basis !== 'soft-opt-in') return refuse('no-consent', 'no-permission');
  if (!known.isCustomer || isMinor(birthOn, known.today)) return refuse('not-a-customer', 'no-permission');
  return allow('soft-opt-in', 'customer');
}

/** May a click of this person be remembered as theirs, today? */
export function mayFollow(known: Pick<Known, 'following' | 'permission' | 'birthOn' | 'today'>): boolean {
  const byGuardian = (known.permission?.guardian ?? false) || (known.following?.guardian ?? false);
  return known.following?.state === 'given' && !isMinor(known.birthOn, known.today, byGuardian);
}

function allow(basis: Basis, rule: Rule, permission?: Standing): Decision {
  return {
    allowed: true,
    basis,
    rule,
    proofId: permission?.proofId ?? null,
    reason: null,
    mayFollow: false,
  };
}

function refuse(rule: Rule, reason: Reason, permission?: Standing): Decision {
  return {
    allowed: false,
    basis: null,
    rule,
    proofId: permission?.proofId ?? null,
    reason,
    mayFollow: false,
  };
}
