/**
 * The connections to one relay.
 *
 * 1. `deliver` sends a batch over a free connection, or a new one while there are fewer than the relay
 *    bears; else it waits its turn.
 * 2. How many the relay bears is found out (concurrency.ts): more while all goes well, half when it
 *    pushes back.
 * 3. A connection is used again until its message limit, its age or anything unexpected; after a pause
 *    it is asked whether it is still there; unused it is closed.
 * 4. When a connection ends in the middle of a batch, what was never offered goes over another one at
 *    once, without a second mark. That is how a relay's own limit per connection costs nothing.
 * 5. When no connection can be opened the relay is left alone for a while, longer each time, and at
 *    once for long when somebody has to act (login, certificate). Then `room` is 0, `trouble` says why,
 *    and messages come back 'untried': no retry of theirs is used up.
 */
import type { BatchOptions } from './batch.ts';
import { capAt, grow, isPushback, relayPause, shrink, startConcurrency, type Concurrency } from './concurrency.ts';
import { SmtpConnection } from './connection.ts';
import type { Trouble } from './outcome.ts';
import type { Outgoing } from './prepare.ts';
import { DEFAULT_LIMITS, type Connect, type RelaySettings } from './settings.ts';

/** A relay and how hard it may be used. */
export type PoolSettings = RelaySettings & {
  maxConnections: number;
  /** Messages over one connection before a new one is opened; undefined: no limit that we know of. */
  messagesPerConnection?: number;
  /** An unused connection is closed after this time (ms). */
  idleClose?: number;
};

const IDLE_CLOSE = 30_000;
/** A connection unused for longer than this is asked before it is used. */
const PROBE_AFTER = 2_000;

type Pooled = {
  connection: SmtpConnection;
  opened: number;
  idleSince: number;
  timer: NodeJS.Timeout | undefined;
};

/** A relay's connections. */
export class RelayPool {
  /** Called when the relay cannot be reached or refuses us, once per failure. */
  onTrouble: ((trouble: Trouble) => void) | undefined;
  #settings: PoolSettings;
  #connect: Connect;
  #concurrency: Concurrency;
  #idle: Pooled[] = [];
  #busy = 0; // batches that hold a place
  #waiting: (() => void)[] = [];
  #trouble: Trouble | undefined;
  #failures = 0;
  #restUntil = 0;
  #closed = false;

  constructor(settings: PoolSettings, connect: Connect) {
    this.#settings = settings;
    this.#connect = connect;
    this.#concurrency = startConcurrency(settings.maxConnections);
  }

