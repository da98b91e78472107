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

const code = z.object({ id: z.number(), code: z.string(), name: z.string() });

export const listCodesRoute = route({
  id: 'circulation.codes',
  method: 'GET',
  path: '/loan-codes',
  summary: 'Materials and worlds: the code of the library system and the name people know it by.',
  access: { in: 'environment', permission: 'environment.read' },
  output: z.object({ materials: z.array(code), worlds: z.array(code) }),
});

const naming = (list: 'materials' | 'worlds', summary: string) =>
  route({
    id: `${list}.name`,
    method: 'PATCH',
    path: `/${list}/:codeId`,
    summary,
    access: { in: 'environment', permission: 'environment.manage' },
    params: z.object({ codeId: idIn }),
    body: z.strictObject({ name: z.string().trim().min(1).max(120) }),
    output: code,
  });

export const nameMaterialRoute = naming('materials', 'Gives a material a name; cards and segments show it from then on.');
export const nameWorldRoute = naming('worlds', 'Gives a world a name; cards and segments show it from then on.');

export const contract = [readLoansRoute, listCodesRoute, nameMaterialRoute, nameWorldRoute];
