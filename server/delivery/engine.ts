// The sending engine. One per mailer process; any number of them work side by side on one ledger.
//
// 1. A dispatch says where work is: a source (a mailing) of an environment that is sending. Service before newsletters,
//    and within one priority a batch from each in turn, so that no library waits for another.
// 2. Claim: a batch of waiting messages is taken with SKIP LOCKED under a lease, with a new epoch (queries/engine.ts).
// 3. Each is composed from the frozen content and its frozen values, and handed to the transport.
// 4. Mark: just before a body ends the transport asks; marks of all connections are gathered into one statement and one
//    commit. What is not marked does not leave.
// 5. Result: outcomes are gathered and written under the epoch. If the database is away they are kept and written when
//    it is back; no new work is taken meanwhile.
// 6. Leases are extended while a worker lives. What a dead one held returns: claimed goes again, handing is uncertain.
// 7. A source is finished when the ledger says so: nothing waiting, nothing out. Never from memory.
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from '../platform/app.ts';
import { withSystem, withTenant } from '../platform/db.ts';
import { newToken } from '../platform/secrets.ts';
import { getEnvironment } from '../tenants/tenants.ts';
import { createLedgerWriter, type Held, type LedgerWriter } from './ledger-writer.ts';
import { claimMessages, postponeDispatch, selectDueDispatches, selectUnfinishedDispatches, updateDispatchState, type ClaimedRow, type DispatchRow } from './queries/engine.ts';
import { createKeeper } from './keeper.ts';
import type { Outgoing } from './smtp/prepare.ts';
import type { LoadedSource, SourceLoaders } from './sources.ts';
import { relayTransport, trialTransport, type Transport } from './transport.ts';

/** A claim is no more than a worker sends in a third of its lease (at 100 messages a second). */
const claimSize = 500;
const defaultLeaseSeconds = 90;
const defaultTickMs = 15_000;
/** Messages per mark: what may be on the wire unanswered per connection is twice this. */
const markGroup = 50;

export interface Mailer {
  /** Stops claiming, finishes what is on the wire, writes the results. */
  stop(): Promise<void>;
  /** Works until nothing is due; for tests. */
  settle(): Promise<void>;
}

export interface EngineOptions {
  /** How long to wait when nothing is due. */
  idleMs?: number;
  /** How long a claim lasts without a sign of life. */
  leaseSeconds?: number;
  /** How often leases are extended and orphans looked for. */
  tickMs?: number;
}

