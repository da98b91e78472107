// A library small enough to know by heart, written straight into the tables: every condition of a rule has somebody it
// holds for and somebody it does not. The day is 22 November 2026.
import { markSearchStale } from '../contacts/contacts.ts';
import { many, one, run, sql, type TenantDb } from '../platform/db.ts';

export const seedDay = new Date('2026-11-22T09:00:00Z');

export interface SmallLibrary {
  people: Record<string, number>;
  branches: Record<'main' | 'north', number>;
  materials: Record<'book' | 'dvd', number>;
  worlds: Record<'animals' | 'crime', number>;
  purposes: Record<'newsletter' | 'youth', number>;
}

type Columns = Record<string, string | number | null>;

/** Fills the tenant and gives the numbers by name. */
export async function seedSmallLibrary(db: TenantDb): Promise<SmallLibrary> {
  const branches = {
    main: await listed(db, 'branches', 'Hoofdgebouw'),
    north: await listed(db, 'branches', 'Noord'),
  };
  const materials = {
    book: await listed(db, 'materials', 'Boek'),
    dvd: await listed(db, 'materials', 'Dvd'),
  };
  const worlds = {
    animals: await listed(db, 'worlds', 'Dieren'),
    crime: await listed(db, 'worlds', 'Misdaad'),
  };
  const purposes = {
    newsletter: await addPurpose(db, 'newsletter', 'Nieuwsbrief'),
    youth: await addPurpose(db, 'youth', 'Nieuwsbrief Jeugd'),
  };
  const people: Record<string, number> = {};
  const add = async (name: string, columns: Columns) => (people[name] = await addPerson(db, name, columns));
  await addMembers(db, add, branches);
  await addOthers(db, add, branches);
  await add('Merged', {
    birth_on: '1988-04-12',
    city: 'Gent',
    email: 'zeynep@post.example',
    merged_into: people.Zeynep!,
  });
  await run(
    db,
    sql`insert into contact_relations (tenant_id, contact_id, related_id, kind, origin) values (${db.tenantId}, ${people.Amina}, ${people.Nour}, 'guardian', 'staff')`,
  );
  await addAllLoans(db, people, { branches, materials, worlds });
  await refreshTotals(db);
  await markSearchStale(db, Object.values(people));
  await permit(db, people.Zeynep!, purposes.newsletter, 'given');
  await permit(db, people.Fatima!, purposes.newsletter, 'withdrawn');
  await permit(db, people.Nour!, purposes.newsletter, 'given');
  await permit(db, people.Łukasz!, purposes.newsletter, 'given');
  return { people, branches, materials, worlds, purposes };
}

type Add = (name: string, columns: Columns) => Promise<number>;

async function addMembers(db: TenantDb, add: Add, branches: SmallLibrary['branches']): Promise<void> {
  const deSmet = await addHousehold(db, 'veldstraat|1||9000');
  await add('Zeynep', {
    birth_on: '1988-04-12',
    city: 'Gent',
    postcode: '9000',
    branch_id: branches.main,
    email: 'zeynep@post.example',
    email_state: 'confirmed',
    household_id: deSmet,
    patron_category: 'VOLW',
    language: 'nl',
    gender: 'f',
    member_since: '2020-01-10',
    member_until: '2027-01-10',
    mobile: '09 000 00 01',
  });
  await add('Yara', {
    birth_on: '2018-05-04',
    city: 'Gent',
    postcode: '9000',
    branch_id: branches.main,
    household_id: deSmet,
    patron_category: 'JEUGD',
    language: 'nl',
    member_since: '2024-09-01',
    member_until: '2027-09-01',
  });
  await add('Joris', {
    birth_on: '1950-12-01',
    city: 'Aalst',
    postcode: '9300',
    branch_id: branches.north,
    patron_category: 'SENIOR',
    gender: 'm',
    phone: '09 000 00 02',
    member_since: '2009-12-10',
    member_until: '2026-12-10',
  });
}

async function addOthers(db: TenantDb, add: Add, branches: SmallLibrary['branches']): Promise<void> {
  const elAmrani = await addHousehold(db, 'kouter|7||9300');
  await add('Łukasz', {
    kind: 'reader',
    birth_on: '1995-02-28',
    email: 'lukasz@post.example',
    email_state: 'bouncing',
    language: 'fr',
    created_at: '2026-11-01T10:00:00Z',
  });
  await add('Fatima', {
    birth_on: '1990-11-25',
    city: 'Aalst',
    postcode: '9310',
    branch_id: branches.north,
    email: 'gezin@post.example',
    household_id: elAmrani,
    patron_category: 'VOLW',
    language: 'fr',
    gender: 'f',
    member_since: '2026-11-02',
    member_until: '2026-06-30',
  });
  await add('Nour', {
    birth_on: '2010-06-06',
    household_id: elAmrani,
    email: 'gezin@post.example',
    patron_category: 'JEUGD',
  });
  await add('Amina', { birth_on: '1980-01-01', kind: 'guardian' });
  await add('Gone', {
    birth_on: '1988-04-12',
    city: 'Gent',
    email: 'weg@post.example',
    gone_at: '2026-10-01T00:00:00Z',
  });
}

