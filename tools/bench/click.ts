// Clicks and one-click unsubscribes, each durable before it is answered, against a Fastify route that only redirects.
// The visitors run in a thread of their own; they ask over kept connections, one request at a time on each.
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import fastify, { type FastifyInstance } from 'fastify';
import { ensureDefaultPurposes, listPurposes, unsubscribeToken } from '../../server/consent/consent.ts';
import { buildWeb } from '../../server/mount.ts';
import { many, one, sql, withSystem, withTenant } from '../../server/platform/db.ts';
import { clickTotals, linkToken, saveLinks } from '../../server/tracking/tracking.ts';
import type { Bench, BenchOptions, BenchRow } from './bench.ts';

const sizes = { small: { clicks: 5000, leavers: 500 }, full: { clicks: 100_000, leavers: 5000 } };
const connections = 256;
const source = { kind: 'mailing', id: 1 } as const;

export const benches: Bench[] = [{ name: 'click', run }];

async function run({ size, app }: BenchOptions): Promise<BenchRow[]> {
  const { clicks, leavers } = sizes[size];
  const { tenantId, purposeId, contactIds } = await makeReaders(app.database, leavers);
  await withTenant(app.database, tenantId, (db) => saveLinks(db, source, [{ position: 0, url: 'https://bib.example/agenda' }]));
  const click = `/k/${linkToken(app.secrets, { tenantId, sourceKind: 'mailing', sourceId: 1, position: 0 })}`;
  const leave = contactIds.map((contactId) => `/uit/${unsubscribeToken(app.secrets, { tenantId, contactId, purposeId, messageId: 1 })}`);
  const bareServer = fastify();
  bareServer.get('/k/:token', (_request, reply) => reply.redirect('https://bib.example/agenda', 302));
  const web = await buildWeb(app);
  try {
    const [bareAt, webAt] = [await listen(bareServer), await listen(web)];
    await visit(bareAt, { method: 'GET', paths: [click], times: 2000 });
    await visit(webAt, { method: 'GET', paths: [click], times: 2000 });
    const bare = await visit(bareAt, { method: 'GET', paths: [click], times: clicks });
    const counted = await visit(webAt, { method: 'GET', paths: [click], times: clicks });
    const left = await visit(webAt, { method: 'POST', paths: leave, times: leavers });
    const [total] = await withTenant(app.database, tenantId, (db) => clickTotals(db, source));
    if (total?.clicks !== clicks + 2000) throw new Error(`${total?.clicks} clicks were counted of ${clicks + 2000}`);
    return [
      row('click, counted durably', `${clicks} clicks`, counted, bare),
      row('one-click unsubscribe, durable', `${leavers} readers`, left, bare),
    ];
  } finally {
    await Promise.all([bareServer.close(), web.close()]);
  }
}

function row(name: string, size: string, figure: number, yardstick: number): BenchRow {
  const ratio = figure / yardstick;
  return {
    name,
    size,
    figure: Math.round(figure),
    unit: '/s',
    yardstick: Math.round(yardstick),
    ratio: Math.round(ratio * 100) / 100,
    goal: '≥ 50 % of a bare route',
    met: ratio >= 0.5,
  };
}

async function makeReaders(database: BenchOptions['app']['database'], count: number) {
  const mark = randomBytes(5).toString('hex');
  const tenantId = await withSystem(database, async (db) => {
    const network = await one(
      db,
      sql<{
        id: number;
      }>`insert into tenants (public_id, kind, slug, name, short_name) values (${`n${mark}`}, 'network', ${`meetnet-${mark}`}, 'Meetnet', 'Meetnet') returning id`,
    );
    const library = await one(
      db,
      sql<{
        id: number;
      }>`insert into tenants (public_id, kind, parent_id, slug, name, short_name) values (${`l${mark}`}, 'library', ${network.id}, ${`meetbib-${mark}`}, 'Meetbibliotheek', 'Meetbib') returning id`,
    );
    return library.id;
  });
  return withTenant(database, tenantId, async (db) => {
    await ensureDefaultPurposes(db);
    const purposeId = (await listPurposes(db)).find((purpose) => purpose.key === 'newsletter')!.id;
    const rows = await many(
      db,
      sql<{ id: number }>`
      insert into contacts (tenant_id, first_name, email, email_key) select ${tenantId}, 'Lezer', 'lezer' || n || '@lezers.example', 'lezer' || n || '@lezers.example' from generate_series(1, ${count}::int) n returning id`,
    );
    return { tenantId, purposeId, contactIds: rows.map((one_) => one_.id) };
  });
}

async function listen(server: FastifyInstance): Promise<number> {
  await server.listen({ port: 0, host: '127.0.0.1' });
  return (server.server.address() as AddressInfo).port;
}

interface Visit {
  method: 'GET' | 'POST';
  paths: readonly string[];
  times: number;
}

/** Requests per second. */
async function visit(port: number, what: Visit): Promise<number> {
  const worker = new Worker(import.meta.filename, { workerData: { port, ...what } });
  const seconds = await new Promise<number>((resolve, reject) => worker.once('message', resolve).once('error', reject));
  return what.times / seconds;
}

function requestFor({ method, path }: { method: Visit['method']; path: string }): string {
  const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
  const body = 'List-Unsubscribe=One-Click';
  const head = `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: ${agent}\r\n`;
  return method === 'GET'
    ? `${head}\r\n`
    : `${head}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

/** One visitor: asks, waits for the whole answer, asks again, until nothing is left. */
function visitor(port: number, next: () => string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let seen = '';
    const ask = () => {
      const request = next();
      if (request === undefined) return socket.end(resolve);
      socket.write(request);
    };
    socket.on('connect', ask).on('error', reject);
    socket.on('data', (bytes) => {
      seen += bytes.toString('latin1');
      const end = seen.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(seen)?.[1] ?? 0);
      if (seen.length < end + 4 + length) return;
      if (!/^HTTP\/1\.1 (200|302)/.test(seen)) return reject(new Error(seen.slice(0, 200)));
      seen = '';
      ask();
    });
  });
}

if (!isMainThread) {
  const { port, method, paths, times } = workerData as Visit & { port: number };
  let asked = 0;
  const next = () => (asked < times ? requestFor({ method, path: paths[asked++ % paths.length]! }) : undefined);
  const begin = performance.now();
  await Promise.all(Array.from({ length: Math.min(connections, times) }, () => visitor(port, next)));
  parentPort!.postMessage((performance.now() - begin) / 1000);
}
