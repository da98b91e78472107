/** Mailings: write, look with a reader's eyes, be told what to mend, send once, follow it to the people, read the test mailbox. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Page, Route } from 'playwright-core';
import sharp from 'sharp';
import { plantContact } from '../../server/contacts/seed.ts';
import { run, sql, withTenant } from '../../server/platform/db.ts';
import type { Role } from '../../lib/permissions.ts';
import { libraryWith, testApp, type TestApp } from '../harness/app.ts';
import { ledgerOf, readyLibrary, sentMailing } from '../harness/audience.ts';
import { sendAll } from '../harness/sending.ts';
import { look } from './harness.ts';
import { withWorkbench } from './workbench.ts';

let app: TestApp;

before(async () => {
  app = await testApp();
});

/** A library that can send to twelve readers; two more may not get the newsletter. */
async function library(role: Role = 'marketer') {
  const made = await libraryWith(role);
  const ready = await readyLibrary(app, made.tenantId, 12);
  await withTenant(app.database, made.tenantId, async (db) => {
    await plantContact(db, {
      firstName: 'Łukasz',
      lastName: 'Wójcik',
      kind: 'reader',
      email: 'lukasz@post.example',
      city: 'Zilverbeek',
    });
    await plantContact(db, { firstName: 'Yara', lastName: 'De Smet', kind: 'reader' });
  });
  await app.drain();
  return { ...made, ...ready };
}

const saved = (page: Page) => page.getByText(/^bewaard om/).waitFor();
const block = (page: Page, name: string | RegExp) => page.getByRole('group', { name });

async function startMailing(page: Page, slug: string, name: string): Promise<void> {
  await page.goto(`/app/${slug}/mailings/new`);
  await page.getByRole('textbox', { name: 'Naam' }).fill(name);
  await page.getByRole('combobox', { name: 'Selectie' }).click();
  await page.getByRole('option', { name: 'Alle lezers' }).click();
  await page.getByRole('button', { name: 'Beginnen met schrijven' }).click();
  await block(page, 'Tekst, blok 1 van 3').waitFor();
}

