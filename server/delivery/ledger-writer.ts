// The engine's pen, one per environment: marks and results of all connections, gathered into few commits.
import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from '../platform/app.ts';
import { withTenant } from '../platform/db.ts';
import { gather } from './gather.ts';
import { markMessages, recordResults, settleStopped, type JustClaimed, type Result } from './queries/engine.ts';
import { nextAfter } from './rules.ts';
import type { Outcome } from './smtp/outcome.ts';
import { clean } from './smtp/replies.ts';
import type { LoadedSource } from './sources.ts';

/** A message this worker holds. */
export interface Held {
  row: JustClaimed;
  source: LoadedSource;
  host: string;
}

export interface LedgerWriter {
  /** Asks for the write-ahead mark; gives the ids that may leave. Rejects when the commit is in doubt. */
  mark(held: Held[]): Promise<ReadonlySet<number>>;
  /** Notes an outcome; it is written soon, and kept until it could be. */
  outcome(held: Held, outcome: Outcome): void;
  /** So many results wait to be written that no new work should be taken. */
  behind(): boolean;
  /** Resolves when everything noted is written. */
  drain(): Promise<void>;
}

const tooMany = 20_000;

/** The writer of one environment for one worker. */
export function createLedgerWriter(app: App, tenantId: number, owner: string): LedgerWriter {
  let results: Result[] = [];
  let stopped: Held[] = [];
  let writing: Promise<void> | undefined;
  let failing = false;

  const mark = gather<Held, ReadonlySet<number>>(
    async (held) => {
      const rows = held.map(({ row }) => ({ id: row.id, epoch: row.epoch }));
      return new Set(await withTenant(app.database, tenantId, (db) => markMessages(db, owner, rows)));
    },
    { waitMs: 3, max: 1000 },
  );

  const write = async (): Promise<void> => {
    while (results.length > 0 || stopped.length > 0) {
      const batch = { results: results.splice(0, 2000), stopped: stopped.splice(0, 2000) };
      try {
        await withTenant(app.database, tenantId, async (db) => {
          if (batch.results.length > 0) await recordResults(db, batch.results);
          if (batch.stopped.length > 0)
            await settleStopped(
              db,
              owner,
              batch.stopped.map(({ row }) => ({ id: row.id, epoch: row.epoch })),
            );
        });
        failing = false;
      } catch (error) {
        // writing again is harmless: the epoch and the state let a result count once
        app.log.error({ err: error, waiting: results.length }, 'results could not be written; they are kept');
        failing = true;
        results = [...batch.results, ...results];
        stopped = [...batch.stopped, ...stopped];
        await sleep(500);
      }
    }
  };

  const schedule = () => {
    writing ??= sleep(10)
      .then(write)
      .finally(() => {
        writing = undefined;
        if (results.length > 0 || stopped.length > 0) schedule();
      });
  };

  return {
    mark,
    outcome(held, outcome) {
      if (outcome.kind === 'stopped') stopped.push(held);
      else results.push(resultOf(held, outcome, new Date()));
      schedule();
    },
    behind: () => failing || results.length > tooMany,
    async drain() {
      while (writing) await writing;
    },
  };
}

function resultOf({ row, source, host }: Held, outcome: Exclude<Outcome, { kind: 'stopped' }>, now: Date): Result {
  const next = nextAfter(
    {
      id: row.id,
      // what was held is worth as many tries as what never was
      createdAt: source.kind === 'newsletter' && row.let_go_at > row.created_at ? row.let_go_at : row.created_at,
      validUntil: row.valid_until,
      tries: row.tries,
      kind: source.kind,
      whenUncertain: source.whenUncertain,
    },
    outcome,
    now,
  );
  return {
    id: row.id,
    epoch: row.epoch,
    state: next.state,
    reason: next.reason,
    due_at: next.dueAt,
    tries: next.tries,
    at: now,
    outcome: next.attempt ? outcome.kind : null,
    phase: 'phase' in outcome ? outcome.phase : null,
    code: 'code' in outcome ? (outcome.code ?? null) : null,
    reply: clean(outcome.text, 500),
    host,
  };
}
