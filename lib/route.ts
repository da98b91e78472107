// The form of an HTTP contract. A module's contract.ts lists its routes as data; the server serves
// them, the workbench calls them with inferred types, and OpenAPI and the permission matrix are folds
// over the same list.
import { z } from 'zod';
import type { Permission } from './permissions.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * Where a route lives and who may call it:
 * - `environment`: below /api/{environment}; needs the permission in that environment
 * - `staff`: any logged-in staff member, about themselves; with `orNobody` who is not logged in is answered too, and told so
 * - `public`: nobody needs to be logged in
 */
export type Access =
  | { in: 'environment'; permission: Permission; stepUp?: boolean }
  | { in: 'staff'; orNobody?: true; stepUp?: boolean }
  | { in: 'public' };

export interface Route<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
  Where extends Access = Access,
> {
  /** Operation id in OpenAPI: `contacts.list`. */
  id: string;
  method: Method;
  /** Fastify path below /api or /api/{environment}: `/contacts/:contactId`. */
  path: string;
  summary: string;
  access: Where;
  params: Params;
  query: Query;
  /** What the body is: JSON by schema, a raw stream of bytes (uploads), or nothing. */
  body: Body;
  bodyKind: 'json' | 'bytes' | 'none';
  output: Output;
  /** What the answer is when it is not JSON: a file to download. */
  outputKind: 'json' | 'download';
  /** The answer holds a secret shown once: it is never kept for a repeated request. */
  secretAnswer?: boolean;
  /** Reading this is itself recorded in the audit log under this action (views of loans). */
  auditedAs?: string;
}

type Described<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, O extends z.ZodType, W extends Access> = Pick<
  Route,
  'id' | 'method' | 'path' | 'summary' | 'auditedAs' | 'secretAnswer'
> & { access: W; params?: P; query?: Q; body?: B; bodyKind?: 'json' | 'bytes'; output?: O; outputKind?: 'download' };

const nothing = z.object({});

/** Describes one route; absent parts take no input and give an empty object. */
export function route<
  P extends z.ZodType = typeof nothing,
  Q extends z.ZodType = typeof nothing,
  B extends z.ZodType = typeof nothing,
  O extends z.ZodType = typeof nothing,
  const W extends Access = Access,
>(described: Described<P, Q, B, O, W>): Route<P, Q, B, O, W> {
  return {
    ...described,
    params: described.params ?? (nothing as unknown as P),
    query: described.query ?? (nothing as unknown as Q),
    body: described.body ?? (nothing as unknown as B),
    bodyKind: described.bodyKind ?? (described.body ? 'json' : 'none'),
    output: described.output ?? (nothing as unknown as O),
    outputKind: described.outputKind ?? 'json',
  };
}

/** The whole path of a route as the server mounts it. */
export function fullPath(described: Route): string {
  return described.access.in === 'environment' ? `/api/:environment${described.path}` : `/api${described.path}`;
}

/** A row number of ours in a path or query; arrives as text. */
export const idIn = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);
/** An instant in an answer: the database gives a Date, the wire carries ISO 8601 in UTC. */
export const instant = z.preprocess((value) => (value instanceof Date ? value.toISOString() : value), z.iso.datetime());
/** A calendar day, YYYY-MM-DD. */
export const day = z.iso.date();
