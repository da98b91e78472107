import { mayGrant, roles, type Role } from '../../lib/permissions.ts';
import { useEnvironment } from '../app/session.tsx';

/** The roles one may hand out here; the server has the last word. */
export function useGrantableRoles(): Role[] {
  const held = useEnvironment().roles;
  return roles.filter((role) => mayGrant(held, role));
}