test('from an empty list to a mail in the test mailbox', async () => {
  const { session, slug, tenantId } = await library();
  await withWorkbench(app, session, async (page) => {
    await page.goto(`/app/${slug}/mailings`);
    await page.getByText('Nog geen mailings').waitFor();
    await look(page, 'mailings-empty');
    await startMailing(page, slug, 'Voorlezen op woensdag');

    // a text block: written where it stands, with a field and a link
    await block(page, 'Tekst, blok 3 van 3').click();
    const text = page.getByRole('textbox', { name: 'Tekst van dit blok' });
    await text.click();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('Elke woensdag lezen we voor, ');
    await page.getByRole('toolbar', { name: 'Opmaak' }).getByRole('button', { name: 'Veld invoegen' }).click();
    await page.getByRole('textbox', { name: 'Als we het niet weten' }).fill('boekenwurm');
    await page.getByRole('button', { name: 'Invoegen', exact: true }).click();
    await page.getByText('{{voornaam|boekenwurm}}').waitFor();
    await page.keyboard.type(': ');
    await page.getByRole('button', { name: 'Link', exact: true }).click();
    await page.getByRole('textbox', { name: 'Woorden van de link' }).fill('bekijk de agenda');
    await page.getByRole('textbox', { name: 'Waar leidt het heen?' }).fill('www.zilverbeek.example/agenda');
    await page.getByRole('button', { name: 'Link maken' }).click();
    await look(page, 'mailing-text');

    // a button without an address is found, and the finding leads to it
    await page.getByRole('button', { name: 'Knop', exact: true }).click();
    await page.getByRole('textbox', { name: 'Woorden op de knop' }).fill('Kom langs');
    await saved(page);
    await page.getByRole('textbox', { name: 'Onderwerp' }).click();
    await page.getByRole('button', { name: /De link “Kom langs” leidt nog nergens heen/ }).click();
    await page.getByRole('textbox', { name: 'Waar leidt het heen?' }).fill('geen adres');
    await page.getByText('Het adres van deze link klopt nog niet').waitFor();
    await page.getByRole('textbox', { name: 'Waar leidt het heen?' }).fill('https://www.zilverbeek.example');
    await page.getByRole('textbox', { name: 'Voorproefje' }).fill('Kom gerust binnen');
    await page.getByText('Er valt niets meer te verbeteren.').waitFor();
    await look(page, 'mailing-editor');

    // with the eyes of a reader
    const mail = page.frameLocator('iframe[title="De mail op een telefoon"]');
    await page.getByText('Telefoon', { exact: true }).click();
    await page.getByRole('button', { name: /^bekijk als/ }).click();
    await page.getByRole('button', { name: 'Iemand van wie we niets weten' }).click();
    await mail.getByText('Elke woensdag lezen we voor, boekenwurm').waitFor();
    await page.getByRole('button', { name: 'bekijk als iemand van wie we niets weten' }).waitFor();
    await page.getByRole('button', { name: /^bekijk als/ }).click();
    await page.getByRole('textbox', { name: /^Zoek een lezer/ }).fill('lukas wojcik');
    await page.getByRole('button', { name: /Łukasz Wójcik/ }).waitFor();
    await page.keyboard.press('Enter');
    await mail.getByText('Elke woensdag lezen we voor, Łukasz').waitFor();
    await look(page, 'mailing-preview');

    await page.getByRole('button', { name: 'Proefmail' }).click();
    await page.getByText(`De proefmail is onderweg naar ${session.email}.`).waitFor();
    await page.getByRole('button', { name: 'Controleren en versturen' }).click();
    await page.getByText('12 wel en 2 niet, samen 14.').waitFor();
    await look(page, 'mailing-send');
    await page.getByRole('button', { name: 'Nu versturen naar 12 lezers' }).dblclick();
    await page.getByText('De mail vertrekt').waitFor();
    await sendAll(app);
    await page.getByText('Samen 14: iedereen van de selectie staat in precies één vak.').waitFor();
    await page.getByRole('link', { name: /^12\s*afgeleverd/ }).waitFor();
    await look(page, 'mailing-result');

    // each number opens to the people behind it
    await page.getByRole('link', { name: /^2\s*niet verstuurd/ }).click();
    await page.getByRole('link', { name: 'Yara De Smet' }).waitFor();
    await look(page, 'mailing-recipients');

    await page.goto(`/app/${slug}/trial-mails`);
    await page.getByRole('searchbox', { name: 'Zoek op adres' }).fill('lezer7@');
    await page.getByRole('link', { name: /lezer7@lezers\.example/ }).click();
    await page.frameLocator('iframe').getByText('Elke woensdag lezen we voor, Lezer').waitFor();
    await page.getByText('de lezer gaf toestemming').waitFor();
    await look(page, 'trial-mail');
    // the links in it lead where they led the reader, beside the workbench
    await page.context().route('**/mijn/*', (route) => route.fulfill({ contentType: 'text/html', body: '<h1>Mijn voorkeuren</h1>' }));
    const [own] = await Promise.all([page.waitForEvent('popup'), page.frameLocator('iframe').locator('a[href*="/mijn/"]').click()]);
    await own.getByRole('heading', { name: 'Mijn voorkeuren' }).waitFor();
    await own.close();
    await page.getByRole('tab', { name: 'Bron' }).click();
    await page.getByText(/List-Unsubscribe-Post: List-Unsubscribe=One-Click/i).waitFor();
  });
  const { mailings } = (await session.call('GET', `/api/${slug}/mailings`)).body;
  assert.deepEqual(
    mailings.map((one: { state: string }) => one.state),
    ['finished'],
  );
  assert.deepEqual(await ledgerOf(app, tenantId, mailings[0].id), { accepted: 12, skipped: 2 });
});

test('on a phone: the list, the editor, a result', async () => {
  const { session, slug, tenantId, ...ready } = await library();
  const mailing = await sentMailing(app, tenantId, ready);
  await sendAll(app);
  await withWorkbench(
    app,
    session,
    async (page) => {
      await page.goto(`/app/${slug}/mailings`);
      await page.getByRole('link', { name: 'Voorlezen op woensdag' }).waitFor();
      await look(page, 'mailings');
      await page.goto(`/app/${slug}/mailings/${mailing.id}`);
      await page.getByText(/^Samen 14/).waitFor();
      await look(page, 'mailing-result');
      await page.getByRole('button', { name: 'Kopie maken' }).click();
      await block(page, 'Knop, blok 4 van 4').click();
      await page.getByRole('textbox', { name: 'Woorden op de knop' }).waitFor();
      await look(page, 'mailing-editor');
      await page.goto(`/app/${slug}/trial-mails`);
      await page.getByRole('link', { name: /lezer3@lezers\.example/ }).click();
      await page.frameLocator('iframe').getByText('Dag Lezer').waitFor();
      await look(page, 'trial-mail');
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      assert.ok(width <= 390, `nothing sticks out sideways: ${width}`);
    },
    { width: 'phone' },
  );
});

