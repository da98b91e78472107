// `npm start`: brings everything up, keeps it up, takes it down in order.
//
// 1. Settings, home folder, port: what cannot work is said in one sentence before anything starts.
// 2. The database starts while the workbench is built; then it is migrated and checked.
// 3. An empty installation gets the demo network.
// 4. The roles run as processes of their own, so that a crash of one does not take the others along; one that dies is started again.
// 5. Ctrl-C or SIGTERM: roles first (they finish what they hold), then the database. If this process is killed
//    outright, the roles notice the broken channel and stop by themselves.
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { translate, type MessageKey, type MessageParams } from '../lib/i18n.ts';
import { ensureHome, type Config } from './platform/config.ts';
import { withSystem } from './platform/db.ts';
import { checkPort, lockHome, openApp, placeDatabase, prepareDatabase } from './platform/open.ts';
import { makeLoginLink, findStaff } from './staff/staff.ts';
import { listEnvironments } from './tenants/tenants.ts';
import { createDemo, demoAdministrator } from './demo/demo.ts';

const roles = ['web', 'worker', 'mailer'] as const;

/** Runs until stopped; gives the exit code. */
export async function start(config: Config): Promise<number> {
  const say = (key: MessageKey, params?: MessageParams) => process.stdout.write(`${translate(config.operatorLanguage, key, params)}\n`);
  ensureHome(config.home);
  const unlock = lockHome(config.home);
  const stop = signalled();
  try {
    await checkPort(config.port, config.host);
    const [place] = await Promise.all([placeDatabase(config), buildWorkbench(() => say('operator.building'))]);
    if (place.embedded?.movedTo) say('operator.moved-home', { path: config.home, other: place.embedded.movedTo });
    try {
      if ((await prepareDatabase(place)).length > 0) say('operator.migrating');
      const app = openApp(config, place, { role: 'start', connections: 4 });
      try {
        const environments = await withSystem(app.database, listEnvironments);
        if (environments.length === 0 && config.demoOnEmpty && !stop.asked) {
          say('operator.creating-demo');
          await createDemo(app, (text) => process.stdout.write(`  ${text}\n`));
        }
        const supervisor = superviseRoles(config);
        await Promise.race([supervisor.ready, stop.wait]);
        if (!stop.asked) {
          say('operator.ready', { url: config.publicUrl });
          const link = await withSystem(app.database, async (db) => {
            const member = await findStaff(db, demoAdministrator);
            return member && makeLoginLink(db, member.id, app.now());
          });
          if (link) say('operator.login-link', { url: `${config.publicUrl}/app/aanmelden#${link}` });
        }
        await stop.wait;
        await supervisor.stop();
      } finally {
        await app.close();
      }
    } finally {
      await place.embedded?.stop();
    }
    return 0;
  } finally {
    unlock();
  }
}

function signalled(): { asked: boolean; wait: Promise<void> } {
  const state = { asked: false, wait: Promise.resolve() };
  state.wait = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        state.asked = true;
        resolve();
      });
    }
  });
  return state;
}

async function buildWorkbench(announce: () => void): Promise<void> {
  const { buildWeb } = await import('../tools/build-web.ts');
  await buildWeb({ log: announce });
}

interface Supervisor {
  ready: Promise<unknown>;
  stop(): Promise<void>;
}

/** One process per role; restarts what dies, slower when it dies at once. */
function superviseRoles(_config: Config): Supervisor {
  const children = new Map<string, ChildProcess>();
  let stopping = false;
  const run = (role: string): Promise<void> =>
    new Promise((ready) => {
      const startedAt = Date.now();
      const child = fork(join(import.meta.dirname, 'main.ts'), [role], { stdio: 'inherit', execPath: process.execPath });
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
