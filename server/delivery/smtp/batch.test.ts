/** Batches with marks ahead: what becomes of the neighbours when one message meets a fault, and what can never happen. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startSink, type SinkOptions } from '../../../test/smtp-sink.ts';
import { SmtpConnection } from './connection.ts';
import type { Outcome } from './outcome.ts';
import { RelayPool } from './pool.ts';
import { connectDirect, type Limits } from './settings.ts';

const every = (ms: number): Partial<Limits> => ({
  greeting: ms,
  ehlo: ms,
  mail: ms,
  rcpt: ms,
  data: ms,
  body: ms,
  dot: ms,
});

function relay(port: number, limits: Partial<Limits> = {}) {
  return {
    host: '127.0.0.1',
    port,
    clientName: 'news.library.example',
    tls: 'none',
    limits,
  } as const;
}

function letter(id: number, local = `p${id}`) {
  const text = `Message-ID: <${id}@library.example>\r\n\r\n${'text\r\n'.repeat(50)}`;
  return {
    id,
    from: `b+${id}@bounce.library.example`,
    to: `${local}@mail.example`,
    bytes: Buffer.from(text),
  };
}

/** Sends five messages, the third of which meets the fault; answers with one word per message. */
async function five(fault: string, options: SinkOptions): Promise<string[]> {
  const sink = await startSink(options);
  const connection = await SmtpConnection.open(
    relay(sink.port, fault.includes('hang') ? { [fault.split('.')[0]!]: 1_000 } : {}),
    connectDirect,
  );
  assert.ok(connection instanceof SmtpConnection);
  const words: string[] = [];
  await connection.sendBatch(
    [1, 2, 3, 4, 5].map((id) => letter(id, id === 3 ? `p3+${fault}` : undefined)),
    {
      mark: async (ids) => new Set(ids),
      onOutcome: ({ id }, outcome) => {
        words[id - 1] = outcome.kind + ('phase' in outcome && outcome.kind === 'deferred' ? ` ${outcome.phase}` : '');
      },
    },
  );
  connection.destroy();
  await sink.stop();
  return words;
}

const DATA: SinkOptions = { can: { chunking: false } };
const BDAT: SinkOptions = {};
const [ok, gone, unsure] = ['accepted', 'untried', 'uncertain'];

const neighbours: [name: string, options: SinkOptions, fault: string, expected: string[]][] = [
  ['DATA', DATA, 'rcpt.550', [ok, ok, 'failed', ok, ok]],
  ['DATA', DATA, 'rcpt.450', [ok, ok, 'deferred rcpt', ok, ok]],
  ['DATA', DATA, 'rcpt.421', [ok, ok, 'deferred rcpt', gone, gone]],
  ['DATA', DATA, 'rcpt.close', [ok, ok, 'deferred rcpt', gone, gone]],
  ['DATA', DATA, 'rcpt.hang', [ok, ok, 'deferred rcpt', gone, gone]],
  ['DATA', DATA, 'data.451', [ok, ok, 'deferred data', ok, ok]],
  ['DATA', DATA, 'data.rst', [ok, ok, 'deferred data', gone, gone]],
  ['DATA', DATA, 'body.close.10', [ok, ok, unsure, gone, gone]],
  ['DATA', DATA, 'dot.554', [ok, ok, 'failed', ok, ok]],
  ['DATA', DATA, 'dot.close', [ok, ok, unsure, gone, gone]],
  ['DATA', DATA, 'dot.hang', [ok, ok, unsure, gone, gone]],
  ['DATA', DATA, 'dot.421', [ok, ok, 'deferred dot', gone, gone]],
  ['DATA', DATA, 'after-dot.rst', [ok, ok, unsure, gone, gone]],
  ['DATA', DATA, 'after-250.close', [ok, ok, ok, gone, gone]],
  ['DATA', DATA, 'dot.two', [ok, ok, ok, 'deferred data', gone]],
  ['BDAT', BDAT, 'rcpt.550', [ok, ok, 'failed', ok, ok]],
  ['BDAT', BDAT, 'rcpt.421', [ok, ok, 'deferred rcpt', gone, gone]],
  // All of these are on the wire, whole: whether the server has looked at them nobody knows.
  ['BDAT', BDAT, 'rcpt.close', [ok, ok, unsure, unsure, unsure]],
  ['BDAT', BDAT, 'dot.554', [ok, ok, 'failed', ok, ok]],
  ['BDAT', BDAT, 'dot.421', [ok, ok, 'deferred dot', gone, gone]],
  ['BDAT', BDAT, 'dot.close', [ok, ok, unsure, unsure, unsure]],
  ['BDAT', BDAT, 'after-250.close', [ok, ok, ok, unsure, unsure]],
];

for (const [name, options, fault, expected] of neighbours) {
  test(`${name} ahead, third of five meets ${fault}`, async () => assert.deepEqual(await five(fault, options), expected));
}

