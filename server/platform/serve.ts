// What a module gives the web server: routes of its contract with their handlers, and pages for patrons.
import type { z } from 'zod';
import type { Permission } from '../../lib/permissions.ts';
import type { Language } from '../../lib/i18n.ts';
import type { Route } from '../../lib/route.ts';
import type { App } from './app.ts';
import type { TenantDb } from './db.ts';
import type { Html } from './html.ts';

/** Who is asking. */
export interface Caller {
  kind: 'staff' | 'api-key';
  id: number;
  name: string;
  language: Language;
  /** The token every state change of a session must carry; API keys have none. */
  csrf: string | undefined;
  /** Hash of the session, for logging out. */
  session: string | undefined;
  /** When this caller last proved who they are, for step-up. */
  provedAt: Date;
  permissionsIn(environmentId: number): ReadonlySet<Permission>;
}

export interface Environment {
  id: number;
  slug: string;
  name: string;
  kind: 'network' | 'region' | 'library';
  language: Language;
  timeZone: string;
}

interface Base<R extends Route> {
  app: App;
  params: z.output<R['params']>;
  query: z.output<R['query']>;
  body: z.output<R['body']>;
  now: Date;
  language: Language;
  /** The visitor's address, already reduced to a keyed hash: for rate limits. */
  visitor: string;
  /** Sets or clears the session cookie. */
  setSession(token: string | null): void;
  /** The raw bytes of a `bytes` route. */
  stream: AsyncIterable<Uint8Array>;
  header(name: string): string | undefined;
}

/** What a handler gets depends on where its route lives; `db` is a transaction bound to the environment, read-only for GET. */
export type Input<R extends Route> = R['access'] extends { in: 'environment' }
  ? Base<R> & { db: TenantDb; caller: Caller; environment: Environment }
  : R['access'] extends { in: 'staff'; orNobody: true }
    ? Base<R> & { caller: Caller | undefined }
    : R['access'] extends { in: 'staff' }
      ? Base<R> & { caller: Caller }
      : Base<R>;

/** A file as the answer of a `download` route. */
export interface Download {
  fileName: string;
  mediaType: string;
  body: AsyncIterable<string | Uint8Array> | string | Uint8Array;
  /** Show instead of save; used for sandboxed previews only. */
  inline?: boolean;
  /** Replaces the default policy of the answer; previews of mails need their own. */
  contentSecurityPolicy?: string;
}

export interface ServedRoute {
  route: Route;
  // the registry holds handlers of many shapes; `serve` has checked each against its own route
  handle: (input: never) => Promise<unknown>;
  /** Routes that manage their own transactions (uploads, long work) get no `db`. */
  ownTransactions: boolean;
}

/** Couples a route of the contract with its handler. */
export function serve<R extends Route>(
  route: R,
  handle: (input: Input<R>) => Promise<R['outputKind'] extends 'download' ? Download : z.input<R['output']> | Download>,
  { ownTransactions = false }: { ownTransactions?: boolean } = {},
): ServedRoute {
  return { route, handle: handle as (input: never) => Promise<unknown>, ownTransactions };
}

export interface PageRequest {
  app: App;
  /** HEAD is answered by the page's GET. */
  method: 'GET' | 'HEAD' | 'POST';
  params: Record<string, string>;
  query: Record<string, string>;
  /** Form fields of a POST; the last value wins, repeated names are in `lists`. */
  form: Record<string, string>;
  lists: Record<string, string[]>;
  now: Date;
  language: Language;
  visitor: string;
  header(name: string): string | undefined;
}

export type PageAnswer =
  | { html: Html; status?: number; contentSecurityPolicy?: string }
  | { redirect: string; status?: 302 | 303 }
  | { text: string; status: number; mediaType?: string }
  | { bytes: Uint8Array; mediaType: string; cacheSeconds?: number };

/** A page for patrons: plain HTML, works without script. A GET page must change nothing. */
export interface Page {
  method: 'GET' | 'POST';
  path: string;
  handle(request: PageRequest): Promise<PageAnswer>;
}
