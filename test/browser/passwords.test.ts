/** A colleague who forgot the password: from the login page by way of their mailbox back in. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { libraryWith, testApp } from '../harness/app.ts';
import { sendAll } from '../harness/sending.ts';
import { startSink } from '../smtp-sink.ts';
import { look, withPage } from './harness.ts';
import { workbenchUrl } from './workbench.ts';

for (const width of ['desktop', 'phone'] as const) {
  test(`a forgotten password is replaced by a link in the mail, on a ${width}`, async (context) => {
    const app = await testApp({ SMTP_URL: 'smtp://relay.example' });
    const sink = await startSink({ keep: 'bytes' });
    context.after(() => sink.stop());
    const { session } = await libraryWith('marketer');

    await withPage(
      async (page) => {
        await page.goto('/app/aanmelden');
        await page.getByRole('link', { name: 'Wachtwoord vergeten?' }).click();
        // both pages ask for an address
        await page.getByRole('heading', { name: 'Wachtwoord vergeten' }).waitFor();
        await page.getByLabel('E-mailadres').fill(session.email);
        await look(page, 'forgotten');
        await page.getByRole('button', { name: 'Link mailen' }).click();
        await page.getByRole('heading', { name: 'Kijk in je mailbox' }).waitFor();
        await look(page, 'forgotten-sent');
        await sendAll(app, sink);
        const mail = sink.ledger.bytes.get(sink.ledger.entries.find(({ to }) => to === session.email)!.n)!;
        const [token] = /(?<=wachtwoord#)[\w-]+/.exec(mail.toString().replaceAll('=\r\n', ''))!;

        await page.goto(`/app/wachtwoord#${token}`);
        await page.getByLabel('Wachtwoord', { exact: true }).fill('kort');
        await page.getByRole('button', { name: 'Wachtwoord bewaren' }).click();
        await page.getByText('Kies een wachtwoord van minstens 8 tekens').waitFor();
        await look(page, 'new-password');
        await page.getByLabel('Wachtwoord', { exact: true }).fill('vier heel andere woorden');
        await page.getByRole('button', { name: 'Wachtwoord bewaren' }).click();
        await page.getByText('Je nieuwe wachtwoord is bewaard.').waitFor();
        assert.equal(await page.getByLabel('E-mailadres').inputValue(), session.email);
        await page.getByLabel('Wachtwoord', { exact: true }).fill('vier heel andere woorden');
        await page.getByRole('button', { name: 'Aanmelden' }).click();
        await page.getByRole('heading', { name: /Noor$/ }).waitFor();

        await page.context().clearCookies();
        await page.goto('/app/wachtwoord');
        await page.goto(`/app/wachtwoord#${token}`);
        await page.getByLabel('Wachtwoord', { exact: true }).fill('nog vijf andere woorden hier');
        await page.getByRole('button', { name: 'Wachtwoord bewaren' }).click();
        await page.getByText('Deze link werkt niet (meer).').waitFor();
        await page.getByRole('link', { name: 'Nieuwe link vragen' }).click();
        await page.getByRole('heading', { name: 'Wachtwoord vergeten' }).waitFor();
      },
      { baseUrl: await workbenchUrl(app), width, expected: [/status of 4\d\d/] },
    );
  });
}