test('blocks are added, moved, copied, removed and brought back with the keyboard alone', async () => {
  const { session, slug } = await library();
  await withWorkbench(app, session, async (page) => {
    await startMailing(page, slug, 'Met het toetsenbord');
    await block(page, 'Tekst, blok 1 van 3').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Alt+ArrowDown');
    await block(page, 'Titel, blok 3 van 3').waitFor();
    await page.getByText('Titel: nu op plaats 3 van 3.').waitFor({ state: 'attached' });
    await page.keyboard.press('Enter');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('Tot woensdag');
    await page.keyboard.press('Escape');
    await page.keyboard.press('ControlOrMeta+d');
    await block(page, 'Titel, blok 4 van 4').waitFor();
    await page.keyboard.press('Delete');
    await block(page, 'Titel, blok 3 van 3').waitFor();
    await page.getByText('Weggehaald: Titel.').waitFor();
    await page.getByRole('button', { name: 'Ongedaan maken' }).press('Enter');
    await block(page, 'Titel, blok 4 van 4').waitFor();
    assert.equal(await page.getByRole('textbox', { name: 'Tekst van de titel' }).inputValue(), 'Tot woensdag');
    await page.getByRole('button', { name: 'Kolommen' }).press('Enter');
    await page.getByRole('button', { name: 'Blok toevoegen in kolom 2' }).press('Enter');
    await page.getByRole('menuitem', { name: 'Scheidingslijn' }).press('Enter');
    await block(page, 'Scheidingslijn, blok 2 van 2').waitFor();
    await saved(page);
    await look(page, 'mailing-columns');
  });
});

test('an image is brought in, described and shown', async () => {
  const { session, slug } = await library();
  const picture = await sharp({
    create: { width: 320, height: 160, channels: 3, background: '#d9a441' },
  })
    .png()
    .toBuffer();
  await withWorkbench(
    app,
    session,
    async (page) => {
      await startMailing(page, slug, 'Met een beeld');
      await block(page, 'Tekst, blok 3 van 3').click();
      await page.getByRole('button', { name: 'Beeld', exact: true }).click();
      await page.locator('input[type=file]').first().setInputFiles({ name: 'leeskuil.png', mimeType: 'image/png', buffer: picture });
      await page.getByRole('button', { name: 'Ander beeld' }).waitFor();
      await page.getByRole('button', { name: /Dit beeld heeft nog geen omschrijving/ }).waitFor();
      await page.getByRole('textbox', { name: 'Omschrijving' }).fill('Kinderen in de leeskuil');
      await page.getByRole('button', { name: /Dit beeld heeft nog geen omschrijving/ }).waitFor({ state: 'detached' });
      await page.getByRole('img', { name: 'Kinderen in de leeskuil' }).waitFor();
      await look(page, 'mailing-image');
      // what is no image is refused in a sentence, and the image that was there stays
      await page
        .locator('input[type=file]')
        .first()
        .setInputFiles({ name: 'x.png', mimeType: 'image/png', buffer: Buffer.from('geen beeld') });
      await page.getByText('Dit is geen beeld dat we kunnen gebruiken.').waitFor();
      await page.getByRole('img', { name: 'Kinderen in de leeskuil' }).waitFor();
    },
    { expected: [/422|400|415/] },
  );
});

test('two colleagues at once: the second is told, sees the other version and keeps their own', async () => {
  const { session, slug, api } = await library();
  await withWorkbench(
    app,
    session,
    async (page) => {
      await startMailing(page, slug, 'Samen');
      await saved(page);
      const id = Number(/\d+$/.exec(new URL(page.url()).pathname)?.[0]);
      const {
        id: _,
        version,
        name,
        preheader,
        language,
        purposeId,
        segmentId,
        senderId,
        blocks,
      } = (await session.call('GET', `${api}/mailings/${id}`)).body;
      const theirs = {
        version,
        name,
        subject: 'Van Bram',
        preheader,
        language,
        purposeId,
        segmentId,
        senderId,
        blocks,
      };
      assert.equal((await session.call('PUT', `${api}/mailings/${id}`, theirs)).status, 200);

      await page.getByRole('textbox', { name: 'Onderwerp' }).fill('Van Noor');
      await page.getByText('Iemand anders bewaarde deze mail intussen.').waitFor();
      await look(page, 'mailing-conflict');
      await page.getByRole('button', { name: 'Hun versie bekijken' }).click();
      await page.getByRole('dialog').getByText('Van Bram').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Mijn versie als kopie bewaren' }).click();
      await page.getByRole('heading', { name: 'Samen (mijn versie)' }).waitFor();
      assert.equal(await page.getByRole('textbox', { name: 'Onderwerp' }).inputValue(), 'Van Noor');
      assert.equal((await session.call('GET', `${api}/mailings/${id}`)).body.subject, 'Van Bram');
    },
    { expected: [/409/] },
  );
});

