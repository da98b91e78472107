/** One message for one recipient, and the commands it turns into for a server with given abilities. Pure. */
import { isAscii } from 'node:buffer';
import { toPath } from './address.ts';
import type { Capabilities } from './capabilities.ts';
import type { Failed } from './outcome.ts';
import { prepare } from './wire.ts';

/**
 * A message to send. One recipient per message: each is personal, with its own return path, so the
 * mixed answers of several RCPT commands do not exist here.
 */
export type Outgoing = {
  id: number;
  /** Return path; '' is the null return path (RFC 5321 §4.5.5). */
  from: string;
  to: string;
  /** The whole message, headers and body (RFC 5322). */
  bytes: Uint8Array;
};

/** What goes over the wire for it. */
export type Ready = { mail: string; rcpt: string; utf8: boolean; body: Uint8Array; dots: boolean };

/** Refused here are only messages that this server could never take; nothing of them is sent. */
export function prepareMessage(message: Outgoing, can: Capabilities): Ready | Failed {
  const from = toPath(message.from, true);
  if ('problem' in from) return refuse('mail', `return path: ${from.problem}`, '5.1.7');
  const to = toPath(message.to);
  if ('problem' in to) return refuse('rcpt', to.problem, '5.1.3');
  const utf8 = from.utf8 || to.utf8;
  // RFC 6531 §3.2: never mangled, never tried where it is not offered.
  if (utf8 && !can.smtpUtf8)
    return refuse(
      'rcpt',
      'the address has characters beyond ASCII before the @, and the server does not take such addresses (SMTPUTF8)',
      '5.6.7',
    );
  const ready = prepare(message.bytes);
  if (ready === 'zero') return refuse('body', 'the message contains a zero octet', '5.6.0');
  const size = ready.bytes.length;
  if (can.size && size > can.size) return refuse('mail', `the message has ${size} octets, the server takes ${can.size}`, '5.3.4');
  const eightBit = !isAscii(ready.bytes);
  // RFC 6152 §3: to a 7-bit server it must be converted or refused; whoever composes it can encode, we cannot.
  if (eightBit && !can.eightBit)
    return refuse('mail', 'the message has 8-bit characters, and the server takes 7-bit messages only (8BITMIME)', '5.6.3');
  const mail =
    `MAIL FROM:<${from.path}>` +
    (can.size === undefined ? '' : ` SIZE=${size}`) + // RFC 1870 §5
    (eightBit ? ' BODY=8BITMIME' : '') +
    (utf8 ? ' SMTPUTF8' : '') +
    '\r\n';
  return { mail, rcpt: `RCPT TO:<${to.path}>\r\n`, utf8, body: ready.bytes, dots: ready.dots };
}

function refuse(phase: Failed['phase'], text: string, enhanced: string): Failed {
  return { kind: 'failed', phase, enhanced, text };
}
