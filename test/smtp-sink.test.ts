/** The sink itself: its book must be right, or nothing held against it means anything. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { spawnSink, startSink } from './smtp-sink.ts';
import { readLedger } from './smtp-sink/ledger.ts';

/** A client that writes what it is told and collects what comes back. */
class Client {
  heard = '';
  ended = false;
  #socket: Socket;
  #wake: () => void = () => undefined;

  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.on('data', (chunk: Buffer) => {
      this.heard += chunk.toString('latin1');
      this.#wake();
    });
    for (const event of ['end', 'close', 'error']) {
      this.#socket.on(event, () => {
        this.ended = true;
        this.#wake();
      });
    }
  }

  /** Writes, then waits until something matches or the line ends. */
  async say(text: string, until: RegExp, times = 1): Promise<void> {
    if (text) this.#socket.write(text, 'latin1');
    const all = new RegExp(until, 'gm');
    while ((this.heard.match(all)?.length ?? 0) < times && !this.ended) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    assert.match(this.heard, until);
  }

  close(): void {
    this.#socket.destroy();
  }
}

const MESSAGE = 'Message-ID: <a1@library.example>\r\nSubject: x\r\n\r\n..dot\r\nend\r\n';
const ENVELOPE = (to: string): string => `MAIL FROM:<b+1@bounce.library.example>\r\nRCPT TO:<${to}>\r\nDATA\r\n`;

async function greet(port: number): Promise<Client> {
  const client = new Client(port);
  await client.say('', /^220 /m);
  await client.say('EHLO a.example\r\n', /^250 ENHANCED/m);
  return client;
}

test('takes mail, undoubles dots, and writes it down before it says so', async () => {
  const sink = await startSink({ keep: 'bytes' });
  const client = await greet(sink.port);
  await client.say(ENVELOPE('anna@mail.example'), /^354 /m);
  await client.say(`${MESSAGE}.\r\n`, /^250 2\.0\.0 ok 1/m);
  const [entry] = sink.ledger.entries;
  assert.deepEqual(
    { id: entry?.messageId, from: entry?.from, to: entry?.to, readable: entry?.readable },
    {
      id: '<a1@library.example>',
      from: 'b+1@bounce.library.example',
      to: 'anna@mail.example',
      readable: true,
    },
  );
  assert.equal(sink.ledger.bytes.get(1)?.toString(), MESSAGE.replace('..dot', '.dot'));
  client.close();
  await sink.stop();
});

test('only CRLF.CRLF ends a message (no smuggling)', async () => {
  const sink = await startSink({ keep: 'bytes' });
  const client = await greet(sink.port);
  await client.say(ENVELOPE('anna@mail.example'), /^354 /m);
  await client.say('A: b\r\n\r\nx\n.\nMAIL FROM:<evil@x.example>\r\n\r.\r\n.\n\r\n.\r\n', /^250 2\.0\.0 ok 1/m);
  assert.equal(sink.ledger.entries.length, 1);
  client.close();
  await sink.stop();
});

test('the book tells whether a 250 could be read', async () => {
  for (const [fault, taken, readable] of [
    ['after-dot.close', 1, false],
    ['after-dot.rst', 1, false],
    ['after-250.close', 1, true],
    ['dot.close', 0, false],
    ['dot.451', 0, false],
  ] as const) {
    const sink = await startSink();
    const client = await greet(sink.port);
    await client.say(ENVELOPE(`anna+${fault}@mail.example`), /^354 /m);
    await client.say(`${MESSAGE}.\r\n`, /^/m);
    while (fault !== 'dot.451' && !client.ended) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(sink.ledger.entries.length, taken, fault);
    if (taken) assert.equal(sink.ledger.entries[0]?.readable, readable, fault);
    assert.equal(/250 2\.0\.0 ok/.test(client.heard), readable, fault);
    client.close();
    await sink.stop();
  }
});

