/** The pages of readers as a reader meets them: on a small telephone, without script, with a keyboard. */
import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { ensureDefaultPurposes, givePermission, listPurposes, preferenceToken, unsubscribeToken } from '../../server/consent/consent.ts';
import { many, sql, withTenant, type TenantDb } from '../../server/platform/db.ts';
import { changeEnvironment } from '../../server/tenants/tenants.ts';
import { testApp, type TestApp } from '../harness/app.ts';
import { addCard } from '../harness/cards.ts';
import { newLibrary } from '../harness/database.ts';
import { mailed } from '../harness/portal.ts';
import { expectNoAxeViolations, keepScreenshot, withPage } from './harness.ts';

let app: TestApp;
let baseUrl = '';

before(async () => {
  app = await testApp();
  await app.server.listen({ port: 0, host: '127.0.0.1' });
  baseUrl = `http://127.0.0.1:${(app.server.server.address() as AddressInfo).port}`;
});

async function zilverbeek(colour = '#7a1f3d') {
  const { tenantId, slug } = await newLibrary(app.database);
  const run = <T>(fn: (db: TenantDb) => Promise<T>) => withTenant(app.database, tenantId, fn);
  await run(ensureDefaultPurposes);
  await run((db) =>
    changeEnvironment(db, {
      branding: { colour },
      contact: {
        street: 'Molenstraat 4',
        postcode: '9990',
        city: 'Zilverbeek',
        phone: '09 000 00 01',
        email: 'info@zilverbeek.example',
        website: 'https://zilverbeek.example',
      },
    }),
  );
  const purposes = new Map((await run((db) => listPurposes(db))).map((purpose) => [purpose.key, purpose.id]));
  const reader = async (card: Parameters<typeof addCard>[2] = {}, key = 'newsletter') => {
    const contactId = await addCard(app.database, tenantId, card);
    const guardian = card.birthOn ? { guardian: { how: 'formulier' } } : {};
    await run((db) =>
      givePermission(db, {
        contactId,
        purposeId: purposes.get(key)!,
        channel: 'email',
        at: new Date(),
        method: 'desk',
        ...guardian,
      }),
    );
    const messageId = await run((db) => mailed(db, { contactId, address: 'zeynep@lezers.example', at: app.now() }));
    return {
      contactId,
      uit: `/uit/${unsubscribeToken(app.secrets, { tenantId, contactId, purposeId: purposes.get(key)!, messageId })}`,
      mijn: `/mijn/${preferenceToken(app.secrets, { tenantId, contactId, now: app.now() })}`,
    };
  };
  const confirmLink = async () => {
    await app.drain();
    const [mail] = await run((db) =>
      many(
        db,
        sql<{
          text: string;
        }>`select merge_values ->> 'text' as text from messages where tenant_id = ${tenantId} and source_kind = 'service' order by id desc limit 1`,
      ),
    );
    return new URL(/http:\/\/localhost:8080\/[^\s<>()]+/.exec(mail!.text)![0]).pathname;
  };
  return { slug, reader, confirmLink };
}

/** As a reader with an old telephone sees it. */
const phone = <T>(visit: (page: Page) => Promise<T>, options: { expected?: RegExp[]; language?: string; width?: number } = {}) =>
  withPage(visit, { width: 360, script: false, baseUrl, ...options });

async function looksRight(page: Page, name: string): Promise<void> {
  await expectNoAxeViolations(page);
  const { width } = page.viewportSize()!;
  const wide = await page.locator('body').evaluate((body) => body.scrollWidth);
  assert.ok(wide <= width, `${name} is ${wide} px wide on a screen of ${width}`);
  for (const button of await page.locator('button, .button').all()) {
    const box = await button.boundingBox();
    assert.ok((box?.height ?? 0) >= 44, `a button of ${name} is ${box?.height} px high`);
  }
  await keepScreenshot(page, name);
}

