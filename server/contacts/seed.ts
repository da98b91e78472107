// Cards for tests and the demo: made as the database keeps them, so that they can have any state.
import { many, run, sql, type TenantDb } from '../platform/db.ts';
import { appendFacts } from '../timeline/timeline.ts';
import { markSearchStale, type Fields } from './contacts.ts';
import { insertContact, moveToHousehold } from './queries/cards.ts';
import { insertStale } from './queries/lookup.ts';
import { emailKey } from '../../lib/email-address.ts';

export { logConversation } from './conversations.ts';

/** Makes a card and gives its id. */
export async function plantContact(db: TenantDb, fields: Fields, at: Date = new Date()): Promise<number> {
  const key = typeof fields.email === 'string' ? (emailKey(fields.email) ?? null) : null;
  const row = await insertContact(db, { kind: 'patron', ...fields }, { emailKey: key, at });
  await moveToHousehold(db, row.id);
  await markSearchStale(db, [row.id]);
  return row.id;
}

/** The cards of a library by card number, with what consent asks of a card. */
export async function cardsByNumber(db: TenantDb): Promise<Map<string, { id: number; email: string | null; birthOn: string | null }>> {
  const rows = await many(
    db,
    sql<{ id: number; card_number: string; email: string | null; birth_on: string | null }>`
    select id, card_number, email, birth_on from contacts where tenant_id = ${db.tenantId} and card_number is not null`,
  );
  return new Map(rows.map((row) => [row.card_number, { id: row.id, email: row.email, birthOn: row.birth_on }]));
}

export interface PlantedReader {
  firstName: string;
  lastName: string;
  email: string;
  language: string;
  at: Date;
}

/** Readers without a card, as their confirmed sign-ups made them; gives their ids by address. */
export async function plantReaders(db: TenantDb, readers: readonly PlantedReader[]): Promise<Map<string, number>> {
  const rows = await many(
    db,
    sql<{ id: number; email: string; created_at: Date }>`
    insert into contacts (tenant_id, kind, first_name, last_name, email, email_key, email_state, language, created_at, updated_at)
    select ${db.tenantId}, 'reader', r."firstName", r."lastName", r.email, lower(r.email), 'confirmed', r.language, r.at, r.at
    from jsonb_to_recordset(${JSON.stringify(readers)}::jsonb) as r ("firstName" text, "lastName" text, email text, language text, at timestamptz)
    returning id, email, created_at`,
  );
  await appendFacts(
    db,
    rows.map((row) => ({
      contactId: row.id,
      at: row.created_at,
      kind: 'contact.created',
      payload: { by: null, how: 'sign-up' },
      naturalKey: 'created',
    })),
  );
  await insertStale(
    db,
    rows.map((row) => row.id),
  );
  return new Map(rows.map((row) => [row.email, row.id]));
}

/** What is known about whether mail arrives at these cards. */
export async function plantEmailState(db: TenantDb, ids: readonly number[], state: 'confirmed' | 'bouncing' | 'refused'): Promise<void> {
  await run(
    db,
    sql`update contacts set email_state = ${state} where tenant_id = ${db.tenantId} and email_key in (
      select email_key from contacts where tenant_id = ${db.tenantId} and id = any(${[...ids]}::bigint[]))`,
  );
}
