import { many, one, run, sql, type TenantDb } from '../../platform/db.ts';

/** Cards whose names fit a text-search query; see contact_search_find. */
export async function findByNames(db: TenantDb, query: string, max: number): Promise<number[]> {
  const rows = await many(db, sql<{ id: number }>`select contact_search_find(${query}::tsquery, ${max}) as id`);
  return rows.map((row) => row.id);
}

// the last of all code points: what begins with a text lies between that text and it followed by this
const last = '\u{10ffff}';

/** Cards with a key that begins like this; an exact one comes first. */
export async function findByKey(db: TenantDb, prefix: string, max: number): Promise<number[]> {
  const rows = await many(
    db,
    sql<{ contact_id: number }>`
    select contact_id from contact_search_keys
    where tenant_id = ${db.tenantId} and key >= ${prefix} and key < ${prefix + last}
    order by key limit ${max}`,
  );
  return rows.map((row) => row.contact_id);
}

/** Which of these cards have a key that begins with one of the prefixes. */
export async function keepWithKey(db: TenantDb, ids: readonly number[], prefixes: readonly string[]): Promise<number[]> {
  const rows = await many(
    db,
    sql<{ contact_id: number }>`
    select distinct contact_id from contact_search_keys
    where tenant_id = ${db.tenantId} and contact_id = any(${[...ids]}::bigint[])
      and (${sql.join(
        prefixes.map((prefix) => sql`(key >= ${prefix} and key < ${prefix + last})`),
        sql` or `,
      )})`,
  );
  return rows.map((row) => row.contact_id);
}

/** Words of this tenant's names that look like the given one. */
export async function wordsAlike(db: TenantDb, word: string, max: number): Promise<string[]> {
  const rows = await many(db, sql<{ word: string }>`select contact_search_alike(${word}, ${max}) as word`);
  return rows.map((row) => row.word);
}

/** What is stale already is held until our change is committed: the job would tick it off for what the card was before. */
export async function insertStale(db: TenantDb, ids: readonly number[]): Promise<void> {
  await run(
    db,
    sql`
    insert into contact_search_stale (tenant_id, contact_id) select ${db.tenantId}, id from unnest(${[...ids]}::bigint[]) id order by id
    on conflict (tenant_id, contact_id) do update set contact_id = excluded.contact_id`,
  );
}

/** False when the stale list is being worked off just now. */
export async function refreshNow(db: TenantDb, ids: readonly number[]): Promise<boolean> {
  const row = await one(db, sql<{ done: boolean }>`select contact_search_refresh_now(${[...ids]}::bigint[]) as done`);
  return row.done;
}

/** Brings so many stale cards up to date; tells how many there were. */
export async function refreshStale(db: TenantDb, max: number): Promise<number> {
  const row = await one(db, sql<{ taken: number }>`select contact_search_refresh(${max}) as taken`);
  return row.taken;
}
