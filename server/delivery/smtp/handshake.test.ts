/** From connect to ready: greeting, EHLO, TLS, login; each fault with the exact trouble it makes. */
import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { before, test } from 'node:test';
import { makeCertificate, type Certificate } from '../../../test/certificate.ts';
import { startSink, type SinkOptions } from '../../../test/smtp-sink.ts';
import { SmtpConnection } from './connection.ts';
import type { Trouble } from './outcome.ts';
import { connectDirect, type Connect, type RelaySettings } from './settings.ts';

/** Short for the answer that stays away, long elsewhere, so that a busy machine does not look like a silent server. */
const SHORT = 300;
const LONG = 10_000;
type Limits = NonNullable<RelaySettings['limits']>;
const long: Limits = { connect: LONG, greeting: LONG, ehlo: LONG, starttls: LONG, auth: LONG };
const stages = { connect: 'greeting', banner: 'greeting', ehlo: 'ehlo', starttls: 'starttls', auth: 'auth' } as const;
const silences = ({ faults = [] }: SinkOptions): Limits =>
  Object.fromEntries(
    faults.flatMap(({ stage, action }) => (action === 'hang' || action === 'drip' ? [[stages[stage as keyof typeof stages], SHORT]] : [])),
  );

let authority: Certificate;
let good: Certificate;
before(() => {
  authority = makeCertificate([], { authority: true });
  good = makeCertificate(['127.0.0.1'], { issuer: authority });
});

async function open(sink: SinkOptions, relay: Partial<RelaySettings> = {}): Promise<Trouble | SmtpConnection> {
  const server = await startSink(sink);
  const begin = performance.now();
  const result = await SmtpConnection.open(
    {
      host: '127.0.0.1',
      port: server.port,
      clientName: 'news.library.example',
      tls: 'none',
      limits: { ...long, ...silences(sink) },
      ...relay,
    },
    connectDirect,
  );
  assert.ok(performance.now() - begin < LONG, 'it took longer than its deadlines');
  if (result instanceof SmtpConnection) result.destroy();
  await server.stop();
  return result;
}

/** Opens, expects trouble. */
async function refused(sink: SinkOptions, relay: Partial<RelaySettings> = {}): Promise<Trouble> {
  const result = await open(sink, relay);
  assert.ok(!(result instanceof SmtpConnection), 'it should not have been opened');
  return result;
}

const login = { user: 'biblio', password: 'geheim \u00eb' };

for (const [stage, action, phase, code, permanent] of [
  ['connect', 'close', 'greeting', undefined, false],
  ['connect', 'rst', 'greeting', undefined, false],
  ['connect', 'hang', 'greeting', undefined, false],
  ['connect', '421', 'greeting', 421, false],
  ['banner', '554', 'greeting', 554, true],
  ['banner', '421', 'greeting', 421, false],
  ['banner', 'drip', 'greeting', undefined, false],
  ['banner', 'garbage', 'greeting', undefined, false],
  ['banner', 'huge', 'greeting', undefined, false],
  ['banner', 'endless', 'greeting', undefined, false],
  ['banner', 'hang', 'greeting', undefined, false],
  ['banner', 'two', 'ehlo', undefined, false],
  ['ehlo', '421', 'ehlo', 421, false],
  ['ehlo', '550', 'ehlo', 550, true],
  ['ehlo', 'close', 'ehlo', undefined, false],
  ['ehlo', 'endless', 'ehlo', undefined, false],
  ['ehlo', 'hang', 'ehlo', undefined, false],
] as const) {
  test(`${stage}.${action} is trouble in ${phase}`, async () => {
    const trouble = await refused({ faults: [{ stage, action }] });
    // A reset may come before the connection counts as made.
    if (action === 'rst') return assert.ok(trouble.phase === 'connect' || trouble.phase === phase);
    assert.deepEqual({ phase: trouble.phase, code: trouble.code, permanent: trouble.permanent }, { phase, code, permanent }, trouble.text);
  });
}

for (const action of ['delay', 'multi', 'bad-utf8'] as const) {
  test(`banner.${action} is no trouble`, async () => {
    assert.ok((await open({ faults: [{ stage: 'banner', action, arg: 50 }] })) instanceof SmtpConnection);
  });
}

