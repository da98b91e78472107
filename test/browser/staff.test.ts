/** Coming in and being let in: invitation, login, codes on the phone, step-up, keys, the audit log. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { generateSync } from 'otplib';
import { withSystem } from '../../server/platform/db.ts';
import { createAccount, grantRole, makeLoginLink } from '../../server/staff/staff.ts';
import { invitedByOperator, libraryWith, logInAs, testApp, testPassword, type TestApp } from '../harness/app.ts';
import { newLibrary } from '../harness/database.ts';
import { look, withPage } from './harness.ts';
import { withWorkbench, workbenchUrl } from './workbench.ts';

// The login page asks who is there, and the browser notes every 401 and 4xx answer on its console.
const refusals = [/status of 401/, /status of 4\d\d/];
let app: TestApp;

before(async () => {
  app = await testApp();
});

test('a colleague accepts an invitation, sets up codes and logs in with one', async () => {
  const library = await newLibrary(app.database);
  const token = await invitedByOperator(app, library.tenantId, {
    email: `wout.${library.slug}@zilverbeek.example`,
    name: 'Wout Claes',
    role: 'desk',
  });

  await withPage(
    async (page) => {
      await page.goto(`/app/uitnodiging#${token}`);
      await page.getByLabel('Wachtwoord', { exact: true }).fill('kort');
      await page.getByRole('button', { name: 'Uitnodiging aannemen' }).click();
      await page.getByText('Kies een wachtwoord van minstens 8 tekens').waitFor();
      await look(page, 'invitation');
      await page.getByLabel('Wachtwoord', { exact: true }).fill(testPassword);
      await page.getByRole('button', { name: 'Uitnodiging aannemen' }).click();

      await page.getByRole('button', { name: 'Codes instellen' }).click();
      await page.getByText('Scannen lukt niet').click();
      const secret = (await page.locator('code').innerText()).replaceAll(' ', '');
      await page.getByLabel('Typ de code die de app toont').fill('000000');
      await page.getByRole('button', { name: 'Codes aanzetten' }).click();
      await page.getByText('Deze code klopt niet (meer).').waitFor();
      await look(page, 'second-factor');
      await page.getByLabel('Typ de code die de app toont').fill(generateSync({ secret }));
      await page.getByRole('button', { name: 'Codes aanzetten' }).click();
      await page.getByRole('heading', { name: 'Je herstelcodes' }).waitFor();
      const recovery = await page.locator('li code').first().innerText();
      await look(page, 'recovery-codes');
      await page.getByRole('button', { name: 'Beginnen' }).click();
      await page.getByRole('heading', { name: /Wout$/ }).waitFor();

      await page.getByRole('button', { name: 'Account van Wout Claes' }).click();
      await page.getByRole('menuitem', { name: 'Afmelden' }).click();
      await page.getByLabel('E-mailadres').fill(`wout.${library.slug}@zilverbeek.example`);
      await page.getByLabel('Wachtwoord', { exact: true }).fill(testPassword);
      await page.getByRole('button', { name: 'Aanmelden' }).click();
      await page.getByLabel('Code van zes cijfers').fill(recovery);
      await look(page, 'login-code');
      await page.getByRole('button', { name: 'Aanmelden' }).click();
      await page.getByRole('heading', { name: /Wout$/ }).waitFor();
    },
    { baseUrl: await workbenchUrl(app), expected: refusals },
  );
});

test('a wrong password is refused with a sentence, and a page asked for comes after the right one', async () => {
  const { session, slug } = await libraryWith('administrator');

  await withPage(
    async (page) => {
      await page.goto(`/app/${slug}/staff`);
      await page.getByLabel('E-mailadres').fill(session.email);
      await page.getByLabel('Wachtwoord', { exact: true }).fill('niet dit wachtwoord');
      await page.getByRole('button', { name: 'Aanmelden' }).click();
      await page.getByRole('alert').getByText('horen niet bij elkaar').waitFor();
      await look(page, 'login-refused');
      await page.getByLabel('Wachtwoord', { exact: true }).fill(testPassword);
      await page.getByRole('button', { name: 'Aanmelden' }).click();
      await page.getByRole('heading', { name: 'Medewerkers' }).waitFor();

      assert.equal(new URL(page.url()).pathname, `/app/${slug}/staff`);
    },
    { baseUrl: await workbenchUrl(app), expected: refusals },
  );
});

for (const width of ['desktop', 'phone'] as const) {
  test(`an administrator invites a colleague and makes a key after proving who they are, on a ${width}`, async () => {
    const { session, slug } = await libraryWith('administrator');

    await withWorkbench(
      app,
      session,
      async (page) => {
        await page.goto(`/app/${slug}/staff`);
        await page.getByRole('button', { name: 'Collega uitnodigen' }).click();
        await page.getByLabel('E-mailadres').fill(`lotte.${slug}@zilverbeek.example`);
        await page.getByLabel('Naam', { exact: true }).fill('Lotte Maes');
        await page.getByRole('radio', { name: 'communicatie' }).check();
        await look(page, 'invite-colleague');
        app.setNow(new Date(app.now().getTime() + 20 * 60_000));
        await page.getByRole('button', { name: 'Uitnodigen', exact: true }).click();
        await page.getByRole('heading', { name: 'Ben jij het nog?' }).waitFor();
        await page.getByLabel('Wachtwoord', { exact: true }).fill('niet dit wachtwoord');
        await page.getByRole('button', { name: 'Verdergaan' }).click();
        await page.getByText('Dit is niet je huidige wachtwoord.').waitFor();
        await look(page, 'step-up');
        await page.getByLabel('Wachtwoord', { exact: true }).fill(testPassword);
        await page.getByRole('button', { name: 'Verdergaan' }).click();
        await page.getByText('de uitnodiging ligt in het Proefpostvak').waitFor();
        await look(page, 'invited');
        await page.getByRole('button', { name: 'Sluiten' }).last().click();
        await page.getByRole('region', { name: 'Uitnodigingen' }).getByText('Lotte Maes').waitFor();
        await look(page, 'staff');
        await page.getByRole('button', { name: 'Uitnodiging van Lotte Maes intrekken' }).press('Enter');
        await page.getByText('De uitnodiging van Lotte Maes is ingetrokken.').waitFor();
        await page.getByRole('region', { name: 'Uitnodigingen' }).waitFor({ state: 'detached' });

        await page.goto(`/app/${slug}/api-keys`);
        await page.getByRole('button', { name: 'Nieuwe sleutel' }).click();
        await page.getByLabel('Naam', { exact: true }).fill('Website');
        await page.getByRole('checkbox', { name: 'lezers opzoeken' }).check();
        await look(page, 'create-key');
        await page.getByRole('button', { name: 'Sleutel maken' }).click();
        assert.ok((await page.getByLabel('De sleutel').inputValue()).length > 30);
        await page.getByRole('button', { name: 'Sluiten' }).last().click();
        await page.getByRole('button', { name: 'Sleutel "Website" intrekken' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Intrekken', exact: true }).click();
        await page.getByText('ingetrokken').waitFor();
        await look(page, 'api-keys');

        await page.goto(`/app/${slug}/audit`);
        // the list of kinds to choose from says the same words, unseen
        await page.getByText('Sleutel ingetrokken').filter({ visible: true }).waitFor();
        await page.getByText('Collega uitgenodigd').filter({ visible: true }).waitFor();
        await page.getByRole('button', { name: 'Nakijken' }).click();
        await page.getByText(/alle 4 regels kloppen/).waitFor();
        await look(page, 'audit');
      },
      { width, expected: refusals },
    );
  });
}

for (const width of ['desktop', 'phone'] as const) {
  test(`a colleague of another library takes one invitation and declines the next, by the keyboard, on a ${width}`, async () => {
    const { session, slug } = await libraryWith('desk');
    const other = await newLibrary(app.database, { name: 'Bibliotheek Goudveld' });
    const administrator = await logInAs(app, other.tenantId, 'administrator');
    const invite = (role: string) => administrator.call('POST', `/api/${other.slug}/staff/invitations`, { email: session.email, role });
    await invite('marketer');
    await invite('circulation');

    await withWorkbench(
      app,
      session,
      async (page) => {
        await page.goto(`/app/${slug}`);
        await page.getByText('Er wachten 2 uitnodigingen op je.').waitFor();
        await look(page, 'invitation-waits');
        await page.getByRole('link', { name: 'Bekijken' }).press('Enter');
        const mine = page.getByRole('region', { name: 'Uitnodigingen voor jou' });
        await mine.getByText('Bibliotheek Goudveld, als communicatie').waitFor();
        await look(page, 'my-invitations');
        const first = mine.getByRole('listitem').filter({ hasText: 'communicatie' });
        await first.getByRole('button', { name: 'Uitnodiging van Bibliotheek Goudveld aannemen' }).press('Enter');
        await page.getByText('Je werkt nu ook bij Bibliotheek Goudveld.').waitFor();
        await mine.getByText('als communicatie').waitFor({ state: 'detached' });
        await mine.getByRole('button', { name: 'Uitnodiging van Bibliotheek Goudveld afslaan' }).press('Enter');
        await mine.waitFor({ state: 'detached' });
        await page.goto(`/app/${other.slug}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        assert.equal(await page.getByText('uitnodigingen op je').count(), 0);
      },
      { width, expected: refusals },
    );
  });
}

test('the link of an invitation asks an account to log in, and refuses another one', async () => {
  const { session } = await libraryWith('desk');
  const { session: stranger } = await libraryWith('desk');
  const other = await newLibrary(app.database, { name: 'Bibliotheek Goudveld' });
  const token = await invitedByOperator(app, other.tenantId, { email: session.email, role: 'marketer' });

  await withWorkbench(
    app,
    stranger,
    async (page) => {
      await page.goto(`/app/uitnodiging#${token}`);
      await page.getByText(`Je bent aangemeld als ${stranger.email}`).waitFor();
      await look(page, 'invitation-of-another');
      await page.getByRole('button', { name: 'Afmelden' }).click();
      await page.getByText('Je hebt al een account').waitFor();
      await look(page, 'invitation-log-in');
      await page.getByLabel('Wachtwoord', { exact: true }).fill(testPassword);
      await page.getByRole('button', { name: 'Aanmelden' }).click();
      await page.getByText(`Je bent aangemeld als ${session.email}`).waitFor();
      await look(page, 'invitation-accept');
      await page.getByRole('button', { name: 'Uitnodiging aannemen' }).click();
      await page.waitForURL(`**/app/${other.slug}`);
    },
    { expected: refusals },
  );
});

test('the session of a disabled colleague ends at the next press, with a way back', async () => {
  const { session, slug, tenantId } = await libraryWith('administrator');
  const desk = await logInAs(app, tenantId, 'desk');

  await withWorkbench(
    app,
    desk,
    async (page) => {
      await page.goto(`/app/${slug}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      assert.equal(await page.getByRole('link', { name: 'Medewerkers' }).count(), 0, 'the desk sees no staff list');
      const staff = await session.call('GET', `/api/${slug}/staff`);
      const { id } = (staff.body.staff as { id: string; email: string }[]).find(({ email }) => email === desk.email)!;
      await session.call('PUT', `/api/${slug}/staff/${id}/disabled`, { disabled: true });

      await page.getByRole('button', { name: /^Account van/ }).click();
      await page.getByRole('menuitem', { name: 'English' }).click();

      await page.getByRole('heading', { name: 'Aanmelden' }).waitFor();
    },
    { expected: refusals },
  );
});

