/** An import whose process is killed loses nothing and doubles nothing, whenever it happens. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { importLibrary } from '../../test/harness/imports.ts';
import { one, sql, type TenantDb } from '../platform/db.ts';
import { commitRun, getRun, resumeSilentRuns, runMerging, runReading } from './imports.ts';
import { importText } from './seed.ts';

const rows = 40_000;
const file = () => {
  const lines = Array.from(
    { length: rows },
    (_one, at) => `${at},Naam ${at % 500},Kaart ${at},lezer${at}@voorbeeld.example,Kerkstraat,${at % 900},1000`,
  );
  return ['cardnumber,surname,firstname,email,straat,huisnummer,postcode', ...lines].join('\n');
};

/** Works on a run in a process of its own and kills that process after so many milliseconds, or lets it end. */
async function workElsewhere(
  database: { url: string; ownerUrl: string; home: string },
  work: { name: 'runReading' | 'runMerging'; tenantId: number; runId: number },
  milliseconds: number,
): Promise<void> {
  const script = `
    const { ${work.name} } = await import(${JSON.stringify(new URL('./imports.ts', import.meta.url).href)});
    const { openDatabase } = await import(${JSON.stringify(new URL('../platform/db.ts', import.meta.url).href)});
    const database = openDatabase(${JSON.stringify(database.url)}, { max: 4 });
    console.log('ready');
    await ${work.name}({ database, config: { home: ${JSON.stringify(database.home)} }, now: () => new Date() }, ${work.tenantId}, ${work.runId});
    await database.close();`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), ended]);
  await Promise.race([sleep(milliseconds), ended]);
  child.kill('SIGKILL');
  await ended;
}

const standing = (db: TenantDb) =>
  one(
    db,
    sql<{ cards: number; identifiers: number; orphans: number; households: number }>`
  select (select count(*) from contacts where tenant_id = ${db.tenantId}) as cards,
    (select count(*) from contact_identifiers where tenant_id = ${db.tenantId}) as identifiers,
    (select count(*) from contact_identifiers i where tenant_id = ${db.tenantId} and not exists (
      select from contacts c where c.tenant_id = i.tenant_id and c.id = i.contact_id)) as orphans,
    (select count(*) from households where tenant_id = ${db.tenantId}) as households`,
  );

test('killed while merging, again and again', { timeout: 180_000 }, async () => {
  const { app, tenantId, inside } = await importLibrary();
  const run = await importText(app, tenantId, file(), { dryRun: true });
  const place = { url: app.database.url, ownerUrl: app.ownerUrl, home: app.config.home };
  await inside((db) => commitRun(db, run.id));

  for (const milliseconds of [20, 150, 300, 600]) {
    await workElsewhere(place, { name: 'runMerging', tenantId, runId: run.id }, milliseconds);
    const { cards, identifiers, orphans } = await inside(standing);
    assert.deepEqual([identifiers, orphans], [cards, 0], 'a card and its identifier come together');
  }
  const state = async () => (await inside((db) => getRun(db, run.id))).state;
  // the database finishes a statement before it notices that its client is gone; until then the run is locked
  for (let tries = 0; tries < 300 && (await state()) !== 'done'; tries++) {
    await runMerging(app, tenantId, run.id);
    await sleep(100);
  }

  assert.equal(await state(), 'done');
  assert.deepEqual(await inside(standing), { cards: rows, identifiers: rows, orphans: 0, households: 900 });
  const again = await importText(app, tenantId, file());
  assert.deepEqual(again.counts, { new: 0, changed: 0, unchanged: rows, gone: 0, rejected: 0 });
});

test('killed while reading, then read by whoever comes next', { timeout: 120_000 }, async () => {
  const { app, tenantId, inside } = await importLibrary();
  const place = { url: app.database.url, ownerUrl: app.ownerUrl, home: app.config.home };
  const run = await importText(app, tenantId, file(), { dryRun: true });
  await inside((db) =>
    one(
      db,
      sql`update import_runs set state = 'reading', touched_at = now() - interval '1 hour' where tenant_id = ${db.tenantId} and id = ${run.id} returning 1`,
    ),
  );

  await workElsewhere(place, { name: 'runReading', tenantId, runId: run.id }, 100);
  // on a busy machine that process may have come to its end before we killed it
  await inside((db) =>
    one(
      db,
      sql`update import_runs set state = 'reading', touched_at = now() - interval '1 hour' where tenant_id = ${db.tenantId} and id = ${run.id} returning 1`,
    ),
  );
  assert.equal(await resumeSilentRuns(app), 1);
  await app.drain();
  for (let tries = 0; tries < 300 && (await inside((db) => getRun(db, run.id))).state === 'reading'; tries++) {
    await runReading(app, tenantId, run.id);
    await sleep(100);
  }

  assert.deepEqual(
    [(await inside((db) => getRun(db, run.id))).state, (await inside((db) => getRun(db, run.id))).counts.new],
    ['previewed', rows],
  );
  assert.equal((await inside(standing)).cards, 0);
});

test('a staging table emptied by a crash of the server is read again', async () => {
  const { app, tenantId, inside } = await importLibrary();
  const run = await importText(app, tenantId, 'cardnumber,surname\n1,Peeters\n2,Maes\n', { dryRun: true });
  await inside((db) =>
    one(db, sql`with gone as (delete from ${sql.id('staging', `import_${run.id}_rows`)} returning 1) select count(*) from gone`),
  );

  await inside((db) => commitRun(db, run.id));
  await runMerging(app, tenantId, run.id);

  assert.equal((await inside(standing)).cards, 2);
});

test('two files with the same people, both looked at before either is taken in', async () => {
  const { app, tenantId, inside } = await importLibrary();
  const first = await importText(app, tenantId, 'cardnumber,surname\n1,Peeters\n2,Maes\n', { dryRun: true });
  const second = await importText(app, tenantId, 'cardnumber,surname\n2,Maes\n3,Claes\n', { dryRun: true });

  for (const run of [first, second]) {
    await inside((db) => commitRun(db, run.id));
    await runMerging(app, tenantId, run.id);
  }
  await runReading(app, tenantId, second.id);

  assert.deepEqual(await inside(standing), { cards: 3, identifiers: 3, orphans: 0, households: 0 });
});
