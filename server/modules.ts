// The modules in reading order. A module imports only modules above it, and only their face.
// `tables` names what each one owns: nobody else writes there (checked by tools/tidy).
export const modules = [
  { name: 'audit', tables: ['audit_entries', 'audit_tails'] },
  { name: 'tenants', tables: ['tenants', 'branches'] },
  { name: 'staff', tables: ['staff_members', 'staff_roles', 'staff_links', 'staff_sessions', 'api_keys'] },
  { name: 'timeline', tables: ['facts'] },
  {
    name: 'contacts',
    tables: [
      'households',
      'contacts',
      'patron_categories',
      'contact_identifiers',
      'contact_relations',
      'contact_versions',
      'contact_tasks',
      'contact_search',
      'contact_search_keys',
      'contact_search_vocabulary',
      'contact_search_stale',
    ],
  },
  { name: 'consent', tables: ['purposes', 'permission_proofs', 'permissions', 'marketing_objections', 'suppressions'] },
  { name: 'circulation', tables: ['materials', 'worlds', 'items', 'loans', 'contact_loan_totals'] },
  { name: 'segments', tables: ['segments'] },
  { name: 'files', tables: ['files'] },
  { name: 'imports', tables: ['mapping_profiles', 'import_runs', 'import_rejects'] },
  { name: 'content', tables: [] },
  { name: 'delivery', tables: ['senders', 'dispatches', 'messages', 'attempts'] },
  { name: 'invitations', tables: ['staff_invitations'] },
  { name: 'passwords', tables: ['password_requests'] },
  { name: 'tracking', tables: ['tracked_links', 'link_clicks'] },
  { name: 'mailings', tables: ['mailings'] },
  { name: 'portal', tables: ['sign_up_requests'] },
  { name: 'leaving', tables: [] },
  { name: 'demo', tables: [] },
] as const;

export type ModuleName = (typeof modules)[number]['name'];
