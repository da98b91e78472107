/**
 * Makes X.509 certificates for tests of TLS, so that no key has to lie in the repository. Node can sign
 * but not write certificates; this is the least DER (X.690) that TLS clients accept (RFC 5280 §4).
 */
import { createPrivateKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isIPv4 } from 'node:net';

/** A key and its certificate, as PEM. */
export type Certificate = { key: string; cert: string };

/** A certificate for some names (host names or IPv4 addresses): self-signed, or signed by `issuer`. */
export function makeCertificate(
  names: string[],
  options: { issuer?: Certificate; authority?: boolean; expired?: boolean } = {},
): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = options.authority ? 'Test authority' : (names[0] ?? 'nobody');
  const signer: KeyObject = options.issuer ? createPrivateKey(options.issuer.key) : privateKey;
  const day = 86_400_000;
  const from = Date.now() - (options.expired ? 20 : 1) * day;
  const body = sequence(
    tagged(0, integer(Buffer.from([2]))), // version 3
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_SHA256,
    distinguished(options.issuer ? 'Test authority' : name),
    sequence(time(from), time(from + 10 * day)),
    distinguished(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, sequence(...extensions(names, options.authority ?? false))),
  );
  const der = sequence(body, ECDSA_SHA256, bits(sign('sha256', body, signer)));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
  };
}

function extensions(names: string[], authority: boolean): Buffer[] {
  // basicConstraints (2.5.29.19), critical: a certificate authority or not.
  const found = [sequence(oid('551d13'), der(1, Buffer.from([255])), der(4, sequence(...(authority ? [der(1, Buffer.from([255]))] : []))))];
  if (names.length === 0) return found;
  // subjectAltName (2.5.29.17): [2] dNSName, [7] iPAddress
  const list = names.map((name) => (isIPv4(name) ? der(0x87, Buffer.from(name.split('.').map(Number))) : der(0x82, Buffer.from(name))));
  return [...found, sequence(oid('551d11'), der(4, sequence(...list)))];
}

function der(tag: number, content: Buffer): Buffer {
  const n = content.length;
  const length = n < 128 ? [n] : n < 256 ? [0x81, n] : [0x82, n >> 8, n & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function tagged(number: number, content: Buffer): Buffer {
  return der(0xa0 + number, content);
}

function integer(bytes: Buffer): Buffer {
  return der(2, bytes);
}

function bits(bytes: Buffer): Buffer {
  return der(3, Buffer.concat([Buffer.from([0]), bytes]));
}

function oid(hex: string): Buffer {
  return der(6, Buffer.from(hex, 'hex'));
}

function time(at: number): Buffer {
  return der(0x17, Buffer.from(`${new Date(at).toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`)); // UTCTime
}

function distinguished(name: string): Buffer {
  return sequence(der(0x31, sequence(oid('550403'), der(12, Buffer.from(name))))); // commonName, UTF8String
}

const ECDSA_SHA256 = sequence(oid('2a8648ce3d040302'));