test('who came in by a link chooses a password before a delicate step', async () => {
  const library = await newLibrary(app.database);
  const link = await withSystem(app.database, async (db) => {
    const { id } = await createAccount(db, { email: `noor.${library.slug}@zilverbeek.example`, name: 'Noor Verbeke', now: app.now() });
    await grantRole(db, id, library.tenantId, 'administrator');
    return makeLoginLink(db, id, app.now());
  });

  await withPage(
    async (page) => {
      await page.goto(`/app/aanmelden#${link}`);
      await page.getByRole('heading', { name: 'Zo begin je' }).waitFor();
      assert.equal(new URL(page.url()).hash, '', 'the spent token leaves the address');
      app.setNow(new Date(app.now().getTime() + 20 * 60_000));
      await page.goto(`/app/${library.slug}/staff`);
      await page.getByRole('button', { name: 'Collega uitnodigen' }).click();
      await page.getByLabel('E-mailadres').fill(`wout.${library.slug}@zilverbeek.example`);
      await page.getByRole('button', { name: 'Uitnodigen', exact: true }).click();
      await page.getByRole('link', { name: 'Wachtwoord kiezen' }).click();
      await page.getByLabel('Nieuw wachtwoord').fill(testPassword);
      await page.getByRole('button', { name: 'Wachtwoord bewaren' }).click();
      await page.getByLabel('Huidig wachtwoord').waitFor();

      await page.goto(`/app/aanmelden#${link}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.context().clearCookies();
      await page.goto('about:blank');
      await page.goto(`/app/aanmelden#${link}`);
      await page.getByRole('heading', { name: 'Deze link werkt niet' }).waitFor();
      await look(page, 'login-link-spent');
    },
    { baseUrl: await workbenchUrl(app), expected: refusals },
  );
});

test('a form sent empty is answered by Kaartbak, in its own language, not by the browser', async () => {
  const { session, slug } = await libraryWith('administrator');
  await withWorkbench(
    app,
    session,
    async (page) => {
      await page.goto(`/app/${slug}/staff`);
      await page.getByRole('button', { name: 'Collega uitnodigen' }).click();
      await page.getByRole('button', { name: 'Uitnodigen', exact: true }).click();
      await page.getByRole('dialog').getByText('Dit is geen geldig e-mailadres.').waitFor();
      await page.goto(`/app/${slug}/api-keys`);
      await page.getByRole('button', { name: 'Nieuwe sleutel' }).click();
      await page.getByRole('button', { name: 'Sleutel maken' }).click();
      await page.getByRole('dialog').getByText('Vul dit in.').waitFor();
      await page.goto('/app/-/account');
      await page.getByLabel('Naam', { exact: true }).fill('');
      await page.getByRole('button', { name: 'Bewaren', exact: true }).click();
      await page.getByText('Vul dit in.').waitFor();
    },
    { expected: refusals },
  );
});
