import { actorOf, recordAudit } from '../audit/audit.ts';
import { arrivalsOf, findDispatch, htmlShownHere, listMessagesOfSource, mailPolicy, progressOf } from '../delivery/delivery.ts';
import { withSystem } from '../platform/db.ts';
import { Refused } from '../platform/errors.ts';
import { serve, type Caller, type Environment, type ServedRoute } from '../platform/serve.ts';
import { getStaff } from '../staff/staff.ts';
import { clicksPerHour, clickTotals } from '../tracking/tracking.ts';
import {
  audienceRoute,
  cancelMailingRoute,
  checkMailingRoute,
  copyMailingRoute,
  createMailingRoute,
  listMailingsRoute,
  pauseMailingRoute,
  previewMailingHtmlRoute,
  previewMailingRoute,
  readMailingRoute,
  recipientsRoute,
  removeMailingRoute,
  resultRoute,
  resumeMailingRoute,
  saveMailingRoute,
  sendMailingRoute,
  sendTestRoute,
  sendUncertainAgainRoute,
  type SeenBy,
} from './contract.ts';
import {
  audienceOf,
  cancelMailing,
  checkMailing,
  copyMailing,
  createMailing,
  getMailing,
  listMailings,
  type MailingRow,
  pauseMailing,
  previewFor,
  removeMailing,
  resumeMailing,
  saveMailing,
  sendAgain,
  sendMailing,
  sendTest,
} from './mailings.ts';
import { selectNames } from './queries.ts';

const writing: ServedRoute[] = [
  serve(listMailingsRoute, async ({ db, query }) => {
    const rows = await listMailings(db, query);
    const mailings = [];
    for (const row of rows)
      mailings.push({ ...summary(row), progress: row.started_at ? await progressOf(db, { kind: 'mailing', id: row.id }) : null });
    return { mailings, next: rows.length === query.limit ? rows.at(-1)!.id : null };
  }),
  serve(createMailingRoute, async ({ db, body, caller, now }) =>
    shape(await createMailing(db, { ...body, staffId: staffOf(caller), now })),
  ),
  serve(readMailingRoute, async ({ db, params }) => shape(await getMailing(db, params.mailingId))),
  serve(saveMailingRoute, async ({ db, params, body, now }) => shape(await saveMailing(db, params.mailingId, body, now))),
  serve(copyMailingRoute, async ({ db, params, caller, now }) =>
    shape(await copyMailing(db, params.mailingId, { staffId: staffOf(caller), now })),
  ),
  serve(removeMailingRoute, async ({ db, params, caller, now }) => {
    await removeMailing(db, params.mailingId);
    await recordAudit(db, {
      actor: actorOf(caller),
      action: 'mailings.removed',
      objectKind: 'mailing',
      objectId: params.mailingId,
      at: now,
    });
    return {};
  }),
  serve(checkMailingRoute, async ({ app, db, params }) => checkMailing(app, db, await getMailing(db, params.mailingId))),
  serve(previewMailingRoute, async ({ app, db, params, query, caller, environment, now }) => {
    requireCards(query.contactId, caller, environment);
    return previewFor(app, db, await getMailing(db, params.mailingId), query.contactId, now);
  }),
  serve(previewMailingHtmlRoute, async ({ app, db, params, query, caller, environment, now }) => {
    requireCards(query.contactId, caller, environment);
    const shown = await previewFor(app, db, await getMailing(db, params.mailingId), query.contactId, now);
    const html = htmlShownHere(app, shown.html);
    return {
      fileName: `mailing-${params.mailingId}.html`,
      mediaType: 'text/html; charset=utf-8',
      // a browser shows the dark colours only on a dark desktop; here they are asked for
      body: query.dark ? html.replaceAll('(prefers-color-scheme: dark)', 'all').replaceAll('(prefers-color-scheme:dark)', 'all') : html,
      inline: true,
      contentSecurityPolicy: mailPolicy,
    };
  }),
  serve(sendTestRoute, async ({ app, db, params, body, caller, environment, now }) => {
    requireCards(body.contactId, caller, environment);
    if (caller.kind !== 'staff') throw new Refused('error.no-permission', {}, 403);
    const me = await withSystem(app.database, (system) => getStaff(system, caller.id));
    const mailing = await getMailing(db, params.mailingId);
    await sendTest(app, db, mailing, { email: me.email, name: me.name, contactId: body.contactId ?? undefined, now });
    return { to: me.email };
  }),
  serve(audienceRoute, async ({ app, db, params, now }) => audienceOf(app, db, await getMailing(db, params.mailingId), now)),
];

