// A library leaves, and takes everything that is its own along: a folder of plain CSV files and the files it brought.
//
// 1. `exportLibrary` reads every table that holds rows of a library, in one snapshot, straight from the database to the disk.
// 2. What is left out, and why, is one list (rules.ts); a table that is in neither fails a test.
// 3. That it was done stands in the library's own audit log.
//
// Owns nothing. Invariant: it reads through the same walls between libraries as everything else.
import { copyFileSync, createWriteStream, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { recordAudit, systemActor } from '../audit/audit.ts';
import { listFiles, pathOf } from '../files/files.ts';
import type { App } from '../platform/app.ts';
import { withTenant, type TenantDb } from '../platform/db.ts';
import { OperatorError } from '../platform/errors.ts';
import type { TenantRow } from '../tenants/tenants.ts';
import { copyOut, selectColumns, type TableColumns } from './queries.ts';
import { columnsTaken, leftOut } from './rules.ts';

export interface Exported {
  path: string;
  /** Rows per table. */
  tables: Record<string, number>;
  files: number;
}

/** Writes all data of a library to a folder that does not exist yet; it gets its name when it is whole. */
export async function exportLibrary(app: App, library: TenantRow, folder: string): Promise<Exported> {
  const path = resolve(folder);
  if (existsSync(path)) throw new OperatorError('leaving.exists', { path });
  const unfinished = `${path}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(join(unfinished, 'files'), { recursive: true, mode: 0o700 });
  try {
    const read = (db: TenantDb) => writeAll(app, db, library, unfinished);
    const exported = await withTenant(app.database, library.id, read, { readOnly: true, snapshot: true });
    await withTenant(app.database, library.id, (db) =>
      recordAudit(db, {
        actor: systemActor,
        action: 'environment.exported',
        objectKind: 'environment',
        objectId: library.id,
        detail: exported,
        at: app.now(),
      }),
    );
    renameSync(unfinished, path);
    return { path, ...exported };
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw error;
  }
}

async function writeAll(app: App, db: TenantDb, library: TenantRow, to: string): Promise<Omit<Exported, 'path'>> {
  const tables: Record<string, number> = {};
  const described: string[] = [];
  for (const found of await selectColumns(db)) {
    if (leftOut[found.table]) continue;
    const taken: TableColumns = { ...found, columns: columnsTaken(found) };
    const output = createWriteStream(join(to, `${taken.table}.csv`), { mode: 0o600, flush: true });
    const copying = copyOut(db, taken);
    await pipeline(copying, output);
    tables[taken.table] = copying.rowCount;
    described.push(...taken.columns.map(({ name, type }) => `${taken.table},${name},${type}`));
  }
  let files = 0;
  for (const file of await listFiles(db)) {
    // an import file that was cleared after its thirty days is a row without bytes
    if (!existsSync(pathOf(app, file))) continue;
    copyFileSync(pathOf(app, file), join(to, 'files', file.public_id));
    files++;
  }
  const { name, slug, language, country, time_zone, branding, contact, settings } = library;
  const about = {
    library: { name, slug, language, country, time_zone, branding, contact, settings },
    exportedAt: app.now().toISOString(),
    tables,
    files,
    leftOut,
  };
  writeFileSync(join(to, 'library.json'), `${JSON.stringify(about, null, 2)}\n`, { mode: 0o600, flush: true });
  writeFileSync(join(to, 'columns.csv'), ['table,column,type', ...described, ''].join('\n'), { mode: 0o600, flush: true });
  return { tables, files };
}
