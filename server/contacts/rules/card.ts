// What may stand on a card, and what follows from it.
import { editableFields } from '../../../lib/card-fields.ts';
import type { MessageKey } from '../../../lib/i18n.ts';
import { emailKey } from '../../../lib/email-address.ts';

export type EditableField = (typeof editableFields)[number];

export type Fields = Partial<Record<EditableField, string | number | null>>;

const longest: Partial<Record<EditableField, number>> = {
  firstName: 100,
  lastName: 100,
  gender: 20,
  email: 254,
  phone: 40,
  mobile: 40,
  street: 120,
  houseNumber: 20,
  box: 20,
  postcode: 12,
  city: 80,
  country: 2,
  language: 10,
  cardNumber: 60,
  patronCategory: 60,
  notes: 5000,
};

/**
 * What is wrong with these fields, one message per field; empty when all is right. `whole` is the card as it would become:
 * some rules look at two fields. Only fields that were given are judged, so an old mistake elsewhere never blocks an edit.
 */
export function faultsOf(given: Fields, whole: Fields, { today }: { today: string }): Record<string, MessageKey> {
  const faults: Record<string, MessageKey> = {};
  for (const field of editableFields) {
    const value = given[field];
    if (value === undefined || value === null || value === '') continue;
    const fault = typeof value === 'string' ? faultOfText(field, value, { today }) : undefined;
    if (fault) faults[field] = fault;
  }
  const named = Boolean(whole.firstName) || Boolean(whole.lastName) || Boolean(whole.email);
  if (!named && (given.firstName !== undefined || given.lastName !== undefined || given.email !== undefined)) {
    faults.lastName ??= 'contacts.fault.no-name';
  }
  const both = given.memberSince !== undefined || given.memberUntil !== undefined;
  if (both && whole.memberSince && whole.memberUntil && whole.memberUntil < whole.memberSince)
    faults.memberUntil ??= 'contacts.fault.ends-before-start';
  return faults;
}

function faultOfText(field: EditableField, value: string, { today }: { today: string }): MessageKey | undefined {
  if (value.length > (longest[field] ?? Infinity)) return 'field.too-long';
  // notes may have lines; everything else is one line (a line break in a name or address could end up in a mail header)
  if ((field === 'notes' ? /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/ : /[\u0000-\u001f\u007f]/).test(value))
    return 'contacts.fault.control-character';
  switch (field) {
    case 'email':
      return emailKey(value) ? undefined : 'field.email';
    case 'phone':
    case 'mobile':
      return /^[+(\d][\d ()./-]{5,38}$/.test(value) && value.replace(/\D/g, '').length >= 6 ? undefined : 'contacts.fault.phone';
    case 'birthOn':
      return value > today ? 'contacts.fault.in-the-future' : value < '1900-01-01' ? 'contacts.fault.too-long-ago' : undefined;
    case 'memberSince':
    case 'memberUntil':
      return value < '1900-01-01' ? 'contacts.fault.too-long-ago' : value > '2200-01-01' ? 'contacts.fault.too-far-ahead' : undefined;
    case 'gender':
      return /^[fmx]$/.test(value) ? undefined : 'field.invalid';
    case 'country':
      return /^[A-Za-z]{2}$/.test(value) ? undefined : 'contacts.fault.country';
    case 'language':
      return /^[a-z]{2,3}(-[A-Za-z]{2,4})?$/.test(value) ? undefined : 'field.invalid';
    default:
      return undefined;
  }
}

/** Text as it is kept: trimmed, composed; nothing becomes null. */
export function tidyText(value: string): string | null {
  return value.normalize('NFC').trim() || null;
}

/** A postcode as it is written: 9999, 1234 AB. */
export function tidyPostcode(value: string): string {
  const dutch = /^(\d{4})\s*([a-z]{2})$/i.exec(value.trim());
  return dutch ? `${dutch[1]} ${dutch[2]!.toUpperCase()}` : value.trim();
}

/** Age on a day; both YYYY-MM-DD. */
export function ageOn(birthOn: string, today: string): number {
  const years = Number(today.slice(0, 4)) - Number(birthOn.slice(0, 4));
  return today.slice(5) < birthOn.slice(5) ? years - 1 : years;
}

export type MemberState = 'none' | 'active' | 'ended';

/** Whether somebody is a member on a day. Without an end date a membership that began still runs. */
export function memberState(
  { memberSince, memberUntil }: { memberSince: string | null; memberUntil: string | null },
  today: string,
): MemberState {
  if (memberUntil) return memberUntil >= today ? 'active' : 'ended';
  return memberSince ? 'active' : 'none';
}
