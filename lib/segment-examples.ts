// Rules to begin with: the empty screen offers them, the demo library has them. Each works in any library, because it
// refers to nothing by number.
import type { Group } from './segment-rule.ts';

export const segmentExamples = {
  families: {
    match: 'all',
    rules: [
      { field: 'child', years: { from: 6, to: 12 } },
      {
        field: 'loans',
        count: { from: 5 },
        who: 'household',
        audience: 'youth',
        period: { from: { ago: 6, unit: 'months' } },
      },
    ],
  },
  lapsed: {
    match: 'all',
    rules: [
      { field: 'membership', is: 'active' },
      { field: 'last-loan', period: { to: { ago: 6, unit: 'months' } } },
    ],
  },
  ending: {
    match: 'all',
    rules: [
      {
        field: 'member-until',
        period: { from: { ago: 0, unit: 'days' }, to: { ahead: 30, unit: 'days' } },
      },
      { field: 'email', is: 'present' },
    ],
  },
  new: {
    match: 'all',
    rules: [{ field: 'member-since', period: { from: { ago: 1, unit: 'months' } } }],
  },
} as const satisfies Record<string, Group>;
