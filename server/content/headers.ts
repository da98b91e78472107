// Header lines with a reader's own values. Everything that comes in is cleaned or refused here, so
// that no value can end a line and begin another header (reliability I5).
import { Refused } from '../platform/errors.ts';
import { cleanValue } from './rules/merge.ts';

const encodedWordRoom = 45; // bytes: 60 signs of base64 and 12 around them stay below the 75 of RFC 2047

/** Text for a header: plain ASCII folded at spaces, anything else as encoded words (RFC 2047). */
export function headerText(text: string, nameLength: number): string {
  // A plain text that looks like an encoded word would be decoded by the reader's program.
  if (/^[\x20-\x7e]*$/.test(text) && !text.includes('=?') && (text.length < 70 || !/\S{70}/.test(text))) return fold(text, nameLength + 2);
  const words: string[] = [];
  let word = '';
  let bytes = 0;
  for (const sign of text) {
    const size = Buffer.byteLength(sign);
    // The first word shares its line with the name of the header.
    const room = words.length === 0 ? encodedWordRoom - Math.min(15, nameLength) : encodedWordRoom;
    if (bytes + size > room) {
      words.push(word);
      word = '';
      bytes = 0;
    }
    word += sign;
    bytes += size;
  }
  words.push(word);
  return words.map((part) => `=?UTF-8?B?${Buffer.from(part).toString('base64')}?=`).join('\r\n ');
}

/** Breaks a plain line before spaces so that lines stay below 78 signs (RFC 5322, 2.1.1). */
function fold(text: string, used: number): string {
  if (used + text.length <= 76) return text;
  let folded = '';
  let column = used;
  for (const word of text.split(' ')) {
    if (folded !== '' && column + word.length + 1 > 76) {
      folded += `\r\n ${word}`;
      column = word.length + 1;
    } else {
      folded += folded === '' ? word : ` ${word}`;
      column += word.length + 1;
    }
  }
  return folded;
}

/** `Name <address>` for To; the name is cleaned, an address that is not plainly one is refused. */
export function mailbox(name: string, address: string): string {
  const bare = headerAddress(address);
  const words = name === bare ? '' : phrase(name, 2);
  return words === '' ? bare : `${words}${words.includes('\r') ? '\r\n' : ''} <${bare}>`;
}

/** A name before an address or id: bare words, a quoted text, or encoded words. */
export function phrase(name: string, nameLength: number): string {
  const clean = cleanValue(name).slice(0, 120).toWellFormed();
  if (/^[A-Za-z0-9 ]*$/.test(clean)) return clean;
  if (/^[\x20-\x7e]+$/.test(clean) && !clean.includes('=?')) return `"${clean.replace(/["\\]/g, '\\$&')}"`;
  return headerText(clean, nameLength);
}

const plainAddress =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+$/;

/** An address as it may stand in a header. Letters outside ASCII before the `@` would need SMTPUTF8 and are refused. */
export function headerAddress(address: string): string {
  if (address.length > 254 || !plainAddress.test(address)) throw new Refused('content.mail.address');
  return address;
}

/** A host name, as the id of a list is one (RFC 2919). */
export function headerHost(host: string): string {
  headerAddress(`list@${host}`);
  return host;
}

/** A web or mail address for List-Unsubscribe: no sign that could end it or the line. */
export function headerUrl(url: string): string {
  if (url.length > 900 || !/^(?:https?:\/\/|mailto:)[\x21-\x3b\x3d\x3f-\x7e]+$/.test(url))
    throw new Refused('content.mail.unsubscribe-address');
  return url;
}

/** `<id@domain>`, with or without the brackets given. */
export function messageIdHeader(id: string): string {
  const bare = id.replace(/^<|>$/g, '');
  if (bare.length > 250 || !/^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+$/.test(bare)) throw new Refused('content.mail.message-id');
  return `<${bare}>`;
}

/** A moment as RFC 5322 writes it, in UTC. */
export function dateHeader(at: Date): string {
  return at.toUTCString().replace('GMT', '+0000');
}