test('nobody there, and nobody in time', async () => {
  const sink = await startSink();
  await sink.stop();
  const settings: RelaySettings = {
    host: '127.0.0.1',
    port: sink.port,
    clientName: 'a.example',
    tls: 'none',
    limits: long,
  };
  const closed = await SmtpConnection.open(settings, connectDirect);
  assert.ok(!(closed instanceof SmtpConnection));
  assert.match(closed.text, /ECONNREFUSED/);
  let late: ((socket: Socket) => void) | undefined;
  const slow: Connect = () => new Promise((resolve) => (late = resolve));
  const hung = await SmtpConnection.open({ ...settings, limits: { connect: SHORT } }, slow);
  assert.ok(!(hung instanceof SmtpConnection));
  assert.deepEqual([hung.phase, hung.text], ['connect', 'the server could not be reached in time']);
  let destroyed = false;
  late?.({ destroy: () => (destroyed = true) } as unknown as Socket);
  await new Promise(setImmediate);
  assert.ok(destroyed, 'a socket that came too late was left open');
  const guarded = await SmtpConnection.open(settings, () => Promise.reject(new Error('192.0.2.1 is not allowed')));
  assert.ok(!(guarded instanceof SmtpConnection) && guarded.text === '192.0.2.1 is not allowed');
});

/** To a server written by hand, for what the sink does not say. */
async function openTo(server: Server, more: Partial<RelaySettings> = {}) {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return SmtpConnection.open({ host: '127.0.0.1', port, clientName: 'a.example', tls: 'none', ...more }, connectDirect);
}

test('a server that only knows HELO is spoken to without extensions', async () => {
  const server = createServer((socket) => {
    socket.write('220 old\r\n');
    socket.on('data', (chunk) => socket.write(chunk.toString().startsWith('HELO') ? '250 hello\r\n' : '500 what\r\n'));
  });
  const connection = await openTo(server);
  assert.ok(connection instanceof SmtpConnection);
  assert.equal(connection.capabilities.pipelining, false);
  connection.destroy();
  server.close();
});

test('the time to connect does not end a connection that was made in time', async () => {
  const sink = await startSink();
  const connection = await SmtpConnection.open(
    {
      host: '127.0.0.1',
      port: sink.port,
      clientName: 'a.example',
      tls: 'none',
      limits: { connect: 1_000 },
    },
    connectDirect,
  );
  assert.ok(connection instanceof SmtpConnection);
  await new Promise((resolve) => setTimeout(resolve, 1_300));
  assert.equal(await connection.probe(), true);
  connection.destroy();
  await sink.stop();
});

test('our own name cannot smuggle a command', async () => {
  const trouble = await refused({}, { clientName: 'a.example\r\nMAIL FROM:<x@y.example>' });
  assert.deepEqual([trouble.phase, trouble.permanent], ['ehlo', true]);
});

test('many messages over an encrypted line that is slower than we are arrive unmixed', async () => {
  const sink = await startSink({ tls: { mode: 'implicit', ...good }, keep: 'bytes' });
  const connection = await SmtpConnection.open(
    {
      host: '127.0.0.1',
      port: sink.port,
      clientName: 'a.example',
      tls: 'implicit',
      ca: [authority.cert],
    },
    connectDirect,
  );
  assert.ok(connection instanceof SmtpConnection, JSON.stringify(connection));
  const text = (id: number): string => `A: ${id}\r\n\r\n${`${id} `.repeat(10).padEnd(76, '.')}\r\n`.repeat(200);
  await connection.sendBatch(
    Array.from({ length: 150 }, (_, id) => ({
      id,
      from: '',
      to: `p${id}@mail.example`,
      bytes: Buffer.from(text(id)),
    })),
    {
      group: 64,
      mark: async (ids) => new Set(ids),
      onOutcome: (_, outcome) => assert.equal(outcome.kind, 'accepted', JSON.stringify(outcome)),
    },
  );
  for (const { n, to } of sink.ledger.entries) {
    assert.equal(sink.ledger.bytes.get(n)?.toString(), text(Number(/\d+/.exec(to)?.[0])), to);
  }
  assert.equal(sink.ledger.entries.length, 150);
  connection.destroy();
  await sink.stop();
});