  /** How many more batches could start at once; claim no more than that. */
  get room(): number {
    if (this.#closed || performance.now() < this.#restUntil) return 0;
    return Math.max(0, Math.floor(this.#concurrency.limit) - this.#busy - this.#waiting.length);
  }

  /** Why the relay could not be reached last; undefined when all is well. */
  get trouble(): Trouble | undefined {
    return this.#trouble;
  }

  /** ms until the relay is tried again; 0 when it may be tried now. */
  get rest(): number {
    return Math.max(0, this.#restUntil - performance.now());
  }

  /** Connections in use and unused, and how many the relay is thought to bear. */
  get state(): { busy: number; idle: number; limit: number } {
    return {
      busy: this.#busy,
      idle: this.#idle.length,
      limit: Math.floor(this.#concurrency.limit),
    };
  }

  /** Sends a batch; resolves when each message has had its outcome. Never rejects for anything a relay does. */
  async deliver(messages: Outgoing[], options: BatchOptions): Promise<void> {
    const mark = rememberMarks(options.mark);
    let left = messages;
    while (left.length > 0) {
      await this.#place();
      const pooled = await this.#connection();
      if ('kind' in pooled) {
        const again = this.#refusedConnection(pooled);
        this.#release();
        if (again) continue;
        for (const message of left) options.onOutcome(message, { kind: 'untried', phase: pooled.phase, text: pooled.text });
        return;
      }
      const fresh = pooled.connection.served === 0;
      const { heard, rest } = await this.#sendOver(pooled, left, { ...options, mark });
      left = rest;
      // A new connection that ends before it took or refused anything: the relay is unwell. Another try for
      // each message of the batch would hammer it and use up their tries.
      if (fresh && !heard && !pooled.connection.usable) {
        const text = pooled.connection.ended ?? '';
        this.#failed({ kind: 'trouble', phase: 'mail', text, permanent: false });
        for (const message of left) options.onOutcome(message, { kind: 'untried', phase: 'mail', text });
        left = [];
      }
      this.#release();
    }
  }

  /** Sends what this connection may carry; answers with what it never got to, and whether the relay said anything to the point. */
  async #sendOver(pooled: Pooled, messages: Outgoing[], options: BatchOptions): Promise<{ heard: boolean; rest: Outgoing[] }> {
    const { connection } = pooled;
    const most = (this.#settings.messagesPerConnection ?? Infinity) - connection.served;
    const now = messages.length > most ? messages.slice(0, most) : messages;
    const untried: Outgoing[] = [];
    let heard = false;
    await connection.sendBatch(now, {
      ...options,
      onOutcome: (message, outcome) => {
        if (outcome.kind === 'untried') return void untried.push(message);
        heard ||= outcome.kind === 'stopped' || ('code' in outcome && outcome.code !== undefined && outcome.code !== 421);
        if (outcome.kind === 'accepted') this.#grow();
        else if (outcome.kind === 'deferred' && isPushback(outcome)) this.#concurrency = shrink(this.#concurrency, performance.now());
        options.onOutcome(message, outcome);
      },
    });
    if (heard) this.#failures = 0;
    this.#putBack(pooled);
    return {
      heard,
      rest: now === messages ? untried : [...untried, ...messages.slice(now.length)],
    };
  }

  /** Waits for a place among the connections the relay bears. */
  async #place(): Promise<void> {
    while (this.#busy >= Math.max(1, Math.floor(this.#concurrency.limit))) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
    this.#busy++;
  }

  #release(): void {
    this.#busy--;
    this.#wake();
  }

  /** All who may fit look again; those for whom there is still no place queue up in the same order. */
  #wake(): void {
    const places = Math.max(1, Math.floor(this.#concurrency.limit)) - this.#busy;
    for (const wake of this.#waiting.splice(0, Math.max(0, places))) wake();
  }

  /** One more message went well; that may make place for one more batch at once. */
  #grow(): void {
    if (this.#concurrency.limit >= this.#concurrency.max) return;
    this.#concurrency = grow(this.#concurrency, 1, performance.now());
    if (this.#waiting.length > 0) this.#wake();
  }

  async #connection(): Promise<Pooled | Trouble> {
    if (this.#closed) return { kind: 'trouble', phase: 'connect', text: 'sending has stopped', permanent: false };
    for (let pooled = this.#idle.pop(); pooled; pooled = this.#idle.pop()) {
      clearTimeout(pooled.timer);
      pooled.connection.onIdleEnd = undefined;
      const fresh = performance.now() - pooled.idleSince < PROBE_AFTER;
      if (pooled.connection.usable && (fresh || (await pooled.connection.probe()))) return pooled;
    }
    if (this.#trouble && this.rest > 0) return this.#trouble;
    const connection = await SmtpConnection.open(this.#settings, this.#connect);
    if (connection instanceof SmtpConnection) {
      this.#trouble = undefined;
      return { connection, opened: performance.now(), idleSince: 0, timer: undefined };
    }
    return connection;
  }

  /** True when another connection will do: the relay only refuses more of them. */
  #refusedConnection(trouble: Trouble): boolean {
    if (trouble === this.#trouble || this.#closed) return false;
    const others = this.#busy - 1 + this.#idle.length;
    if (others > 0 && isPushback(trouble)) {
      this.onTrouble?.(trouble);
      this.#concurrency = capAt(this.#concurrency, others, performance.now());
      return true;
    }
    this.#failed(trouble);
    return false;
  }

  #failed(trouble: Trouble): void {
    this.onTrouble?.(trouble);
    this.#concurrency = shrink(this.#concurrency, performance.now());
    this.#trouble = trouble;
    this.#restUntil = performance.now() + relayPause(++this.#failures, trouble.permanent, Math.random());
  }

  #putBack(pooled: Pooled): void {
    const { connection } = pooled;
    if (!connection.usable) return;
    const now = performance.now();
    const limits = { ...DEFAULT_LIMITS, ...this.#settings.limits };
    const worn = connection.served >= (this.#settings.messagesPerConnection ?? Infinity) || now - pooled.opened > limits.session / 2;
    if (worn || this.#closed || this.#idle.length + this.#busy > Math.floor(this.#concurrency.limit)) {
      void connection.quit();
      return;
    }
    pooled.idleSince = now;
    pooled.timer = setTimeout(() => this.#drop(pooled), this.#settings.idleClose ?? IDLE_CLOSE);
    pooled.timer.unref();
    connection.onIdleEnd = () => this.#drop(pooled);
    this.#idle.push(pooled);
  }

  #drop(pooled: Pooled): void {
    const at = this.#idle.indexOf(pooled);
    if (at < 0) return;
    this.#idle.splice(at, 1);
    clearTimeout(pooled.timer);
    if (pooled.connection.usable) void pooled.connection.quit();
  }

  /** Lets batches under way finish, says good-bye on unused connections; later batches come back untried. */
  async close(): Promise<void> {
    this.#closed = true;
    const idle = this.#idle.splice(0);
    for (const pooled of idle) clearTimeout(pooled.timer);
    await Promise.all(idle.map((pooled) => pooled.connection.quit()));
  }
}

/** A message that goes over a second connection keeps the mark it has: asking again would be refused. */
function rememberMarks(mark: BatchOptions['mark']): BatchOptions['mark'] {
  const granted = new Set<number>();
  return async (ids) => {
    const unknown = ids.filter((id) => !granted.has(id));
    if (unknown.length > 0) for (const id of await mark(unknown)) granted.add(id);
    return granted;
  };
}
