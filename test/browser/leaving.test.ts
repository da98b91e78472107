/** Leaving a form with something in it: asked about, kept when one stays, and never asked when nothing would be lost. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { plantContact } from '../../server/contacts/seed.ts';
import { withTenant } from '../../server/platform/db.ts';
import { libraryWith, testApp, type TestApp } from '../harness/app.ts';
import { expectNoAxeViolations } from './harness.ts';
import { withWorkbench } from './workbench.ts';

let app: TestApp;

before(async () => {
  app = await testApp();
});

const away = (page: Page) => page.getByRole('navigation', { name: 'Hoofdmenu' }).getByRole('link', { name: 'Vandaag' }).click();
const question = (page: Page) => page.getByRole('dialog', { name: 'Je wijzigingen zijn nog niet bewaard' });

test('a menu pressed by mistake costs nothing of what was typed on a card', async () => {
  const { session, slug, tenantId } = await libraryWith('desk');
  const id = await withTenant(app.database, tenantId, (db) => plantContact(db, { firstName: 'Yara', lastName: 'De Smet' }));
  await withWorkbench(app, session, async (page) => {
    await page.goto(`/app/${slug}/contacts/${id}/edit`);
    await page.getByRole('textbox', { name: 'Notitie' }).fill('Belt liever niet.');
    await away(page);
    await question(page).waitFor();
    await expectNoAxeViolations(page);
    await question(page).getByRole('button', { name: 'Hier blijven' }).click();
    assert.equal(await page.getByRole('textbox', { name: 'Notitie' }).inputValue(), 'Belt liever niet.');

    await page.getByRole('button', { name: 'Bewaren', exact: true }).click();
    await page.waitForURL(/\/details$/);
    await away(page);
    await page.getByRole('heading', { level: 1, name: /^(Goede|Dag) ?/ }).waitFor();
  });
});

test('a selection is asked about only while something of it is not saved', async () => {
  const { session, slug } = await libraryWith('marketer');
  await withWorkbench(app, session, async (page) => {
    await page.goto(`/app/${slug}/segments/new?example=families`);
    await page.getByRole('textbox', { name: 'Naam' }).fill('Lang niet gezien');
    await away(page);
    await question(page).getByRole('button', { name: 'Hier blijven' }).click();
    await page.getByRole('button', { name: 'Bewaren', exact: true }).click();
    await page.waitForURL(/segments\/\d+$/);
    await page.getByRole('link', { name: 'Hiermee iets versturen' }).waitFor();
    await page.getByRole('textbox', { name: 'Naam' }).fill('Al lang niet gezien');
    await page.getByRole('button', { name: 'Bewaren', exact: true }).click();
    await page.getByRole('link', { name: 'Hiermee iets versturen' }).waitFor();
    await away(page);
    await page.getByRole('heading', { level: 1, name: /^(Goede|Dag) ?/ }).waitFor();

    await page.goto(`/app/${slug}/segments/new`);
    await page.getByRole('textbox', { name: 'Naam' }).fill('Toch niet');
    await away(page);
    await question(page).getByRole('button', { name: 'Weggaan zonder te bewaren' }).click();
    await page.getByRole('heading', { level: 1, name: /^(Goede|Dag) ?/ }).waitFor();
  });
});

test('a press beside a note of a conversation leaves it as it is', async () => {
  const { session, slug, tenantId } = await libraryWith('desk');
  const id = await withTenant(app.database, tenantId, (db) => plantContact(db, { firstName: 'Yara', lastName: 'De Smet' }));
  await withWorkbench(app, session, async (page) => {
    await page.goto(`/app/${slug}/contacts/${id}`);
    await page.getByRole('button', { name: 'Gesprek noteren' }).click();
    const note = page.getByRole('dialog').getByRole('textbox', { name: 'Waarover ging het' });
    await note.fill('Vroeg naar de leeskring.');
    await page.mouse.click(40, 400);
    await page.keyboard.press('Escape');

    assert.equal(await note.inputValue(), 'Vroeg naar de leeskring.');
  });
});
