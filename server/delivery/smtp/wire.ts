/**
 * The bytes of a message as they may go over the wire.
 *
 * Line ends: RFC 5321 §2.3.8 forbids a CR or LF that is not part of CRLF, and receivers that differ
 * in reading them let one message be taken for two. Each becomes CRLF, here, for DATA and BDAT alike.
 * Long lines (over 998 octets, RFC 5321 §4.5.3.1.6) are left as they are: breaking one would break the
 * DKIM signature and perhaps the content, most servers take them, and whoever composes the message
 * encodes its parts so that they do not occur. A zero octet is refused (RFC 6152 §3 and RFC 5322 §4).
 */

const CR = 13;
const LF = 10;
const DOT = 46;

/** A message ready for BDAT as it is, and for DATA once its dots are doubled when it has any. */
export type Prepared = { bytes: Uint8Array; dots: boolean };

/** Brings a message into the form of the wire; 'zero' when it holds a zero octet. Clean bytes are not copied. */
export function prepare(bytes: Uint8Array): Prepared | 'zero' {
  const form = formOf(bytes);
  if (form === 'zero') return 'zero';
  const end = bytes.length;
  if (form !== 'lines' && bytes[end - 1] === LF) return { bytes, dots: form === 'dots' };
  const fixed = canonicalLines(bytes);
  return { bytes: fixed, dots: formOf(fixed) === 'dots' };
}

/** What a look at the bytes found: a line that begins with a dot, a lone CR or LF, a zero octet. */
type Form = 'clean' | 'dots' | 'lines' | 'zero';

/**
 * Searching a string for single characters is the fastest scan Node has, and every message passes
 * here: 8 µs for 15 KB, where a loop over the octets takes 44 and one over 32-bit words 8 to 14.
 */
function formOf(bytes: Uint8Array): Form {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  if (text.includes('\0')) return 'zero';
  let dots = text.charCodeAt(0) === DOT;
  let from = 0;
  for (;;) {
    const cr = text.indexOf('\r', from);
    const lf = text.indexOf('\n', from);
    if (cr < 0 && lf < 0) return dots ? 'dots' : 'clean';
    if (cr < 0 || lf !== cr + 1) return 'lines';
    if (text.charCodeAt(lf + 1) === DOT) dots = true;
    from = lf + 1;
  }
}

/** Every line end CRLF, the last line ended too. */
function canonicalLines(bytes: Uint8Array): Uint8Array {
  const out = Buffer.allocUnsafe(bytes.length * 2 + 2);
  let at = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte !== CR && byte !== LF) {
      out[at++] = byte;
      continue;
    }
    out[at++] = CR;
    out[at++] = LF;
    if (byte === CR && bytes[i + 1] === LF) i++;
  }
  if (out[at - 1] !== LF || at === 0) {
    out[at++] = CR;
    out[at++] = LF;
  }
  return out.subarray(0, at);
}

/** Doubles the dot at the start of each line (RFC 5321 §4.5.2). Expects canonical lines. */
export function stuffDots(bytes: Uint8Array): Uint8Array {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [];
  let from = 0;
  if (source[0] === DOT) parts.push(DOTS);
  for (let found = source.indexOf('\n.'); found >= 0; found = source.indexOf('\n.', found + 1)) {
    parts.push(source.subarray(from, found + 1), DOTS);
    from = found + 1;
  }
  parts.push(source.subarray(from));
  return Buffer.concat(parts);
}

const DOTS = Buffer.from('.');
