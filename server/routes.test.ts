// Generated from the contracts: every route with every role, without a login, and with another library's ids.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { permissionsOfRole, roles, type Role } from '../lib/permissions.ts';
import { fullPath, type Route } from '../lib/route.ts';
import { logInAs, testApp, type Session, type TestApp } from '../test/harness/app.ts';
import { readyLibrary, sentMailing } from '../test/harness/audience.ts';
import { newLibrary } from '../test/harness/database.ts';
import { exampleOf } from '../test/harness/example.ts';
import { contract } from './mount.ts';
import { many, sql, withTenant } from './platform/db.ts';

let app: TestApp;
let home: { tenantId: number; slug: string };
let other: { tenantId: number; slug: string };
/** Ids that exist in the other library, by the name of the path's part. */
let foreign: Record<string, string>;
const sessions = new Map<Role, Session>();

before(async () => {
  app = await testApp();
  home = await newLibrary(app.database);
  other = await newLibrary(app.database, { name: 'Bibliotheek Goudveld' });
  const ready = await readyLibrary(app, other.tenantId, 3);
  const mailing = await sentMailing(app, other.tenantId, ready);
  await app.drain();
  const colleague = await logInAs(app, other.tenantId, 'administrator');
  for (const role of roles) sessions.set(role, await logInAs(app, home.tenantId, role));
  const ids = await withTenant(app.database, other.tenantId, (db) =>
    many(
      db,
      sql<{ contact: number; related: number; message: number; staff: string }>`
      select (select min(id) from contacts where tenant_id = ${other.tenantId}) as contact,
        (select max(id) from contacts where tenant_id = ${other.tenantId}) as related,
        (select min(id) from messages where tenant_id = ${other.tenantId}) as message,
        (select public_id from staff_members where id = ${colleague.staffId}) as staff`,
    ),
  );
  foreign = {
    contactId: String(ids[0]!.contact),
    relatedId: String(ids[0]!.related),
    messageId: String(ids[0]!.message),
    segmentId: String(ready.segmentId),
    purposeId: String(ready.purposeId),
    senderId: String(ready.senderId),
    mailingId: String(mailing.id),
    staffId: ids[0]!.staff,
  };
});

const inEnvironment = contract.filter((route) => route.access.in === 'environment');

function pathOf(route: Route, slug: string): string {
  return fullPath(route).replace(/:(\w+)/g, (_, name: string) => (name === 'environment' ? slug : (foreign[name] ?? '987654321')));
}

async function ask(session: Session, route: Route, slug: string) {
  const query = exampleOf(route.query, foreign) as Record<string, unknown>;
  const search = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]));
  const body =
    route.bodyKind === 'json'
      ? exampleOf(route.body, numbers(foreign))
      : route.bodyKind === 'bytes'
        ? Buffer.from('a;b\n1;2\n')
        : undefined;
  const headers = route.bodyKind === 'bytes' ? { 'content-type': 'application/octet-stream' } : undefined;
  return session.call(route.method, `${pathOf(route, slug)}${search.size > 0 ? `?${search}` : ''}`, body, headers);
}

function numbers(ids: Record<string, string>): Record<string, unknown> {
  const named = Object.entries(ids).filter(([name]) => name !== 'staffId');
  return {
    ...Object.fromEntries(named.map(([name, id]) => [name, Number(id)])),
    role: 'read-only',
    note: 'Gebeld over een activiteit',
    rule: { match: 'all', rules: [] },
  };
}

for (const role of roles) {
  test(`${role}: may do what the table says, and nothing else`, async () => {
    for (const route of inEnvironment) {
      if (route.access.in !== 'environment') continue;
      const allowed = permissionsOfRole[role].includes(route.access.permission);
      const { status, body } = await ask(sessions.get(role)!, route, home.slug);
      if (allowed) assert.ok(status !== 403 && status !== 401, `${role} is kept from ${route.id}: ${status} ${JSON.stringify(body)}`);
      else assert.equal(status, 403, `${role} may call ${route.id}`);
      assert.ok(status < 500, `${route.id} answers ${status}: ${JSON.stringify(body)}`);
    }
  });
}

test('another library is not there: no route of it answers, whatever the role at home', async () => {
  for (const route of inEnvironment) {
    const { status } = await ask(sessions.get('administrator')!, route, other.slug);
    assert.equal(status, 404, route.id);
  }
});

test("another library's ids open nothing at home, and nothing of it changes", async () => {
  const before = await fingerprint();
  const withIds = inEnvironment.filter((route) => /:(?!environment)\w+/.test(route.path));
  assert.ok(withIds.length > 10);
  for (const route of withIds) {
    // the role that may do it, so that only the id can be what stops it
    const role = roles.find((one) => route.access.in === 'environment' && permissionsOfRole[one].includes(route.access.permission))!;
    const { status, body } = await ask(sessions.get(role)!, route, home.slug);
    assert.ok([404, 410].includes(status), `${route.method} ${route.path} answers ${status} ${JSON.stringify(body)}`);
  }
  assert.deepEqual(await fingerprint(), before);
});

/** Row counts and newest changes of the other library, over all its tables. */
async function fingerprint(): Promise<unknown> {
  return withTenant(app.database, other.tenantId, async (db) => {
    const tables = await many(
      db,
      sql<{ name: string }>`
      select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
      where n.nspname = 'public' and c.relkind = 'r' and c.relrowsecurity order by 1`,
    );
    const found: Record<string, unknown> = {};
    for (const { name } of tables) {
      found[name] = await many(
        db,
        sql`select count(*)::int as n, md5(string_agg(t::text, '|' order by t::text)) as hash from ${sql.table(name)} t where tenant_id = ${other.tenantId}`,
      );
    }
    return found;
  });
}

test('without a login nothing but the entrance answers', async () => {
  for (const route of contract) {
    if (route.access.in === 'public' || (route.access.in === 'staff' && route.access.orNobody)) continue;
    const answer = await app.server.inject({
      method: route.method,
      url: pathOf(route, home.slug),
      ...(route.bodyKind === 'json' ? { payload: exampleOf(route.body) as object } : {}),
    });
    assert.equal(answer.statusCode, 401, route.id);
  }
});

test("a state change without the session's token, or from another site, is refused", async () => {
  const session = sessions.get('administrator')!;
  for (const route of contract) {
    if (route.method === 'GET' || route.access.in === 'public' || route.id === 'session.close') continue;
    const forged: Record<string, string>[] = [
      { 'x-csrf': 'wrong' },
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
    ];
    for (const headers of forged) {
      const answer = await session.call(
        route.method,
        pathOf(route, home.slug),
        route.bodyKind === 'json' ? exampleOf(route.body) : undefined,
        headers,
      );
      assert.equal(answer.status, 403, `${route.id} ${JSON.stringify(headers)}`);
      assert.equal(answer.body.code, 'error.forged');
    }
  }
});