test('signing up on a telephone without script, from the empty form to the last page', async () => {
  const { slug, confirmLink } = await zilverbeek();
  await phone(
    async (page) => {
      await page.goto(`/b/${slug}/inschrijven`);
      await looksRight(page, 'portal-sign-up');
      await page.getByRole('button', { name: 'Schrijf me in' }).click();
      await page.getByRole('alert').getByRole('link', { name: 'Vul je e-mailadres in.' }).click();
      await looksRight(page, 'portal-sign-up-faults');

      await page.getByRole('checkbox', { name: /^Nieuwsbrief Ja/ }).check();
      await page.getByLabel('E-mailadres', { exact: true }).fill('zeynep@lezers.example');
      await page.getByLabel('Voornaam').fill('Zeynep');
      await page.getByRole('radio', { name: '18 jaar of ouder' }).check();
      await page.getByRole('button', { name: 'Schrijf me in' }).click();

      await page.getByRole('heading', { name: 'Kijk in je mailbox' }).waitFor();
      await looksRight(page, 'portal-sent');
      await page.goto(await confirmLink());
      await looksRight(page, 'portal-confirm');
      await page.getByRole('button', { name: 'Ja, schrijf me in' }).click();
      await page.getByRole('heading', { name: 'Je bent ingeschreven' }).waitFor();
      await looksRight(page, 'portal-confirmed');
    },
    { expected: [/422/] },
  );
});

test('a parent gives permission for a child', async () => {
  const { slug, confirmLink } = await zilverbeek('#ffee00');
  await phone(async (page) => {
    await page.goto(`/b/${slug}/inschrijven`);
    await page.getByRole('checkbox', { name: /^Nieuwsbrief Jeugd/ }).check();
    await page.getByLabel('E-mailadres', { exact: true }).fill('yara@lezers.example');
    await page.getByRole('radio', { name: 'jonger dan 13 jaar' }).check();
    await page.getByLabel(/E-mailadres van je ouder/).fill('zeynep@lezers.example');
    await page.getByRole('button', { name: 'Schrijf me in' }).click();
    await page.goto(await confirmLink());
    await page.getByRole('heading', { name: 'Geef je toestemming?' }).waitFor();
    await looksRight(page, 'portal-confirm-guardian');
    await page.getByRole('button', { name: 'Ik ben ouder of voogd en vind het goed' }).click();
    await page.getByRole('heading', { name: 'Nog één stap' }).waitFor();
    await looksRight(page, 'portal-confirmed-half');
    const asParent = page.url();
    await page.goto(await confirmLink());
    await page.getByRole('button', { name: 'Ja, schrijf me in' }).click();
    await page.getByRole('heading', { name: 'Je bent ingeschreven' }).waitFor();
    await page.goto(asParent);
    await page.getByRole('heading', { name: 'Je kind is ingeschreven' }).waitFor();
    await looksRight(page, 'portal-confirmed-guardian');
  });
});

test('the own page: switches that work with a keyboard, saved and shown again', async () => {
  const { reader } = await zilverbeek();
  const { mijn } = await reader();
  await phone(async (page) => {
    await page.goto(mijn);
    await looksRight(page, 'portal-own');
    const newsletter = page.getByRole('switch', { name: 'Nieuwsbrief', exact: true });
    const activities = page.getByRole('switch', { name: 'Activiteiten' });
    assert.deepEqual([await newsletter.isChecked(), await activities.isChecked()], [true, false]);

    await newsletter.focus();
    await page.keyboard.press('Space');
    await activities.focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');

    await page.getByText('Bewaard. Het geldt meteen.').waitFor();
    assert.deepEqual([await newsletter.isChecked(), await activities.isChecked()], [false, true]);
    await looksRight(page, 'portal-own-saved');
    await page.getByRole('button', { name: 'Stop met alles' }).click();
    await page.getByText('Bewaard. Het geldt meteen.').waitFor();
    assert.equal(await activities.isChecked(), false);
    await page.getByText('vroeg je om helemaal geen nieuws meer').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Stop met alles' }).count(), 0);
    const service = page.getByRole('switch', { name: 'Praktische berichten per e-mail' });
    assert.equal(await service.isChecked(), true);
    await service.uncheck();
    await page.getByRole('button', { name: 'Bewaren' }).click();
    await page.getByText('Bewaard. Het geldt meteen.').waitFor();
    assert.equal(await service.isChecked(), false);
    await looksRight(page, 'portal-own-objected');
  });
});

