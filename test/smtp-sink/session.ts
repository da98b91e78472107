/** One connection to the scripted sink: a plain SMTP server (RFC 5321) that goes wrong where the script says. */
import { TLSSocket } from 'node:tls';
import type { Socket } from 'node:net';
import { helloLines, type Abilities } from './abilities.ts';
import type { Ledger } from './ledger.ts';
import { Speaker, type Spoken } from './speaker.ts';
import type { Script, Stage } from './script.ts';

/** What all connections of one sink share. */
export type House = {
  can: Abilities;
  script: Script;
  ledger: Ledger;
  latency: number;
  auth?: { user: string; password: string };
  tls?: { mode: 'starttls' | 'implicit'; key: string; cert: string };
  /** Messages per connection; the next MAIL gets 421. */
  perConnection?: number;
  /** Refuse the first n attempts for each recipient with 451. */
  greylist?: number;
  tries: Map<string, number>;
};

/** Serves one connection until it ends. */
export class Session {
  #house: House;
  #speaker: Speaker;
  #number: number;
  #input: Buffer = Buffer.alloc(0);
  #wake: (() => void) | undefined;
  #ended = false;
  #secure = false;
  #loggedIn = false;
  #from: string | undefined;
  #to: string | undefined;
  #chunks: Buffer[] = [];
  #taken = 0;

  constructor(house: House, socket: Socket, number: number) {
    this.#house = house;
    this.#number = number;
    this.#speaker = new Speaker(socket, house.latency);
    this.#secure = house.tls?.mode === 'implicit';
    this.#listen(socket);
  }

