// The web server.
//
// 1. A request gets security headers and a number; nothing about its content is logged.
// 2. API routes come from the contracts: authenticate → forged? → environment → permission → parse → transaction → handler → shape.
// 3. Every GET runs in a read-only transaction, so a GET cannot change state even by mistake.
// 4. Errors become problem+json (RFC 9457) with a sentence in the reader's language, in one place.
// 5. Patron pages are plain HTML; the workbench is one static page with a strict policy.
import { createHash, randomBytes } from 'node:crypto';
import cookies from '@fastify/cookie';
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { chooseLanguage, type Language } from '../../lib/i18n.ts';
import { fullPath, type Route } from '../../lib/route.ts';
import type { App } from './app.ts';
import { withTenant, type TenantDb } from './db.ts';
import { NotFound, Refused } from './errors.ts';
import { problemOf, readInput } from './http-problems.ts';
import { remembered, type Keep } from './idempotency.ts';
import { redactPath } from './log.ts';
import { networkOf } from './rate-limit.ts';
import { limitReceiving } from './receiving.ts';
import type { Caller, Download, Environment, Page, PageAnswer, ServedRoute } from './serve.ts';

/** What the platform asks of the modules above it, handed in by mount.ts. */
export interface Gate {
  authenticate(request: { cookie: string | undefined; bearer: string | undefined; now: Date }): Promise<Caller | undefined>;
  environment(slug: string): Promise<Environment | undefined>;
  recordView(db: TenantDb, view: { caller: Caller; action: string; path: string; now: Date }): Promise<void>;
}

export interface WebOptions {
  app: App;
  gate: Gate;
  routes: readonly ServedRoute[];
  pages: readonly Page[];
  /** What a person sees instead of problem+json: an address that leads nowhere, something that broke. */
  trouble: (problem: { status: number; title: string; language: Language }) => PageAnswer;
  /** How long a request may take to arrive; an upload, how long it may stand still. */
  receiveSeconds?: number;
}

const stepUpMinutes = 15;

export function cookieName(app: App): string {
  return app.config.publicUrl.startsWith('https:') ? '__Host-kaartbak' : 'kaartbak';
}

/** Builds the server; the caller listens. */
export async function createWeb(options: WebOptions): Promise<FastifyInstance> {
  const { app } = options;
  const server = fastify({
    loggerInstance: app.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    // a logger per request would prepare its redaction anew each time: a third of what a click costs
    childLoggerFactory: (logger) => logger,
    trustProxy: app.config.trustedProxies.length > 0 ? app.config.trustedProxies : false,
    bodyLimit: 2 * 1024 * 1024,
    requestTimeout: 0, // see receiving.ts
    genReqId: requestNumbers(),
    routerOptions: { maxParamLength: 2000, ignoreTrailingSlash: true },
  });
  await server.register(cookies);
  server.addContentTypeParser('application/octet-stream', (_request, _payload, done) => done(null));
  server.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: 64 * 1024 }, (_request, body, done) =>
    done(null, body),
  );
  // RFC 8058 lets a mail provider post its one-click as multipart; nothing in it is needed, so it is read and dropped
  server.addContentTypeParser('multipart/form-data', { parseAs: 'string', bodyLimit: 64 * 1024 }, (_request, _body, done) =>
    done(null, ''),
  );
  const headers = securityHeaders(app);
  const uploads = new Set(options.routes.filter(({ route }) => route.bodyKind === 'bytes').map(({ route }) => fullPath(route)));
  server.addHook('onRequest', (request, reply, done) => {
    reply.headers(headers);
    limitReceiving(request, { seconds: options.receiveSeconds ?? 120, upload: uploads.has(request.routeOptions.url ?? '') });
    done();
  });
  server.addHook('onResponse', async (request, reply) => {
    app.log.info(
      {
        request: request.id,
        method: request.method,
        path: redactPath(request.url),
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'request',
    );
  });
  server.setErrorHandler((error, request, reply) => sendProblem(options, error, request, reply));
  server.setNotFoundHandler((request, reply) => sendProblem(options, new NotFound('address'), request, reply));
  for (const served of options.routes) register(server, options, served);
  for (const page of options.pages) registerPage(server, app, page);
  server.all('/api/*', () => {
    throw new NotFound('route');
  });
  return server;
}

/** Numbers people can mention: unlike those of other processes, and cheap, because every click has one. */
function requestNumbers(): () => string {
  const process = randomBytes(4).toString('hex');
  let count = 0;
  return () => `${process}${(count++).toString(36)}`;
}

