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
import { createKeeper } from './keeper.ts';
import { createLedgerWriter, type Held, type LedgerWriter } from './ledger-writer.ts';
import {
  claimMessages,
  postponeDispatch,
  selectDueDispatches,
  selectUnfinishedDispatches,
  updateDispatchState,
  type DispatchRow,
  type JustClaimed,
} from './queries/engine.ts';
import type { Outgoing } from './smtp/prepare.ts';
import type { LoadedSource, SourceLoaders } from './sources.ts';
import { noteAlive } from './silence.ts';
import { relayTransport, staysOnTrial, trialTransport, type Transport } from './transport.ts';

/**
 * What a connection works off before it asks for more. All of it stands composed in memory, for every connection at once, so
 * it is small: 500 at a time cost 410 MB instead of 300 and sent no faster. No more than a worker sends in a third of its lease.
 */
const claimSize = 100;
const defaultLeaseSeconds = 90;
const defaultTickMs = 15_000;
/** Messages per mark: what may be on the wire unanswered per connection is twice this. */
const markGroup = 50;

export interface Mailer {
  /** Stops claiming, finishes what is on the wire, writes the results. */
  stop(): Promise<void>;
  /** Resolves when nothing is left to do now; for tests and measurements. */
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

interface Loaded {
  source: LoadedSource;
  transport: Transport;
}

/** What one worker holds in memory; everything that matters is in the ledger. */
interface Worker {
  app: App;
  loaders: SourceLoaders;
  owner: string;
  leaseSeconds: number;
  relay: Transport | undefined;
  trial: Transport;
  writers: Map<number, LedgerWriter>;
  sources: Map<number, Loaded>;
  /** Batches on their way. */
  under: Set<Promise<void>>;
}

/** Starts sending. */
export function startEngine(app: App, loaders: SourceLoaders, options: EngineOptions = {}): Mailer {
  const worker: Worker = {
    app,
    loaders,
    owner: `${hostname()}:${process.pid}:${newToken().slice(0, 8)}`,
    leaseSeconds: options.leaseSeconds ?? defaultLeaseSeconds,
    relay: app.config.smtpUrl ? relayTransport(app.config) : undefined,
    trial: trialTransport(),
    writers: new Map(),
    sources: new Map(),
    under: new Set(),
  };
  const { owner, leaseSeconds, under, writers } = worker;
  const keeper = createKeeper(app, {
    owner,
    leaseSeconds,
    tickMs: options.tickMs ?? defaultTickMs,
    forget: (id) => worker.sources.delete(id),
  });
  let stopping = false;

  const loop = (async () => {
    for (let looked = false; !looked && !stopping;) {
      looked = await noteAlive(app).then(
        () => true,
        (error: unknown) => (app.log.error({ err: error }, 'the mailer could not begin; it tries again'), false),
      );
      if (!looked) await sleep(1000);
    }
    while (!stopping) {
      const worked = await round(worker, keeper.lookAt, () => stopping).catch((error: unknown) => {
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
      await Promise.all([worker.relay?.close(), worker.trial.close()]);
    },
    async settle() {
      for (let quiet = 0; quiet < 3; await sleep(20)) {
        await finishUnderWay();
        await keeper.tick();
        const unfinished = await withSystem(app.database, selectUnfinishedDispatches);
        const busy = unfinished.some(
          (one) => one.state === 'cancelled' || (one.state === 'sending' && one.due_at.getTime() < Date.now() + 2000),
        );
        quiet = !busy && under.size === 0 ? quiet + 1 : 0;
      }
    },
  };
}

type LookAt = (dispatch: DispatchRow) => Promise<void>;

/** A round over everything due, a batch from each; true when something was claimed. */
async function round(worker: Worker, lookAt: LookAt, stopping: () => boolean): Promise<boolean> {
  const { app } = worker;
  if ([...worker.writers.values()].some((writer) => writer.behind())) return false;
  let worked = false;
  for (const dispatch of await withSystem(app.database, selectDueDispatches)) {
    if (stopping()) break;
    const found = await workOn(worker, dispatch).catch(async (error: unknown) => {
      // one that cannot be read must not keep the others waiting
      app.log.error({ err: error, dispatch: dispatch.id }, 'a source could not be worked on; it is looked at again in a minute');
      await withSystem(app.database, (db) => postponeDispatch(db, dispatch.id, 60));
      return 'no-room' as const;
    });
    if (found === 'claimed') worked = true;
    else if (found === 'nothing-due') await lookAt(dispatch);
  }
  return worked;
}

/** One batch from one dispatch, if it has anything due and the transport has room. */
async function workOn(worker: Worker, dispatch: DispatchRow): Promise<'claimed' | 'nothing-due' | 'no-room'> {
  const { app, owner, leaseSeconds, under } = worker;
  const loaded = await load(worker, dispatch);
  if (!loaded) {
    const key = { environmentId: dispatch.environment_id, sourceKind: dispatch.source_kind, sourceId: dispatch.source_id };
    await withSystem(app.database, (db) => updateDispatchState(db, key, { from: ['sending'], to: 'paused', trouble: 'source-missing' }));
    return 'no-room';
  }
  if (loaded.transport.room() <= 0) return 'no-room';
  const rows = await withTenant(app.database, dispatch.environment_id, (db) =>
    claimMessages(db, dispatch, { owner, limit: claimSize, leaseSeconds }),
  );
  if (rows.length === 0) return 'nothing-due';
  const sending = send(worker, dispatch, rows, loaded).catch((error: unknown) =>
    app.log.error({ err: error }, 'a batch ended badly; its lease will end'),
  );
  under.add(sending);
  void sending.finally(() => under.delete(sending));
  return 'claimed';
}

/** The frozen source and where it goes. */
async function load(worker: Worker, dispatch: DispatchRow): Promise<Loaded | undefined> {
  const { app, relay, trial } = worker;
  const known = worker.sources.get(dispatch.id);
  if (known) return known;
  const loaded = await withTenant(app.database, dispatch.environment_id, async (db) => {
    const source = await worker.loaders[dispatch.source_kind]?.(app, db, dispatch.source_id);
    return source && { source, transport: relay && !(await staysOnTrial(app, db)) ? relay : trial };
  });
  // an open source (single service mails) may change its sender between two mails
  if (loaded && !dispatch.open) worker.sources.set(dispatch.id, loaded);
  return loaded;
}

async function send(worker: Worker, dispatch: DispatchRow, rows: JustClaimed[], { source, transport }: Loaded): Promise<void> {
  const writer = writerFor(worker, dispatch.environment_id);
  const held = new Map<number, Held>(rows.map((row) => [row.id, { row, source, host: transport.host }]));
  const outgoing: Outgoing[] = [];
  for (const row of rows) {
    try {
      const made = source.bytes(row);
      outgoing.push({ id: row.id, from: source.from, to: row.address, bytes: made instanceof Uint8Array ? made : await made });
    } catch (error) {
      // one reader's values must not stop the others
      worker.app.log.error({ err: error, message: row.id }, 'message could not be composed');
      writer.outcome(held.get(row.id)!, { kind: 'failed', phase: 'body', text: 'could not be composed' });
    }
  }
  const open = new Set(outgoing);
  const marked = new Set<number>();
  const delivering = transport.deliver(outgoing, {
    timing: source.whenUncertain === 'resend' ? 'late' : 'ahead',
    group: markGroup,
    mark: async (ids) => {
      const granted = await writer.mark(ids.map((id) => held.get(id)!));
      for (const id of granted) marked.add(id);
      return granted;
    },
    onOutcome: (message, outcome) => {
      open.delete(message);
      writer.outcome(held.get(message.id)!, outcome);
    },
  });
  await delivering.catch((error: unknown) => {
    worker.app.log.error({ err: error }, 'a batch ended badly; what has no outcome is given one');
    // as long as this process lives its leases are extended: nobody else would take these up
    for (const { id } of open) {
      writer.outcome(
        held.get(id)!,
        marked.has(id) ? { kind: 'uncertain', phase: 'dot', text: 'the sender broke off' } : { kind: 'stopped' },
      );
    }
  });
}

function writerFor(worker: Worker, tenantId: number): LedgerWriter {
  const known = worker.writers.get(tenantId);
  if (known) return known;
  const writer = createLedgerWriter(worker.app, tenantId, worker.owner);
  worker.writers.set(tenantId, writer);
  return writer;
}
