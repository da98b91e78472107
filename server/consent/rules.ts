// May we write to this person, for this purpose, on this channel — and may we follow what they click?
// Pure: everything known comes as argument, so the whole table of cases is tested beside this file.

import { ageOfConsent, ageOn, consentsAlone, isMinor, type AgeBand, type Country } from '../../lib/age.ts';

export const channels = ['email', 'sms', 'letter', 'phone'] as const;
export type Channel = (typeof channels)[number];
export type PermissionState = 'given' | 'withdrawn' | 'objected';
export type PurposeKind = 'marketing' | 'service' | 'tracking';
export type Basis = 'consent' | 'contract' | 'public-task' | 'soft-opt-in';

/** Service by letter stays: it is how a library reaches every member about what they borrowed. All else can be refused, way by way. */
export function isRefusable(kind: PurposeKind, channel: Channel): boolean {
  return kind !== 'service' || channel !== 'letter';
}

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

/** What we know of somebody's age. */
export interface KnownAge {
  birthOn: string | null;
  /** What was last said of it, with a yes; a yes by a guardian says child. */
  stated?: AgeBand | null | undefined;
}

/** A minor as far as anybody knows: nobody follows what they click. */
export function isKnownMinor({ birthOn, stated }: KnownAge, day: string): boolean {
  return isMinor(birthOn, day, stated === 'child' || stated === 'minor');
}

/** Too young to say yes alone, as far as anybody knows (GDPR art. 8). */
export function needsGuardian({ birthOn, stated }: KnownAge, day: string, country: Country): boolean {
  return birthOn === null ? stated === 'child' : !consentsAlone(birthOn, day, country);
}

/** A permission as it stands now, with the proof it follows from. */
export interface Standing {
  state: PermissionState;
  at: Date;
  /** The day it was given or withdrawn where the reader lives, YYYY-MM-DD. */
  since: string;
  proofId: number;
  guardian: boolean;
  /** Came out of a file. */
  imported: boolean;
}

/** No to all marketing: said of the card, or of the mailbox it was said from (then there is no proof to point to). */
export interface Objection {
  at: Date;
  since: string;
  proofId: number | null;
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
  /** What was last said of their age; counts where there is no birth date. */
  stated?: AgeBand | null | undefined;
  /** The newest objection of the card or its mailbox to all marketing. */
  objection?: Objection | undefined;
  permission?: Standing | undefined;
  /** The second switch: may clicks be tied to this person? */
  following?: Standing | undefined;
  /** Nothing at all may go to this address. */
  blocked?: boolean | undefined;
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
 * Does an objection to all marketing (GDPR art. 21(2)-(3)) still hold here? It holds for every purpose there is or will be, and
 * for following clicks, which is profiling for marketing. Only the reader's own later yes goes before it, and only for what
 * they said yes to. A file is nobody's own word.
 */
export function objects(objection: Objection | undefined, permission: Standing | undefined): boolean {
  if (!objection) return false;
  return !(permission?.state === 'given' && !permission.imported && permission.at > objection.at);
}

/** What was said last: the permission as it stands, or the objection that goes before it. */
export function lastWord(kind: PurposeKind, { permission, objection }: Pick<Known, 'permission' | 'objection'>) {
  return kind !== 'service' && objection && objects(objection, permission)
    ? { state: 'objected' as const, at: objection.at, proofId: objection.proofId, guardian: false }
    : permission;
}

/**
 * The decision. In order: an objection to all marketing stops every marketing purpose, on every channel; a closed purpose and a
 * blocked address stop everything; a refusal of this purpose stops it whatever its basis; service then rests on its own
 * basis; marketing needs a permission that was valid when it was given.
 */
export function decide(known: Known): Decision {
  const { purpose, permission, objection } = known;
  if (purpose.kind === 'tracking') return refuse('tracking-sends-nothing', 'purpose-closed');
  if (purpose.kind === 'marketing' && objects(objection, permission)) return refuse('objection', 'objected', objection);
  if (purpose.archived) return refuse('archived', 'purpose-closed');
  if (known.blocked) return refuse('suppressed', 'suppressed');
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
export function mayFollow(
  known: Pick<Known, 'following' | 'birthOn' | 'stated' | 'today'> & Partial<Pick<Known, 'permission' | 'objection'>>,
): boolean {
  const byGuardian = (known.permission?.guardian ?? false) || (known.following?.guardian ?? false);
  return (
    known.following?.state === 'given' &&
    !objects(known.objection, known.following) &&
    !isKnownMinor({ birthOn: known.birthOn, stated: byGuardian ? 'child' : known.stated }, known.today)
  );
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

function refuse(rule: Rule, reason: Reason, said?: Pick<Objection, 'proofId'>): Decision {
  return {
    allowed: false,
    basis: null,
    rule,
    proofId: said?.proofId ?? null,
    reason,
    mayFollow: false,
  };
}
