// Background jobs on graphile-worker. Outgoing messages are not jobs (see delivery): queue libraries free an
// orphaned job only after hours, unless no other worker lives. Jobs here are idempotent and carry their tenant.
//
// Modules enqueue inside their own transaction with `addJob`; it commits or vanishes with the rest.
// The queue's tables belong to the owner role, so the app role goes through one function.
import { Logger, parseCronItems, run as runWorker, runMigrations, runOnce, type TaskList } from 'graphile-worker';
import pg from 'pg';
import type { JobName, JobPayloads } from '../jobs.ts';
import { sql, run, type AnyDb } from './db.ts';
import type { Log } from './log.ts';

/** Installs the queue's own schema and the one function the app role may call. */
export async function installQueue(ownerUrl: string, appRole: string): Promise<void> {
  const pool = poolOf(ownerUrl, 1);
  try {
    await runMigrations({ pgPool: pool, logger: silent });
    const role = pg.escapeIdentifier(appRole);
    await pool.query(`
      create or replace function kb_add_job(name text, payload json, key text, run_at timestamptz) returns void
        language sql security definer set search_path = pg_catalog, graphile_worker, pg_temp
        as $$ select graphile_worker.add_job(name, payload, job_key => key, run_at => coalesce(run_at, now()), max_attempts => 8) $$;
      revoke all on function kb_add_job from public;
      grant execute on function kb_add_job to ${role};`);
  } finally {
    await pool.end();
  }
}

/** How many jobs wait, and which were given up; graphile-worker keeps those. */
export async function queueHealth(ownerUrl: string): Promise<{ waiting: number; givenUp: string[] }> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const found = await client.query<{ waiting: number; givenUp: string[] }>(`
      select count(*) filter (where attempts < max_attempts and run_at <= now())::int as waiting,
        coalesce(array_agg(task_identifier order by id) filter (where attempts >= max_attempts and locked_at is null), '{}') as "givenUp"
      from graphile_worker.jobs`);
    return found.rows[0]!;
  } finally {
    await client.end();
  }
}

interface AddOptions {
  /** Jobs with the same key replace each other while they wait. */
  key?: string;
  runAt?: Date;
}

/** Enqueues a job in the caller's transaction. */
export async function addJob<Name extends JobName>(
  db: AnyDb,
  name: Name,
  payload: JobPayloads[Name],
  options: AddOptions = {},
): Promise<void> {
  await run(db, sql`select kb_add_job(${name}, ${JSON.stringify(payload)}::json, ${options.key ?? null}, ${options.runAt ?? null})`);
}

export type JobHandlers = { [Name in JobName]?: (payload: JobPayloads[Name]) => Promise<void> };

/** A job that is enqueued by the clock; `match` is a crontab pattern in UTC. */
export interface Recurring {
  task: JobName;
  match: string;
}

/** Runs jobs until stopped, and enqueues the recurring ones. */
export async function startQueue(options: {
  ownerUrl: string;
  handlers: JobHandlers;
  recurring?: readonly Recurring[];
  concurrency?: number;
  log: Log;
}): Promise<{ stop(): Promise<void> }> {
  const pool = poolOf(options.ownerUrl, 6, runnerName);
  await freeOrphans(pool);
  const runner = await runWorker({
    pgPool: pool,
    concurrency: options.concurrency ?? 2,
    noHandleSignals: true,
    pollInterval: 1000,
    taskList: taskListOf(options.handlers),
    parsedCronItems: parseCronItems((options.recurring ?? []).map(({ task, match }) => ({ task, match, options: { backfillPeriod: 0 } }))),
    logger: new Logger(() => (level, message) => {
      if (level === 'error') options.log.error({ queue: message }, 'job failed');
      else if (level === 'warning') options.log.warn({ queue: message }, 'queue');
    }),
  });
  return {
    async stop() {
      await runner.stop();
      await pool.end();
    },
  };
}

/** How the connections of a worker are called in the database. */
const runnerName = 'kaartbak-jobs';

/**
 * Gives back what a killed worker had in hand: the library would do so after four hours. Beside a worker that lives nothing is
 * touched, because it may be at any of these; the connections of a killed one end with it.
 */
async function freeOrphans(pool: pg.Pool): Promise<void> {
  await pool.query(
    `
    select graphile_worker.force_unlock_workers(array(select distinct locked_by from graphile_worker.jobs where locked_by is not null))
    where not exists (select from pg_stat_activity
      where datname = current_database() and application_name = $1 and pid <> pg_backend_pid())`,
    [runnerName],
  );
}

/** Runs everything that waits in the queue, then stops: what tests do instead of waiting. */
export async function drainQueue(ownerUrl: string, handlers: JobHandlers): Promise<void> {
  const pool = poolOf(ownerUrl, 2);
  try {
    await runOnce({
      pgPool: pool,
      logger: silent,
      taskList: taskListOf(handlers),
    });
  } finally {
    await pool.end();
  }
}

function taskListOf(handlers: JobHandlers): TaskList {
  return Object.fromEntries(
    Object.entries(handlers).map(([name, handler]) => [
      name,
      async (payload: unknown) => {
        await (handler as (payload: unknown) => Promise<void>)(payload);
      },
    ]),
  );
}

/**
 * Connections for the queue library, which would otherwise make its own and stop listening before they are closed.
 * A lost connection needs no more than somebody who listens: the query that was running rejects, the worker connects
 * anew; without a listener it would end the process.
 */
function poolOf(ownerUrl: string, max: number, name = 'kaartbak-queue'): pg.Pool {
  const pool = new pg.Pool({ connectionString: ownerUrl, max, application_name: name });
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

const silent = new Logger(() => () => {});