async function addAllLoans(
  db: TenantDb,
  people: Record<string, number>,
  { branches, materials, worlds }: Pick<SmallLibrary, 'branches' | 'materials' | 'worlds'>,
): Promise<void> {
  await addLoans(db, people.Zeynep!, ['2026-07-01', '2026-07-01', '2026-08-15', '2026-09-20', '2026-10-02', '2026-11-10'], {
    branch_id: branches.main,
    material_id: materials.book,
    world_id: worlds.animals,
    audience: 2,
  });
  await addLoans(
    db,
    people.Joris!,
    Array.from({ length: 10 }, (_, index) => `2025-0${3 + (index % 3)}-20`),
    { branch_id: branches.north, material_id: materials.book, world_id: worlds.crime, audience: 1 },
  );
  await addLoans(db, people.Fatima!, ['2026-06-10', '2026-09-01', '2026-09-20', '2026-10-12', '2026-10-20'], {
    branch_id: branches.north,
    material_id: materials.dvd,
    world_id: null,
    audience: 1,
  });
  await addLoans(db, people.Fatima!, ['2026-11-18', '2026-11-18'], {
    branch_id: branches.main,
    material_id: materials.dvd,
    world_id: null,
    audience: 1,
    returned_on: null,
  });
  await addLoans(db, people.Nour!, ['2026-06-01', '2026-06-02', '2026-06-03', '2026-06-04'], {
    branch_id: branches.north,
    material_id: materials.book,
    world_id: worlds.crime,
    audience: 2,
  });
}

async function listed(db: TenantDb, table: 'branches' | 'materials' | 'worlds', name: string): Promise<number> {
  return (
    await one(
      db,
      sql<{
        id: number;
      }>`insert into ${sql.table(table)} (tenant_id, code, name) values (${db.tenantId}, ${name}, ${name}) returning id`,
    )
  ).id;
}

async function addPurpose(db: TenantDb, key: string, name: string): Promise<number> {
  const known = await many(db, sql<{ id: number }>`select id from purposes where tenant_id = ${db.tenantId} and key = ${key}`);
  if (known[0]) return known[0].id;
  return (
    await one(
      db,
      sql<{ id: number }>`
    insert into purposes (tenant_id, key, kind, basis, name_nl, name_en, wording_nl, wording_en)
    values (${db.tenantId}, ${key}, 'marketing', 'consent', ${name}, ${name}, 'Ja, mail mij.', 'Yes, mail me.') returning id`,
    )
  ).id;
}

async function addHousehold(db: TenantDb, key: string): Promise<number> {
  return (
    await one(
      db,
      sql<{
        id: number;
      }>`insert into households (tenant_id, address_key) values (${db.tenantId}, ${key}) returning id`,
    )
  ).id;
}

/** A card with the given columns; email_key follows from the address. */
export async function addPerson(db: TenantDb, firstName: string, columns: Columns): Promise<number> {
  const all: Columns = {
    created_at: '2024-01-01T12:00:00Z',
    last_name: 'Vandenbroucke',
    ...columns,
    first_name: firstName,
  };
  if (typeof all.email === 'string') all.email_key = all.email.toLowerCase();
  const names = sql.join(Object.keys(all).map((name) => sql.ref(name)));
  return (
    await one(
      db,
      sql<{
        id: number;
      }>`insert into contacts (tenant_id, ${names}) values (${db.tenantId}, ${sql.join(Object.values(all))}) returning id`,
    )
  ).id;
}

interface LoanKind {
  branch_id: number | null;
  material_id: number | null;
  world_id: number | null;
  audience: number;
  returned_on?: string | null;
}

/** One loan per day given; returned at once unless said otherwise. */
export async function addLoans(db: TenantDb, contactId: number, days: readonly string[], kind: LoanKind): Promise<void> {
  const item = await one(
    db,
    sql<{ id: number }>`
    insert into items (tenant_id, item_key) values (${db.tenantId}, ${`${contactId}-${days.join()}-${kind.material_id}`}) returning id`,
  );
  const returned = kind.returned_on === undefined ? sql`day::date` : sql`${kind.returned_on}::date`;
  await run(
    db,
    sql`
    insert into loans (tenant_id, contact_id, item_id, branch_id, material_id, world_id, audience, loaned_on, returned_on, source_key)
    select ${db.tenantId}::bigint, ${contactId}::bigint, ${item.id}::bigint, ${kind.branch_id}::bigint, ${kind.material_id}::int, ${kind.world_id}::int,
      ${kind.audience}::smallint, day::date, ${returned}, hashtextextended(${`${contactId}/${item.id}`}, nr)
    from unnest(${[...days]}::text[]) with ordinality as d (day, nr)`,
  );
}

/** What the loans import keeps per contact. */
export async function refreshTotals(db: TenantDb): Promise<void> {
  await run(
    db,
    sql`
    insert into contact_loan_totals (tenant_id, contact_id, loans, open_loans, first_on, last_on)
    select tenant_id, contact_id, count(*), count(*) filter (where returned_on is null), min(loaned_on), max(loaned_on)
    from loans where tenant_id = ${db.tenantId} group by 1, 2
    on conflict (tenant_id, contact_id) do update set loans = excluded.loans, open_loans = excluded.open_loans, first_on = excluded.first_on, last_on = excluded.last_on`,
  );
}

/** A permission with its proof. */
export async function permit(
  db: TenantDb,
  contactId: number,
  purposeId: number,
  state: 'given' | 'withdrawn',
  channel = 'email',
): Promise<void> {
  const proof = await one(
    db,
    sql<{ id: number }>`
    insert into permission_proofs (tenant_id, contact_id, purpose_id, channel, state, at, method)
    values (${db.tenantId}, ${contactId}, ${purposeId}, ${channel}, ${state}, ${seedDay}, 'desk') returning id`,
  );
  await run(
    db,
    sql`
    insert into permissions (tenant_id, contact_id, purpose_id, channel, state, since, proof_id)
    values (${db.tenantId}, ${contactId}, ${purposeId}, ${channel}, ${state}, ${seedDay}, ${proof.id})`,
  );
}
