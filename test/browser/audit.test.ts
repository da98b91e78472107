/** The log as the data-protection officer reads it: who looked at whose loans, and the way from a line to what it is about. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { importText } from '../../server/imports/seed.ts';
import { libraryWith, logInAs, testApp, type TestApp } from '../harness/app.ts';
import { expectNoAxeViolations, keepScreenshot } from './harness.ts';
import { withWorkbench } from './workbench.ts';

let app: TestApp;

before(async () => {
  app = await testApp();
});

const patrons = [
  'Kaartnummer;Achternaam;Voornaam;Geboortedatum;Filiaal;Categorie;Lid tot',
  '21010000000301;Peeters;Anna;1961-04-02;Noord;VOLW;2099-12-31',
  '21010000000302;Aydın;Zeynep;1986-03-14;Noord;VOLW;2099-12-31',
].join('\n');
const loans = [
  'Kaartnummer;Barcode;Titel;Auteur;Materiaal;Vestiging;Uitgeleend op;Terug te geven op;Ingeleverd op',
  '21010000000301;90001;Het stille water;Anke de Wit;BOEK;Noord;2026-10-01;2026-10-29;',
  '21010000000302;90002;De lange rivier;Anke de Wit;BOEK;Noord;2026-10-01;2026-10-29;',
].join('\n');

for (const width of ['desktop', 'phone'] as const) {
  test(`who looked at the loans of one reader is two presses away on a ${width}`, async () => {
    const { session: desk, slug, tenantId } = await libraryWith('desk');
    await importText(app, tenantId, patrons, { name: 'leners.csv' });
    await importText(app, tenantId, loans, { name: 'uitleningen.csv' });
    const officer = await logInAs(app, tenantId, 'data-protection-officer');
    const found = (await desk.call('GET', `/api/${slug}/contacts?limit=10`)).body.contacts as { id: number; lastName: string }[];
    const anna = found.find(({ lastName }) => lastName === 'Peeters')!;
    for (const { id } of found) await desk.call('GET', `/api/${slug}/contacts/${id}/loans`);

    await withWorkbench(
      app,
      officer,
      async (page) => {
        await page.goto(`/app/${slug}/contacts/${anna.id}/loans`);
        await page.getByRole('link', { name: 'Wie keek er?' }).click();
        await page.getByText(`Alleen wat te maken heeft met lezer ${anna.id}`).waitFor();
        const lines = page.getByRole('main').getByText('Uitleningen ingekeken', { exact: true });
        await lines.nth(1).waitFor();
        // the colleague of the desk, and the officer who came from the card
        assert.equal(await lines.count(), 2);
        await expectNoAxeViolations(page);
        await keepScreenshot(page, 'audit-loans');

        await page.getByRole('button', { name: 'Ook de rest tonen' }).click();
        await lines.nth(2).waitFor();
        await page.getByRole('combobox', { name: 'Toon' }).fill('bestand');
        await page.getByRole('option', { name: 'Bestand ingelezen' }).click();
        await page
          .getByRole('link', { name: /^inleesbeurt/ })
          .first()
          .waitFor();
        assert.equal(await lines.count(), 0);
        assert.match(page.url(), /action=imports\.committed/);
        await page.goBack();
        await page
          .getByRole('link', { name: `lezer ${anna.id}`, exact: true })
          .first()
          .click();
        await page.getByRole('heading', { name: 'Anna Peeters' }).waitFor();
      },
      { width },
    );
  });
}