test('a message that is not granted is never begun, its neighbours go', async () => {
  for (const options of [DATA, BDAT]) {
    const sink = await startSink(options);
    const connection = await SmtpConnection.open(relay(sink.port), connectDirect);
    assert.ok(connection instanceof SmtpConnection);
    const outcomes = new Map<number, string>();
    const asked: number[][] = [];
    await connection.sendBatch(
      [1, 2, 3, 4, 5, 6, 7].map((id) => letter(id)),
      {
        group: 2,
        mark: async (ids) => {
          asked.push(ids);
          if (ids.includes(7)) throw new Error('the commit is in doubt');
          return new Set(ids.filter((id) => id % 2 === 0));
        },
        onOutcome: ({ id }, { kind }) => void outcomes.set(id, kind),
      },
    );
    assert.deepEqual(asked, [[1, 2], [3, 4], [5, 6], [7]]);
    for (let id = 1; id <= 7; id++) assert.equal(outcomes.get(id), id % 2 === 0 ? ok : 'stopped');
    assert.deepEqual(
      sink.ledger.entries.map((entry) => entry.to),
      ['p2@mail.example', 'p4@mail.example', 'p6@mail.example'],
    );
    assert.equal(connection.usable, true);
    connection.destroy();
    await sink.stop();
  }
});

test('never more than two groups are marked and unanswered, and no outcome overtakes its mark', async () => {
  for (const options of [DATA, BDAT]) {
    const sink = await startSink({ ...options, latency: 3 });
    const connection = await SmtpConnection.open(relay(sink.port), connectDirect);
    assert.ok(connection instanceof SmtpConnection);
    const marked = new Set<number>();
    let most = 0;
    let done = 0;
    await connection.sendBatch(
      Array.from({ length: 100 }, (_, id) => letter(id)),
      {
        group: 4,
        mark: async (ids) => {
          await new Promise((resolve) => setTimeout(resolve, 2));
          for (const id of ids) marked.add(id);
          most = Math.max(most, marked.size);
          return new Set(ids);
        },
        onOutcome: ({ id }) => {
          done++;
          assert.ok(marked.delete(id), 'answered before it was marked');
        },
      },
    );
    assert.equal(done, 100);
    assert.ok(most <= 8, `${most} were marked at once`);
    connection.destroy();
    await sink.stop();
  }
});

test('the end of the line while marks are out waits for them', async () => {
  const sink = await startSink();
  const connection = await SmtpConnection.open(relay(sink.port), connectDirect);
  assert.ok(connection instanceof SmtpConnection);
  const events: string[] = [];
  await connection.sendBatch([letter(1), letter(2)], {
    mark: async () => {
      connection.destroy('pulled');
      await new Promise((resolve) => setTimeout(resolve, 20));
      events.push('marked');
      return new Set([1]);
    },
    onOutcome: ({ id }, { kind }) => void events.push(`${id} ${kind}`),
  });
  assert.deepEqual(events, ['marked', '1 untried', '2 stopped']);
  await sink.stop();
});

type Told = Map<number, Outcome['kind']>;

/** Sends through a pool to a server that errs at random; answers with what was told and what was taken. */
async function chaos(
  seed: number,
  options: SinkOptions,
  timing: 'ahead' | 'late',
): Promise<{ told: Told; taken: Map<number, number>; refused: Set<number> }> {
  const sink = await startSink({
    ...options,
    chaos: { seed, rate: 0.03 },
  });
  const pool = new RelayPool({ ...relay(sink.port, every(100)), maxConnections: 4, messagesPerConnection: 15 }, connectDirect);
  const told: Told = new Map();
  const refused = new Set<number>();
  const batches = Array.from({ length: 6 }, (_, b) => Array.from({ length: 20 }, (__, i) => letter(b * 20 + i)));
  await Promise.all(
    batches.map((batch) =>
      pool.deliver(batch, {
        timing,
        group: 4,
        mark: async (ids) => {
          const stop = ids.filter((id) => id % 11 === 0);
          for (const id of stop) refused.add(id);
          return new Set(ids.filter((id) => !stop.includes(id)));
        },
        onOutcome: ({ id }, { kind }) => {
          assert.ok(!told.has(id), `two outcomes for ${id}`);
          told.set(id, kind);
        },
      }),
    ),
  );
  await pool.close();
  await sink.stop();
  const taken = new Map<number, number>();
  for (const entry of sink.ledger.entries) {
    const id = Number(/\d+/.exec(entry.messageId)?.[0]);
    assert.equal(entry.from, `b+${id}@bounce.library.example`, 'a message under the return path of another');
    taken.set(id, (taken.get(id) ?? 0) + 1);
  }
  return { told, taken, refused };
}

for (const [name, options] of [
  ['DATA', DATA],
  ['BDAT', BDAT],
  ['DATA, one command at a time', { can: { chunking: false, pipelining: false } }],
  ['BDAT, one command at a time', { can: { pipelining: false } }],
] as const) {
  for (const timing of ['ahead', 'late'] as const) {
    test(`${name}, ${timing}: with every fault at random, what is told agrees with what was taken`, async () => {
      const kinds = new Set<string>();
      for (let seed = 1; seed <= 8; seed++) {
        const { told, taken, refused } = await chaos(seed, options, timing);
        assert.equal(told.size, 120);
        for (const [id, kind] of told) {
          kinds.add(kind);
          const times = taken.get(id) ?? 0;
          const where = `seed ${seed}, message ${id} is ${kind} and was taken ${times} times`;
          if (kind === 'accepted') assert.equal(times, 1, where);
          else if (kind === 'uncertain') assert.ok(times <= 1, where);
          else assert.equal(times, 0, where);
          if (refused.has(id)) assert.equal(times, 0, where);
        }
      }
      for (const kind of ['accepted', 'deferred', 'failed', 'stopped', 'uncertain']) assert.ok(kinds.has(kind), `no message was ${kind}`);
    });
  }
}
