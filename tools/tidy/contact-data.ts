/**
 * Where data of people lies, and what becomes of it when somebody is erased (GDPR art. 17) or two cards become one. The tables
 * filled by the million carry no key the database checks (docs/decisions/0020), so nothing would remind whoever writes
 * erasure or merging: this list does. tidy-schema.test.ts holds it against the migrated schema, and
 * docs/decisions/0042 tells it to people.
 */
export interface ContactData {
  /** Does the database refuse a row without its card? */
  checked: boolean;
  /**
   * delete: the row goes. unlink: the row stays for the counts, without name, address and values. keep-hash: the row goes, and
   * a no in it becomes a keyed hash of the address on the suppression list first.
   */
  erase: 'delete' | 'unlink' | 'keep-hash';
  /**
   * move: to the card that stays. strictest: to the card that stays, where a no of either stands against a yes of the other.
   * join: counted anew from what moved. rebuild: both cards on the stale list. stay: with the card that became an alias.
   */
  merge: 'move' | 'strictest' | 'join' | 'rebuild' | 'stay';
}

/** Every column that names a card or a household: "table.column". */
export const contactColumns: Readonly<Record<string, ContactData>> = {
  'contact_identifiers.contact_id': { checked: false, erase: 'delete', merge: 'move' },
  'contact_loan_totals.contact_id': { checked: false, erase: 'delete', merge: 'join' },
  'contact_relations.contact_id': { checked: true, erase: 'delete', merge: 'move' },
  'contact_relations.related_id': { checked: true, erase: 'delete', merge: 'move' },
  'contact_search.contact_id': { checked: false, erase: 'delete', merge: 'rebuild' },
  'contact_search_keys.contact_id': { checked: false, erase: 'delete', merge: 'rebuild' },
  'contact_search_stale.contact_id': { checked: false, erase: 'delete', merge: 'rebuild' },
  'contact_tasks.contact_id': { checked: true, erase: 'delete', merge: 'move' },
  'contact_versions.contact_id': { checked: true, erase: 'delete', merge: 'stay' },
  'contacts.household_id': { checked: false, erase: 'delete', merge: 'stay' },
  'contacts.merged_into': { checked: true, erase: 'delete', merge: 'stay' },
  'facts.contact_id': { checked: true, erase: 'delete', merge: 'move' },
  'loans.contact_id': { checked: false, erase: 'delete', merge: 'move' },
  'marketing_objections.contact_id': { checked: true, erase: 'keep-hash', merge: 'strictest' },
  'messages.contact_id': { checked: true, erase: 'unlink', merge: 'move' },
  'permission_proofs.contact_id': { checked: true, erase: 'delete', merge: 'move' },
  'permissions.contact_id': { checked: true, erase: 'keep-hash', merge: 'strictest' },
};

/** Tables that hold something of people without naming a card; a query by contact does not find it. */
export const peopleElsewhere: Readonly<Record<string, string>> = {
  audit_entries: 'what colleagues did to a card, by its number; kept, with no more of the person than that',
  files: 'the bytes of imported files; cleared after thirty days',
  households: 'an address, for as long as somebody on a card lives there',
  idempotency_keys: 'answers of the API of the last day',
  import_rejects: 'refused rows of a file, as they came; cleared with the file',
  import_runs: 'a handful of rows before and after, as an example; cleared with the file',
  messages: 'the address and the values of the merge fields, also where no card is named (a confirmation)',
  sign_up_requests: 'who asked and did not confirm yet; forgotten after a week',
  suppressions: 'a keyed hash of an address: made by erasure, never ended by it',
};
