import { many, maybe, one, run, sql, type TenantDb } from '../../platform/db.ts';
import type { EditableField, Fields } from '../rules/card.ts';

export interface ContactRow {
  id: number;
  public_id: string;
  kind: string;
  first_name: string;
  last_name: string;
  gender: string | null;
  birth_on: string | null;
  email: string | null;
  email_key: string | null;
  email_state: 'unknown' | 'confirmed' | 'bouncing' | 'refused';
  phone: string | null;
  mobile: string | null;
  street: string | null;
  house_number: string | null;
  box: string | null;
  postcode: string | null;
  city: string | null;
  country: string | null;
  language: string | null;
  branch_id: number | null;
  household_id: number | null;
  card_number: string | null;
  patron_category: string | null;
  member_since: string | null;
  member_until: string | null;
  notes: string | null;
  gone_at: Date | null;
  merged_into: number | null;
  version: number;
  created_at: Date;
  updated_at: Date;
}

const columns = sql`id, public_id, kind, first_name, last_name, gender, birth_on, email, email_key, email_state, phone, mobile, street, house_number,
  box, postcode, city, country, language, branch_id, household_id, card_number, patron_category, member_since, member_until, notes, gone_at, merged_into,
  version, created_at, updated_at`;

export const columnOf: Record<EditableField, keyof ContactRow> = {
  kind: 'kind',
  firstName: 'first_name',
  lastName: 'last_name',
  gender: 'gender',
  birthOn: 'birth_on',
  email: 'email',
  phone: 'phone',
  mobile: 'mobile',
  street: 'street',
  houseNumber: 'house_number',
  box: 'box',
  postcode: 'postcode',
  city: 'city',
  country: 'country',
  language: 'language',
  branchId: 'branch_id',
  cardNumber: 'card_number',
  patronCategory: 'patron_category',
  memberSince: 'member_since',
  memberUntil: 'member_until',
  notes: 'notes',
};

export async function selectContact(db: TenantDb, id: number): Promise<ContactRow | undefined> {
  return maybe(db, sql<ContactRow>`select ${columns} from contacts where tenant_id = ${db.tenantId} and id = ${id}`);
}

/** The row, held until the end of the transaction: two edits of one card come one after the other. */
export async function selectContactForUpdate(db: TenantDb, id: number): Promise<ContactRow | undefined> {
  return maybe(db, sql<ContactRow>`select ${columns} from contacts where tenant_id = ${db.tenantId} and id = ${id} for update`);
}

export async function selectContacts(db: TenantDb, ids: readonly number[]): Promise<ContactRow[]> {
  return many(db, sql<ContactRow>`select ${columns} from contacts where tenant_id = ${db.tenantId} and id = any(${[...ids]}::bigint[])`);
}

/** Cards that may be the same person: this mailbox, this card number, or this name and birthday. */
export async function selectMaybeSame(
  db: TenantDb,
  who: { emailKey: string | null; cardNumber: string | null; firstName: string; lastName: string; birthOn: string | null },
): Promise<ContactRow[]> {
  return many(
    db,
    sql<ContactRow>`
    select ${columns} from contacts
    where tenant_id = ${db.tenantId} and merged_into is null and (
      email_key = ${who.emailKey}
      or id in (select contact_id from contact_search_keys where tenant_id = ${db.tenantId} and key = 'c:' || translate(lower(${who.cardNumber}::text), ' .-/', ''))
      or (name_key = ltrim(kb_fold(${who.lastName}) || ' ' || kb_fold(${who.firstName})) and (birth_on is null or ${who.birthOn}::date is null or birth_on = ${who.birthOn}::date)))
    order by gone_at is not null, id limit 5`,
  );
}

