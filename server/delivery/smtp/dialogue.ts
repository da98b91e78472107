/**
 * The line to a server: bytes out, replies in, one clock. It knows nothing about mail. It ends once,
 * with a reason, whatever goes wrong: closed, reset, nonsense received, a deadline passed; after that
 * nothing is written and nothing is reported any more.
 */
import { connect as connectTls } from 'node:tls';
import type { Socket } from 'node:net';
import { clean, ReplyError, ReplyReader, type Reply } from './replies.ts';

const SCRATCH = 256 * 1024;
// setTimeout takes a signed 32-bit number of milliseconds.
const LONGEST_TIMER = 2 ** 31 - 1;

/** A live connection to a server. */
export class Dialogue {
  /** Called for each reply that no `ask` waits for. */
  onReply: ((reply: Reply) => void) | undefined;
  /** Called once, when the line has ended. */
  onBroken: ((text: string) => void) | undefined;
  /** Why the line ended; undefined while it lives. */
  broken: string | undefined;
  #socket: Socket;
  #reader = new ReplyReader();
  #unread: Reply[] = [];
  #asking: ((reply: Reply | undefined) => void) | undefined;
  #scratch = Buffer.allocUnsafeSlow(SCRATCH);
  #used = 0;
  #writing = 0;
  #flushed: (() => void) | undefined;
  #reading = false;
  #dueAt = Infinity;
  #sessionEnd: number;
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Infinity;

  constructor(socket: Socket, session: number) {
    this.#socket = socket;
    this.#sessionEnd = performance.now() + session;
    this.#listen();
  }

  /** The other side's address, to know whether it is this machine. */
  get remoteAddress(): string {
    return this.#socket.remoteAddress ?? '';
  }

