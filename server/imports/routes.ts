import { csvLine, utf8Mark } from '../../lib/csv.ts';
import { isMessageKey, translate, type Language } from '../../lib/i18n.ts';
import type { App } from '../platform/app.ts';
import { withTenant } from '../platform/db.ts';
import { serve, type ServedRoute } from '../platform/serve.ts';
import { actorOf, recordAudit } from '../audit/audit.ts';
import {
  cancelImport,
  commitImport,
  downloadRejected,
  listImports,
  listRejected,
  readImport,
  recogniseImport,
  startImport,
  uploadImport,
} from './contract.ts';
import {
  cancelRun,
  commitRun,
  getRun,
  listRejects,
  listRuns,
  quarantineHeader,
  recognise,
  startRun,
  uploadAndRecognise,
  type Recognised,
  type RunRow,
} from './imports.ts';
import { createSplitter } from './reader.ts';

export const routes: ServedRoute[] = [
  serve(
    uploadImport,
    async ({ app, environment, query, stream, caller }) =>
      shownRecognition(
        await uploadAndRecognise(app, environment.id, { ...query, stream, uploadedBy: caller.kind === 'staff' ? caller.id : null }),
      ),
    { ownTransactions: true },
  ),
  serve(recogniseImport, async ({ app, db, params, query }) => shownRecognition(await recognise(app, db, params.fileId, query.kind))),
  serve(startImport, async ({ app, db, body, caller, now }) => {
    const run = await startRun(app, db, { ...body, startedBy: caller.name });
    await recordAudit(db, {
      actor: actorOf(caller),
      action: 'imports.started',
      objectKind: 'import',
      objectId: run.id,
      detail: { kind: run.kind, file: run.file_name },
      at: now,
    });
    return shownRun(run);
  }),
  serve(listImports, async ({ db, query }) => {
    const runs = await listRuns(db, { before: query.before, limit: query.limit });
    return { runs: runs.map(shownRun), next: runs.length === query.limit ? runs.at(-1)!.id : null };
  }),
  serve(readImport, async ({ db, params }) => shownRun(await getRun(db, params.runId))),
  serve(commitImport, async ({ db, params, body, caller, now }) => {
    const run = await commitRun(db, params.runId, body);
    await recordAudit(db, {
      actor: actorOf(caller),
      action: 'imports.agreed',
      objectKind: 'import',
      objectId: run.id,
      detail: { despite: body.despite },
      at: now,
    });
    return shownRun(run);
  }),
  serve(cancelImport, async ({ db, params }) => shownRun(await cancelRun(db, params.runId))),
  serve(listRejected, async ({ db, params, query, language }) => {
    const rejects = await listRejects(db, params.runId, query);
    return {
      rejects: rejects.map(({ line, column, value, reason }) => ({ line, column, value, reason, sentence: reasonIn(language, reason) })),
      next: rejects.length === query.limit ? rejects.at(-1)!.line : null,
    };
  }),
  serve(
    downloadRejected,
    async ({ app, environment, params, language }) => {
      const run = await withTenant(app.database, environment.id, (db) => getRun(db, params.runId), { readOnly: true });
      return {
        fileName: `${translate(language, 'imports.quarantine-file', { name: run.file_name.replace(/\.\w+$/, '') })}.csv`,
        mediaType: 'text/csv; charset=utf-8',
        body: quarantineLines(app, environment.id, run, language),
      };
    },
    { ownTransactions: true },
  ),
];

function shownRun(run: RunRow) {
  return {
    id: run.id,
    kind: run.kind,
    fileName: run.file_name,
    sizeBytes: run.size_bytes,
    profileName: run.profile_name,
    state: run.state,
    phase: run.phase,
    full: run.full_feed,
    rowsRead: run.rows_read,
    bytesRead: run.bytes_read,
    stagedRows: run.staged_rows,
    mergedRows: run.merged_rows,
    counts: run.counts,
    sample: run.sample,
    problem: run.problem,
    startedBy: run.started_by,
    createdAt: run.created_at,
    finishedAt: run.finished_at,
  };
}

function shownRecognition({ file, profile, kind, koha, columns, rows, mapping }: Recognised) {
  return { fileId: file.id, fileName: file.name, sizeBytes: file.size_bytes, kind, koha, profile, columns, rows, mapping };
}

/** The sentence for a reason; the code itself when an older run has one we no longer give. */
export function reasonIn(language: Language, reason: string): string {
  const key = `imports.reason.${reason}`;
  return isMessageKey(key) ? translate(language, key) : reason;
}

/** The refused rows with line, column and reason in front, a page at a time: there may be a hundred thousand. */
export async function* quarantineLines(app: App, tenantId: number, run: RunRow, language: Language): AsyncGenerator<string> {
  yield utf8Mark + csvLine(await withTenant(app.database, tenantId, (db) => quarantineHeader(app, db, run), { readOnly: true }));
  for (let after = 0; ;) {
    const page = await withTenant(app.database, tenantId, (db) => listRejects(db, run.id, { after, limit: 1000 }), { readOnly: true });
    if (page.length === 0) return;
    yield page
      .map(({ line, column, reason, raw }) => csvLine([line, column, reasonIn(language, reason), ...cellsOf(raw, run.mapping.delimiter)]))
      .join('');
    after = page.at(-1)!.line;
  }
}

/** The cells of a row as it stood; a row that could not be read at all stays in one cell. */
function cellsOf(raw: string, delimiter: string): string[] {
  const record = createSplitter(delimiter).end(raw)[0];
  return !record || record.problem ? [raw] : record.cells;
}