export async function insertContact(db: TenantDb, fields: Fields, made: { emailKey: string | null; at: Date }): Promise<ContactRow> {
  const given = Object.entries(fields) as [EditableField, string | number | null][];
  const names = given.map(([field]) => sql.ref(columnOf[field]));
  const values = given.map(([field, value]) => sql`${value ?? (field === 'firstName' || field === 'lastName' ? '' : null)}`);
  return one(
    db,
    sql<ContactRow>`
    insert into contacts (${sql.join([sql.ref('tenant_id'), sql.ref('email_key'), sql.ref('created_at'), sql.ref('updated_at'), ...names])})
    values (${sql.join([sql`${db.tenantId}`, sql`${made.emailKey}`, sql`${made.at}`, sql`${made.at}`, ...values])})
    returning ${columns}`,
  );
}

/** Writes the fields and the next version; `emailKey` and `emailState` only when given. */
export async function updateContact(
  db: TenantDb,
  id: number,
  fields: Fields,
  also: { emailKey?: string | null; emailState?: ContactRow['email_state']; at: Date },
): Promise<ContactRow> {
  const sets = (Object.entries(fields) as [EditableField, string | number | null][]).map(
    ([field, value]) => sql`${sql.ref(columnOf[field])} = ${value ?? (field === 'firstName' || field === 'lastName' ? '' : null)}`,
  );
  if (also.emailKey !== undefined) sets.push(sql`email_key = ${also.emailKey}`);
  if (also.emailState !== undefined) sets.push(sql`email_state = ${also.emailState}`);
  return one(
    db,
    sql<ContactRow>`
    update contacts set ${sql.join([...sets, sql`version = version + 1`, sql`updated_at = ${also.at}`])}
    where tenant_id = ${db.tenantId} and id = ${id} returning ${columns}`,
  );
}

/** What is known about a card's address by now, as long as it still is its address; not an edit: the version stays. */
export async function updateEmailState(
  db: TenantDb,
  id: number,
  known: { emailKey: string; state: ContactRow['email_state'] },
): Promise<void> {
  await run(
    db,
    sql`update contacts set email_state = ${known.state} where tenant_id = ${db.tenantId} and id = ${id} and email_key = ${known.emailKey}`,
  );
}

/** Puts the contact in the household of its address, making that at need; none when the address is not complete. */
export async function moveToHousehold(db: TenantDb, id: number): Promise<void> {
  await run(
    db,
    sql`
    insert into households (tenant_id, address_key)
    select tenant_id, kb_address_key(street, house_number, box, postcode) from contacts
    where tenant_id = ${db.tenantId} and id = ${id} and kb_address_key(street, house_number, box, postcode) is not null
    on conflict (tenant_id, address_key) do nothing`,
  );
  await run(
    db,
    sql`
    update contacts c set household_id = (
      select h.id from households h where h.tenant_id = c.tenant_id and h.address_key = kb_address_key(c.street, c.house_number, c.box, c.postcode))
    where c.tenant_id = ${db.tenantId} and c.id = ${id}`,
  );
}

export interface IdentifierRow {
  source: string;
  kind: string;
  value: string;
}

export async function selectIdentifiers(db: TenantDb, contactId: number): Promise<IdentifierRow[]> {
  return many(
    db,
    sql<IdentifierRow>`
    select source, kind, value from contact_identifiers where tenant_id = ${db.tenantId} and contact_id = ${contactId} order by source, kind, value`,
  );
}

/** Who else lives at the same address. Fifty is a care home, not a family. */
export async function selectHousehold(db: TenantDb, householdId: number, butNot: number): Promise<ContactRow[]> {
  return many(
    db,
    sql<ContactRow>`
    select ${columns} from contacts
    where tenant_id = ${db.tenantId} and household_id = ${householdId} and id <> ${butNot} and merged_into is null and gone_at is null
    order by birth_on nulls last, id limit 50`,
  );
}

export interface RelationRow extends ContactRow {
  relation_id: number;
  direction: 'guardian-of' | 'child-of';
  origin: 'import' | 'staff';
}

