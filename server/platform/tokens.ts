// Short opaque tokens for links in mails: a few row numbers, encrypted and authenticated, bound to one purpose.
//
// The construction is a synthetic IV (as RFC 5297): the tag is a MAC of the plain numbers and also the nonce
// of the encryption, so the same numbers always give the same token, nothing of them can be read from it, and a
// changed bit is noticed (128-bit tag). A tag also covers the purpose: a token for clicks does not unsubscribe.
// Signing JSON in the clear was rejected: it shows internal numbers and is three times as long.
//
// A mailing makes several of these per message, so the cipher is kept: setting one up costs as much as the MAC.
import { createCipheriv, createHmac, createSecretKey, timingSafeEqual, type Cipheriv, type KeyObject } from 'node:crypto';
import type { Secrets } from './secrets.ts';

const tagBytes = 16;
/** One block of AES: what a token can carry. */
const mostBytes = 16;

/** A token for these numbers (each 0 … 2^53-1, together at most 16 bytes): about 35 characters, always the same. */
export function sealNumbers(secrets: Secrets, purpose: string, numbers: readonly number[]): string {
  const plain = numbers.flatMap(varint);
  if (plain.length > mostBytes) throw new RangeError('too many numbers for one token');
  const keys = keysOf(secrets, purpose);
  const token = Buffer.alloc(tagBytes + plain.length);
  for (const [at, byte] of plain.entries()) token[tagBytes + at] = byte;
  tagOf(keys, token.subarray(tagBytes)).copy(token);
  crypt(keys, token);
  return token.toString('base64url');
}

/** The numbers in a token made for this purpose, or undefined for anything else. */
export function openNumbers(secrets: Secrets, purpose: string, token: string): number[] | undefined {
  if (token.length > 60 || !/^[A-Za-z0-9_-]+$/.test(token)) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  // one spelling per token: base64 ignores the last bits of its last character
  if (bytes.length <= tagBytes || bytes.length > tagBytes + mostBytes || bytes.toString('base64url') !== token) return undefined;
  const keys = keysOf(secrets, purpose);
  crypt(keys, bytes);
  const plain = bytes.subarray(tagBytes);
  return timingSafeEqual(bytes.subarray(0, tagBytes), tagOf(keys, plain)) ? readVarints(plain) : undefined;
}

interface Keys {
  tag: KeyObject;
  body: Cipheriv;
}

const known = new WeakMap<Secrets, Map<string, Keys>>();

function keysOf(secrets: Secrets, purpose: string): Keys {
  let byPurpose = known.get(secrets);
  if (!byPurpose) known.set(secrets, (byPurpose = new Map()));
  let keys = byPurpose.get(purpose);
  if (!keys) {
    const body = createCipheriv('aes-256-ecb', secrets.keyFor(`token-body:${purpose}`), null).setAutoPadding(false);
    keys = { tag: createSecretKey(secrets.keyFor(`token-tag:${purpose}`)), body };
    byPurpose.set(purpose, keys);
  }
  return keys;
}

function tagOf(keys: Keys, plain: Buffer): Buffer {
  return createHmac('sha256', keys.tag).update(plain).digest().subarray(0, tagBytes);
}

/** Encrypts or decrypts in place what follows the tag: counter mode with the tag as its one counter block, its own inverse. */
function crypt(keys: Keys, token: Buffer): void {
  const stream = keys.body.update(token.subarray(0, tagBytes));
  for (let at = tagBytes; at < token.length; at++) token[at]! ^= stream[at - tagBytes]!;
}

function varint(value: number): number[] {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError('tokens carry whole positive numbers');
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return bytes;
}

function readVarints(bytes: Buffer): number[] {
  const numbers: number[] = [];
  let value = 0;
  let factor = 1;
  for (const byte of bytes) {
    value += (byte % 128) * factor;
    if (byte > 127) {
      factor *= 128;
    } else {
      numbers.push(value);
      value = 0;
      factor = 1;
    }
  }
  return numbers;
}
