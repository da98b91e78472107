// Cards: everything about one person on one page, found while they are on the phone.
//
// 1. Cards come from imports (merge.ts), from a sign-up page, or are made by hand (`createContact`).
// 2. An edit names the version it saw; another edit in between is a conflict, not a loss (`editContact`). What stood there
//    before is kept, so that the last edit by hand can be undone (`undoEdit`).
// 3. Whoever writes cards marks them stale for look-up (`markSearchStale`): one card is found by its new name at once,
//    a million by the job contacts.refresh-search (searching.ts).
// 4. Look-up understands numbers, addresses, e-mail and names with slips of the pen (searching.ts, rules/lookup.ts);
//    the list pages through any number of cards (listing.ts).
// 5. Conversations become facts on the timeline, what follows from them becomes a task (conversations.ts).
// 6. Categories of patrons arrive as codes of the library system; here they get the name people know (`nameCategory`).
//
// Owns households, contacts, patron_categories and the tables beginning with contact_ except contact_loan_totals. Invariants: e-mail is an
// attribute, not a key; a merged card stays as an alias; gone is not erased.
import { editableFields } from '../../lib/card-fields.ts';
import { emailKey } from '../../lib/email-address.ts';
import { actorOf, recordAudit } from '../audit/audit.ts';
import { Invalid, NotFound, Refused } from '../platform/errors.ts';
import type { TenantDb } from '../platform/db.ts';
import { addJob } from '../platform/queue.ts';
import type { Caller } from '../platform/serve.ts';
import { listBranches } from '../tenants/tenants.ts';
import { appendFacts } from '../timeline/timeline.ts';
import {
  clearRefusedAddress,
  columnOf,
  deleteRelation,
  insertContact,
  insertGuardian,
  insertVersion,
  moveToHousehold,
  selectContact,
  selectContactForUpdate,
  selectMaybeSame,
  selectVersionBefore,
  updateContact,
  updateEmailState,
  type ContactRow,
  updateRefusedAddresses,
} from './queries/cards.ts';
import { selectCategories, upsertCategory, type CategoryRow } from './queries/categories.ts';
import { insertStale, refreshNow } from './queries/lookup.ts';
import { faultsOf, tidyPostcode, tidyText, type EditableField, type Fields } from './rules/card.ts';

export type { ContactRow } from './queries/cards.ts';
export type { CategoryRow } from './queries/categories.ts';
export type { EditableField, Fields } from './rules/card.ts';

/** Who makes a change, when: every change is audited. */
export interface By {
  caller: Caller;
  now: Date;
  today: string;
}

/** A card, also a merged or gone one; NotFound when it is not of this environment. */
export async function getContact(db: TenantDb, id: number): Promise<ContactRow> {
  const row = await selectContact(db, id);
  if (!row) throw new NotFound('contact');
  return row;
}

/** Marks cards as changed for look-up: a few are brought up to date at once, many (or while many wait) by the job. */
export async function markSearchStale(db: TenantDb, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  if (ids.length <= 50 && (await refreshNow(db, ids))) return;
  await insertStale(db, ids);
  await addJob(db, 'contacts.refresh-search', { tenantId: db.tenantId }, { key: `contacts.refresh-search:${db.tenantId}` });
}

/** Its owner proved that this mailbox is theirs: a click in a confirmation mail. */
export async function confirmAddress(db: TenantDb, { contactId, email }: { contactId: number; email: string }): Promise<void> {
  const key = emailKey(email);
  if (key !== undefined) await updateEmailState(db, contactId, { emailKey: key, state: 'confirmed' });
}

/**
 * Makes a card without anybody at the desk: a reader who confirmed a sign-up. The fields are judged like those of an edit.
 * Gives the id.
 */
export async function addContact(
  db: TenantDb,
  {
    at,
    ...fields
  }: { kind: 'reader' | 'participant'; firstName?: string; lastName?: string; email: string; language?: string | null; at: Date },
): Promise<number> {
  const row = await insertJudged(db, fields, { now: at, today: at.toISOString().slice(0, 10) });
  await appendFacts(db, [{ contactId: row.id, at, kind: 'contact.created', payload: { by: null, how: 'sign-up' }, naturalKey: 'created' }]);
  return row.id;
}

