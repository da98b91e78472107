/**
 * A batch of messages on one connection, from the first MAIL to the last answer. A machine that is
 * pushed by three things only: a reply, a mark that was answered, the end of the line.
 *
 * What is written when:
 *   DATA, PIPELINING   [MAIL RCPT DATA] ← 354  [body . MAIL RCPT DATA] ← 250 … 354  [body . …   (RFC 2920 §3.1:
 *                      DATA ends a group; the dot and the next group may go together) one round trip each
 *   BDAT, PIPELINING   [MAIL RCPT BDAT LAST body] [RSET MAIL RCPT BDAT LAST body] …             no waiting (RFC 3030 §2)
 *   neither            one command at a time
 *
 * When the mark is taken:
 *   ahead   per group, before the first command of its first message; the next group is asked for while
 *           this one is on the wire. A message that is not granted is never begun.
 *   late    per message, when its body is with the server and only the dot (or `BDAT 0 LAST`) is missing.
 *           Not granted: RSET after BDAT; after DATA only breaking off helps.
 *
 * Every message gets exactly one outcome, also when everything breaks; `item.final` says whether its
 * last byte was handed to the system, and that alone makes the difference between deferred and uncertain.
 */
import type { BatchOptions, Line } from './batch.ts';
import { fateOf, newItem, PHASES, type Item, type Step } from './item.ts';
import { accepted, refusal, type Outcome } from './outcome.ts';
import { prepareMessage, type Outgoing } from './prepare.ts';
import type { Reply } from './replies.ts';
import { stuffDots } from './wire.ts';

type Held = { text: string; utf8: boolean; body: Uint8Array | undefined; step: Step };

/** Bytes on the wire without an answer, BDAT. More does not help, and all of it is uncertain when the line breaks. */
const WINDOW = 1024 * 1024;
/** Bodies up to this size go in one write with their dot. */
const SMALL = 64 * 1024;
/** Slowest line we wait for: stretches the time for large bodies, in bytes per ms. */
const SLOWEST = 16;
const DEFAULT_GROUP = 16;

/** One batch under way. */
export class Transmission {
  readonly finished: Promise<void>;
  #line: Line;
  #options: BatchOptions;
  #items: Item[];
  #next = 0; // items before this one are begun or done
  #asked = 0; // marks were asked for all items before this one (ahead)
  #done = 0;
  #steps: Step[] = []; // answers the server owes, from #head on
  #head = 0;
  #held: Held[] = []; // commands that wait for an answer first, without PIPELINING
  #current: Step | undefined; // the answer being looked at
  #unfinished: Item | undefined; // begun, and its last bytes not yet written: nothing else may begin
  #body: Item | undefined; // the unfinished one, when the server owes nothing: its body is on its way or its mark is asked
  #watched: Step | undefined;
  #closing: Reply | undefined;
  #onWire = 0; // bytes without an answer
  #inFlight = 0; // messages without an answer
  #resolve: () => void = () => undefined;

  constructor(line: Line, messages: Outgoing[], options: BatchOptions) {
    this.#line = line;
    this.#options = options;
    this.#items = messages.map(newItem);
    this.finished = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** Begins. */
  start(): void {
    const { dialogue } = this.#line;
    dialogue.onReply = (reply) => this.#onReply(reply);
    dialogue.onBroken = (text) => this.#onBroken(text);
    if (this.#items.length === 0) this.#resolve();
    else if (dialogue.broken !== undefined) this.#onBroken(dialogue.broken);
    else this.#advance();
  }

  get #late(): boolean {
    return this.#options.timing === 'late';
  }

  get #owed(): boolean {
    return this.#head < this.#steps.length;
  }

  // --- beginning messages ---

