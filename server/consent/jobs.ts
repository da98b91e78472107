import type { App } from '../platform/app.ts';
import { withTenant } from '../platform/db.ts';
import type { JobHandlers } from '../platform/queue.ts';
import { ensureDefaultPurposes } from './consent.ts';

export const handlers = (app: App): JobHandlers => ({
  'consent.ensure-purposes': ({ tenantId }) => withTenant(app.database, tenantId, ensureDefaultPurposes),
});
