// The test server's own process: starts PostgreSQL without durability and stops when nobody has been connected for a minute.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { lockHome } from '../../server/platform/home-lock.ts';
import { startEmbedded } from '../../server/platform/postgres/embedded.ts';

const home = process.argv[2]!;
const state = join(home, 'server.json');
const starting = join(home, 'starting');
const lock = await turn();
rmSync(state, { force: true }); // of one that was killed

/** Whoever waited too long for a server to start makes a second one; that one leaves the first alone, and waits for its end. */
async function turn(): Promise<{ release: () => void }> {
  for (;;) {
    const taken = lockHome(home);
    if ('release' in taken) return taken;
    if (existsSync(state)) {
      rmSync(starting, { force: true });
      process.exit(0);
    }
    await sleep(200);
  }
}

const embedded = await startEmbedded(home, { durable: false });
const passwords = JSON.parse(readFileSync(join(home, 'secrets/postgres.json'), 'utf8')) as { super: string };
const superUrl = Object.assign(new URL(embedded.appUrl), {
  username: 'kaartbak_super',
  password: passwords.super,
  pathname: '/postgres',
}).href;

const client = new pg.Client({ connectionString: superUrl });
await client.connect();
for (const role of ['kaartbak_owner', 'kaartbak_app']) await client.query(`alter role ${role} password 'test'`);
const left = await client.query<{ datname: string }>("select datname from pg_database where datname ~ '^t_[0-9a-f]{12}$'");
for (const row of left.rows) await client.query(`drop database if exists ${row.datname} with (force)`);
const publish = () => writeFileSync(state, JSON.stringify({ superUrl, pid: process.pid }), { mode: 0o600 });
publish();
rmSync(starting, { force: true });

let stopping = false;
const stop = () => (stopping = true);
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
/** Whether nobody else is connected, after a second. */
async function isAlone(): Promise<boolean> {
  await sleep(1000);
  const others = await client.query<{ n: number }>(
    "select count(*)::int as n from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
  );
  return others.rows[0]!.n === 0;
}
for (;;) {
  for (let idle = 0; idle < 60 && !stopping;) idle = (await isAlone()) ? idle + 1 : 0;
  rmSync(state, { force: true });
  // who had read the address just before may be on the way
  if (stopping || (await isAlone())) break;
  publish();
}
await client.end();
await embedded.stop();
lock.release();
process.exit(0);
