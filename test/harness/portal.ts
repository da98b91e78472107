// A library as its readers meet it: pages over HTTP, the mails it sends, and what a click left behind.
import { addCard } from './cards.ts';
import { testApp, type TestApp } from './app.ts';
import { newLibrary } from './database.ts';
import { ensureDefaultPurposes, givePermission, listPurposes, preferenceToken, unsubscribeToken } from '../../server/consent/consent.ts';
import { many, one, sql, withTenant, type TenantDb } from '../../server/platform/db.ts';

/** The moment all tests of these pages begin. */
export const now = new Date('2026-11-22T10:00:00Z');
let serial = 0;

/** A library with a sign-up page; `post` sends a form as a browser does. */
export async function portalLibrary(options?: Parameters<typeof newLibrary>[1]) {
  const app = await testApp();
  app.setNow(now);
  const { tenantId, slug } = await newLibrary(app.database, options);
  const run = <T>(fn: (db: TenantDb) => Promise<T>) => withTenant(app.database, tenantId, fn);
  await run(ensureDefaultPurposes);
  const purposes = new Map((await run((db) => listPurposes(db))).map((purpose) => [purpose.key, purpose.id]));
  const id = (key: string) => purposes.get(key)!;
  // each test a visitor of its own: limits are per visitor
  const remoteAddress = `10.0.${Math.floor(++serial / 250)}.${serial % 250}`;
  const get = (url: string, method: 'GET' | 'HEAD' = 'GET') => app.server.inject({ method, url, remoteAddress });
  const post = (url: string, fields: Record<string, string | string[]>, headers: Record<string, string> = {}) => {
    const body = new URLSearchParams(
      Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one_) => [name, one_] as [string, string])),
    );
    return app.server.inject({
      method: 'POST',
      url,
      payload: body.toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      remoteAddress,
    });
  };
  /** Saves the own page as a browser does: what it showed, and which switches are on. Practical messages stay on unless told. */
  const save = async (mijn: string, on: readonly string[], { service = true } = {}) => {
    const { body } = await get(mijn);
    const shown = [...body.matchAll(/name="getoond"\s+value="([\d.]+)"/g)].map((found) => found[1]!);
    const ticked = [...on, ...(service ? ['service'] : [])].map((key) => String(id(key)));
    return post(mijn, { doel: ticked, getoond: shown, taal: 'nl' });
  };
  const form = {
    email: 'zeynep@lezers.example',
    leeftijd: 'adult',
    doel: [String(id('newsletter'))],
  };
  const signUp = (fields: Record<string, string | string[]> = {}) => post(`/b/${slug}/inschrijven`, { ...form, ...fields });
  const linkIn = (text: string) => new URL(/http:\/\/localhost:8080\/[^\s<>()]+/.exec(text)![0]).pathname;
  const seen = reading(app, tenantId, run);
  return { app, tenantId, slug, run, id, get, post, save, signUp, linkIn, confirm: () => confirmAll(seen.mails, post), ...seen };
}

/** Taps the button of the newest mail that asks for a confirmation, as often as one is sent: a child's sign-up asks twice. */
async function confirmAll(
  mails: () => Promise<{ text: string }[]>,
  post: (url: string, fields: Record<string, string>) => Promise<{ body: string; statusCode: number }>,
) {
  const tapped = new Set<string>();
  for (;;) {
    const links = (await mails()).flatMap(({ text }) => /\/b\/[\w-]+\/bevestig\/[\w-]+/.exec(text)?.[0] ?? []);
    const next = links.find((link) => !tapped.has(link));
    if (!next) return;
    tapped.add(next);
    await post(next, {});
  }
}

/** What became of it: mails, cards and permissions. */
function reading(app: TestApp, tenantId: number, run: <T>(fn: (db: TenantDb) => Promise<T>) => Promise<T>) {
  const mails = async () => {
    await app.drain();
    return run((db) =>
      many(
        db,
        sql<{
          address: string;
          contact_id: number | null;
          allowed: boolean;
          subject: string;
          text: string;
        }>`
      select address, contact_id, allowed, merge_values ->> 'subject' as subject, merge_values ->> 'text' as text from messages where tenant_id = ${tenantId} and source_kind = 'service' order by id`,
      ),
    );
  };
  const cards = () =>
    run((db) =>
      many(
        db,
        sql<{
          id: number;
          kind: string;
          first_name: string;
          email: string;
          email_state: string;
          language: string;
        }>`select id, kind, first_name, email, email_state, language from contacts where tenant_id = ${tenantId} order by id`,
      ),
    );
  const permissions = () =>
    run((db) =>
      many(
        db,
        sql<{ contact_id: number; key: string; state: string; method: string; guardian: boolean }>`
    select p.contact_id, u.key, p.state, f.method, p.guardian from permissions p join purposes u on u.tenant_id = p.tenant_id and u.id = p.purpose_id join permission_proofs f on f.tenant_id = p.tenant_id and f.id = p.proof_id
    where p.tenant_id = ${tenantId} order by p.contact_id, u.position`,
      ),
    );
  return { mails, cards, permissions };
}

/** Everything of a library that a click could have changed. */
export async function everything({ run, tenantId }: { run: <T>(fn: (db: TenantDb) => Promise<T>) => Promise<T>; tenantId: number }) {
  const tables = [
    'contacts',
    'permissions',
    'permission_proofs',
    'marketing_objections',
    'suppressions',
    'sign_up_requests',
    'facts',
    'messages',
    'audit_entries',
  ];
  return run(async (db) => {
    const rows: [string, unknown][] = [];
    for (const table of tables)
      rows.push([
        table,
        (
          await one(
            db,
            sql<{
              rows: unknown;
            }>`select coalesce(jsonb_agg(to_jsonb(t) order by to_jsonb(t)::text), '[]') as rows from ${sql.table(table)} t where tenant_id = ${tenantId}`,
          )
        ).rows,
      ]);
    return rows;
  });
}

/** A reader of a library who gets the newsletter, with the links of a mail. */
export async function subscribed(card: Parameters<typeof addCard>[2] = {}) {
  const place = await portalLibrary();
  const { app, tenantId, run, id } = place;
  const contactId = await addCard(app.database, tenantId, card);
  const yes = {
    contactId,
    channel: 'email',
    at: new Date('2026-01-05T10:00:00Z'),
    method: 'desk',
  } as const;
  await run((db) => givePermission(db, { ...yes, purposeId: id('newsletter') }));
  const uit = `/uit/${unsubscribeToken(app.secrets, { tenantId, contactId, purposeId: id('newsletter'), messageId: 12 })}`;
  const mijn = `/mijn/${preferenceToken(app.secrets, { tenantId, contactId, now })}`;
  return { ...place, contactId, uit, mijn };
}

/** A mail of a mailing that went to this address at that moment; gives its number. */
export async function mailed(db: TenantDb, to: { contactId: number; address: string; at: Date }): Promise<number> {
  const { id } = await one(
    db,
    sql<{ id: number }>`
    insert into messages (tenant_id, source_kind, source_id, recipient_key, contact_id, address, state, allowed, rule, created_at)
    values (${db.tenantId}, 'mailing', 1, ${to.address}, ${to.contactId}, ${to.address}, 'accepted', true, 'consent', ${to.at}) returning id`,
  );
  return id;
}
