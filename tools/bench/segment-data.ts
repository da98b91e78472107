// An invented library of any size, written straight into the tables of a scratch database: what the segment count is
// measured on. Loans skew as they do in real libraries: a few read a lot, a third borrowed nothing.
import { randomBytes } from 'node:crypto';
import pg from 'pg';

export interface LibrarySize {
  contacts: number;
  loans: number;
}

/** Fills a new library in the database and gives its tenant number. Needs the owning role: indexes are rebuilt once. */
export async function fillLibrary(ownerUrl: string, size: LibrarySize): Promise<number> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const tenantId = await makeTenant(client);
    await client.query("select set_config('kaartbak.tenant', $1, false), setseed(0.42)", [String(tenantId)]);
    await makeLists(client, tenantId);
    const first = await makeContacts(client, tenantId, size.contacts);
    await makePermissions(client, tenantId);
    await withoutIndexes(client, 'loans', () => makeLoans(client, { tenantId, first, size }));
    await makeTotals(client, tenantId);
    for (const table of ['contacts', 'households', 'permissions', 'loans', 'contact_loan_totals'])
      await client.query(`vacuum analyze ${table}`);
    return tenantId;
  } finally {
    await client.end();
  }
}

async function makeTenant(client: pg.Client): Promise<number> {
  const mark = randomBytes(5).toString('hex');
  const made = await client.query<{ id: number }>(
    "insert into tenants (public_id, kind, slug, name, short_name) values ($1, 'network', $2, 'Meetnetwerk', 'Meetnetwerk') returning id",
    [`n${mark}`, `meet-net-${mark}`],
  );
  const library = await client.query<{ id: number }>(
    "insert into tenants (public_id, kind, parent_id, slug, name, short_name) values ($1, 'library', $2, $3, 'Meetbibliotheek', 'Meetbib') returning id",
    [`l${mark}`, made.rows[0]!.id, `meet-bib-${mark}`],
  );
  return Number(library.rows[0]!.id);
}

async function makeLists(client: pg.Client, tenantId: number): Promise<void> {
  await client.query(
    `insert into branches (tenant_id, code, name) select $1::bigint, 'F' || n, 'Filiaal ' || n from generate_series(1, 12) n`,
    [tenantId],
  );
  await client.query(
    `insert into materials (tenant_id, code, name) select $1::bigint, code, code from unnest(array['boek','dvd','strip','tijdschrift','spel','luisterboek']) code`,
    [tenantId],
  );
  await client.query(
    `insert into worlds (tenant_id, code, name) select $1::bigint, 'W' || n, 'Wereld ' || n from generate_series(1, 12) n`,
    [tenantId],
  );
  await client.query(`insert into items (tenant_id, item_key) select $1::bigint, 'I' || n from generate_series(1, 1000) n`, [tenantId]);
  await client.query(
    `insert into purposes (tenant_id, key, kind, basis, name_nl, name_en, wording_nl, wording_en)
     values ($1, 'newsletter', 'marketing', 'consent', 'Nieuwsbrief', 'Newsletter', 'Ja, mail mij.', 'Yes, mail me.')`,
    [tenantId],
  );
}

async function makeContacts(client: pg.Client, tenantId: number, contacts: number): Promise<number> {
  await client.query(`insert into households (tenant_id, address_key) select $1::bigint, 'A' || n from generate_series(1, $2::int) n`, [
    tenantId,
    Math.ceil(contacts / 2),
  ]);
  await client.query(
    `with lists as (
       select (select array_agg(id order by id) from branches where tenant_id = $1) as branches,
              (select min(id) from households where tenant_id = $1) as household)
     insert into contacts (tenant_id, first_name, last_name, gender, birth_on, email, email_key, email_state, phone, street, house_number,
       postcode, city, country, language, branch_id, household_id, card_number, patron_category, member_since, member_until, created_at)
     select $1::bigint, 'Voornaam' || n % 997, 'Achternaam' || n % 7919, (array['f','m','x'])[1 + n % 3],
       date '2026-01-01' - (random() * 31000)::int,
       mail, mail, case when random() < 0.03 then 'bouncing' else 'confirmed' end,
       case when random() < 0.5 then '09 000 00 ' || n % 100 end, 'Straat ' || n % 500, (n % 120)::text,
       (9000 + (random() * 90)::int)::text, 'Gemeente ' || n % 20, 'BE', (array['nl','nl','nl','nl','fr','en'])[1 + (random() * 5)::int],
       branches[1 + (power(random(), 2) * 12)::int % 12], household + (n - 1) / 2, 'K' || n,
       (array['VOLW','VOLW','JEUGD','KIND','SENIOR'])[1 + (random() * 4)::int],
       date '2026-01-01' - (random() * 4000)::int, date '2026-01-01' + (random() * 700 - 200)::int, now() - random() * interval '8 years'
     from generate_series(1, $2::int) n, lists,
       lateral (select case when random() < 0.85 then 'lezer' || n % (1 + ($2::int * 9 / 10)) || '@post.example' end as mail offset n * 0) m`,
    [tenantId, contacts],
  );
  const first = await client.query<{ id: number }>('select min(id) as id from contacts where tenant_id = $1', [tenantId]);
  return Number(first.rows[0]!.id);
}

