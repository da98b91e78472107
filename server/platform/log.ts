// Structured logs (pino). What identifies a person or opens a door never reaches them.
import { pino, type DestinationStream, type Logger } from 'pino';

export type Log = Logger;

// `detail` and `where` are how PostgreSQL shows the row it refused
const secret = ['password', 'token', 'secret', 'authorization', 'cookie', 'email', 'address', 'totp', 'csrf', 'detail', 'where'];

/** The program's logger; fields that hold secrets or personal data are replaced wherever they stand. */
export function createLog(level: string, role: string, to: DestinationStream = pino.destination(2)): Log {
  // to stderr: what people are meant to read goes to stdout
  return pino(
    {
      level,
      base: { role },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: secret.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
      serializers: {
        // paths can carry one-time tokens: only the part before them is kept
        req: (request: { method: string; url: string }) => ({ method: request.method, path: redactPath(request.url) }),
      },
    },
    to,
  );
}

/** A request path without query and without anything that looks like a token. */
export function redactPath(url: string): string {
  const path = url.split('?')[0] ?? '';
  return path.replace(/[A-Za-z0-9_-]{20,}(\.[A-Za-z0-9_-]+)*/g, '[token]');
}
