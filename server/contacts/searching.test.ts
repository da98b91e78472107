import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { libraryWith, type Session } from '../../test/harness/app.ts';
import { newLibrary } from '../../test/harness/database.ts';
import { fold } from '../../lib/fold.ts';
import { many, one, sql, withSystem, withTenant, type TenantDb } from '../platform/db.ts';
import { markSearchStale, type Fields } from './contacts.ts';
import { handlers } from './jobs.ts';
import { plantContact } from './seed.ts';

const people: Fields[] = [
  {
    firstName: 'Zeynep',
    lastName: 'Aydın-De Smet',
    email: 'zeynep@voorbeeld.example',
    mobile: '+32 470 00 00 12',
    cardNumber: '2 0417 0088 3921',
    street: 'Lindelaan',
    houseNumber: '14',
    box: '2',
    postcode: '9999',
    city: 'Zilverbeek',
  },
  { firstName: 'Yara', lastName: 'De Smet', postcode: '9999', houseNumber: '14', street: 'Lindelaan', city: 'Zilverbeek' },
  { firstName: 'Łukasz', lastName: 'Kowalczyk', email: 'lukasz.k@post.example', phone: '09 000 00 34' },
  { firstName: 'Zoë', lastName: 'Vandenberghe', postcode: '9998', houseNumber: '3' },
  { firstName: 'Anna', lastName: 'van den Berg', postcode: '1234 AB', houseNumber: '7' },
  { firstName: 'Piet', lastName: 'Meijer' },
  { firstName: 'Els', lastName: "D'Hondt", cardNumber: 'AB-1234' },
  { firstName: 'Мария', lastName: 'Иванова' },
  { firstName: '<script>alert(1)</script>', lastName: "Robert'); drop table contacts;--" },
];

let session: Session;
let api: string;
let tenantId: number;
let app: Awaited<ReturnType<typeof libraryWith>>['app'];

before(async () => {
  ({ session, api, tenantId, app } = await libraryWith('desk'));
  await withTenant(app.database, tenantId, async (db) => {
    for (const fields of people) await plantContact(db, fields);
  });
});

async function found(typed: string): Promise<string[]> {
  const answer = await session.call('GET', `${api}/contacts/search?q=${encodeURIComponent(typed)}`);
  assert.equal(answer.status, 200);
  return answer.body.contacts.map((contact: { firstName: string }) => contact.firstName);
}

const lookUps: [typed: string, first: string | undefined][] = [
  ['Zeynep Aydin', 'Zeynep'],
  ['zeynep', 'Zeynep'],
  ['zeinep', 'Zeynep'],
  ['zeynpe', 'Zeynep'],
  ['aydın', 'Zeynep'],
  ['de smet zeynep', 'Zeynep'],
  ['desmet yara', 'Yara'],
  ['zey ay', 'Zeynep'],
  ['2 0417 0088 3921', 'Zeynep'],
  ['20417008', 'Zeynep'],
  ['zeynep@voorbeeld.example', 'Zeynep'],
  ['ZEYNEP@VOOR', 'Zeynep'],
  ['0470 00 00 12', 'Zeynep'],
  ['+32 (0)470 00.00.12', 'Zeynep'],
  ['9999 14 zeynep', 'Zeynep'],
  ['09 000 00 34', 'Łukasz'],
  ['lukasz', 'Łukasz'],
  ['kowalcyk', 'Łukasz'],
  ['lukasz.k', 'Łukasz'],
  ['zoe', 'Zoë'],
  ['van den berghe', 'Zoë'],
  ['Vandenberge zoe', 'Zoë'],
  ['vandenberg', 'Anna'],
  ['1234 ab 7', 'Anna'],
  ['1234ab', 'Anna'],
  ['meyer', 'Piet'],
  ['piet meijer', 'Piet'],
  ['dhondt', 'Els'],
  ["d'hondt", 'Els'],
  ['ab1234', 'Els'],
  ['иванова', 'Мария'],
  ['drop table', '<script>alert(1)</script>'],
  ['xqzw', undefined],
  ['9999 15', undefined],
  ["' & | ! <-> :*", undefined],
  ['%', undefined],
  ['\u0000', undefined],
];
for (const [typed, first] of lookUps) {
  test(`${JSON.stringify(typed)} finds ${first ?? 'nobody'} first`, async () => assert.equal((await found(typed))[0], first));
}

test('a postcode and number find everybody at that address', async () => {
  assert.deepEqual((await found('9999 14')).sort(), ['Yara', 'Zeynep']);
});

test('a common surname finds all who bear it', async () => {
  assert.deepEqual((await found('de smet')).sort(), ['Yara', 'Zeynep']);
});

test('what is typed in the list narrows it, with the filters', async () => {
  const all = await session.call('GET', `${api}/contacts?q=desmet`);
  const withMail = await session.call('GET', `${api}/contacts?q=desmet&email=with`);
  const count = await session.call('GET', `${api}/contacts/count?q=desmet&email=with`);

  assert.deepEqual(
    [all.body.contacts.length, withMail.body.contacts.map((one: { firstName: string }) => one.firstName), count.body],
    [2, ['Zeynep'], { count: 1, exact: true }],
  );
});

