/** Selections: begin with an example, change its words, see the count, ask why, save, and be told of a conflict. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { withTenant } from '../../server/platform/db.ts';
import { seedDay, seedSmallLibrary } from '../../server/segments/seed.ts';
import { libraryWith, testApp, type TestApp } from '../harness/app.ts';
import { look } from './harness.ts';
import { withWorkbench } from './workbench.ts';

let app: TestApp;

before(async () => {
  app = await testApp();
  app.setNow(seedDay);
});

async function library(role: 'marketer' | 'read-only' = 'marketer') {
  const made = await libraryWith(role);
  const small = await withTenant(app.database, made.tenantId, seedSmallLibrary);
  return { ...made, small };
}

const readers = (page: Page, count: string) =>
  page
    .getByRole('main')
    .getByText(new RegExp(`^${count} lezers?`))
    .waitFor();

for (const width of ['desktop', 'phone'] as const) {
  test(`from an example to a saved selection, on a ${width}`, async () => {
    const { session, slug } = await library();
    await withWorkbench(
      app,
      session,
      async (page) => {
        await page.goto(`/app/${slug}/segments`);
        await page.getByText('Nog geen selecties').waitFor();
        await look(page, 'segments-empty');
        await page.getByRole('link', { name: 'Gezinnen met kinderen van 6 tot 12 jaar' }).click();
        await readers(page, '1');
        await page.getByText('Zeynep Vandenbroucke').waitFor();
        await look(page, 'segment');

        // a word is changed: the children get older, and so do their parents
        await page.getByRole('button', { name: 'Verander: 6 tot 12 jaar' }).click();
        await page.getByRole('textbox', { name: 'Hoogstens' }).fill('17');
        await page.getByRole('textbox', { name: 'Minstens' }).fill('13');
        await page.getByRole('button', { name: 'Klaar' }).click();
        await page.getByText('Niemand. Maak een voorwaarde ruimer.').waitFor();
        await page.getByRole('button', { name: /^Haal weg: Leende zelf of het gezin/ }).click();
        await readers(page, '2');
        await page.getByText('Fatima Vandenbroucke').waitFor();

        await page.getByRole('button', { name: 'Waarom Fatima Vandenbroucke?' }).click();
        await page.getByText('zag: kinderen en huisgenoten van 16 jaar').waitFor();
        await page.waitForTimeout(250);
        await look(page, 'segment-why');
        await page.keyboard.press('Escape');

        await page.getByRole('textbox', { name: 'Naam', exact: true }).fill('Gezinnen met pubers');
        await page.getByRole('button', { name: 'Bewaren' }).click();
        await page.getByRole('link', { name: 'Hiermee iets versturen' }).waitFor();
        assert.match(
          (await page.getByRole('link', { name: 'Hiermee iets versturen' }).getAttribute('href')) ?? '',
          /mailings\/new\?segment=\d+$/,
        );

        await page.goto(`/app/${slug}/segments`);
        await page.getByRole('link', { name: 'Gezinnen met pubers' }).waitFor();
        await page.getByRole('cell', { name: '2', exact: false }).first().waitFor();
        await page.getByText('heeft een kind in het gezin van 13 tot 17 jaar').waitFor();
        await look(page, 'segments');
      },
      { width },
    );
  });
}

test('a condition is found by what people call it, and its form shows everything there is to choose', async () => {
  const { session, slug } = await library();
  await withWorkbench(app, session, async (page) => {
    await page.goto(`/app/${slug}/segments/new`);
    await readers(page, '7');
    const search = page.getByRole('textbox', { name: 'Zoek een voorwaarde' });

    // a search that came to nothing is forgotten when the list closes
    await page.getByRole('button', { name: '+ voorwaarde' }).click();
    await search.fill('zeppelin');
    await page.getByText('Geen voorwaarde met dat woord.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: '+ voorwaarde' }).click();
    assert.equal(await search.inputValue(), '');

    await search.fill('wereld');
    await search.press('Enter');
    await page.getByRole('button', { name: 'Verander: stuks' }).click();
    for (const name of ['Materiaal', 'Vestiging', 'Voor wie']) await page.getByRole('combobox', { name, exact: true }).waitFor();
    assert.equal(await page.getByRole('option').count(), 0);
    await page.keyboard.press('ArrowDown');
    await page.getByRole('option').first().waitFor();
  });
});

test('a condition is added by typing, and moved into a group and out again with the arrow keys', async () => {
  const { session, slug } = await library();
  await withWorkbench(app, session, async (page) => {
    await page.goto(`/app/${slug}/segments/new`);
    await readers(page, '7');
    const add = async (search: string, nr = 0) => {
      await page.getByRole('button', { name: '+ voorwaarde' }).nth(nr).click();
      await page.getByRole('textbox', { name: 'Zoek een voorwaarde' }).fill(search);
      await page.keyboard.press('Enter');
    };
    await add('leeftijd');
    await readers(page, '5');
    await page.getByRole('button', { name: '+ groep' }).click();
    await add('vestiging', 0);
    await page.getByRole('checkbox', { name: 'Noord' }).check();
    await page.getByRole('button', { name: 'Klaar' }).click();
    const grip = page.getByRole('button', { name: 'Verplaats: Is minstens 18 jaar oud' });
    await grip.focus();
    for (const place of [2, 1]) {
      await page.keyboard.press(place === 2 ? 'ArrowDown' : 'ArrowUp');
      await grip.and(page.locator(':focus')).waitFor();
    }
    await look(page, 'segment-groups');
  });
});

test('somebody who is not in it is looked up by name, and explained', async () => {
  const { session, slug } = await library();
  await app.drain();
  await withWorkbench(app, session, async (page) => {
    await page.goto(`/app/${slug}/segments/new?example=families`);
    await readers(page, '1');
    await page
      .getByRole('textbox', { name: 'Zit iemand erin, en waarom?' })
      .or(page.getByRole('combobox', { name: 'Zit iemand erin, en waarom?' }))
      .first()
      .fill('Fatima');
    await page.getByRole('option', { name: /Fatima/ }).click();
    await page.getByText('Fatima Vandenbroucke zit niet in deze selectie.').waitFor();
    await page.getByText('zag: 4 uitleningen').waitFor();
    await page.waitForTimeout(250);
    await look(page, 'segment-why-not');
  });
});

test('what still misses something is said at saving, and nothing is lost', async () => {
  const { session, slug } = await library();
  await withWorkbench(
    app,
    session,
    async (page) => {
      await page.goto(`/app/${slug}/segments/new`);
      await page.getByRole('button', { name: '+ voorwaarde' }).click();
      await page.getByRole('button', { name: 'Woonplaats' }).click();
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Bewaren' }).click();
      await page.getByRole('alert').getByText('Vul nog in: Woonplaats is kies …').waitFor();
      await page.getByRole('button', { name: /^Haal weg/ }).click();
      await page.getByRole('button', { name: 'Bewaren' }).click();
      await page.getByText('Vul dit in.').waitFor();
    },
    { expected: [/status of 422/] },
  );
});

test('a selection is put away, and taken back later', async () => {
  const { session, slug, api } = await library();
  const rule = { match: 'all', rules: [{ field: 'email', is: 'present' }] };
  await session.call('POST', `${api}/segments`, { name: 'Met mail', rule });
  await withWorkbench(app, session, async (page) => {
    await page.goto(`/app/${slug}/segments`);
    await page.getByRole('button', { name: 'Meer met Met mail' }).click();
    await page.getByRole('menuitem', { name: 'Opbergen' }).click();
    await page.getByText('Nog geen selecties').waitFor();
    await page.getByRole('link', { name: 'Opgeborgen selecties' }).click();
    await page.getByRole('link', { name: 'Met mail' }).waitFor();
    await look(page, 'segments-archived');
    await page.getByRole('button', { name: 'Meer met Met mail' }).click();
    await page.getByRole('menuitem', { name: 'Terughalen' }).click();
    await page.getByText('Er is niets opgeborgen.').waitFor();
    await page.getByRole('link', { name: 'Terug naar de selecties' }).click();
    await page.getByRole('link', { name: 'Met mail' }).waitFor();
  });
});

test('two colleagues in one selection: the second chooses', async () => {
  const { session, slug, api } = await library();
  const rule = { match: 'all', rules: [{ field: 'age', years: { from: 18 } }] };
  const { body } = await session.call('POST', `${api}/segments`, { name: 'Volwassenen', rule });
  await withWorkbench(
    app,
    session,
    async (page) => {
      await page.goto(`/app/${slug}/segments/${body.id}`);
      await readers(page, '5');
      await session.call('PUT', `${api}/segments/${body.id}`, {
        name: 'Van een ander',
        rule,
        version: 1,
      });
      await page.getByRole('textbox', { name: 'Naam', exact: true }).fill('Van mij');
      await page.getByRole('button', { name: 'Bewaren' }).click();
      await page.getByText('Iemand anders wijzigde deze selectie intussen.').waitFor();
      await look(page, 'segment-conflict');
      await page.getByRole('button', { name: 'Bewaar de mijne' }).click();
      await page.getByText('Bewaard.').waitFor();
      assert.equal((await session.call('GET', `${api}/segments/${body.id}`)).body.name, 'Van mij');
    },
    { expected: [/status of 409/] },
  );
});

test('who may only look sees the sentence and cannot press its words', async () => {
  const { session, slug, tenantId } = await library('read-only');
  const { createSegment } = await import('../../server/segments/segments.ts');
  const made = await withTenant(app.database, tenantId, (db) =>
    createSegment(db, {
      name: 'Volwassenen',
      rule: { match: 'all', rules: [{ field: 'age', years: { from: 18 } }] },
      staffId: null,
      now: seedDay,
    }),
  );
  await withWorkbench(app, session, async (page) => {
    await page.goto(`/app/${slug}/segments/${made.id}`);
    await readers(page, '5');
    assert.equal(await page.getByRole('button', { name: 'Verander: minstens 18 jaar' }).isDisabled(), true);
    assert.equal(await page.getByRole('button', { name: 'Bewaren' }).count(), 0);
    await look(page, 'segment-read-only');
  });
});
