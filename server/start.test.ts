// The program as an operator meets it: started, asked, stopped, and told what is wrong in one sentence.
import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { testDatabase } from '../test/harness/database.ts';

const main = join(import.meta.dirname, 'main.ts');
const folder = mkdtempSync(join(tmpdir(), 'kaartbak start ')); // a path with spaces
after(() => rmSync(folder, { recursive: true, force: true }));

function startWith(env: Record<string, string>): {
  child: ChildProcess;
  output: () => string;
  exit: Promise<number | null>;
  said: (words: string) => Promise<string>;
} {
  const child = spawn(process.execPath, [main, 'start'], {
    env: { ...process.env, LOG_LEVEL: 'error', KAARTBAK_LANGUAGE: 'nl', KAARTBAK_DEMO: 'no', ...env },
  });
  let text = '';
  child.stdout.on('data', (chunk) => (text += chunk));
  child.stderr.on('data', (chunk) => (text += chunk));
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const said = async (words: string) => {
    while (!text.includes(words)) {
      if (child.exitCode !== null) throw new Error(`it stopped without saying "${words}": ${text}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return text;
  };
  return { child, output: () => text, exit, said };
}

async function freePort(): Promise<{ port: number; close: () => void }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  return { port: (server.address() as { port: number }).port, close: () => server.close() };
}

test(
  'it starts on nothing, answers, refuses a second one on its folder, and takes everything along when it stops',
  { timeout: 150_000 },
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

    first.child.kill('SIGTERM');
    assert.equal(await first.exit, 0);
    // nothing of it is left: roles and database carry the folder in their command line or environment
    const left = spawnSync('sh', ['-c', `ps -eo args | grep -F "${home}" | grep -v grep`], { encoding: 'utf8' });
    assert.equal(left.stdout, '');

    const again = startWith(env);
    await again.said('Kaartbak is klaar');
    const list = spawnSync(process.execPath, [main, 'library', 'list', '--json'], { env: { ...process.env, ...env }, encoding: 'utf8' });
    assert.ok(JSON.parse(list.stdout).some((row: { slug: string }) => row.slug === 'proefdorp'));
    again.child.kill('SIGINT');
    assert.equal(await again.exit, 0);
  },
);

test('what cannot work is said in one sentence, with exit code 1', { timeout: 60_000 }, async () => {
  const taken = await freePort();
  const database = await testDatabase();
  const readOnly = join(folder, 'op slot');
  writeFileSync(readOnly, 'a file where a folder should be');
  chmodSync(readOnly, 0o444);
  mkdirSync(join(folder, 'leeg'));
  const cases: [Record<string, string>, RegExp][] = [
    [{ PORT: String(taken.port), KAARTBAK_HOME: join(folder, 'leeg') }, /^Poort \d+ is al in gebruik\./],
    [{ KAARTBAK_HOME: readOnly, PORT: '0' }, /^In de map .* kan niet geschreven worden\./],
    [{ PORT: 'acht' }, /^De instelling PORT klopt niet: acht\./],
    [
      { KAARTBAK_HOME: join(folder, 'leeg'), PORT: '0', DATABASE_URL: database.superUrl },
      /omzeilt de scheiding tussen bibliotheken \(SUPERUSER\)/,
    ],
    [{ KAARTBAK_HOME: join(folder, 'leeg'), PORT: '0', DATABASE_URL: 'postgres://kb:kb@127.0.0.1:9/kb' }, /De database is niet bereikbaar/],
  ];
  for (const [env, sentence] of cases) {
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
  taken.close();
});

test('a database that an operator brings works with one ordinary role that owns it', { timeout: 60_000 }, async () => {
  const database = await testDatabase();
  const { port, close } = await freePort();
  close();
  const running = startWith({ KAARTBAK_HOME: join(folder, 'eigen database'), PORT: String(port), DATABASE_URL: database.ownerUrl });
  await running.said('Kaartbak is klaar');
  running.child.kill('SIGTERM');
  assert.equal(await running.exit, 0);
});
