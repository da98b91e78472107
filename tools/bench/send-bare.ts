/**
 * The yardstick for sending: the least a Node program can do. It writes bytes that are ready, with
 * pipelining, counts the answers and looks at nothing else: no rendering, no marks, no deadlines, no
 * outcome per message. What Kaartbak's own client and the whole engine reach is held against this.
 *
 * By hand: `node tools/bench/send-bare.ts --messages 100000 --connections 20 --chunking`
 */
import { connect } from 'node:net';
import { parseArgs } from 'node:util';
import { spawnSink } from '../../test/smtp-sink.ts';

/** What to send where. */
export type BareRun = {
  port: number;
  messages: number;
  connections?: number;
  bytes: Buffer;
  chunking?: boolean;
};

const REPLIES_PER_MESSAGE = { data: 4, chunking: 3 };
const CHUNKING_WINDOW = 16;

/** Sends ready bytes to a sink on this machine; answers with messages per second. */
export async function sendBare(run: BareRun): Promise<number> {
  const connections = run.connections ?? 20;
  const begin = performance.now();
  const shares = Array.from({ length: connections }, (_, i) => Math.floor((run.messages + i) / connections));
  await Promise.all(shares.map((share) => (share === 0 ? undefined : run.chunking ? bareChunks(run, share) : bareData(run, share))));
  return run.messages / ((performance.now() - begin) / 1000);
}

const ENVELOPE = 'MAIL FROM:<b+bench@bounce.library.example> SIZE=15360\r\nRCPT TO:<reader@mail.example>\r\n';

/** MAIL, RCPT and DATA of the next message in one write with the body of this one (RFC 2920). */
function bareData({ port, bytes }: BareRun, share: number): Promise<void> {
  const first = Buffer.from(`${ENVELOPE}DATA\r\n`);
  const middle = Buffer.concat([bytes, Buffer.from('.\r\n'), first]);
  const last = Buffer.concat([bytes, Buffer.from('.\r\nQUIT\r\n')]);
  return talk(port, (write, replies) => {
    // Replies: greeting, EHLO, then MAIL RCPT DATA for the first and dot MAIL RCPT DATA for the others.
    if (replies === 2) write(first);
    else if (replies > 2 && (replies - 1) % REPLIES_PER_MESSAGE.data === 0 && replies <= 4 * share + 1)
      write(replies === 4 * share + 1 ? last : middle);
  });
}

/** Whole messages back to back, sixteen on the wire (RFC 3030). */
function bareChunks({ port, bytes }: BareRun, share: number): Promise<void> {
  const one = Buffer.concat([Buffer.from(`${ENVELOPE}BDAT ${bytes.length} LAST\r\n`), bytes]);
  const many = Buffer.concat(Array.from({ length: CHUNKING_WINDOW }, () => one));
  let sent = 0;
  return talk(port, (write, replies) => {
    if (replies < 2) return;
    const answered = Math.floor((replies - 2) / REPLIES_PER_MESSAGE.chunking);
    const room = Math.min(share - sent, answered + CHUNKING_WINDOW - sent);
    if (room <= 0 || (room < CHUNKING_WINDOW / 2 && sent + room < share)) return;
    write(many.subarray(0, room * one.length));
    sent += room;
    if (sent === share) write(Buffer.from('QUIT\r\n'));
  });
}

function talk(port: number, onReply: (write: (bytes: Buffer) => void, replies: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let replies = 0;
    let greeted = false;
    socket.on('error', reject);
    socket.on('close', () => resolve());
    socket.on('data', (chunk: Buffer) => {
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) {
        if (!greeted) {
          greeted = true;
          socket.write('EHLO bench.library.example\r\n');
        } else if (replies === 1 && chunk[chunk.lastIndexOf(10, at - 1) + 4] === 45) {
          continue; // "250-…": the answer to EHLO goes on
        }
        replies++;
        onReply((bytes) => socket.write(bytes), replies);
      }
    });
  });
}

/** A message of about `size` bytes as the composer makes them: headers and quoted-printable lines. */
export function benchMessage(size = 15 * 1024): Buffer {
  let text =
    'From: =?utf-8?Q?Bibliotheek?= <news@library.example>\r\nTo: <reader@mail.example>\r\nSubject: News\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n';
  while (text.length < size - 78) text += `${'<p>Nieuwe boeken voor de zomer'.padEnd(75, 'x')}=\r\n`;
  return Buffer.from(`${text}</html>\r\n`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      messages: { type: 'string' },
      connections: { type: 'string' },
      chunking: { type: 'boolean' },
    },
  });
  const sink = await spawnSink({ counting: true });
  const messages = Number(values.messages ?? 100_000);
  const rate = await sendBare({
    port: sink.port,
    messages,
    connections: Number(values.connections ?? 20),
    bytes: benchMessage(),
    chunking: values.chunking ?? false,
  });
  const { messages: arrived } = await sink.count();
  await sink.stop();
  if (arrived !== messages) throw new Error(`${messages} sent, ${arrived} arrived`);
  process.stdout.write(`bare ${values.chunking ? 'BDAT' : 'DATA'}: ${Math.round(rate)} messages/s\n`);
}

if (import.meta.main) await main();
