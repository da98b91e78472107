/** The pool against relays with limits: nothing is lost, nothing is marked twice, and it learns. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startSink, type Sink, type SinkOptions } from '../../../test/smtp-sink.ts';
import type { Outcome } from './outcome.ts';
import { RelayPool, type PoolSettings } from './pool.ts';
import { connectDirect } from './settings.ts';

type Run = {
  sink: Sink;
  pool: RelayPool;
  send: (from: number, count: number) => Promise<Outcome['kind'][]>;
  marked: number[];
};

async function withPool(options: SinkOptions, settings: Partial<PoolSettings>, run: (run: Run) => Promise<void>): Promise<void> {
  const sink = await startSink(options);
  const pool = new RelayPool(
    {
      host: '127.0.0.1',
      port: sink.port,
      clientName: 'news.library.example',
      tls: 'none',
      maxConnections: 4,
      ...settings,
    },
    connectDirect,
  );
  const marked: number[] = [];
  const send = async (from: number, count: number): Promise<Outcome['kind'][]> => {
    const kinds: Outcome['kind'][] = [];
    await pool.deliver(
      Array.from({ length: count }, (_, i) => ({
        id: from + i,
        from: '',
        to: `p${from + i}@mail.example`,
        bytes: Buffer.from('A: b\r\n\r\nx\r\n'),
      })),
      {
        group: 4,
        mark: async (ids) => {
          marked.push(...ids);
          return new Set(ids);
        },
        onOutcome: ({ id }, { kind }) => {
          assert.equal(kinds[id - from], undefined, 'two outcomes');
          kinds[id - from] = kind;
        },
      },
    );
    return kinds;
  };
  try {
    await run({ sink, pool, send, marked });
  } finally {
    await pool.close();
    await sink.stop();
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const all = (kinds: string[], kind: string): void => assert.deepEqual([...new Set(kinds)], [kind]);

for (const [name, can] of [
  ['DATA', { chunking: false }],
  ['BDAT', {}],
] as const) {
  test(`${name}: a limit per connection that the relay keeps to itself costs nothing: all accepted, marked once`, () =>
    withPool({ can, perConnection: 7 }, {}, async ({ sink, send, marked }) => {
      all(await send(0, 50), 'accepted');
      assert.deepEqual(
        marked.toSorted((a, b) => a - b),
        Array.from({ length: 50 }, (_, i) => i),
      );
      assert.equal(new Set(sink.ledger.entries.map((entry) => entry.to)).size, 50);
      assert.equal(sink.ledger.entries.length, 50);
      assert.ok(sink.connections().total >= 8);
    }));
}

test('a limit per connection that we know of is kept', () =>
  withPool({ perConnection: 10 }, { messagesPerConnection: 10 }, async ({ sink, send }) => {
    all(await send(0, 25), 'accepted');
    assert.equal(sink.connections().total, 3);
  }));

test('a connection is used again, and closed when unused', () =>
  withPool({}, { idleClose: 50 }, async ({ sink, pool, send }) => {
    for (let i = 0; i < 5; i++) all(await send(i * 10, 10), 'accepted');
    assert.deepEqual([sink.connections().total, pool.state.idle], [1, 1]);
    while (sink.connections().open > 0) await pause(10);
    assert.equal(pool.state.idle, 0);
    all(await send(100, 1), 'accepted');
  }));

test('no more connections at once than allowed, and those who wait get their turn', () =>
  withPool({ latency: 2 }, { maxConnections: 2 }, async ({ sink, pool, send }) => {
    assert.equal(pool.room, 2);
    const results = Promise.all(Array.from({ length: 8 }, (_, i) => send(i * 5, 5)));
    await pause(5);
    assert.equal(pool.room, 0);
    for (const kinds of await results) all(kinds, 'accepted');
    assert.equal(sink.connections().total, 2);
    assert.equal(pool.room, 2);
  }));

test('a relay that takes two connections only is given two, and everything arrives', () =>
  withPool({ latency: 2, maxConnections: 2 }, {}, async ({ pool, send }) => {
    for (const kinds of await Promise.all(Array.from({ length: 6 }, (_, i) => send(i * 5, 5)))) all(kinds, 'accepted');
    assert.ok(pool.state.limit <= 2, `still ${pool.state.limit}`);
    assert.equal(pool.trouble, undefined);
  }));

test('pushback halves the connections', () =>
  withPool({ faults: [{ stage: 'rcpt', action: '452', text: '4.5.3 too many recipients', times: 1 }] }, {}, async ({ pool, send }) => {
    const kinds = await send(0, 5);
    assert.deepEqual(kinds.toSorted(), ['accepted', 'accepted', 'accepted', 'accepted', 'deferred']);
    assert.equal(pool.state.limit, 2);
  }));

test('success widens it again, up to the most', () =>
  withPool({}, { maxConnections: 8 }, async ({ pool, send }) => {
    assert.equal(pool.state.limit, 5);
    for (let i = 0; i < 5; i++) await send(i * 100, 100);
    assert.equal(pool.state.limit, 8);
  }));

test('a relay that cannot be reached is left alone, and no message pays for it', () =>
  withPool({}, {}, async ({ sink, pool, send, marked }) => {
    await sink.stop();
    const troubles: string[] = [];
    pool.onTrouble = ({ phase }) => void troubles.push(phase);
    all(await send(0, 5), 'untried');
    all(await send(5, 5), 'untried'); // at once, without another try
    assert.deepEqual(troubles, ['connect']);
    assert.deepEqual(marked, []);
    assert.equal(pool.room, 0);
    assert.ok(pool.rest > 0 && pool.rest <= 1_000);
    assert.match(pool.trouble?.text ?? '', /ECONNREFUSED/);
  }));

test('a refused login stops the relay for long, with its reason', () =>
  withPool(
    { auth: { user: 'a', password: 'b' } },
    { login: { user: 'a', password: 'wrong' }, clearLoginOnLoopback: true },
    async ({ pool, send }) => {
      all(await send(0, 5), 'untried');
      assert.equal(pool.trouble?.phase, 'auth');
      assert.equal(pool.trouble?.permanent, true);
      assert.ok(pool.rest > 200_000);
    },
  ));

test('it recovers by itself when the relay does', () =>
  withPool({ faults: [{ stage: 'banner', action: '421', times: 1 }] }, {}, async ({ pool, send }) => {
    all(await send(0, 3), 'untried');
    await pause(pool.rest + 10);
    all(await send(0, 3), 'accepted');
    assert.equal(pool.trouble, undefined);
  }));

for (const action of ['close', '421'] as const) {
  test(`a relay that answers each first MAIL with ${action} is not hammered, and one message at most pays for it`, () =>
    withPool({ faults: [{ stage: 'mail', action }] }, {}, async ({ sink, pool, send }) => {
      const kinds = await send(0, 20);
      assert.equal(sink.connections().total, 1);
      assert.equal(
        kinds.filter((kind) => kind === 'untried').length,
        action === '421' ? 19 : 20 - kinds.filter((kind) => kind === 'uncertain').length,
      );
      assert.ok(pool.rest > 0 && pool.room === 0);
      assert.ok(kinds.every((kind) => kind !== 'accepted'));
      // Each time it fails again the rest is longer.
      await pause(pool.rest + 10);
      await send(20, 1);
      assert.ok(pool.rest > 1_000, `${pool.rest}`);
    }));
}

test('a message that may not leave breaks a connection off, and the relay is not blamed', () =>
  withPool({ can: { chunking: false } }, {}, async ({ sink, pool }) => {
    const kinds: string[] = [];
    await pool.deliver(
      [0, 1, 2].map((id) => ({
        id,
        from: '',
        to: `p${id}@mail.example`,
        bytes: Buffer.from('A: b\r\n\r\nx\r\n'),
      })),
      {
        timing: 'late',
        mark: async (ids) => new Set(ids.filter((id) => id !== 0)),
        onOutcome: ({ id }, { kind }) => void (kinds[id] = kind),
      },
    );
    assert.deepEqual(kinds, ['stopped', 'accepted', 'accepted']);
    assert.deepEqual([pool.trouble, sink.connections().total], [undefined, 2]);
  }));

test('after close a batch comes back untried', () =>
  withPool({}, {}, async ({ pool, send }) => {
    all(await send(0, 2), 'accepted');
    await pool.close();
    all(await send(2, 2), 'untried');
    assert.equal(pool.room, 0);
  }));
