/**
 * Where a rule of tidy does not hold, and why. An exception that is no longer needed fails the test.
 * The reasons are a closed list: a case that fits none of them is repaired, not excepted.
 */
export const reasons = {
  data: 'The file holds words or tables, not code.',
  'tool-demands': 'An outside tool decides this form.',
  'operator-work': 'Work above all environments, done by the operator or at start, never by a request.',
  'bulk-path': 'Bulk loading goes around the face for speed, measured.',
  protocol: 'A published protocol decides the order and the length.',
} as const;

export interface Exception {
  path: string;
  rule: string;
  reason: keyof typeof reasons;
}

export const exceptions: readonly Exception[] = [
  { path: 'vite.config.ts', rule: 'default-export', reason: 'tool-demands' },
  { path: 'tools/check/reporter.ts', rule: 'default-export', reason: 'tool-demands' },
  { path: 'server/imports/mergers.ts', rule: 'imports', reason: 'bulk-path' },
];
