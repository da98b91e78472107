/** Readers: look somebody up with a slip of the pen, read the card, note a call, change details and undo it. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { many, one, sql, withTenant } from '../../server/platform/db.ts';
import { ensureDefaultPurposes, givePermission, listPurposes } from '../../server/consent/consent.ts';
import { plantContact } from '../../server/contacts/seed.ts';
import type { Role } from '../../lib/permissions.ts';
import { appendFacts } from '../../server/timeline/timeline.ts';
import { libraryWith, testApp, type TestApp } from '../harness/app.ts';
import { look } from './harness.ts';
import { withWorkbench } from './workbench.ts';

let app: TestApp;

before(async () => {
  app = await testApp();
});

const home = { street: 'Lindelaan', houseNumber: '14', box: '2', postcode: '9999', city: 'Zilverbeek' };

/** A library with a family, a neighbour, loans and a short history. */
async function library(role: Role = 'desk') {
  const made = await libraryWith(role);
  const { tenantId } = made;
  const contactId = await withTenant(app.database, tenantId, async (db) => {
    const branch = await one(
      db,
      sql<{ id: number }>`insert into branches (tenant_id, code, name) values (${tenantId}, 'H', 'Hoofdgebouw') returning id`,
    );
    const mother = await plantContact(db, {
      firstName: 'Zeynep',
      lastName: 'Aydın-De Smet',
      birthOn: '1985-04-12',
      email: 'zeynep@voorbeeld.example',
      cardNumber: '2 0417 0088 3921',
      memberSince: '2016-09-01',
      memberUntil: '2099-12-31',
      patronCategory: 'VOLW',
      language: 'nl',
      branchId: branch.id,
      ...home,
    });
    const child = await plantContact(db, {
      firstName: 'Yara',
      lastName: 'De Smet',
      birthOn: '2018-02-01',
      patronCategory: 'JEUGD',
      branchId: branch.id,
      ...home,
    });
    await plantContact(db, { firstName: 'Łukasz', lastName: 'Kowalczyk', kind: 'reader', email: 'lukasz@post.example' });
    await plantContact(db, { firstName: '<b>Robert</b>', lastName: '{{naam}}' });
    await many(
      db,
      sql`insert into contact_relations (tenant_id, contact_id, related_id, kind, origin) values (${tenantId}, ${mother}, ${child}, 'guardian', 'import')`,
    );
    await many(db, sql`insert into materials (tenant_id, code, name) values (${tenantId}, 'BK', 'Boek')`);
    await many(
      db,
      sql`insert into items (tenant_id, item_key, title, author) select ${tenantId}, 'i' || n, 'Voorlezen, deel ' || n, 'Mieke Ravenhof' from generate_series(1, 4) n`,
    );
    await many(
      db,
      sql`
      insert into loans (tenant_id, contact_id, item_id, material_id, loaned_on, due_on, returned_on, source_key)
      select ${tenantId}, ${mother}, i.id, m.id, current_date - 30, current_date + i.id::int % 2 * 20 - 9, case when i.item_key = 'i4' then current_date end, i.id
      from items i, materials m where i.tenant_id = ${tenantId} and m.tenant_id = ${tenantId}`,
    );
    await many(db, sql`insert into contact_loan_totals values (${tenantId}, ${mother}, 4, 3, current_date - 30, current_date - 30)`);
    await ensureDefaultPurposes(db);
    const newsletter = (await listPurposes(db)).find((purpose) => purpose.key === 'newsletter')!;
    await givePermission(db, {
      contactId: mother,
      purposeId: newsletter.id,
      channel: 'email',
      at: new Date('2026-10-12T18:14:00Z'),
      method: 'paper',
      address: 'zeynep@voorbeeld.example',
      evidence: { note: 'map 3' },
    });
    await appendFacts(db, [
      {
        contactId: mother,
        at: new Date('2026-11-11T09:00:00Z'),
        kind: 'mail.sent',
        object: 'mailing:1',
        payload: { name: 'Nieuwsbrief Jeugd, editie 46' },
        naturalKey: 'mailing:1',
      },
      {
        contactId: mother,
        at: new Date('2016-09-01T00:00:00Z'),
        kind: 'membership.started',
        payload: { category: 'VOLW' },
        naturalKey: '2016-09-01',
      },
    ]);
    return mother;
  });
  return { ...made, contactId };
}