  #listen(): void {
    const socket = this.#socket;
    socket.on('data', this.#onData);
    socket.on('end', this.#onEnd);
    socket.on('close', this.#onEnd);
    socket.on('error', this.#onError);
  }

  #onData = (chunk: Buffer): void => {
    this.#reading = true;
    try {
      this.#reader.push(chunk, this.#take);
    } catch (error) {
      if (!(error instanceof ReplyError)) throw error;
      this.break(error.message);
    }
    this.#reading = false;
    this.flush();
  };

  #take = (reply: Reply): void => {
    if (this.broken !== undefined) return;
    const answer = this.#asking;
    this.#asking = undefined;
    if (answer) answer(reply);
    else if (this.onReply) this.onReply(reply);
    else this.#unread.push(reply);
  };

  #onEnd = (): void => this.break('the server closed the connection');

  #onError = (error: Error & { code?: string }): void =>
    this.break(
      error.code === 'ECONNRESET' || error.code === 'EPIPE' ? `the connection was broken off (${error.code})` : clean(error.message, 200),
    );

  /** Ends the line at once, with a reason. */
  break(text: string): void {
    if (this.broken !== undefined) return;
    this.broken = text;
    clearTimeout(this.#timer);
    this.#socket.destroy();
    this.#asking?.(undefined);
    this.onBroken?.(text);
  }

  /** Takes ASCII text into the next write. */
  text(text: string): void {
    if (this.#used + text.length > SCRATCH) this.#push();
    if (this.#used === 0) this.#freshScratch();
    this.#used += this.#scratch.write(text, this.#used, 'latin1');
  }

  /** Takes a line with characters beyond ASCII (SMTPUTF8) into the next write. */
  utf8(text: string): void {
    this.bytes(Buffer.from(text));
  }

  /** Takes bytes into the next write; they are copied, or written at once when they are many. */
  bytes(bytes: Uint8Array): void {
    if (this.#used + bytes.length > SCRATCH) this.#push();
    if (bytes.length > SCRATCH) {
      if (this.broken === undefined) this.#write(bytes);
      return;
    }
    if (this.#used === 0) this.#freshScratch();
    this.#scratch.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  /** One large write instead of many small ones; `done` when the system has taken all bytes so far. */
  flush(done?: () => void): void {
    if (this.#reading && !done) return; // what several answers cause goes out together when all are read
    this.#push();
    if (!done || this.broken !== undefined) return;
    if (this.#writing === 0) done();
    else this.#flushed = done;
  }

  #push(): void {
    if (this.#used > 0 && this.broken === undefined) this.#write(this.#scratch.subarray(0, this.#used));
    this.#used = 0;
  }

  #write(bytes: Uint8Array): void {
    this.#writing++;
    this.#socket.write(bytes, this.#written);
  }

  #written = (error?: Error | null): void => {
    this.#writing--;
    if (this.#writing > 0 || error || !this.#flushed || this.broken !== undefined) return;
    const done = this.#flushed;
    this.#flushed = undefined;
    done();
  };

  /** The last write may still be reading the scratch; then it keeps it and we take another. */
  #freshScratch(): void {
    if (this.#socket.writableLength > 0) this.#scratch = Buffer.allocUnsafeSlow(SCRATCH);
  }

  /** Sets the moment by which something must have happened; undefined: nothing is due. Absolute, bytes do not move it. */
  due(ms: number | undefined): void {
    this.#dueAt = Math.min(ms === undefined ? Infinity : performance.now() + ms, this.#sessionEnd);
    // A timer that fires too early looks again and is cheaper than one moved for every reply.
    if (this.#dueAt < this.#timerAt) this.#arm();
  }

  #arm(): void {
    clearTimeout(this.#timer);
    this.#timerAt = this.#dueAt;
    const wait = Math.min(Math.max(0, Math.ceil(this.#dueAt - performance.now())), LONGEST_TIMER);
    this.#timer = setTimeout(() => {
      if (performance.now() < this.#dueAt) return this.#arm();
      this.break(this.#dueAt >= this.#sessionEnd ? 'the connection took too long' : 'the server did not answer in time');
    }, wait);
  }

  /** Sends a line (or nothing) and waits for one reply; undefined when the line ended instead (see `broken`). */
  ask(line: string | undefined, ms: number): Promise<Reply | undefined> {
    if (line !== undefined && this.#unread.length > 0) this.break('the server answered without being asked');
    if (this.broken !== undefined) return Promise.resolve(undefined);
    const early = this.#unread.shift();
    if (early) return Promise.resolve(early);
    if (line !== undefined) {
      this.utf8(`${line}\r\n`);
      this.flush();
    }
    this.due(ms);
    return new Promise((resolve) => {
      this.#asking = (reply) => {
        this.due(undefined);
        resolve(reply);
      };
    });
  }

  /** Puts TLS on the line (RFC 3207 §4). The certificate is always verified, for the host's own name. */
  async upgrade(host: string, ca: string[] | undefined, ms: number): Promise<boolean> {
    // What came before the handshake came unprotected and may be an attacker's: it must not be read as protected.
    if (this.#unread.length > 0 || this.#reader.pending) this.break('the server sent data before the encryption began');
    if (this.broken !== undefined) return false;
    const plain = this.#socket;
    for (const [event, listener] of [
      ['data', this.#onData],
      ['end', this.#onEnd],
      ['close', this.#onEnd],
    ] as const)
      plain.off(event, listener);
    this.due(ms);
    const secured = await new Promise<boolean>((resolve) => {
      this.#asking = () => resolve(false); // the line ended
      // An IP address is no server name (RFC 6066 §3), the certificate is checked against it all the same.
      const secure = connectTls({
        socket: plain,
        host,
        ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
        minVersion: 'TLSv1.2',
        ...(ca ? { ca } : {}),
      });
      this.#socket = secure;
      this.#listen();
      secure.once('secureConnect', () => resolve(true));
    });
    this.#asking = undefined;
    this.due(undefined);
    return secured && this.broken === undefined;
  }
}
