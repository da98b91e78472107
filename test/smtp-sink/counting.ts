/**
 * The fast sink for benches: takes everything, keeps nothing, counts. It answers all that came in one
 * read with one write, and searches bodies only for their end. It must never be the bottleneck.
 */
import type { Socket } from 'node:net';
import { helloLines, type Abilities } from './abilities.ts';

/** What was counted. */
export type Count = { messages: number; bytes: number };

const END = Buffer.from('\r\n.\r\n');
const LETTER = { B: 66, D: 68, E: 69, Q: 81 };
const OK = '250 2.0.0 ok\r\n';

/** One connection. `latency`: ms until an answer is written, as a long line would have it. */
export class CountingSession {
  #socket: Socket;
  #can: Abilities;
  #latency: number;
  #count: Count;
  #rest: Buffer | undefined; // an unfinished command line, or the last bytes of a body
  #inBody = false;
  #skip = 0; // bytes of a BDAT chunk still to come
  #skipLast = false;
  #answers = '';

  constructor(socket: Socket, can: Abilities, latency: number, count: Count) {
    this.#socket = socket;
    this.#can = can;
    this.#latency = latency;
    this.#count = count;
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    this.#answers = '220 sink.example counts\r\n';
    this.#say();
  }

  #say(): void {
    const text = this.#answers;
    const socket = this.#socket;
    this.#answers = '';
    if (text === '') return;
    if (this.#latency === 0) socket.write(text, 'latin1');
    else setTimeout(() => socket.writable && socket.write(text, 'latin1'), this.#latency);
  }

  #read(chunk: Buffer): void {
    this.#count.bytes += chunk.length;
    const input = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk;
    this.#rest = undefined;
    let at: number | undefined = 0;
    while (at !== undefined) at = this.#inBody ? this.#body(input, at) : this.#skip > 0 ? this.#chunk(input, at) : this.#command(input, at);
    this.#say();
  }

  #body(input: Buffer, at: number): number | undefined {
    const end = input.indexOf(END, at);
    if (end < 0) {
      this.#rest = input.subarray(Math.max(at, input.length - END.length + 1));
      return undefined;
    }
    this.#inBody = false;
    this.#count.messages++;
    this.#answers += OK;
    return end + END.length;
  }

  #chunk(input: Buffer, at: number): number | undefined {
    const taken = Math.min(this.#skip, input.length - at);
    this.#skip -= taken;
    if (this.#skip > 0) return undefined;
    if (this.#skipLast) this.#count.messages++;
    this.#answers += OK;
    return at + taken;
  }

  #command(input: Buffer, at: number): number | undefined {
    const end = input.indexOf(10, at);
    if (end < 0) {
      if (at < input.length) this.#rest = input.subarray(at);
      return undefined;
    }
    switch (input[at]) {
      case LETTER.D:
        this.#inBody = true;
        this.#answers += '354 go\r\n';
        return end - 1; // the CRLF of the command counts as the line end before a first dot
      case LETTER.B: {
        const words = input.toString('latin1', at, end - 1).split(' ');
        this.#skip = Number(words[1]);
        this.#skipLast = words.length > 2;
        return this.#skip === 0 ? this.#chunk(input, end + 1) : end + 1;
      }
      case LETTER.E:
        this.#answers += helloLines(this.#can);
        return end + 1;
      case LETTER.Q:
        this.#answers += '221 bye\r\n';
        this.#say();
        this.#socket.end();
        return undefined;
      default:
        this.#answers += '250 2.1.0 ok\r\n'; // MAIL, RCPT, RSET, NOOP
        return end + 1;
    }
  }
}