for (const width of ['desktop', 'phone'] as const) {
  test(`from a misspelt name to a noted call with a task, on a ${width}`, async () => {
    const { session, slug } = await library();
    await withWorkbench(
      app,
      session,
      async (page) => {
        await page.goto(`/app/${slug}/contacts`);
        await page.getByText('4 lezers').waitFor();
        await page.getByRole('link', { name: '{{naam}}, <b>Robert</b>' }).waitFor();
        await look(page, 'contacts');
        await page.getByRole('main').getByRole('searchbox').fill('zeinep aydin');
        await page.getByText('1 lezer', { exact: true }).waitFor();
        await page.getByRole('link', { name: 'Aydın-De Smet, Zeynep' }).click();

        await page.getByRole('heading', { level: 1, name: 'Zeynep Aydın-De Smet' }).waitFor();
        await page.getByText('ouder of voogd van Yara').waitFor();
        await page.getByText('Toestemming gegeven: Nieuwsbrief').waitFor();
        await page.getByRole('region', { name: 'Mogen we schrijven?' }).getByText('sinds').waitFor();
        await look(page, 'contact');

        await page.getByRole('button', { name: 'Gesprek noteren' }).click();
        await page.getByRole('textbox', { name: 'Waarover ging het' }).fill('Vroeg of de voorleesnamiddag nog plaats heeft.');
        await page.getByRole('radio', { name: 'Nog te doen' }).check();
        await page.getByRole('textbox', { name: 'Wat moet er nog gebeuren' }).fill('Terugbellen over de voorleesnamiddag');
        await page.waitForTimeout(300);
        await look(page, 'contact-conversation');
        await page.getByRole('button', { name: 'Bewaren' }).click();
        const history = page.getByRole('list', { name: 'Wat er gebeurde, het nieuwste eerst' });
        await history.getByText('Telefoon: naar ons').waitFor();
        await history.getByText('Vroeg of de voorleesnamiddag nog plaats heeft.').waitFor();

        await page.goto(`/app/${slug}/tasks`);
        await page.getByRole('cell', { name: 'Zeynep Aydın-De Smet' }).waitFor();
        await look(page, 'tasks');
        await page.getByRole('button', { name: /^Afvinken.*: Terugbellen over de voorleesnamiddag$/ }).click();
        await page.getByText('Alles is gedaan').waitFor();
      },
      { width },
    );
  });

  test(`the parts of the card, on a ${width}`, async () => {
    const { session, slug, contactId } = await library();
    await withWorkbench(
      app,
      session,
      async (page) => {
        const parts: [part: string, sign: string, name: string][] = [
          ['details', 'Kaart gemaakt op', 'contact-details'],
          ['permissions', 'Bewijzen', 'contact-permissions'],
          ['loans', 'Voorlezen, deel 1', 'contact-loans'],
          ['family', 'Berekend uit het adres.', 'contact-family'],
          ['messages', 'Nog niets gestuurd', 'contact-messages'],
        ];
        for (const [part, sign, name] of parts) {
          await page.goto(`/app/${slug}/contacts/${contactId}/${part}`);
          await page.getByText(sign).first().waitFor();
          await page
            .getByRole('region', { name: /Bereikbaar|Mogen we schrijven/ })
            .first()
            .waitFor();
          await look(page, name);
        }
      },
      { width },
    );
  });
}

