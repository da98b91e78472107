// What a library does not take along, and why. Everything else of it is taken: a test holds this against the schema.
import type { TableColumns } from './queries.ts';

/** Tables left out as a whole. */
export const leftOut: Readonly<Record<string, string>> = {
  audit_tails: 'the end of the chain in audit_entries, kept beside it to make writing quick',
  contact_search: 'made from contacts, for the look-up',
  contact_search_keys: 'made from contacts, for the look-up',
  contact_search_stale: 'cards whose look-up must be made anew',
  contact_search_vocabulary: 'made from contacts, for the look-up',
};

/** Columns left out: keys that open something, fingerprints and leases that mean nothing elsewhere. */
const columnsLeftOut: readonly string[] = [
  'contact_identifiers.import_hash',
  'loans.import_hash',
  'messages.epoch',
  'messages.lease_until',
  'messages.owner',
  'senders.verify_token_hash',
];

/** The columns of a table that go along. */
export function columnsTaken({ table, columns }: TableColumns): TableColumns['columns'] {
  return columns.filter(({ name }) => !columnsLeftOut.includes(`${table}.${name}`));
}

/** For the test that looks for names which no table has any more. */
export const namesLeftOut: readonly string[] = [...Object.keys(leftOut), ...columnsLeftOut];
