// The filters of the list live in the address, so that a list can be shared and the back button works.
import type { z } from 'zod';
import { contactKinds } from '../../lib/contact-kinds.ts';
import { emailFilters, memberFilters, presences, sortKeys, type countContactsRoute } from '../../server/contacts/contract.ts';

export type Filters = z.input<(typeof countContactsRoute)['query']>;
export type SortKey = (typeof sortKeys)[number];

/** The filters of an address; what makes no sense there is left out. */
export function filtersIn(search: URLSearchParams): Filters {
  const branch = Number(search.get('branch'));
  return withoutEmpty({
    q: search.get('q')?.trim().slice(0, 200) || undefined,
    branch: Number.isSafeInteger(branch) && branch > 0 ? branch : undefined,
    category: search.get('category')?.slice(0, 100) || undefined,
    kind: oneOf(contactKinds, search.get('kind')),
    email: oneOf(emailFilters, search.get('email')),
    member: oneOf(memberFilters, search.get('member')),
    presence: oneOf(presences, search.get('presence')),
  });
}

/** The order of the list; by name when the address does not say. */
export function sortIn(search: URLSearchParams): { by: SortKey; direction: 'up' | 'down' } {
  const by = oneOf(sortKeys, search.get('sort')) ?? 'name';
  return {
    by,
    direction: oneOf(['up', 'down'] as const, search.get('direction')) ?? (by === 'name' ? 'up' : 'down'),
  };
}

function oneOf<Value extends string>(values: readonly Value[], given: string | null): Value | undefined {
  return values.find((value) => value === given);
}

function withoutEmpty<Given extends object>(given: Given): Given {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Given;
}
