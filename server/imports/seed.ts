// Files for tests and the demo, brought in the way real ones are.
import { Readable } from 'node:stream';
import type { App } from '../platform/app.ts';
import { runToEnd, type RunRow, type WholeRun } from './imports.ts';

export { kohaColumns } from './rules/headers.ts';

/** Takes text in as a file, to the end. */
export function importText(
  app: App,
  tenantId: number,
  text: string | Buffer | Iterable<string>,
  options: Omit<WholeRun, 'file'> & { name?: string } = {},
): Promise<RunRow> {
  const stream = typeof text === 'string' || Buffer.isBuffer(text) ? Readable.from([Buffer.from(text)]) : Readable.from(bytesOf(text));
  return runToEnd(app, tenantId, { ...options, file: { name: options.name ?? 'leners.csv', stream } });
}

function* bytesOf(parts: Iterable<string>): Generator<Buffer> {
  for (const part of parts) yield Buffer.from(part);
}
