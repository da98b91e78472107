// A backup of an installation that runs and is written to, and what becomes of it in another folder.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, test } from 'node:test';
import pg from 'pg';
import { freePort, main, programFolder, startWith } from '../../../test/harness/program.ts';
import { ensureHome, readConfig } from '../config.ts';
import { OperatorError } from '../errors.ts';
import type { DatabasePlace } from '../open.ts';
import { superUrlAt } from '../postgres/embedded.ts';
import { makeBackup, restoreBackup } from './backup.ts';

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

const configOf = (where: string, env: Record<string, string> = {}) => readConfig({ KAARTBAK_HOME: where, LOG_LEVEL: 'silent', ...env });
const opened = (place: DatabasePlace) => place;
const backUp = (where: string, { keep }: { keep?: number } = {}) =>
  makeBackup(configOf(where), backups, { keep, now: new Date(), opened, waiting: () => {} });
const putBack = (where: string, from: string, env?: Record<string, string>) => {
  ensureHome(where);
  return restoreBackup(configOf(where, env), from, { now: new Date(), opened });
};
const refused = (code: string) => (error: unknown) => error instanceof OperatorError && error.code === code;

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
  const { counted, held } = await foundIn(other);
  assert.equal(held, 'restored');
  assert.deepEqual(
    counted,
    Array.from({ length: counted.length }, (_, index) => index + 1),
    'no gap: it is one moment',
  );
  assert.ok(counted.length >= before && counted.length <= behind, `${before} ≤ ${counted.length} ≤ ${behind}`);
  await assert.rejects(putBack(other, path), refused('operator.restore-not-empty'));
});

/** Starts what was put back, and tells what is in it. */
async function foundIn(where: string): Promise<{ counted: number[]; held: string }> {
  const { port, close } = await freePort();
  close();
  const started = startWith({ KAARTBAK_HOME: where, PORT: String(port), KAARTBAK_URL: `http://localhost:${port}` });
  await started.said('Kaartbak is klaar');
  const client = await connect(where);
  const { rows } = await client.query<{ nr: number }>(
    `select split_part(key, '.', 2)::int as nr from platform_settings where key like 'count.%' order by nr`,
  );
  const hold = await client.query<{ why: string }>(`select value ->> 'why' as why from platform_settings where key = 'sending.held'`);
  await client.end();
  started.child.kill('SIGTERM');
  await started.exit;
  return { counted: rows.map(({ nr }) => nr), held: hold.rows[0]?.why ?? '' };
}

test('of many backups the newest stay, and nothing else in the folder is touched', async () => {
  mkdirSync(join(backups, 'holiday'), { recursive: true });
  const first = await backUp(home);
  const second = await backUp(home, { keep: 1 });

  assert.ok(second.removed.includes(basename(first.path)));
  assert.deepEqual(readdirSync(backups).sort(), ['holiday', basename(second.path)].sort());
  const wrong = await kaartbak(home, ['backup', backups, '--keep', '0']);
  assert.deepEqual([wrong.code, existsSync(second.path)], [1, true]);
});

test('what cannot be put back is refused in a sentence and leaves the folder empty', async () => {
  const { path: whole } = await backUp(home);
  /** A backup in which only the note is another: it is read before anything else. */
  const noted = (name: string, changes: object): string => {
    const path = join(folder, name);
    mkdirSync(path);
    const made = JSON.parse(readFileSync(join(whole, 'backup.json'), 'utf8')) as object;
    writeFileSync(join(path, 'backup.json'), JSON.stringify({ ...made, ...changes }));
    return path;
  };
  const withoutNote = join(folder, 'without note');
  mkdirSync(withoutNote);
  const withoutLog = join(folder, 'without log');
  cpSync(whole, withoutLog, { recursive: true, filter: (path) => !path.includes('pg_wal') });
  const target = join(folder, 'empty');
  const cases: [string, string, Record<string, string>?][] = [
    [withoutNote, 'operator.restore-no-backup'],
    [noted('other system', { system: 'plan9-mips' }), 'operator.restore-other-system'],
    [noted('other postgres', { postgres: '9' }), 'operator.restore-other-postgres'],
    [withoutLog, 'operator.database-unreachable'],
    [whole, 'operator.restore-external', { DATABASE_URL: 'postgres://x:y@127.0.0.1:1/z' }],
  ];
  for (const [path, code, env] of cases) {
    await assert.rejects(putBack(target, path, env), refused(code), path);
    const left = existsSync(join(target, 'postgres'))
      ? readdirSync(join(target, 'postgres')).filter((name) => name.startsWith('data'))
      : [];
    assert.deepEqual([left, existsSync(join(target, 'secrets'))], [[], false]);
  }
  const spoilt = join(folder, 'spoilt');
  cpSync(withoutLog, spoilt, { recursive: true, filter: (path) => basename(path) !== 'files' });
  writeFileSync(join(spoilt, 'files'), 'no folder');
  await assert.rejects(putBack(target, spoilt), { code: 'ENOTDIR' });
  const coming = (where: string) => readdirSync(where).filter((name) => name.includes('coming'));
  assert.deepEqual([coming(target), coming(join(target, 'postgres'))], [[], []], 'what was copied until then goes as well');
  assert.equal((await putBack(target, whole)).libraries, 1, 'the folder takes a good one');
  ensureHome(join(folder, 'new'));
  await assert.rejects(backUp(join(folder, 'new')), refused('operator.backup-nothing'));
});