test('a server that is away for a while loses nothing that is typed, not even over a reload', async () => {
  const { session, slug } = await library();
  await withWorkbench(
    app,
    session,
    async (page) => {
      await startMailing(page, slug, 'Zonder net');
      await saved(page);
      const away = (route: Route) => (route.request().method() === 'PUT' ? route.abort() : route.continue());
      await page.route('**/api/**', away);
      await page.getByRole('textbox', { name: 'Onderwerp' }).fill('Getypt in de trein');
      await page.getByText('we proberen het vanzelf opnieuw').waitFor();
      page.on('dialog', (dialog) => void dialog.accept());
      await page.reload();
      await page.getByText('Wat je vorige keer typte en niet bewaard raakte, is teruggezet.').waitFor();
      await page.unroute('**/api/**', away);
      await saved(page);
      await page.reload();
      await page.getByRole('textbox', { name: 'Onderwerp' }).waitFor();
      assert.equal(await page.getByRole('textbox', { name: 'Onderwerp' }).inputValue(), 'Getypt in de trein');
    },
    { expected: [/ERR_FAILED|Failed to load/] },
  );
});

test('planned for a moment on the library’s clock, and made a draft again', async () => {
  const { session, slug } = await library();
  await withWorkbench(app, session, async (page) => {
    await startMailing(page, slug, 'Voor later');
    await saved(page);
    await page.getByRole('button', { name: 'Controleren en versturen' }).click();
    await page.getByRole('radio', { name: 'Op een moment dat ik kies' }).click();
    await page.getByLabel('Dag en uur').fill('2001-01-01T10:00');
    await page.getByText('Dit moment is al voorbij.').waitFor();
    await page.getByLabel('Dag en uur').fill('2099-07-01T14:00');
    await page.getByRole('button', { name: 'Inplannen voor 1 jul 2099 om 14:00' }).click();
    await page.getByText('De mail vertrekt op 1 jul 2099 om 14:00.').waitFor();
    await look(page, 'mailing-scheduled');
    const { mailings } = (await session.call('GET', `/api/${slug}/mailings`)).body;
    assert.equal(mailings[0].scheduledAt, '2099-07-01T12:00:00.000Z');
    await page.getByRole('button', { name: 'Planning ongedaan maken' }).click();
    await page.getByRole('textbox', { name: 'Onderwerp' }).waitFor();
  });
});

test('senders are added, proved and removed by an administrator', async () => {
  const { session, slug, tenantId } = await library('administrator');
  await withTenant(app.database, tenantId, (db) => run(db, sql`delete from senders where tenant_id = ${tenantId}`));
  await withWorkbench(
    app,
    session,
    async (page) => {
      await page.goto(`/app/${slug}/settings/senders`);
      await page.getByText('Nog geen afzender').waitFor();
      await page.getByRole('button', { name: 'Afzender toevoegen' }).click();
      await page.getByRole('textbox', { name: 'E-mailadres' }).fill('geen adres');
      await page.getByRole('button', { name: 'Toevoegen en bevestiging vragen' }).click();
      await page.getByText('Dit is geen geldig e-mailadres.').waitFor();
      await page.getByRole('textbox', { name: 'E-mailadres' }).fill('jeugd@zilverbeek.example');
      await page.getByRole('button', { name: 'Toevoegen en bevestiging vragen' }).click();
      await page.getByText('wacht op bevestiging').waitFor();
      await look(page, 'senders');
      await page.getByRole('button', { name: 'Opnieuw vragen' }).waitFor();
      await sendAll(app);
      await page.goto(`/app/${slug}/trial-mails`);
      await page
        .getByRole('link', { name: /Bevestig dit afzenderadres/ })
        .first()
        .click();
      await page.getByRole('tab', { name: 'Tekst' }).click();
      const link = /https?:\/\/[^/]+(\/afzender\/[\w./-]+)/.exec(await page.locator('pre').innerText())?.[1];
      assert.ok(link, 'the mail holds the proving link');
      await page.goto(link);
      await page.getByRole('button').click();
      await page.getByText('Bevestigd. Je kunt dit venster sluiten.').waitFor();
      await page.goto(`/app/${slug}/settings/senders`);
      await page.getByText('bevestigd', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'jeugd@zilverbeek.example verwijderen' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Verwijderen' }).click();
      await page.getByText('Nog geen afzender').waitFor();
    },
    { expected: [/422|400/] },
  );
});
