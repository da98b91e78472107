// Files people bring: exports to import, images for mails.
//
// 1. `storeUpload` streams the bytes to a file with a random name below the home folder, counting and hashing on the way;
//    too many bytes stop it and nothing stays behind.
// 2. A row tells whose it is, what it was called and what it is for; the name never becomes a path.
// 3. `storeImage` decodes an image and writes it anew: what was hidden in it (place, camera, script) does not survive.
// 4. `clearFile` removes bytes whose time is over (imports: thirty days).
// 5. An image is served at /beeld/<token>; the token is sealed and names one image of one environment.
//
// Owns files and the folder `files` of the home. Invariant: no byte that somebody uploaded as an image is ever served as it came.
import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream, mkdirSync } from 'node:fs';
import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { App } from '../platform/app.ts';
import { withTenant, type TenantDb } from '../platform/db.ts';
import { NotFound, Refused } from '../platform/errors.ts';
import { openNumbers, sealNumbers } from '../platform/tokens.ts';
import { reencode } from './images.ts';
import {
  deleteFile,
  insertFile,
  markCleared,
  selectFile,
  selectFiles,
  selectImages,
  selectImagesOf,
  updateSize,
  type FileRow,
} from './queries.ts';
import { cleanName } from './rules.ts';

export type { FileRow } from './queries.ts';

export type FilePurpose = 'import' | 'image' | 'logo' | 'export';

const unfinished = '.arriving';

export interface NewFile {
  name: string;
  purpose: FilePurpose;
  mediaType: string;
  stream: AsyncIterable<Uint8Array>;
  /** More bytes than this are refused. */
  maxBytes: number;
  uploadedBy?: number | null;
}

/** Keeps the bytes of an upload and gives its row. Refuses what is too large; then nothing stays behind. */
export async function storeUpload(app: App, tenantId: number, wanted: NewFile): Promise<FileRow> {
  const publicId = randomBytes(18).toString('base64url');
  const path = join(folderOf(app), publicId);
  // under its name only when it is whole: what a killed process leaves is told from what belongs to a row
  const arriving = `${path}${unfinished}`;
  const hash = createHash('sha256');
  let size = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      hash.update(chunk);
      done(size > wanted.maxBytes ? new Refused('files.too-large', { megabytes: Math.floor(wanted.maxBytes / 1e6) }, 413) : null, chunk);
    },
  });
  try {
    await pipeline(
      Readable.from(wanted.stream, { objectMode: false }),
      meter,
      createWriteStream(arriving, { flags: 'wx', mode: 0o600, flush: true }),
    );
    await rename(arriving, path);
    return await withTenant(app.database, tenantId, (db) =>
      insertFile(db, {
        public_id: publicId,
        name: cleanName(wanted.name),
        purpose: wanted.purpose,
        media_type: wanted.mediaType,
        size_bytes: size,
        sha256: hash.digest('hex'),
        width: null,
        height: null,
        uploaded_by: wanted.uploadedBy ?? null,
      }),
    );
  } catch (error) {
    await rm(arriving, { force: true });
    await rm(path, { force: true });
    throw error;
  }
}

/** Removes what is left of uploads that nobody is receiving any more: nothing came since a moment. */
export async function removeBrokenUploads(app: App, since: Date): Promise<void> {
  for (const name of await readdir(folderOf(app))) {
    if (!name.endsWith(unfinished)) continue;
    const path = join(folderOf(app), name);
    const { mtime } = await stat(path).catch(() => ({ mtime: since })); // it became whole in between
    if (mtime < since) await rm(path, { force: true });
  }
}

/** The row of a file of this environment; throws when there is none. */
export async function getFile(db: TenantDb, id: number): Promise<FileRow> {
  const row = await selectFile(db, id);
  if (!row) throw new NotFound('file');
  return row;
}

/** Every file of this environment whose bytes are still there. */
export async function listFiles(db: TenantDb): Promise<FileRow[]> {
  return selectFiles(db);
}

/** Where the bytes of a file lie; for readers on this machine only. */
export function pathOf(app: App, file: Pick<FileRow, 'public_id'>): string {
  return join(folderOf(app), file.public_id);
}

