/** Every screen of the workbench on a library where everything is there to be seen, for tests that hold on all of them. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { givePermission } from '../../server/consent/consent.ts';
import { plantContact } from '../../server/contacts/seed.ts';
import { importText } from '../../server/imports/seed.ts';
import { createMailing } from '../../server/mailings/mailings.ts';
import { withSystem, withTenant } from '../../server/platform/db.ts';
import { createSegment } from '../../server/segments/segments.ts';
import { grantRole } from '../../server/staff/staff.ts';
import { libraryWith, type TestApp } from '../harness/app.ts';
import { readyLibrary, sentMailing } from '../harness/audience.ts';
import { sendAll } from '../harness/sending.ts';

export interface Screen {
  /** Below /app. */
  path: string;
  /** Its name in pictures and failures. */
  name: string;
  /** Words that are there once everything has been read. */
  sign: string | RegExp;
  /** Opens something on it, in English. */
  open?: (page: Page) => Promise<unknown>;
}

const patrons = [
  'Kaartnummer;Achternaam;Voornaam;E-mail;Geboortedatum;Filiaal;Categorie;Lid tot;Straat;Huisnummer;Postcode;Gemeente',
  '21010000000201;Van den Broucke-Vanderstraeten;Maximiliaan Alexander;maximiliaan.alexander.van.den.broucke@lezers.example;1961-04-02;Hoofdgebouw;VOLW;2099-12-31;Burgemeester Van Outryvelaan;118;9999;Zilverbeek',
  '21010000000202;Aydın;Zeynep;zeynep@lezers.example;1986-03-14;Noord;VOLW;2099-12-31;Dorpsplein;3;9999;Zilverbeek',
  '21010000000203;Aydın;Yara;;2018-05-04;Noord;JEUGD;2099-12-31;Dorpsplein;3;9999;Zilverbeek',
  '21010000000204;Maes;Lotte;geen adres;1991-01-01;Noord;VOLW;;;;;',
].join('\n');
const loans = [
  'Kaartnummer;Barcode;Titel;Auteur;Materiaal;Vestiging;Uitgeleend op;Terug te geven op;Ingeleverd op',
  '21010000000202;90001;Het stille water van de lange, brede rivier;Anke de Wit;BOEK;Noord;2026-10-01;2026-10-29;',
].join('\n');

/** Makes the library; the colleague is administrator and sits at the desk as well, so that no screen is closed to them. */
export async function fullLibrary(app: TestApp) {
  const made = await libraryWith('administrator');
  const { session, slug, tenantId } = made;
  await withSystem(app.database, (db) => grantRole(db, session.staffId, tenantId, 'desk'));
  const ready = await readyLibrary(app, tenantId, 12);
  const run = await importText(app, tenantId, patrons, { name: 'leners.csv' });
  await importText(app, tenantId, loans, { name: 'uitleningen.csv' });
  const now = app.now();
  const planted = await withTenant(app.database, tenantId, async (db) => {
    const contactId = await plantContact(db, {
      firstName: 'Łukasz',
      lastName: 'Wójcik',
      kind: 'reader',
      email: 'lukasz@post.example',
      notes: 'Komt op vrijdag.',
    });
    await givePermission(db, { contactId, purposeId: ready.purposeId, channel: 'email', at: now, method: 'desk' });
    const segment = await createSegment(db, {
      name: 'Zilverbeek, volwassenen',
      rule: {
        match: 'all',
        rules: [
          { field: 'age', years: { from: 18 } },
          {
            match: 'any',
            rules: [
              { field: 'city', is: 'in', values: ['Zilverbeek'] },
              { field: 'membership', is: 'active' },
            ],
          },
        ],
      },
      staffId: null,
      now,
    });
    const draft = await createMailing(db, { name: 'Kerst 2026', segmentId: segment.id, staffId: null, now });
    return { contactId, segmentId: segment.id, draftId: draft.id };
  });
  const mailing = await sentMailing(app, tenantId, ready);
  await sendAll(app);
  const ask = async (method: 'GET' | 'POST', path: string, body?: unknown) => {
    const answer = await session.call(method, `/api/${slug}${path}`, body);
    assert.ok(answer.status < 300, `${path}: ${answer.raw}`);
    return answer.body;
  };
  await ask('POST', `/contacts/${planted.contactId}/tasks`, { what: 'Terugbellen', dueOn: '2026-11-20' });
  await ask('POST', '/api-keys', { name: 'Sleutel van de site', scopes: ['contacts.read'] });
  const { messages } = await ask('GET', '/trial-mails');
  const { contacts } = await ask('GET', '/contacts?q=zeynep');
  return {
    ...made,
    screens: screensOf({ slug, runId: run.id, mailingId: mailing.id, messageId: messages[0].id, patronId: contacts[0].id, ...planted }),
  };
}

interface Ids {
  slug: string;
  runId: number;
  mailingId: number;
  messageId: number;
  contactId: number;
  patronId: number;
  segmentId: number;
  draftId: number;
}

const press = (name: string | RegExp) => (page: Page) => page.getByRole('main').getByRole('button', { name }).first().click();

async function openLinkMenu(page: Page): Promise<void> {
  await page.getByRole('group', { name: /^Text, block 3/ }).click();
  await page.getByRole('textbox', { name: 'Text of this block' }).click();
  await page.getByRole('button', { name: 'Link', exact: true }).click();
}

