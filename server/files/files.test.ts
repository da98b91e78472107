import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { withTenant } from '../platform/db.ts';
import type { Refused } from '../platform/errors.ts';
import { libraryWith } from '../../test/harness/app.ts';
import { findImages, getFile, listImages, openImage, pathOf, removeBrokenUploads, storeImage, storeUpload } from './files.ts';
import { cleanName } from './rules.ts';

const stored = (home: string) => (existsSync(join(home, 'files')) ? readdirSync(join(home, 'files')) : []);
const red = { create: { width: 40, height: 30, channels: 3, background: '#aa2222' } } as const;

test('an upload lies under a name nobody chose, with its size and hash', async () => {
  const { app, tenantId } = await libraryWith('marketer');

  const file = await storeUpload(app, tenantId, {
    name: '../../etc/passwd',
    purpose: 'import',
    mediaType: 'text/csv',
    stream: Readable.from([Buffer.from('a,b\n')]),
    maxBytes: 100,
  });

  assert.deepEqual([file.name, file.size_bytes, file.sha256.length], ['passwd', 4, 64]);
  assert.match(file.public_id, /^[\w-]{24}$/);
  assert.equal(pathOf(app, file), join(app.config.home, 'files', file.public_id));
});

test('an upload that is too large or breaks off leaves nothing behind', async () => {
  const { app, tenantId } = await libraryWith('marketer');
  const before = stored(app.config.home);
  const give = (stream: AsyncIterable<Uint8Array>) =>
    storeUpload(app, tenantId, { name: 'x', purpose: 'import', mediaType: 'text/csv', stream, maxBytes: 10 });

  await assert.rejects(
    give(Readable.from([Buffer.alloc(8), Buffer.alloc(8)])),
    (error: Refused) => error.code === 'files.too-large' && error.status === 413,
  );
  await assert.rejects(
    give(
      (async function* () {
        yield Buffer.alloc(3);
        throw new Error('the line broke');
      })(),
    ),
    /the line broke/,
  );

  assert.deepEqual(stored(app.config.home), before);
});

test('what a killed process had received of an upload does not lie there for ever; what is still arriving does', async () => {
  const { app, tenantId } = await libraryWith('marketer');
  const before = stored(app.config.home);
  const more = Promise.withResolvers<void>();
  async function* arriving() {
    yield Buffer.from('an@voorbeeld.example\n');
    await more.promise;
  }
  const upload = storeUpload(app, tenantId, { name: 'x', purpose: 'import', mediaType: 'text/csv', stream: arriving(), maxBytes: 100 });
  const [name] = await firstOf(() => stored(app.config.home).filter((one) => !before.includes(one)));
  // the same bytes as a process leaves them that is killed now
  const left = join(app.config.home, 'files', `links${name}`);
  copyFileSync(join(app.config.home, 'files', name!), left);
  utimesSync(left, new Date(), new Date(Date.now() - 25 * 3600_000));

  await removeBrokenUploads(app, new Date(Date.now() - 24 * 3600_000));
  more.resolve();
  const file = await upload;

  assert.deepEqual(stored(app.config.home).sort(), [...before, file.public_id].sort());
});

/** What is there as soon as there is something. */
async function firstOf<T>(look: () => T[]): Promise<T[]> {
  for (;;) {
    const found = look();
    if (found.length > 0) return found;
    await sleep(10);
  }
}

test('a file of another library does not exist', async () => {
  const { app, tenantId } = await libraryWith('marketer');
  const other = await libraryWith('marketer');
  const file = await storeUpload(app, tenantId, {
    name: 'x.csv',
    purpose: 'import',
    mediaType: 'text/csv',
    stream: Readable.from([Buffer.from('a')]),
    maxBytes: 10,
  });

  await assert.rejects(
    withTenant(app.database, other.tenantId, (db) => getFile(db, file.id)),
    /not found/,
  );
});

test('an image is written anew: its place and what follows it are gone, it is turned and not too wide', async () => {
  const { app, tenantId } = await libraryWith('marketer');
  const photo = await sharp({ create: { ...red.create, width: 3000, height: 1000 } })
    .withExif({ IFD0: { Copyright: 'geheim' }, IFD3: { GPSLatitude: '51/1 3/1 0/1' } })
    .jpeg()
    .toBuffer();
  const polyglot = Buffer.concat([photo, Buffer.from('<script>alert(1)</script>')]);

  const image = await storeImage(app, tenantId, { name: 'foto.jpg', purpose: 'image', stream: Readable.from([polyglot]) });
  const opened = (await openImage(app, image.publicId))!;

  assert.deepEqual([image.width, opened.mediaType], [2000, 'image/jpeg']);
  assert.equal((await sharp(opened.bytes).metadata()).exif, undefined);
  assert.ok(!opened.bytes.includes('script') && !opened.bytes.includes('geheim'));
});

