// Passwords: argon2id at OWASP's minimum (19 MiB, 2 passes, 1 lane), 8 characters at least, no composition rules,
// and a short list of passwords everybody tries first.
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { MessageKey } from '../../lib/i18n.ts';

const derive = promisify(argon2);
const memory = 19_456;
const passes = 2;
const parallelism = 1;

/** The stored form, in the usual PHC notation so that parameters can grow later. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16);
  const tag = await derive('argon2id', { message: password.normalize('NFKC'), nonce, memory, passes, parallelism, tagLength: 32 });
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${nonce.toString('base64url')}$${tag.toString('base64url')}`;
}

/** Compares in constant time. With no stored password the same work is done, so that the answer takes as long. */
export async function passwordMatches(password: string, stored: string | null | undefined): Promise<boolean> {
  const parts = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w-]+)\$([\w-]+)$/.exec(stored ?? '');
  const nonce = parts ? Buffer.from(parts[4]!, 'base64url') : Buffer.alloc(16);
  const tag = await derive('argon2id', {
    message: password.normalize('NFKC'),
    nonce,
    memory: parts ? Number(parts[1]) : memory,
    passes: parts ? Number(parts[2]) : passes,
    parallelism: parts ? Number(parts[3]) : parallelism,
    tagLength: 32,
  });
  return parts !== null && timingSafeEqual(tag, Buffer.from(parts[5]!, 'base64url'));
}

const tooObvious = new Set([
  'password',
  'password1',
  'wachtwoord',
  'wachtwoord1',
  'welkom01',
  'welkom123',
  'bibliotheek',
  'bibliotheek1',
  '12345678',
  '123456789',
  '1234567890',
  'qwertyui',
  'qwertyuiop',
  'azertyui',
  'azertyuiop',
  'iloveyou',
  'kaartbak',
  'kaartbak1',
  'geheim123',
  'letmein123',
  'admin123',
]);

/** What is wrong with a new password, or undefined. `personal` are words it may not simply be: name and address. */
export function passwordProblem(password: string, personal: readonly string[] = []): MessageKey | undefined {
  if (password.length < 8) return 'staff.password-too-short';
  if (password.length > 200) return 'field.too-long';
  const plain = password.toLowerCase();
  if (tooObvious.has(plain) || /^(.)\1+$/.test(plain)) return 'staff.password-too-obvious';
  if (personal.some((word) => word.length >= 4 && word.toLowerCase() === plain)) return 'staff.password-too-obvious';
  return undefined;
}