test('nobody of another library is ever found, by name, number or slip of the pen', async () => {
  const other = await libraryWith('desk');
  await withTenant(app.database, other.tenantId, (db) => plantContact(db, { firstName: 'Anders', lastName: 'Nergens', cardNumber: '777' }));

  for (const typed of ['zeynep', 'zeinep', '20417008', '9999 14', 'zeynep@']) {
    const answer = await other.session.call('GET', `${other.api}/contacts/search?q=${encodeURIComponent(typed)}`);
    assert.deepEqual(answer.body.contacts, [], typed);
  }
});

test('the app role reads no look-up words but through the functions, and these only in a tenant', async () => {
  await assert.rejects(
    withTenant(app.database, tenantId, (db) => many(db, sql`select * from contact_search`)),
    /permission denied/,
  );
  await assert.rejects(
    withTenant(app.database, tenantId, (db) => many(db, sql`select * from contact_search_vocabulary`)),
    /permission denied/,
  );
  const rows = await withSystem(app.database, (db) => many(db, sql`select contact_search_find('zeynep'::tsquery, 10)`));
  assert.deepEqual(rows, []);
});

test('many changed cards are brought up to date by the job, merged and erased ones leave', async () => {
  const library = await newLibrary(app.database);
  const { ids } = await withTenant(app.database, library.tenantId, async (db) => {
    const rows = await many(
      db,
      sql<{ id: number }>`
      insert into contacts (tenant_id, first_name, last_name) select ${library.tenantId}, 'Reeks', 'Nummer' || n from generate_series(1, 60) n returning id`,
    );
    await markSearchStale(
      db,
      rows.map((row) => row.id),
    );
    return { ids: rows.map((row) => row.id) };
  });
  const find = () => withTenant(app.database, library.tenantId, (db) => many(db, sql`select contact_search_find('reeks'::tsquery, 100)`));
  assert.equal((await find()).length, 0);

  await app.drain();
  assert.equal((await find()).length, 60);

  await withTenant(app.database, library.tenantId, async (db) => {
    await many(db, sql`update contacts set merged_into = ${ids[0]} where tenant_id = ${library.tenantId} and id = ${ids[1]}`);
    await many(db, sql`delete from contacts where tenant_id = ${library.tenantId} and id = ${ids[2]}`);
    await markSearchStale(db, ids.slice(0, 3));
  });
  assert.equal((await find()).length, 58);
});

test('cards changed again while the job works them off are found by what they are now', async () => {
  const library = await newLibrary(app.database);
  const inside = <T>(fn: (db: TenantDb) => Promise<T>) => withTenant(app.database, library.tenantId, fn);
  const ids = await inside(async (db) => {
    const rows = await many(
      db,
      sql<{ id: number }>`
      insert into contacts (tenant_id, last_name) select ${library.tenantId}, 'Vroeger' from generate_series(1, 60) returning id`,
    );
    return rows.map((row) => row.id);
  });
  await inside((db) => markSearchStale(db, ids));

  await inside(async (db) => {
    await many(db, sql`update contacts set last_name = 'Voortaan' where tenant_id = ${library.tenantId} and id = any(${ids}::bigint[])`);
    await markSearchStale(db, ids);
    // the job is at it while this change is not committed yet, and sees the cards as they were
    await handlers(app)['contacts.refresh-search']!({ tenantId: library.tenantId });
  });
  await app.drain();

  const find = (word: string) => inside((db) => many(db, sql`select contact_search_find(${word}::tsquery, 100)`));
  assert.deepEqual([(await find('vroeger')).length, (await find('voortaan')).length], [0, 60]);
});

test('a word that nobody bears any more leaves the vocabulary', async () => {
  const library = await newLibrary(app.database);
  const alike = () => withTenant(app.database, library.tenantId, (db) => many(db, sql`select contact_search_alike('kwispelstart', 5)`));
  const id = await withTenant(app.database, library.tenantId, (db) => plantContact(db, { lastName: 'Kwispelstaart' }));
  assert.equal((await alike()).length, 1);

  await withTenant(app.database, library.tenantId, async (db) => {
    await many(db, sql`update contacts set last_name = 'Anders' where tenant_id = ${library.tenantId} and id = ${id}`);
    await markSearchStale(db, [id]);
  });
  assert.equal((await alike()).length, 0);
});

const names = [
  'Zoë',
  'ŁUKASZ',
  'Aydın',
  'İpek',
  'O’Neill',
  'Strauß',
  'Bjørn',
  'Œuvre',
  'Þór',
  'ΓΙΩΡΓΟΣ',
  'Đặng',
  'Ćirić–Ñandú',
  'Çelik',
  'Мария Йорданова',
  'François-Xavier',
  'plain',
];
test('the database and the browser fold names alike', async () => {
  const rows = await withSystem(app.database, (db) =>
    many(db, sql<{ folded: string }>`select kb_fold(name) as folded from unnest(${names}::text[]) with ordinality t (name, n) order by n`),
  );
  assert.deepEqual(
    rows.map((row) => row.folded),
    names.map(fold),
  );
});

test('an absurdly long name stops nobody else from being found', async () => {
  const library = await newLibrary(app.database);
  await withTenant(app.database, library.tenantId, (db) =>
    plantContact(db, { lastName: `Lang${'g'.repeat(5000)}`, cardNumber: '9'.repeat(4000) }),
  );
  const row = await withTenant(app.database, library.tenantId, (db) =>
    one(db, sql<{ n: number }>`select count(*)::int as n from contact_search_find('lang:*'::tsquery, 5)`),
  );
  assert.equal(row.n, 1);
});
