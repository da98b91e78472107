/**
 * The whole path in one go, as a library walks it in its first week: an empty library made with the operator's tool, real
 * processes, files of our own making, a newsletter in the test mailbox, and a reader who has had enough of it.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { kohaColumns } from '../../server/imports/rules/headers.ts';
import { startInstallation, type Installation } from '../harness/installation.ts';
import { look, withPage } from './harness.ts';

const password = 'drie losse woorden';
// the browser notes the answer to the question who is there
const beforeLogin = [/status of 401/];
let kaartbak: Installation;
let slug = '';

before(async () => {
  kaartbak = await startInstallation();
});
after(() => kaartbak?.stop());

/** Somebody of the Koha file: what stands in the columns we fill. */
type Row = [card: string, surname: string, firstname: string, email: string, born: string, branch: string];

const patrons: Row[] = [
  ['21010000000101', 'Verbeke', 'Noor', 'noor@lezers.example', '1984-05-02', 'ZIL'],
  ['21010000000102', 'Kowalczyk', 'Łukasz', 'lukasz@lezers.example', '1979-11-30', 'ZIL'],
  ['21010000000103', 'Aydın', 'Zeynep', 'gezin.aydin@lezers.example', '1986-03-14', 'ZIL'],
  ['21010000000104', 'Aydın', 'Emir', 'Gezin.Aydin@lezers.example', '1985-07-01', 'ZIL'],
  ['21010000000105', 'D’Hondt', 'Rosa', 'rosa@lezers.example', '1951-01-30', 'ZIL'],
  ['21010000000106', 'Peeters', 'Bram', 'bram@lezers.example', '1990-09-09', 'OOS'],
  ['21010000000107', 'Claes', 'Wout', '', '1994-02-01', 'ZIL'],
  // three that cannot be taken in
  ['21010000000108', 'Maes', 'Lotte', 'lotte at lezers', '1991-01-01', 'ZIL'],
  ['21010000000109', 'Janssens', 'Jef', 'jef@lezers.example', '1991-02-30', 'OOS'],
  ['', 'Zonderkaart', 'Iemand', '', '1960-01-01', 'OOS'],
];

/** The 84 columns of Koha, most of them empty, as they come out of it. */
function kohaFile(): string {
  const lines = patrons.map(([cardnumber, surname, firstname, email, dateofbirth, branchcode]) => {
    const filled: Record<string, string> = {
      cardnumber,
      surname,
      firstname,
      email,
      dateofbirth,
      branchcode,
      categorycode: 'VOLW',
      dateenrolled: '2022-09-01',
      dateexpiry: '2099-08-31',
      city: 'Zilverbeek',
      zipcode: '9999',
      lang: 'nl-NL',
      borrowernotes: '"vraagt naar\nnieuwe aanwinsten"',
    };
    return kohaColumns.map((column) => filled[column] ?? '').join(',');
  });
  return [kohaColumns.join(','), ...lines, ''].join('\n');
}

function loansFile(): string {
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  const loans = ['101', '101', '102', '103', '104', '105', '106'].map(
    (card, nr) => `21010000000${card};9000${nr};Het stille water, deel ${nr};BOEK;ZIL;${day(40 + nr)};${day(12 + nr)};${day(20)}`,
  );
  const strange = `29999999999999;90008;Van niemand;BOEK;ZIL;${day(9)};;`;
  return ['Kaartnummer;Barcode;Titel;Materiaal;Vestiging;Uitgeleend op;Terug te geven op;Ingeleverd op', ...loans, strange, ''].join(
    '\r\n',
  );
}

