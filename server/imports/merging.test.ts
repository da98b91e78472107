// What a merge does to what is there already: the look-up, readers who come back, loans that turn out to be somebody else’s.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importLibrary } from '../../test/harness/imports.ts';
import { many, sql, type TenantDb } from '../platform/db.ts';
import { handlers } from '../contacts/jobs.ts';
import { mergerOf } from './mergers.ts';
import { blocksOf, stagingOf } from './queries/staging.ts';

const gone = (db: TenantDb) => many(db, sql`select card_number from contacts where tenant_id = ${db.tenantId} and gone_at is not null`);

test('cards an import changes while the job works off what an earlier one left are found by their new names', async () => {
  const { app, tenantId, inside, take } = await importLibrary();
  const rows = (name: string) => ['cardnumber,surname', ...Array.from({ length: 60 }, (_one, at) => `${at},${name}`)].join('\n');
  await take(rows('Vroeger')); // its refresh job has not come by yet
  const run = await take(rows('Voortaan'), { dryRun: true });
  const refresh = () => handlers(app)['contacts.refresh-search']!({ tenantId });

  await inside(async (db) => {
    const to = await blocksOf(db, stagingOf(run.id).rows);
    await mergerOf(run).merge(db, { blocks: { from: 0, to }, now: app.now(), onlyNew: false });
    await refresh(); // at it before this stretch is committed
  });
  await refresh();

  const find = (word: string) => inside((db) => many(db, sql`select contact_search_find(${word}::tsquery, 100)`));
  assert.deepEqual([(await find('vroeger')).length, (await find('voortaan')).length], [0, 60]);
});

test('a stretch the preview called new does not pass over readers another file brought meanwhile', async () => {
  const { app, inside, take } = await importLibrary();
  const late = await take('cardnumber,surname\n1,Peeters-Maes\n', { dryRun: true });
  await take('cardnumber,surname\n1,Peeters\n');

  const merged = inside(async (db) => {
    const to = await blocksOf(db, stagingOf(late.id).rows);
    await mergerOf(late).merge(db, { blocks: { from: 0, to }, now: app.now(), onlyNew: true });
  });

  await assert.rejects(merged, { code: '23505' }); // what mergers.ts promises, and mergeRun answers by looking at each row
});

test('who had gone and stands in a later file is back, also when the row is the same as ever', async () => {
  const { inside, take } = await importLibrary();
  await take('cardnumber,surname\n1,Peeters\n2,Maes\n3,Claes\n', { full: true });
  await take('cardnumber,surname\n1,Peeters\n2,Maes\n', { full: true });

  await take('cardnumber,surname\n3,Claes\n');

  assert.deepEqual(await inside(gone), []);
});

test('the totals of a reader follow a loan that turns out to be somebody else’s', async () => {
  const { inside, take } = await importLibrary();
  await take('cardnumber,surname\n1,Peeters\n2,Maes\n');
  const loan = (card: number) => `issue_id,cardnumber,barcode,issuedate,due_date\n77,${card},x1,2026-01-02,2026-02-02\n`;
  await take(loan(1), { kind: 'loans' });

  await take(loan(2), { kind: 'loans', despite: true });

  const totals = await inside((db) =>
    many(
      db,
      sql`select c.card_number, t.loans from contact_loan_totals t join contacts c on c.tenant_id = t.tenant_id and c.id = t.contact_id
      where t.tenant_id = ${db.tenantId} and t.loans > 0`,
    ),
  );
  assert.deepEqual(totals, [{ card_number: '2', loans: 1 }]);
});