function screensOf(ids: Ids): Screen[] {
  const { slug, runId, mailingId, messageId, contactId, patronId, segmentId, draftId } = ids;
  const within: Screen[] = [
    { path: '', name: 'today', sign: 'Voorlezen op woensdag' },
    { path: '/contacts', name: 'contacts', sign: 'Wójcik, Łukasz' },
    { path: '/contacts/new', name: 'new-contact', sign: 'Surname' },
    { path: `/contacts/${patronId}`, name: 'card', sign: /Zeynep Aydın/ },
    { path: `/contacts/${patronId}/details`, name: 'details', sign: 'zeynep@lezers.example' },
    { path: `/contacts/${contactId}/permissions`, name: 'permissions', sign: 'Proofs' },
    { path: `/contacts/${patronId}/loans`, name: 'loans', sign: 'Het stille water van de lange, brede rivier' },
    { path: `/contacts/${patronId}/family`, name: 'family', sign: 'Yara Aydın' },
    { path: `/contacts/${contactId}/messages`, name: 'messages', sign: 'Voorlezen op woensdag' },
    { path: `/contacts/${patronId}/edit`, name: 'edit', sign: 'Surname' },
    { path: `/contacts/${patronId}`, name: 'conversation', sign: /Zeynep Aydın/, open: press('Note a conversation') },
    { path: '/tasks', name: 'tasks', sign: 'Terugbellen' },
    { path: '/segments', name: 'segments', sign: 'Zilverbeek, volwassenen' },
    { path: '/segments/new', name: 'new-segment', sign: /readers/ },
    { path: `/segments/${segmentId}`, name: 'segment', sign: /mailboxes/ },
    { path: `/segments/${segmentId}`, name: 'segment-add', sign: /mailboxes/, open: press('+ condition') },
    { path: `/segments/${segmentId}`, name: 'segment-word', sign: /mailboxes/, open: press('Change: at least 18 years') },
    { path: '/mailings', name: 'mailings', sign: 'Kerst 2026' },
    { path: '/mailings/new', name: 'new-mailing', sign: 'Start writing' },
    { path: `/mailings/${draftId}`, name: 'editor', sign: 'Before it leaves' },
    { path: `/mailings/${draftId}`, name: 'editor-field', sign: 'Before it leaves', open: press('Insert a field') },
    { path: `/mailings/${draftId}`, name: 'editor-link', sign: 'Before it leaves', open: openLinkMenu },
    { path: `/mailings/${mailingId}`, name: 'view-as', sign: /^Together 1\d/, open: press(/^view as/) },
    { path: `/mailings/${draftId}/send`, name: 'send', sign: 'Who gets it?' },
    { path: `/mailings/${mailingId}`, name: 'result', sign: /^Together 1\d/ },
    { path: `/mailings/${mailingId}/recipients`, name: 'recipients', sign: 'lezer1@lezers.example' },
    { path: '/trial-mails', name: 'trial-mails', sign: 'lezer1@lezers.example' },
    { path: `/trial-mails/${messageId}`, name: 'trial-mail', sign: 'Why was this allowed?' },
    { path: '/imports', name: 'imports', sign: 'leners.csv' },
    { path: '/imports/new', name: 'new-import', sign: 'Drag a CSV file here' },
    { path: `/imports/${runId}`, name: 'import', sign: 'geen adres' },
    { path: '/staff', name: 'staff', sign: 'Noor Verbeke' },
    { path: '/staff', name: 'invite', sign: 'Noor Verbeke', open: press('Invite a colleague') },
    { path: '/api-keys', name: 'api-keys', sign: 'Sleutel van de site' },
    { path: '/api-keys', name: 'new-key', sign: 'Sleutel van de site', open: press('New key') },
    { path: '/audit', name: 'audit', sign: 'Key made' },
    { path: '/settings', name: 'settings', sign: 'Library' },
    { path: '/settings/house-style', name: 'house-style', sign: 'Colour' },
    { path: '/settings/purposes', name: 'purposes', sign: 'Version 1' },
    { path: '/settings/purposes', name: 'new-purpose', sign: 'Version 1', open: press('New purpose') },
    { path: '/settings/senders', name: 'senders', sign: 'nieuws@zilverbeek.example' },
    { path: '/settings/senders', name: 'new-sender', sign: 'nieuws@zilverbeek.example', open: press('Add a sender') },
    { path: '/settings/branches', name: 'branches', sign: 'Hoofdgebouw' },
  ];
  return [
    ...within.map((screen) => ({ ...screen, path: `/${slug}${screen.path}` })),
    { path: '/-/account', name: 'account', sign: 'this device' },
    { path: `/${slug}/nergens`, name: 'nothing', sign: 'There is nothing here' },
  ];
}

/** Opens a screen and waits until it shows what it has; with patience also what it asks for later. */
export async function openScreen(page: Page, { path, sign, open }: Screen, { patient = true } = {}): Promise<void> {
  await page.goto(`/app${path}`);
  await page.getByText(sign).or(page.getByLabel(sign)).filter({ visible: true }).first().waitFor();
  if (patient) await page.waitForLoadState('networkidle');
  await open?.(page);
  if (open) await page.waitForTimeout(200);
}
