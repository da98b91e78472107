// A backup of an installation that runs and is written to, and what becomes of it in another folder.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import pg from 'pg';
import { freePort, main, programFolder, startWith } from '../../../test/harness/program.ts';
import { superUrlAt } from '../postgres/embedded.ts';

const folder = programFolder();
const home = join(folder, 'home');
const backups = join(folder, 'backups');

interface Said {
  code: number;
  answer: Record<string, any>;
}

function kaartbak(where: string, words: string[], env: Record<string, string> = {}): Promise<Said> {
  return new Promise((resolve) => {
    const settings = { ...process.env, KAARTBAK_HOME: where, KAARTBAK_LANGUAGE: 'nl', KAARTBAK_DEMO: 'no', DATABASE_URL: '', ...env };
    execFile(process.execPath, [main, ...words, '--json'], { env: settings }, (error, stdout) => {
      resolve({ code: error ? Number(error.code) : 0, answer: JSON.parse(stdout) as Said['answer'] });
    });
  });
}

let stop = async (): Promise<void> => {};
after(() => stop());

/** An installation with a library and an upload, running. */
async function running(): Promise<pg.Client> {
  const { port, close } = await freePort();
  close();
  const started = startWith({ KAARTBAK_HOME: home, PORT: String(port), KAARTBAK_URL: `http://localhost:${port}` });
  stop = async () => {
    started.child.kill('SIGTERM');
    await started.exit;
  };
  await started.said('Kaartbak is klaar');
  assert.equal((await kaartbak(home, ['library', 'create', 'Bibliotheek Zilverbeek'])).code, 0);
  mkdirSync(join(home, 'files'), { recursive: true });
  writeFileSync(join(home, 'files', 'foto'), 'een foto');
  return connect(home);
}

async function connect(where: string): Promise<pg.Client> {
  const { port } = JSON.parse(readFileSync(join(where, 'postgres.json'), 'utf8')) as { port: number };
  const url = new URL(superUrlAt(where, `postgres://127.0.0.1:${port}`));
  const client = new pg.Client({ connectionString: Object.assign(url, { pathname: 'kaartbak' }).href });
  await client.connect();
  return client;
}

/** Commits a number at a time until told to stop; `last` is the last one committed. */
function counting(client: pg.Client): { last: () => number; stop: () => Promise<void> } {
  let last = 0;
  let going = true;
  const loop = (async () => {
    for (let nr = 1; going; nr++) {
      await client.query(`insert into platform_settings (key, value) values ($1, to_jsonb($2::text))`, [`count.${nr}`, 'x'.repeat(2000)]);
      last = nr;
    }
  })();
  return {
    last: () => last,
    stop: async () => {
      going = false;
      await loop;
    },
  };
}

test('a backup made while everything runs holds one moment, and put back nothing leaves until the operator agrees', async () => {
  const client = await running();
  const writer = counting(client);
  while (writer.last() < 50) await new Promise((resolve) => setTimeout(resolve, 20));

  const before = writer.last();
  const made = await kaartbak(home, ['backup', backups]);
  const behind = writer.last();

  assert.equal(made.code, 0, JSON.stringify(made.answer));
  assert.ok(behind > before, 'it was written to meanwhile');
  while (writer.last() < behind + 50) await new Promise((resolve) => setTimeout(resolve, 20));
  await writer.stop();
  await client.end();
  await stop();
  const path = made.answer.path as string;
  assert.deepEqual(readdirSync(path).sort(), ['backup.json', 'database', 'files', 'secrets']);
  assert.equal(statSync(path).mode & 0o077, 0, 'it opens everything, so nobody else may look');

  const other = join(folder, 'other home');
  const restored = await kaartbak(other, ['restore', path]);

  assert.equal(restored.code, 0, JSON.stringify(restored.answer));
  assert.deepEqual([restored.answer.libraries, restored.answer.contacts], [1, 0]);
  assert.equal(readFileSync(join(other, 'files', 'foto'), 'utf8'), 'een foto');
  for (const key of readdirSync(join(home, 'secrets')))
    assert.deepEqual(readFileSync(join(other, 'secrets', key)), readFileSync(join(home, 'secrets', key)));
  const status = await kaartbak(other, ['sending', 'status']);
  assert.deepEqual([status.answer.held, status.answer.why], [true, 'restored']);
  const counted = await countedIn(other);
  assert.deepEqual(
    counted,
    Array.from({ length: counted.length }, (_, index) => index + 1),
    'no gap: it is one moment',
  );
  assert.ok(counted.length >= before && counted.length <= behind, `${before} ≤ ${counted.length} ≤ ${behind}`);
  const released = await kaartbak(other, ['sending', 'release']);
  assert.deepEqual(released.answer, { held: false, wasHeld: true, waiting: 0 });

  const onto = await kaartbak(other, ['restore', path]);
  assert.deepEqual([onto.code, /bestaat al/.test(onto.answer.error)], [1, true]);
});

