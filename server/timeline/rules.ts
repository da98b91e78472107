import type { Permission } from '../../lib/permissions.ts';
import type { FactGroup } from '../../lib/fact-groups.ts';
import { prefixesOfGroup } from '../../lib/fact-groups.ts';

export type { FactGroup };
export type Visibility = 'all' | 'circulation';

/** Which facts a reader may see: those about borrowing only with the purpose for it. */
export function visibleTo(permissions: ReadonlySet<Permission>): Visibility[] {
  return permissions.has('loans.read') ? ['all', 'circulation'] : ['all'];
}

/** The beginnings of the kinds that belong to a group of the filter. */
export function kindPrefixes(group: FactGroup): readonly string[] {
  return prefixesOfGroup[group];
}
