// Every address of the workbench, below /app. Links and redirects are built here and nowhere else.
// An address names an environment and then nouns: /app/zilverbeek/contacts/12.

const within = (environment: string, ...parts: (string | number)[]): string =>
  ['', environment, ...parts].map((part) => encodeURIComponent(part)).join('/');

export const paths = {
  home: (): string => '/',
  /** With a token behind # it is a one-time login link from the console. */
  login: (returnTo?: string): string => (returnTo && returnTo !== '/' ? `/aanmelden?return=${encodeURIComponent(returnTo)}` : '/aanmelden'),
  /** Its token stands behind #, so that it reaches no server log. */
  invitation: (): string => '/uitnodiging',
  /** Asking for a link by mail. */
  forgotten: (): string => '/wachtwoord-vergeten',
  /** The primitives of web/ui in all their states. */
  primitives: (): string => '/-/ui',
  /** One's own account: language, password, second factor, sessions. */
  account: (): string => '/-/account',

  today: (environment: string): string => within(environment),

  contacts: (environment: string): string => within(environment, 'contacts'),
  newContact: (environment: string): string => within(environment, 'contacts', 'new'),
  contact: (environment: string, contactId: number): string => within(environment, 'contacts', contactId),
  contactPart: (environment: string, contactId: number, part: string): string => within(environment, 'contacts', contactId, part),

  tasks: (environment: string): string => within(environment, 'tasks'),

  segments: (environment: string): string => within(environment, 'segments'),
  newSegment: (environment: string): string => within(environment, 'segments', 'new'),
  segment: (environment: string, segmentId: number): string => within(environment, 'segments', segmentId),

  mailings: (environment: string): string => within(environment, 'mailings'),
  newMailing: (environment: string): string => within(environment, 'mailings', 'new'),
  mailing: (environment: string, mailingId: number): string => within(environment, 'mailings', mailingId),
  mailingPart: (environment: string, mailingId: number, part: string): string => within(environment, 'mailings', mailingId, part),

  trialMails: (environment: string): string => within(environment, 'trial-mails'),
  trialMail: (environment: string, messageId: number | string): string => within(environment, 'trial-mails', messageId),

  imports: (environment: string): string => within(environment, 'imports'),
  newImport: (environment: string): string => within(environment, 'imports', 'new'),
  importRun: (environment: string, runId: number): string => within(environment, 'imports', runId),

  staff: (environment: string): string => within(environment, 'staff'),
  apiKeys: (environment: string): string => within(environment, 'api-keys'),
  settings: (environment: string): string => within(environment, 'settings'),
  settingsPart: (environment: string, part: string): string => within(environment, 'settings', part),
  audit: (environment: string): string => within(environment, 'audit'),
  /** What the log holds about one thing: who looked at the loans of a reader. */
  auditOf: (environment: string, object: string, action: string): string =>
    `${within(environment, 'audit')}?${new URLSearchParams({ object, action }).toString()}`,
} as const;
