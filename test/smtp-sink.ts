/**
 * An SMTP server for tests, on a real socket: takes mail, goes wrong on request, and keeps its own
 * book of what it took.
 *
 * 1. `startSink({ faults, … })` runs one in this process; `spawnSink` runs one in its own process,
 *    which a test that kills senders needs, and which benches need for a core of its own.
 * 2. What goes wrong is said by addresses, by a list, or by chance with a seed (smtp-sink/script.ts).
 * 3. Every message taken is in the ledger before its 250 is written (smtp-sink/ledger.ts).
 * 4. `counting` makes it a fast sink without faults or ledger.
 *
 * By hand: `node test/smtp-sink.ts --port 2525 --ledger taken.jsonl --options '{"latency":20}'`
 */
import { fork } from 'node:child_process';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { parseArgs } from 'node:util';
import { ALL_ABILITIES, type Abilities } from './smtp-sink/abilities.ts';
import { CountingSession, type Count } from './smtp-sink/counting.ts';
import { Ledger, readLedger, type Entry, type Keep } from './smtp-sink/ledger.ts';
import { Script, type Chaos, type Fault } from './smtp-sink/script.ts';
import { Session, type House } from './smtp-sink/session.ts';

/** How a sink behaves; everything may be left out. */
export type SinkOptions = {
  port?: number;
  can?: Partial<Abilities>;
  faults?: Fault[];
  chaos?: Chaos;
  /** ms between a command and its answer, as a long line has it: answers to commands sent together come together. */
  latency?: number;
  auth?: House['auth'];
  tls?: House['tls'];
  perConnection?: number;
  /** Connections beyond this number get 421. */
  maxConnections?: number;
  greylist?: number;
  keep?: Keep;
  ledgerFile?: string;
  /** fdatasync the ledger file for each message. */
  sync?: boolean;
  counting?: boolean;
};

/** A sink in this process. */
export type Sink = {
  port: number;
  ledger: Ledger;
  /** With `counting`: what was counted; else derived from the ledger. */
  count: () => Count;
  /** Connections opened so far, and open now. */
  connections: () => { total: number; open: number };
  stop: () => Promise<void>;
};

/** Starts a sink on the loopback address. */
export async function startSink(options: SinkOptions = {}): Promise<Sink> {
  const can = { ...ALL_ABILITIES, ...options.can };
  const ledger = new Ledger(options.keep ?? 'none', options.ledgerFile, options.sync);
  const counted: Count = { messages: 0, bytes: 0 };
  const open = new Set<Socket>();
  let total = 0;
  const house: House = {
    ...options,
    can,
    ledger,
    latency: options.latency ?? 0,
    script: new Script(options.faults ?? [], options.chaos),
    tries: new Map(),
  };
  const serve = (socket: Socket): void => {
    total++;
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
    socket.setNoDelay(true);
    if (options.maxConnections !== undefined && open.size > options.maxConnections) {
      socket.end('421 4.7.0 too many connections\r\n');
      socket.resume();
    } else if (options.counting) new CountingSession(socket, can, house.latency, counted);
    else void new Session(house, socket, total).run();
  };
  const settings = { allowHalfOpen: true };
  const server =
    options.tls?.mode === 'implicit'
      ? createTlsServer({ ...settings, key: options.tls.key, cert: options.tls.cert }, serve)
      : createServer(settings, serve);
  server.on('tlsClientError', () => undefined);
  // Also those that never get through a handshake, or stopping would wait for them.
  const raw = new Set<Socket>();
  server.on('connection', (socket) => {
    raw.add(socket);
    socket.on('close', () => raw.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    ledger,
    count: () =>
      options.counting
        ? { ...counted }
        : {
            messages: ledger.entries.length,
            bytes: ledger.entries.reduce((sum, entry) => sum + entry.size, 0),
          },
    connections: () => ({ total, open: open.size }),
    stop: async () => {
      for (const socket of [...open, ...raw]) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      ledger.close();
    },
  };
}

/** A sink in a process of its own. */
export type SpawnedSink = {
  port: number;
  pid: number;
  count: () => Promise<Count>;
  entries: () => Entry[];
  stop: () => Promise<void>;
};

/** Starts a sink in a process of its own; it ends with this one. */
export async function spawnSink(options: SinkOptions = {}): Promise<SpawnedSink> {
  const child = fork(import.meta.filename, ['--options', JSON.stringify(options)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const next = <T>(ask?: string): Promise<T> =>
    new Promise((resolve, reject) => {
      const ended = (): void => reject(new Error('the sink ended'));
      child.once('exit', ended);
      child.once('message', (message) => {
        child.off('exit', ended);
        resolve(message as T);
      });
      if (ask) child.send(ask);
    });
  const { port } = await next<{ port: number }>();
  return {
    port,
    pid: child.pid ?? 0,
    count: () => next<Count>('count'),
    entries: () => {
      if (options.ledgerFile === undefined) throw new Error('a spawned sink shows its entries through a ledger file');
      return readLedger(options.ledgerFile);
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** The program: options from the command line, the port on standard output or to the parent. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      ledger: { type: 'string' },
      options: { type: 'string' },
      counting: { type: 'boolean' },
    },
  });
  const options = JSON.parse(values.options ?? '{}') as SinkOptions;
  if (values.port) options.port = Number(values.port);
  if (values.ledger) options.ledgerFile = values.ledger;
  if (values.counting) options.counting = true;
  const sink = await startSink(options);
  process.stdout.write(`${JSON.stringify({ port: sink.port })}\n`);
  process.on('SIGTERM', () => process.exit(0));
  if (!process.send) return;
  process.send({ port: sink.port });
  process.on('message', (message) => {
    if (message === 'count') process.send?.(sink.count());
  });
  process.on('disconnect', () => process.exit(0));
}

if (import.meta.main) await main();