async function makePermissions(client: pg.Client, tenantId: number): Promise<void> {
  await client.query(
    `insert into permission_proofs (tenant_id, contact_id, purpose_id, channel, state, at, method)
     select c.tenant_id, c.id, p.id, 'email', case when random() < 0.9 then 'given' else 'withdrawn' end, now(), 'web-form'
     from contacts c join purposes p on p.tenant_id = c.tenant_id where c.tenant_id = $1 and random() < 0.4`,
    [tenantId],
  );
  await client.query(
    `insert into permissions (tenant_id, contact_id, purpose_id, channel, state, since, proof_id)
     select tenant_id, contact_id, purpose_id, channel, state, at, id from permission_proofs where tenant_id = $1`,
    [tenantId],
  );
}

async function makeLoans(
  client: pg.Client,
  { tenantId, first, size }: { tenantId: number; first: number; size: LibrarySize },
): Promise<void> {
  await client.query(
    `with lists as (
       select (select array_agg(id order by id) from branches where tenant_id = $1) as branches,
              (select array_agg(id order by id) from materials where tenant_id = $1) as materials,
              (select array_agg(id order by id) from worlds where tenant_id = $1) as worlds,
              (select array_agg(id order by id) from items where tenant_id = $1) as items)
     insert into loans (tenant_id, contact_id, item_id, branch_id, material_id, world_id, audience, loaned_on, due_on, returned_on, source_key)
     select $1::bigint, $2::bigint + (floor(power(random(), 3) * $3::bigint * 0.7)::bigint * 7919) % $3::bigint, items[1 + n % 1000],
       branches[1 + n % 12], materials[1 + (power(random(), 3) * 6)::int % 6], worlds[1 + (random() * 12)::int % 12],
       case when random() < 0.45 then 2 else 1 end, on_day, on_day + 28, case when on_day < date '2026-10-20' then on_day + (random() * 28)::int end, n
     from generate_series(1::bigint, $4::bigint) n, lists, lateral (select date '2024-11-15' + (n * 730 / $4::bigint)::int as on_day) d`,
    [tenantId, first, size.contacts, size.loans],
  );
}

async function makeTotals(client: pg.Client, tenantId: number): Promise<void> {
  await client.query(
    `insert into contact_loan_totals (tenant_id, contact_id, loans, open_loans, first_on, last_on)
     select tenant_id, contact_id, count(*), count(*) filter (where returned_on is null), min(loaned_on), max(loaned_on)
     from loans where tenant_id = $1 group by 1, 2`,
    [tenantId],
  );
}

/** Runs a bulk load with the table's indexes and foreign keys out of the way, then builds them once. */
async function withoutIndexes(client: pg.Client, table: string, load: () => Promise<void>): Promise<void> {
  const keys = await client.query<{ name: string; definition: string }>(
    "select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint where conrelid = $1::regclass and contype = 'f'",
    [table],
  );
  const indexes = await client.query<{ name: string; definition: string }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index where indrelid = $1::regclass and not indisprimary`,
    [table],
  );
  for (const key of keys.rows) await client.query(`alter table ${table} drop constraint ${key.name}`);
  for (const index of indexes.rows) await client.query(`drop index ${index.name}`);
  await load();
  await client.query("set maintenance_work_mem = '512MB'");
  for (const index of indexes.rows) await client.query(index.definition);
  for (const key of keys.rows) await client.query(`alter table ${table} add constraint ${key.name} ${key.definition} not valid`);
}
