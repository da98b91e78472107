// Keeps the ledger in order beside the sending: leases, orphans, quarantine, cancelled sources, and the end of a source.
import type { App } from '../platform/app.ts';
import { withSystem, withTenant, type TenantDb } from '../platform/db.ts';
import { addJob } from '../platform/queue.ts';
import {
  cancelWaiting,
  extendLeases,
  lockDispatch,
  postponeDispatch,
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
  /** Nothing was due for this dispatch: finishes it, or notes when it is due again. */
  lookAt(dispatch: DispatchRow): Promise<void>;
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
    if (dispatch.state === 'cancelled') await finishOrPostpone(dispatch);
  };

  const finishOrPostpone = async (seen: DispatchRow): Promise<void> =>
    withTenant(app.database, seen.environment_id, async (db) => {
      // who adds to it, holds it or lets it go on at this moment would be overtaken: it is looked at again
      const dispatch = await lockDispatch(db, seen.id);
      if (dispatch?.state !== seen.state) return;
      const left = await selectOutstanding(db, dispatch);
      // nobody adds to what was cancelled, also when it was cancelled while its audience was still being added
      const open = dispatch.open && dispatch.state !== 'cancelled';
      if (!left.waiting && !left.leased && !left.quarantined && !open) return finish(db, dispatch);
      // an open source is woken by whoever adds to it; a retry is due at its moment; else look again soon
      const seconds = left.leased ? 0.5 : left.waiting ? Math.max(0, left.seconds ?? 0) : 15;
      await postponeDispatch(db, dispatch.id, Math.min(60, seconds));
    });

  const finish = async (
    db: TenantDb,
    { id, environment_id: environmentId, source_kind: sourceKind, source_id: sourceId, state }: DispatchRow,
  ) => {
    await updateDispatchState(db, { environmentId, sourceKind, sourceId }, { from: [state], to: 'finished' });
    await addJob(db, 'delivery.finished', { tenantId: environmentId, sourceKind, sourceId });
    options.forget(id);
  };

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
    lookAt: finishOrPostpone,
  };
}
