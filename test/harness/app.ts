// The whole web server in process, on a real database, with staff who really log in.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import type { FastifyInstance } from 'fastify';
import type { Role } from '../../lib/permissions.ts';
import { systemActor } from '../../server/audit/audit.ts';
import { inviteByOperator } from '../../server/invitations/invitations.ts';
import { buildWeb, jobHandlers } from '../../server/mount.ts';
import type { App } from '../../server/platform/app.ts';
import { readConfig } from '../../server/platform/config.ts';
import { withSystem, withTenant } from '../../server/platform/db.ts';
import { createLog } from '../../server/platform/log.ts';
import { drainQueue } from '../../server/platform/queue.ts';
import { createSecrets } from '../../server/platform/secrets.ts';
import { grantRole, openSession, settleAccount } from '../../server/staff/staff.ts';
import { newLibrary, testDatabase } from './database.ts';

export interface TestApp extends App {
  server: FastifyInstance;
  /** Moves the clock. */
  setNow(now: Date): void;
  /** Runs everything that waits in the queue. */
  drain(): Promise<void>;
}

let made: Promise<TestApp> | undefined;
let stop = async (): Promise<void> => {};
// Here and not where it is built: asked for inside a test it would run as soon as that one ends.
after(() => stop());

/** One app per test file; tests share it and each make their own library. */
export function testApp(env: Record<string, string> = {}): Promise<TestApp> {
  made ??= build(env);
  return made;
}

async function build(env: Record<string, string>): Promise<TestApp> {
  const database = await testDatabase();
  const home = mkdtempSync(join(tmpdir(), 'kaartbak-test-'));
  let now: Date | undefined;
  const app: App = {
    config: readConfig({ KAARTBAK_HOME: home, LOG_LEVEL: 'silent', KAARTBAK_URL: 'http://localhost:8080', ...env }),
    database,
    ownerUrl: database.ownerUrl,
    secrets: createSecrets(randomBytes(32)),
    log: createLog('silent', 'test'),
    now: () => now ?? new Date(),
  };
  const server = await buildWeb(app);
  stop = async () => {
    await server.close();
    rmSync(home, { recursive: true, force: true });
  };
  return Object.assign(app, {
    server,
    setNow: (moment: Date) => (now = moment),
    drain: () => drainQueue(app.ownerUrl, jobHandlers(app)),
  });
}

export interface Session {
  staffId: number;
  email: string;
  cookie: string;
  csrf: string;
  /** Calls the API as this colleague; answers status and parsed body. */
  call(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: any; raw: string }>;
}

const password = 'drie losse woorden';

/** Makes somebody with a role in an environment and logs them in. */
export async function logInAs(app: TestApp, environmentId: number, role: Role): Promise<Session> {
  const email = `${role}.${randomBytes(4).toString('hex')}@zilverbeek.example`;
  const now = app.now();
  const { staffId, token } = await withSystem(app.database, async (db) => {
    const account = { email, name: 'Noor Verbeke', language: 'nl', password, provedAt: now, now } as const;
    const { id } = await settleAccount(db, { member: undefined, ...account });
    await grantRole(db, id, environmentId, role);
    return { staffId: id, token: await openSession(db, id, { now, agent: 'test', secondFactor: false }) };
  });
  return sessionFrom(app, { staffId, email, cookie: `kaartbak=${token}` });
}

/** The token of a link as the operator's command prints it. */
export async function invitedByOperator(
  app: App,
  environmentId: number,
  { email, role, name = 'Noor Verbeke' }: { email: string; role: Role; name?: string },
): Promise<string> {
  const link = await withTenant(app.database, environmentId, (db) => inviteByOperator(app, db, { email, name, role, actor: systemActor }));
  return link.split('#')[1]!;
}

async function sessionFrom(app: TestApp, who: { staffId: number; email: string; cookie: string }): Promise<Session> {
  const session: Session = {
    ...who,
    csrf: '',
    async call(method, path, body, headers = {}) {
      const answer = await app.server.inject({
        method,
        url: path,
        headers: { cookie: who.cookie, ...(method === 'GET' ? {} : { 'x-csrf': session.csrf }), ...headers },
        ...(body === undefined ? {} : { payload: body as object }),
      });
      const json = /json/.test(String(answer.headers['content-type']));
      return { status: answer.statusCode, body: json && answer.body ? JSON.parse(answer.body) : undefined, raw: answer.body };
    },
  };
  session.csrf = (await session.call('GET', '/api/session')).body.csrf;
  return session;
}

/** A library with one colleague of the given role: what most tests begin with. */
export async function libraryWith(role: Role = 'administrator', options: Parameters<typeof newLibrary>[1] = {}) {
  const app = await testApp();
  const library = await newLibrary(app.database, options);
  const session = await logInAs(app, library.tenantId, role);
  return { app, ...library, session, api: `/api/${library.slug}` };
}

export { password as testPassword };
