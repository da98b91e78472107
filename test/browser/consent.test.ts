/** Purposes in the settings, and permissions with their proofs on the card. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ensureDefaultPurposes, suppressBounced } from '../../server/consent/consent.ts';
import { refuseAddresses } from '../../server/contacts/contacts.ts';
import { withTenant } from '../../server/platform/db.ts';
import { libraryWith } from '../harness/app.ts';
import { addCard } from '../harness/cards.ts';
import { look } from './harness.ts';
import { withWorkbench } from './workbench.ts';

async function library() {
  const place = await libraryWith('administrator');
  await withTenant(place.app.database, place.tenantId, ensureDefaultPurposes);
  return place;
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
        await page.getByLabel('Zin waar mensen ja op zeggen (Nederlands)').fill('Ja, stuur mij nieuws over voorlezen.');
        await page.getByRole('button', { name: 'Bewaren' }).click();
        const card = page.getByRole('region', { name: 'Nieuws over voorlezen' });
        await card.getByText('Versie 1').waitFor();

        await page.getByRole('button', { name: 'Nieuws over voorlezen wijzigen' }).click();
        await page.getByLabel('Zin waar mensen ja op zeggen (Nederlands)').fill('Ja, mail mij over voorlezen.');
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

for (const width of ['desktop', 'phone'] as const) {
  test(`the desk notes a yes, a no and an objection on a ${width}`, async () => {
    const { app, session, slug, tenantId } = await library();
    const contactId = await addCard(app.database, tenantId);
    await withWorkbench(
      app,
      session,
      async (page) => {
        await page.goto(`/app/${slug}/contacts/${contactId}/permissions`);
        await page.getByRole('button', { name: 'Toestemming noteren: Nieuwsbrief', exact: true }).click();
        await page.getByText('Lees deze zin voor').waitFor();
        await page.getByRole('button', { name: 'Noteren', exact: true }).click();
        await page.getByText('Vul dit in.').waitFor();
        await look(page, 'permission-form');
        await page.getByLabel('Waaruit blijkt dat?').fill('formulier in map 3');
        await page.getByRole('button', { name: 'Noteren', exact: true }).click();

        await page.getByText('Ja gezegd: Nieuwsbrief').waitFor();
        await page.getByText('formulier in map 3').waitFor();
        // a proof is quoted: it carries its day and hour, not "vandaag"
        const proofs = page.getByRole('list', { name: 'Bewijzen' });
        assert.match(await proofs.locator('time').first().innerText(), /^\d{1,2} \p{L}+ \d{4}\s+om \d\d:\d\d$/u);
        await look(page, 'permissions');
        await page.getByRole('button', { name: 'Intrekken: Nieuwsbrief', exact: true }).click();
        await page.getByRole('button', { name: 'Noteren', exact: true }).click();
        await page.getByText('Ingetrokken: Nieuwsbrief').waitFor();
        await page.getByRole('button', { name: 'Liever niet noteren: Telefoon' }).click();
        await page.getByRole('button', { name: 'Noteren', exact: true }).click();
        await page.getByRole('button', { name: 'Mag weer: Telefoon' }).waitFor();
        assert.equal(await page.getByRole('button', { name: /Brief/ }).count(), 0);
        await page.getByRole('button', { name: 'Wil helemaal geen nieuws meer' }).click();
        await page.getByRole('button', { name: 'Noteren', exact: true }).click();
        await page.getByText(/Deze lezer maakte op .* bezwaar tegen alle nieuws en reclame/).waitFor();
        await page.getByText('Bezwaar gemaakt tegen alle nieuws en reclame').waitFor();
        assert.equal(await page.getByRole('button', { name: 'Wil helemaal geen nieuws meer' }).count(), 0);
        await look(page, 'permissions-objected');
      },
      { width, expected: [/status of 422/] },
    );
  });
}

test('an address that was refused is looked at again, and the whole card knows', async () => {
  const { app, session, slug, tenantId } = await library();
  const address = 'gezin@lezers.example';
  const contactId = await addCard(app.database, tenantId, { email: address });
  await withTenant(app.database, tenantId, async (db) => {
    await refuseAddresses(db, [{ contactId, address }]);
    await suppressBounced(db, app.secrets, { addresses: [address], at: app.now() });
  });
  await withWorkbench(app, session, async (page) => {
    await page.goto(`/app/${slug}/contacts/${contactId}/permissions`);
    const reach = page.getByRole('region', { name: 'Bereikbaar' });
    await reach.getByText('weigert onze mails').waitFor();
    await page.getByRole('button', { name: 'Nagekeken: opnieuw proberen' }).click();
    await page.getByText('Mail naar dit adres kwam terug.').waitFor({ state: 'detached' });
    await reach.getByText('nog niet bevestigd').waitFor();
  });
});

test('for a child the desk is asked which parent agrees', async () => {
  const { app, session, slug, tenantId } = await library();
  const birthOn = `${new Date().getFullYear() - 9}-01-01`;
  const contactId = await addCard(app.database, tenantId, { firstName: 'Yara', birthOn });
  await withWorkbench(app, session, async (page) => {
    await page.goto(`/app/${slug}/contacts/${contactId}/permissions`);
    await page.getByText('Jonger dan 13 jaar').waitFor();
    assert.equal(await page.getByRole('button', { name: /Onthouden waar ik op klik/ }).count(), 0);
    await page.getByRole('button', { name: 'Toestemming noteren: Nieuwsbrief Jeugd' }).click();
    await page.getByLabel('Waaruit blijkt dat?').fill('stond mee aan de balie');
    await page.getByLabel('Naam van de ouder of voogd').fill('Zeynep Aydın');
    await page.getByLabel(/Hoe weet je dat/).fill('identiteitskaart getoond');
    await look(page, 'permission-form-child');
    await page.getByRole('button', { name: 'Noteren', exact: true }).click();
    await page.getByText('Zeynep Aydın, identiteitskaart getoond').waitFor();
    await page.getByText('Ja gezegd door een ouder of voogd: Nieuwsbrief Jeugd').waitFor();
    await look(page, 'permissions-child');
  });
});
