/** Purposes in the settings, and permissions with their proofs on the card. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { ensureDefaultPurposes } from '../../server/consent/consent.ts';
import { withTenant } from '../../server/platform/db.ts';
import { libraryWith } from '../harness/app.ts';
import { expectNoAxeViolations, keepScreenshot } from './harness.ts';
import { withWorkbench } from './workbench.ts';

async function library() {
  const place = await libraryWith('administrator');
  await withTenant(place.app.database, place.tenantId, ensureDefaultPurposes);
  return place;
}

async function look(page: Page, name: string): Promise<void> {
  await expectNoAxeViolations(page);
  await keepScreenshot(page, name);
}

for (const width of ['desktop', 'phone'] as const) {
  test(`purposes are added, worded anew and closed on a ${width}`, async () => {
    const { app, session, slug } = await library();
    await withWorkbench(
      app,
      session,
      async (page) => {
        await page.goto(`/app/${slug}/settings/purposes`);
        await page.getByRole('region', { name: 'Nieuwsbrief', exact: true }).waitFor();
        await look(page, 'purposes');

        await page.getByRole('button', { name: 'Nieuw doel' }).click();
        await page.getByRole('button', { name: 'Bewaren' }).click();
        await page.getByText('Vul dit in.').first().waitFor();
        await look(page, 'purpose-form');
        await page.getByLabel('Naam (Nederlands)').fill('Nieuws over voorlezen');
        await page
          .getByLabel('Zin waar mensen ja op zeggen (Nederlands)')
          .fill('Ja, stuur mij nieuws over voorlezen.');
        await page.getByRole('button', { name: 'Bewaren' }).click();
        const card = page.getByRole('region', { name: 'Nieuws over voorlezen' });
        await card.getByText('Versie 1').waitFor();

        await page.getByRole('button', { name: 'Nieuws over voorlezen wijzigen' }).click();
        await page
          .getByLabel('Zin waar mensen ja op zeggen (Nederlands)')
          .fill('Ja, mail mij over voorlezen.');
        await page.getByRole('button', { name: 'Bewaren' }).click();
        await card.getByText('Versie 2').waitFor();

        await page.getByRole('button', { name: 'Sluiten: Nieuws over voorlezen' }).click();
        await card.getByText('Gesloten').waitFor();
        assert.equal(await page.getByRole('button', { name: /^Sluiten: Praktische/ }).count(), 0);
      },
      { width, expected: [/status of 422/] },
    );
  });
}
