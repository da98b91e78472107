import assert from 'node:assert/strict';
import { test } from 'node:test';
import { libraryWith, logInAs, testApp } from '../../test/harness/app.ts';
import { many, sql, withTenant } from '../platform/db.ts';
import { appendFacts } from '../timeline/timeline.ts';
import { addContact, confirmAddress, getContact, type Fields } from './contacts.ts';
import { plantContact } from './seed.ts';

async function library(role: Parameters<typeof libraryWith>[0] = 'desk') {
  (await testApp()).setNow(new Date('2026-11-22T10:00:00Z'));
  const place = await libraryWith(role);
  const plant = (fields: Fields) => withTenant(place.app.database, place.tenantId, (db) => plantContact(db, fields));
  const card = async (id: number) => (await place.session.call('GET', `${place.api}/contacts/${id}`)).body;
  return { ...place, plant, card };
}

const zeynep: Fields = {
  firstName: 'Zeynep',
  lastName: 'Aydın-De Smet',
  email: 'zeynep@voorbeeld.example',
  birthOn: '1985-04-12',
  street: 'Lindelaan',
  houseNumber: '14',
  box: '2',
  postcode: '9999',
  city: 'Zilverbeek',
  memberSince: '2016-09-01',
};

test('a card shows identity, the people at the same address and its guardian', async () => {
  const { api, session, plant, card } = await library();
  const mother = await plant(zeynep);
  const child = await plant({
    firstName: 'Yara',
    lastName: 'De Smet',
    birthOn: '2018-02-01',
    street: 'LINDELAAN',
    houseNumber: '14',
    box: '2',
    postcode: '9999',
  });
  await plant({ firstName: 'Buur', lastName: 'Man', street: 'Lindelaan', houseNumber: '16', postcode: '9999' });

  await session.call('POST', `${api}/contacts/${mother}/relations`, { relatedId: child, direction: 'guardian-of' });
  const shown = await card(mother);
  const childShown = await card(child);

  assert.deepEqual([shown.age, shown.member, shown.emailState], [41, 'active', 'unknown']);
  assert.deepEqual(
    shown.household.map((one: any) => [one.firstName, one.age]),
    [['Yara', 8]],
  );
  assert.deepEqual(
    shown.relations.map((one: any) => [one.direction, one.contact.firstName]),
    [['guardian-of', 'Yara']],
  );
  assert.deepEqual(
    childShown.relations.map((one: any) => [one.direction, one.contact.firstName]),
    [['child-of', 'Zeynep']],
  );

  const gone = await session.call('DELETE', `${api}/contacts/${child}/relations/${childShown.relations[0].id}`);
  assert.deepEqual([gone.status, (await card(mother)).relations], [200, []]);
});

test('nobody is their own guardian', async () => {
  const { api, session, plant } = await library();
  const id = await plant(zeynep);
  const answer = await session.call('POST', `${api}/contacts/${id}/relations`, { relatedId: id, direction: 'guardian-of' });
  assert.deepEqual([answer.status, Object.keys(answer.body.fields)], [422, ['relatedId']]);
});

test('an edit changes the card, its look-up, its household and history, and can be undone', async () => {
  const { app, api, session, plant, card, tenantId } = await library();
  const id = await plant(zeynep);
  const other = await plant({ firstName: 'Yara', lastName: 'De Smet', street: 'Kerkstraat', houseNumber: '1', postcode: '9998' });

  const edited = await session.call('PATCH', `${api}/contacts/${id}`, {
    version: 1,
    lastName: 'Peeters',
    street: 'Kerkstraat',
    houseNumber: '1',
    box: '',
    postcode: '9998',
    email: 'Nieuw@Post.example',
  });
  assert.equal(edited.status, 200);
  assert.deepEqual([edited.body.version, edited.body.lastName, edited.body.box, edited.body.household[0].id], [2, 'Peeters', null, other]);
  assert.deepEqual(edited.body.lastEdit.fields.toSorted(), ['box', 'email', 'houseNumber', 'lastName', 'postcode', 'street']);
  assert.equal((await session.call('GET', `${api}/contacts/search?q=peeters`)).body.contacts.length, 1);
  assert.equal((await session.call('GET', `${api}/contacts/search?q=aydin`)).body.contacts.length, 0);

  const undone = await session.call('POST', `${api}/contacts/${id}/undo`, { version: 2 });
  assert.deepEqual(
    [undone.status, undone.body.lastName, undone.body.box, undone.body.email, undone.body.household],
    [200, 'Aydın-De Smet', '2', 'zeynep@voorbeeld.example', []],
  );
  assert.equal((await session.call('GET', `${api}/contacts/search?q=aydin`)).body.contacts.length, 1);
  const redone = await session.call('POST', `${api}/contacts/${id}/undo`, { version: 3 });
  assert.equal(redone.body.lastName, 'Peeters');

  const facts = await session.call('GET', `${api}/contacts/${id}/timeline?group=card`);
  assert.deepEqual(
    facts.body.facts.map((fact: any) => fact.kind),
    ['contact.edit-undone', 'contact.edit-undone', 'contact.edited'],
  );
  const audit = await withTenant(app.database, tenantId, (db) =>
    many(
      db,
      sql<{
        action: string;
        detail: unknown;
      }>`select action, detail from audit_entries where tenant_id = ${tenantId} and object_id = ${String(id)} order by id`,
    ),
  );
  assert.deepEqual(
    audit.map((entry) => entry.action),
    ['contacts.edited', 'contacts.edit-undone', 'contacts.edit-undone'],
  );
  assert.equal(JSON.stringify(audit).includes('Peeters'), false);
  assert.equal((await card(id)).version, 4);
});

