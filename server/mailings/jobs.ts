import { recordAudit, systemActor } from '../audit/audit.ts';
import { appendFacts } from '../timeline/timeline.ts';
import { suppressBounced } from '../consent/consent.ts';
import { refuseAddresses } from '../contacts/contacts.ts';
import { listMessagesOfSource, openDispatch, type MessageRow } from '../delivery/delivery.ts';
import type { App } from '../platform/app.ts';
import { analyze, withSystem, withTenant, type TenantDb } from '../platform/db.ts';
import { Refused } from '../platform/errors.ts';
import type { JobHandlers } from '../platform/queue.ts';
import { listEnvironments } from '../tenants/tenants.ts';
import { freezeChunk } from './freeze.ts';
import { begin } from './mailings.ts';
import { lockFreeze, lockMailing, selectDueMailings, updateCursor, updateState } from './queries.ts';
import type { Frozen } from './source.ts';

export const handlers = (app: App): JobHandlers => ({
  'mailings.start-due': () => startDue(app),
  'mailings.freeze': ({ tenantId, mailingId }) => freeze(app, tenantId, mailingId),
  'delivery.finished': ({ tenantId, sourceKind, sourceId }) =>
    sourceKind === 'mailing' ? finish(app, tenantId, sourceId) : Promise.resolve(),
  'delivery.held': ({ tenantId, sourceKind, sourceId }) => (sourceKind === 'mailing' ? hold(app, tenantId, sourceId) : Promise.resolve()),
});

const latestStartMs = 60 * 60_000;

/** Starts every mailing whose moment has come; one that cannot start becomes a draft again and says why. */
async function startDue(app: App): Promise<void> {
  const now = app.now();
  for (const environment of await withSystem(app.database, listEnvironments)) {
    const due = await withTenant(app.database, environment.id, (db) => selectDueMailings(db, now));
    for (const { id } of due) {
      await withTenant(app.database, environment.id, async (db) => {
        const mailing = await lockMailing(db, id);
        if (mailing?.state !== 'scheduled') return;
        // nobody ran at its moment, or a backup was put back: it may have left long ago
        if (now.getTime() - mailing.scheduled_at!.getTime() > latestStartMs) throw new Refused('mailings.error.moment-passed');
        await begin(app, db, mailing, now);
      }).catch(async (error: unknown) => {
        // a fault of ours: it stays scheduled and is tried again, and the others must not wait for it
        if (!(error instanceof Refused)) return app.log.error({ err: error, mailing: id }, 'a scheduled mailing could not be started');
        await withTenant(app.database, environment.id, async (db) => {
          // a colleague may have been waiting for it
          if ((await lockMailing(db, id))?.state !== 'scheduled') return;
          await updateState(db, id, { state: 'draft', problem: error.code, scheduledAt: null, now });
        });
      });
    }
  }
}

/** The mailers held it after a long silence: it stands still until a colleague lets it go on. */
async function hold(app: App, tenantId: number, mailingId: number): Promise<void> {
  await withTenant(app.database, tenantId, async (db) => {
    const mailing = await lockMailing(db, mailingId);
    if (mailing?.state !== 'freezing' && mailing?.state !== 'sending') return;
    await updateState(db, mailingId, { state: 'paused', now: app.now() });
    await recordAudit(db, { actor: systemActor, action: 'mailings.paused', objectKind: 'mailing', objectId: mailingId, at: app.now() });
  });
}

/** Freezes the audience chunk by chunk, each in a transaction of its own; stops when the mailing was held or ended. */
async function freeze(app: App, tenantId: number, mailingId: number): Promise<void> {
  for (let more = true; more;) {
    more = await withTenant(app.database, tenantId, async (db) => {
      const held = await lockFreeze<Frozen>(db, mailingId);
      if (!held || held.state !== 'freezing') return false;
      const { cursor, done } = await freezeChunk(app, db, mailingId, held.frozen, held.cursor);
      // kept at the end too: a mailing that is held and resumed must not begin its audience again
      await updateCursor(db, mailingId, cursor);
      // after the first chunk and at the end: the engine already works on these rows
      if (held.cursor === 0 || done) await analyze(db, 'messages');
      if (done) await updateState(db, mailingId, { state: 'sending', now: app.now() });
      await openDispatch(db, { kind: 'mailing', id: mailingId }, { open: !done });
      return !done;
    });
  }
}

/** The ledger has nothing left: closes the mailing and writes what became of it on each card, a page at a time; safe to repeat. */
async function finish(app: App, tenantId: number, mailingId: number): Promise<void> {
  const name = await withTenant(app.database, tenantId, async (db) => {
    const mailing = await lockMailing(db, mailingId);
    if (mailing && (mailing.state === 'sending' || mailing.state === 'paused'))
      await updateState(db, mailingId, { state: 'finished', finishedAt: app.now(), now: app.now() });
    return mailing?.name;
  });
  if (name === undefined) return;
  const mailing = { id: mailingId, name };
  await eachPage(app, tenantId, mailingId, { state: 'accepted' }, (db, rows) => tell(app, db, rows, mailing, 'mail.sent'));
  await eachPage(app, tenantId, mailingId, { state: 'failed', reason: 'hard' }, async (db, rows) => {
    const refused = rows.flatMap(({ contact_id: contactId, address }) =>
      contactId !== null && address !== null ? [{ contactId, address }] : [],
    );
    await refuseAddresses(db, refused);
    await suppressBounced(db, app.secrets, { addresses: refused.map(({ address }) => address), at: app.now() });
    await tell(app, db, rows, mailing, 'mail.failed');
  });
}

const pageSize = 2000;

async function eachPage(
  app: App,
  tenantId: number,
  mailingId: number,
  filter: { state: string; reason?: string },
  work: (db: TenantDb, rows: MessageRow[]) => Promise<void>,
): Promise<void> {
  for (let before: number | undefined; ;) {
    const rows = await withTenant(app.database, tenantId, async (db) => {
      const page = await listMessagesOfSource(db, { kind: 'mailing', id: mailingId }, { ...filter, before, limit: pageSize });
      await work(db, page);
      return page;
    });
    if (rows.length < pageSize) return;
    before = rows.at(-1)!.id;
  }
}

async function tell(
  app: App,
  db: TenantDb,
  rows: readonly MessageRow[],
  mailing: { id: number; name: string },
  kind: string,
): Promise<void> {
  const object = `mailing:${mailing.id}`;
  await appendFacts(
    db,
    rows.flatMap((row) =>
      row.contact_id === null
        ? []
        : [
            {
              contactId: row.contact_id,
              at: row.finished_at ?? app.now(),
              kind,
              object,
              payload: { name: mailing.name, message: row.id },
              naturalKey: object,
            },
          ],
    ),
  );
}
