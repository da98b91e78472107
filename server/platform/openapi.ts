// OpenAPI 3.1 as a fold over the contracts. The committed openapi.json must equal it (checked by a test).
import { z } from 'zod';
import { fullPath, type Route } from '../../lib/route.ts';

type Json = Record<string, unknown>;

/** The OpenAPI document of these routes. */
export function openApi(contract: readonly Route[]): Json {
  const paths: Record<string, Json> = {};
  for (const route of contract) {
    const path = fullPath(route).replace(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[route.method.toLowerCase()] = operation(route);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Kaartbak', version: '0.1.0', license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' } },
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1))),
    components: {
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'kaartbak',
          description: 'Staff session; state changes also carry the x-csrf header.',
        },
        key: { type: 'http', scheme: 'bearer', description: 'API key of one environment.' },
      },
      schemas: { Problem: problem },
    },
  };
}

const problem = {
  type: 'object',
  description: 'RFC 9457. `title` is a sentence in the language of the reader; `code` never changes.',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string' },
    request: { type: 'string' },
    fields: { type: 'object', additionalProperties: { type: 'string' } },
    params: { type: 'object' },
  },
};

function operation(route: Route): Json {
  const names = [...fullPath(route).matchAll(/:(\w+)/g)].map((match) => match[1]!);
  const inPath = schemaOf(route.params, 'input').properties as Record<string, Json> | undefined;
  const query = schemaOf(route.query, 'input');
  const required = (query.required as string[] | undefined) ?? [];
  return {
    operationId: route.id,
    summary: route.summary,
    tags: [route.id.split('.')[0]],
    security:
      route.access.in === 'public'
        ? []
        : [{ session: [] }, { key: [] }, ...(route.access.in === 'staff' && route.access.orNobody ? [{}] : [])],
    ...(route.access.in === 'environment' ? { 'x-permission': route.access.permission, 'x-step-up': route.access.stepUp ?? false } : {}),
    parameters: [
      ...names.map((name) => ({ name, in: 'path', required: true, schema: inPath?.[name] ?? { type: 'string' } })),
      ...Object.entries((query.properties ?? {}) as Record<string, Json>).map(([name, schema]) => ({
        name,
        in: 'query',
        required: required.includes(name),
        schema,
      })),
      ...(route.access.in !== 'environment' || route.method === 'GET' || route.bodyKind === 'bytes' || route.secretAnswer
        ? []
        : [{ name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', maxLength: 200 } }]),
    ],
    ...requestBody(route),
    responses: {
      200: { description: 'Done.', content: answerContent(route) },
      default: { description: 'A problem.', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
    },
  };
}

function requestBody(route: Route): Json {
  if (route.bodyKind === 'none') return {};
  const content =
    route.bodyKind === 'bytes'
      ? { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } }
      : { 'application/json': { schema: schemaOf(route.body, 'input') } };
  return { requestBody: { required: true, content } };
}

function answerContent(route: Route): Json {
  if (route.outputKind === 'download') return { '*/*': { schema: { type: 'string', format: 'binary' } } };
  return { 'application/json': { schema: schemaOf(route.output, 'output') } };
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' }) as Json;
  return rest;
}