test('two colleagues who edit one card: the second gets a conflict and nothing is lost', async () => {
  const { app, api, session, plant, card, tenantId } = await library();
  const id = await plant(zeynep);
  const colleague = await logInAs(app, tenantId, 'marketer');

  const first = await session.call('PATCH', `${api}/contacts/${id}`, { version: 1, city: 'Goudveld' });
  const second = await colleague.call('PATCH', `${api}/contacts/${id}`, { version: 1, city: 'Heidelaar' });

  assert.deepEqual([first.status, second.status, second.body.code, (await card(id)).city], [200, 409, 'error.conflict', 'Goudveld']);
});

test('an edit that changes nothing leaves no trace', async () => {
  const { api, session, plant } = await library();
  const id = await plant(zeynep);
  const same = await session.call('PATCH', `${api}/contacts/${id}`, { version: 1, firstName: ' Zeynep ', box: '2', birthOn: '1985-04-12' });
  assert.deepEqual([same.body.version, same.body.lastEdit], [1, null]);
});

test('what is wrong is said per field, and nothing is half done', async () => {
  const { api, session, plant, card } = await library();
  const id = await plant(zeynep);
  const answer = await session.call('PATCH', `${api}/contacts/${id}`, {
    version: 1,
    city: 'Goudveld',
    email: 'a@b',
    birthOn: '2030-01-01',
    branchId: 987654321,
  });
  assert.equal(answer.status, 422);
  assert.deepEqual(answer.body.fields, {
    email: 'Dit is geen geldig e-mailadres.',
    birthOn: 'Deze dag moet nog komen.',
    branchId: 'Dit klopt niet.',
  });
  assert.equal((await card(id)).city, 'Zilverbeek');
});

test('fields that are not ours to write are refused', async () => {
  const { api, session, plant } = await library();
  const id = await plant(zeynep);
  for (const field of ['tenantId', 'id', 'emailState', 'mergedInto', '__proto__x', 'householdId']) {
    const answer = await session.call('PATCH', `${api}/contacts/${id}`, { version: 1, [field]: 1 });
    assert.equal(answer.status, 422, field);
  }
});

test('a card made by hand: refused when somebody like this is known, made when sure', async () => {
  const { api, session, plant, card } = await library();
  const id = await plant(zeynep);
  const body = { kind: 'reader', firstName: 'Z.', lastName: 'Aydin', email: 'ZEYNEP@voorbeeld.example', postcode: '1234ab' };

  const refused = await session.call('POST', `${api}/contacts`, body);
  const made = await session.call('POST', `${api}/contacts`, { ...body, sure: true });

  assert.deepEqual([refused.status, refused.body.code, refused.body.params.contactId], [409, 'contacts.maybe-known', id]);
  assert.equal(made.status, 200);
  assert.deepEqual([(await card(made.body.id)).postcode, (await card(made.body.id)).kind], ['1234 AB', 'reader']);
  const nameless = await session.call('POST', `${api}/contacts`, { kind: 'reader', city: 'Zilverbeek' });
  assert.deepEqual([nameless.status, Object.keys(nameless.body.fields)], [422, ['lastName']]);
});

test('the same card number or name and birthday is noticed too', async () => {
  const { api, session, plant } = await library();
  await plant({ ...zeynep, email: null, cardNumber: '2 0417' });
  const byCard = await session.call('POST', `${api}/contacts`, { lastName: 'Anders', cardNumber: '20417' });
  const byName = await session.call('POST', `${api}/contacts`, { firstName: 'ZEYNEP', lastName: 'Aydin-de Smet', birthOn: '1985-04-12' });
  const otherBirthday = await session.call('POST', `${api}/contacts`, {
    firstName: 'Zeynep',
    lastName: 'Aydın-De Smet',
    birthOn: '1999-01-01',
  });
  assert.deepEqual([byCard.status, byName.status, otherBirthday.status], [409, 409, 200]);
});

