import assert from 'node:assert/strict';
import { test } from 'node:test';
import { libraryWith, testApp } from '../../test/harness/app.ts';
import { many, one, sql, withTenant } from '../platform/db.ts';
import type { Role } from '../../lib/permissions.ts';
import { plantContact } from './seed.ts';

async function library(role: Role = 'marketer') {
  (await testApp()).setNow(new Date('2026-11-22T10:00:00Z'));
  const place = await libraryWith(role);
  const list = async (query = '') => (await place.session.call('GET', `${place.api}/contacts?${query}`)).body;
  const names = async (query = '') => (await list(query)).contacts.map((contact: { lastName: string }) => contact.lastName);
  const count = async (query = '') => (await place.session.call('GET', `${place.api}/contacts/count?${query}`)).body;
  return { ...place, list, names, count };
}

async function peopled(role?: Role) {
  const place = await library(role);
  await withTenant(place.app.database, place.tenantId, async (db) => {
    const branch = await one(
      db,
      sql<{ id: number }>`insert into branches (tenant_id, code, name) values (${place.tenantId}, 'L', 'De Linde') returning id`,
    );
    await plantContact(db, { lastName: 'Zwart', kind: 'reader', email: 'z@post.example' });
    await plantContact(db, {
      lastName: 'de Smet',
      memberSince: '2016-01-01',
      memberUntil: '2026-12-31',
      patronCategory: 'VOLW',
      branchId: branch.id,
    });
    await plantContact(db, { lastName: 'Élie', memberSince: '2020-01-01', memberUntil: '2026-01-01', patronCategory: 'JEUGD' });
    await plantContact(db, { lastName: 'Aydın', memberSince: '2020-01-01', email: 'a@post.example', patronCategory: 'VOLW' });
    const gone = await plantContact(db, { lastName: 'Weg' });
    await many(db, sql`update contacts set gone_at = now() where tenant_id = ${place.tenantId} and id = ${gone}`);
    await many(db, sql`update contacts set email_state = 'bouncing' where tenant_id = ${place.tenantId} and last_name = 'Zwart'`);
    return branch.id;
  });
  const branchId = (await place.session.call('GET', `${place.api}/contacts/facets`)).body.branches[0].id as number;
  return { ...place, branchId };
}

test('sorted by name as people look for it: accents and capitals aside', async () => {
  const { names } = await peopled();
  assert.deepEqual(await names(), ['Aydın', 'de Smet', 'Élie', 'Zwart']);
  assert.deepEqual(await names('direction=down'), ['Zwart', 'Élie', 'de Smet', 'Aydın']);
  assert.deepEqual(await names('sort=created&direction=down'), ['Aydın', 'Élie', 'de Smet', 'Zwart']);
});

test('somebody of whom only the first name is known stands where that belongs', async () => {
  const { app, tenantId, session, api } = await library();
  await withTenant(app.database, tenantId, async (db) => {
    for (const names of [{ lastName: 'Aydın' }, { firstName: 'Bernadette' }, { firstName: 'Zoë', lastName: 'Claes' }])
      await plantContact(db, names);
  });
  const { body } = await session.call('GET', `${api}/contacts`);
  assert.deepEqual(
    body.contacts.map((one: any) => one.lastName || one.firstName),
    ['Aydın', 'Bernadette', 'Claes'],
  );
});

test('every filter narrows the list and the count alike', async () => {
  const { names, count, branchId } = await peopled();
  const expected: [string, string[]][] = [
    ['kind=reader', ['Zwart']],
    ['email=with', ['Aydın', 'Zwart']],
    ['email=without', ['de Smet', 'Élie']],
    ['email=bouncing', ['Zwart']],
    ['category=VOLW', ['Aydın', 'de Smet']],
    [`branch=${branchId}`, ['de Smet']],
    ['member=active', ['Aydın', 'de Smet']],
    ['member=ending', ['de Smet']],
    ['member=ended', ['Élie']],
    ['member=none', ['Zwart']],
    ['presence=gone', ['Weg']],
    ['q=weg', ['Weg']],
    ['q=weg&presence=here', []],
    ['presence=all', ['Aydın', 'de Smet', 'Élie', 'Weg', 'Zwart']],
    ['category=VOLW&email=with', ['Aydın']],
    ['category=NIETS', []],
  ];
  for (const [query, people] of expected) {
    assert.deepEqual(await names(query), people, query);
    assert.deepEqual(await count(query), { count: people.length, exact: true }, query);
  }
});

