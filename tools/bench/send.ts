// The whole way of a newsletter: audience frozen, permission decided, each mail composed with tracking links and list
// headers, a ledger row marked and recorded, over SMTP to a sink in another process. Yardstick: a bare pipelined client
// that sends ready bytes to the same kind of sink.
import { readyLibrary, sentMailing } from '../../test/harness/audience.ts';
import { newLibrary } from '../../test/harness/database.ts';
import { spawnSink } from '../../test/smtp-sink.ts';
import { startEngine } from '../../server/delivery/engine.ts';
import { jobHandlers, sourceLoaders } from '../../server/mount.ts';
import { drainQueue } from '../../server/platform/queue.ts';
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
  const engine = startEngine({ ...app, config: { ...app.config, smtpUrl: `smtp://127.0.0.1:${sink.port}?connections=8` } }, sourceLoaders, {
    idleMs: 5,
  });
  const started = performance.now();
  const before = (await sink.count()).messages;
  let peak = 0;
  while ((await sink.count()).messages - before < readers) {
    peak = Math.max(peak, process.memoryUsage.rss());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const speed = readers / ((performance.now() - started) / 1000);
  await engine.settle();
  await engine.stop();
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
      figure: peak / 1024 ** 2,
      unit: 'MB (whole bench process)',
      yardstick: 250,
      ratio: peak / 1024 ** 2 / 250,
      goal: '≤ 250 MB',
      met: peak / 1024 ** 2 <= 250,
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

async function bareSpeed(port: number, messages: number): Promise<number> {
  return sendBare({ port, messages, connections: 8, bytes: benchMessage(), chunking: true });
}

export const benches: Bench[] = [{ name: 'send', run }];
