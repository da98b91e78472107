import { actorOf, recordAudit } from '../audit/audit.ts';
import type { App } from '../platform/app.ts';
import { withTenant, type TenantDb } from '../platform/db.ts';
import { serve, type Environment, type ServedRoute } from '../platform/serve.ts';
import {
  archiveSegmentRoute,
  changeSegmentRoute,
  countRuleRoute,
  countSegmentRoute,
  createSegmentRoute,
  explainRoute,
  listSegmentsRoute,
  reachRoute,
  readSegmentRoute,
  restoreSegmentRoute,
  ruleSchemaRoute,
  sampleRoute,
  segmentOptionsRoute,
} from './contract.ts';
import {
  archiveSegment,
  changeSegment,
  choicesFor,
  countRule,
  countSegment,
  createSegment,
  explain,
  getSegment,
  listSegments,
  reachOf,
  readRule,
  restoreSegment,
  ruleJsonSchema,
  sampleRule,
  type SegmentRow,
} from './segments.ts';
import { contactKinds, emailStates } from '../../lib/contact-kinds.ts';

// questions asked by POST because a rule is too long for an address; they change nothing, and the database holds them to it
const asks = { ownTransactions: true } as const;
function ask<T>(app: App, environment: Environment, question: (db: TenantDb) => Promise<T>): Promise<T> {
  return withTenant(app.database, environment.id, question, { readOnly: true });
}

export const routes: ServedRoute[] = [
  serve(listSegmentsRoute, async ({ db, query }) => ({
    segments: (await listSegments(db, query)).map(shape),
  })),
  serve(readSegmentRoute, async ({ db, params }) => shape(await getSegment(db, params.segmentId))),
  serve(createSegmentRoute, async ({ db, body, caller, now }) => {
    const row = await createSegment(db, {
      name: body.name,
      rule: readRule(body.rule),
      staffId: caller.kind === 'staff' ? caller.id : null,
      now,
    });
    await recordAudit(db, {
      actor: actorOf(caller),
      action: 'segments.created',
      objectKind: 'segment',
      objectId: row.id,
      detail: { name: row.name },
      at: now,
    });
    return shape(row);
  }),
  serve(changeSegmentRoute, async ({ db, params, body, caller, now }) => {
    // what is not there is said before what is wrong with the rule
    await getSegment(db, params.segmentId);
    const row = await changeSegment(db, {
      id: params.segmentId,
      version: body.version,
      name: body.name,
      rule: readRule(body.rule),
      staffId: null,
      now,
    });
    await recordAudit(db, {
      actor: actorOf(caller),
      action: 'segments.changed',
      objectKind: 'segment',
      objectId: row.id,
      detail: { name: row.name, version: row.version },
      at: now,
    });
    return shape(row);
  }),
  serve(archiveSegmentRoute, async ({ db, params, caller, now }) => {
    const row = await archiveSegment(db, params.segmentId, now);
    await recordAudit(db, {
      actor: actorOf(caller),
      action: 'segments.archived',
      objectKind: 'segment',
      objectId: row.id,
      detail: { name: row.name },
      at: now,
    });
    return {};
  }),
  serve(restoreSegmentRoute, async ({ db, params, caller, now }) => {
    const row = await restoreSegment(db, params.segmentId);
    await recordAudit(db, {
      actor: actorOf(caller),
      action: 'segments.restored',
      objectKind: 'segment',
      objectId: row.id,
      detail: { name: row.name },
      at: now,
    });
    return shape(row);
  }),
  serve(countSegmentRoute, async ({ db, params, now }) => shape(await countSegment(db, params.segmentId, now))),
  serve(
    countRuleRoute,
    async ({ app, environment, body, now }) => ask(app, environment, (db) => countRule(db, readRule(body.rule), now)),
    asks,
  ),
  serve(
    reachRoute,
    async ({ app, environment, body, now }) => {
      const row = await ask(app, environment, (db) => reachOf(db, readRule(body.rule), body.purposeId, now));
      return {
        inSegment: row.in_segment,
        households: row.households,
        permitted: row.permitted,
        reachable: row.reachable,
        mailboxes: row.mailboxes,
      };
    },
    asks,
  ),
  serve(
    sampleRoute,
    async ({ app, environment, body, now }) => ({
      people: await ask(app, environment, (db) => sampleRule(db, readRule(body.rule), { now, seed: body.seed, limit: body.limit })),
    }),
    asks,
  ),
  serve(
    explainRoute,
    async ({ app, environment, body, now }) => ask(app, environment, (db) => explain(db, readRule(body.rule), body.contactId, now)),
    asks,
  ),
  serve(segmentOptionsRoute, async ({ db, now, language }) => {
    const { today, lists, categories, occurring } = await choicesFor(db, now);
    const purposes = lists.purposes.map(({ id, kind, name_nl, name_en }) => ({
      id,
      kind,
      name: language === 'nl' ? name_nl : name_en,
    }));
    return {
      today,
      ...lists,
      purposes,
      categories,
      ...occurring,
      kinds: [...contactKinds],
      emailStates: [...emailStates],
    };
  }),
  serve(ruleSchemaRoute, async () => ruleJsonSchema()),
];

function shape(row: SegmentRow) {
  return {
    id: row.id,
    name: row.name,
    rule: row.rule,
    version: row.version,
    count: row.last_count,
    countedAt: row.last_counted_at,
    updatedAt: row.updated_at,
    archivedAt: row.archived_at,
  };
}
