// The program as an operator meets it: started, asked, stopped, and told what is wrong in one sentence.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import pg from 'pg';
import { testDatabase } from '../test/harness/database.ts';
import { freePort, main, processesOf, programFolder, startWith } from '../test/harness/program.ts';

const folder = programFolder();

test(
  'it starts on nothing, answers, refuses a second one on its folder, and takes everything along when it stops',
  { timeout: 300_000 },
  async () => {
    const { port, close } = await freePort();
    close();
    const home = join(folder, 'een installatie');
    const env = { PORT: String(port), KAARTBAK_HOME: home };
    const first = startWith(env);
    await first.said('Kaartbak is klaar');
    assert.equal(await (await fetch(`http://127.0.0.1:${port}/readyz`)).text(), 'ready\n');
    assert.match(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text(), /kaartbak_request_seconds/);
    const page = await fetch(`http://127.0.0.1:${port}/app/`);
    assert.match(page.headers.get('content-security-policy') ?? '', /script-src 'self';/);

    const { port: free, close: closeFree } = await freePort();
    closeFree();
    const second = startWith({ ...env, PORT: String(free) });
    assert.equal(await second.exit, 1);
    assert.match(second.output(), /draait al op deze map/);

    const command = spawnSync(process.execPath, [main, 'library', 'create', 'Bibliotheek Proefdorp', '--json'], {
      env: { ...process.env, ...env },
      encoding: 'utf8',
    });
    assert.equal(JSON.parse(command.stdout).slug, 'proefdorp');
    const migrated = spawnSync(process.execPath, [main, 'migrate', '--json'], { env: { ...process.env, ...env }, encoding: 'utf8' });
    assert.match(JSON.parse(migrated.stdout).migrations[0], /^0001_/);

    first.child.kill('SIGTERM');
    assert.equal(await first.exit, 0);
    assert.deepEqual(processesOf(home), []);

    const again = startWith(env);
    await again.said('Kaartbak is klaar');
    const list = spawnSync(process.execPath, [main, 'library', 'list', '--json'], { env: { ...process.env, ...env }, encoding: 'utf8' });
    assert.ok(JSON.parse(list.stdout).some((row: { slug: string }) => row.slug === 'proefdorp'));
    again.child.kill('SIGINT');
    assert.equal(await again.exit, 0);
  },
);

test('what cannot work is said in one sentence, with exit code 1', { timeout: 300_000 }, async () => {
  const taken = await freePort();
  const database = await testDatabase();
  const readOnly = join(folder, 'op slot');
  writeFileSync(readOnly, 'a file where a folder should be');
  chmodSync(readOnly, 0o444);
  const leeg = join(folder, 'leeg');
  const cases: [Record<string, string>, RegExp][] = [
    [{ PORT: String(taken.port), KAARTBAK_HOME: leeg }, /^Poort \d+ is al in gebruik\./],
    [{ KAARTBAK_HOME: readOnly, PORT: '0' }, /^In de map .* kan niet geschreven worden\./],
    [{ PORT: 'acht' }, /^De instelling PORT klopt niet: acht\./],
    [{ KAARTBAK_HOME: leeg, PORT: '0', DATABASE_URL: database.superUrl }, /omzeilt de scheiding tussen bibliotheken \(SUPERUSER\)/],
    [{ KAARTBAK_HOME: leeg, PORT: '0', DATABASE_URL: 'postgres://kb:kb@127.0.0.1:9/kb' }, /De database is niet bereikbaar/],
    [
      { KAARTBAK_HOME: leeg, PORT: '0', DATABASE_URL: 'http://kb:geheim@db.example/kb' },
      /^De instelling DATABASE_URL is geen adres zoals postgres:/,
    ],
    [{ KAARTBAK_HOME: leeg, PORT: '0', SMTP_URL: 'mail.zilverbeek.example' }, /^De instelling SMTP_URL is geen adres zoals smtp:/],
    [{ KAARTBAK_HOME: leeg, PORT: '0', DATABASE_URL: database.url, DATABASE_OWNER_URL: database.superUrl }, /twee verschillende databases/],
    [{ KAARTBAK_HOME: leeg, PORT: '0', DATABASE_URL: database.url }, /^De rol in DATABASE_URL mag niet wat Kaartbak nodig heeft: /],
  ];
  for (const [env, sentence] of cases) await refused(env, sentence);
  taken.close();
});

async function refused(env: Record<string, string>, sentence: RegExp): Promise<void> {
  const tried = startWith(env);
  assert.equal(await tried.exit, 1, tried.output());
  const lines = tried
    .output()
    .trim()
    .split('\n')
    .filter((line) => !line.includes('gebouwd'));
  assert.equal(lines.length, 1, tried.output());
  assert.match(lines[0]!, sentence);
}

test('a database that an operator brings works with one ordinary role that owns it', { timeout: 150_000 }, async () => {
  const database = await testDatabase();
  const { port, close } = await freePort();
  close();
  const running = startWith({ KAARTBAK_HOME: join(folder, 'eigen database'), PORT: String(port), DATABASE_URL: database.ownerUrl });
  await running.said('Kaartbak is klaar');
  running.child.kill('SIGTERM');
  assert.equal(await running.exit, 0);
});

test('a database that is too old is refused', { timeout: 150_000 }, async () => {
  const database = await testDatabase();
  const name = new URL(database.ownerUrl).pathname.slice(1);
  const client = new pg.Client({ connectionString: Object.assign(new URL(database.superUrl), { pathname: name }).href });
  await client.connect();
  // the owner is made to believe it; nobody else
  await client.query(`create schema old; grant usage on schema old to public;
    create function old.current_setting(text) returns text language sql as $$ select '140011' $$;
    alter role kaartbak_owner in database ${name} set search_path = old, pg_catalog, public`);
  await client.end();

  await refused(
    { KAARTBAK_HOME: join(folder, 'oud'), PORT: '0', DATABASE_URL: database.ownerUrl },
    /^Deze database is PostgreSQL 14; Kaartbak heeft versie 15 of nieuwer nodig/,
  );
});
