/** Every fault a server can make at every stage, with the exact outcome, over real sockets. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startSink, type SinkOptions } from '../../../test/smtp-sink.ts';
import { SmtpConnection } from './connection.ts';
import type { Outcome } from './outcome.ts';
import { connectDirect, type Limits, type RelaySettings } from './settings.ts';

/** Short for the one answer that stays away, long elsewhere, so that a busy machine does not look like a silent server. */
const shortFor = (fault: string): Partial<Limits> => ({ [fault.startsWith('after-dot') ? 'dot' : fault.split('.')[0]!]: 400 });

function settings(port: number, more: Partial<RelaySettings> = {}): RelaySettings {
  return { host: '127.0.0.1', port, clientName: 'news.library.example', tls: 'none', ...more };
}

const BODY = 'Message-ID: <m1@library.example>\r\nSubject: x\r\n\r\nhello\r\n';

function message(to: string, id = 1, text = BODY): { id: number; from: string; to: string; bytes: Buffer } {
  return { id, from: 'b+1@bounce.library.example', to, bytes: Buffer.from(text) };
}

/** Opens a connection to a sink with these options, runs, stops all. */
async function withSink<T>(
  options: SinkOptions,
  run: (connection: SmtpConnection, sink: Awaited<ReturnType<typeof startSink>>) => Promise<T>,
  more: Partial<RelaySettings> = {},
): Promise<T> {
  const sink = await startSink({ keep: 'bytes', ...options });
  const connection = await SmtpConnection.open(settings(sink.port, more), connectDirect);
  try {
    assert.ok(connection instanceof SmtpConnection, JSON.stringify(connection));
    return await run(connection, sink);
  } finally {
    if (connection instanceof SmtpConnection) connection.destroy();
    await sink.stop();
  }
}

type Expected = {
  kind: Outcome['kind'];
  phase?: string;
  code?: number;
  taken: number;
  asked: boolean;
};
const ways = [
  { name: 'DATA', options: { can: { chunking: false } } },
  { name: 'BDAT', options: {} },
  { name: 'DATA one command at a time', options: { can: { chunking: false, pipelining: false } } },
  { name: 'BDAT one command at a time', options: { can: { pipelining: false } } },
] as const;

// What `send` (late mark) must say for a fault at a stage. `asked`: whether the mark was asked for.
const faults: [fault: string, expected: Expected][] = [
  ...(['rcpt'] as const).flatMap((stage): [string, Expected][] => [
    [`${stage}.450`, { kind: 'deferred', phase: stage, code: 450, taken: 0, asked: false }],
    [`${stage}.550`, { kind: 'failed', phase: stage, code: 550, taken: 0, asked: false }],
    [`${stage}.421`, { kind: 'deferred', phase: stage, code: 421, taken: 0, asked: false }],
    [`${stage}.close`, { kind: 'deferred', phase: stage, taken: 0, asked: false }],
    [`${stage}.rst`, { kind: 'deferred', phase: stage, taken: 0, asked: false }],
    [`${stage}.hang`, { kind: 'deferred', phase: stage, taken: 0, asked: false }],
    [`${stage}.garbage`, { kind: 'deferred', phase: stage, taken: 0, asked: false }],
    [`${stage}.huge`, { kind: 'deferred', phase: stage, taken: 0, asked: false }],
    [`${stage}.endless`, { kind: 'deferred', phase: stage, taken: 0, asked: false }],
    [`${stage}.drip.50`, { kind: 'deferred', phase: stage, taken: 0, asked: false }],
    [`${stage}.delay.100`, { kind: 'accepted', code: 250, taken: 1, asked: true }],
    [`${stage}.multi`, { kind: 'accepted', code: 250, taken: 1, asked: true }],
    [`${stage}.bad-utf8`, { kind: 'accepted', code: 250, taken: 1, asked: true }],
  ]),
  ['dot.450', { kind: 'deferred', phase: 'dot', code: 450, taken: 0, asked: true }],
  ['dot.554', { kind: 'failed', phase: 'dot', code: 554, taken: 0, asked: true }],
  ['dot.421', { kind: 'deferred', phase: 'dot', code: 421, taken: 0, asked: true }],
  ['dot.close', { kind: 'uncertain', phase: 'dot', taken: 0, asked: true }],
  ['dot.rst', { kind: 'uncertain', phase: 'dot', taken: 0, asked: true }],
  ['dot.hang', { kind: 'uncertain', phase: 'dot', taken: 0, asked: true }],
  ['dot.garbage', { kind: 'uncertain', phase: 'dot', taken: 0, asked: true }],
  ['dot.huge', { kind: 'uncertain', phase: 'dot', taken: 0, asked: true }],
  ['dot.endless', { kind: 'uncertain', phase: 'dot', taken: 0, asked: true }],
  ['dot.drip.100', { kind: 'uncertain', phase: 'dot', taken: 1, asked: true }],
  ['dot.multi', { kind: 'accepted', code: 250, taken: 1, asked: true }],
  ['dot.two', { kind: 'accepted', code: 250, taken: 1, asked: true }],
  ['dot.bad-utf8', { kind: 'accepted', code: 250, taken: 1, asked: true }],
  ['after-dot.close', { kind: 'uncertain', phase: 'dot', taken: 1, asked: true }],
  ['after-dot.rst', { kind: 'uncertain', phase: 'dot', taken: 1, asked: true }],
  ['after-dot.hang', { kind: 'uncertain', phase: 'dot', taken: 1, asked: true }],
  ['after-250.close', { kind: 'accepted', code: 250, taken: 1, asked: true }],
  ['after-dot.then-close', { kind: 'accepted', code: 250, taken: 1, asked: true }],
];

