// A real PostgreSQL for tests. One embedded server per checkout, shared by all test files (each file is a process):
// the first one starts it, the last one stops it. Each file works in a copy of a migrated template database,
// each test in a tenant of its own.
//
// TEST_DATABASE_URL names another server instead, as its superuser: to see that nothing needs more than PostgreSQL 15.
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { openDatabase, withSystem, sql, one, type Database } from '../../server/platform/db.ts';

const root = join(import.meta.dirname, '../..');
const home = join(root, '.cache/test-postgres');

export interface TestDatabase extends Database {
  ownerUrl: string;
  /** A role above the rules, for tests that show it is refused. */
  superUrl: string;
}

interface Server {
  superUrl: string;
  pid: number;
}

let opened: Promise<TestDatabase> | undefined;
let drop = async (): Promise<void> => {};
// Here and not where it is opened: asked for inside a test or a hook it would run as soon as that one ends.
after(() => drop());

/** This test file's own database, migrated; made at first call and dropped after the file's tests. */
export function testDatabase(): Promise<TestDatabase> {
  opened ??= open();
  return opened;
}

async function open(): Promise<TestDatabase> {
  const server = await sharedServer();
  const name = `t_${randomBytes(6).toString('hex')}`;
  const admin = new pg.Client({ connectionString: server.superUrl });
  await admin.connect();
  const template = await ensureTemplate(admin, server);
  // copying is refused while somebody else copies the same template: take turns
  await admin.query('select pg_advisory_lock(2)');
  await admin.query(`create database ${name} template ${template} owner kaartbak_owner`);
  await admin.query('select pg_advisory_unlock(2)');
  const at = (role: string) => Object.assign(new URL(server.superUrl), { username: role, password: 'test', pathname: `/${name}` }).href;
  const database = openDatabase(at('kaartbak_app'), { max: 8, name: 'test' });
  drop = async () => {
    await database.close();
    await admin.query(`drop database ${name} with (force)`);
    await admin.end();
  };
  return { ...database, ownerUrl: at('kaartbak_owner'), superUrl: server.superUrl };
}

/** The template's name follows from the migrations, so a changed migration makes a new one. */
async function ensureTemplate(admin: pg.Client, server: Server): Promise<string> {
  const folder = join(root, 'migrations');
  const hash = createHash('sha256');
  for (const file of readdirSync(folder).sort()) hash.update(readFileSync(join(folder, file)));
  const name = `template_${hash.digest('hex').slice(0, 12)}`;
  await admin.query('select pg_advisory_lock(1)');
  try {
    const known = await admin.query('select 1 from pg_database where datname = $1', [name]);
    if (known.rowCount) return name;
    const { migrate } = await import('../../server/platform/migrate.ts');
    const { installQueue } = await import('../../server/platform/queue.ts');
    const building = `${name}_building`;
    await admin.query(`drop database if exists ${building} with (force)`);
    await admin.query(`create database ${building} owner kaartbak_owner`);
    const owner = Object.assign(new URL(server.superUrl), { username: 'kaartbak_owner', password: 'test', pathname: `/${building}` }).href;
    await migrate(owner, 'kaartbak_app');
    await installQueue(owner, 'kaartbak_app');
    await admin.query(`alter database ${building} rename to ${name}`);
    return name;
  } finally {
    await admin.query('select pg_advisory_unlock(1)');
  }
}

/** Finds the running test server or starts it in a process of its own that ends when nobody used it for a while. */
async function sharedServer(): Promise<Server> {
  if (process.env.TEST_DATABASE_URL) return givenServer(process.env.TEST_DATABASE_URL);
  mkdirSync(home, { recursive: true });
  const lock = join(home, 'starting');
  for (const since = Date.now(); Date.now() - since < 120_000; await sleep(100)) {
    const found = await findServer();
    if (typeof found === 'object') return found;
    // a machine with much to do answers late: only after half a minute is a living process that does not answer another one's
    if (found === 'silent' && Date.now() - since < 30_000) continue;
    if (isOld(lock)) rmSync(lock, { force: true });
    if (!taken(lock)) continue;
    // it may have come up between looking for it and taking the lock; a second server would stop the first one
    const meanwhile = await findServer();
    if (typeof meanwhile === 'object') {
      rmSync(lock, { force: true });
      return meanwhile;
    }
    spawn(process.execPath, [join(import.meta.dirname, 'postgres-server.ts'), home], { detached: true, stdio: 'ignore' }).unref();
  }
  throw new Error(`the test database did not start; see ${join(home, 'postgres.log')}`);
}

/** Whoever took it a minute ago has died, or starts a server on a very busy machine: one more does no harm, one every moment would. */
function isOld(lock: string): boolean {
  const made = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
  return made !== undefined && Date.now() - made > 60_000;
}

function taken(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    return false; // another file was first
  }
}

/** A server of the operator's: it gets the two roles, and keeps them. */
async function givenServer(superUrl: string): Promise<Server> {
  const client = new pg.Client({ connectionString: superUrl });
  await client.connect();
  await client.query('select pg_advisory_lock(3)');
  for (const role of ['kaartbak_owner', 'kaartbak_app']) {
    const known = await client.query('select 1 from pg_roles where rolname = $1', [role]);
    await client.query(`${known.rowCount ? 'alter' : 'create'} role ${role} login nosuperuser nobypassrls password 'test'`);
  }
  await client.end();
  return { superUrl, pid: 0 };
}

/** The server that runs; 'silent' when its process lives and does not answer, 'none' when there is no such process. */
async function findServer(): Promise<Server | 'silent' | 'none'> {
  let server: Server;
  try {
    server = JSON.parse(readFileSync(join(home, 'server.json'), 'utf8')) as Server;
    process.kill(server.pid, 0);
  } catch {
    return 'none';
  }
  const client = new pg.Client({ connectionString: server.superUrl, connectionTimeoutMillis: 2000 });
  try {
    await client.connect();
    return server;
  } catch {
    return 'silent';
  } finally {
    await client.end().catch(() => {});
  }
}

let serial = 0;

/** A new library of its own, below a new network: every test makes one, so nothing is ever shared or emptied. */
export async function newLibrary(
  database: Database,
  { name = 'Bibliotheek Zilverbeek', country = 'BE' }: { name?: string; country?: 'BE' | 'NL' } = {},
): Promise<{ tenantId: number; networkId: number; slug: string }> {
  const mark = `${randomBytes(4).toString('hex')}${serial++}`;
  return withSystem(database, async (db) => {
    const network = await one(
      db,
      sql<{ id: number }>`
      insert into tenants (public_id, kind, slug, name, short_name) values (${`n${mark}`}, 'network', ${`net-${mark}`}, 'Netwerk', 'Netwerk') returning id`,
    );
    const slug = `bib-${mark}`;
    const library = await one(
      db,
      sql<{ id: number }>`
      insert into tenants (public_id, kind, parent_id, slug, name, short_name, country)
      values (${`l${mark}`}, 'library', ${network.id}, ${slug}, ${name}, ${name.replace('Bibliotheek', 'Bib')}, ${country}) returning id`,
    );
    return { tenantId: library.id, networkId: network.id, slug };
  });
}
