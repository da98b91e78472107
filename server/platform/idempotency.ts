// A repeated request with the same Idempotency-Key gets the first answer again and does nothing twice
// (a double click on send, a client that retries after a lost answer).
import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Route } from '../../lib/route.ts';
import type { App } from './app.ts';
import { maybe, run, sql, withSystem } from './db.ts';
import { Refused } from './errors.ts';

interface Asked {
  app: App;
  route: Route;
  request: FastifyRequest;
  scope: string;
  now: Date;
}

/** Runs `work` once per key; without the header simply runs it. Kept for 24 hours. */
export async function remembered(asked: Asked, work: () => Promise<unknown>): Promise<unknown> {
  const { app, route, request, now } = asked;
  const header = request.headers['idempotency-key'];
  if (route.method === 'GET' || route.bodyKind === 'bytes' || route.secretAnswer || typeof header !== 'string') return work();
  if (header.length > 200) throw new Refused('error.invalid-json', {}, 400);
  const scope = `${asked.scope}:${route.id}`;
  const bodyHash = createHash('sha256')
    .update(request.url)
    .update(JSON.stringify(request.body ?? null))
    .digest('base64url');
  const won = await withSystem(app.database, async (db) => {
    // a process that died in the middle leaves its mark without an answer; after two minutes another may try
    await run(
      db,
      sql`delete from idempotency_keys
      where created_at < ${new Date(now.getTime() - 86_400_000)} or (status is null and created_at < ${new Date(now.getTime() - 120_000)})`,
    );
    return maybe(
      db,
      sql`insert into idempotency_keys (scope, key, body_hash, created_at) values (${scope}, ${header}, ${bodyHash}, ${now})
      on conflict do nothing returning 1 as won`,
    );
  });
  if (!won) {
    const known = await withSystem(app.database, (db) =>
      maybe(
        db,
        sql<{ body_hash: string; status: number | null; answer: unknown }>`
        select body_hash, status, answer from idempotency_keys where scope = ${scope} and key = ${header}`,
      ),
    );
    if (known && known.body_hash !== bodyHash) throw new Refused('error.same-key-other-body', {}, 422);
    if (!known || known.status === null) throw new Refused('error.still-running');
    return known.answer;
  }
  try {
    const answer = (await work()) ?? {};
    await withSystem(app.database, (db) =>
      run(db, sql`update idempotency_keys set status = 200, answer = ${JSON.stringify(answer)} where scope = ${scope} and key = ${header}`),
    );
    return answer;
  } catch (error) {
    // nothing was done: the same key may be tried again
    await withSystem(app.database, (db) => run(db, sql`delete from idempotency_keys where scope = ${scope} and key = ${header}`));
    throw error;
  }
}
