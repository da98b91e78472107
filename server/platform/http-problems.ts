// From thrown errors to problem+json (RFC 9457), and from a request to parsed input.
import type { FastifyRequest } from 'fastify';
import { ZodError } from 'zod';
import { isMessageKey, translate, type Language, type MessageKey } from '../../lib/i18n.ts';
import type { Route } from '../../lib/route.ts';
import { Invalid, NotFound, Refused } from './errors.ts';

interface Problem {
  status: number;
  retryAfter?: number;
  body: {
    type: string;
    title: string;
    status: number;
    code: string;
    request?: string;
    fields?: Record<string, string>;
    params?: Record<string, string | number>;
  };
}

/** The answer for an error; anything unknown is a defect: its text stays inside, its number goes out. */
export function problemOf(error: unknown, { language, id }: { language: Language; id: string }): Problem {
  const build = (status: number, code: MessageKey, extra: Partial<Problem['body']> = {}, params = {}): Problem => ({
    status,
    body: { type: 'about:blank', title: translate(language, code, params), status, code, ...extra },
  });
  if (error instanceof NotFound) return build(404, error.code);
  if (error instanceof Refused) {
    const problem = build(error.status, error.code, { params: error.params }, error.params);
    return error.status === 429 ? { ...problem, retryAfter: Number(error.params.seconds ?? 60) } : problem;
  }
  if (error instanceof Invalid) return build(422, 'error.invalid', { fields: sentences(error.fields, language) });
  const code = (error as { code?: string }).code;
  if (code === 'FST_ERR_CTP_INVALID_JSON_BODY' || code === 'FST_ERR_CTP_EMPTY_JSON_BODY' || code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return build(400, 'error.invalid-json');
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return build(413, 'error.too-large');
  // the database is away or starting: honest and worth a retry
  if (code === 'ECONNREFUSED' || code === 'ECONNRESET' || code === '57P01' || code === '57P03')
    return { ...build(503, 'error.unavailable'), retryAfter: 5 };
  // a sign no text of the database can hold (U+0000, half of a pair); nobody types it, a program may send it
  const halfSign = code === '22P02' && /surrogate/.test((error as { detail?: string }).detail ?? '');
  // a moment that is none: days are judged by the schemas, but a cursor somebody made up is text
  const noMoment = code === '22007' || code === '22008' || code === '22009';
  if (code === '22021' || code === '22P05' || halfSign || noMoment) return build(422, 'error.invalid');
  const status = (error as { statusCode?: number }).statusCode;
  if (status && status >= 400 && status < 500) return build(status, 'error.invalid-json');
  return build(500, 'error.unexpected', { request: id }, { id });
}

function sentences(fields: Record<string, MessageKey>, language: Language): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([field, key]) => [field, translate(language, key)]));
}

/** Parses path, query and body by the route's schemas; throws Invalid with one sentence per field. */
export function readInput(route: Route, request: FastifyRequest): { params: unknown; query: unknown; body: unknown } {
  try {
    return {
      params: route.params.parse(request.params),
      query: route.query.parse(request.query),
      body: route.bodyKind === 'json' ? route.body.parse(request.body ?? {}) : {},
    };
  } catch (error) {
    if (error instanceof ZodError) throw invalidFrom(error);
    throw error;
  }
}

/** One key per field from a schema's complaints. A schema may name its own message key as its message. */
export function invalidFrom(error: ZodError): Invalid {
  const fields: Record<string, MessageKey> = {};
  for (const issue of error.issues) {
    const field = issue.path.join('.') || (issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : 'body');
    fields[field] ??= keyOf(issue);
  }
  return new Invalid(fields);
}

function keyOf(issue: ZodError['issues'][number]): MessageKey {
  if (isMessageKey(issue.message)) return issue.message;
  if (issue.code === 'unrecognized_keys') return 'field.unknown';
  if (issue.code === 'too_big') return 'field.too-long';
  if (issue.code === 'too_small') return issue.origin === 'string' && issue.minimum === 1 ? 'field.required' : 'field.too-short';
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'field.required';
  if (issue.code === 'invalid_format' && issue.format === 'email') return 'field.email';
  return 'field.invalid';
}
