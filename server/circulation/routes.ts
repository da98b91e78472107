import { dayIn } from '../../lib/day.ts';
import { actorOf, recordAudit } from '../audit/audit.ts';
import { getContact } from '../contacts/contacts.ts';
import { serve, type ServedRoute } from '../platform/serve.ts';
import { listBranches } from '../tenants/tenants.ts';
import { listCodes, listLoans, loanTotals, nameCode } from './circulation.ts';
import { listCodesRoute, nameMaterialRoute, nameWorldRoute, readLoansRoute } from './contract.ts';
import { daysLate } from './rules.ts';

export const routes: ServedRoute[] = [
  serve(readLoansRoute, async ({ db, params, query, environment, now }) => {
    await getContact(db, params.contactId);
    const today = dayIn(environment.timeZone, now);
    const branches = new Map((await listBranches(db)).map((branch) => [branch.id, branch.name]));
    const totals = await loanTotals(db, params.contactId);
    const { loans, next } = await listLoans(db, params.contactId, query);
    return {
      totals: totals ? { loans: totals.loans, open: totals.open_loans, firstOn: totals.first_on, lastOn: totals.last_on } : null,
      loans: loans.map((row) => ({
        id: row.id,
        title: row.title,
        author: row.author,
        material: row.material,
        world: row.world,
        branch: row.branch_id === null ? null : (branches.get(row.branch_id) ?? null),
        renewals: row.renewals,
        loanedOn: row.loaned_on,
        dueOn: row.due_on,
        returnedOn: row.returned_on,
        daysLate: daysLate(row, today),
      })),
      next,
    };
  }),
  serve(listCodesRoute, async ({ db }) => listCodes(db)),
  naming(nameMaterialRoute, 'materials'),
  naming(nameWorldRoute, 'worlds'),
];

function naming(route: typeof nameMaterialRoute, list: 'materials' | 'worlds'): ServedRoute {
  return serve(route, async ({ db, params, body, caller, now }) => {
    const row = await nameCode(db, list, params.codeId, body.name);
    await recordAudit(db, {
      actor: actorOf(caller),
      action: list === 'materials' ? 'materials.named' : 'worlds.named',
      objectKind: list === 'materials' ? 'material' : 'world',
      objectId: row.id,
      detail: { name: row.name },
      at: now,
    });
    return row;
  });
}
