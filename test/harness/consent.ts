// A library with purposes, and short ways to say yes and no and to ask what may be sent.
import { addCard } from './cards.ts';
import { newLibrary, testDatabase } from './database.ts';
import { ensureDefaultPurposes, listPurposes, permissionsOfContact, type Said } from '../../server/consent/consent.ts';
import { many, sql, withTenant, type TenantDb } from '../../server/platform/db.ts';
import { createSecrets } from '../../server/platform/secrets.ts';

export const secrets = createSecrets(Buffer.alloc(32, 3));
export const january = new Date('2026-01-05T10:00:00Z');
export const june = new Date('2026-06-05T10:00:00Z');
export const november = new Date('2026-11-22T10:00:00Z');

/** A library with its purposes; `run` works in its transactions. */
export async function consentLibrary(options?: Parameters<typeof newLibrary>[1]) {
  const database = await testDatabase();
  const { tenantId } = await newLibrary(database, options);
  const run = <T>(fn: (db: TenantDb) => Promise<T>) => withTenant(database, tenantId, fn);
  await run(ensureDefaultPurposes);
  const purposes = new Map((await run((db) => listPurposes(db))).map((purpose) => [purpose.key, purpose.id]));
  const id = (key: string) => purposes.get(key)!;
  const card = (about?: Parameters<typeof addCard>[2]) => addCard(database, tenantId, about);
  const said = (contactId: number, key: string, more: Partial<Said> = {}): Said => ({
    contactId,
    purposeId: id(key),
    channel: 'email',
    at: january,
    method: 'desk',
    ...more,
  });
  const decision = async (contactId: number, key: string, now = november) => (await run((db) => decisionFor(db, contactId, id(key), now)))!;
  return { database, tenantId, run, id, card, said, decision };
}

/** What is decided for one card, as its tab shows it. */
export async function decisionFor(db: TenantDb, contactId: number, purposeId: number, now: Date) {
  const { purposes } = await permissionsOfContact(db, secrets, { contactId, now });
  return purposes.find((one) => one.purpose.id === purposeId)?.decision;
}

/** The proofs of a card, oldest first. */
export const proofsOf = (db: TenantDb, contactId: number) =>
  many(
    db,
    sql<{
      state: string;
      method: string;
      wording: string | null;
      wording_version: number | null;
      language: string | null;
      address: string | null;
      evidence: Record<string, unknown>;
    }>`
    select state, method, wording, wording_version, language, address, evidence from permission_proofs where tenant_id = ${db.tenantId} and contact_id = ${contactId} order by id`,
  );
