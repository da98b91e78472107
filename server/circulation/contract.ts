import { z } from 'zod';
import { day, idIn, route } from '../../lib/route.ts';

const loan = z.object({
  id: z.number(),
  title: z.string(),
  author: z.string().nullable(),
  material: z.string().nullable(),
  world: z.string().nullable(),
  branch: z.string().nullable(),
  renewals: z.number(),
  loanedOn: day,
  dueOn: day.nullable(),
  returnedOn: day.nullable(),
  /** Days past the due date of what is still out. */
  daysLate: z.number(),
});
export type Loan = z.output<typeof loan>;

export const readLoansRoute = route({
  id: 'circulation.loans',
  method: 'GET',
  path: '/contacts/:contactId/loans',
  summary: 'What a contact has borrowed, and in total. Each view is recorded.',
  access: { in: 'environment', permission: 'loans.read' },
  auditedAs: 'loans.viewed',
  params: z.object({ contactId: idIn }),
  query: z.object({
    state: z.enum(['open', 'returned']).default('open'),
    before: idIn.optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  output: z.object({
    totals: z.object({ loans: z.number(), open: z.number(), firstOn: day, lastOn: day }).nullable(),
    loans: z.array(loan),
    next: z.number().nullable(),
  }),
});

export const contract = [readLoansRoute];
