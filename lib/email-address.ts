// What is an e-mail address here, and when two of them are the same mailbox.

// Deliberately narrower than RFC 5321: no quoted local parts, no address literals, nothing that could break a header or
// that nobody sees (\p{C}: control and format characters, half of a pair). Of ASCII a domain has letters, figures, dots and
// hyphens only: what means something else in an address of the web (a path, a port, a code) would be dropped on the way.
const shape = /^[^\s"(),:;<>@[\]\\\p{C}]{1,64}@([^\s@\u0000-\u002c/\u003a-\u0040\u005b-\u0060\u007b-\u007f]{1,253})$/u;
const domainShape = /^(?=.{3,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/;

/**
 * The key of a mailbox: lower case, international domains as A-labels (RFC 5891). Undefined when the text is no address.
 * Dots and plus-parts are kept: only the provider knows whether they matter.
 */
export function emailKey(address: string): string | undefined {
  const text = address.trim();
  const match = shape.exec(text);
  if (!match || text.length > 254) return undefined;
  const local = text.slice(0, text.lastIndexOf('@'));
  if (local.startsWith('.') || local.endsWith('.') || local.includes('..')) return undefined;
  const domain = asciiDomain(match[1]!);
  return domain === undefined ? undefined : `${local.toLowerCase()}@${domain}`;
}

function asciiDomain(domain: string): string | undefined {
  const lower = domain.toLowerCase();
  // URL does the conversion to A-labels in the browser as well as on the server
  const ascii = /^[a-z0-9.-]+$/.test(lower) ? lower : URL.canParse(`http://${lower}`) ? new URL(`http://${lower}`).hostname : '';
  return domainShape.test(ascii) && !/^[0-9.]+$/.test(ascii) ? ascii : undefined;
}