  #listen(socket: Socket): void {
    socket.on('data', (chunk: Buffer) => {
      if (this.#speaker.gone) return;
      this.#input = this.#input.length === 0 ? chunk : Buffer.concat([this.#input, chunk]);
      this.#wake?.();
    });
    for (const event of ['end', 'close', 'error']) {
      socket.on(event, () => {
        this.#ended = true;
        this.#wake?.();
        if (event === 'end' && !this.#speaker.gone) socket.end();
      });
    }
  }

  /** Runs the connection to its end. */
  async run(): Promise<void> {
    const speaker = this.#speaker;
    if ((await speaker.answer('', this.#fault('connect'))) === 'gone') return;
    if ((await speaker.answer('220 sink.example ready\r\n', this.#fault('banner'))) === 'gone') return;
    for (;;) {
      const line = await this.#line();
      if (line === undefined || (await this.#command(line)) === 'gone') return;
    }
  }

  #fault(stage: Stage, address = ''): ReturnType<Script['at']> {
    return this.#house.script.at(stage, address);
  }

  async #more(): Promise<boolean> {
    if (this.#ended || this.#speaker.gone) return false;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = undefined;
    return true;
  }

  async #line(): Promise<string | undefined> {
    for (;;) {
      const end = this.#input.indexOf('\r\n');
      if (end >= 0) {
        const line = this.#input.toString('utf8', 0, end);
        this.#input = this.#input.subarray(end + 2);
        return line;
      }
      if (!(await this.#more())) return undefined;
    }
  }

  async #command(line: string): Promise<Spoken> {
    const verb = line.slice(0, 4).toUpperCase();
    const speaker = this.#speaker;
    switch (verb) {
      case 'EHLO':
      case 'HELO':
        this.#reset();
        return speaker.answer(verb === 'EHLO' ? helloLines(this.#house.can, this.#offers()) : '250 sink.example\r\n', this.#fault('ehlo'));
      case 'STAR':
        return this.#startTls();
      case 'AUTH':
        return this.#auth(line);
      case 'MAIL':
        return this.#mail(line);
      case 'RCPT':
        return this.#rcpt(line);
      case 'DATA':
        return this.#data();
      case 'BDAT':
        return this.#bdat(line);
      case 'RSET':
        this.#reset();
        return speaker.answer('250 2.0.0 reset\r\n', undefined);
      case 'QUIT':
        speaker.close('221 2.0.0 bye\r\n');
        return 'gone';
      default:
        return speaker.answer('500 5.5.1 unknown\r\n', undefined);
    }
  }

  #offers(): string[] {
    const { tls, auth } = this.#house;
    return [...(tls?.mode === 'starttls' && !this.#secure ? ['STARTTLS'] : []), ...(auth ? ['AUTH PLAIN LOGIN'] : [])];
  }

  #reset(): void {
    this.#from = this.#to = undefined;
    this.#chunks = [];
  }

  async #startTls(): Promise<Spoken> {
    const { tls } = this.#house;
    if (!tls || this.#secure) return this.#speaker.answer('502 5.5.1 no\r\n', undefined);
    const spoken = await this.#speaker.answer('220 2.0.0 go ahead\r\n', this.#fault('starttls'));
    if (spoken !== 'said') return spoken;
    const plain = this.#speaker.socket;
    plain.removeAllListeners('data');
    const secure = new TLSSocket(plain, { isServer: true, key: tls.key, cert: tls.cert });
    this.#speaker.socket = secure;
    this.#input = Buffer.alloc(0); // RFC 3207 §4.2: what came in clear is forgotten
    this.#reset();
    this.#listen(secure);
    this.#secure = true;
    return 'said';
  }

  async #auth(line: string): Promise<Spoken> {
    const wanted = this.#house.auth;
    const fault = this.#fault('auth');
    if (!wanted) return this.#speaker.answer('502 5.5.1 no\r\n', undefined);
    let given: string[];
    if (/^AUTH PLAIN /i.test(line)) given = decode(line.slice(11)).split('\0').slice(1);
    else {
      this.#speaker.say('334 VXNlcm5hbWU6\r\n');
      const user = await this.#line();
      this.#speaker.say('334 UGFzc3dvcmQ6\r\n');
      const password = await this.#line();
      given = [decode(user ?? ''), decode(password ?? '')];
    }
    this.#loggedIn = given[0] === wanted.user && given[1] === wanted.password;
    return this.#speaker.answer(this.#loggedIn ? '235 2.7.0 welcome\r\n' : '535 5.7.8 authentication failed\r\n', fault);
  }

  async #mail(line: string): Promise<Spoken> {
    const { auth, perConnection, can } = this.#house;
    const [, from, size] = /^MAIL FROM:<([^>]*)>(?:.* SIZE=(\d+))?/i.exec(line) ?? [];
    if (from === undefined) return this.#speaker.answer('501 5.5.4 syntax\r\n', undefined);
    if (this.#from !== undefined) return this.#speaker.answer('503 5.5.1 nested MAIL\r\n', undefined);
    if (auth && !this.#loggedIn) return this.#speaker.answer('530 5.7.0 authentication required\r\n', undefined);
    if (perConnection !== undefined && this.#taken >= perConnection) {
      this.#speaker.close('421 4.7.0 too many messages on this connection\r\n');
      return 'gone';
    }
    if (can.size && Number(size ?? 0) > can.size) return this.#speaker.answer('552 5.3.4 too large\r\n', undefined);
    const spoken = await this.#speaker.answer('250 2.1.0 sender ok\r\n', this.#fault('mail', from));
    if (spoken === 'said') this.#from = from;
    return spoken;
  }

  async #rcpt(line: string): Promise<Spoken> {
    const [, to] = /^RCPT TO:<([^>]+)>/i.exec(line) ?? [];
    if (to === undefined) return this.#speaker.answer('501 5.5.4 syntax\r\n', undefined);
    if (this.#from === undefined) return this.#speaker.answer('503 5.5.1 MAIL first\r\n', undefined);
    const tries = (this.#house.tries.get(to) ?? 0) + 1;
    if (this.#house.greylist) {
      this.#house.tries.set(to, tries);
      if (tries <= this.#house.greylist) return this.#speaker.answer('451 4.7.1 greylisted, come back later\r\n', undefined);
    }
    const spoken = await this.#speaker.answer('250 2.1.5 recipient ok\r\n', this.#fault('rcpt', to));
    if (spoken === 'said') this.#to = to;
    return spoken;
  }

  async #data(): Promise<Spoken> {
    if (this.#to === undefined) return this.#speaker.answer('554 5.5.1 no valid recipients\r\n', undefined);
    const spoken = await this.#speaker.answer('354 go ahead\r\n', this.#fault('data', this.#to));
    if (spoken !== 'said') return spoken;
    const fault = this.#fault('body', this.#to);
    for (;;) {
      if (fault && this.#input.length > (fault.arg ?? 0)) return this.#speaker.answer('250 2.0.0 early\r\n', { ...fault, arg: undefined });
      const empty = this.#input.subarray(0, 3).equals(DOT_LINE);
      const end = empty ? 0 : this.#input.indexOf('\r\n.\r\n');
      if (end >= 0) {
        const raw = this.#input.subarray(0, empty ? 0 : end + 2);
        this.#input = this.#input.subarray(empty ? 3 : end + 5);
        return this.#end(unstuff(raw));
      }
      if (!(await this.#more())) return 'gone';
    }
  }

  /** RFC 3030 §2: the bytes of a chunk are read away also when the chunk is refused. */
  async #bdat(line: string): Promise<Spoken> {
    const [, length, last] = /^BDAT (\d+)( LAST)?$/i.exec(line) ?? [];
    if (length === undefined) return this.#speaker.answer('501 5.5.4 syntax\r\n', undefined);
    const size = Number(length);
    const fault = this.#to === undefined ? undefined : this.#fault('body', this.#to);
    while (this.#input.length < size) {
      if (fault && !/^\d/.test(fault.action) && this.#input.length > (fault.arg ?? 0)) break;
      if (!(await this.#more())) return 'gone';
    }
    const chunk = this.#input.subarray(0, size);
    this.#input = this.#input.subarray(size);
    if (fault && size > 0) {
      this.#reset();
      return this.#speaker.answer('250 2.0.0 early\r\n', { ...fault, arg: undefined });
    }
    if (this.#to === undefined) return this.#speaker.answer('503 5.5.1 no valid recipients\r\n', undefined);
    this.#chunks.push(chunk);
    return last ? this.#end(Buffer.concat(this.#chunks)) : this.#speaker.answer(`250 2.0.0 ${size} octets\r\n`, undefined);
  }

  /** The whole message is here: take responsibility and say so, unless the script says otherwise. */
  async #end(raw: Buffer): Promise<Spoken> {
    const to = this.#to ?? '';
    const from = this.#from ?? '';
    this.#reset();
    const before = this.#fault('dot', to);
    if (before && !HARMLESS.has(before.action)) return this.#speaker.answer('250 2.0.0 ok\r\n', before);
    const lost = this.#fault('after-dot', to);
    const after = this.#fault('after-250', to);
    const readable = !(lost && !HARMLESS.has(lost.action)) && after?.action !== 'rst' && !this.#ended;
    const entry = this.#house.ledger.take({
      from,
      to,
      connection: this.#number,
      readable,
      raw: Buffer.from(raw),
    });
    this.#taken++;
    const spoken = await this.#speaker.answer(`250 2.0.0 ok ${entry.n}\r\n`, lost ?? before);
    return spoken !== 'said' || !after ? spoken : this.#speaker.answer('', after);
  }
}

const DOT_LINE = Buffer.from('.\r\n');
/** Actions after which the success has been said all the same. */
const HARMLESS: ReadonlySet<string> = new Set(['then-close', 'delay', 'drip', 'multi', 'two', 'bad-utf8']);

function decode(text: string): string {
  return Buffer.from(text, 'base64').toString();
}

function unstuff(raw: Buffer): Buffer {
  const text = raw.toString('latin1');
  return text.startsWith('.') || text.includes('\n.') ? Buffer.from(text.replace(/(^|\r\n)\./g, '$1'), 'latin1') : raw;
}
