// Keys that must not lie in the database: one master key in the home folder, from which every other
// key is derived by purpose. Tokens are signed and bound to their purpose; secrets at rest are sealed.
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { OperatorError } from './errors.ts';

export interface Secrets {
  /** Signs a payload for one purpose: 128 bits of HMAC-SHA-256, url-safe. */
  sign(purpose: string, payload: string): string;
  /** The payload of a signed token, or undefined when it was not made for this purpose. */
  open(purpose: string, token: string): string | undefined;
  /** A keyed hash that lets us find a value again without keeping it (addresses on the suppression list). */
  hash(purpose: string, value: string): string;
  /** AES-256-GCM; `context` (table, column, row) is authenticated along, so a sealed value cannot be moved. */
  seal(context: string, plain: string): string;
  unseal(context: string, sealed: string): string;
  /** The raw 32-byte key of a purpose, for callers that sign very many tokens themselves. */
  keyFor(purpose: string): Buffer;
}

/** Loads the master key of this installation, making it at first start (file mode 0600). */
export function loadSecrets(home: string): Secrets {
  const file = join(home, 'secrets', 'master.key');
  if (!existsSync(file)) makeMasterKey(file);
  chmodSync(file, 0o600);
  const master = Buffer.from(readFileSync(file, 'utf8'), 'base64');
  // a key that was cut off (a full disk, a bad copy) would be one that can be guessed
  if (master.length !== 32) throw new OperatorError('operator.broken-key', { path: file });
  return createSecrets(master);
}

/** Several roles may start at once: each writes a key of its own, whole and on the disk, and the first one to put it in place wins. */
function makeMasterKey(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const mine = `${file}.${process.pid}`;
  try {
    writeFileSync(mine, randomBytes(32).toString('base64'), { mode: 0o600, flush: true });
    linkSync(mine, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Secrets from a given master key. */
export function createSecrets(master: Buffer): Secrets {
  const keys = new Map<string, Buffer>();
  const keyFor = (purpose: string): Buffer => {
    let key = keys.get(purpose);
    if (!key) {
      key = Buffer.from(hkdfSync('sha256', master, 'kaartbak', purpose, 32));
      keys.set(purpose, key);
    }
    return key;
  };
  const mac = (purpose: string, payload: string) => createHmac('sha256', keyFor(purpose)).update(payload).digest().subarray(0, 16);

  return {
    keyFor,
    sign: (purpose, payload) => `${Buffer.from(payload).toString('base64url')}.${mac(purpose, payload).toString('base64url')}`,
    open(purpose, token) {
      const [body, signature, ...rest] = token.split('.');
      if (!body || !signature || rest.length > 0 || token.length > 2000) return undefined;
      const payload = Buffer.from(body, 'base64url').toString();
      const given = Buffer.from(signature, 'base64url');
      const wanted = mac(purpose, payload);
      return given.length === wanted.length && timingSafeEqual(given, wanted) ? payload : undefined;
    },
    hash: (purpose, value) => createHmac('sha256', keyFor(purpose)).update(value).digest('base64url'),
    seal(context, plain) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', keyFor('seal'), nonce).setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64');
    },
    unseal(context, sealed) {
      const bytes = Buffer.from(sealed, 'base64');
      const decipher = createDecipheriv('aes-256-gcm', keyFor('seal'), bytes.subarray(0, 12)).setAAD(Buffer.from(context));
      decipher.setAuthTag(bytes.subarray(12, 28));
      return decipher.update(bytes.subarray(28), undefined, 'utf8') + decipher.final('utf8');
    },
  };
}

/** A new random token for a link or session: 192 bits, url-safe. Only its hash is ever stored. */
export function newToken(): string {
  return randomBytes(24).toString('base64url');
}

/** How a random token is stored. The token has full entropy, so one SHA-256 is enough. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