for (const mode of ['starttls', 'implicit'] as const) {
  const tls = mode === 'starttls' ? 'required' : 'implicit';
  test(`${mode}: a certificate of a known authority for this name is taken, and mail goes`, async () => {
    const sink = await startSink({ tls: { mode, ...good }, auth: login });
    const connection = await SmtpConnection.open(
      {
        host: '127.0.0.1',
        port: sink.port,
        clientName: 'a.example',
        tls,
        ca: [authority.cert],
        login,
      },
      connectDirect,
    );
    assert.ok(connection instanceof SmtpConnection, JSON.stringify(connection));
    const outcome = await connection.send(
      { id: 1, from: '', to: 'anna@mail.example', bytes: Buffer.from('A: b\r\n\r\nx\r\n') },
      async () => 'go',
    );
    assert.equal(outcome.kind, 'accepted');
    await connection.quit();
    await sink.stop();
  });
  for (const [name, make] of [
    ['self-signed', () => ({ cert: makeCertificate(['127.0.0.1']), ca: undefined })],
    [
      'for another name',
      () => ({
        cert: makeCertificate(['other.example'], { issuer: authority }),
        ca: [authority.cert],
      }),
    ],
    [
      'expired',
      () => ({
        cert: makeCertificate(['127.0.0.1'], { issuer: authority, expired: true }),
        ca: [authority.cert],
      }),
    ],
    ['of an unknown authority', () => ({ cert: good, ca: undefined })],
  ] as const) {
    test(`${mode}: a certificate that is ${name} is refused, and the password stays here`, async () => {
      const { cert, ca } = make();
      const trouble = await refused({ tls: { mode, ...cert }, auth: login }, { tls, login, ...(ca ? { ca: [...ca] } : {}) });
      assert.deepEqual([trouble.phase, trouble.permanent], ['starttls', true]);
      assert.match(trouble.text, /^the certificate of the server was refused: /);
    });
  }
}

test('encryption required and not offered, refused, or broken off', async () => {
  const missing = await refused({}, { tls: 'required' });
  assert.deepEqual([missing.phase, missing.permanent], ['starttls', true]);
  for (const [action, code] of [
    ['454', 454],
    ['close', undefined],
    ['then-close', undefined],
    ['hang', undefined],
    ['garbage', undefined],
  ] as const) {
    const trouble = await refused(
      { tls: { mode: 'starttls', ...good }, faults: [{ stage: 'starttls', action }] },
      { tls: 'required', ca: [authority.cert] },
    );
    assert.deepEqual([trouble.phase, trouble.code, trouble.permanent], ['starttls', code, false], `${action}: ${trouble.text}`);
  }
});

test('opportunistic: no way back to clear text once encryption was begun', async () => {
  assert.ok((await open({}, { tls: 'opportunistic' })) instanceof SmtpConnection);
  const trouble = await refused({ tls: { mode: 'starttls', ...makeCertificate(['127.0.0.1']) } }, { tls: 'opportunistic' });
  assert.equal(trouble.phase, 'starttls');
});

test('what a server says in clear text after agreeing to encrypt is not believed', async () => {
  const trouble = await refused(
    { tls: { mode: 'starttls', ...good }, faults: [{ stage: 'starttls', action: 'two' }] },
    { tls: 'required', ca: [authority.cert] },
  );
  assert.match(trouble.text, /before the encryption began/);
});

test('login: right, wrong, refused, and never in clear text unless allowed to this machine', async () => {
  const clear = { login, clearLoginOnLoopback: true };
  assert.ok((await open({ auth: login }, clear)) instanceof SmtpConnection);
  const wrong = await refused({ auth: login }, { ...clear, login: { user: 'biblio', password: 'fout' } });
  assert.deepEqual([wrong.phase, wrong.code, wrong.enhanced, wrong.permanent], ['auth', 535, '5.7.8', true]);
  const busy = await refused({ auth: login, faults: [{ stage: 'auth', action: '454' }] }, clear);
  assert.deepEqual([busy.phase, busy.code, busy.permanent], ['auth', 454, false]);
  const cut = await refused({ auth: login, faults: [{ stage: 'auth', action: 'close' }] }, clear);
  assert.deepEqual([cut.phase, cut.code, cut.permanent], ['auth', undefined, false]);
  const none = await refused({}, clear);
  assert.match(none.text, /no way to log in/);
  const naked = await refused({ auth: login }, { login });
  assert.match(naked.text, /the password was not sent/);
});

test('login with the older LOGIN when PLAIN is not offered', async () => {
  const lines: string[] = [];
  const answers = ['250-old\r\n250 AUTH LOGIN\r\n', '334 VXNlcm5hbWU6\r\n', '334 UGFzc3dvcmQ6\r\n', '235 ok\r\n'];
  const server = createServer((socket) => {
    socket.write('220 old\r\n');
    socket.on('data', (chunk) => {
      lines.push(chunk.toString().trim());
      socket.write(answers[lines.length - 1] ?? '250 ok\r\n');
    });
  });
  const connection = await openTo(server, { login, clearLoginOnLoopback: true });
  assert.ok(connection instanceof SmtpConnection, JSON.stringify(connection));
  assert.deepEqual(
    lines.slice(1).map((line) => (line === 'AUTH LOGIN' ? line : Buffer.from(line, 'base64').toString())),
    ['AUTH LOGIN', login.user, login.password],
  );
  connection.destroy();
  server.close();
});
