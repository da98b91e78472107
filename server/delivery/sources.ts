// What the engine needs from whoever wants something sent. The module that owns a source (mailings, later notices)
// hands in one loader per source kind; delivery itself knows nothing of campaigns or segments.
import type { App } from '../platform/app.ts';
import type { TenantDb } from '../platform/db.ts';
import type { RenderedMail } from '../content/content.ts';
import type { ClaimedRow } from './queries/engine.ts';
import type { Kind } from './rules.ts';

/** A source made ready for sending: everything that is the same for all its messages, frozen. */
export interface LoadedSource {
  kind: Kind;
  /** Park and show what may or may not have arrived (newsletters), or send again after a quarantine (service). */
  whenUncertain: 'park' | 'resend';
  /** Envelope sender. */
  from: string;
  /** The bytes of one message; the same row gives the same bytes, now and at every retry. */
  bytes(message: ClaimedRow): Uint8Array | Promise<Uint8Array>;
  /** What a person sees of it, for the card and the test mailbox. */
  rendered(message: ClaimedRow): RenderedMail;
}

/** Loads a source inside its tenant; undefined when it is gone. */
export type SourceLoader = (app: App, db: TenantDb, sourceId: number) => Promise<LoadedSource | undefined>;

export type SourceLoaders = Readonly<Record<string, SourceLoader>>;
