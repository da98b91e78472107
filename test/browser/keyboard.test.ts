/** With the keyboard alone: logging in, making a selection, opening a mailing. Focus is always to be seen, and comes back. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { createMailing } from '../../server/mailings/mailings.ts';
import { withTenant } from '../../server/platform/db.ts';
import { libraryWith, testApp, testPassword, type TestApp } from '../harness/app.ts';
import { readyLibrary } from '../harness/audience.ts';
import { withPage } from './harness.ts';
import { workbenchUrl } from './workbench.ts';

let app: TestApp;

before(async () => {
  app = await testApp();
});

interface Stop {
  name: string;
  /** Something around what has the focus is drawn to show it. */
  seen: boolean;
  inDialog: boolean;
}

/** What has the focus now. Runs in the page. */
const readStop = `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))).then(() => {
  const at = document.activeElement;
  if (at === document.body) return { name: 'BODY', seen: false, inDialog: false };
  const words = (element) => (element?.innerText || element?.textContent || '').trim();
  const name = at.getAttribute('aria-label') || words(at.labels?.[0]) || (at.matches('input, textarea') ? at.placeholder : words(at)) || at.title || at.tagName;
  const drawn = (element) => {
    if (!element) return false;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    return (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
  };
  const box = at.getBoundingClientRect();
  const inView = box.bottom > 0 && box.top < innerHeight;
  // a date's own calendar button shows itself; else the field itself, the label beside a hidden radio, or the frame around an editor
  const seen = inView && (at.type === 'date' || [at, at.nextElementSibling, at.parentElement].some(drawn));
  return { name: name.split('\\n')[0], seen, inDialog: Boolean(at.closest('[role=dialog]')) };
})`;

const stop = (page: Page): Promise<Stop> => page.evaluate<Stop>(readStop);

/** Waits until the focus stands there: what opens or closes takes it a moment later. */
async function expectFocus(page: Page, wanted: string | RegExp, why = ''): Promise<void> {
  let { name } = await stop(page);
  for (const end = Date.now() + 10_000; !matches(name, wanted) && Date.now() < end; { name } = await stop(page));
  assert.ok(matches(name, wanted), `the focus is on “${name}”, not on “${String(wanted)}” ${why}`);
}

/** Waits until the focus is in what was opened. */
async function expectInDialog(page: Page): Promise<void> {
  let at = await stop(page);
  for (const end = Date.now() + 10_000; !at.inDialog && Date.now() < end; at = await stop(page));
  assert.ok(at.inDialog, `the focus does not go into the dialog but stays on “${at.name}”`);
}

const matches = (name: string, wanted: string | RegExp) => (typeof wanted === 'string' ? name === wanted : wanted.test(name));

/** Presses Tab until the focus stands there; every stop on the way must be to be seen. Gives the names passed. */
async function tabTo(page: Page, wanted: string | RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<string[]> {
  const passed: string[] = [];
  for (let nr = 0; nr < 80; nr++) {
    await page.keyboard.press(key);
    const { name, seen } = await stop(page);
    assert.ok(seen || name === 'BODY', `the focus on “${name}” cannot be seen on ${page.url()}`);
    passed.push(name);
    if (matches(name, wanted)) return passed;
  }
  assert.fail(`${String(wanted)} cannot be reached with ${key}; passed: ${passed.join(' · ')}`);
}

/** Tab goes round inside what is open, and Escape gives the focus back to what opened it. */
async function expectTrap(page: Page, opener: string | RegExp): Promise<void> {
  await expectInDialog(page);
  for (let nr = 0; nr < 12; nr++) {
    await page.keyboard.press('Tab');
    const { name, seen, inDialog } = await stop(page);
    assert.ok(inDialog, `the focus left the dialog for “${name}”`);
    assert.ok(seen, `the focus on “${name}” in the dialog cannot be seen`);
  }
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await expectFocus(page, opener, 'after closing');
}

async function logIn(page: Page, email: string): Promise<void> {
  await page.goto('/app/');
  await page.getByRole('heading', { name: 'Aanmelden' }).waitFor();
  if ((await stop(page)).name !== 'E-mailadres') await tabTo(page, 'E-mailadres');
  await page.keyboard.type(email);
  await tabTo(page, 'Wachtwoord');
  await page.keyboard.type(testPassword);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: /Noor$|Zo begin je/ }).waitFor();
}

