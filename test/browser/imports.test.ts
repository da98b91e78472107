/** A file is brought, recognised, arranged, looked at, taken in; and the rows that were wrong come back. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { libraryWith } from '../harness/app.ts';
import { look } from './harness.ts';
import { withWorkbench } from './workbench.ts';

const golden = (name: string) => join(import.meta.dirname, '../files', name);

async function choose(page: Page, file: string | { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Kies een bestand' }).click();
  await (await chooser).setFiles(file);
}

for (const width of ['desktop', 'phone'] as const) {
  test(`the first file of readers, on a ${width}`, async () => {
    const { app, session, slug } = await libraryWith('marketer');
    await withWorkbench(
      app,
      session,
      async (page) => {
        await page.goto(`/app/${slug}/imports`);
        await page.getByText('Nog geen gegevens ingelezen').waitFor();
        await look(page, 'imports-empty');
        await page.getByRole('main').getByRole('link', { name: 'Bestand inlezen' }).click();
        await page.getByText('Sleep een CSV-bestand hierheen').waitFor();
        await look(page, 'import-new');

        await choose(page, golden('koha-leners.csv'));
        await page.getByText('Dit is de lenersuitvoer van Koha').waitFor();
        await page.getByText('kolom van Koha').first().waitFor();
        await look(page, 'import-arrangement');
        await page.getByRole('button', { name: 'Nakijken wat er verandert' }).click();
        await page.getByText('Het bestand wordt gelezen').waitFor();
        await app.drain();

        await page.getByText('Er is nog niets veranderd').waitFor();
        await page.getByText('Noor Verbeke (21010000000011)').waitFor();
        await look(page, 'import-preview');
        await page.getByRole('button', { name: 'Inlezen', exact: true }).click();
        await page.getByText('De kaarten worden bijgewerkt').or(page.getByText('Het bestand wordt gelezen')).waitFor();
        await app.drain();
        await page.getByText(/^Ingelezen op/).waitFor();
        await look(page, 'import-done');

        await page.goto(`/app/${slug}/imports`);
        await page.getByRole('link', { name: 'koha-leners.csv' }).waitFor();
        await look(page, 'imports');
      },
      { width },
    );
  });
}

test('columns nobody recognises are pointed out by hand; permission is no column; wrong rows come back as a file', async () => {
  const { app, session, slug } = await libraryWith('marketer');
  await withWorkbench(
    app,
    session,
    async (page) => {
      await page.goto(`/app/${slug}/imports/new`);
      const text = 'pasje;wie;mailtje;opt_in\n1;Peeters;an@voorbeeld.example;ja\n2;Maes;geen adres;nee\n3;=2+3;;ja\n';
      await choose(page, { name: 'vreemd.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
      await page.getByText('Toestemming komt van de persoon zelf', { exact: false }).first().waitFor();

      await page.getByRole('button', { name: 'Nakijken wat er verandert' }).click();
      await page.getByRole('alert').waitFor();
      await look(page, 'import-unarranged');
      for (const [column, meaning] of [
        ['pasje', 'kaartnummer'],
        ['wie', 'achternaam'],
        ['mailtje', 'e-mailadres'],
      ] as const) {
        await page.getByRole('combobox', { name: `Betekent: ${column}` }).click();
        await page.getByRole('option', { name: meaning, exact: true }).click();
      }
      await page.getByRole('button', { name: 'Nakijken wat er verandert' }).click();
      await page.getByText('Het bestand wordt gelezen').waitFor();
      await app.drain();
      await page.getByText('Dit is geen e-mailadres. Verbeter het of laat het leeg.').waitFor();
      await page.getByText('geen adres').waitFor();
      await look(page, 'import-rejected');

      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Download om te verbeteren' }).click(),
      ]);
      const mended = await readFile((await file.path())!, 'utf8');
      assert.equal(file.suggestedFilename(), 'nakijken-vreemd.csv');
      assert.match(
        mended,
        /^\ufeffkaartbak_regel;kaartbak_kolom;kaartbak_reden;pasje;wie;mailtje;opt_in\r\n3;mailtje;[^;]+;2;Maes;geen adres;nee\r\n$/,
      );
    },
    { expected: [/422/] },
  );
});

test('a file that cannot be read says why and leaves the way open', async () => {
  const { app, session, slug } = await libraryWith('marketer');
  await withWorkbench(
    app,
    session,
    async (page) => {
      await page.goto(`/app/${slug}/imports/new`);
      await choose(page, { name: 'leeg.csv', mimeType: 'text/csv', buffer: Buffer.alloc(0) });
      await page.getByText('Dit bestand is leeg.', { exact: false }).waitFor();
      await page.getByRole('button', { name: 'Kies een bestand' }).waitFor();
      await look(page, 'import-refused');
    },
    { expected: [/422/] },
  );
});
