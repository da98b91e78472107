// Cards for tests: made as the database keeps them, so that a test can have any state.
import type { TenantDb } from '../platform/db.ts';
import { markSearchStale, type Fields } from './contacts.ts';
import { insertContact, moveToHousehold } from './queries/cards.ts';
import { emailKey } from '../../lib/email-address.ts';

/** Makes a card and gives its id. */
export async function plantContact(db: TenantDb, fields: Fields, at: Date = new Date()): Promise<number> {
  const key = typeof fields.email === 'string' ? (emailKey(fields.email) ?? null) : null;
  const row = await insertContact(db, { kind: 'patron', ...fields }, { emailKey: key, at });
  await moveToHousehold(db, row.id);
  await markSearchStale(db, [row.id]);
  return row.id;
}