test('names with markup come back as they were written', async () => {
  const { plant, card } = await library();
  const name = '<img src=x onerror=alert(1)>{{voornaam}}';
  assert.equal((await card(await plant({ firstName: name, lastName: '=1+1' }))).firstName, name);
});

test('a merged card points to the one it went into and cannot be edited', async () => {
  const { app, api, session, plant, card, tenantId } = await library();
  const stays = await plant(zeynep);
  const goes = await plant({ ...zeynep, email: null });
  await session.call('PATCH', `${api}/contacts/${goes}`, { version: 1, city: 'Gent' });
  await withTenant(app.database, tenantId, (db) =>
    many(db, sql`update contacts set merged_into = ${stays} where tenant_id = ${tenantId} and id = ${goes}`),
  );

  const edit = await session.call('PATCH', `${api}/contacts/${goes}`, { version: 2, city: 'Elders' });
  const undo = await session.call('POST', `${api}/contacts/${goes}/undo`, { version: 2 });

  assert.deepEqual([(await card(goes)).mergedInto, (await card(stays)).mergedFrom], [stays, [goes]]);
  assert.deepEqual([edit.body.code, undo.body.code, (await card(goes)).city], ['contacts.is-merged', 'contacts.is-merged', 'Gent']);
  const list = await session.call('GET', `${api}/contacts`);
  assert.deepEqual(
    list.body.contacts.map((one: any) => one.id),
    [stays],
  );
});

test('a card of another library does not exist, whatever is asked of it', async () => {
  const { api, session } = await library();
  const other = await library();
  const id = await other.plant(zeynep);
  const asked: [Parameters<typeof session.call>[0], string, unknown?][] = [
    ['GET', `${api}/contacts/${id}`],
    ['GET', `${api}/contacts/${id}/timeline`],
    ['GET', `${api}/contacts/${id}/loans`],
    ['PATCH', `${api}/contacts/${id}`, { version: 1, city: 'Elders' }],
    ['POST', `${api}/contacts/${id}/undo`, { version: 1 }],
    ['POST', `${api}/contacts/${id}/conversations`, { channel: 'phone', note: 'hallo' }],
    ['POST', `${api}/contacts/${id}/tasks`, { what: 'iets', dueOn: null }],
    ['POST', `${api}/contacts/${id}/relations`, { relatedId: id + 1, direction: 'child-of' }],
    ['DELETE', `${api}/contacts/${id}/relations/1`],
  ];
  for (const [method, path, body] of asked) assert.equal((await session.call(method, path, body)).status, 404, `${method} ${path}`);
  assert.equal((await session.call('GET', `${other.api}/contacts/${id}`)).status, 404);
});

test('a conversation stands on the timeline, its task in the list until it is done', async () => {
  const { api, session, plant, card } = await library();
  const id = await plant(zeynep);

  const logged = await session.call('POST', `${api}/contacts/${id}/conversations`, {
    channel: 'phone',
    outcome: 'to-do',
    note: 'Vroeg of de voorleesnamiddag nog plaats heeft.',
    task: { what: 'Terugbellen', dueOn: '2026-11-24' },
  });
  const timeline = await session.call('GET', `${api}/contacts/${id}/timeline?group=conversations`);
  const open = await session.call('GET', `${api}/tasks`);
  await session.call('PATCH', `${api}/tasks/${logged.body.taskId}`, { done: true });
  const again = await session.call('PATCH', `${api}/tasks/${logged.body.taskId}`, { done: true });
  const done = await session.call('GET', `${api}/tasks?state=done`);

  const [fact] = timeline.body.facts;
  assert.deepEqual(
    [fact.kind, fact.payload.outcome, fact.payload.by, fact.payload.task],
    ['conversation.phone', 'to-do', 'Noor Verbeke', 'Terugbellen'],
  );
  assert.deepEqual(
    open.body.tasks.map((task: any) => [task.what, task.dueOn, task.contact.id, task.by]),
    [['Terugbellen', '2026-11-24', id, 'Noor Verbeke']],
  );
  assert.deepEqual([again.status, done.body.tasks.length, (await card(id)).tasks], [200, 1, []]);
  const facts = await session.call('GET', `${api}/contacts/${id}/timeline?group=card`);
  assert.deepEqual(
    facts.body.facts.map((one: any) => one.kind),
    ['task.done'],
  );
});

