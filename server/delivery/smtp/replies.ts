/**
 * Reads what an SMTP server answers (RFC 5321 §4.2). Everything a server says is hostile input:
 * lines, numbers of lines and totals are bounded, text is cleaned before anybody stores or shows it.
 */
import { isAscii } from 'node:buffer';

/** One complete answer of the server, cleaned. */
export type Reply = {
  code: number;
  /** RFC 3463 status ("5.1.1") when the first line carries one that agrees with the code. */
  enhanced?: string;
  /** All lines joined with a space, without code and enhanced status, at most 500 characters. */
  text: string;
  /** The text of each line, with the enhanced status. */
  lines: string[];
};

/** RFC 5321 §4.5.3.1.5 allows 512 octets; real servers write longer explanations. */
export const MAX_LINE = 4096;
/** Nobody needs more than a screen or two; EHLO answers have about 15 lines. */
export const MAX_LINES = 100;
const MAX_TEXT = 500;

/** The server speaks something that is not SMTP; nothing read after this can be trusted. */
export class ReplyError extends Error {}

/** Cuts a stream of bytes into replies. */
export class ReplyReader {
  #rest = '';
  #restBytes: Buffer | undefined;
  #lines: string[] = [];
  #code = 0;

  /** True when an answer has begun and is not complete. */
  get pending(): boolean {
    return this.#lines.length > 0 || this.#rest !== '' || this.#restBytes !== undefined;
  }

  /**
   * Adds bytes and hands out the replies they complete. Throws ReplyError on anything out of bounds, after
   * the replies before it were handed out: a 250 counts even when nonsense follows it.
   */
  push(chunk: Buffer, take: (reply: Reply) => void): void {
    const input = this.#rest + this.#decode(chunk);
    let start = 0;
    for (;;) {
      const end = input.indexOf('\n', start);
      if (end < 0) break;
      // A bare LF ends a line too: what counts is what the server meant (bounded all the same).
      const line = input.slice(start, end > start && input.charCodeAt(end - 1) === 13 ? end - 1 : end);
      start = end + 1;
      if (line.length > MAX_LINE) throw new ReplyError('the server sent a line that is too long');
      const reply = this.#line(line);
      if (reply) take(reply);
    }
    this.#rest = start === 0 ? input : input.slice(start);
    if (this.#rest.length > MAX_LINE) throw new ReplyError('the server sent a line that is too long');
  }

  /** Text of the chunk; a chunk that is not ASCII is held back to its last line end, so that no character is cut in two. */
  #decode(chunk: Buffer): string {
    if (this.#restBytes === undefined && isAscii(chunk)) return chunk.toString('latin1');
    const bytes = this.#restBytes ? Buffer.concat([this.#restBytes, chunk]) : chunk;
    const end = bytes.lastIndexOf(10) + 1;
    this.#restBytes = end < bytes.length ? Buffer.from(bytes.subarray(end)) : undefined;
    if (this.#restBytes && this.#restBytes.length > MAX_LINE) throw new ReplyError('the server sent a line that is too long');
    return bytes.toString('utf8', 0, end);
  }

  #line(line: string): Reply | undefined {
    const code = codeOf(line);
    const mark = line.charCodeAt(3); // NaN when the line is just the code, which RFC 5321 §4.2 allows
    if (code === 0 || !(mark === 32 || mark === 45 || Number.isNaN(mark)))
      throw new ReplyError(`the server did not speak SMTP: ${clean(line, 80)}`);
    if (this.#lines.length > 0 && code !== this.#code) throw new ReplyError('the server changed its code within one answer');
    this.#code = code;
    this.#lines.push(line.slice(4));
    if (this.#lines.length > MAX_LINES) throw new ReplyError('the server sent an answer without end');
    if (mark === 45) return undefined;
    const lines = this.#lines;
    this.#lines = [];
    return makeReply(code, lines);
  }
}

function codeOf(line: string): number {
  const a = line.charCodeAt(0) - 48;
  const b = line.charCodeAt(1) - 48;
  const c = line.charCodeAt(2) - 48;
  // RFC 5321 §4.2: the first digit is 2 to 5, the second 0 to 5; second digits above that exist in the wild.
  return a >= 2 && a <= 5 && b >= 0 && b <= 9 && c >= 0 && c <= 9 ? a * 100 + b * 10 + c : 0;
}

const ENHANCED = /^([245]\.\d{1,3}\.\d{1,3})(?: |$)/;

function makeReply(code: number, raw: string[]): Reply {
  const first = raw[0] ?? '';
  const found = first.charCodeAt(1) === 46 ? ENHANCED.exec(first)?.[1] : undefined;
  // RFC 2034 §4: the class of the status must agree with the code; if not, the code is believed.
  const enhanced = found !== undefined && found.charCodeAt(0) - 48 === Math.floor(code / 100) ? found : undefined;
  if (raw.length === 1 && enhanced !== undefined)
    return { code, enhanced, text: clean(first.slice(enhanced.length + 1), MAX_TEXT), lines: raw };
  const text = raw
    .map((line) => (enhanced !== undefined && line.startsWith(enhanced) ? line.slice(enhanced.length).trimStart() : line))
    .join(' ');
  const reply: Reply = { code, text: clean(text, MAX_TEXT), lines: raw };
  if (enhanced !== undefined) reply.enhanced = enhanced;
  return reply;
}

// Control characters, the C1 range, marks that turn writing direction, lone surrogates.
const UNCLEAN = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|\p{Surrogate}/u;
const UNCLEAN_ALL = new RegExp(UNCLEAN.source, 'gu');

/** Makes a stranger's text safe to store, log and show: no controls, one line, bounded. */
export function clean(text: string, max: number): string {
  const cut = text.length > max * 2 ? text.slice(0, max * 2) : text;
  const plain = UNCLEAN.test(cut) ? cut.replace(UNCLEAN_ALL, ' ').replace(/ {2,}/g, ' ') : cut;
  // half a character at the cut is no text: the database would refuse it
  return plain.length > max ? `${plain.slice(0, max - 1).replace(/\p{Surrogate}$/u, '')}…` : plain;
}