async function makeSegment(page: Page): Promise<void> {
  await tabTo(page, 'Selecties');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Selecties' }).waitFor();
  await tabTo(page, 'Nieuwe selectie');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Naam', exact: true }).waitFor();
  await tabTo(page, 'Naam');
  await page.keyboard.type('Volwassenen');
  await tabTo(page, '+ voorwaarde');
  await page.keyboard.press('Enter');
  await expectFocus(page, 'Zoek een voorwaarde');
  await page.keyboard.type('leeftijd');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await expectFocus(page, '+ voorwaarde', 'which added it');

  await tabTo(page, 'Verander: minstens 18 jaar', 'Shift+Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Minstens' }).waitFor();
  await expectTrap(page, 'Verander: minstens 18 jaar');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Minstens' }).waitFor();
  await expectFocus(page, 'Minstens');
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('0');
  await page.keyboard.press('Enter');
  await expectFocus(page, 'Verander: minstens 0 jaar');

  await tabTo(page, 'Bewaren', 'Shift+Tab');
  await page.keyboard.press('Enter');
  await page.getByText('Bewaard.').waitFor();
}

/** A condition goes, the focus stays near; and the reason for one reader is asked. */
async function askWhy(page: Page): Promise<void> {
  await tabTo(page, /^Haal weg: Is minstens 0 jaar oud/);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^Haal weg/ }).waitFor({ state: 'detached' });
  await expectFocus(page, '+ voorwaarde', 'when the condition is removed');
  await page
    .getByRole('button', { name: /^Waarom / })
    .first()
    .waitFor();
  await tabTo(page, /^Waarom /);
  const { name } = await stop(page);
  await page.keyboard.press('Enter');
  await page.getByText('zit in deze selectie').waitFor();
  await expectTrap(page, name);
  await tabTo(page, 'Bewaren', 'Shift+Tab');
  await page.keyboard.press('Enter');
  await page.getByText('Niet bewaard').waitFor({ state: 'detached' });
}

test('logging in, making a selection and opening a mailing with the keyboard alone', { timeout: 180_000 }, async () => {
  const { session, slug, tenantId } = await libraryWith('marketer');
  const { segmentId } = await readyLibrary(app, tenantId, 3);
  await withTenant(app.database, tenantId, (db) =>
    createMailing(db, { name: 'Kerst 2026', segmentId, staffId: session.staffId, now: app.now() }),
  );
  await withPage(
    async (page) => {
      await logIn(page, session.email);
      await makeSegment(page);
      await askWhy(page);

      await page.keyboard.press('ControlOrMeta+K');
      await expectFocus(page, /^Zoek een lezer/);
      await tabTo(page, 'Mailings', 'Shift+Tab');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Mailings' }).waitFor();
      const order = await tabTo(page, 'Kerst 2026');
      assert.ok(order.includes('Nieuwe mailing'), 'the button above the list comes before the list');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Kerst 2026' }).waitFor();
      await tabTo(page, 'Controleren en versturen');
      const written = await tabTo(page, /^Tekst, blok 1 van/);
      assert.deepEqual(
        written.filter((name) => ['Titel', 'Onderwerp', 'Voorproefje'].includes(name)),
        ['Titel', 'Onderwerp', 'Voorproefje'],
        'from the blocks one may add, to the envelope, to the mail',
      );
      await tabTo(page, 'Controleren en versturen', 'Shift+Tab');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Kerst 2026 versturen' }).waitFor();
      await tabTo(page, 'Nu versturen naar 3 lezers');
      assert.match(page.url(), new RegExp(`/app/${slug}/mailings/\\d+/send$`));
    },
    { baseUrl: await workbenchUrl(app), expected: [/status of 401/] },
  );
});

test('a dialog takes the focus, keeps it and gives it back', { timeout: 120_000 }, async () => {
  const { session, slug, tenantId } = await libraryWith('administrator');
  await readyLibrary(app, tenantId, 1);
  await withPage(
    async (page) => {
      await logIn(page, session.email);
      for (const [path, opener] of [
        ['staff', 'Collega uitnodigen'],
        ['settings/senders', 'Afzender toevoegen'],
        ['settings/purposes', 'Nieuw doel'],
        ['api-keys', 'Nieuwe sleutel'],
        ['contacts/1', 'Gesprek noteren'],
      ] as const) {
        const contact = path === 'contacts/1' ? (await session.call('GET', `/api/${slug}/contacts`)).body.contacts[0].id : 0;
        await page.goto(`/app/${slug}/${path.replace('contacts/1', `contacts/${contact}`)}`);
        await page.getByRole('button', { name: opener }).waitFor();
        await tabTo(page, opener);
        await page.keyboard.press('Enter');
        await page.getByRole('dialog').waitFor();
        await expectTrap(page, opener);
      }
    },
    { baseUrl: await workbenchUrl(app), expected: [/status of 401/] },
  );
});
