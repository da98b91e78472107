// What the installation as a whole remembers between two starts, by name; above all environments.
import { maybe, run, sql, type SystemDb } from './db.ts';

/** What was remembered under this name; undefined when nothing was. */
export async function recall<T>(db: SystemDb, key: string): Promise<T | undefined> {
  return (await maybe(db, sql<{ value: T }>`select value from platform_settings where key = ${key}`))?.value;
}

/** Remembers something under a name, instead of what was there. */
export async function remember(db: SystemDb, key: string, value: unknown): Promise<void> {
  await run(
    db,
    sql`insert into platform_settings (key, value) values (${key}, ${JSON.stringify(value)}::jsonb)
      on conflict (key) do update set value = excluded.value, updated_at = now()`,
  );
}

/** Forgets what was remembered under a name. */
export async function forget(db: SystemDb, key: string): Promise<void> {
  await run(db, sql`delete from platform_settings where key = ${key}`);
}
