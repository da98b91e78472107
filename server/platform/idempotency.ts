// A repeated request with the same Idempotency-Key gets the first answer again and does nothing twice
// (a double click on send, a client that retries after a lost answer).
//
// 1. A request claims its key in a transaction of its own, so that a second one sees it at once.
// 2. The answer is written in the transaction that does the work: there is no moment at which one stands and not the other.
// 3. A claim whose request failed, or whose process died, becomes free; the work it stood for was rolled back. A request
//    slower than that finds its claim gone when it wants to write its answer, and is rolled back too.
//
// This holds for every change inside an environment. Uploads and questions manage their own transactions and login has none to
// share; for these the header does nothing.
import type { FastifyRequest } from 'fastify';
import type { App } from './app.ts';
import { maybe, run, sql, withSystem, type TenantDb } from './db.ts';
import { Refused } from './errors.ts';
import type { ServedRoute } from './serve.ts';

interface Asked {
  app: App;
  served: ServedRoute;
  request: FastifyRequest;
  scope: string;
  now: Date;
}

/** Writes the answer beside the work, in its transaction. */
export type Keep = (db: TenantDb, answer: unknown) => Promise<void>;

const claimSeconds = 120;
const keptHours = 24;

/** Runs `work` once per key; without the header simply runs it. Kept for 24 hours. */
export async function remembered(asked: Asked, work: (keep: Keep) => Promise<unknown>): Promise<unknown> {
  const { app, served, request, now } = asked;
  const { route } = served;
  const key = request.headers['idempotency-key'];
  const fits = route.access.in === 'environment' && route.method !== 'GET' && !served.ownTransactions && !route.secretAnswer;
  if (!fits || typeof key !== 'string') return work(async () => {});
  if (key.length > 200) throw new Refused('error.invalid-json', {}, 400);
  const scope = `${asked.scope}:${route.id}`;
  // keyed: a body may hold what is easily guessed
  const bodyHash = app.secrets.hash('idempotency', `${request.url}\n${JSON.stringify(request.body ?? null)}`);
  const claim = sql`scope = ${scope} and key = ${key} and created_at = ${now} and status is null`;
  if (!(await claimed(app, { scope, key, bodyHash, now }))) return earlierAnswer(app, { scope, key, bodyHash });
  try {
    return await work(async (db, answer) => {
      const kept = await run(db, sql`update idempotency_keys set status = 200, answer = ${JSON.stringify(answer ?? {})} where ${claim}`);
      if (kept === 0) throw new Refused('error.still-running');
    });
  } catch (error) {
    // nothing was done, unless only the word that it was got lost: then the answer stands, and the claim is one no more
    await withSystem(app.database, (db) => run(db, sql`delete from idempotency_keys where ${claim}`));
    throw error;
  }
}

interface Wanted {
  scope: string;
  key: string;
  bodyHash: string;
}

async function claimed(app: App, { scope, key, bodyHash, now }: Wanted & { now: Date }): Promise<boolean> {
  const before = (seconds: number) => new Date(now.getTime() - seconds * 1000);
  return withSystem(app.database, async (db) => {
    await run(
      db,
      sql`delete from idempotency_keys
      where created_at < ${before(keptHours * 3600)} or (status is null and created_at < ${before(claimSeconds)})`,
    );
    const won = await maybe(
      db,
      sql`insert into idempotency_keys (scope, key, body_hash, created_at) values (${scope}, ${key}, ${bodyHash}, ${now})
      on conflict do nothing returning 1 as won`,
    );
    return won !== undefined;
  });
}

async function earlierAnswer(app: App, { scope, key, bodyHash }: Wanted): Promise<unknown> {
  const known = await withSystem(app.database, (db) =>
    maybe(
      db,
      sql<{ body_hash: string; status: number | null; answer: unknown }>`
      select body_hash, status, answer from idempotency_keys where scope = ${scope} and key = ${key}`,
    ),
  );
  if (known && known.body_hash !== bodyHash) throw new Refused('error.same-key-other-body', {}, 422);
  if (!known || known.status === null) throw new Refused('error.still-running');
  return known.answer;
}