function securityHeaders(app: App): Record<string, string> {
  return {
    'content-security-policy':
      "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
    'cache-control': 'no-store',
    ...(app.config.publicUrl.startsWith('https:') ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
}

function register(server: FastifyInstance, options: WebOptions, served: ServedRoute): void {
  const { route } = served;
  server.route({
    method: route.method,
    url: fullPath(route),
    // what an upload takes is a stream of its own, which this does not bound; any other form it comes in is read into memory
    bodyLimit: 4 * 1024 * 1024,
    handler: async (request, reply) => answer(options, served, request, reply),
  });
}

async function answer(options: WebOptions, served: ServedRoute, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { app, gate } = options;
  const { route } = served;
  const now = app.now();
  const caller = route.access.in === 'public' ? undefined : await callerOf(options, route, request, now);
  if (request.method !== 'GET') refuseForged(request, caller);
  const environment = route.access.in === 'environment' ? await requireEnvironment(options, served, request, caller!) : undefined;
  const provedAt = route.access.in !== 'public' && route.access.stepUp && caller?.kind === 'staff' && caller.provedAt;
  if (provedAt && now.getTime() - provedAt.getTime() > stepUpMinutes * 60_000) throw new Refused('error.step-up', {}, 403);
  const input = {
    app,
    ...readInput(route, request),
    now,
    caller,
    environment,
    language: caller?.language ?? languageOf(request),
    visitor: visitorOf(app, request),
    setSession: (token: string | null) => setSession(app, reply, token),
    stream: request.raw,
    header: (name: string) => headerOf(request, name),
  };
  const handle = served.handle as (input: unknown) => Promise<unknown>;
  const work = async (keep: Keep): Promise<unknown> => {
    if (!environment || served.ownTransactions) return handle(input);
    if (route.auditedAs) {
      await withTenant(app.database, environment.id, (db) =>
        gate.recordView(db, { caller: caller!, action: route.auditedAs!, path: request.url, now }),
      );
    }
    const transaction = async (db: TenantDb) => {
      const result = await handle({ ...input, db });
      await keep(db, result);
      return result;
    };
    return withTenant(app.database, environment.id, transaction, { readOnly: route.method === 'GET' });
  };
  const result = await remembered({ app, served, request, scope: `${environment?.id ?? 0}:${caller?.kind}:${caller?.id}`, now }, work);
  return sendResult(route, result, reply);
}

function sendResult(route: Route, result: unknown, reply: FastifyReply): unknown {
  if (isDownload(result)) {
    const name = result.fileName.replace(/[^\p{L}\p{N} ._-]/gu, '_');
    const ascii = name.replace(/[^\x20-\x7e]/g, '_');
    reply.header('content-type', result.mediaType);
    reply.header(
      'content-disposition',
      `${result.inline ? 'inline' : 'attachment'}; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(name)}`,
    );
    if (result.contentSecurityPolicy) reply.header('content-security-policy', result.contentSecurityPolicy);
    if (typeof result.body === 'string' || result.body instanceof Uint8Array) return reply.send(result.body);
    return reply.send(ReadableStream.from(result.body));
  }
  return reply
    .header('content-type', 'application/json; charset=utf-8')
    .send(JSON.stringify(route.output.parse(result === undefined ? {} : result)));
}

function isDownload(result: unknown): result is Download {
  return typeof result === 'object' && result !== null && 'fileName' in result && 'mediaType' in result && 'body' in result;
}

async function callerOf(options: WebOptions, route: Route, request: FastifyRequest, now: Date): Promise<Caller | undefined> {
  const caller = await options.gate.authenticate({
    cookie: request.cookies[cookieName(options.app)],
    bearer: /^Bearer (\S+)$/.exec(headerOf(request, 'authorization') ?? '')?.[1],
    now,
  });
  if (!caller && !(route.access.in === 'staff' && route.access.orNobody)) throw new Refused('error.not-logged-in', {}, 401);
  return caller;
}

async function requireEnvironment(options: WebOptions, served: ServedRoute, request: FastifyRequest, caller: Caller): Promise<Environment> {
  const environment = await options.gate.environment((request.params as { environment: string }).environment);
  const held = environment && caller.permissionsIn(environment.id);
  // whether an environment exists is nobody's business who has no role there
  if (!environment || !held || held.size === 0) throw new NotFound('environment');
  if (served.route.access.in === 'environment' && !held.has(served.route.access.permission))
    throw new Refused('error.no-permission', {}, 403);
  return environment;
}

/** Cross-site requests are refused three ways: SameSite on the cookie, Origin / Sec-Fetch-Site, and the session's own token. */
function refuseForged(request: FastifyRequest, caller: Caller | undefined): void {
  const site = headerOf(request, 'sec-fetch-site');
  const origin = headerOf(request, 'origin');
  const crossSite = (site && site !== 'same-origin' && site !== 'none') || (origin && !sameHost(origin, request.host));
  if (caller?.kind === 'api-key') return;
  if (crossSite) throw new Refused('error.forged', {}, 403);
  if (caller && (!caller.csrf || headerOf(request, 'x-csrf') !== caller.csrf)) throw new Refused('error.forged', {}, 403);
}

function sameHost(origin: string, host: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === host;
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** A visitor's network as a keyed hash; who left before we looked has no address any more. */
function visitorOf(app: App, request: FastifyRequest): string {
  return app.secrets.hash('visitor', networkOf((request.ip as string | undefined) ?? ''));
}

function languageOf(request: FastifyRequest) {
  return chooseLanguage(headerOf(request, 'accept-language'));
}

function setSession(app: App, reply: FastifyReply, token: string | null): void {
  const secure = app.config.publicUrl.startsWith('https:');
  const options = { path: '/', httpOnly: true, sameSite: 'lax' as const, secure };
  if (token === null) reply.clearCookie(cookieName(app), options);
  else reply.setCookie(cookieName(app), token, { ...options, maxAge: 12 * 3600 });
}

function sendProblem({ app, trouble }: WebOptions, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const language = languageOf(request);
  const problem = problemOf(error, { language, id: request.id });
  if (problem.status >= 500) app.log.error({ err: error, request: request.id }, 'request failed');
  if (problem.retryAfter) reply.header('retry-after', String(problem.retryAfter));
  if (askedByPerson(request)) return sendPage(trouble({ status: problem.status, title: problem.body.title, language }), reply);
  return reply.status(problem.status).header('content-type', 'application/problem+json; charset=utf-8').send(JSON.stringify(problem.body));
}

/** A browser that opens a page says that it wants one; a program, and the workbench asking the API, do not. */
function askedByPerson(request: FastifyRequest): boolean {
  return !request.url.startsWith('/api/') && /\btext\/html\b/.test(headerOf(request, 'accept') ?? '');
}

function registerPage(server: FastifyInstance, app: App, page: Page): void {
  server.route({
    method: page.method,
    url: page.path,
    bodyLimit: 64 * 1024,
    handler: async (request, reply) => {
      const lists: Record<string, string[]> = Object.create(null);
      const form: [string, string][] = typeof request.body === 'string' ? [...new URLSearchParams(request.body)] : [];
      for (const [name, value] of form) (lists[name] ??= []).push(value);
      const made = await page.handle({
        app,
        method: request.method as 'GET' | 'HEAD' | 'POST',
        params: request.params as Record<string, string>,
        query: request.query as Record<string, string>,
        form: Object.fromEntries(form),
        lists,
        now: app.now(),
        language: languageOf(request),
        // most pages do not count visitors
        get visitor() {
          return visitorOf(app, request);
        },
        header: (name) => headerOf(request, name),
      });
      return sendPage(made, reply);
    },
  });
}

function sendPage(made: PageAnswer, reply: FastifyReply): FastifyReply {
  if ('redirect' in made) return reply.redirect(made.redirect, made.status ?? 303);
  if ('text' in made)
    return reply
      .status(made.status)
      .header('content-type', made.mediaType ?? 'text/plain; charset=utf-8')
      .send(made.text);
  if ('bytes' in made) {
    if (made.cacheSeconds) reply.header('cache-control', `public, max-age=${made.cacheSeconds}, immutable`);
    reply.header('cross-origin-resource-policy', 'cross-origin');
    return reply.header('content-type', made.mediaType).send(Buffer.from(made.bytes));
  }
  if (made.contentSecurityPolicy) reply.header('content-security-policy', made.contentSecurityPolicy);
  return reply
    .status(made.status ?? 200)
    .header('content-type', 'text/html; charset=utf-8')
    .send(made.html.html);
}

/** A hash of bytes as an entity tag or cache name. */
export function shortHash(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('base64url').slice(0, 16);
}
