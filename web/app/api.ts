// How the workbench talks to the server: one function, typed by the route contracts.
//
// 1. `call` fills the path, sends JSON with the session's token, and gives the parsed answer.
// 2. A refusal becomes an ApiProblem: a sentence in the reader's language, and one per field.
// 3. A session that ended sends the reader to the login page and back here afterwards.
// 4. A route that wants fresh proof of who is asking opens that dialog and is then called again.
import type { z } from 'zod';
import { isMessageKey, translate, type Language, type MessageParams } from '../../lib/i18n.ts';
import { fullPath, type Route } from '../../lib/route.ts';

/** What the shell hands in: the session's token and what to do when the server wants the reader's attention. */
export const connection = {
  csrf: undefined as string | undefined,
  language: 'nl' as Language,
  sessionEnded: (): void => {},
  /** Resolves to true when the reader proved who they are, false when they gave up. */
  proveAgain: async (): Promise<boolean> => false,
};

/** What the server refused, in a sentence that can be shown as it stands. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  /** One sentence per field, by the field's path in the body (`contact.email`). */
  readonly fields: Record<string, string>;
  readonly params: MessageParams;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, problem: ProblemBody, retryAfter?: string | null) {
    super(sentenceOf(problem));
    this.status = status;
    this.code = problem.code ?? 'error.unexpected';
    this.fields = problem.fields ?? {};
    this.params = problem.params ?? {};
    this.retryAfterSeconds = retryAfter ? Number(retryAfter) : undefined;
  }
}

interface ProblemBody {
  title?: string;
  code?: string;
  request?: string;
  fields?: Record<string, string>;
  params?: MessageParams;
}

/** Our own catalogue first: the page may be in another language than the browser asks for. */
function sentenceOf(problem: ProblemBody): string {
  if (!problem.code || !isMessageKey(problem.code)) {
    return problem.title ?? translate(connection.language, 'error.unavailable');
  }
  const params = { ...(problem.request ? { id: problem.request } : {}), ...problem.params };
  return translate(connection.language, problem.code, params);
}

type Input<Schema extends z.ZodType> = Omit<z.input<Schema>, 'environment'>;

export type CallArguments<R extends Route> = {
  params?: Input<R['params']>;
  query?: z.input<R['query']>;
  body?: z.input<R['body']>;
  environment?: string;
  idempotencyKey?: string;
  signal?: AbortSignal;
};

export type Answer<R extends Route> = z.output<R['output']>;

/** The address of a route, filled in. */
export function addressOf<R extends Route>(route: R, { params, query, environment }: CallArguments<R> = {}): string {
  const places: Record<string, unknown> = { ...(params as object), environment };
  const path = fullPath(route).replace(/:(\w+)/g, (_place, name: string) => encodeURIComponent(String(places[name])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries((query ?? {}) as Record<string, unknown>)) {
    if (Array.isArray(value)) for (const one of value) search.append(name, String(one));
    else if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

/** Calls a route of the contract. Throws ApiProblem; an aborted call throws the browser's AbortError. */
export async function call<R extends Route>(route: R, args: CallArguments<R> = {}): Promise<Answer<R>> {
  const response = await provedFetch(route, args);
  return (await response.json()) as Answer<R>;
}

/** Calls a route that answers with a file and hands that file to the browser's downloads. */
export async function download<R extends Route>(route: R, args: CallArguments<R> = {}): Promise<void> {
  const response = await provedFetch(route, args);
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = fileNameOf(response.headers.get('content-disposition'));
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

async function provedFetch<R extends Route>(route: R, args: CallArguments<R>): Promise<Response> {
  const first = await send(route, args);
  if (first.ok) return first;
  const problem = await problemOf(first);
  if (problem.code === 'error.step-up' && (await connection.proveAgain())) {
    const second = await send(route, args);
    if (second.ok) return second;
    throw noticed(await problemOf(second));
  }
  throw noticed(problem);
}

/** A session that was there and is gone sends the reader to the login page; without one, nothing ended. */
function noticed(problem: ApiProblem): ApiProblem {
  if (problem.code === 'error.not-logged-in' && connection.csrf) {
    connection.csrf = undefined;
    connection.sessionEnded();
  }
  return problem;
}

async function send<R extends Route>(route: R, args: CallArguments<R>): Promise<Response> {
  const headers = headersOf(args.idempotencyKey);
  const hasBody = route.bodyKind === 'json';
  if (hasBody) headers['content-type'] = 'application/json';
  try {
    return await fetch(addressOf(route, args), {
      method: route.method,
      headers,
      body: hasBody ? JSON.stringify(args.body ?? {}) : undefined,
      signal: args.signal,
      credentials: 'same-origin',
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiProblem(0, { code: 'error.unavailable' });
  }
}

function headersOf(idempotencyKey?: string): Record<string, string> {
  const headers: Record<string, string> = {
    accept: 'application/json',
    'accept-language': connection.language,
  };
  if (connection.csrf) headers['x-csrf'] = connection.csrf;
  if (idempotencyKey) headers['idempotency-key'] = idempotencyKey;
  return headers;
}

async function problemOf(response: Response): Promise<ApiProblem> {
  return new ApiProblem(response.status, parsed(await response.text()), response.headers.get('retry-after'));
}

function parsed(text: string): ProblemBody {
  try {
    return JSON.parse(text) as ProblemBody;
  } catch {
    return { code: 'error.unavailable' };
  }
}

function fileNameOf(disposition: string | null): string {
  const name = /filename\*=UTF-8''([^;]+)/.exec(disposition ?? '')?.[1];
  return name ? decodeURIComponent(name) : 'kaartbak';
}

/**
 * Sends a file's bytes as they are, with progress from 0 to 1. XMLHttpRequest, because fetch cannot
 * tell how far an upload is.
 */
export async function upload<R extends Route>(
  route: R,
  args: CallArguments<R> & { file: Blob; onProgress?: (part: number) => void },
): Promise<Answer<R>> {
  try {
    return await uploadOnce(route, args);
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    if (error.code === 'error.step-up' && (await connection.proveAgain())) return uploadOnce(route, args);
    throw noticed(error);
  }
}

function uploadOnce<R extends Route>(
  route: R,
  args: CallArguments<R> & { file: Blob; onProgress?: (part: number) => void },
): Promise<Answer<R>> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer<R>>();
  const request = new XMLHttpRequest();
  request.open(route.method, addressOf(route, args));
  for (const [name, value] of Object.entries(headersOf(args.idempotencyKey))) {
    request.setRequestHeader(name, value);
  }
  request.setRequestHeader('content-type', 'application/octet-stream');
  request.upload.onprogress = (event) => {
    if (event.lengthComputable) args.onProgress?.(event.loaded / event.total);
  };
  request.onload = () => {
    if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText) as Answer<R>);
    else reject(new ApiProblem(request.status, parsed(request.responseText), request.getResponseHeader('retry-after')));
  };
  request.onerror = () => reject(new ApiProblem(0, { code: 'error.unavailable' }));
  request.onabort = () => reject(new DOMException('The upload was stopped.', 'AbortError'));
  args.signal?.addEventListener('abort', () => request.abort());
  request.send(args.file);
  return promise;
}

/** A key that marks one intention, so that a double click does it once. `crypto.randomUUID` needs https. */
export function newIdempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