/** Makes a card by hand. Refused when somebody like this has a card already, unless the colleague is sure. */
export async function createContact(db: TenantDb, fields: Fields, { sure, by }: { sure: boolean; by: By }): Promise<ContactRow> {
  const tidy = tidyFields(fields);
  if (!sure) await refuseKnown(db, tidy);
  const row = await insertJudged(db, tidy, by);
  await appendFacts(db, [
    { contactId: row.id, at: by.now, kind: 'contact.created', payload: { by: by.caller.name, how: 'staff' }, naturalKey: 'created' },
  ]);
  await recordAudit(db, { actor: actorOf(by.caller), action: 'contacts.created', objectKind: 'contact', objectId: row.id, at: by.now });
  return row;
}

async function insertJudged(db: TenantDb, fields: Fields, { now, today }: { now: Date; today: string }): Promise<ContactRow> {
  const tidy = tidyFields(fields);
  const whole: Fields = { lastName: null, firstName: null, ...tidy };
  await refuseFaults(db, whole, whole, today);
  const row = await insertContact(db, tidy, { emailKey: keyOf(tidy.email), at: now });
  await moveToHousehold(db, row.id);
  await markSearchStale(db, [row.id]);
  return getContact(db, row.id);
}

async function refuseKnown(db: TenantDb, fields: Fields): Promise<void> {
  const text = (field: EditableField) => (typeof fields[field] === 'string' ? fields[field] : null);
  const [known] = await selectMaybeSame(db, {
    emailKey: keyOf(fields.email),
    cardNumber: text('cardNumber'),
    firstName: text('firstName') ?? '',
    lastName: text('lastName') ?? '',
    birthOn: text('birthOn'),
  });
  if (known) throw new Refused('contacts.maybe-known', { name: nameOf(known), contactId: known.id });
}

/** Changes fields of a card; the version must be the one the colleague saw. Nothing happens when nothing differs. */
export async function editContact(
  db: TenantDb,
  id: number,
  { version, fields, by }: { version: number; fields: Fields; by: By },
): Promise<ContactRow> {
  const row = await contactToChange(db, id, version);
  const tidy = tidyFields(fields);
  const changed = Object.fromEntries(
    Object.entries(tidy).filter(([field, value]) => (row[columnOf[field as EditableField]] || null) !== value),
  ) as Fields;
  const names = Object.keys(changed) as EditableField[];
  if (names.length === 0) return row;
  await refuseFaults(db, changed, { ...fieldsOf(row), ...changed }, by.today);
  return writeEdit(db, row, changed, { by, fact: 'contact.edited' });
}

/** The card, held until the end of the transaction, when it was not merged and still is as the colleague saw it. */
async function contactToChange(db: TenantDb, id: number, version: number): Promise<ContactRow> {
  const row = await selectContactForUpdate(db, id);
  if (!row) throw new NotFound('contact');
  if (row.merged_into !== null) throw new Refused('contacts.is-merged');
  if (row.version !== version) throw new Refused('error.conflict');
  return row;
}

/** Puts back what stood on the card before its last edit by hand. Undoing twice is doing it again. */
export async function undoEdit(db: TenantDb, id: number, { version, by }: { version: number; by: By }): Promise<ContactRow> {
  const row = await contactToChange(db, id, version);
  const before = await selectVersionBefore(db, id, row.version);
  if (!before) throw new Refused('contacts.nothing-to-undo');
  return writeEdit(db, row, before.before, { by, fact: 'contact.edit-undone' });
}

async function writeEdit(db: TenantDb, row: ContactRow, changed: Fields, { by, fact }: { by: By; fact: string }): Promise<ContactRow> {
  const names = Object.keys(changed) as EditableField[];
  const before = Object.fromEntries(names.map((field) => [field, row[columnOf[field]] ?? null])) as Fields;
  await insertVersion(db, { contactId: row.id, version: row.version, before, staffId: staffIdOf(by.caller), at: by.now });
  const email = 'email' in changed ? { emailKey: keyOf(changed.email), emailState: 'unknown' as const } : {};
  await updateContact(db, row.id, changed, { ...email, at: by.now });
  if (names.some((field) => field === 'street' || field === 'houseNumber' || field === 'box' || field === 'postcode'))
    await moveToHousehold(db, row.id);
  await markSearchStale(db, [row.id]);
  await appendFacts(db, [
    { contactId: row.id, at: by.now, kind: fact, payload: { by: by.caller.name, fields: names }, naturalKey: `version:${row.version}` },
  ]);
  await recordAudit(db, {
    actor: actorOf(by.caller),
    action: fact === 'contact.edited' ? 'contacts.edited' : 'contacts.edit-undone',
    objectKind: 'contact',
    objectId: row.id,
    detail: { fields: names },
    at: by.now,
  });
  return getContact(db, row.id);
}

