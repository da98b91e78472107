/** What a server says it can do in its answer to EHLO (RFC 5321 §4.1.1.1). */

/** The extensions this client makes use of. */
export type Capabilities = {
  pipelining: boolean; // RFC 2920
  chunking: boolean; // RFC 3030
  eightBit: boolean; // RFC 6152
  smtpUtf8: boolean; // RFC 6531
  startTls: boolean; // RFC 3207
  enhancedStatus: boolean; // RFC 2034
  /** RFC 1870: undefined when not offered, 0 when the server names no limit. */
  size?: number;
  /** RFC 4954: mechanisms in upper case. */
  auth: string[];
};

/** A server that answered HELO: nothing beyond RFC 821. */
export function noCapabilities(): Capabilities {
  return {
    pipelining: false,
    chunking: false,
    eightBit: false,
    smtpUtf8: false,
    startTls: false,
    enhancedStatus: false,
    auth: [],
  };
}

/** Reads the lines of an EHLO answer; the first is the greeting and carries no extension. */
export function readCapabilities(lines: string[]): Capabilities {
  const found = noCapabilities();
  for (const line of lines.slice(1)) {
    // "AUTH=LOGIN PLAIN" is an old spelling that some relays still send beside the right one.
    const words = line
      .trim()
      .toUpperCase()
      .split(/[\s=]+/);
    switch (words[0]) {
      case 'PIPELINING':
        found.pipelining = true;
        break;
      case 'CHUNKING':
        found.chunking = true;
        break;
      case '8BITMIME':
        found.eightBit = true;
        break;
      case 'SMTPUTF8':
        found.smtpUtf8 = true;
        break;
      case 'STARTTLS':
        found.startTls = true;
        break;
      case 'ENHANCEDSTATUSCODES':
        found.enhancedStatus = true;
        break;
      case 'SIZE':
        found.size = /^\d{1,15}$/.test(words[1] ?? '') ? Number(words[1]) : 0;
        break;
      case 'AUTH':
        for (const word of words.slice(1)) if (!found.auth.includes(word)) found.auth.push(word);
        break;
      default:
        break; // RFC 5321 §2.2.1: what we do not know we leave alone
    }
  }
  return found;
}
