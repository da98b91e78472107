// Every background job: its name and what it carries. The overview of all work that happens by itself.
export interface JobPayloads {
  /** Bring the look-up text of changed contacts up to date. */
  'contacts.refresh-search': { tenantId: number };
  /** Read a file into staging and work out the differences. */
  'imports.read': { tenantId: number; runId: number };
  /** Merge a previewed file into the cards. */
  'imports.commit': { tenantId: number; runId: number };
  /** Take up imports whose worker died (every minute). */
  'imports.resume': Record<string, never>;
  /** Remove imported files, refused rows and examples that were kept long enough (every night). */
  'imports.clear': Record<string, never>;
  /** Give a new environment the purposes everybody begins with. */
  'consent.ensure-purposes': { tenantId: number };
  /** Send the confirmation mail of a sign-up (double opt-in). */
  'portal.send-confirmation': { tenantId: number; requestId: number };
  /** Forget sign-ups nobody confirmed in time, in every library (every night). */
  'portal.forget-sign-ups': Record<string, never>;
  /** Send a guardian a copy of what was agreed for a child. */
  'portal.send-guardian-copy': { tenantId: number; requestId: number; contactId: number };
  /** Tell a reader what was switched on at their own page. */
  'portal.send-change': { tenantId: number; contactId: number; purposeIds: number[]; language: 'nl' | 'en'; at: string };
  /** Send a reader a fresh link to their own page. */
  'portal.send-own-page': { tenantId: number; contactId: number; language: 'nl' | 'en'; at: string };
  /** Send the mail that proves a sender address is ours to use. */
  'passwords.send-link': { email: string };
  'delivery.send-sender-proof': { tenantId: number; senderId: number; ask: string };
  /** A source has nothing left to send: its owner may close it. */
  'delivery.finished': { tenantId: number; sourceKind: string; sourceId: number };
  'delivery.held': { tenantId: number; sourceKind: string; sourceId: number };
  /** Start mailings whose moment has come (every minute). */
  'mailings.start-due': Record<string, never>;
  /** Freeze the audience of one mailing, in resumable chunks. */
  'mailings.freeze': { tenantId: number; mailingId: number };
}

export type JobName = keyof JobPayloads;
