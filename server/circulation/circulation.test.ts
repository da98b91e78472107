import assert from 'node:assert/strict';
import { test } from 'node:test';
import { libraryWith, logInAs, testApp } from '../../test/harness/app.ts';
import { addCard } from '../../test/harness/cards.ts';
import { many, sql, withTenant } from '../platform/db.ts';

async function borrower() {
  (await testApp()).setNow(new Date('2026-11-22T10:00:00Z'));
  const place = await libraryWith('desk');
  const { tenantId } = place;
  const contactId = await addCard(place.app.database, tenantId);
  await withTenant(place.app.database, tenantId, async (db) => {
    await many(db, sql`insert into materials (tenant_id, code, name) values (${tenantId}, 'BK', 'Boek')`);
    await many(
      db,
      sql`insert into items (tenant_id, item_key, title) select ${tenantId}, 'i' || n, 'Titel ' || n from generate_series(1, 30) n`,
    );
    await many(
      db,
      sql`
      insert into loans (tenant_id, contact_id, item_id, material_id, loaned_on, due_on, returned_on, source_key)
      select ${tenantId}, ${contactId}, i.id, m.id, date '2026-10-01' + n::int / 3, case when n <> 5 then date '2026-11-01' + n::int * 4 end, case when n > 6 then date '2026-11-10' end, n
      from items i, materials m, lateral (select substr(i.item_key, 2)::int as n) k where i.tenant_id = ${tenantId} and m.tenant_id = ${tenantId}`,
    );
    await many(db, sql`insert into contact_loan_totals values (${tenantId}, ${contactId}, 30, 6, '2026-10-01', '2026-10-11')`);
  });
  return { ...place, contactId, loans: `${place.api}/contacts/${contactId}/loans` };
}

test('open loans by due date with the days they are late, loans without a due date last', async () => {
  const { session, loans } = await borrower();
  const { body } = await session.call('GET', loans);
  assert.deepEqual(body.totals, { loans: 30, open: 6, firstOn: '2026-10-01', lastOn: '2026-10-11' });
  assert.deepEqual(
    body.loans.map((loan: any) => [loan.title, loan.dueOn, loan.daysLate]),
    [
      ['Titel 1', '2026-11-05', 17],
      ['Titel 2', '2026-11-09', 13],
      ['Titel 3', '2026-11-13', 9],
      ['Titel 4', '2026-11-17', 5],
      ['Titel 6', '2026-11-25', 0],
      ['Titel 5', null, 0],
    ],
  );
  assert.equal(body.loans[0].material, 'Boek');
});

test('pages of loans show each once, open or returned', async () => {
  const { session, loans } = await borrower();
  for (const [state, all] of [
    ['open', 6],
    ['returned', 24],
  ] as const) {
    const seen = new Set<number>();
    for (let before = '', page = 0; page < 20; page++) {
      const { body } = await session.call('GET', `${loans}?state=${state}&limit=4${before}`);
      for (const loan of body.loans) seen.add(loan.id);
      if (body.next === null) break;
      before = `&before=${body.next}`;
    }
    assert.equal(seen.size, all, state);
  }
});

test('every view of loans is in the audit log; roles without that purpose see nothing', async () => {
  const { app, session, loans, tenantId, contactId } = await borrower();
  const marketer = await logInAs(app, tenantId, 'marketer');

  await session.call('GET', loans);
  const refused = await marketer.call('GET', loans);

  const audit = await withTenant(app.database, tenantId, (db) =>
    many(
      db,
      sql<{
        object_kind: string;
        object_id: string;
      }>`select object_kind, object_id from audit_entries where tenant_id = ${tenantId} and action = 'loans.viewed'`,
    ),
  );
  assert.deepEqual(audit, [{ object_kind: 'contact', object_id: String(contactId) }]);
  assert.equal(refused.status, 403);
});

test('somebody who never borrowed has no totals', async () => {
  const { app, session, api, tenantId } = await borrower();
  const other = await addCard(app.database, tenantId, { email: null });
  const { body } = await session.call('GET', `${api}/contacts/${other}/loans`);
  assert.deepEqual(body, { totals: null, loans: [], next: null });
});

test('materials and worlds go by their codes until they are named; the loans on a card follow', async () => {
  const { app, session, api, loans, tenantId } = await borrower();
  await withTenant(app.database, tenantId, (db) =>
    many(db, sql`insert into worlds (tenant_id, code, name) values (${tenantId}, 'SPAN', 'SPAN')`),
  );
  const administrator = await logInAs(app, tenantId, 'administrator');
  const { materials, worlds } = (await session.call('GET', `${api}/loan-codes`)).body;

  const material = await administrator.call('PATCH', `${api}/materials/${materials[0].id}`, { name: 'Boeken' });
  const world = await administrator.call('PATCH', `${api}/worlds/${worlds[0].id}`, { name: 'Spanning' });

  assert.deepEqual([material.body.code, material.body.name, world.body.name], ['BK', 'Boeken', 'Spanning']);
  assert.equal((await session.call('GET', loans)).body.loans[0].material, 'Boeken');
  assert.equal((await administrator.call('PATCH', `${api}/materials/${materials[0].id}`, { name: '' })).status, 422);
  for (const id of [999_999, 2 ** 31, Number.MAX_SAFE_INTEGER])
    assert.equal((await administrator.call('PATCH', `${api}/worlds/${id}`, { name: 'Niets' })).status, 404, String(id));
  assert.equal((await session.call('PATCH', `${api}/materials/${materials[0].id}`, { name: 'Van de balie' })).status, 403);
});
