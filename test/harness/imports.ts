// A library that takes files in, for tests: bring one, see the cards it made and the rows it refused.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listRejects } from '../../server/imports/imports.ts';
import type { Mapping } from '../../server/imports/rules/mapping.ts';
import { importText } from '../../server/imports/seed.ts';
import { many, sql, withTenant, type TenantDb } from '../../server/platform/db.ts';
import { testApp } from './app.ts';
import { newLibrary } from './database.ts';

/** The bytes of a file as a library system wrote it. */
export const golden = (name: string): Buffer => readFileSync(join(import.meta.dirname, '../files', name));

/** A library of its own; `take` brings a file to the end, `inside` asks its database. */
export async function importLibrary() {
  const app = await testApp();
  const { tenantId } = await newLibrary(app.database);
  const inside = <T>(fn: (db: TenantDb) => Promise<T>) => withTenant(app.database, tenantId, fn);
  const take = (text: string | Buffer | Iterable<string>, options: Parameters<typeof importText>[3] = {}) =>
    importText(app, tenantId, text, options);
  const rejects = (runId: number) => inside((db) => listRejects(db, runId, { after: 0, limit: 100 }));
  return { app, tenantId, inside, take, rejects };
}

interface Card {
  id: number;
  first_name: string;
  last_name: string;
  email: string | null;
  email_key: string | null;
  card_number: string | null;
  household_id: number | null;
  gone_at: Date | null;
  version: number;
  street: string | null;
  house_number: string | null;
  box: string | null;
  birth_on: string | null;
  language: string | null;
}

/** Everybody the library has now, by card number. */
export const cards = (db: TenantDb): Promise<Card[]> =>
  many(
    db,
    sql<Card>`
  select id, first_name, last_name, email, email_key, card_number, household_id, gone_at, version, street, house_number, box, birth_on, language
  from contacts where tenant_id = ${db.tenantId} order by card_number`,
  );

export const fullName = (card: Card): string => `${card.first_name} ${card.last_name}`.trim();

/** A file with commas and a header, whose columns mean this. */
export function mappingOf(columns: Mapping['columns']): Mapping {
  return { encoding: 'utf-8', delimiter: ',', header: true, dates: 'dmy', source: 'ils', columns };
}
