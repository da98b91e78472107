/** Tables the platform owns, and those the rules for tenant tables do not fit: each with the reason. */
export const platformTables = ['idempotency_keys', 'migrations', 'platform_settings', 'rate_limits'] as const;

const beforeLogin = 'read before any environment is known: who is this, and where may they go?';
const ownWork = "the platform's own work, above all environments; holds nobody's data";

export const tenantless: Readonly<Record<string, string>> = {
  api_keys: beforeLogin,
  dispatches: 'where the mailer looks for work in every environment; names no people',
  idempotency_keys: ownWork,
  migrations: ownWork,
  platform_settings: ownWork,
  rate_limits: ownWork,
  password_requests: beforeLogin,
  staff_invitations: beforeLogin,
  staff_links: beforeLogin,
  staff_members: beforeLogin,
  staff_roles: beforeLogin,
  staff_sessions: beforeLogin,
  tenants: 'the environments themselves',
};

/** Tenant tables without a policy, on which the app role has no right at all. */
export const behindFunctions: Readonly<Record<string, string>> = {
  contact_search: 'search operators are not leakproof: under a policy their index is not used',
  contact_search_vocabulary: 'the same, for misspelt words',
};
