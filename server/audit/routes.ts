import { serve, type ServedRoute } from '../platform/serve.ts';
import { listAudit, verifyAudit } from './audit.ts';
import { listAuditEntries, verifyAuditChain } from './contract.ts';

export const routes: ServedRoute[] = [
  serve(listAuditEntries, async ({ db, query }) => {
    const { object, ...filter } = query;
    const [kind, id] = object?.split(':') ?? [];
    const rows = await listAudit(db, kind && id ? { ...filter, object: { kind, id } } : filter);
    return {
      entries: rows.map((row) => ({
        id: row.id,
        at: row.at,
        actorKind: row.actor_kind,
        actorName: row.actor_name,
        action: row.action,
        objectKind: row.object_kind,
        objectId: row.object_id,
        detail: row.detail,
      })),
      next: rows.length === query.limit ? rows.at(-1)!.id : null,
    };
  }),
  serve(verifyAuditChain, async ({ db }) => verifyAudit(db)),
];
