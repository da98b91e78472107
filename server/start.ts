// `npm start`: brings everything up, keeps it up, takes it down in order.
//
// 1. Settings, home folder, port: what cannot work is said in one sentence before anything starts.
// 2. The database starts while the workbench is built; then it is migrated and checked.
// 3. A demo that was broken off is removed, and an empty installation gets the demo network, from a process of its own.
// 4. The roles run as processes of their own, so that a crash of one does not take the others along; one that dies is started again.
// 5. Ctrl-C or SIGTERM, at any moment: roles first (they finish what they hold), then the database. If this process is killed
//    outright, the roles notice the broken channel and stop by themselves.
// 6. When the database ends without being asked to, so does everything, with exit code 1: whoever watches over us starts us again.
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { translate, type MessageKey, type MessageParams } from '../lib/i18n.ts';
import { ensureHome, type Config } from './platform/config.ts';
import { withSystem } from './platform/db.ts';
import { OperatorError } from './platform/errors.ts';
import { lockHome } from './platform/home-lock.ts';
import { checkPort, openApp, placeDatabase, prepareDatabase, type DatabasePlace } from './platform/open.ts';
import { nodeFlags, roles, type Role } from './roles.ts';
import { makeLoginLink, findStaff } from './staff/staff.ts';
import { listEnvironments } from './tenants/tenants.ts';
import { demoAdministrator, removeBrokenOff } from './demo/demo.ts';

type Say = (key: MessageKey, params?: MessageParams) => void;

/** Runs until stopped; gives the exit code. */
export async function start(config: Config): Promise<number> {
  const say: Say = (key, params) => process.stdout.write(`${translate(config.operatorLanguage, key, params)}\n`);
  ensureHome(config.home);
  const lock = lockHome(config.home);
  if ('heldBy' in lock) throw new OperatorError('operator.already-running', { pid: String(lock.heldBy) });
  const stop = signalled();
  try {
    await checkPort(config.port, config.host);
    const placing = placeDatabase(config, 'start');
    try {
      const built = buildWorkbench(() => say('operator.building'));
      const brought = await unlessStopped(stop, Promise.all([placing, built]));
      return brought ? await withDatabase(brought[0], stop, () => runOn(config, brought[0], { say, stop })) : 0;
    } finally {
      await placing.then(
        (place) => place.embedded?.stop(),
        () => {}, // it was thrown above
      );
    }
  } finally {
    lock.release();
  }
}

/** The work, asked to stop when its database ends; then that is what is told, whatever the work came upon. */
async function withDatabase(place: DatabasePlace, stop: Stop, work: () => Promise<number>): Promise<number> {
  let died = false;
  void place.embedded?.ended.then(() => {
    died = !stop.asked;
    stop.ask();
  });
  const exitCode = await work().catch((error: unknown) => {
    if (!died) throw error;
    return 1;
  });
  if (died) throw new OperatorError('operator.database-died');
  return exitCode;
}

/** From a database that answers to the end. */
async function runOn(config: Config, place: DatabasePlace, { say, stop }: { say: Say; stop: Stop }): Promise<number> {
  if (place.embedded?.movedTo) say('operator.moved-home', { path: config.home, other: place.embedded.movedTo });
  if ((await prepareDatabase(place)).length > 0) say('operator.migrating');
  const app = openApp(config, place, { role: 'start', connections: 4 });
  try {
    const half = await removeBrokenOff(app);
    if (half !== 'nothing') say(half === 'removed' ? 'demo.half-removed' : 'demo.half-kept');
    const environments = await withSystem(app.database, listEnvironments);
    if (environments.length === 0 && config.demoOnEmpty && !stop.asked) {
      say('operator.creating-demo');
      const exitCode = await makeDemo(stop);
      if (exitCode !== 0) return exitCode;
    }
    if (stop.asked) return 0;
    const supervisor = superviseRoles();
    if (await unlessStopped(stop, supervisor.ready)) {
      say('operator.ready', { url: config.publicUrl });
      const link = await withSystem(app.database, async (db) => {
        const member = await findStaff(db, demoAdministrator);
        return member && makeLoginLink(db, member.id, app.now());
      });
      if (link) say('operator.login-link', { url: `${config.publicUrl}/app/aanmelden#${link}` });
    }
    await stop.wait;
    await supervisor.stop();
    return 0;
  } finally {
    await app.close();
  }
}

interface Stop {
  asked: boolean;
  wait: Promise<void>;
  ask(): void;
}

function signalled(): Stop {
  const { promise, resolve } = Promise.withResolvers<void>();
  const state = {
    asked: false,
    wait: promise,
    ask() {
      state.asked = true;
      resolve();
    },
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, state.ask);
  return state;
}

/** What the work gives, or undefined as soon as somebody wants us to stop. */
async function unlessStopped<T>(stop: Stop, work: Promise<T>): Promise<T | undefined> {
  const done = await Promise.race([work, stop.wait]);
  return stop.asked ? undefined : (done as T);
}

async function buildWorkbench(announce: () => void): Promise<void> {
  const { buildWeb } = await import('../tools/build-web.ts');
  await buildWeb({ log: announce });
}

/**
 * Runs the command `demo` in a process of its own, because inventing people leaves no time to listen: asked to stop, we kill it.
 * The next start finds that it is half and removes it.
 */
async function makeDemo(stop: Stop): Promise<number> {
  const child = fork(join(import.meta.dirname, 'main.ts'), ['demo'], {
    execPath: process.execPath,
    env: { ...process.env, LOG_LEVEL: 'warn' },
  });
  const ended = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
  const exitCode = await unlessStopped(stop, ended);
  if (exitCode !== undefined) return exitCode;
  child.kill('SIGKILL');
  await ended;
  return 0;
}

interface Supervisor {
  ready: Promise<unknown>;
  stop(): Promise<void>;
}

/** One process per role; restarts what dies, slower when it dies at once. */
function superviseRoles(): Supervisor {
  const children = new Map<string, ChildProcess>();
  let stopping = false;
  const run = (role: Role): Promise<void> =>
    new Promise((ready) => {
      const startedAt = Date.now();
      const child = fork(join(import.meta.dirname, 'main.ts'), [role], {
        stdio: 'inherit',
        execPath: process.execPath,
        execArgv: [...process.execArgv, ...nodeFlags[role]],
      });
      children.set(role, child);
      child.once('message', () => ready());
      child.once('exit', async () => {
        children.delete(role);
        if (stopping) return;
        await sleep(Date.now() - startedAt < 5000 ? 3000 : 200);
        if (!stopping) ready(run(role));
      });
    });
  return {
    ready: Promise.all(roles.map(run)),
    async stop() {
      stopping = true;
      const all = [...children.values()];
      for (const child of all) child.kill('SIGTERM');
      const gone = Promise.all(
        all.map((child) =>
          child.exitCode === null && child.signalCode === null ? new Promise((resolve) => child.once('exit', resolve)) : undefined,
        ),
      );
      await Promise.race([gone, sleep(35_000, undefined, { ref: false })]);
      for (const child of children.values()) child.kill('SIGKILL');
    },
  };
}