const dataFaults: [fault: string, expected: Expected][] = [
  ['data.450', { kind: 'deferred', phase: 'data', code: 450, taken: 0, asked: false }],
  ['data.554', { kind: 'failed', phase: 'data', code: 554, taken: 0, asked: false }],
  ['data.421', { kind: 'deferred', phase: 'data', code: 421, taken: 0, asked: false }],
  ['data.close', { kind: 'deferred', phase: 'data', taken: 0, asked: false }],
  ['data.rst', { kind: 'deferred', phase: 'data', taken: 0, asked: false }],
  ['data.hang', { kind: 'deferred', phase: 'data', taken: 0, asked: false }],
  ['data.garbage', { kind: 'deferred', phase: 'data', taken: 0, asked: false }],
];

async function check(options: SinkOptions, fault: string, expected: Expected): Promise<void> {
  await withSink(
    options,
    async (connection, sink) => {
      let asked = false;
      const outcome = await connection.send(message(`anna+${fault}@mail.example`), async () => {
        asked = true;
        return 'go';
      });
      const { phase, code } = { phase: undefined, code: undefined, ...outcome };
      assert.deepEqual(
        { kind: outcome.kind, phase, code, asked },
        { kind: expected.kind, phase: expected.phase, code: expected.code, asked: expected.asked },
        JSON.stringify(outcome),
      );
      if (fault.includes('drip')) return; // the sink may still be dripping when we gave up
      assert.equal(sink.ledger.entries.length, expected.taken);
    },
    /hang|drip/.test(fault) ? { limits: shortFor(fault) } : {},
  );
}

for (const way of ways) {
  for (const [fault, expected] of [...faults, ...(way.name.startsWith('DATA') ? dataFaults : [])]) {
    test(`${way.name}, ${fault} → ${expected.kind}`, () => check({ ...way.options }, fault, expected));
  }
  test(`${way.name}, faults at MAIL`, async () => {
    for (const [action, kind, code] of [
      ['451', 'deferred', 451],
      ['550', 'failed', 550],
      ['close', 'deferred', undefined],
      ['rst', 'deferred', undefined],
      ['hang', 'deferred', undefined],
    ] as const) {
      await withSink(
        { ...way.options },
        async (connection) => {
          const outcome = await connection.send(
            { ...message('anna@mail.example'), from: `b+mail.${action}@bounce.library.example` },
            async () => 'go',
          );
          assert.deepEqual(
            [outcome.kind, 'phase' in outcome && outcome.phase, 'code' in outcome ? outcome.code : undefined],
            [kind, 'mail', code],
            action,
          );
        },
        action === 'hang' ? { limits: shortFor('mail') } : {},
      );
    }
  });
  test(`${way.name}, stopped at the mark: nothing is taken, whoever comes next is`, () =>
    withSink({ ...way.options }, async (connection, sink) => {
      assert.deepEqual(await connection.send(message('anna@mail.example'), async () => 'stop'), {
        kind: 'stopped',
      });
      assert.equal(connection.usable, way.name.startsWith('BDAT'));
      if (connection.usable) assert.equal((await connection.send(message('bert@mail.example', 2), async () => 'go')).kind, 'accepted');
      await new Promise((resolve) => setTimeout(resolve, 20));
      assert.deepEqual(
        sink.ledger.entries.map((entry) => entry.to),
        connection.usable ? ['bert@mail.example'] : [],
      );
    }));
  test(`${way.name}, a mark that fails stops the message`, () =>
    withSink({ ...way.options }, async (connection, sink) => {
      const outcome = await connection.send(message('anna@mail.example'), () => Promise.reject(new Error('no database')));
      assert.deepEqual(outcome, { kind: 'stopped' });
      assert.equal(sink.ledger.entries.length, 0);
    }));
  test(`${way.name}, refused recipients leave the connection usable and the envelopes right`, () =>
    withSink({ ...way.options }, async (connection, sink) => {
      const messages = Array.from({ length: 40 }, (_, i) => ({
        ...message(i % 3 === 1 ? `p${i}+rcpt.550@mail.example` : `p${i}@mail.example`, i),
        from: `b+${i}@bounce.library.example`,
      }));
      const kinds = new Map<number, string>();
      for (const timing of ['ahead', 'late'] as const) {
        kinds.clear();
        await connection.sendBatch(messages, {
          timing,
          group: 8,
          mark: async (ids) => new Set(ids),
          onOutcome: ({ id }, outcome) => void kinds.set(id, outcome.kind),
        });
        for (const { id } of messages) assert.equal(kinds.get(id), id % 3 === 1 ? 'failed' : 'accepted');
      }
      assert.equal(connection.usable, true);
      assert.equal(sink.ledger.entries.length, 54);
      for (const entry of sink.ledger.entries) assert.equal(/\d+/.exec(entry.from)?.[0], /\d+/.exec(entry.to)?.[0]);
    }));
}

