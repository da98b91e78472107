// A start that is broken off, politely or not, leaves nothing half and nothing behind.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, main, processesOf, programFolder, startWith } from '../test/harness/program.ts';

const folder = programFolder();

test('asked to stop while the demo is made it stops at once, and the next start leaves nothing half', { timeout: 240_000 }, async () => {
  const { port, close } = await freePort();
  close();
  const env = { PORT: String(port), KAARTBAK_HOME: join(folder, 'half') };
  const first = startWith({ ...env, KAARTBAK_DEMO: '' });
  await first.said('Bibliotheek Zilverbeek:');
  first.child.kill('SIGTERM');
  assert.equal(await first.exit, 0);
  assert.deepEqual(processesOf(env.KAARTBAK_HOME), []);

  const list = spawnSync(process.execPath, [main, 'library', 'list', '--json'], { env: { ...process.env, ...env }, encoding: 'utf8' });
  assert.deepEqual(JSON.parse(list.stdout), [], 'it did not wait for the demo, and what there was of it is gone');
  const again = startWith(env);
  await again.said('Kaartbak is klaar');
  again.child.kill('SIGTERM');
  assert.equal(await again.exit, 0);
});

test('killed outright, its roles end by themselves and the next start clears the database up', { timeout: 240_000 }, async () => {
  const { port, close } = await freePort();
  close();
  const env = { PORT: String(port), KAARTBAK_HOME: join(folder, 'half') };
  const first = startWith(env);
  await first.said('Kaartbak is klaar');
  first.child.kill('SIGKILL');
  await first.exit;
  const roles = () => processesOf(env.KAARTBAK_HOME).filter((command) => command.includes('main.ts'));
  for (let waited = 0; roles().length > 0 && waited < 30_000; waited += 100) await sleep(100);
  assert.deepEqual(roles(), []);

  const again = startWith(env);
  await again.said('Kaartbak is klaar');
  again.child.kill('SIGTERM');

  assert.equal(await again.exit, 0);
  assert.deepEqual(processesOf(env.KAARTBAK_HOME), []);
});

test('without its database it says so and ends with 1, so that whoever watches over it starts it again', { timeout: 240_000 }, async () => {
  const { port, close } = await freePort();
  close();
  const env = { PORT: String(port), KAARTBAK_HOME: join(folder, 'zonder') };
  const first = startWith(env);
  await first.said('Kaartbak is klaar');
  spawnSync(process.execPath, [main, 'library', 'list'], { env: { ...process.env, ...env } }); // it has come to rest
  const { pid } = JSON.parse(readFileSync(join(env.KAARTBAK_HOME, 'postgres.json'), 'utf8')) as { pid: number };

  process.kill(pid, 'SIGKILL');

  assert.equal(await first.exit, 1);
  assert.match(first.output(), /^De database is onverwacht gestopt\./m);
  for (let waited = 0; processesOf(env.KAARTBAK_HOME).length > 0 && waited < 30_000; waited += 100) await sleep(100);
  assert.deepEqual(processesOf(env.KAARTBAK_HOME), []);
  const again = startWith(env);
  await again.said('Kaartbak is klaar');
  again.child.kill('SIGTERM');
  assert.equal(await again.exit, 0);
});