test('an edit with a mistake says where; mended it is saved, and one click undoes it', async () => {
  const { session, slug, contactId } = await library();
  await withWorkbench(
    app,
    session,
    async (page) => {
      await page.goto(`/app/${slug}/contacts/${contactId}/edit`);
      await page.getByRole('textbox', { name: 'Achternaam' }).fill('Peeters');
      await page.getByRole('textbox', { name: 'E-mail' }).fill('geen adres');
      await page.getByRole('button', { name: 'Bewaren' }).click();
      await page.getByText('Dit is geen geldig e-mailadres.').waitFor();
      await look(page, 'contact-edit-fault');
      await page.getByRole('textbox', { name: 'E-mail' }).fill('zeynep@nieuw.example');
      await page.getByRole('button', { name: 'Bewaren' }).click();
      await page.getByRole('heading', { level: 1, name: 'Zeynep Peeters' }).waitFor();
      await page.getByText('De kaart is gewijzigd.').waitFor();
      await page.getByRole('status').getByRole('button', { name: 'Ongedaan maken' }).click();
      await page.getByRole('heading', { level: 1, name: 'Zeynep Aydın-De Smet' }).waitFor();
    },
    { expected: [/422/] },
  );
});

test('a colleague was first: what was typed stays, and is saved on top of theirs', async () => {
  const { session, slug, contactId, api } = await library();
  await withWorkbench(
    app,
    session,
    async (page) => {
      await page.goto(`/app/${slug}/contacts/${contactId}/edit`);
      await page.getByRole('textbox', { name: 'Voornaam' }).fill('Zeynepje');
      await session.call('PATCH', `${api}/contacts/${contactId}`, { version: 1, city: 'Goudveld' });
      await page.getByRole('button', { name: 'Bewaren' }).click();
      await page.getByText('Iemand anders wijzigde deze kaart intussen.').waitFor();
      await page.getByRole('button', { name: 'Nieuwe gegevens ophalen' }).click();
      await page.getByRole('textbox', { name: 'Gemeente' }).and(page.locator('[value="Goudveld"]')).waitFor();
      assert.equal(await page.getByRole('textbox', { name: 'Voornaam' }).inputValue(), 'Zeynepje');
      await page.getByRole('button', { name: 'Bewaren' }).click();
      await page.getByRole('heading', { level: 1, name: 'Zeynepje Aydın-De Smet' }).waitFor();
    },
    { expected: [/409/] },
  );
  const { body } = await session.call('GET', `${api}/contacts/${contactId}`);
  assert.deepEqual([body.firstName, body.city], ['Zeynepje', 'Goudveld']);
});

test('a second card for somebody known is asked about first', async () => {
  const { session, slug } = await library();
  await withWorkbench(
    app,
    session,
    async (page) => {
      await page.goto(`/app/${slug}/contacts/new`);
      await page.getByRole('textbox', { name: 'Voornaam' }).fill('Z.');
      await page.getByRole('textbox', { name: 'E-mail' }).fill('Zeynep@voorbeeld.example');
      await page.getByRole('button', { name: 'Kaart maken' }).click();
      await page.getByRole('link', { name: 'Kaart van Zeynep Aydın-De Smet bekijken' }).waitFor();
      await look(page, 'contact-new-known');
      await page.getByRole('button', { name: 'Toch een nieuwe kaart maken' }).click();
      await page.getByRole('heading', { level: 1, name: 'Z.' }).waitFor();
    },
    { expected: [/409/] },
  );
});

test('an empty library teaches the next step; a colleague who only reads sees no buttons that write', async () => {
  const { session, slug } = await libraryWith('circulation');
  await withWorkbench(app, session, async (page) => {
    await page.goto(`/app/${slug}/contacts`);
    await page.getByRole('link', { name: 'Bestand inlezen' }).waitFor();
    await look(page, 'contacts-empty');
  });
  const reading = await library('read-only');
  await withWorkbench(app, reading.session, async (page) => {
    await page.goto(`/app/${reading.slug}/contacts/${reading.contactId}`);
    await page.getByRole('region', { name: 'Bereikbaar' }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Gesprek noteren' }).count(), 0);
    assert.equal(await page.getByRole('link', { name: 'Uitleningen' }).count(), 0);
  });
});
