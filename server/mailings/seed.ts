// A mailing that left some time ago, for the demo.
import type { App } from '../platform/app.ts';
import { withTenant } from '../platform/db.ts';
import type { Caller } from '../platform/serve.ts';
import { pauseDispatch } from '../delivery/delivery.ts';
import { plantDelivery } from '../delivery/seed.ts';
import { handlers } from './jobs.ts';
import { sendMailing, type MailingRow } from './mailings.ts';

export interface PastSending {
  at: Date;
  caller: Caller;
  badAddresses: readonly number[];
}

/**
 * Sends a draft as it would have left at `at`: the same checks, freeze and decisions as always. Only the delivery itself is
 * written into the ledger instead of waited for, and each reader's timeline gets its fact with the minute of arrival.
 */
export async function plantSentMailing(
  app: App,
  tenantId: number,
  mailing: MailingRow,
  { at, caller, badAddresses }: PastSending,
): Promise<void> {
  const source = { kind: 'mailing', id: mailing.id };
  const then: App = { ...app, now: () => at };
  await withTenant(app.database, tenantId, async (db) => {
    await sendMailing(then, db, mailing.id, { version: mailing.version, at: null, caller, now: at });
    // a mailer that runs beside us must not deliver it today
    await pauseDispatch(db, source);
  });
  await handlers(then)['mailings.freeze']!({ tenantId, mailingId: mailing.id });
  const arrived = await withTenant(app.database, tenantId, (db) => plantDelivery(db, source, { at, badAddresses }));
  await handlers({ ...app, now: () => arrived })['delivery.finished']!({ tenantId, sourceKind: 'mailing', sourceId: mailing.id });
}
