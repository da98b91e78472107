import assert from 'node:assert/strict';
import { test } from 'node:test';
import { libraryWith, logInAs, testApp } from '../../test/harness/app.ts';
import { parseCommand } from '../platform/cli.ts';
import { withTenant } from '../platform/db.ts';
import { commands } from './commands.ts';
import { seedDay, seedSmallLibrary } from './seed.ts';

const adults = { match: 'all', rules: [{ field: 'age', years: { from: 18 } }] };

async function library() {
  (await testApp()).setNow(seedDay);
  const made = await libraryWith('marketer');
  const small = await withTenant(made.app.database, made.tenantId, seedSmallLibrary);
  return { ...made, small };
}

test('from rule to saved segment over HTTP', async () => {
  const { session, api, small } = await library();
  const counted = await session.call('POST', `${api}/segments/count`, { rule: adults });
  assert.equal(counted.status, 200);
  assert.equal(counted.body.count, 5);
  assert.ok(counted.body.milliseconds >= 1);
  const made = await session.call('POST', `${api}/segments`, { name: 'Volwassenen', rule: adults });
  assert.deepEqual([made.status, made.body.name, made.body.rule, made.body.count], [200, 'Volwassenen', adults, null]);
  const path = `${api}/segments/${made.body.id}`;
  assert.equal((await session.call('POST', `${path}/count`)).body.count, 5);
  const listed = await session.call('GET', `${api}/segments`);
  assert.deepEqual(
    listed.body.segments.map((one: { name: string; count: number }) => [one.name, one.count]),
    [['Volwassenen', 5]],
  );
  const sample = await session.call('POST', `${api}/segments/sample`, {
    rule: adults,
    seed: 3,
    limit: 2,
  });
  assert.equal(sample.body.people.length, 2);
  assert.match(JSON.stringify(sample.body.people[0].seen), /^\[\{"place":"1","value":\d+\}\]$/);
  const why = await session.call('POST', `${api}/segments/explain`, {
    rule: adults,
    contactId: small.people.Yara,
  });
  assert.deepEqual([why.body.matches, why.body.rule.rules[0].value], [false, 8]);
  const reach = await session.call('POST', `${api}/segments/reach`, {
    rule: adults,
    purposeId: small.purposes.newsletter,
  });
  assert.deepEqual(reach.body, {
    inSegment: 5,
    households: 5,
    permitted: 2,
    reachable: 1,
    mailboxes: 1,
  });
  assert.equal((await session.call('DELETE', path)).status, 200);
  assert.equal((await session.call('GET', `${api}/segments`)).body.segments.length, 0);
  assert.equal((await session.call('POST', `${path}/restore`)).body.archivedAt, null);
});

test('two people saving: the second gets a conflict', async () => {
  const { session, api } = await library();
  const { body } = await session.call('POST', `${api}/segments`, {
    name: 'Volwassenen',
    rule: adults,
  });
  const change = (name: string) => session.call('PUT', `${api}/segments/${body.id}`, { name, rule: adults, version: 1 });
  assert.equal((await change('Een')).status, 200);
  const second = await change('Twee');
  assert.deepEqual([second.status, second.body.code], [409, 'error.conflict']);
});

test('a bad rule is refused with a sentence in the reader’s language', async () => {
  const { session, api } = await library();
  const rule = { match: 'all', rules: [{ field: 'salary', from: 1 }] };
  for (const path of ['segments/count', 'segments/reach', 'segments/sample']) {
    const answer = await session.call('POST', `${api}/${path}`, { rule });
    assert.deepEqual([answer.status, answer.body.title], [422, 'Voorwaarde 1 gaat over “salary”. Dat veld kennen we niet.']);
  }
  const saved = await session.call('POST', `${api}/segments`, { name: 'x', rule }, { 'accept-language': 'en' });
  assert.equal(saved.body.title, 'Condition 1 is about “salary”. We do not know that field.');
  const deep = `{"rule":${'{"match":"all","rules":['.repeat(50_000)}${']}'.repeat(50_000)}}`;
  const answer = await session.call('POST', `${api}/segments/count`, deep, {
    'content-type': 'application/json',
  });
  assert.deepEqual([answer.status, answer.body.code], [422, 'segments.error.too-deep']);
});

test('who only looks may count but not save', async () => {
  const { app, tenantId, api } = await library();
  const desk = await logInAs(app, tenantId, 'desk');
  assert.equal((await desk.call('POST', `${api}/segments/count`, { rule: adults })).status, 200);
  assert.equal((await desk.call('POST', `${api}/segments`, { name: 'x', rule: adults })).status, 403);
});

test('what a rule can refer to, and the published schema', async () => {
  const { session, api } = await library();
  const { body } = await session.call('GET', `${api}/segment-options`);
  assert.deepEqual(
    body.branches.map((one: { name: string }) => one.name),
    ['Hoofdgebouw', 'Noord'],
  );
  assert.deepEqual(body.cities, ['Aalst', 'Gent']);
  assert.equal(body.today, '2026-11-22');
  const schema = await session.call('GET', '/api/segment-rule.schema.json');
  assert.equal(schema.body.$ref, '#/$defs/Group');
});

test('segment count on the command line, by name and by number', async () => {
  const { app, session, slug, api } = await library();
  const { body } = await session.call('POST', `${api}/segments`, {
    name: 'Grote mensen',
    rule: adults,
  });
  const count = async (...args: string[]) => {
    const parsed = parseCommand(commands, ['segment', 'count', ...args]);
    assert.ok('command' in parsed);
    return parsed.command.run({
      app,
      args: parsed.args,
      options: parsed.options,
      progress: () => {},
    });
  };
  for (const named of ['grote mensen', `${body.id}`]) {
    const { data } = await count(slug, named);
    assert.deepEqual(
      { ...(data as object), milliseconds: 0 },
      { library: slug, segment: body.id, name: 'Grote mensen', count: 5, milliseconds: 0 },
    );
  }
  assert.equal((await count(slug, 'Kleine mensen')).exitCode, 1);
  assert.equal((await count('nergens', 'Grote mensen')).exitCode, 1);
});
