// A whole installation as an operator starts it: supervisor, web, worker and mailer as processes of their own, on this
// test file's database, without the demo. What the operator's tool says comes back as data.
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { testDatabase } from './database.ts';

const main = join(import.meta.dirname, '../../server/main.ts');
const run = promisify(execFile);

export interface Installation {
  url: string;
  /** `kaartbak <words> --json`. */
  command<T = Record<string, unknown>>(...words: string[]): Promise<T>;
  stop(): Promise<void>;
}

/** Starts one and waits until it says that it is ready. */
export async function startInstallation(): Promise<Installation> {
  const database = await testDatabase();
  const home = mkdtempSync(join(tmpdir(), 'kaartbak installation '));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const env = {
    ...process.env,
    PORT: String(port),
    KAARTBAK_HOME: home,
    KAARTBAK_URL: url,
    DATABASE_URL: database.ownerUrl,
    KAARTBAK_DEMO: 'no',
    KAARTBAK_LANGUAGE: 'nl',
    LOG_LEVEL: 'warn',
    SMTP_URL: '',
  };
  const child = spawn(process.execPath, [main, 'start'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  while (!said.includes('Kaartbak is klaar')) {
    if (child.exitCode !== null) throw new Error(`the installation stopped before it was ready: ${said}`);
    await sleep(50);
  }
  return {
    url,
    async command(...words) {
      const { stdout } = await run(process.execPath, [main, ...words, '--json'], { env });
      return JSON.parse(stdout);
    },
    async stop() {
      child.kill('SIGTERM');
      await gone;
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
