/**
 * The sink's own book: one entry for each message it took responsibility for, written before it says
 * 250. What a sender believes is held against this.
 */
import { createHash } from 'node:crypto';
import { closeSync, fdatasyncSync, openSync, readFileSync, writeSync } from 'node:fs';

/** One message taken. */
export type Entry = {
  n: number;
  at: number;
  messageId: string;
  from: string;
  to: string;
  size: number;
  connection: number;
  /** False when the script made sure that no 250 could be read, or the sender was gone already. */
  readable: boolean;
  sha256?: string;
};

/** How much of each message the ledger keeps. */
export type Keep = 'none' | 'hash' | 'bytes';

/** Entries in memory, and in a file (one JSON object a line) when a name is given. */
export class Ledger {
  readonly entries: Entry[] = [];
  /** The bytes as the recipient would have them, by entry number; only with keep 'bytes'. */
  readonly bytes = new Map<number, Buffer>();
  #keep: Keep;
  #file: number | undefined;
  #sync: boolean;

  constructor(keep: Keep, file?: string, sync = false) {
    this.#keep = keep;
    this.#file = file === undefined ? undefined : openSync(file, 'a');
    this.#sync = sync;
  }

  /** Takes responsibility. `raw` has its dots undoubled. */
  take(message: { from: string; to: string; connection: number; readable: boolean; raw: Buffer }): Entry {
    const { raw, ...rest } = message;
    const head = raw.toString('latin1', 0, Math.min(raw.length, 16_384));
    const entry: Entry = {
      n: this.entries.length + 1,
      at: Date.now(),
      messageId: /^Message-ID:\s*(<[^>]*>)/im.exec(head)?.[1] ?? '',
      size: raw.length,
      ...rest,
    };
    if (this.#keep !== 'none') entry.sha256 = createHash('sha256').update(raw).digest('hex');
    if (this.#keep === 'bytes') this.bytes.set(entry.n, raw);
    this.entries.push(entry);
    if (this.#file !== undefined) {
      writeSync(this.#file, `${JSON.stringify(entry)}\n`);
      if (this.#sync) fdatasyncSync(this.#file);
    }
    return entry;
  }

  /** Closes the file. */
  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}

/** Reads a ledger file, also one that is still being written. */
export function readLedger(file: string): Entry[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  lines.pop(); // after the last line end, or a line that is not complete yet
  return lines.map((line) => JSON.parse(line) as Entry);
}
