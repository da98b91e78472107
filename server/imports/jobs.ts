import type { App } from '../platform/app.ts';
import type { JobHandlers } from '../platform/queue.ts';
import { clearOldFiles, resumeSilentRuns, runMerging, runReading } from './imports.ts';

export const handlers = (app: App): JobHandlers => ({
  'imports.read': ({ tenantId, runId }) => runReading(app, tenantId, runId),
  'imports.commit': ({ tenantId, runId }) => runMerging(app, tenantId, runId),
  'imports.resume': async () => void (await resumeSilentRuns(app)),
  'imports.clear': async () => void (await clearOldFiles(app)),
});
