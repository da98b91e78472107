/** How a sink answers: properly, late, in drips, or with what no server should say. */
import type { Socket } from 'node:net';
import type { Fault } from './script.ts';

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

/** 'said': success was answered, go on. 'refused': something else was answered. 'gone': nothing more will be. */
export type Spoken = 'said' | 'refused' | 'gone';

/** Writes answers to one socket; after `gone` it stays silent. */
export class Speaker {
  socket: Socket;
  gone = false;
  #latency: number;

  constructor(socket: Socket, latency: number) {
    this.socket = socket;
    this.#latency = latency;
  }

  /** Writes text as a line of `latency` ms would bring it; order is kept. */
  say(text: string): void {
    if (text === '') return;
    this.#after(() => this.socket.writable && this.socket.write(text));
  }

  /** Writes, then FIN. */
  close(text = ''): void {
    this.gone = true;
    this.#after(() => this.socket.end(text));
    // The other side's bytes must be read away, or closing becomes a reset that eats our last words.
    this.socket.resume();
  }

  /** RST. */
  reset(): void {
    this.gone = true;
    this.#after(() =>
      'resetAndDestroy' in this.socket && !('encrypted' in this.socket) ? this.socket.resetAndDestroy() : this.socket.destroy(),
    );
  }

  #after(act: () => void): void {
    if (this.#latency === 0) act();
    else setTimeout(act, this.#latency);
  }

  /** Answers `success`, or what the fault says instead. */
  async answer(success: string, fault: Fault | undefined): Promise<Spoken> {
    if (!fault) {
      this.say(success);
      return 'said';
    }
    switch (fault.action) {
      case 'close':
        this.close();
        return 'gone';
      case 'then-close':
        this.close(success);
        return 'gone';
      case 'rst':
        this.reset();
        return 'gone';
      case 'hang':
        this.gone = true;
        this.socket.pause();
        return 'gone';
      case 'garbage':
        this.say('\u0000\u0007HTTP/1.1 400 Bad Request\r\nServer: not smtp\r\n\r\n');
        return 'refused';
      case 'huge':
        await this.#flood(`550 ${'x'.repeat(64_000)}`);
        return 'gone';
      case 'endless':
        await this.#flood(`${success.slice(0, 3)}-and another line\r\n`.repeat(1_000));
        return 'gone';
      case 'delay':
        await sleep(fault.arg ?? 100);
        this.say(success);
        return 'said';
      case 'drip':
        return this.#drip(success, fault.arg ?? 1_000);
      case 'multi':
        this.say(`${success.slice(0, 3)}-first\r\n${success.slice(0, 3)}-second\r\n${success}`);
        return 'said';
      case 'two':
        this.say(success + success);
        return 'said';
      case 'bad-utf8':
        this.socket.write(
          Buffer.concat([
            Buffer.from(success.slice(0, 4)),
            Buffer.from([0xff, 0xc3, 0x28, 0xe2, 0x82, 0x07, 0x1b]),
            Buffer.from(' zo\u00eb\r\n'),
          ]),
        );
        return 'said';
      default:
        return this.#refuse(fault.action, fault.text ?? DEFAULT_TEXT[fault.action] ?? 'scripted');
    }
  }

  #refuse(code: string, text: string): Spoken {
    const status = /^[245]\.\d+\.\d+ /.test(text) || !(code in DEFAULT_TEXT) ? '' : `${code[0]}.0.0 `;
    if (code !== '421') {
      this.say(`${code} ${status}${text}\r\n`);
      return 'refused';
    }
    this.close(`421 4.3.2 ${text}\r\n`);
    return 'gone';
  }

  async #drip(text: string, ms: number): Promise<Spoken> {
    for (const letter of text) {
      if (!this.socket.writable) return 'gone';
      this.socket.write(letter);
      await sleep(ms);
    }
    return 'said';
  }

  /** At most 10 MB, and no faster than the other side reads. */
  async #flood(piece: string): Promise<void> {
    this.gone = true;
    for (let sent = 0; sent < 10_000_000 && this.socket.writable; sent += piece.length) {
      if (!this.socket.write(piece))
        await Promise.race([
          new Promise((resolve) => this.socket.once('drain', resolve)),
          new Promise((resolve) => this.socket.once('close', resolve)),
        ]);
    }
  }
}

const DEFAULT_TEXT: Record<string, string> = {
  421: 'closing',
  450: 'mailbox busy, try again later',
  451: 'try again later',
  452: 'too many connections',
  530: 'authentication required',
  535: 'authentication failed',
  550: '5.1.1 no such user here',
  552: '5.3.4 message too large',
  554: '5.7.1 blocked by policy',
};