/** Says that one contact is the parent or guardian of another. */
export async function addGuardian(
  db: TenantDb,
  { guardianId, childId, by }: { guardianId: number; childId: number; by: By },
): Promise<void> {
  if (guardianId === childId) throw new Invalid({ relatedId: 'contacts.fault.own-guardian' });
  await Promise.all([getContact(db, guardianId), getContact(db, childId)]);
  const made = await insertGuardian(db, guardianId, childId);
  if (made === undefined) return;
  await recordAudit(db, {
    actor: actorOf(by.caller),
    action: 'contacts.guardian-added',
    objectKind: 'contact',
    objectId: childId,
    detail: { guardianId },
    at: by.now,
  });
}

/** Takes a relation away again. */
export async function removeRelation(
  db: TenantDb,
  { contactId, relationId, by }: { contactId: number; relationId: number; by: By },
): Promise<void> {
  if ((await deleteRelation(db, contactId, relationId)) === 0) throw new NotFound('relation');
  await recordAudit(db, {
    actor: actorOf(by.caller),
    action: 'contacts.relation-removed',
    objectKind: 'contact',
    objectId: contactId,
    at: by.now,
  });
}

/** A name as a person writes it; the e-mail address for somebody without one. */
export function nameOf(row: { first_name: string; last_name: string; email?: string | null }): string {
  return `${row.first_name} ${row.last_name}`.trim() || row.email || '';
}

/** The server of these addresses said that they do not exist: the desk sees it, and nothing is written there until it is mended. */
export async function refuseAddresses(db: TenantDb, addresses: readonly { contactId: number; address: string }[]): Promise<void> {
  if (addresses.length > 0) await updateRefusedAddresses(db, addresses);
}

/** Somebody looked at this address, or wrote from it: it may be tried again, on every card that has it. */
export async function addressMayBeTried(db: TenantDb, emailKey: string): Promise<void> {
  await clearRefusedAddress(db, emailKey);
}

/** The id of the colleague; a program with a key is no colleague. */
export function staffIdOf(caller: Caller): number | null {
  return caller.kind === 'staff' ? caller.id : null;
}

async function refuseFaults(db: TenantDb, given: Fields, whole: Fields, today: string): Promise<void> {
  const faults = faultsOf(given, whole, { today });
  if (typeof given.branchId === 'number' && !(await listBranches(db)).some((branch) => branch.id === given.branchId))
    faults.branchId = 'field.invalid';
  if (Object.keys(faults).length > 0) throw new Invalid(faults);
}

function tidyFields(fields: Fields): Fields {
  return Object.fromEntries(
    editableFields
      .filter((field) => fields[field] !== undefined)
      .map((field) => {
        const value = fields[field];
        if (typeof value !== 'string') return [field, value];
        const text = tidyText(field === 'postcode' ? tidyPostcode(value) : value);
        return [field, field === 'country' ? (text?.toUpperCase() ?? null) : text];
      }),
  );
}

function fieldsOf(row: ContactRow): Fields {
  return Object.fromEntries(editableFields.map((field) => [field, row[columnOf[field]]])) as Fields;
}

function keyOf(email: Fields[EditableField] | undefined): string | null {
  return typeof email === 'string' ? (emailKey(email) ?? null) : null;
}

/** The categories of patrons in use or named, by name. */
export async function listCategories(db: TenantDb): Promise<CategoryRow[]> {
  return selectCategories(db);
}

/** Names a category; NotFound for a code that no card carries. Cards keep the code: the next import speaks it again. */
export async function nameCategory(db: TenantDb, { code, name }: CategoryRow): Promise<CategoryRow[]> {
  if (!(await selectCategories(db)).some((category) => category.code === code)) throw new NotFound('category');
  await upsertCategory(db, code, name);
  return selectCategories(db);
}
