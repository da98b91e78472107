import type { App } from '../platform/app.ts';
import type { JobHandlers } from '../platform/queue.ts';
import { clearOldFiles, recordFault, resumeSilentRuns, runMerging, runReading } from './imports.ts';

export const handlers = (app: App): JobHandlers => ({
  'imports.read': ({ tenantId, runId }) => told(app, { tenantId, runId }, runReading),
  'imports.commit': ({ tenantId, runId }) => told(app, { tenantId, runId }, runMerging),
  'imports.resume': async () => void (await resumeSilentRuns(app)),
  'imports.clear': async () => void (await clearOldFiles(app)),
});

/** A database that is away for a moment is tried again by the queue; a fault of ours is told to who waits for the run. */
async function told(
  app: App,
  run: { tenantId: number; runId: number },
  work: (app: App, tenantId: number, runId: number) => Promise<void>,
): Promise<void> {
  try {
    await work(app, run.tenantId, run.runId);
  } catch (error) {
    if (isPassing(error as Error & { code?: string })) throw error;
    app.log.error({ err: error, ...run }, 'import failed');
    await recordFault(app, run.tenantId, run.runId);
  }
}

function isPassing({ code, message }: Error & { code?: string }): boolean {
  return /^(E(CONN|PIPE|HOST|TIMEDOUT)|57P|08|53|40)/.test(code ?? '') || /connection terminated|timeout exceeded/i.test(message);
}