test('an empty conversation, one in the future, or a nameless task is refused', async () => {
  const { api, session, plant } = await library();
  const id = await plant(zeynep);
  const say = (body: object) => session.call('POST', `${api}/contacts/${id}/conversations`, { channel: 'desk', ...body });
  assert.deepEqual(Object.keys((await say({ note: '  ' })).body.fields), ['note']);
  assert.deepEqual(Object.keys((await say({ note: 'x', at: '2026-11-23T10:00:00Z' })).body.fields), ['at']);
  assert.deepEqual(Object.keys((await say({ note: 'x', task: { what: ' ', dueOn: null } })).body.fields), ['task.what']);
  assert.equal((await session.call('GET', `${api}/contacts/${id}/timeline`)).body.facts.length, 0);
});

test('the timeline pages through ten thousand facts, newest first, and hides borrowing from who may not see it', async () => {
  const { app, api, session, plant, tenantId } = await library('marketer');
  const id = await plant(zeynep);
  const desk = await logInAs(app, tenantId, 'desk');
  await withTenant(app.database, tenantId, async (db) => {
    // many at one instant, with microseconds: a page must neither skip nor repeat
    await many(
      db,
      sql`
      insert into facts (tenant_id, contact_id, at, kind, natural_key)
      select ${tenantId}, ${id}, timestamptz '2026-01-01' + (n / 7) * interval '1.000123 seconds', 'mail.sent', n::text from generate_series(1, 10000) n`,
    );
    await appendFacts(db, [{ contactId: id, at: new Date('2026-11-01'), kind: 'loan.late', visibility: 'circulation', naturalKey: '1' }]);
    const twice = await appendFacts(db, [
      { contactId: id, at: new Date('2026-11-02'), kind: 'loan.late', visibility: 'circulation', naturalKey: '1' },
    ]);
    assert.equal(twice, 0);
  });

  const seen = new Set<number>();
  for (let before: number | null = null, page = 0; page < 5; page++) {
    const { body }: { body: any } = await session.call(
      'GET',
      `${api}/contacts/${id}/timeline?limit=100${before ? `&before=${before}` : ''}`,
    );
    for (const fact of body.facts) seen.add(fact.id);
    before = body.next;
  }
  assert.equal(seen.size, 500);
  const first = (who: typeof session) => who.call('GET', `${api}/contacts/${id}/timeline?limit=1`).then(({ body }) => body.facts[0].kind);
  assert.deepEqual([await first(session), await first(desk)], ['mail.sent', 'loan.late']);
});

test('reading is not writing: a colleague who only reads can change nothing', async () => {
  const { app, api, plant, tenantId } = await library();
  const id = await plant(zeynep);
  const reader = await logInAs(app, tenantId, 'read-only');
  assert.equal((await reader.call('GET', `${api}/contacts/${id}`)).status, 200);
  assert.equal((await reader.call('PATCH', `${api}/contacts/${id}`, { version: 1, city: 'Elders' })).status, 403);
  assert.equal((await reader.call('POST', `${api}/contacts/${id}/conversations`, { channel: 'phone', note: 'x' })).status, 403);
  assert.equal((await reader.call('GET', `${api}/contacts/${id}/loans`)).status, 403);
});

test('a reader who signed up gets a card; the mailbox counts as confirmed only while it is theirs', async () => {
  const { app, tenantId } = await library();
  await withTenant(app.database, tenantId, async (db) => {
    const id = await addContact(db, {
      kind: 'reader',
      firstName: 'Emir',
      email: 'Emir@Post.example',
      language: 'nl',
      at: new Date('2026-11-22'),
    });
    assert.equal((await getContact(db, id)).email_key, 'emir@post.example');
    await confirmAddress(db, { contactId: id, email: 'ander@post.example' });
    assert.equal((await getContact(db, id)).email_state, 'unknown');
    await confirmAddress(db, { contactId: id, email: 'emir@post.example' });
    assert.equal((await getContact(db, id)).email_state, 'confirmed');
  });
});

test('a cursor of no moment is refused, not called a fault of ours', async () => {
  const { api, session } = await library();
  for (const moment of ['----------', '2026-02-30 10:00:00+00', '2026-01-01 10:00:00.123456+99']) {
    const cursor = Buffer.from(JSON.stringify(['changed', false, moment, 1])).toString('base64url');

    const answer = await session.call('GET', `${api}/contacts?sort=changed&cursor=${cursor}`);

    assert.equal(answer.status, 422, moment);
  }
});
