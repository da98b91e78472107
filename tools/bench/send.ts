// The whole way of a newsletter: audience frozen, permission decided, each mail composed with tracking links and list
// headers, a ledger row marked and recorded by a mailer in its own process, over SMTP to a sink in another. Yardstick: a bare
// pipelined client that sends ready bytes to the same sink.
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readyLibrary, sentMailing } from '../../test/harness/audience.ts';
import { newLibrary } from '../../test/harness/database.ts';
import { spawnSink } from '../../test/smtp-sink.ts';
import { jobHandlers } from '../../server/mount.ts';
import { drainQueue } from '../../server/platform/queue.ts';
import { nodeFlags } from '../../server/roles.ts';
import type { Bench, BenchOptions, BenchRow } from './bench.ts';
import { benchMessage, sendBare } from './send-bare.ts';

async function run({ app, ownerUrl, size }: BenchOptions): Promise<BenchRow[]> {
  const readers = size === 'full' ? 200_000 : 20_000;
  const { tenantId } = await newLibrary(app.database);
  const library = await readyLibrary(app, tenantId, readers);
  const paragraphs = Array.from({ length: 12 }, (_, n) => ({
    id: `p${n}`,
    type: 'text',
    html: `<p>Beste {{voornaam|lezer}}, ${'elke woensdag om 14 uur lezen we voor in de leeskuil. '.repeat(8)}<a href="https://www.zilverbeek.example/agenda/${n}">Lees meer over deze activiteit</a>.</p>`,
  }));
  await sentMailing(app, tenantId, library, paragraphs);
  const frozen = performance.now();
  await drainQueue(ownerUrl, jobHandlers(app));
  const freezeSeconds = (performance.now() - frozen) / 1000;

  const sink = await spawnSink({ counting: true });
  const bare = await bareSpeed(sink.port, readers);
  const before = (await sink.count()).messages;
  const mailer = startMailer(app, sink.port);
  let first: { at: number; sent: number } | undefined;
  let peak: number | null = null;
  for (let sent = 0; sent < readers;) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    sent = (await sink.count()).messages - before;
    // what a process needs to come up is not what sending takes
    if (sent > 0) first ??= { at: performance.now(), sent };
    peak = residentMegabytes(mailer) ?? peak;
    if (mailer.exitCode !== null) throw new Error(`the mailer ended with code ${mailer.exitCode}`);
  }
  const speed = (readers - first!.sent) / ((performance.now() - first!.at) / 1000);
  const ended = new Promise((resolve) => mailer.once('exit', resolve));
  mailer.kill('SIGTERM');
  await ended;
  await sink.stop();
  const label = `${readers.toLocaleString('en')} readers`;
  return [
    {
      name: 'send',
      size: label,
      figure: speed,
      unit: 'messages/s',
      yardstick: bare,
      ratio: speed / bare,
      goal: '≥ 2,000/s now; ≥ 10,000/s and ≥ 0.40 later',
      met: speed >= 2000,
    },
    {
      name: 'send: memory',
      size: label,
      figure: peak ?? 0,
      unit: 'MB (the mailer)',
      yardstick: null,
      ratio: null,
      goal: '≤ 250 MB at any size',
      met: peak === null ? null : peak <= 250,
    },
    {
      name: 'send: freeze audience',
      size: label,
      figure: readers / freezeSeconds,
      unit: 'people/s',
      yardstick: null,
      ratio: null,
      goal: '',
      met: null,
    },
  ];
}

/** A mailer as it runs in a house: the same program, a process of its own. */
function startMailer({ config }: BenchOptions['app'], sinkPort: number): ChildProcess {
  return spawn(process.execPath, [...nodeFlags.mailer, join(import.meta.dirname, '../../server/main.ts'), 'mailer'], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      KAARTBAK_HOME: config.home,
      LOG_LEVEL: 'error',
      SMTP_URL: `smtp://127.0.0.1:${sinkPort}?connections=8`,
    },
  });
}

/** The most memory a process has held so far; known where the system tells it (Linux). */
function residentMegabytes({ pid }: ChildProcess): number | null {
  try {
    const held = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return held ? Number(held[1]) / 1024 : null;
  } catch {
    return null;
  }
}

async function bareSpeed(port: number, messages: number): Promise<number> {
  return sendBare({ port, messages, connections: 8, bytes: benchMessage(), chunking: true });
}

export const benches: Bench[] = [{ name: 'send', run }];