/** Forgets a file and its bytes. */
export async function removeFile(app: App, db: TenantDb, id: number): Promise<void> {
  const file = await selectFile(db, id);
  if (!file) return;
  await deleteFile(db, id);
  await rm(pathOf(app, file), { force: true });
}

/** Removes the bytes of a file; its row stays, so that what was done with it can still be told. From then on it does not exist for readers. */
export async function clearFile(app: App, db: TenantDb, id: number, now: Date): Promise<void> {
  const file = await selectFile(db, id);
  if (!file) return;
  await rm(pathOf(app, file), { force: true });
  await markCleared(db, id, now);
}

/** Removes everything that came into the folder since a moment, with a row or without: for an installation that is emptied again. */
export async function removeFilesSince(app: App, moment: Date): Promise<void> {
  for (const name of await readdir(folderOf(app))) {
    const path = join(folderOf(app), name);
    if ((await stat(path)).mtime >= moment) await rm(path, { force: true });
  }
}

export interface StoredImage {
  id: number;
  /** The last part of its address: /beeld/<publicId>. */
  publicId: string;
  name: string;
  width: number;
  height: number;
}

export const largestImage = 15 * 1000 * 1000;

/** Takes in an image: PNG, JPEG, WebP or GIF, decoded and written anew at no more than 2,000 pixels wide. Refuses SVG and what is no image. */
export async function storeImage(app: App, tenantId: number, wanted: Omit<NewFile, 'mediaType' | 'maxBytes'>): Promise<StoredImage> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of wanted.stream) {
    size += part.length;
    if (size > largestImage) throw new Refused('files.too-large', { megabytes: largestImage / 1e6 }, 413);
    parts.push(part);
  }
  const made = await reencode(Buffer.concat(parts));
  const row = await storeUpload(app, tenantId, {
    ...wanted,
    mediaType: made.mediaType,
    maxBytes: Number.MAX_SAFE_INTEGER,
    stream: Readable.from([made.bytes]),
  });
  await withTenant(app.database, tenantId, (db) => updateSize(db, row.id, made));
  return { id: row.id, publicId: imageToken(app, tenantId, row.id), name: row.name, width: made.width, height: made.height };
}

function imageOf(app: App, tenantId: number, row: FileRow): StoredImage {
  return { id: row.id, publicId: imageToken(app, tenantId, row.id), name: row.name, width: row.width!, height: row.height! };
}

/** The newest images of this environment, for choosing one again. */
export async function listImages(app: App, db: TenantDb): Promise<StoredImage[]> {
  return (await selectImages(db)).map((row) => imageOf(app, db.tenantId, row));
}

/** The images with these addresses; what is not (any more) an image of this environment is left out. */
export async function findImages(app: App, db: TenantDb, publicIds: readonly string[]): Promise<StoredImage[]> {
  const ids = publicIds.flatMap((publicId) => {
    const [tenantId, id] = openNumbers(app.secrets, 'image', publicId) ?? [];
    return tenantId === db.tenantId && id ? [id] : [];
  });
  const rows = ids.length === 0 ? [] : await selectImagesOf(db, ids);
  return rows.map((row) => imageOf(app, db.tenantId, row));
}

/** The bytes behind an image's address; undefined when there is no such image. */
export async function openImage(app: App, publicId: string): Promise<{ bytes: Buffer; mediaType: string } | undefined> {
  const [tenantId, id] = openNumbers(app.secrets, 'image', publicId) ?? [];
  if (!tenantId || !id) return undefined;
  const row = await withTenant(app.database, tenantId, (db) => selectFile(db, id), { readOnly: true });
  if (!row || (row.purpose !== 'image' && row.purpose !== 'logo')) return undefined;
  try {
    return { bytes: await readFile(pathOf(app, row)), mediaType: row.media_type };
  } catch (error) {
    // a folder that was not restored with the database: the image is gone, the program is not broken
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function imageToken(app: App, tenantId: number, id: number): string {
  return sealNumbers(app.secrets, 'image', [tenantId, id]);
}

function folderOf(app: App): string {
  const folder = join(app.config.home, 'files');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}
