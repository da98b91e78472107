/** The frame of the workbench: finding one's way, looking somebody up, settings, the parts it is made of. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { plantContact } from '../../server/contacts/seed.ts';
import { withSystem, withTenant, run, sql } from '../../server/platform/db.ts';
import { endSendingHold, holdSending } from '../../server/platform/sending-hold.ts';
import { libraryWith, testApp, type TestApp } from '../harness/app.ts';
import { look } from './harness.ts';
import { withWorkbench } from './workbench.ts';

let app: TestApp;

before(async () => {
  app = await testApp();
});

async function lookAndMeasure(page: Page, name: string): Promise<void> {
  await look(page, name);
  const tooWide = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
  assert.ok((tooWide as number) <= 0, `${name} is ${String(tooWide)} pixels too wide`);
}

for (const width of ['desktop', 'phone'] as const) {
  test(`an empty library is shown its first steps, on a ${width}`, async () => {
    const { session, slug, tenantId } = await libraryWith('administrator');
    await withSystem(app.database, (db) => run(db, sql`update tenants set demo = true where id = ${tenantId}`));

    await withWorkbench(
      app,
      session,
      async (page) => {
        await page.goto('/app/');
        await page.getByRole('heading', { name: 'Zo begin je' }).waitFor();
        await page.getByText('Demonstratie met verzonnen mensen').waitFor();
        await page.getByRole('link', { name: 'Leners inlezen' }).waitFor();
        assert.equal(new URL(page.url()).pathname, `/app/${slug}`);
        await lookAndMeasure(page, 'today-empty');
      },
      { width },
    );
  });

  test(`after a restore every screen says that nothing leaves, on a ${width}`, async (context) => {
    const { session, slug } = await libraryWith('marketer');
    await withSystem(app.database, (db) => holdSending(db, 'restored', new Date()));
    context.after(() => withSystem(app.database, endSendingHold));

    await withWorkbench(
      app,
      session,
      async (page) => {
        await page.goto('/app/');
        const note = page.getByRole('complementary', { name: 'Verzenden staat stil' });
        await note.getByText('Er vertrekt niets').waitFor();
        await lookAndMeasure(page, 'sending-held');
        await page.goto(`/app/${slug}/segments`);
        await page.getByRole('heading', { name: 'Selecties' }).first().waitFor();
        await note.waitFor();
      },
      { width },
    );
  });

  test(`somebody is looked up by the keyboard alone, and a task ticked off can be put back, on a ${width}`, async () => {
    const { session, tenantId, slug } = await libraryWith('desk');
    const contactId = await withTenant(app.database, tenantId, async (db) => {
      const id = await plantContact(db, {
        firstName: 'Zeynep',
        lastName: 'Aydın-De Smet',
        city: 'Zilverbeek',
        birthOn: '1985-03-02',
      });
      await plantContact(db, { firstName: 'Łukasz', lastName: 'Wójcik', city: 'Zilverbeek' });
      return id;
    });
    await session.call('POST', `/api/${slug}/contacts/${contactId}/tasks`, {
      what: 'Terugbellen',
      dueOn: null,
    });
    await app.drain();

    await withWorkbench(
      app,
      session,
      async (page) => {
        await page.goto(`/app/${slug}`);
        await page.getByRole('checkbox', { name: 'Afvinken: Terugbellen' }).click();
        await page.getByText('Niets. Alles is afgehandeld.').waitFor();
        await page.getByRole('button', { name: 'Ongedaan maken' }).click();
        await page.getByText('Terugbellen').waitFor();

        await page.keyboard.press('Control+k');
        await page.keyboard.type('zeynp');
        await page.getByRole('option', { name: /Zeynep Aydın-De Smet/ }).waitFor();
        await lookAndMeasure(page, 'search');
        await page.keyboard.press('ArrowDown');
        const active = await page.getByRole('combobox').getAttribute('aria-activedescendant');
        assert.match(await page.locator(`[id="${active}"]`).innerText(), /Zeynep/);
        await page.keyboard.press('Enter');
        await page.waitForURL(`**/app/${slug}/contacts/${contactId}`);
      },
      { width },
    );
  });

  test(`the settings keep what is right and mark what is not, on a ${width}`, async () => {
    const { session, slug } = await libraryWith('administrator');

    await withWorkbench(
      app,
      session,
      async (page) => {
        await page.goto(`/app/${slug}/settings`);
        await page.getByLabel('Straat en nummer').fill('Dorpsplein 3');
        await page.getByLabel('E-mail', { exact: true }).fill('dit is geen adres');
        await page.getByRole('button', { name: 'Bewaren' }).click();
        const email = page.getByRole('textbox', { name: 'E-mail', exact: true });
        await page.locator('[aria-invalid="true"]').waitFor();
        await email.and(page.locator(':focus')).waitFor();
        assert.equal(await page.getByLabel('Straat en nummer').inputValue(), 'Dorpsplein 3');
        await lookAndMeasure(page, 'settings-refused');
        await email.fill('info@zilverbeek.example');
        await page.getByLabel('Naam', { exact: true }).fill('Bibliotheek Zilverbeek-West');
        await page.getByRole('button', { name: 'Bewaren' }).click();
        await page.getByRole('banner').getByText('Bibliotheek Zilverbeek-West').waitFor();

        await page.getByRole('link', { name: 'Huisstijl' }).click();
        await page.getByLabel('Kleur', { exact: true }).fill('#ffe08a');
        await page.getByText('te licht voor letters').waitFor();
        await page.getByLabel('Kleur', { exact: true }).fill('#7b1e3c');
        await page.getByText('goed leesbaar').waitFor();
        const logo = await sharp({
          create: { width: 240, height: 60, channels: 3, background: '#7b1e3c' },
        })
          .png()
          .toBuffer();
        await page.locator('input[type=file]').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: logo });
        const shown = page.getByRole('img', { name: 'Bib Zilverbeek' });
        await shown.waitFor();
        await page.waitForFunction('document.querySelector("main img")?.naturalWidth === 240');
        await lookAndMeasure(page, 'house-style');
        await page.getByRole('button', { name: 'Logo weghalen' }).click();
        await shown.waitFor({ state: 'detached' });
        await page.getByRole('button', { name: 'Ongedaan maken' }).click();
        await shown.waitFor();
        await page.goto(`/app/${slug}/settings/branches`);
        await page.getByRole('heading', { name: 'Nog geen vestigingen' }).waitFor();
        await lookAndMeasure(page, 'branches');
        await page.goto('/app/-/account');
        await page.getByText('dit toestel').waitFor();
        await lookAndMeasure(page, 'account');
      },
      { width, expected: [/status of 422/] },
    );
  });

  test(`codes of the library system get the names people know, on a ${width}`, async () => {
    const { session, slug, tenantId } = await libraryWith('administrator');
    const empty = await libraryWith('administrator');
    const contactId = await withTenant(app.database, tenantId, async (db) => {
      await run(db, sql`insert into materials (tenant_id, code, name) values (${tenantId}, 'BK', 'BK'), (${tenantId}, 'DVDV', 'DVDV')`);
      return plantContact(db, { firstName: 'An', lastName: 'Peeters', patronCategory: 'VOLW' });
    });

    await withWorkbench(
      app,
      session,
      async (page) => {
        await page.goto(`/app/${slug}/settings/codes`);
        await page.getByLabel('Naam voor VOLW').fill('Volwassenen');
        await page.getByLabel('Naam voor BK').fill('Boeken');
        await page.getByLabel('Naam voor BK').press('Enter');
        await page.getByText('BK heet hier nu Boeken.').waitFor();
        assert.ok(
          await page.evaluate(
            `document.querySelector('nav [aria-current="page"][href$=codes]').getBoundingClientRect().right <= innerWidth`,
          ),
        );
        await lookAndMeasure(page, 'codes');
        await page.reload();
        await page.getByLabel('Naam voor BK').waitFor();
        assert.equal(await page.getByLabel('Naam voor BK').inputValue(), 'Boeken');
        assert.equal(await page.getByLabel('Naam voor DVDV').inputValue(), 'DVDV');
        await page.goto(`/app/${slug}/contacts/${contactId}`);
        await page.getByText('categorie Volwassenen').waitFor();
      },
      { width },
    );
    await withWorkbench(
      app,
      empty.session,
      async (page) => {
        await page.goto(`/app/${empty.slug}/settings/codes`);
        await page.getByRole('heading', { name: 'Nog geen codes' }).waitFor();
        await lookAndMeasure(page, 'codes-none');
      },
      { width },
    );
  });

  test(`every part of the workbench can be used by everybody, on a ${width}`, async () => {
    const { session } = await libraryWith('read-only');

    await withWorkbench(
      app,
      session,
      async (page) => {
        await page.goto('/app/-/ui');
        await page.getByRole('heading', { name: 'Onderdelen' }).waitFor();
        await page.getByRole('button', { name: 'Bewaren' }).click();
        await page.getByText('Dit is geen geldig e-mailadres.').waitFor();
        await lookAndMeasure(page, 'parts');
        await page.getByRole('button', { name: 'Bevestigen' }).click();
        await page.getByRole('dialog', { name: 'Nieuwsbrief Jeugd versturen' }).waitFor();
        await lookAndMeasure(page, 'parts-confirm');
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
      },
      { width },
    );
  });
}

test('another library and an unknown page say that there is nothing, and the language is kept', async () => {
  const { session, slug } = await libraryWith('administrator');
  const other = await libraryWith('administrator', { name: 'Bibliotheek Elders' });

  await withWorkbench(app, session, async (page) => {
    await page.goto(`/app/${other.slug}`);
    await page.getByRole('heading', { name: 'Hier is niets' }).waitFor();
    assert.equal(await page.getByText('Bibliotheek Elders').count(), 0);
    await page.goto(`/app/${slug}/nergens`);
    await page.getByRole('heading', { name: 'Hier is niets' }).waitFor();
    await lookAndMeasure(page, 'nothing-here');

    await page.getByRole('button', { name: /^Account van/ }).click();
    await page.getByRole('menuitem', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
    await page.goto(`/app/${slug}/staff`);
    await page.getByRole('heading', { name: 'Staff' }).waitFor();

    assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  });
});

test('the keyboard reaches the content first, and the drawer on a phone', async () => {
  const { session, slug } = await libraryWith('administrator');

  await withWorkbench(
    app,
    session,
    async (page) => {
      await page.goto(`/app/${slug}/staff`);
      await page.getByRole('heading', { name: 'Medewerkers' }).waitFor();
      await page.keyboard.press('Tab');
      assert.equal(await page.evaluate('document.activeElement.textContent'), 'Naar de inhoud');
      await page.keyboard.press('Enter');
      assert.equal(await page.evaluate('document.activeElement.id'), 'main');

      await page.getByRole('button', { name: 'Menu openen' }).click();
      await page.getByRole('dialog').getByRole('link', { name: 'Logboek' }).waitFor();
      await lookAndMeasure(page, 'drawer');
      await page.getByRole('dialog').getByRole('link', { name: 'Logboek' }).click();
      await page.getByRole('heading', { name: 'Logboek' }).waitFor();

      await page.getByRole('dialog').waitFor({ state: 'detached' });
    },
    { width: 'phone' },
  );
});
