import assert from 'node:assert/strict';
import { test } from 'node:test';
import { libraryWith } from '../../test/harness/app.ts';
import { commands } from './commands.ts';

const named = (name: string) => commands.find((command) => command.name === name)!;

test('a link from the console leaves a trace in every library the account works in', async () => {
  const { app, api, session } = await libraryWith();
  const made = await named('staff login-link').run({ app, args: { email: session.email }, options: {}, progress: () => {} });
  assert.match(made.text, /\/app\/aanmelden#/);
  const [entry] = (await session.call('GET', `${api}/audit`)).body.entries;
  assert.equal(entry.action, 'staff.login-link-made');
  assert.equal(entry.objectKind, 'staff');
});

test('a number of days that is none makes no key that never ends', async () => {
  const { app, slug, session, api } = await libraryWith();
  const make = (days: string) =>
    named('api-key create').run({
      app,
      args: { library: slug },
      options: { name: 'koppeling', scopes: 'read-only', days },
      progress: () => {},
    });
  for (const days of ['een jaar', '-1', '1.5', '']) await assert.rejects(make(days), { code: 'operator.bad-setting' }, days);
  await make('30');
  await make('0');
  const { keys } = (await session.call('GET', `${api}/api-keys`)).body as { keys: { expiresAt: string | null }[] };
  assert.deepEqual(keys.map((key) => key.expiresAt !== null).sort(), [false, true]);
});
