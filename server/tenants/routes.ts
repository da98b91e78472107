import { actorOf, recordAudit } from '../audit/audit.ts';
import { serve, type ServedRoute } from '../platform/serve.ts';
import { changeBranchRoute, changeEnvironmentRoute, listBranchesRoute, readEnvironment } from './contract.ts';
import { changeBranch, changeEnvironment, getEnvironment, listBranches, type TenantRow } from './tenants.ts';

export const routes: ServedRoute[] = [
  serve(readEnvironment, async ({ db }) => shape(await getEnvironment(db, db.tenantId))),
  serve(changeEnvironmentRoute, async ({ db, body, caller, now }) => {
    const row = await changeEnvironment(db, { ...body, ...(body.shortName ? { short_name: body.shortName } : {}) });
    await recordAudit(db, { actor: actorOf(caller), action: 'environment.changed', detail: { fields: Object.keys(body) }, at: now });
    return shape(row);
  }),
  serve(listBranchesRoute, async ({ db }) => ({ branches: await listBranches(db) })),
  serve(changeBranchRoute, async ({ db, params, body, caller, now }) => {
    const row = await changeBranch(db, params.branchId, body);
    await recordAudit(db, { actor: actorOf(caller), action: 'branches.changed', objectKind: 'branch', objectId: row.id, at: now });
    return row;
  }),
];

function shape(row: TenantRow) {
  return {
    slug: row.slug,
    kind: row.kind,
    name: row.name,
    shortName: row.short_name,
    language: row.language,
    country: row.country,
    timeZone: row.time_zone,
    demo: row.demo,
    contact: row.contact,
    branding: row.branding,
  };
}
