import assert from 'node:assert/strict';
import { test } from 'node:test';
import { libraryWith, logInAs, type Session } from '../../test/harness/app.ts';
import { golden } from '../../test/harness/imports.ts';

const bring = (session: Session, api: string, bytes: Buffer, name = 'leners.csv') =>
  session.call('POST', `${api}/imports/files?name=${encodeURIComponent(name)}`, bytes, { 'content-type': 'application/octet-stream' });

test('from upload to cards over HTTP, with what the browser and a key of an API see', async () => {
  const { app, session, api } = await libraryWith('marketer');

  const file = await bring(session, api, golden('excel-nl.csv'), '../../leners "van" \r\nvandaag.csv');
  assert.equal(file.status, 200);
  assert.deepEqual(
    [file.body.kind, file.body.fileName, file.body.mapping.encoding, file.body.mapping.delimiter, file.body.mapping.dates],
    ['patrons', 'leners van vandaag.csv', 'windows-1252', ';', 'dmy'],
  );
  const consent = file.body.columns.find((column: { name: string }) => column.name === 'Toestemming nieuwsbrief');
  assert.deepEqual([consent.refused, consent.target], ['permission', null]);
  assert.equal(file.body.rows[0][0], '00123');

  const started = await session.call('POST', `${api}/imports`, {
    fileId: file.body.fileId,
    kind: 'patrons',
    mapping: file.body.mapping,
    saveAs: 'Excel van de balie',
  });
  assert.deepEqual([started.status, started.body.state], [200, 'reading']);
  await app.drain();
  const read = await session.call('GET', `${api}/imports/${started.body.id}`);
  assert.deepEqual([read.body.state, read.body.counts], ['previewed', { new: 2, changed: 0, unchanged: 0, gone: 0, rejected: 0 }]);
  await session.call('POST', `${api}/imports/${started.body.id}/commit`, {});
  await app.drain();
  assert.equal((await session.call('GET', `${api}/imports/${started.body.id}`)).body.state, 'done');

  const next = await bring(session, api, golden('excel-nl.csv'));
  assert.deepEqual([next.body.profile.name, next.body.columns[0].by], ['Excel van de balie', 'profile']);
});

test('refusals are sentences in the language of the reader, and nothing stays behind', async () => {
  const { session, api } = await libraryWith('marketer');

  const empty = await bring(session, api, Buffer.alloc(0));
  const file = await bring(session, api, Buffer.from('cardnumber,surname,role\n1,Peeters,baas\n'));
  const mapping = { ...file.body.mapping, columns: [...file.body.mapping.columns, { column: 'role', target: 'notes' }] };
  const rights = await session.call('POST', `${api}/imports`, { fileId: file.body.fileId, kind: 'patrons', mapping });
  const unknown = await session.call('POST', `${api}/imports`, {
    fileId: file.body.fileId,
    kind: 'patrons',
    mapping: { ...file.body.mapping, columns: [{ column: 'surname', target: 'tenant_id' }] },
  });
  const nameless = await session.call('POST', `${api}/imports`, {
    fileId: file.body.fileId,
    kind: 'patrons',
    mapping: { ...file.body.mapping, columns: [] },
  });

  assert.deepEqual([empty.status, empty.body.code], [422, 'imports.empty-file']);
  assert.deepEqual([rights.status, rights.body.code], [422, 'imports.column-of-rights']);
  assert.equal(unknown.status, 422);
  assert.deepEqual([nameless.status, Object.keys(nameless.body.fields)], [422, ['mapping']]);
  assert.deepEqual((await session.call('GET', `${api}/imports`)).body.runs, []);
});

test('the quarantine file is safe in a spreadsheet, and comes in again when mended', async () => {
  const { app, session, api } = await libraryWith('marketer');
  const file = await bring(session, api, Buffer.from('cardnumber,surname,email\n1,"=cmd|x","fout"\n2,Maes,bo@voorbeeld.example\n'));
  const started = await session.call('POST', `${api}/imports`, {
    fileId: file.body.fileId,
    kind: 'patrons',
    mapping: file.body.mapping,
    saveAs: 'Proef',
  });
  await app.drain();

  const rejected = await session.call('GET', `${api}/imports/${started.body.id}/rejected`);
  assert.deepEqual(
    rejected.body.rejects.map(({ line, column, value, reason }: Record<string, unknown>) => [line, column, value, reason]),
    [[2, 'email', 'fout', 'bad-email']],
  );
  const { raw } = await session.call('GET', `${api}/imports/${started.body.id}/rejected/file`);
  assert.match(raw, /;1;"'=cmd\|x";fout\r\n$/);
  await session.call('POST', `${api}/imports/${started.body.id}/commit`, {});

  const mended = await bring(session, api, Buffer.from(raw.replace('fout\r\n', 'an@voorbeeld.example\r\n')));
  assert.equal(mended.body.profile.name, 'Proef');
  const again = await session.call('POST', `${api}/imports`, { fileId: mended.body.fileId, kind: 'patrons', mapping: mended.body.mapping });
  await app.drain();
  const run = (await session.call('GET', `${api}/imports/${again.body.id}`)).body;
  assert.deepEqual([run.counts.new, run.counts.rejected, run.sample[0].after.last_name], [1, 0, '=cmd|x']);
});

test('a held import needs a second yes; a stopped one changes nothing', async () => {
  const { app, session, api } = await libraryWith('marketer');
  const rows = (name: string) =>
    Buffer.from(['cardnumber,surname', ...Array.from({ length: 100 }, (_one, at) => `${at},${name} ${at}`)].join('\n'));
  const take = async (bytes: Buffer) => {
    const file = await bring(session, api, bytes);
    const started = await session.call('POST', `${api}/imports`, { fileId: file.body.fileId, kind: 'patrons', mapping: file.body.mapping });
    await app.drain();
    return (await session.call('GET', `${api}/imports/${started.body.id}`)).body;
  };
  const first = await take(rows('Peeters'));
  await session.call('POST', `${api}/imports/${first.id}/commit`, {});
  await app.drain();
  const held = await take(rows('Maes'));
  assert.deepEqual([held.state, held.problem], ['held', { code: 'imports.held-changed', params: { part: 100, count: 100, known: 100 } }]);

  const refused = await session.call('POST', `${api}/imports/${held.id}/commit`, {});
  const cancelled = await session.call('POST', `${api}/imports/${held.id}/cancel`, {});
  const tooLate = await session.call('POST', `${api}/imports/${held.id}/commit`, { despite: true });

  assert.deepEqual([refused.status, refused.body.code], [409, 'imports.held-changed']);
  assert.equal(cancelled.body.state, 'cancelled');
  assert.equal(tooLate.status, 409);
});

test('who may look may not bring files, and another library sees nothing', async () => {
  const { app, tenantId, session, api } = await libraryWith('marketer');
  const file = await bring(session, api, golden('koha-leners.csv'));
  const officer = await logInAs(app, tenantId, 'data-protection-officer');
  const other = await libraryWith('administrator');

  assert.equal((await bring(officer, api, golden('koha-leners.csv'))).status, 403);
  assert.equal((await officer.call('GET', `${api}/imports`)).status, 200);
  assert.equal((await other.session.call('GET', `${api}/imports`)).status, 404);
  assert.equal((await other.session.call('GET', `${other.api}/imports/files/${file.body.fileId}`)).status, 404);
});