test('a refused recipient gets nothing, with DATA and with BDAT', async () => {
  const sink = await startSink({ faults: [{ stage: 'rcpt', action: '550' }] });
  const client = await greet(sink.port);
  await client.say(ENVELOPE('anna@mail.example'), /^550 .*\r\n554 /m);
  await client.say('RSET\r\nMAIL FROM:<>\r\nRCPT TO:<anna@mail.example>\r\nBDAT 4 LAST\r\nQUITNOOP\r\n', /^503 .*\r\n500 /m);
  assert.equal(sink.ledger.entries.length, 0);
  client.close();
  await sink.stop();
});

test('greylists the first attempts of each recipient', async () => {
  const sink = await startSink({ greylist: 1 });
  const client = await greet(sink.port);
  await client.say('MAIL FROM:<>\r\nRCPT TO:<anna@mail.example>\r\n', /^451 4\.7\.1/m);
  await client.say('RCPT TO:<anna@mail.example>\r\n', /^250 2\.1\.5/m);
  client.close();
  await sink.stop();
});

test('latency is that of a line: what is sent together is answered together', async () => {
  // so long that a busy machine does not make one wait look like the three of an answer to each command
  const sink = await startSink({ latency: 800 });
  const client = await greet(sink.port);
  const begin = performance.now();
  await client.say(ENVELOPE('anna@mail.example'), /^354 /m);
  const took = performance.now() - begin;
  assert.ok(took >= 790 && took < 2390, `${took} ms`);
  client.close();
  await sink.stop();
});

test('chance with the same seed does the same', async () => {
  const heard: string[] = [];
  for (let round = 0; round < 2; round++) {
    const sink = await startSink({
      chaos: { seed: 5, rate: 0.3, stages: ['rcpt'], actions: ['451', '550', 'multi'] },
    });
    const client = await greet(sink.port);
    for (let i = 1; i <= 30; i++) await client.say(`RSET\r\nMAIL FROM:<>\r\nRCPT TO:<p${i}@mail.example>\r\nNOOP\r\n`, /^500 /m, i);
    heard.push(client.heard);
    client.close();
    await sink.stop();
  }
  assert.equal(heard[0], heard[1]);
  for (const code of [/^451 /m, /^550 /m, /^250-first/m, /^250 2\.1\.5/m]) assert.match(heard[0] ?? '', code);
});

test('in a process of its own the book is a file that can be read meanwhile', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'smtp-sink-'));
  const ledgerFile = join(folder, 'taken.jsonl');
  const sink = await spawnSink({ ledgerFile, sync: true });
  const client = await greet(sink.port);
  await client.say(ENVELOPE('anna@mail.example'), /^354 /m);
  await client.say(`${MESSAGE}.\r\n`, /^250 2\.0\.0 ok 1/m);
  assert.deepEqual(
    sink.entries().map(({ to }) => to),
    ['anna@mail.example'],
  );
  await sink.stop();
  assert.equal(readLedger(ledgerFile).length, 1);
  client.close();
  rmSync(folder, { recursive: true });
});

test('the counting sink counts bodies cut anywhere, dots, empty ones, and chunks', async () => {
  const sink = await startSink({ counting: true });
  const client = await greet(sink.port);
  const talk = `${ENVELOPE('a@b.example')}A: b\r\n\r\n..x\r\n.\r\n${ENVELOPE('a@b.example')}.\r\nMAIL FROM:<>\r\nRCPT TO:<a@b.example>\r\nBDAT 9\r\nx\r\n.\r\ny\r\nBDAT 0 LAST\r\nMAIL FROM:<>\r\nRCPT TO:<a@b.example>\r\nBDAT 5 LAST\r\nDATA\nNOOP\r\n`;
  for (const letter of talk) {
    await client.say(letter, /^/);
    await new Promise(setImmediate);
  }
  await client.say('QUIT\r\n', /^221 /m);
  assert.equal(sink.count().messages, 4);
  client.close();
  await sink.stop();
});
