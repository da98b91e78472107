// Quoted-printable (RFC 2045, 6.7), with two properties the sending needs:
//
// - a value can be put between two pieces that were encoded long before: every piece begins at the
//   start of a line, and a soft line break (`=` CRLF, which decodes to nothing) stands between them;
// - no line begins with a full stop, so SMTP has nothing to double (RFC 5321, 4.5.2).

/** A soft line break: ends a line of the encoding without ending a line of the text. */
export const softBreak = '=\r\n';
const maximumColumn = 75; // 76 with the `=` of a soft break

const hex = Array.from({ length: 256 }, (_, byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`);

export interface Encoded {
  text: string;
  /** Column after the last sign; 0 when the text ends at the start of a line. */
  column: number;
}

/**
 * Encodes a text that begins at the start of a line. `\n` becomes CRLF. `last` says that nothing
 * follows, so that spaces at the end are written in code and survive.
 */
export function encodeQuotedPrintable(source: string, last: boolean): Encoded {
  let text = '';
  let column = 0;
  for (let at = 0; at < source.length;) {
    const code = source.codePointAt(at) ?? 0;
    const size = code > 0xffff ? 2 : 1;
    if (code === 0x0a) {
      text += '\r\n';
      column = 0;
      at += 1;
      continue;
    }
    const next = at + size < source.length ? source.charCodeAt(at + size) : -1;
    let unit = encodeSign(source.slice(at, at + size), code, next === 0x0a || (next === -1 && last));
    if (column + unit.length > maximumColumn) {
      text += softBreak;
      column = 0;
    }
    if (column === 0 && code === 0x2e) unit = '=2E';
    text += unit;
    column += unit.length;
    at += size;
  }
  return { text, column };
}

function encodeSign(sign: string, code: number, atLineEnd: boolean): string {
  if (code === 0x20 || code === 0x09) return atLineEnd ? (hex[code] ?? '') : sign;
  if (code > 0x20 && code < 0x7f && code !== 0x3d) return sign;
  let unit = '';
  for (const byte of Buffer.from(sign)) unit += hex[byte];
  return unit;
}

// Names and addresses are nearly always this: one line, plain letters, nothing to encode.
const plain = /^[\x21-\x2d\x2f-\x3c\x3e-\x7e][\x20-\x3c\x3e-\x7e]*$/;

/** A value for between two pieces: nothing when empty, otherwise ended by a soft break. */
export function encodeInserted(value: string): string {
  if (value.length <= maximumColumn && plain.test(value)) return value + softBreak;
  if (value === '') return '';
  const { text, column } = encodeQuotedPrintable(value, false);
  return column === 0 ? text : text + softBreak;
}