  #advance(): void {
    if (!this.#late) this.#askAhead();
    const items = this.#items;
    while (this.#next < items.length && this.#line.dialogue.broken === undefined) {
      const item = items[this.#next]!;
      if (!item.done) {
        if (!this.#late && item.mark !== 'granted') break; // a refused one is done
        if (!this.#roomFor(item)) break;
        this.#begin(item);
      }
      this.#next++;
    }
    this.#watch();
    this.#line.dialogue.flush();
  }

  #roomFor(item: Item): boolean {
    if (this.#unfinished) return false;
    if (!this.#line.can.pipelining) return !this.#owed && this.#held.length === 0;
    return this.#inFlight === 0 || this.#onWire + item.message.bytes.length <= WINDOW;
  }

  #begin(item: Item): void {
    const { can, chunking } = this.#line;
    const ready = prepareMessage(item.message, can);
    if ('kind' in ready) return this.#settle(item, ready);
    // A refused message may have left its transaction open, and before we know that, the next MAIL is on the
    // wire already: with BDAT each transaction is closed first. RSET may stand in any group (RFC 2920 §3.1).
    if (this.#line.dirty || (chunking && this.#inFlight > 0)) this.#say('RSET\r\n', { item, what: 'rset' });
    this.#line.dirty = false;
    item.begun = true;
    this.#inFlight++;
    this.#onWire += item.message.bytes.length;
    this.#say(ready.mail, { item, what: 'mail' }, ready.utf8);
    this.#say(ready.rcpt, { item, what: 'rcpt' }, ready.utf8);
    const last = chunking && !this.#late;
    if (!last) this.#unfinished = item;
    if (last) this.#say(`BDAT ${ready.body.length} LAST\r\n`, { item, what: 'end' }, false, ready.body);
    else if (chunking) this.#say(`BDAT ${ready.body.length}\r\n`, { item, what: 'chunk' }, false, ready.body);
    else {
      item.ready = ready;
      this.#say('DATA\r\n', { item, what: 'data' });
    }
  }

  #say(text: string, step: Step, utf8 = false, body?: Uint8Array): void {
    const command = { text, step, utf8, body };
    if (this.#line.can.pipelining || (!this.#owed && this.#held.length === 0)) this.#write(command);
    else this.#held.push(command);
  }

  #write({ text, step, utf8, body }: Held): void {
    const { dialogue } = this.#line;
    if (utf8) dialogue.utf8(text);
    else dialogue.text(text);
    if (body) dialogue.bytes(body);
    if (step.what === 'end') step.item.final = true;
    this.#steps.push(step);
  }

  // --- marks ---

  #askAhead(): void {
    const group = Math.max(1, this.#options.group ?? DEFAULT_GROUP);
    while (this.#asked < this.#items.length && this.#asked - this.#done <= group) {
      const items = this.#items.slice(this.#asked, this.#asked + group);
      this.#asked += items.length;
      void this.#ask(items);
    }
  }

  async #ask(items: Item[]): Promise<void> {
    for (const item of items) item.mark = 'asked';
    let granted: ReadonlySet<number> | undefined;
    try {
      granted = await this.#options.mark(items.map((item) => item.message.id));
    } catch {
      granted = undefined; // the caller knows why; to us it means that none of these may leave
    }
    for (const item of items) item.mark = granted?.has(item.message.id) ? 'granted' : 'refused';
    if (this.#line.dialogue.broken !== undefined) {
      for (const item of items) this.#settle(item, this.#afterBreak(item, this.#line.dialogue.broken));
      return;
    }
    if (this.#late) return this.#lateMark(items[0]!);
    for (const item of items) if (item.mark === 'refused') this.#settle(item, { kind: 'stopped' });
    this.#advance();
  }

  #lateMark(item: Item): void {
    if (item.mark === 'granted') return this.#finish(item);
    if (!this.#line.chunking) {
      // The server waits for a dot; only breaking off keeps the message from being taken.
      this.#settle(item, { kind: 'stopped' });
      this.#line.dialogue.break('broken off by us before the end of a message that may not leave');
      return;
    }
    this.#conclude(item, { kind: 'stopped' }); // the RSET that follows throws the chunk away (RFC 3030 §2)
    this.#advance();
  }

  // --- bodies ---

  #sendBody(item: Item): void {
    const { dialogue, limits } = this.#line;
    const ready = item.ready!;
    const body = ready.dots ? stuffDots(ready.body) : ready.body;
    item.ready = undefined;
    dialogue.bytes(body);
    if (!this.#late && body.length <= SMALL) return this.#finish(item);
    this.#body = item;
    dialogue.due(limits.body + body.length / SLOWEST);
    dialogue.flush(() => (this.#late ? void this.#ask([item]) : this.#finish(item)));
  }

  /** The last bytes of a message, and in the same write the beginning of the next. */
  #finish(item: Item): void {
    this.#unfinished = undefined;
    this.#body = undefined;
    this.#write({
      text: this.#line.chunking ? 'BDAT 0 LAST\r\n' : '.\r\n',
      step: { item, what: 'end' },
      utf8: false,
      body: undefined,
    });
    this.#advance();
  }

  // --- answers ---

  #onReply(reply: Reply): void {
    const step = this.#steps[this.#head];
    if (!step) return this.#uninvited(reply);
    this.#steps[this.#head++] = NOTHING;
    if (this.#head === this.#steps.length) this.#steps.length = this.#head = 0;
    this.#current = step;
    if (reply.code === 421) {
      this.#closing = reply;
      this.#line.dialogue.break(`the server is closing the connection: ${reply.text}`);
    } else this.#answered(step, reply);
    this.#current = undefined;
    if (this.#line.dialogue.broken !== undefined) return;
    const held = this.#owed ? undefined : this.#held.shift();
    if (held) this.#write(held);
    this.#advance();
  }

  #answered({ item, what }: Step, reply: Reply): void {
    const good = reply.code < 300;
    const bad = reply.code >= 400;
    if (bad && what !== 'discard' && what !== 'rset') item.verdict ??= refusal(reply, PHASES[what]);
    if (what === 'data' && reply.code === 354) {
      if (!item.verdict) return this.#sendBody(item);
      // RFC 2920 §3.1: DATA was let through although the recipient was not: an empty message ends it.
      return this.#write({
        text: '.\r\n',
        step: { item, what: 'discard' },
        utf8: false,
        body: undefined,
      });
    }
    if ((!good && !bad) || (what === 'data' && good) || (what === 'rset' && bad)) {
      return this.#line.dialogue.break(`the server answered ${reply.code} where that makes no sense`);
    }
    if (what === 'mail' || what === 'rcpt') {
      if (bad && !this.#line.can.pipelining) {
        this.#held.length = 0;
        this.#conclude(item, item.verdict!);
      }
    } else if (what === 'chunk' && !item.verdict) {
      this.#body = item;
      void this.#ask([item]);
    } else if (what !== 'rset') {
      this.#conclude(item, item.verdict ?? accepted(reply));
    }
  }

  /** An answer although none is owed: during a body it is a refusal of that body, else the talk is out of step. */
  #uninvited(reply: Reply): void {
    if (this.#body && reply.code >= 400) this.#body.verdict ??= refusal(reply, 'body');
    this.#line.dialogue.break(`the server answered without being asked: ${reply.code} ${reply.text}`);
  }

  #conclude(item: Item, outcome: Outcome): void {
    if (this.#unfinished === item) this.#unfinished = this.#body = undefined;
    this.#line.served++;
    this.#inFlight--;
    this.#onWire -= item.message.bytes.length;
    if (outcome.kind !== 'accepted') this.#line.dirty = true;
    this.#settle(item, outcome);
  }

  #settle(item: Item, outcome: Outcome): void {
    if (item.done) return;
    item.done = true;
    this.#done++;
    this.#options.onOutcome(item.message, outcome);
    if (this.#done === this.#items.length) {
      this.#line.dialogue.due(undefined);
      this.#resolve();
    }
  }

  // --- time and ends ---

  #watch(): void {
    const { dialogue, limits } = this.#line;
    const head = this.#steps[this.#head];
    if (head === this.#watched || this.#body) return;
    this.#watched = head;
    dialogue.due(head && limits[PHASES[head.what]] + (head.what === 'end' || head.what === 'chunk' ? this.#onWire / SLOWEST : 0));
  }

  /** Everything that has no outcome yet gets one, in order; what waits for a mark waits on, so that the two cannot cross. */
  #onBroken(text: string): void {
    this.#current ??= this.#steps[this.#head];
    for (const item of this.#items) {
      if (!item.done && item.mark !== 'asked') this.#settle(item, this.#afterBreak(item, text));
    }
  }

  #afterBreak(item: Item, text: string): Outcome {
    const step = this.#current?.item === item ? this.#current : undefined;
    const { served } = this.#line;
    return fateOf(item, {
      text,
      step,
      served,
      inBody: this.#body === item,
      closing: this.#closing,
    });
  }
}

const NOTHING = undefined as unknown as Step;