test('the body is byte-exact: dots, bare line ends, long lines, 8-bit', async () => {
  const texts = [
    `A: b\r\n\r\n.\r\n..\r\n.a\r\n${'x'.repeat(3_000)}\r\nzo\u00eb\r\nend`,
    'A: b\n\nbare\rline\r\rends\n.\nMAIL FROM:<evil@x.example>\r\n.\r\n',
    `A: b\r\n\r\n${'.dots\r\n'.repeat(40_000)}`,
  ];
  for (const way of ways) {
    for (const timing of ['ahead', 'late'] as const) {
      await withSink({ ...way.options }, async (connection, sink) => {
        await connection.sendBatch(
          texts.map((text, i) => message(`p${i}@mail.example`, i, text)),
          {
            timing,
            mark: async (ids) => new Set(ids),
            onOutcome: (_, outcome) => assert.equal(outcome.kind, 'accepted', JSON.stringify(outcome)),
          },
        );
        texts.forEach((text, i) => {
          const expected = text.replace(/\r\n|\r|\n/g, '\r\n').replace(/([^\n])$/, '$1\r\n');
          assert.ok(sink.ledger.bytes.get(i + 1)?.equals(Buffer.from(expected)), `${way.name} ${timing} ${i}`);
        });
      });
    }
  }
});

test('what the server cannot take is not tried, and says why', async () => {
  const send = (options: SinkOptions, to: string, text = BODY): Promise<Outcome> =>
    withSink(options, async (connection, sink) => {
      const outcome = await connection.send(message(to, 1, text), async () => 'go');
      assert.equal(sink.ledger.entries.length, outcome.kind === 'accepted' ? 1 : 0);
      assert.equal(connection.usable, true);
      return outcome;
    });
  const big = await send({ can: { size: 1_000 } }, 'anna@mail.example', `A: b\r\n\r\n${'x'.repeat(2_000)}\r\n`);
  assert.deepEqual([big.kind, 'enhanced' in big && big.enhanced], ['failed', '5.3.4']);
  const utf8 = await send({ can: { smtpUtf8: false } }, 'zo\u00eb@mail.example');
  assert.match(utf8.kind === 'failed' ? utf8.text : '', /SMTPUTF8/);
  assert.equal((await send({}, 'zo\u00eb@mail.example')).kind, 'accepted');
  assert.equal((await send({ can: { smtpUtf8: false } }, 'jan@b\u00fccher.example')).kind, 'accepted');
  const eight = await send({ can: { eightBit: false } }, 'anna@mail.example', 'A: b\r\n\r\nzo\u00eb\r\n');
  assert.match(eight.kind === 'failed' ? eight.text : '', /8BITMIME/);
  const zero = await send({}, 'anna@mail.example', 'A: b\r\n\r\n\0\r\n');
  assert.deepEqual([zero.kind, 'phase' in zero && zero.phase], ['failed', 'body']);
  const injected = await send({}, 'anna@mail.example>\r\nRCPT TO:<x@mail.example');
  assert.deepEqual([injected.kind, 'phase' in injected && injected.phase], ['failed', 'rcpt']);
});

test('an idle connection that the server left is not used again', () =>
  withSink({}, async (connection, sink) => {
    assert.equal(await connection.probe(), true);
    const ended = new Promise<void>((resolve) => {
      connection.onIdleEnd = resolve;
    });
    await sink.stop();
    await ended;
    assert.equal(connection.usable, false);
    const outcomes: Outcome[] = [];
    await connection.sendBatch([message('anna@mail.example')], {
      mark: async (ids) => new Set(ids),
      onOutcome: (_, outcome) => void outcomes.push(outcome),
    });
    assert.deepEqual(
      outcomes.map(({ kind }) => kind),
      ['untried'],
    );
  }));