/** Starts sending. */
export function startEngine(app: App, loaders: SourceLoaders, options: EngineOptions = {}): Mailer {
  const owner = `${hostname()}:${process.pid}:${newToken().slice(0, 8)}`;
  const leaseSeconds = options.leaseSeconds ?? defaultLeaseSeconds;
  const relay = app.config.smtpUrl ? relayTransport(app.config) : undefined;
  const trial = trialTransport();
  const writers = new Map<number, LedgerWriter>();
  const sources = new Map<number, { source: LoadedSource; transport: Transport }>();
  const under = new Set<Promise<void>>();
  let stopping = false;

  const writerFor = (tenantId: number): LedgerWriter => {
    let writer = writers.get(tenantId);
    if (!writer) writers.set(tenantId, (writer = createLedgerWriter(app, tenantId, owner)));
    return writer;
  };

  const load = async (dispatch: DispatchRow): Promise<{ source: LoadedSource; transport: Transport } | undefined> => {
    const known = sources.get(dispatch.id);
    if (known) return known;
    const loaded = await withTenant(app.database, dispatch.environment_id, async (db) => {
      const source = await loaders[dispatch.source_kind]?.(app, db, dispatch.source_id);
      const { demo } = await getEnvironment(db, dispatch.environment_id);
      return source && { source, transport: relay && (!demo || app.config.demoMayLeave) ? relay : trial };
    });
    if (loaded) sources.set(dispatch.id, loaded);
    return loaded;
  };

  const send = async (dispatch: DispatchRow, rows: ClaimedRow[], loaded: { source: LoadedSource; transport: Transport }): Promise<void> => {
    const { source, transport } = loaded;
    const writer = writerFor(dispatch.environment_id);
    const held = new Map<number, Held>(rows.map((row) => [row.id, { row, source, host: transport.host }]));
    const outgoing: Outgoing[] = [];
    for (const row of rows) {
      try {
        const made = source.bytes(row);
        outgoing.push({ id: row.id, from: source.from, to: row.address, bytes: made instanceof Uint8Array ? made : await made });
      } catch (error) {
        // one reader's values must not stop the others
        app.log.error({ err: error, message: row.id }, 'message could not be composed');
        writer.outcome(held.get(row.id)!, { kind: 'failed', phase: 'body', text: 'could not be composed' });
      }
    }
    await transport.deliver(outgoing, {
      timing: source.whenUncertain === 'resend' ? 'late' : 'ahead',
      group: markGroup,
      mark: (ids) => writer.mark(ids.map((id) => held.get(id)!)),
      onOutcome: (message, outcome) => writer.outcome(held.get(message.id)!, outcome),
    });
  };

  /** One batch from one dispatch, if it has anything due and the transport has room. */
  const workOn = async (dispatch: DispatchRow): Promise<'claimed' | 'nothing-due' | 'no-room'> => {
    const loaded = await load(dispatch);
    if (!loaded) {
      await withSystem(app.database, (db) =>
        updateDispatchState(db, { environmentId: dispatch.environment_id, sourceKind: dispatch.source_kind, sourceId: dispatch.source_id }, { from: ['sending'], to: 'paused', trouble: 'source-missing' }),
      );
      return 'no-room';
    }
    if (loaded.transport.room() <= 0) return 'no-room';
    const rows = await withTenant(app.database, dispatch.environment_id, (db) => claimMessages(db, dispatch, { owner, limit: claimSize, leaseSeconds }));
    if (rows.length === 0) return 'nothing-due';
    const sending = send(dispatch, rows, loaded).catch((error: unknown) => app.log.error({ err: error }, 'a batch ended badly; its lease will end'));
    under.add(sending);
    void sending.finally(() => under.delete(sending));
    return 'claimed';
  };

  const keeper = createKeeper(app, { owner, leaseSeconds, tickMs: options.tickMs ?? defaultTickMs, forget: (id) => sources.delete(id) });

  /** A round over all due dispatches of the best priority that has any; true when something was claimed. */
  const round = async (): Promise<boolean> => {
    if ([...writers.values()].some((writer) => writer.behind())) return false;
    const due = await withSystem(app.database, selectDueDispatches);
    let worked = false;
    for (const dispatch of due) {
      if (stopping) break;
      const found = await workOn(dispatch);
      if (found === 'claimed') worked = true;
      else if (found === 'nothing-due') await keeper.lookAt(dispatch, (seconds) => withSystem(app.database, (db) => postponeDispatch(db, dispatch.id, seconds)));
    }
    return worked;
  };

  const loop = (async () => {
    while (!stopping) {
      const worked = await round().catch((error: unknown) => {
        app.log.error({ err: error }, 'the mailer could not work; it tries again');
        return false;
      });
      if (!worked && !stopping) await sleep(under.size > 0 ? 10 : (options.idleMs ?? 250));
    }
  })();
  keeper.start();

  const finishUnderWay = async (): Promise<void> => {
    while (under.size > 0) await Promise.all(under);
    await Promise.all([...writers.values()].map((writer) => writer.drain()));
  };
  return {
    async stop() {
      stopping = true;
      await loop;
      await finishUnderWay();
      await keeper.stop();
      await Promise.all([relay?.close(), trial.close()]);
    },
    async settle() {
      for (let quiet = 0; quiet < 3; ) {
        await finishUnderWay();
        await keeper.tick();
        const unfinished = await withSystem(app.database, selectUnfinishedDispatches);
        const busy = unfinished.some((one) => one.state === 'cancelled' || (one.state === 'sending' && one.due_at.getTime() < Date.now() + 2000));
        quiet = !busy && under.size === 0 ? quiet + 1 : 0;
        await sleep(20);
      }
    },
  };
}
