// A card put straight into the database, for tests of modules that only need somebody to be there.
import { one, sql, withTenant, type Database } from '../../server/platform/db.ts';

interface Card {
  firstName?: string;
  lastName?: string;
  email?: string | null;
  birthOn?: string | null;
  kind?: 'patron' | 'reader';
  memberSince?: string | null;
  language?: 'nl' | 'en' | null;
}

/** Adds a card and gives its number; by default an adult patron with an address of their own. */
export async function addCard(database: Database, tenantId: number, card: Card = {}): Promise<number> {
  const {
    firstName = 'Zeynep',
    lastName = 'Aydın',
    birthOn = '1984-03-02',
    kind = 'patron',
    memberSince = '2019-09-14',
    language = null,
  } = card;
  const email = card.email === undefined ? 'zeynep@lezers.example' : card.email;
  const row = await withTenant(database, tenantId, (db) =>
    one(
      db,
      sql<{ id: number }>`
      insert into contacts (tenant_id, kind, first_name, last_name, email, email_key, birth_on, member_since, language)
      values (${tenantId}, ${kind}, ${firstName}, ${lastName}, ${email}, ${email?.toLowerCase() ?? null}, ${birthOn}, ${memberSince}, ${language}) returning id`,
    ),
  );
  return row.id;
}
