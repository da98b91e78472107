import { many, maybe, one, run, sql, type TenantDb } from '../platform/db.ts';

export interface FileRow {
  id: number;
  public_id: string;
  name: string;
  purpose: 'import' | 'image' | 'logo' | 'export';
  media_type: string;
  size_bytes: number;
  sha256: string;
  width: number | null;
  height: number | null;
  uploaded_by: number | null;
  created_at: Date;
}

const columns = sql`id, public_id, name, purpose, media_type, size_bytes, sha256, width, height, uploaded_by, created_at`;

export async function insertFile(db: TenantDb, file: Omit<FileRow, 'id' | 'created_at'>): Promise<FileRow> {
  return one(
    db,
    sql<FileRow>`
    insert into files (tenant_id, public_id, name, purpose, media_type, size_bytes, sha256, width, height, uploaded_by)
    values (${db.tenantId}, ${file.public_id}, ${file.name}, ${file.purpose}, ${file.media_type}, ${file.size_bytes}, ${file.sha256},
      ${file.width}, ${file.height}, ${file.uploaded_by})
    returning ${columns}`,
  );
}

export async function updateSize(db: TenantDb, id: number, size: { width: number; height: number }): Promise<void> {
  await run(db, sql`update files set width = ${size.width}, height = ${size.height} where tenant_id = ${db.tenantId} and id = ${id}`);
}

export async function selectFile(db: TenantDb, id: number): Promise<FileRow | undefined> {
  return maybe(db, sql<FileRow>`select ${columns} from files where tenant_id = ${db.tenantId} and id = ${id} and cleared_at is null`);
}

export async function selectFiles(db: TenantDb): Promise<FileRow[]> {
  return many(db, sql<FileRow>`select ${columns} from files where tenant_id = ${db.tenantId} and cleared_at is null order by id`);
}

export async function markCleared(db: TenantDb, id: number, now: Date): Promise<void> {
  await run(db, sql`update files set cleared_at = ${now} where tenant_id = ${db.tenantId} and id = ${id}`);
}

export async function selectImages(db: TenantDb): Promise<FileRow[]> {
  return many(
    db,
    sql<FileRow>`
    select ${columns} from files where tenant_id = ${db.tenantId} and purpose in ('image', 'logo') and width is not null
    order by id desc limit 100`,
  );
}

/** Those of these files that are images. */
export async function selectImagesOf(db: TenantDb, ids: readonly number[]): Promise<FileRow[]> {
  return many(
    db,
    sql<FileRow>`
    select ${columns} from files where tenant_id = ${db.tenantId} and purpose in ('image', 'logo') and width is not null and id = any(${ids as number[]})`,
  );
}

export async function deleteFile(db: TenantDb, id: number): Promise<void> {
  await run(db, sql`delete from files where tenant_id = ${db.tenantId} and id = ${id}`);
}