test('what is transparent stays so; WebP and GIF become what every mail program shows', async () => {
  const { app, tenantId } = await libraryWith('marketer');
  const clear = { create: { width: 20, height: 20, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0.5 } } } as const;
  const types = [];
  for (const bytes of [
    await sharp(clear).png().toBuffer(),
    await sharp(clear).webp().toBuffer(),
    await sharp(red).webp().toBuffer(),
    await sharp(red).gif().toBuffer(),
  ]) {
    const image = await storeImage(app, tenantId, { name: 'x', purpose: 'image', stream: Readable.from([bytes]) });
    types.push((await openImage(app, image.publicId))!.mediaType);
  }
  assert.deepEqual(types, ['image/png', 'image/png', 'image/jpeg', 'image/jpeg']);
});

for (const [name, bytes] of [
  ['an SVG with a script', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
  ['an SVG behind a comment', Buffer.from('<?xml version="1.0"?><!-- x --><svg xmlns="http://www.w3.org/2000/svg"/>')],
  ['a page called image', Buffer.from('<html><script>alert(1)</script></html>')],
  ['half an image', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0', 'latin1')],
  ['nothing', Buffer.alloc(0)],
] as const) {
  test(`${name} is refused as an image`, async () => {
    const { app, tenantId } = await libraryWith('marketer');
    await assert.rejects(
      storeImage(app, tenantId, { name: 'x.png', purpose: 'image', stream: Readable.from([bytes]) }),
      (error: Refused) => error.code === 'files.not-an-image' && error.status === 422,
    );
  });
}

test('over HTTP: uploaded, listed, served to anybody with the address, and to nobody without', async () => {
  const { app, session, api } = await libraryWith('marketer');
  const uploaded = await session.call('POST', `${api}/images?name=uil.png`, await sharp(red).png().toBuffer(), {
    'content-type': 'application/octet-stream',
  });
  assert.equal(uploaded.status, 200);
  assert.deepEqual(
    (await session.call('GET', `${api}/images`)).body.images.map(({ name }: { name: string }) => name),
    ['uil.png'],
  );

  const shown = await app.server.inject({ url: `/beeld/${uploaded.body.publicId}` });
  const guessed = await app.server.inject({ url: `/beeld/${uploaded.body.publicId.slice(0, -2)}AA` });

  assert.deepEqual(
    [shown.statusCode, shown.headers['content-type'], shown.headers['x-content-type-options']],
    [200, 'image/jpeg', 'nosniff'],
  );
  assert.equal(guessed.statusCode, 404);
});

test('every image that is offered can be used, a logo too', async () => {
  const { app, tenantId } = await libraryWith('marketer');
  const bytes = await sharp(red).png().toBuffer();
  for (const purpose of ['image', 'logo'] as const)
    await storeImage(app, tenantId, { name: purpose, purpose, stream: Readable.from([bytes]) });

  const found = await withTenant(app.database, tenantId, async (db) => {
    const offered = await listImages(app, db);
    return findImages(
      app,
      db,
      offered.map(({ publicId }) => publicId),
    );
  });

  assert.deepEqual(found.map(({ name }) => name).sort(), ['image', 'logo']);
});

test('an image whose bytes are gone is not there, and no defect', async () => {
  const { app, tenantId } = await libraryWith('marketer');
  const image = await storeImage(app, tenantId, {
    name: 'x',
    purpose: 'image',
    stream: Readable.from([await sharp(red).png().toBuffer()]),
  });
  const file = await withTenant(app.database, tenantId, (db) => getFile(db, image.id));

  rmSync(pathOf(app, file));

  assert.equal(await openImage(app, image.publicId), undefined);
});

test('names are made harmless', () => {
  assert.deepEqual(
    ['C:\\Users\\an\\leners.csv', 'a\r\nb.csv', 'fo\u202egpj.exe', '..', '', 'x'.repeat(400), 'gewone naam (2).csv'].map(cleanName),
    ['leners.csv', 'ab.csv', 'fogpj.exe', 'bestand', 'bestand', 'x'.repeat(150), 'gewone naam (2).csv'],
  );
});