async function accept(page: Page, role: string, name: string): Promise<void> {
  const { link } = await kaartbak.command<{ link: string }>(
    'staff',
    'invite',
    slug,
    `${role}@zilverbeek.example`,
    '--role',
    role,
    '--name',
    name,
  );
  await page.goto(link);
  await page.getByLabel('Wachtwoord', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Uitnodiging aannemen' }).click();
  await page.getByRole('button', { name: 'Later, nu beginnen' }).click();
  await page.getByRole('heading', { name: 'Zo begin je' }).waitFor();
}

const read = new Set<string>();

/** Opens the newest mail to this address in the test mailbox and gives its text. It may still be on its way: the list is asked again. */
async function mailTo(page: Page, address: string, subject: string): Promise<string> {
  const mail = page.getByRole('link', { name: new RegExp(`${subject}.*${address}`) }).first();
  const isNew = async () => (await mail.isVisible()) && !read.has((await mail.getAttribute('href')) ?? '');
  for (const until = Date.now() + 30_000; Date.now() < until && !(await isNew());) {
    await page.goto(`/app/${slug}/trial-mails?q=${address}`);
    await mail.waitFor({ timeout: 1000 }).catch(() => undefined);
  }
  read.add((await mail.getAttribute('href')) ?? '');
  await mail.click();
  await page.getByRole('tab', { name: 'Tekst' }).click();
  return page.locator('pre').innerText();
}

function linkIn(text: string, path: RegExp): string {
  const found = text.match(/https?:\/\/[^\s<>()]+/g)?.find((link) => path.test(new URL(link).pathname));
  assert.ok(found, `no link ${String(path)} in:\n${text}`);
  return found;
}

async function setUpLibrary(page: Page): Promise<void> {
  await accept(page, 'administrator', 'Bram De Wilde');
  await page.goto(`/app/${slug}/settings`);
  for (const [label, value] of [
    ['Straat en nummer', 'Dorpsplein 3'],
    ['Postcode', '9999'],
    ['Plaats', 'Zilverbeek'],
    ['Telefoon', '09 000 00 00'],
    ['E-mail', 'bib@zilverbeek.example'],
    ['Website', 'https://www.zilverbeek.example'],
  ] as const)
    await page.getByLabel(label, { exact: true }).fill(value);
  await page.getByRole('button', { name: 'Bewaren' }).click();
  await page.getByText('Bewaard').first().waitFor();

  await page.goto(`/app/${slug}/settings/senders`);
  await page.getByRole('button', { name: 'Afzender toevoegen' }).click();
  await page.getByRole('textbox', { name: 'E-mailadres' }).fill('nieuws@zilverbeek.example');
  await page.getByRole('button', { name: 'Toevoegen en bevestiging vragen' }).click();
  await page.getByText('wacht op bevestiging').waitFor();
  await page.goto(linkIn(await mailTo(page, 'nieuws@zilverbeek.example', 'Bevestig dit afzenderadres'), /^\/afzender\//));
  await page.getByRole('button').click();
  await page.getByText('Bevestigd. Je kunt dit venster sluiten.').waitFor();
}

async function bring(page: Page, name: string, text: string): Promise<void> {
  await page.goto(`/app/${slug}/imports/new`);
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Kies een bestand' }).click();
  await (await chooser).setFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
}

async function importPatrons(page: Page): Promise<void> {
  await bring(page, 'koha-leners.csv', kohaFile());
  await page.getByText('Dit is de lenersuitvoer van Koha').waitFor();
  await look(page, 'path-import-recognised');
  await page.getByRole('button', { name: 'Nakijken wat er verandert' }).click();

  await page.getByText('Er is nog niets veranderd').waitFor();
  await page.getByText('Noor Verbeke (21010000000101)').waitFor();
  const rejected = page.getByRole('table', { name: 'Na te kijken rijen' });
  for (const [value, reason] of [
    ['lotte at lezers', 'Dit is geen e-mailadres. Verbeter het of laat het leeg.'],
    ['1991-02-30', 'Dit is geen datum die bestaat. Schrijf bijvoorbeeld 2026-03-31 of 31/03/2026.'],
  ] as const)
    await rejected.getByRole('row').filter({ hasText: value }).getByText(reason).waitFor();
  await look(page, 'path-import-preview');
  await page.getByRole('button', { name: 'Inlezen', exact: true }).click();
  await page.getByText(/^Ingelezen op/).waitFor();
}

async function importLoans(page: Page): Promise<void> {
  await bring(page, 'uitleningen.csv', loansFile());
  await page.getByText('Kijk na of elke kolom juist begrepen is').waitFor();
  await page.getByRole('button', { name: 'Nakijken wat er verandert' }).click();
  await page.getByText('Deze lener kennen we niet. Lees eerst het bestand met de leners in.').waitFor();
  await page.getByRole('button', { name: 'Inlezen', exact: true }).click();
  await page.getByText(/^Ingelezen op/).waitFor();
}

async function findReader(page: Page): Promise<void> {
  await page.goto(`/app/${slug}/contacts`);
  await page.getByText('7 lezers').waitFor();
  await page.getByRole('main').getByRole('searchbox').fill('lukas kowalczik');
  await page.getByText('1 lezer', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Kowalczyk, Łukasz' }).waitFor();
  await look(page, 'path-contacts');
}

const counted = (page: Page, count: string) =>
  page
    .getByRole('main')
    .locator('output')
    .getByText(new RegExp(`^${count} lezers?`))
    .waitFor();

/** Branch, loans, and (permission or forty-five). */
async function makeSegment(page: Page): Promise<void> {
  const add = async (search: string, nr = 0) => {
    await page.getByRole('button', { name: '+ voorwaarde' }).nth(nr).click();
    await page.getByRole('textbox', { name: 'Zoek een voorwaarde' }).fill(search);
    await page.keyboard.press('Enter');
  };
  const atLeast = async (word: string, number: string) => {
    await page.getByRole('button', { name: `Verander: ${word}` }).click();
    await page.getByRole('textbox', { name: 'Minstens' }).fill(number);
    await page.getByRole('button', { name: 'Klaar' }).click();
  };
  await page.goto(`/app/${slug}/segments/new`);
  await counted(page, '7');
  await add('vestiging');
  await page.getByRole('checkbox', { name: 'ZIL' }).check();
  await page.getByRole('button', { name: 'Klaar' }).click();
  await counted(page, '6');
  await add('aantal uitleningen');
  await counted(page, '0');
  await atLeast('minstens 5', '1');
  await counted(page, '5');
  await page.getByRole('button', { name: '+ groep' }).click();
  await add('leeftijd');
  await atLeast('minstens 18 jaar', '45');
  await counted(page, '2');
  await add('toestemming');
  await counted(page, '5');
  await page.getByRole('button', { name: 'Verander: geen toestemming' }).click();
  await page.getByRole('menuitem', { name: 'toestemming', exact: true }).click();
  await counted(page, '2');
  await page.getByRole('button', { name: 'Waarom Rosa D’Hondt?' }).click();
  await page.getByRole('dialog').getByText('zag: nooit gevraagd of geantwoord').waitFor();
  await page.getByRole('dialog').getByText('zag: 1 uitlening').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('textbox', { name: 'Naam', exact: true }).fill('Lezers van Zilverbeek');
  await page.getByRole('button', { name: 'Bewaren' }).click();
  await page.getByRole('link', { name: 'Hiermee iets versturen' }).waitFor();
  await look(page, 'path-segment');
}

/** As the reader does it: on the public page, then with the link in the mail, then with the button behind it. */
async function signUp(page: Page, address: string, firstName: string): Promise<void> {
  await withPage(
    async (own) => {
      await own.goto(`/b/${slug}/inschrijven`);
      await own.getByRole('checkbox', { name: /^Nieuwsbrief Ja/ }).check();
      await own.getByLabel('E-mailadres', { exact: true }).fill(address);
      await own.getByLabel('Voornaam').fill(firstName);
      await own.getByRole('radio', { name: '18 jaar of ouder' }).check();
      await own.getByRole('button', { name: 'Schrijf me in' }).click();
      await own.getByRole('heading', { name: 'Kijk in je mailbox' }).waitFor();
      await own.goto(linkIn(await mailTo(page, address, 'Bevestig je inschrijving'), /^\/b\//));
      await own.getByRole('button', { name: 'Ja, schrijf me in' }).click();
      await own.getByRole('heading', { name: 'Je bent ingeschreven' }).waitFor();
    },
    { width: 'phone', script: false, baseUrl: kaartbak.url },
  );
}

const saved = (page: Page) => page.getByText(/^bewaard om/).waitFor();
const block = (page: Page, name: string | RegExp) => page.getByRole('group', { name });

async function writeMailing(page: Page): Promise<void> {
  await page.goto(`/app/${slug}/segments`);
  await page.getByRole('link', { name: 'Lezers van Zilverbeek' }).click();
  await counted(page, '5');
  await page.getByRole('link', { name: 'Hiermee iets versturen' }).click();
  // the screen before it has a name too
  await page.getByRole('heading', { name: 'Nieuwe mailing' }).waitFor();
  await page.getByRole('textbox', { name: 'Naam' }).fill('Nieuwsbrief december');
  await page.getByRole('button', { name: 'Beginnen met schrijven' }).click();

  await block(page, /^Titel, blok/).click();
  await page.getByRole('textbox', { name: 'Tekst van de titel' }).fill('Een warme leeswinter');
  await block(page, 'Tekst, blok 3 van 3').click();
  await page.getByRole('textbox', { name: 'Tekst van dit blok' }).click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('Elke woensdag lezen we voor, ');
  await page.getByRole('toolbar', { name: 'Opmaak' }).getByRole('button', { name: 'Veld invoegen' }).click();
  await page.getByRole('textbox', { name: 'Als we het niet weten' }).fill('boekenwurm');
  await page.getByRole('button', { name: 'Invoegen', exact: true }).click();
  await page.getByText('{{voornaam|boekenwurm}}').waitFor();

  await page.getByRole('button', { name: 'Beeld', exact: true }).click();
  const picture = await sharp({ create: { width: 320, height: 160, channels: 3, background: '#1d5c4f' } })
    .png()
    .toBuffer();
  await page.locator('input[type=file]').first().setInputFiles({ name: 'leeskuil.png', mimeType: 'image/png', buffer: picture });
  await page.getByRole('textbox', { name: 'Omschrijving' }).fill('Kinderen in de leeskuil');
  await page.getByRole('img', { name: 'Kinderen in de leeskuil' }).waitFor();
  await page.getByRole('button', { name: 'Knop', exact: true }).click();
  await page.getByRole('textbox', { name: 'Woorden op de knop' }).fill('Bekijk de agenda');
  await page.getByRole('textbox', { name: 'Waar leidt het heen?' }).fill('https://www.zilverbeek.example/agenda');
  await page.getByRole('textbox', { name: 'Voorproefje' }).fill('Kom gerust binnen');
  // what is still missing is said, and pointed out
  await page.getByRole('textbox', { name: 'Onderwerp' }).fill('');
  await page.getByRole('button', { name: /^Er is nog geen onderwerp/ }).waitFor();
  await page.getByRole('textbox', { name: 'Onderwerp' }).fill('Een warme leeswinter');
  await choose(page, 'Doel', 'Nieuwsbrief');
  await choose(page, 'Afzender', /nieuws@zilverbeek\.example/);
  await saved(page);
  await page.getByText('Er valt niets meer te verbeteren.').waitFor();
  await look(page, 'path-mailing');
}

async function choose(page: Page, label: string, option: string | RegExp): Promise<void> {
  const box = page.getByRole('combobox', { name: label, exact: true });
  await box.click();
  await page.getByRole('option', { name: option, exact: true }).first().click();
}

/** Sends what is open in the editor; the summary has said who gets it and who does not. Gives the address of the result. */
async function send(page: Page, get: number, not: number): Promise<string> {
  await page.getByRole('button', { name: 'Controleren en versturen' }).click();
  await page.getByText(`${get} wel en ${not} niet, samen ${get + not}.`).waitFor();
  await page.getByText('niet: gaf geen toestemming voor dit doel').waitFor();
  await page.getByText('niet: krijgt de mail al via een huisgenoot met hetzelfde adres').waitFor();
  await look(page, 'path-summary');
  await page.getByRole('button', { name: /^Nu versturen naar/ }).click();
  // never reloaded: the page asks by itself how far it is
  await page.getByText(`Samen ${get + not}: iedereen van de selectie staat in precies één vak.`).waitFor();
  await page.getByRole('link', { name: new RegExp(`^${get}\\s*afgeleverd`) }).waitFor();
  await page.getByRole('link', { name: new RegExp(`^${not}\\s*niet verstuurd`) }).waitFor();
  await page.getByText('verstuurd', { exact: true }).waitFor();
  return page.url();
}

/** The mail as HTML, text and source. */
async function readMail(page: Page): Promise<{ text: string; source: string }> {
  const text = await mailTo(page, 'lukasz@lezers.example', 'Een warme leeswinter');
  assert.match(text, /Elke woensdag lezen we voor, Łukasz/);
  await page.getByRole('tab', { name: 'Zoals de lezer hem ziet' }).click();
  const shown = page.frameLocator('iframe');
  await shown.getByText('Elke woensdag lezen we voor, Łukasz').waitFor();
  await shown.getByRole('img', { name: 'Kinderen in de leeskuil' }).waitFor();
  await look(page, 'path-mail');
  await page.getByRole('tab', { name: 'Bron' }).click();
  const source = await page.locator('pre').innerText();
  assert.match(source, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r?$/m);
  assert.match(source, /^To: .*lukasz@lezers\.example/m);
  return { text, source };
}

/** A reader's click: to the library's page by way of ours, and counted in the result. */
async function click(page: Page, link: string, result: string): Promise<void> {
  await sleep(5500); // sooner it would be a program that looks at links while it takes the mail in
  const browser = { 'user-agent': 'Mozilla/5.0 (X11; Linux x64; rv:145.0) Gecko/20100101 Firefox/145.0' };
  const answer = await fetch(link, { redirect: 'manual', headers: browser });
  assert.deepEqual([answer.status, answer.headers.get('location')], [302, 'https://www.zilverbeek.example/agenda']);
  await page.goto(result);
  const row = page.getByRole('table', { name: 'Kliks per link' }).getByRole('row').filter({ hasText: '/agenda' });
  const counted = row.getByRole('cell', { name: '1', exact: true });
  // a reader waits no longer than a moment for our counting: on a busy machine it may be done after the answer
  await counted.waitFor({ timeout: 10_000 }).catch(() => page.reload());
  await counted.waitFor();
  await look(page, 'path-result');
}

async function unsubscribe(source: string): Promise<void> {
  const link = /^List-Unsubscribe:\s+<([^>]+)>/m.exec(source)?.[1];
  assert.ok(link, 'the mail names no address to unsubscribe');
  const answer = await fetch(link, { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) });
  assert.equal(answer.status, 200);
}

/** What colleagues see on the reader's card: the mail as it went, and the no. */
async function readCard(page: Page): Promise<void> {
  await page.goto(`/app/${slug}/contacts`);
  await page.getByRole('link', { name: 'Kowalczyk, Łukasz' }).click();
  await page.getByText('Uitgeschreven via een mail').or(page.getByText('Toestemming ingetrokken')).first().waitFor();
  await page
    .getByRole('region', { name: 'Mogen we schrijven?' })
    .getByText(/^ingetrokken/)
    .waitFor();
  await look(page, 'path-card');
  await page
    .getByRole('link', { name: 'Berichten' })
    .or(page.getByRole('tab', { name: 'Berichten' }))
    .first()
    .click();
  await page.getByRole('button', { name: 'Een warme leeswinter' }).click();
  await page.frameLocator('iframe').getByText('Elke woensdag lezen we voor, Łukasz').waitFor();
}

test('from an empty library and two files to a newsletter, a click and a reader who leaves', { timeout: 240_000 }, async () => {
  ({ slug } = await kaartbak.command<{ slug: string }>('library', 'create', 'Bibliotheek Zilverbeek'));
  const options = { baseUrl: kaartbak.url, expected: beforeLogin };
  await withPage(setUpLibrary, options);

  await withPage(async (page) => {
    await accept(page, 'marketer', 'Noor Vermeulen');
    await importPatrons(page);
    await importLoans(page);
    await findReader(page);
    await makeSegment(page);
    for (const [address, name] of [
      ['noor@lezers.example', 'Noor'],
      ['lukasz@lezers.example', 'Łukasz'],
      ['gezin.aydin@lezers.example', 'Zeynep'],
      ['gezin.aydin@lezers.example', 'Emir'],
    ] as const)
      await signUp(page, address, name);
    await writeMailing(page);
    const result = await send(page, 3, 2);
    const { text, source } = await readMail(page);
    await click(page, linkIn(text, /^\/k\//), result);
    await unsubscribe(source);
    await readCard(page);

    await page.goto(result);
    await page.getByRole('button', { name: 'Kopie maken' }).click();
    await block(page, /^Knop, blok/).waitFor();
    const again = await send(page, 2, 3);
    await page.goto(`${again}/recipients?state=skipped`);
    const skipped = page.getByRole('row').filter({ hasText: 'Łukasz Kowalczyk' });
    await skipped.getByText(/schreef zich uit|de toestemming werd ingetrokken/).waitFor();
    await look(page, 'path-skipped');
  }, options);
});
