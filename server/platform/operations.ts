// What operators and machines ask: is it alive, can it work, how is it doing, what is its contract.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Route } from '../../lib/route.ts';
import type { App } from './app.ts';
import { openApi } from './openapi.ts';

/** /healthz, /readyz, /metrics and /openapi.json. */
export function systemRoutes(server: FastifyInstance, app: App, contract: readonly Route[]): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'kaartbak_' });
  const seconds = new Histogram({
    name: 'kaartbak_request_seconds',
    help: 'Time to answer, by route and status class. Carries no tenant and no person.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.15, 0.5, 2, 10],
    registers: [registry],
  });
  new Gauge({
    name: 'kaartbak_messages',
    help: 'Sources now going out, by state.',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      this.reset();
      const found = await app.database.pool
        .query<{ state: string; n: number }>('select state, count(*)::int as n from dispatches group by state')
        .catch(() => ({ rows: [] }));
      for (const row of found.rows) this.set({ state: row.state }, row.n);
    },
  });
  server.addHook('onResponse', async (request, reply) => {
    seconds.observe(
      { method: request.method, route: request.routeOptions.url ?? 'unknown', status: `${Math.floor(reply.statusCode / 100)}xx` },
      reply.elapsedTime / 1000,
    );
  });
  server.get('/healthz', async (_request, reply) => reply.type('text/plain').send('ok\n'));
  server.get('/readyz', async (_request, reply) => {
    const ready = await app.database.pool.query('select 1').then(
      () => true,
      () => false,
    );
    return reply
      .status(ready ? 200 : 503)
      .type('text/plain')
      .send(ready ? 'ready\n' : 'the database does not answer\n');
  });
  server.get('/metrics', async (request, reply) => {
    // figures are for the machine itself and its monitoring, not for the world
    if (passedOn(request, app) || (!isLocal(request.ip) && !app.config.egressAllow.includes(request.ip)))
      return reply.status(404).type('text/plain').send('not found\n');
    return reply.type(registry.contentType).send(await registry.metrics());
  });
  const document = JSON.stringify(openApi(contract));
  server.get('/openapi.json', async (_request, reply) => reply.type('application/json').send(document));
}

/** Behind a proxy nobody named, every visitor seems to come from this machine. */
function passedOn({ headers }: FastifyRequest, app: App): boolean {
  return app.config.trustedProxies.length === 0 && (headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined);
}

function isLocal(ip: string): boolean {
  return ip === '127.0.0.1' || ip === '::1' || ip === '::ffff:127.0.0.1';
}