test('the facets name the branches and the categories in use, and whether there is anybody', async () => {
  const empty = await library();
  const full = await peopled();
  const none = (await empty.session.call('GET', `${empty.api}/contacts/facets`)).body;
  const some = (await full.session.call('GET', `${full.api}/contacts/facets`)).body;
  assert.deepEqual(none, { any: false, branches: [], categories: [] });
  assert.deepEqual(
    [some.any, some.branches[0].name, some.categories],
    [
      true,
      'De Linde',
      [
        { code: 'JEUGD', name: 'JEUGD' },
        { code: 'VOLW', name: 'VOLW' },
      ],
    ],
  );
});

test('a category goes by its code until it is named; cards keep the code', async () => {
  const { session, api } = await peopled('administrator');
  const name = (body: unknown) => session.call('PUT', `${api}/patron-categories`, body);
  const before = (await session.call('GET', `${api}/patron-categories`)).body.categories;
  const named = await name({ code: 'VOLW', name: ' Volwassene ' });
  const facets = (await session.call('GET', `${api}/contacts/facets`)).body;
  const listed = (await session.call('GET', `${api}/contacts?category=VOLW`)).body.contacts;

  assert.deepEqual(
    before.map((category: any) => category.name),
    ['JEUGD', 'VOLW'],
  );
  assert.deepEqual(named.body.categories, [
    { code: 'JEUGD', name: 'JEUGD' },
    { code: 'VOLW', name: 'Volwassene' },
  ]);
  assert.deepEqual(facets.categories, named.body.categories);
  assert.ok(listed.length > 0 && listed.every((contact: any) => contact.patronCategory === 'VOLW'));
  assert.equal((await name({ code: 'BESTAAT-NIET', name: 'Niemand' })).status, 404);
  assert.equal((await name({ code: 'VOLW', name: '  ' })).status, 422);
  assert.equal((await name({ code: 'VOLW', name: 'Volwassenen' })).body.categories[1].name, 'Volwassenen');
});

for (const sort of ['name', 'changed', 'created']) {
  for (const direction of ['up', 'down']) {
    test(`pages by ${sort} ${direction} show everybody once, also when many are equal`, async () => {
      const { app, tenantId, list } = await library();
      await withTenant(app.database, tenantId, (db) =>
        many(
          db,
          sql`
        insert into contacts (tenant_id, last_name, updated_at)
        select ${tenantId}, 'Peeters ' || (n % 3), timestamptz '2026-01-01' + (n % 4) * interval '0.000001 seconds' from generate_series(1, 47) n`,
        ),
      );
      const seen: number[] = [];
      let cursor = '';
      for (let page = 0; page < 20; page++) {
        const body = await list(`sort=${sort}&direction=${direction}&limit=10${cursor && `&cursor=${cursor}`}`);
        seen.push(...body.contacts.map((contact: { id: number }) => contact.id));
        if (!body.next) break;
        cursor = body.next;
      }
      assert.deepEqual([seen.length, new Set(seen).size], [47, 47]);
    });
  }
}

test('a cursor that is not ours, or of another order, is refused', async () => {
  const { app, tenantId, list } = await library();
  await withTenant(app.database, tenantId, (db) =>
    many(db, sql`insert into contacts (tenant_id, last_name) select ${tenantId}, 'P' || n from generate_series(1, 3) n`),
  );
  const { next } = await list('limit=1');
  const forged = Buffer.from(JSON.stringify(['changed', false, "now'; drop table contacts", 1])).toString('base64url');
  for (const query of ['cursor=onzin', `cursor=${next}&sort=changed`, `cursor=${next}&direction=down`, `cursor=${forged}&sort=changed`]) {
    assert.deepEqual(Object.keys((await list(query)).fields), ['cursor'], query);
  }
});

test('an unknown filter or sort is refused, not ignored', async () => {
  const { list } = await library();
  for (const query of ['sort=email_key', 'kind=admin', 'tenant_id=1', 'limit=5000', 'branch=-1'])
    assert.equal((await list(query)).code, 'error.invalid', query);
});

test('above ten thousand the count is about right and says so', async () => {
  const { app, tenantId, count } = await library();
  await withTenant(app.database, tenantId, (db) =>
    many(db, sql`insert into contacts (tenant_id, last_name) select ${tenantId}, 'P' || n from generate_series(1, 12000) n`),
  );
  await app.database.pool.query('select 1');
  const answer = await count();
  assert.equal(answer.exact, false);
  assert.ok(answer.count >= 10_000, `${answer.count}`);
});
