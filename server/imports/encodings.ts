// From bytes to text, piece by piece: the four encodings files of libraries come in. Latin-9 has no marks of its
// own and differs from Windows-1252 in eight characters; it is read as Windows-1252.
import { StringDecoder } from 'node:string_decoder';

import type { Encoding } from './rules/mapping.ts';

/** What Windows-1252 has where ISO 8859-1 has control characters. */
const windows = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** A decoder that keeps a character cut in two by the border of a piece; the mark at the beginning falls away. */
export function createDecoder(encoding: Encoding): { push(bytes: Buffer): string; end(): string } {
  const inner = encoding === 'windows-1252' ? undefined : new StringDecoder(encoding === 'utf-8' ? 'utf8' : 'utf16le');
  let atStart = true;
  let half: number | undefined;
  const withoutMark = (text: string) => {
    if (!atStart || text === '') return text;
    atStart = false;
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  };
  return {
    push(bytes) {
      if (encoding === 'windows-1252') return fromWindows(bytes);
      if (encoding === 'utf-8') return withoutMark(inner!.write(bytes));
      // half of a pair is no character; the decoder keeps one that may still become whole
      if (encoding === 'utf-16le') return withoutMark(inner!.write(bytes).toWellFormed());
      const whole = half === undefined ? Buffer.from(bytes) : Buffer.concat([Buffer.from([half]), bytes]);
      const even = whole.length - (whole.length % 2);
      half = even < whole.length ? whole[even] : undefined;
      return withoutMark(inner!.write(whole.subarray(0, even).swap16()).toWellFormed());
    },
    end: () => (inner ? withoutMark(inner.end().toWellFormed()) : ''),
  };
}

function fromWindows(bytes: Buffer): string {
  const text = bytes.toString('latin1');
  return /[\x80-\x9f]/.test(text) ? text.replace(/[\x80-\x9f]/g, (character) => windows[character.charCodeAt(0) - 0x80]!) : text;
}

/**
 * The encoding of a file from its first bytes: a mark when there is one, zeros in every second place, valid UTF-8,
 * and otherwise Windows-1252. Undefined for what is no text at all. `whole`: nothing follows these bytes.
 */
export function detectEncoding(sample: Buffer, { whole = false } = {}): Encoding | undefined {
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le';
  if (sample[0] === 0xfe && sample[1] === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  for (let at = 0; at < sample.length; at++) if (sample[at] === 0) zeros[at % 2]!++;
  const pairs = sample.length / 2;
  if (zeros[1]! > pairs * 0.6 && zeros[0]! < pairs * 0.1) return 'utf-16le';
  if (zeros[0]! > pairs * 0.6 && zeros[1]! < pairs * 0.1) return 'utf-16be';
  if (looksBinary(sample)) return undefined;
  return isUtf8(sample, whole) ? 'utf-8' : 'windows-1252';
}

/** Known beginnings of formats that are no plain text, zeros, or many control characters. */
function looksBinary(sample: Buffer): boolean {
  const start = sample.toString('latin1', 0, 8);
  if (
    ['PK\x03\x04', '%PDF', '\xd0\xcf\x11\xe0', '\x1f\x8b', '\x89PNG', '\xff\xd8\xff', 'GIF8', 'Rar!', '7z\xbc\xaf'].some((magic) =>
      start.startsWith(magic),
    )
  )
    return true;
  let odd = 0;
  for (const byte of sample) {
    if (byte === 0) return true;
    if (byte < 9 || (byte > 13 && byte < 32 && byte !== 26 && byte !== 27)) odd++;
  }
  return odd > sample.length / 100;
}

/** Valid UTF-8; a character may be cut off at the end when more follows. */
function isUtf8(sample: Buffer, whole: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: !whole });
    return true;
  } catch {
    return false;
  }
}
