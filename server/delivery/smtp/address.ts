/**
 * Turns an address of the envelope into what may stand between `<` and `>` in MAIL and RCPT, or says
 * why it cannot. Nothing is repaired: an address that would change the command is refused.
 */
import { domainToASCII } from 'node:url';

/** A path ready for the wire, or the reason there is none. */
export type Path = { path: string; utf8: boolean } | { problem: string };

// RFC 5321 §4.1.2: Mailbox = Local-part "@" Domain, with dot-string or quoted-string; RFC 6531 §3.3 adds UTF-8.
const DOT_STRING = /^[^\s"(),:;<>@[\]\\\u0000-\u0020\u007f-\u009f.]+(?:\.[^\s"(),:;<>@[\]\\\u0000-\u0020\u007f-\u009f.]+)*$/u;
const QUOTED = /^"(?:[^"\\\u0000-\u001f\u007f-\u009f]|\\[\u0020-\u007e])*"$/u;
const LABELS = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/i;
const LITERAL = /^\[(?:IPv6:)?[0-9a-f.:]{3,45}\]$/i;
// The usual case in one look: ASCII, no quotes, nothing to convert.
const PLAIN =
  /^[a-z0-9!#$%&'*+/=?^_{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_{|}~-]+)*@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/i;

/** Checks one address. `''` is the null return path (RFC 5321 §4.5.5), only allowed where `nullAllowed`. */
export function toPath(address: string, nullAllowed = false): Path {
  if (address === '') return nullAllowed ? { path: '', utf8: false } : { problem: 'the address is empty' };
  const at = address.lastIndexOf('@');
  // RFC 5321 §4.5.3.1.3: a path has at most 256 octets with its brackets; §4.5.3.1.1: a local part at most 64.
  if (address.length <= 254 && at <= 64 && PLAIN.test(address)) return { path: address, utf8: false };
  if (/[\r\n\0]/.test(address)) return { problem: 'the address contains a line break or a zero octet' };
  if (at < 1 || at === address.length - 1) return { problem: 'the address has no name or no domain' };
  const local = address.slice(0, at);
  if (Buffer.byteLength(local) > 64) return { problem: 'the part before the @ is longer than 64 octets' };
  if (!local.isWellFormed() || (!DOT_STRING.test(local) && !QUOTED.test(local)))
    return { problem: 'the part before the @ contains characters that are not allowed' };
  const domain = asciiDomain(address.slice(at + 1));
  if (domain === undefined) return { problem: 'the domain is not a valid name' };
  const path = `${local}@${domain}`;
  if (Buffer.byteLength(path) > 254) return { problem: 'the address is longer than 254 octets' };
  return { path, utf8: /[^\u0000-\u007f]/.test(local) };
}

/** The A-label form (RFC 5890), so that only an unusual local part needs SMTPUTF8. */
function asciiDomain(domain: string): string | undefined {
  if (LITERAL.test(domain)) return domain;
  const ascii = /[^\u0000-\u007f]/.test(domain) ? domainToASCII(domain) : domain;
  return LABELS.test(ascii) ? ascii : undefined;
}
