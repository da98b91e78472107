import { actorOf, recordAudit } from '../audit/audit.ts';
import type { TenantDb } from '../platform/db.ts';
import type { App } from '../platform/app.ts';
import { serve, type Caller, type ServedRoute } from '../platform/serve.ts';
import {
  changePurpose,
  createPurpose,
  givePermission,
  liftBounce,
  listPurposes,
  objectToMarketing,
  permissionsOfContact,
  withdrawPermission,
} from './consent.ts';
import {
  changePurposeRoute,
  createPurposeRoute,
  givePermissionRoute,
  liftBounceRoute,
  listPurposesRoute,
  objectRoute,
  readPermissionsRoute,
  withdrawPermissionRoute,
} from './contract.ts';

export const routes: ServedRoute[] = [
  serve(listPurposesRoute, async ({ db, query }) => ({
    purposes: await listPurposes(db, { archived: query.archived ?? false }),
  })),

  serve(createPurposeRoute, async ({ db, body, caller, now }) => {
    const purpose = await createPurpose(db, body);
    await recordAudit(db, {
      actor: actorOf(caller),
      action: 'consent.purpose-created',
      objectKind: 'purpose',
      objectId: purpose.id,
      detail: { name: purpose.name.nl },
      at: now,
    });
    return purpose;
  }),

  serve(changePurposeRoute, async ({ db, params, body, caller, now }) => {
    const purpose = await changePurpose(db, params.purposeId, body, now);
    const detail = { changed: Object.keys(body), wordingVersion: purpose.wordingVersion };
    await recordAudit(db, {
      actor: actorOf(caller),
      action: 'consent.purpose-changed',
      objectKind: 'purpose',
      objectId: purpose.id,
      detail,
      at: now,
    });
    return purpose;
  }),

  serve(readPermissionsRoute, async ({ db, app, params, now }) => overviewOf({ db, app, now }, params.contactId)),

  serve(givePermissionRoute, async ({ db, app, params, body, caller, now }) => {
    await givePermission(db, {
      ...saidBy(caller, body, now),
      contactId: params.contactId,
      purposeId: body.purposeId,
      channel: body.channel,
      language: body.language,
      ...(body.guardian ? { guardian: body.guardian } : {}),
    });
    await audit(db, {
      caller,
      action: 'consent.given',
      contactId: params.contactId,
      detail: { purposeId: body.purposeId, channel: body.channel, method: body.method },
      now,
    });
    return overviewOf({ db, app, now }, params.contactId);
  }),

  serve(withdrawPermissionRoute, async ({ db, app, params, body, caller, now }) => {
    await withdrawPermission(db, {
      ...saidBy(caller, body, now),
      contactId: params.contactId,
      purposeId: body.purposeId,
      channel: body.channel,
    });
    await audit(db, {
      caller,
      action: 'consent.withdrawn',
      contactId: params.contactId,
      detail: { purposeId: body.purposeId, channel: body.channel, method: body.method },
      now,
    });
    return overviewOf({ db, app, now }, params.contactId);
  }),

  serve(objectRoute, async ({ db, app, params, body, caller, now }) => {
    await objectToMarketing(db, app.secrets, {
      ...saidBy(caller, body, now),
      contactId: params.contactId,
    });
    await audit(db, {
      caller,
      action: 'consent.objected',
      contactId: params.contactId,
      detail: { method: body.method },
      now,
    });
    return overviewOf({ db, app, now }, params.contactId);
  }),

  serve(liftBounceRoute, async ({ db, app, params, caller, now }) => {
    const lifted = await liftBounce(db, app.secrets, params.contactId);
    if (lifted)
      await audit(db, {
        caller,
        action: 'consent.bounce-lifted',
        contactId: params.contactId,
        detail: {},
        now,
      });
    return overviewOf({ db, app, now }, params.contactId);
  }),
];

function saidBy(caller: Caller, body: { method: 'desk' | 'paper'; note: string }, now: Date) {
  return {
    at: now,
    method: body.method,
    evidence: { recordedBy: caller.name, ...(body.note ? { note: body.note } : {}) },
    staffId: caller.kind === 'staff' ? caller.id : null,
  };
}

async function audit(
  db: TenantDb,
  entry: {
    caller: Caller;
    action: string;
    contactId: number;
    detail: Record<string, unknown>;
    now: Date;
  },
): Promise<void> {
  await recordAudit(db, {
    actor: actorOf(entry.caller),
    action: entry.action,
    objectKind: 'contact',
    objectId: entry.contactId,
    detail: entry.detail,
    at: entry.now,
  });
}

async function overviewOf({ db, app, now }: { db: TenantDb; app: App; now: Date }, contactId: number) {
  const found = await permissionsOfContact(db, app.secrets, { contactId, now });
  return {
    ...found,
    proofs: found.proofs.map(({ purpose, purpose_id, wording_version, ...proof }) => ({
      ...proof,
      purposeId: purpose_id,
      purposeName: purpose?.name ?? null,
      wordingVersion: wording_version,
    })),
  };
}
