/** The editor of mails when things happen beside it: a colleague who was first, a line that falters, another clock, another language. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { libraryWith, testApp, type TestApp } from '../harness/app.ts';
import { readyLibrary } from '../harness/audience.ts';
import { withWorkbench } from './workbench.ts';

let app: TestApp;

before(async () => {
  app = await testApp();
});

async function draft(blocks?: unknown[]) {
  const made = await libraryWith('marketer');
  const ready = await readyLibrary(app, made.tenantId, 3);
  const created = await made.session.call('POST', `${made.api}/mailings`, { name: 'Samen', segmentId: ready.segmentId });
  const at = `${made.api}/mailings/${created.body.id}`;
  const save = async (change: object) => {
    const { body } = await made.session.call('GET', at);
    const { version, name, subject, preheader, language, purposeId, segmentId, senderId } = body;
    const whole = { version, name, subject, preheader, language, purposeId, segmentId, senderId, blocks: body.blocks, ...change };
    const saved = await made.session.call('PUT', at, whole);
    assert.equal(saved.status, 200, saved.raw);
  };
  if (blocks) await save({ blocks });
  return { ...made, at, save, page: `/app/${made.slug}/mailings/${created.body.id}` };
}

const saved = (page: Page) => page.getByText(/^bewaard om/).waitFor();
const words = (page: Page) => page.getByRole('textbox', { name: 'Tekst van dit blok' });
const text = (html: string) => [{ id: 'tekst', type: 'text', html }];

test('somebody else’s version taken while a text is open is the one written on', async () => {
  const { session, at, save, page: address } = await draft(text('<p>Begin</p>'));
  await withWorkbench(
    app,
    session,
    async (page) => {
      await page.goto(address);
      await page.getByRole('group', { name: 'Tekst, blok 1 van 1' }).click();
      await words(page).click();
      await save({ blocks: text('<p>Van Bram</p>') });
      await page.keyboard.press('End');
      await page.keyboard.type(' van Noor');
      await page.getByRole('button', { name: 'Hun versie bekijken' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Met hun versie verdergaan' }).click();
      await words(page).getByText('Van Bram').waitFor();
      await words(page).click();
      await page.keyboard.press('ControlOrMeta+End');
      await page.keyboard.type(', en Noor');

      const kept = async () => (await session.call('GET', at)).body.blocks[0].html;
      // it is saved by itself, and may have been between two of these letters
      for (let waited = 0; (await kept()) !== '<p>Van Bram, en Noor</p>' && waited < 150; waited++) await page.waitForTimeout(100);
      assert.equal(await kept(), '<p>Van Bram, en Noor</p>');
    },
    { expected: [/409/] },
  );
});

test('a look that fails in the background takes nothing away from who is writing', async () => {
  const { session, page: address } = await draft();
  await withWorkbench(
    app,
    session,
    async (page) => {
      await page.goto(address);
      const subject = page.getByRole('textbox', { name: 'Onderwerp' });
      await subject.fill('Halverwege een zin');
      await saved(page);
      let asked = 0;
      await page.route(/\/mailings\/\d+$/, (route) => {
        if (route.request().method() !== 'GET') return route.continue();
        asked += 1;
        return route.abort();
      });
      await page.evaluate("dispatchEvent(new Event('visibilitychange'))");
      // it asks three times before it gives up
      for (let waited = 0; asked < 3 && waited < 150; waited++) await page.waitForTimeout(100);
      assert.equal(asked, 3);
      await page.waitForTimeout(100);
      await subject.pressSequentially(' verder');

      assert.equal(await subject.inputValue(), 'Halverwege een zin verder');
      await saved(page);
    },
    { expected: [/ERR_FAILED|Failed to load/] },
  );
});

test('an address that is not right yet keeps the mail from being sent with the former one', async () => {
  const { session, page: address } = await draft([
    { id: 'knop', type: 'button', label: 'Bekijk de agenda', href: 'https://www.zilverbeek.example/oud' },
  ]);
  await withWorkbench(app, session, async (page) => {
    await page.goto(address);
    await page.getByRole('group', { name: 'Knop, blok 1 van 1' }).click();
    const link = page.getByRole('textbox', { name: 'Waar leidt het heen?' });
    await link.fill('https://www zilverbeek.example/nieuw');
    await page.getByRole('button', { name: 'Controleren en versturen' }).click();
    await page.getByRole('alert').getByText('Het adres van deze link klopt nog niet en is niet bewaard.').waitFor();
    assert.equal(await link.inputValue(), 'https://www zilverbeek.example/nieuw');

    await link.fill('https://www.zilverbeek.example/nieuw');
    await page.getByRole('button', { name: 'Controleren en versturen' }).click();
    await page.getByRole('heading', { name: 'Samen versturen' }).waitFor();
  });
});

test('the mail on the screen speaks the language of its readers', async () => {
  const { session, save, page: address } = await draft(text('<p>{{lid_tot}}</p>'));
  await save({ language: 'fr' });
  await withWorkbench(app, session, async (page) => {
    await page.goto(address);
    const canvas = page.locator('[lang="fr"]');
    await canvas.getByText('Se désabonner').waitFor();
    await canvas.getByText('Vous recevez ce courriel parce que vous avez choisi Nieuwsbrief auprès de').waitFor();
    await canvas.getByText('13 septembre 2027').waitFor();
  });
});

test('pictures show in the preview under any address the workbench is opened at', async () => {
  const { session, api, save, page: address } = await draft();
  const red = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#aa2222' } })
    .png()
    .toBuffer();
  const { body: image } = await session.call('POST', `${api}/images?name=rood.png`, red, { 'content-type': 'application/octet-stream' });
  await save({ blocks: [{ id: 'b', type: 'image', imageId: image.publicId, alt: 'Een rood vlak' }] });
  // not the address of the settings: that is where readers' mails point
  await withWorkbench(app, session, async (page) => {
    const shown = page.waitForResponse((response) => response.url().includes('/beeld/') && response.frame() !== page.mainFrame());
    await page.goto(`${address}?view=desktop`);

    assert.equal((await shown).status(), 200);
    assert.notEqual(new URL(page.url()).origin, app.config.publicUrl);
  });
});

test('times are the library’s, on whatever clock the computer runs', async () => {
  const { session, page: address } = await draft();
  await withWorkbench(
    app,
    session,
    async (page) => {
      await page.goto(`${address}/send`);
      await page.getByRole('radio', { name: 'Op een moment dat ik kies' }).click();
      assert.match(await page.getByLabel('Dag en uur').inputValue(), /T10:00$/);
      await page.getByLabel('Dag en uur').fill('2099-07-01T14:00');
      await page.getByText('Op jouw klok is dat 1 jul 2099 om 21:00.').waitFor();
      await page.getByRole('button', { name: 'Inplannen voor 1 jul 2099 om 14:00' }).click();
      await page.getByText('De mail vertrekt op 1 jul 2099 om 14:00.').waitFor();
    },
    { timeZone: 'Asia/Tokyo' },
  );
});
