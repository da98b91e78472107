/**
 * One connection to one relay, and what it means to the engine that owns the messages.
 *
 * The engine claims rows, renders them and hands them over as `Outgoing` (id, envelope, bytes). It
 * plugs in two functions and keeps every promise about losing and doubling with them:
 *
 * 1. `mark(ids)` is the write-ahead mark. In one statement the engine moves `claimed → handing` for
 *    those ids whose lease and epoch still hold and that are not paused, cancelled, opted out,
 *    suppressed, erased or expired; commits; and answers with the ids it moved. Many connections ask
 *    at once: gather their calls for a few milliseconds into one statement and one commit. If the
 *    commit is in doubt, reject: then none of these ids is sent.
 * 2. `onOutcome(message, outcome)` is called once per message. Meaning for the row:
 *      accepted   the relay is responsible; final
 *      deferred   not taken; again after `nextTry`, counts as an attempt
 *      failed     not taken and never will be; final. `classify` says what it means for the address
 *      uncertain  marked, wholly handed to the system, no readable answer. Notices: again with the same
 *                 Message-ID after a quarantine longer than `limits.dot`; newsletters: park and show
 *      stopped    the mark was not granted; the row is what the engine made of it
 *      untried    marked perhaps, never offered: back to `ready` at once, no attempt counted, and
 *                 the mark taken back under the same epoch
 *    An outcome never overtakes the answer to the mark of the same message.
 * 3. After a crash of this process every row still `handing` is uncertain. That is at most
 *    2 × group per connection with timing 'ahead', and one per connection with 'late'.
 *
 * 'late' asks when only the final dot is missing: the smallest window, one commit in each message's
 * way; right for notices. 'ahead' asks for whole groups while earlier ones travel: no waiting, right
 * for newsletters. `send` is 'late' for a single message.
 *
 * The life of a connection: open → batches, one at a time → idle ↔ batches → quit. It is `usable`
 * until anything unexpected happens; then it is closed and never used again.
 */
import type { BatchOptions, Line } from './batch.ts';
import type { Capabilities } from './capabilities.ts';
import { openSession } from './handshake.ts';
import type { Outcome, Trouble } from './outcome.ts';
import type { Outgoing } from './prepare.ts';
import type { Connect, RelaySettings } from './settings.ts';
import { Transmission } from './transmission.ts';

/** How long a good-bye may take; nobody waits for it. */
const QUIT_TIME = 5_000;

/** An open connection to a relay, logged in. */
export class SmtpConnection {
  /** Called once when the connection ended while nothing was under way. */
  onIdleEnd: (() => void) | undefined;
  #line: Line;
  #busy = false;

  private constructor(line: Line) {
    this.#line = line;
    this.#rest();
  }

  /** Connects, greets, encrypts and logs in. */
  static async open(settings: RelaySettings, connect: Connect): Promise<SmtpConnection | Trouble> {
    const session = await openSession(settings, connect);
    if (session.kind === 'trouble') return session;
    const { dialogue, capabilities, limits } = session;
    const chunking = capabilities.chunking && settings.chunking !== false;
    return new SmtpConnection({
      dialogue,
      can: capabilities,
      limits,
      chunking,
      served: 0,
      dirty: false,
    });
  }

  /** What the relay can do. */
  get capabilities(): Capabilities {
    return this.#line.can;
  }

  /** Messages the relay answered for on this connection. */
  get served(): number {
    return this.#line.served;
  }

  /** True while nothing unexpected has happened. */
  get usable(): boolean {
    return this.#line.dialogue.broken === undefined;
  }

  /** Why it is no longer usable. */
  get ended(): string | undefined {
    return this.#line.dialogue.broken;
  }

  /** Sends messages; resolves when each has had its outcome. Never rejects for anything a server does. */
  async sendBatch(messages: Outgoing[], options: BatchOptions): Promise<void> {
    if (this.#busy) throw new Error('this connection is sending already');
    this.#busy = true;
    const transmission = new Transmission(this.#line, messages, options);
    transmission.start();
    await transmission.finished;
    this.#busy = false;
    this.#rest();
  }

  /** Sends one message; `beforeFinal` is asked when all of it but its end is with the relay. */
  async send(message: Outgoing, beforeFinal: () => Promise<'go' | 'stop'>): Promise<Outcome> {
    let result: Outcome = { kind: 'stopped' };
    await this.sendBatch([message], {
      timing: 'late',
      mark: async (ids) => new Set((await beforeFinal()) === 'go' ? ids : []),
      onOutcome: (_, outcome) => {
        result = outcome;
      },
    });
    return result;
  }

  /** Asks the relay whether it is still there (RSET, RFC 5321 §4.1.1.5), before an idle connection is used again. */
  async probe(ms = 5_000): Promise<boolean> {
    const { dialogue } = this.#line;
    dialogue.onReply = undefined;
    const answer = await dialogue.ask('RSET', ms);
    if (answer && answer.code !== 250) dialogue.break(`the server answered ${answer.code} to RSET`);
    this.#rest();
    return this.usable;
  }

  /** Says good-bye and closes (RFC 5321 §4.1.1.10). */
  async quit(): Promise<void> {
    const { dialogue } = this.#line;
    dialogue.onReply = dialogue.onBroken = undefined;
    await dialogue.ask('QUIT', QUIT_TIME);
    dialogue.break('closed by us');
  }

  /** Closes at once, whatever is under way. */
  destroy(text = 'closed by us'): void {
    this.#line.dialogue.break(text);
  }

  /** Nothing under way: a server that speaks or leaves now ends the connection, not a message. */
  #rest(): void {
    const { dialogue } = this.#line;
    dialogue.onReply = (reply) => dialogue.break(`the server answered without being asked: ${reply.code} ${reply.text}`);
    dialogue.onBroken = () => this.onIdleEnd?.();
  }
}
