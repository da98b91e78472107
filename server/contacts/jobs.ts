import type { App } from '../platform/app.ts';
import { withTenant } from '../platform/db.ts';
import type { JobHandlers } from '../platform/queue.ts';
import { refreshStale } from './queries/lookup.ts';

// small enough that somebody who edits a card meanwhile is hardly kept waiting, and that a stop loses little
const chunk = 5000;

export const handlers = (app: App): JobHandlers => ({
  'contacts.refresh-search': async ({ tenantId }) => {
    while ((await withTenant(app.database, tenantId, (db) => refreshStale(db, chunk))) > 0);
  },
});
