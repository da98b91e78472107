// Keeps what is typed: collects changes, saves them a moment after the last one, and loses nothing.
//
// 1. A change is drawn at once, noted in this browser, and saved a second later.
// 2. One save at a time. A save without an answer is repeated as it was, under the same key, before
//    anything newer: it may have arrived, and must not clash with itself.
// 3. A server that cannot be reached is asked again, at growing distances and when the line is back.
// 4. When somebody else saved meanwhile nothing is overwritten: the person chooses (see Conflict.tsx).
import type { Answer } from '../app/api.ts';
import type { readMailingRoute } from '../../server/mailings/contract.ts';
import type { Block } from './blocks.ts';

export type Mailing = Answer<typeof readMailingRoute>;

/** What can be changed about a mailing. */
export interface Draft {
  name: string;
  subject: string;
  preheader: string;
  language: Mailing['language'];
  purposeId: number | null;
  segmentId: number | null;
  senderId: number | null;
  blocks: Block[];
}

export type SaveState =
  | { kind: 'saved'; at: Date }
  | { kind: 'waiting' }
  | { kind: 'saving' }
  /** Not reached; tried again by itself. */
  | { kind: 'failed'; sentence: string }
  /** The server will not have it like this; the next change is tried again. */
  | { kind: 'refused'; sentence: string; fields: Record<string, string> }
  | { kind: 'conflict' };

/** What was typed and not yet saved, kept in the browser between visits. */
export interface Note {
  version: number;
  draft: Draft;
}
export interface NoteBook {
  read(): Note | undefined;
  write(note: Note): void;
  clear(): void;
}

type Put = (body: Draft & { version: number }, key: string) => Promise<{ version: number }>;

interface Options {
  draft: Draft;
  version: number;
  savedAt: Date;
  put: Put;
  newKey: () => string;
  notes: NoteBook;
  delayMs?: number;
  now?: () => Date;
}

export interface Kept {
  draft: Draft;
  version: number;
  state: SaveState;
  /** True when what an earlier visit left unsaved was put back. */
  restored: boolean;
}

interface Failure extends Error {
  status?: number;
  code?: string;
  fields?: Record<string, string>;
}

const longestWaitMs = 30_000;

export class DraftKeeper {
  readonly #options: Options;
  #kept: Kept;
  /** The draft as the server has it. */
  #saved: Draft;
  #attempt: { body: Draft & { version: number }; draft: Draft; key: string } | undefined;
  #running: Promise<boolean> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;
  readonly #listeners = new Set<() => void>();

  constructor(options: Options) {
    this.#options = options;
    this.#saved = options.draft;
    const note = options.notes.read();
    const differs = note && textOf(note.draft) !== textOf(options.draft);
    this.#kept = {
      draft: differs ? note.draft : options.draft,
      version: options.version,
      state: differs
        ? note.version === options.version
          ? { kind: 'waiting' }
          : { kind: 'conflict' }
        : { kind: 'saved', at: options.savedAt },
      restored: differs === true,
    };
    if (!differs) options.notes.clear();
    else if (this.#kept.state.kind === 'waiting') this.#schedule(0);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly read = (): Kept => this.#kept;

  /** Changes the draft; saving follows by itself. */
  change(how: Partial<Draft> | ((draft: Draft) => Partial<Draft>)): void {
    const { draft, version, state } = this.#kept;
    const changed = { ...draft, ...(typeof how === 'function' ? how(draft) : how) };
    this.#options.notes.write({ version, draft: changed });
    const still = state.kind === 'conflict' || state.kind === 'failed' || state.kind === 'saving';
    this.#set({ draft: changed, state: still ? state : { kind: 'waiting' } });
    if (state.kind !== 'conflict' && state.kind !== 'failed') this.#schedule();
  }

  /** Saves now what is not saved yet; true when the server then has everything. */
  flush(): Promise<boolean> {
    clearTimeout(this.#timer);
    if (this.#kept.state.kind === 'conflict') return Promise.resolve(false);
    this.#running ??= this.#save().finally(() => (this.#running = undefined));
    return this.#running;
  }

  /** Goes on with what the server has; what was typed here is dropped. */
  take(draft: Draft, version: number): void {
    clearTimeout(this.#timer);
    this.#attempt = undefined;
    this.#saved = draft;
    this.#options.notes.clear();
    this.#set({ draft, version, state: { kind: 'saved', at: this.#now() }, restored: false });
  }

  get unsaved(): boolean {
    return this.#kept.draft !== this.#saved;
  }

  async #save(): Promise<boolean> {
    while (this.#attempt || this.unsaved) {
      const { draft, version } = this.#kept;
      this.#attempt ??= { body: { ...draft, version }, draft, key: this.#options.newKey() };
      this.#set({ state: { kind: 'saving' } });
      try {
        const answer = await this.#options.put(this.#attempt.body, this.#attempt.key);
        this.#saved = this.#attempt.draft;
        this.#attempt = undefined;
        this.#tries = 0;
        this.#set({ version: answer.version });
      } catch (error) {
        this.#failed(error as Failure);
        return false;
      }
    }
    this.#options.notes.clear();
    this.#set({ state: { kind: 'saved', at: this.#now() }, restored: false });
    return true;
  }

  #failed(error: Failure): void {
    const { status = 0, code = '', fields = {}, message } = error;
    if (code === 'error.conflict') {
      this.#attempt = undefined;
      this.#set({ state: { kind: 'conflict' } });
    } else if (status === 0 || status >= 500 || status === 429 || code === 'error.still-running') {
      this.#tries += 1;
      this.#set({ state: { kind: 'failed', sentence: message } });
      this.#schedule(Math.min(longestWaitMs, 1000 * 2 ** this.#tries));
    } else {
      this.#attempt = undefined;
      this.#set({ state: { kind: 'refused', sentence: message, fields } });
    }
  }

  #schedule(delayMs = this.#options.delayMs ?? 1000): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), delayMs);
  }

  #set(change: Partial<Kept>): void {
    this.#kept = { ...this.#kept, ...change };
    for (const listener of this.#listeners) listener();
  }

  #now(): Date {
    return this.#options.now?.() ?? new Date();
  }
}

/** A draft as text to compare with: the database keeps the parts of a block in an order of its own. */
function textOf(draft: Draft): string {
  return JSON.stringify(draft, (_name, value: unknown) =>
    value && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  );
}

/** The part of a mailing that the editor changes. */
export function draftOf(mailing: Mailing): Draft {
  const { name, subject, preheader, language, purposeId, segmentId, senderId } = mailing;
  // the server cleaned and checked them when they were saved
  const blocks = mailing.blocks as Block[];
  return { name, subject, preheader, language, purposeId, segmentId, senderId, blocks };
}

/** A note book in this browser; one that is full or forbidden simply remembers nothing. */
export function browserNotes(key: string): NoteBook {
  const quietly = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch {
      return undefined;
    }
  };
  return {
    read: () => quietly(() => JSON.parse(localStorage.getItem(key) ?? 'null') as Note | null) ?? undefined,
    write: (note) => void quietly(() => localStorage.setItem(key, JSON.stringify(note))),
    clear: () => void quietly(() => localStorage.removeItem(key)),
  };
}