test('a child’s own page asks for a parent and never for following', async () => {
  const { reader } = await zilverbeek('#ff6a00');
  const { mijn } = await reader({ firstName: 'Yara', birthOn: `${new Date().getFullYear() - 8}-01-01` }, 'newsletter-youth');
  await phone(async (page) => {
    await page.goto(mijn);
    await page.getByText('vraag dan een ouder of voogd').waitFor();
    assert.equal(await page.getByRole('switch', { name: 'Activiteiten' }).isDisabled(), true);
    assert.equal(await page.getByRole('switch', { name: 'Onthouden waar ik op klik' }).count(), 0);
    await looksRight(page, 'portal-own-child');
  });
});

test('leaving takes one tap on the page behind the link', async () => {
  const { reader } = await zilverbeek('#123456');
  const { uit } = await reader();
  await phone(async (page) => {
    await page.goto(uit);
    await looksRight(page, 'portal-leave');
    await page.getByRole('button', { name: 'Schrijf me uit' }).click();
    await page.getByRole('heading', { name: 'Je bent uitgeschreven' }).waitFor();
    await looksRight(page, 'portal-left');
    await page.getByRole('link', { name: /Toch niet/ }).click();
    assert.equal(await page.getByRole('switch', { name: 'Nieuwsbrief', exact: true }).isChecked(), false);
  });
});

test('links that are wrong or too old explain themselves', async () => {
  const { reader } = await zilverbeek();
  const { contactId, mijn } = await reader();
  await phone(
    async (page) => {
      await page.goto('/mijn/verkeerd');
      await looksRight(page, 'portal-dead-link');
      await page.goto('/k/verkeerd');
      await looksRight(page, 'portal-dead-click');
      app.setNow(new Date(Date.now() + 200 * 86_400_000));
      await page.goto(mijn);
      await looksRight(page, 'portal-link-too-old');
      await page.getByRole('button', { name: 'Stuur me een nieuwe link' }).click();
      await page.getByText('We stuurden een nieuwe link').waitFor();
      app.setNow(new Date());
      assert.ok(contactId);
    },
    { expected: [/404|410/] },
  );
});

test('everything is there in English, and on a desk', async () => {
  const { slug, reader } = await zilverbeek();
  const { mijn } = await reader();
  await phone(
    async (page) => {
      await page.goto(`/b/${slug}/inschrijven`);
      await page.getByRole('heading', { name: 'News from Bib Zilverbeek' }).waitFor();
      await looksRight(page, 'portal-sign-up-en');
      await page.getByRole('link', { name: 'Nederlands' }).click();
      await page.getByRole('heading', { name: 'Nieuws van Bib Zilverbeek' }).waitFor();
      await page.goto(mijn);
      await looksRight(page, 'portal-own-en');
    },
    { language: 'en-GB', width: 1280 },
  );
});

test('dark screens and text of twice the size stay readable', async () => {
  const { slug, reader } = await zilverbeek('#ffee00');
  const { mijn } = await reader();
  await phone(async (page) => {
    await page.emulateMedia({ colorScheme: 'dark' });
    for (const [path, name] of [
      [mijn, 'portal-own-dark'],
      [`/b/${slug}/inschrijven`, 'portal-sign-up-dark'],
    ] as const) {
      await page.goto(path);
      await looksRight(page, name);
    }
    // 200 % zoom of a screen of 360 px is a screen of 180 px
    await page.setViewportSize({ width: 180, height: 400 });
    await page.goto(mijn);
    const wide = await page.locator('body').evaluate((body) => body.scrollWidth);
    assert.ok(wide <= 180, `${wide} px`);
  });
});
