/**
 * How fast Kaartbak's own SMTP client is beside the bare one: same sink, same bytes, same run. Marks
 * are answered after a pause that stands for a group commit.
 *
 * By hand: `node tools/bench/send-smtp.ts --messages 100000 --connections 20 --chunking --commit 5`
 */
import { parseArgs } from 'node:util';
import { RelayPool } from '../../server/delivery/smtp/pool.ts';
import { connectDirect } from '../../server/delivery/smtp/settings.ts';
import { spawnSink } from '../../test/smtp-sink.ts';
import { benchMessage, sendBare } from './send-bare.ts';

/** What to send where. `commit`: ms a mark takes. */
export type SmtpRun = {
  port: number;
  messages: number;
  connections?: number;
  bytes: Buffer;
  chunking?: boolean;
  commit?: number;
  timing?: 'ahead' | 'late';
};

const BATCH = 64;

/** Sends through the pool; answers with accepted messages per second. */
export async function sendSmtp(run: SmtpRun): Promise<number> {
  const connections = run.connections ?? 20;
  const pool = new RelayPool(
    {
      host: '127.0.0.1',
      port: run.port,
      clientName: 'bench.library.example',
      tls: 'none',
      maxConnections: connections,
      chunking: run.chunking ?? false,
    },
    connectDirect,
  );
  const commits = new Commits(run.commit ?? 0);
  let next = 0;
  let accepted = 0;
  const worker = async (): Promise<void> => {
    while (next < run.messages) {
      const first = next;
      next = Math.min(next + BATCH, run.messages);
      const batch = Array.from({ length: next - first }, (_, i) => ({
        id: first + i,
        from: `b+${first + i}@bounce.library.example`,
        to: `reader${first + i}@mail.example`,
        bytes: run.bytes,
      }));
      await pool.deliver(batch, {
        mark: (ids) => commits.mark(ids),
        timing: run.timing ?? 'ahead',
        onOutcome: (_, outcome) => {
          if (outcome.kind !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(outcome)}`);
          accepted++;
        },
      });
    }
  };
  const begin = performance.now();
  await Promise.all(Array.from({ length: connections }, worker));
  const seconds = (performance.now() - begin) / 1000;
  await pool.close();
  if (accepted !== run.messages) throw new Error(`${run.messages} sent, ${accepted} accepted`);
  return run.messages / seconds;
}

/** Marks of many connections, granted together: a group commit without a database. */
class Commits {
  #wait: number;
  #group: Promise<void> | undefined;

  constructor(wait: number) {
    this.#wait = wait;
  }

  async mark(ids: number[]): Promise<Set<number>> {
    if (this.#wait > 0) {
      this.#group ??= new Promise((resolve) =>
        setTimeout(() => {
          this.#group = undefined;
          resolve();
        }, this.#wait),
      );
      await this.#group;
    }
    return new Set(ids);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      messages: { type: 'string' },
      connections: { type: 'string' },
      chunking: { type: 'boolean' },
      commit: { type: 'string' },
      late: { type: 'boolean' },
      latency: { type: 'string' },
    },
  });
  const sink = await spawnSink({ counting: true, latency: Number(values.latency ?? 0) });
  const run = {
    port: sink.port,
    messages: Number(values.messages ?? 100_000),
    connections: Number(values.connections ?? 20),
    bytes: benchMessage(),
    chunking: values.chunking ?? false,
  };
  const bare = await sendBare(run);
  const own = await sendSmtp({
    ...run,
    commit: Number(values.commit ?? 0),
    timing: values.late ? 'late' : 'ahead',
  });
  await sink.stop();
  process.stdout.write(
    `${values.chunking ? 'BDAT' : 'DATA'}: bare ${Math.round(bare)}/s, client ${Math.round(own)}/s, ${Math.round((100 * own) / bare)} %\n`,
  );
}

if (import.meta.main) await main();
