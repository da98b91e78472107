// Keeps the ledger in order beside the sending: leases, orphans, quarantine, cancelled sources, and the end of a source.
import type { App } from '../platform/app.ts';
import { withSystem, withTenant } from '../platform/db.ts';
import { addJob } from '../platform/queue.ts';
import {
  cancelWaiting,
  extendLeases,
  reapLeases,
  releaseQuarantine,
  selectOutstanding,
  selectUnfinishedDispatches,
  updateDispatchState,
  type DispatchRow,
} from './queries/engine.ts';
import { quarantineMs } from './rules.ts';
import { noteAlive } from './silence.ts';

export interface Keeper {
  start(): void;
  stop(): Promise<void>;
  /** One pass over everything unfinished. */
  tick(): Promise<void>;
  /** Nothing was due for this dispatch: is it finished, or when is it due again? */
  lookAt(dispatch: DispatchRow, postpone: (seconds: number) => Promise<void>): Promise<void>;
}

interface KeeperOptions {
  owner: string;
  leaseSeconds: number;
  tickMs: number;
  /** A dispatch is finished: what was loaded for it can go. */
  forget(dispatchId: number): void;
}

/** The keeper of one worker. Several may run; every statement of theirs can be repeated. */
export function createKeeper(app: App, options: KeeperOptions): Keeper {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;

  const keep = async (dispatch: DispatchRow): Promise<void> => {
    await withTenant(app.database, dispatch.environment_id, async (db) => {
      await extendLeases(db, dispatch, options.owner, options.leaseSeconds);
      // newsletters are parked and shown; service messages go again after the quarantine
      const resends = dispatch.source_kind !== 'mailing';
      await reapLeases(db, dispatch, resends ? quarantineMs / 1000 : null);
      if (resends) await releaseQuarantine(db, dispatch);
      if (dispatch.state === 'cancelled') await cancelWaiting(db, dispatch);
    });
    if (dispatch.state === 'cancelled') await finishIfDone(dispatch);
  };

  const finishIfDone = async (dispatch: DispatchRow): Promise<{ done: boolean; seconds: number }> =>
    withTenant(app.database, dispatch.environment_id, async (db) => {
      const left = await selectOutstanding(db, dispatch);
      // nobody adds to what was cancelled, also when it was cancelled while its audience was still being added
      const open = dispatch.open && dispatch.state !== 'cancelled';
      const done = !left.waiting && !left.leased && !left.quarantined;
      if (done && !open) {
        await updateDispatchState(
          db,
          { environmentId: dispatch.environment_id, sourceKind: dispatch.source_kind, sourceId: dispatch.source_id },
          { from: [dispatch.state], to: 'finished' },
        );
        await addJob(db, 'delivery.finished', {
          tenantId: dispatch.environment_id,
          sourceKind: dispatch.source_kind,
          sourceId: dispatch.source_id,
        });
        options.forget(dispatch.id);
      }
      // an open source is woken by whoever adds to it; a retry is due at its moment; else look again soon
      return { done: done && !open, seconds: left.leased ? 0.5 : left.waiting ? Math.max(0, left.seconds ?? 0) : 15 };
    });

  const tick = async (): Promise<void> => {
    await noteAlive(app);
    const dispatches = await withSystem(app.database, selectUnfinishedDispatches);
    for (const dispatch of dispatches) {
      // what goes wrong with one must not cost the others their leases
      await keep(dispatch).catch((error: unknown) =>
        app.log.error({ err: error, dispatch: dispatch.id }, 'a source could not be kept; tried again soon'),
      );
    }
  };

  return {
    tick,
    start() {
      timer = setInterval(() => {
        running ??= tick()
          .catch((error: unknown) => app.log.error({ err: error }, 'the ledger could not be kept; tried again soon'))
          .finally(() => (running = undefined));
      }, options.tickMs);
    },
    async stop() {
      clearInterval(timer);
      await running;
    },
    async lookAt(dispatch, postpone) {
      const { done, seconds } = await finishIfDone(dispatch);
      if (!done) await postpone(Math.min(60, seconds));
    },
  };
}
