// Commands as an operator types them: found, refused in a sentence that names what was wrong, and the doctor on a sick installation.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import { translate } from '../lib/i18n.ts';
import { testApp, type TestApp } from '../test/harness/app.ts';
import { newLibrary, testDatabase } from '../test/harness/database.ts';
import { systemActor, recordAudit } from './audit/audit.ts';
import { commands as all } from './mount.ts';
import { commands as ours } from './operator.ts';
import { parseCommand, type CommandResult } from './platform/cli.ts';
import { withTenant } from './platform/db.ts';
import { explain } from './platform/explain.ts';

const commands = [...ours, ...all];

async function run(app: TestApp, line: string): Promise<CommandResult & { refused?: string }> {
  const parsed = parseCommand(commands, line.split(' '));
  if ('print' in parsed) return { data: undefined, text: '', exitCode: parsed.exitCode, refused: parsed.error };
  return parsed.command
    .run({ app, args: parsed.args, options: parsed.options, progress: () => {} })
    .catch((error: unknown) => ({ data: undefined, text: '', exitCode: 1, refused: explain(error, 'en') }));
}

for (const [line, sentence] of [
  ['library crate X', 'There is no command "library crate X".'],
  ['library create', '<name> is missing.'],
  ['migrate now', '"now" is one too many.'],
  ['library list --all', /^Unknown option '--all'/],
] as const) {
  test(`"${line}" is not understood, and the words say why`, () => {
    const parsed = parseCommand(commands, line.split(' '));

    assert.ok('print' in parsed);
    assert.equal(parsed.exitCode, 2);
    if (typeof sentence === 'string') assert.equal(parsed.error, sentence);
    else assert.match(parsed.error!, sentence);
    assert.ok(parsed.print.startsWith(`${parsed.error}\n\nUsage: `));
  });
}

test('what a command cannot do it says in one sentence that names it, and does nothing', async () => {
  const app = await testApp();
  const { slug } = await newLibrary(app.database);
  const before = JSON.stringify((await run(app, 'library list')).data);
  for (const [line, sentence] of [
    ['library create Nieuw --kind town', '--kind cannot be "town". Choose one of: network, region, library.'],
    ['library create Nieuw --country DE', '--country cannot be "DE". Choose one of: BE, NL.'],
    ['library create Nieuw --parent nowhere', translate('en', 'tenants.unknown', { slug: 'nowhere' })],
    [`library create Nieuw --slug ${slug}`, `The name "${slug}" in the web address is already in use.`],
    ['staff invite nowhere an@lezers.example', translate('en', 'tenants.unknown', { slug: 'nowhere' })],
    [`staff invite ${slug} an@lezers.example --role king`, /^--role cannot be "king"\. Choose one of: network-manager, /],
    [`staff invite ${slug} an`, /e-mail/],
    ['staff login-link nobody@lezers.example', 'There is no account with the address nobody@lezers.example.'],
    [`api-key create ${slug}`, '--name is missing.'],
    [`api-key create ${slug} --name kassa --days many`, 'The setting --days is not right: many.'],
    [`api-key create ${slug} --name kassa --scopes everything`, 'The setting --scopes is not right: everything.'],
    [`import ${slug} /`, 'The file / cannot be read.'],
    [`import ${slug} /nowhere.csv`, 'The file /nowhere.csv cannot be read.'],
    ['import nowhere /nowhere.csv', translate('en', 'tenants.unknown', { slug: 'nowhere' })],
    [`mailing status ${slug} 12`, 'There is no mailing 12 here.'],
    [`mailing status ${slug} last`, 'There is no mailing last here.'],
    ['demo', translate('en', 'demo.not-empty')],
  ] as const) {
    const { refused, exitCode } = await run(app, line);

    assert.equal(exitCode, 1, line);
    if (typeof sentence === 'string') assert.equal(refused, sentence);
    else assert.match(refused!, sentence);
  }
  assert.equal(JSON.stringify((await run(app, 'library list')).data), before);
});

test('the doctor finds what is wrong, names it, and answers no', async () => {
  const app = await testApp();
  const { tenantId, slug } = await newLibrary(app.database);
  const sick = async () =>
    ((await run(app, 'doctor')).data as { checks: { ok: boolean; detail: string }[] }).checks.filter((one) => !one.ok);
  assert.deepEqual(await sick(), []);
  assert.equal((await run(app, 'doctor')).exitCode, 0);

  const { superUrl, ownerUrl } = await testDatabase();
  const client = new pg.Client({ connectionString: Object.assign(new URL(superUrl), { pathname: new URL(ownerUrl).pathname }).href });
  await client.connect();
  await withTenant(app.database, tenantId, async (db) => {
    for (const action of ['one', 'two', 'three'])
      await recordAudit(db, { actor: systemActor, action, objectKind: 'test', objectId: '1', detail: {}, at: app.now() });
  });
  await client.query(`set session_replication_role = replica;
    update audit_entries set action = 'other' where tenant_id = ${tenantId} and action = 'two';
    alter table branches no force row level security;
    select graphile_worker.add_job('imports.read', max_attempts => 1);
    update graphile_worker._private_jobs set attempts = 1 where max_attempts = 1`);
  await client.end();

  const details = (await sick()).map((one) => one.detail);

  assert.equal((await run(app, 'doctor')).exitCode, 1);
  assert.equal(details.length, 3);
  assert.match(details[0]!, /^Table branches has no forced separation/);
  assert.match(details[1]!, new RegExp(`^In the audit log of ${slug} entry \\d+ does not fit`));
  assert.equal(details[2], '1 jobs were given up after many attempts: imports.read. The log of the worker says why.');
});