const sending: ServedRoute[] = [
  serve(sendMailingRoute, async ({ app, db, params, body, caller, now }) =>
    shape(
      await sendMailing(app, db, params.mailingId, { version: body.version, at: body.at === null ? null : new Date(body.at), caller, now }),
    ),
  ),
  serve(pauseMailingRoute, async ({ db, params, caller, now }) => shape(await pauseMailing(db, params.mailingId, caller, now))),
  serve(resumeMailingRoute, async ({ db, params, caller, now }) => shape(await resumeMailing(db, params.mailingId, caller, now))),
  serve(cancelMailingRoute, async ({ db, params, caller, now }) => shape(await cancelMailing(db, params.mailingId, caller, now))),
  serve(sendUncertainAgainRoute, async ({ db, params, caller, now }) => {
    const count = await sendAgain(db, params.mailingId);
    await recordAudit(db, {
      actor: actorOf(caller),
      action: 'mailings.uncertain-sent-again',
      objectKind: 'mailing',
      objectId: params.mailingId,
      detail: { count },
      at: now,
    });
    return { count };
  }),
  serve(resultRoute, async ({ db, params }) => {
    const mailing = await getMailing(db, params.mailingId);
    const source = { kind: 'mailing' as const, id: mailing.id };
    const dispatch = await findDispatch(db, source);
    return {
      state: mailing.state,
      trouble: mailing.problem ?? dispatch?.trouble ?? null,
      progress: await progressOf(db, source),
      arrivals: await arrivalsOf(db, source),
      links: (await clickTotals(db, source)).map((row) => ({
        position: row.position,
        url: row.url,
        clicks: row.clicks,
        machineClicks: row.machine_clicks,
      })),
      clicksPerHour: await clicksPerHour(db, source),
    };
  }),
  serve(recipientsRoute, async ({ db, params, query }) => {
    await getMailing(db, params.mailingId);
    const { reason, state } = query;
    // a figure of the result may hold several states; a reason is counted for each apart
    const states = state && (reason ? [state] : (countedAs[state] ?? [state]));
    const rows = await listMessagesOfSource(db, { kind: 'mailing', id: params.mailingId }, { ...query, state: states });
    const names = await selectNames(
      db,
      rows.flatMap((row) => row.contact_id ?? []),
    );
    return {
      recipients: rows.map((row) => ({
        messageId: row.id,
        contactId: row.contact_id,
        name: names.get(row.contact_id ?? 0) ?? '',
        address: row.address,
        state: row.state,
        reason: row.reason,
        reply: row.reply,
        at: row.finished_at,
      })),
      next: rows.length === query.limit ? rows.at(-1)!.id : null,
    };
  }),
];

export const routes: ServedRoute[] = [...writing, ...sending];

/** The states that stand together in one figure of the result (progressOf), under the one it is opened with. */
const countedAs: Partial<Record<string, readonly string[]>> = { failed: ['failed', 'expired'], claimed: ['claimed', 'handing'] };

/** A mail with somebody's own data shows a part of their card: who may not open cards may not see that either. */
function requireCards(contactId: SeenBy | null | undefined, caller: Caller, environment: Environment): void {
  if (typeof contactId === 'number' && !caller.permissionsIn(environment.id).has('contacts.read'))
    throw new Refused('error.no-permission', {}, 403);
}

function staffOf(caller: Caller): number | null {
  return caller.kind === 'staff' ? caller.id : null;
}

function summary(row: MailingRow) {
  return {
    id: row.id,
    name: row.name,
    subject: row.subject,
    state: row.state,
    purposeName: row.purpose_name,
    segmentName: row.segment_name,
    scheduledAt: row.scheduled_at,
    problem: row.problem,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    updatedAt: row.updated_at,
  };
}

function shape(row: MailingRow) {
  return {
    ...summary(row),
    version: row.version,
    purposeId: row.purpose_id,
    segmentId: row.segment_id,
    senderId: row.sender_id,
    preheader: row.preheader,
    language: row.language,
    blocks: row.blocks,
    createdBy: row.created_by_name,
  };
}
