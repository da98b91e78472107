/** Addresses of the workbench that lead nowhere, and parts a colleague's role does not open. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { libraryWith, testApp, type TestApp } from '../harness/app.ts';
import { addCard } from '../harness/cards.ts';
import { withWorkbench } from './workbench.ts';

let app: TestApp;

before(async () => {
  app = await testApp();
});

test('what is gone stays so: a way to the beginning, no button to try again', async () => {
  const { session, slug } = await libraryWith('administrator');

  await withWorkbench(
    app,
    session,
    async (page) => {
      for (const path of ['segments/99999', 'mailings/99999', 'mailings/99999/send', 'imports/99999', 'mailings/abc', 'contacts/99999']) {
        await page.goto(`/app/${slug}/${path}`);
        await page.getByRole('heading', { name: 'Hier is niets' }).waitFor();
        await page.getByRole('link', { name: 'Naar het begin' }).waitFor();
        assert.equal(await page.getByRole('button', { name: 'Opnieuw proberen' }).count(), 0, path);
      }
    },
    { expected: [/status of 404/, /status of 422/] },
  );
});

test('a part of the card that is not for this role says so', async () => {
  const { session, slug, tenantId } = await libraryWith('marketer');
  const contactId = await addCard(app.database, tenantId, { lastName: 'Peeters' });

  await withWorkbench(app, session, async (page) => {
    await page.goto(`/app/${slug}/contacts/${contactId}/loans`);
    await page.getByRole('heading', { name: 'Niet voor jouw rol' }).waitFor();
    await page.getByText('Je rol geeft geen toegang tot dit onderdeel.').waitFor();
    await page.getByRole('heading', { name: 'Peeters' }).waitFor();
  });
});
