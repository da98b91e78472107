// The one table that says which role may do what. Routes name a permission; the matrix in the
// documentation, the checks on every request and the scopes of API keys are all read from here.

export const roles = [
  'network-manager',
  'administrator',
  'marketer',
  'desk',
  'circulation',
  'data-protection-officer',
  'read-only',
] as const;
export type Role = (typeof roles)[number];

export const permissions = [
  'environment.read',
  'environment.manage',
  'staff.read',
  'staff.manage',
  'api-keys.manage',
  'audit.read',
  'contacts.read',
  'contacts.write',
  'contacts.export',
  'loans.read',
  'permissions.read',
  'permissions.write',
  'purposes.manage',
  'imports.read',
  'imports.run',
  'segments.read',
  'segments.write',
  'mailings.read',
  'mailings.write',
  'mailings.send',
  'senders.manage',
  'trial-mails.read',
] as const;
export type Permission = (typeof permissions)[number];

const look: Permission[] = ['environment.read', 'segments.read', 'mailings.read'];
const knowPeople: Permission[] = ['contacts.read', 'permissions.read'];

/** Everything but the loans, in one's own environment: what differs is which environments and whom they may appoint (mayGrant). */
const managing: Permission[] = [
  ...look,
  ...knowPeople,
  'environment.manage',
  'staff.read',
  'staff.manage',
  'api-keys.manage',
  'audit.read',
  'contacts.write',
  'contacts.export',
  'permissions.write',
  'purposes.manage',
  'imports.read',
  'imports.run',
  'segments.write',
  'mailings.write',
  'mailings.send',
  'senders.manage',
  'trial-mails.read',
];

/**
 * What each role may do in an environment where it was granted. Reading loans needs a purpose of its own:
 * only circulation, desk and the data-protection officer have it (GDPR art. 5(1)(b)).
 */
export const permissionsOfRole: Record<Role, readonly Permission[]> = {
  'network-manager': managing,
  administrator: managing,
  marketer: [
    ...look,
    ...knowPeople,
    'contacts.write',
    'contacts.export',
    'permissions.write',
    'imports.read',
    'imports.run',
    'segments.write',
    'mailings.write',
    'mailings.send',
    'trial-mails.read',
  ],
  desk: [...look, ...knowPeople, 'contacts.write', 'permissions.write', 'loans.read'],
  circulation: [
    ...look,
    ...knowPeople,
    'contacts.write',
    'permissions.write',
    'loans.read',
    'imports.read',
    'imports.run',
    'trial-mails.read',
  ],
  'data-protection-officer': [
    ...look,
    ...knowPeople,
    'loans.read',
    'audit.read',
    'staff.read',
    'imports.read',
    'contacts.export',
    'trial-mails.read',
  ],
  'read-only': [...look, 'contacts.read', 'permissions.read'],
};

/** Everything the given roles together may do. */
export function permissionsOf(held: readonly Role[]): Set<Permission> {
  return new Set(held.flatMap((role) => permissionsOfRole[role]));
}

/**
 * May somebody with these roles give the given role to a colleague? Nobody hands out more than they hold:
 * a role may be granted only when all its permissions are held, and network manager only by a network manager.
 */
export function mayGrant(held: readonly Role[], role: Role): boolean {
  if (role === 'network-manager') return held.includes('network-manager');
  if (held.includes('network-manager') || held.includes('administrator')) return true;
  return false;
}