async function countedIn(where: string): Promise<number[]> {
  const { port, close } = await freePort();
  close();
  const started = startWith({ KAARTBAK_HOME: where, PORT: String(port), KAARTBAK_URL: `http://localhost:${port}` });
  await started.said('Kaartbak is klaar');
  const client = await connect(where);
  const { rows } = await client.query<{ nr: number }>(
    `select split_part(key, '.', 2)::int as nr from platform_settings where key like 'count.%' order by nr`,
  );
  await client.end();
  started.child.kill('SIGTERM');
  await started.exit;
  return rows.map(({ nr }) => nr);
}

test('of many backups the newest stay, and nothing else in the folder is touched', async () => {
  mkdirSync(join(backups, 'holiday'), { recursive: true });
  const first = (await kaartbak(home, ['backup', backups])).answer.path as string;
  const second = await kaartbak(home, ['backup', backups, '--keep', '1']);

  assert.equal(existsSync(first), false);
  assert.deepEqual(readdirSync(backups).sort(), ['holiday', (second.answer.path as string).split('/').at(-1)].sort());
  const wrong = await kaartbak(home, ['backup', backups, '--keep', '0']);
  assert.deepEqual([wrong.code, existsSync(second.answer.path as string)], [1, true]);
});

test('what cannot be put back is refused in a sentence and leaves the folder empty', async () => {
  const whole = (await kaartbak(home, ['backup', backups])).answer.path as string;
  const spoilt = (name: string, spoil: (path: string) => void): string => {
    const path = join(folder, name);
    cpSync(whole, path, { recursive: true });
    spoil(path);
    return path;
  };
  const noted = (changes: object) => (path: string) =>
    writeFileSync(
      join(path, 'backup.json'),
      JSON.stringify({ ...JSON.parse(readFileSync(join(path, 'backup.json'), 'utf8')), ...changes }),
    );
  const target = join(folder, 'empty');
  const cases: [string, RegExp, Record<string, string>?][] = [
    [spoilt('without note', (path) => rmSync(join(path, 'backup.json'))), /geen hele reservekopie/],
    [spoilt('other system', noted({ system: 'plan9-mips' })), /komt van plan9-mips/],
    [spoilt('other postgres', noted({ postgres: '9' })), /is van PostgreSQL 9/],
    [spoilt('without log', (path) => rmSync(join(path, 'database', 'pg_wal'), { recursive: true })), /niet bereikbaar/],
    [whole, /eigen server/, { DATABASE_URL: 'postgres://x:y@127.0.0.1:1/z' }],
  ];
  for (const [path, sentence, env] of cases) {
    const { code, answer } = await kaartbak(target, ['restore', path], env);
    assert.deepEqual([code, sentence.test(answer.error)], [1, true], answer.error);
    const left = existsSync(join(target, 'postgres'))
      ? readdirSync(join(target, 'postgres')).filter((name) => name.startsWith('data'))
      : [];
    assert.deepEqual([left, existsSync(join(target, 'secrets'))], [[], false]);
  }
  assert.equal((await kaartbak(target, ['restore', whole])).code, 0, 'the folder takes a good one');
  const nothing = await kaartbak(join(folder, 'new'), ['backup', backups]);
  assert.deepEqual([nothing.code, /nog geen database/.test(nothing.answer.error)], [1, true]);
});
