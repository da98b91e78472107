// The test server's own process: starts PostgreSQL without durability and stops when nobody has been connected for a minute.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startEmbedded } from '../../server/platform/postgres/embedded.ts';

const home = process.argv[2]!;
const state = join(home, 'server.json');
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
writeFileSync(state, JSON.stringify({ superUrl, pid: process.pid }), { mode: 0o600 });
rmSync(join(home, 'starting'), { force: true });

let stopping = false;
const stop = () => (stopping = true);
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
for (let idle = 0; idle < 60 && !stopping;) {
  await sleep(1000);
  const others = await client.query<{ n: number }>(
    "select count(*)::int as n from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
  );
  idle = others.rows[0]!.n > 0 ? 0 : idle + 1;
}
rmSync(state, { force: true });
await client.end();
await embedded.stop();
process.exit(0);
