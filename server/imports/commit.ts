// From staging to cards, stretch by stretch. Each stretch commits together with the place where the next one begins, so a
// killed merge loses nothing and a rerun goes on there; taking in a stretch twice would change nothing either.
import type { App } from '../platform/app.ts';
import { withTenant, type TenantDb } from '../platform/db.ts';
import { addJob } from '../platform/queue.ts';
import { recordAudit, systemActor } from '../audit/audit.ts';
import { mergerOf } from './mergers.ts';
import { lockMerges, selectRun, tryLockRun, updateRun, type RunRow } from './queries.ts';
import { blocksOf, countStaging, dropStaging, hasRows, planForBulk, stagingOf } from './queries/staging.ts';
import { readRun } from './read.ts';

/**
 * How many stretches a big file is cut into, and the smallest that is worth one: blocks of 8 kB. Each stretch looks at every
 * identifier of the library once, so small ones cost more than they bring (measured on 500,000 loans: 16 stretches 10.3 s, 4 took 7).
 */
const stretches = 20;
const smallest = 2048;
const largest = 32_768;
const uniqueViolation = '23505';

/** Merges a run that is being committed. Does nothing when another worker is at it. */
export async function mergeRun(app: App, tenantId: number, runId: number): Promise<void> {
  await withTenant(app.database, tenantId, async (holder) => {
    if (!(await tryLockRun(holder, runId))) return;
    const run = await ensureStaged(app, tenantId, runId);
    if (!run) return;
    const blocks = await withTenant(app.database, tenantId, async (db) => {
      await updateRun(db, runId, { phase: 'merging' });
      if (run.merged_blocks === 0) await mergerOf(run).prepare(db);
      return blocksOf(db, stagingOf(runId).rows);
    });
    let onlyNew = run.counts.new === run.staged_rows;
    const step = Math.min(largest, Math.max(smallest, Math.ceil(blocks / stretches)));
    for (let from = run.merged_blocks; from < blocks; from += step) {
      const stretch = { from, to: Math.min(blocks, from + step), blocks };
      await withTenant(app.database, tenantId, (db) => mergeStretch(app, db, run, { ...stretch, onlyNew })).catch(
        (error: { code?: string }) => {
          if (!onlyNew || error.code !== uniqueViolation) throw error;
          // another file brought some of these rows since the preview: look at each of them from here on
          onlyNew = false;
          return withTenant(app.database, tenantId, (db) => mergeStretch(app, db, run, { ...stretch, onlyNew }));
        },
      );
    }
    await withTenant(app.database, tenantId, (db) => finish(app, db, run));
  });
}

interface Stretch {
  from: number;
  to: number;
  /** Of so many. */
  blocks: number;
  onlyNew: boolean;
}

async function mergeStretch(app: App, db: TenantDb, run: RunRow, { from, to, blocks, onlyNew }: Stretch): Promise<void> {
  await lockMerges(db);
  await planForBulk(db);
  await mergerOf(run).merge(db, { blocks: { from, to }, now: app.now(), onlyNew });
  await updateRun(db, run.id, { merged_blocks: to, merged_rows: Math.round((run.staged_rows * to) / blocks) });
}

/**
 * The run with its staging; after a crash of the server that staging is empty and the file is read once more. Undefined when
 * another worker has finished the run before we got hold of it, or when it is held after all.
 */
async function ensureStaged(app: App, tenantId: number, runId: number): Promise<RunRow | undefined> {
  const load = async () => {
    const run = await withTenant(app.database, tenantId, (db) => selectRun(db, runId));
    return run?.state === 'committing' ? run : undefined;
  };
  const run = await load();
  if (!run || (await withTenant(app.database, tenantId, (db) => isStaged(db, run)))) return run;
  await readRun(app, tenantId, run, { alreadyLocked: true });
  return load();
}

/** The keys count as well: with nothing new in a full feed they alone stand between everybody and being gone. */
async function isStaged(db: TenantDb, run: RunRow): Promise<boolean> {
  const { keys, rows } = stagingOf(run.id);
  return (await countStaging(db, rows)) === run.staged_rows && (await hasRows(db, keys));
}

async function finish(app: App, db: TenantDb, run: RunRow): Promise<void> {
  await lockMerges(db);
  await planForBulk(db);
  const now = app.now();
  await updateRun(db, run.id, { phase: 'finishing' });
  const gone = await mergerOf(run).finish(db, now);
  const counts = { ...run.counts, gone };
  await dropStaging(db, run.id);
  await updateRun(db, run.id, { state: 'done', phase: null, counts, merged_rows: run.staged_rows, finished_at: now });
  if (run.kind === 'patrons')
    await addJob(db, 'contacts.refresh-search', { tenantId: db.tenantId }, { key: `contacts.refresh-search:${db.tenantId}` });
  await recordAudit(db, {
    actor: { ...systemActor, name: run.started_by },
    action: 'imports.committed',
    objectKind: 'import',
    objectId: run.id,
    detail: { kind: run.kind, file: run.file_name, ...counts },
    at: now,
  });
}