export async function selectRelations(db: TenantDb, contactId: number): Promise<RelationRow[]> {
  return many(
    db,
    sql<RelationRow>`
    select r.relation_id, r.direction, r.origin, c.* from (
      select id as relation_id, related_id as other, 'guardian-of' as direction, origin from contact_relations
      where tenant_id = ${db.tenantId} and contact_id = ${contactId}
      union all
      select id, contact_id, 'child-of', origin from contact_relations
      where tenant_id = ${db.tenantId} and related_id = ${contactId}) r
    join (select ${columns} from contacts where tenant_id = ${db.tenantId}) c on c.id = r.other
    order by r.direction, c.birth_on nulls last, c.id limit 50`,
  );
}

/** Gives the relation's id, or undefined when it was there already. */
export async function insertGuardian(db: TenantDb, guardianId: number, childId: number): Promise<number | undefined> {
  const row = await maybe(
    db,
    sql<{ id: number }>`
    insert into contact_relations (tenant_id, contact_id, related_id, kind, origin) values (${db.tenantId}, ${guardianId}, ${childId}, 'guardian', 'staff')
    on conflict (tenant_id, contact_id, related_id, kind) do nothing returning id`,
  );
  return row?.id;
}

export async function deleteRelation(db: TenantDb, contactId: number, relationId: number): Promise<number> {
  return run(
    db,
    sql`
    delete from contact_relations where tenant_id = ${db.tenantId} and id = ${relationId} and ${contactId} in (contact_id, related_id)`,
  );
}

export interface VersionRow {
  version: number;
  before: Fields;
  staff_name: string | null;
  at: Date;
}

export async function insertVersion(
  db: TenantDb,
  row: { contactId: number; version: number; before: Fields; staffId: number | null; at: Date },
): Promise<void> {
  await run(
    db,
    sql`
    insert into contact_versions (tenant_id, contact_id, version, before, staff_id, at)
    values (${db.tenantId}, ${row.contactId}, ${row.version}, ${JSON.stringify(row.before)}, ${row.staffId}, ${row.at})`,
  );
}

/** What the card was before it came to this version, when that was an edit by hand. */
export async function selectVersionBefore(db: TenantDb, contactId: number, version: number): Promise<VersionRow | undefined> {
  return maybe(
    db,
    sql<VersionRow>`
    select v.version, v.before, s.name as staff_name, v.at
    from contact_versions v left join staff_members s on s.id = v.staff_id
    where v.tenant_id = ${db.tenantId} and v.contact_id = ${contactId} and v.version = ${version - 1}`,
  );
}

/** The ids of the cards that went into this one. */
export async function selectMergedFrom(db: TenantDb, contactId: number): Promise<number[]> {
  const rows = await many(
    db,
    sql<{ id: number }>`select id from contacts where tenant_id = ${db.tenantId} and merged_into = ${contactId} order by id`,
  );
  return rows.map((row) => row.id);
}

/**
 * Every card that has an address that was refused: a family shares one, and only one of them was written to. A card mended
 * meanwhile is not blamed.
 */
export async function updateRefusedAddresses(db: TenantDb, addresses: readonly { contactId: number; address: string }[]): Promise<void> {
  await run(
    db,
    sql`
    update contacts c set email_state = 'refused'
    from unnest(${addresses.map((one) => one.contactId)}::bigint[], ${addresses.map((one) => one.address)}::text[]) as r (contact_id, address)
    join contacts written on written.tenant_id = ${db.tenantId} and written.id = r.contact_id and written.email = r.address
    where c.tenant_id = ${db.tenantId} and c.email_key = written.email_key`,
  );
}

/** What is known of an address is forgotten on every card that has it, where it was bad. */
export async function clearRefusedAddress(db: TenantDb, emailKey: string): Promise<void> {
  await run(
    db,
    sql`
    update contacts set email_state = 'unknown'
    where tenant_id = ${db.tenantId} and email_key = ${emailKey} and email_state in ('bouncing', 'refused')`,
  );
}
