// What a link in a message may lead to. Refused when written (and again by the redirect, H6): other
// schemes than web, mail and telephone, addresses that look like one site and go to another, and
// anything that could break out of a header.
import { findField } from './fields.ts';
import { findTokens } from './merge.ts';

export type HrefProblem =
  | 'empty'
  | 'too-long'
  | 'scheme'
  | 'characters'
  | 'userinfo'
  | 'host'
  | 'mail-address'
  | 'phone'
  | 'field-place'
  | 'field-personal';

const maximumLength = 2000;

/** What is wrong with the address of a link, or null when it may be used. */
export function hrefProblem(href: string): HrefProblem | null {
  if (href.trim() === '') return 'empty';
  if (href.length > maximumLength) return 'too-long';
  const web = /^https?:\/\/[^/?#]/i.test(href);
  const merge = fieldProblem(href, web);
  if (merge !== null) return merge;
  const plain = withoutFields(href);
  // Spaces and control characters are dropped or folded by some clients, backslashes become slashes.
  if (/[\s\u0000-\u0020\u007f-\u00a0\\<>"`{}\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/u.test(plain)) return 'characters';
  if (/%0[0ad]/i.test(plain)) return 'characters';
  if (web) return webProblem(plain);
  if (/^mailto:/i.test(plain)) return /^mailto:[^@?]+@[^@?,;:/]+\.[^@?,;:/]+(\?[^?]*)?$/i.test(plain) ? null : 'mail-address';
  if (/^tel:/i.test(plain)) return /^tel:\+?[0-9().-]{3,24}$/i.test(plain) ? null : 'phone';
  return 'scheme';
}

function webProblem(href: string): HrefProblem | null {
  const authority = /^https?:\/\/([^/?#]*)/i.exec(href)?.[1] ?? '';
  if (authority.includes('@')) return 'userinfo';
  if (!URL.canParse(href)) return 'host';
  const { hostname, username, password } = new URL(href);
  if (username !== '' || password !== '') return 'userinfo';
  // A name without a dot only exists inside somebody's own network.
  return hostname.includes('.') || hostname.startsWith('[') ? null : 'host';
}

/** Fields may stand only behind the host name, and only those that say nothing about a person. */
function fieldProblem(href: string, web: boolean): HrefProblem | null {
  const tokens = findTokens(href);
  if (tokens.length === 0) return null;
  const host = /^https?:\/\/[^/?#{}]+[/?#]/i.exec(href);
  if (!web || host === null || (tokens[0]?.start ?? 0) < host[0].length) return 'field-place';
  for (const token of tokens) {
    const name =
      /^[^:|]*/
        .exec(href.slice(token.start + 2, token.end - 2))?.[0]
        .trim()
        .toLowerCase() ?? '';
    if (findField(name)?.inAddress !== true) return 'field-personal';
  }
  return null;
}

function withoutFields(href: string): string {
  let rest = '';
  let cursor = 0;
  for (const token of findTokens(href)) {
    rest += `${href.slice(cursor, token.start)}x`;
    cursor = token.end;
  }
  return rest + href.slice(cursor);
}
