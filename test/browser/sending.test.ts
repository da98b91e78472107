/** A mailing on its way, watched: held, let go on, stopped; what may have arrived; and what keeps a mailing from leaving. */
import assert from 'node:assert/strict';
import { before, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { Mailer } from '../../server/delivery/engine.ts';
import { addSender } from '../../server/delivery/delivery.ts';
import { createMailing, type MailingRow } from '../../server/mailings/mailings.ts';
import { withTenant } from '../../server/platform/db.ts';
import { createSegment } from '../../server/segments/segments.ts';
import { libraryWith, logInAs, testApp, type TestApp } from '../harness/app.ts';
import { ledgerOf, readyLibrary, sentMailing } from '../harness/audience.ts';
import { startMailer } from '../harness/sending.ts';
import { startSink, type SinkOptions } from '../smtp-sink.ts';
import type { Fault } from '../smtp-sink/script.ts';
import { look } from './harness.ts';
import { withWorkbench } from './workbench.ts';

let app: TestApp;

before(async () => {
  app = await testApp();
});

/** A frozen mailing to so many readers and a relay that takes its time; `leave` starts the mailer. */
async function readyToLeave(context: TestContext, count: number, options: SinkOptions = {}) {
  const made = await libraryWith('marketer');
  const library = await readyLibrary(app, made.tenantId, count);
  const sink = await startSink({ keep: 'none', ...options });
  context.after(() => sink.stop());
  const leave = (): Mailer => startMailer(context, app, { port: sink.port, atOnce: 1 });
  const send = async (): Promise<MailingRow> => {
    const mailing = await sentMailing(app, made.tenantId, library);
    await app.drain();
    return mailing;
  };
  return { ...made, ...library, sink, leave, send };
}

/** "12 van 60 behandeld", as the page says it now. */
async function handled(page: Page, of: number): Promise<number> {
  const text = await page.getByText(new RegExp(`^\\d+ van ${of} behandeld`)).innerText();
  return Number(/^\d+/.exec(text)![0]);
}

/** A relay that thinks about every message for so long that two hundred take the better part of a minute, until it is hurried. */
function slowRelay(): { options: SinkOptions; hurry: () => void } {
  const fault: Fault = { stage: 'dot', action: 'delay', arg: 250 };
  return { options: { faults: [fault] }, hurry: () => (fault.arg = 10) };
}

async function until(true_: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 30_000; !(await true_()); await sleep(100)) assert.ok(Date.now() < end, 'it did not come about in time');
}

test('watched while it leaves, held, let go on and finished, without a reload', async (context) => {
  const relay = slowRelay();
  const { session, slug, tenantId, sink, leave, send } = await readyToLeave(context, 200, relay.options);
  const mailing = await send();
  await withWorkbench(app, session, async (page) => {
    await page.goto(`/app/${slug}/mailings/${mailing.id}`);
    await page.getByRole('heading', { name: 'De mail wordt verstuurd' }).or(page.getByText('De mail wordt verstuurd')).first().waitFor();
    assert.equal(await handled(page, 200), 0);
    const engine = leave();
    await until(async () => (await handled(page, 200)) > 0);
    const first = await handled(page, 200);
    await until(async () => (await handled(page, 200)) > first);

    await page.getByRole('button', { name: 'Pauzeren' }).click();
    await page.getByText('Het versturen staat stil').waitFor();
    await page.getByText('gepauzeerd', { exact: true }).waitFor();
    await page.getByText(/· begonnen /).waitFor();
    relay.hurry();
    await engine.settle();
    const taken = sink.ledger.entries.length;
    assert.ok(taken < 200, `${taken} had left before the pause`);
    await sleep(700);
    assert.equal(sink.ledger.entries.length, taken, 'nothing leaves while it is held');
    await look(page, 'mailing-paused');
    await page.getByRole('button', { name: 'Stoppen' }).click();
    await page.getByRole('dialog').getByText('Wie de mail nog niet kreeg, krijgt hem niet meer.').waitFor();
    await look(page, 'mailing-stop');
    await page.getByRole('dialog').getByRole('button', { name: 'Annuleren' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Verdergaan' }).click();
    await page.getByRole('button', { name: 'Pauzeren' }).waitFor();
    await until(async () => sink.ledger.entries.length === 200);
    await engine.settle();
    await app.drain();
    await page.getByText('verstuurd', { exact: true }).waitFor();
    await page.getByText(/· verstuurd /).waitFor();
    await page.getByRole('link', { name: /^200\s*afgeleverd/ }).waitFor();
    await page.getByText('Samen 200: iedereen van de selectie staat in precies één vak.').waitFor();
    assert.equal(await page.getByRole('button', { name: /Pauzeren|Stoppen|Verdergaan/ }).count(), 0);
  });
  assert.equal(new Set(sink.ledger.entries.map(({ to }) => to)).size, 200);
  assert.equal(sink.ledger.entries.length, 200);
  assert.deepEqual(await ledgerOf(app, tenantId, mailing.id), { accepted: 200 });
});

test('stopped half-way: what left stays counted, the others get nothing, and the boxes add up', async (context) => {
  const relay = slowRelay();
  const { session, slug, tenantId, sink, leave, send } = await readyToLeave(context, 200, relay.options);
  const mailing = await send();
  await withWorkbench(app, session, async (page) => {
    await page.goto(`/app/${slug}/mailings/${mailing.id}`);
    const engine = leave();
    await until(async () => (await handled(page, 200)) > 0);
    await page.getByRole('button', { name: 'Stoppen' }).click();
    const dialog = page.getByRole('dialog', { name: '“Voorlezen op woensdag” stoppen' });
    await dialog.getByRole('button', { name: 'Stoppen' }).click();
    await page.getByText('Het versturen is gestopt.').waitFor();
    relay.hurry();
    await engine.settle();
    await page.reload();
    await page.getByText('Samen 200: iedereen van de selectie staat in precies één vak.').waitFor();
    const taken = sink.ledger.entries.length;
    assert.ok(taken > 0 && taken < 200, `${taken} of 200 left`);
    assert.deepEqual(await ledgerOf(app, tenantId, mailing.id), { accepted: taken, cancelled: 200 - taken });
    await page.getByRole('link', { name: new RegExp(`^${taken}\\s*afgeleverd`) }).waitFor();
    await page.getByRole('link', { name: new RegExp(`^${200 - taken}\\s*gestopt`) }).waitFor();
    await look(page, 'mailing-stopped');
  });
});

test('an answer that got lost is shown as such, and goes again only when somebody says so', async (context) => {
  const { session, slug, tenantId, sink, leave, send } = await readyToLeave(context, 5, {
    faults: [{ stage: 'after-dot', action: 'close', skip: 4, times: 1 }],
  });
  const mailing = await send();
  const engine = leave();
  await engine.settle();
  await app.drain();
  assert.deepEqual(await ledgerOf(app, tenantId, mailing.id), { accepted: 4, uncertain: 1 });
  assert.equal(sink.ledger.entries.length, 5, 'the relay has taken it');

  await withWorkbench(app, session, async (page) => {
    await page.goto(`/app/${slug}/mailings/${mailing.id}`);
    await page.getByRole('link', { name: /^1\s*onzeker/ }).waitFor();
    await page.getByText('verstuurd, maar zonder antwoord: misschien aangekomen').waitFor();
    await look(page, 'mailing-uncertain');
    await page.getByRole('button', { name: 'Onzekere opnieuw versturen' }).click();
    const dialog = page.getByRole('dialog', { name: 'Onzekere opnieuw versturen' });
    await dialog.getByText('Wie hem toch al had, heeft hem dan twee keer.').waitFor();
    await look(page, 'mailing-uncertain-again');
    await dialog.getByRole('button', { name: 'Onzekere opnieuw versturen' }).click();
    await dialog.waitFor({ state: 'detached' });
    await until(async () => sink.ledger.entries.length === 6);
    await engine.settle();
    await app.drain();
    await page.getByRole('link', { name: /^5\s*afgeleverd/ }).waitFor();
    assert.equal(await page.getByText('Misschien aangekomen').count(), 0);
  });
  const { entries } = sink.ledger;
  assert.equal(entries.at(-1)!.to, entries[4]!.to);
});

test('two colleagues press send at the same moment: it leaves once, and the second is told', async (context) => {
  const { session, slug, tenantId, purposeId, segmentId, senderId, sink, leave } = await readyToLeave(context, 5);
  const colleague = await logInAs(app, tenantId, 'marketer');
  const api = `/api/${slug}/mailings`;
  const { body: draft } = await session.call('POST', api, { name: 'Samen', segmentId });
  const { version, language, blocks } = draft;
  const content = { version, name: 'Samen', subject: 'Samen', preheader: 'Kom', language, purposeId, segmentId, senderId, blocks };
  assert.equal((await session.call('PUT', `${api}/${draft.id}`, content)).status, 200);

  await withWorkbench(app, session, (mine) =>
    withWorkbench(
      app,
      colleague,
      async (theirs) => {
        for (const page of [mine, theirs]) {
          await page.goto(`/app/${slug}/mailings/${draft.id}/send`);
          await page.getByRole('button', { name: 'Nu versturen naar 5 lezers' }).and(page.locator(':enabled')).waitFor();
        }
        await mine.getByRole('button', { name: 'Nu versturen naar 5 lezers' }).dblclick();
        await mine.getByText('De mail vertrekt').waitFor();
        await theirs.getByRole('button', { name: 'Nu versturen naar 5 lezers' }).click();
        await theirs
          .getByRole('alert')
          .getByText(/intussen/)
          .waitFor();
        await look(theirs, 'mailing-send-taken');
      },
      { expected: [/409/] },
    ),
  );
  await app.drain();
  await leave().settle();
  assert.equal(sink.ledger.entries.length, 5);
  assert.deepEqual(await ledgerOf(app, tenantId, draft.id), { accepted: 5 });
});

test('what keeps a mailing from leaving is said in a sentence, and it does not leave', async () => {
  const made = await libraryWith('marketer');
  const { session, slug, tenantId } = made;
  const library = await readyLibrary(app, tenantId, 3);
  const now = app.now();
  const { unproved, nobody } = await withTenant(app.database, tenantId, async (db) => {
    const sender = await addSender(db, { name: 'Jeugd', email: 'jeugd@zilverbeek.example', replyTo: null, now });
    const rule = { match: 'all' as const, rules: [{ field: 'city' as const, is: 'in' as const, values: ['Nergens'] }] };
    const segment = await createSegment(db, { name: 'Niemand', rule, staffId: null, now });
    return { unproved: sender.id, nobody: segment.id };
  });
  const image = { id: 'beeld', type: 'image', imageId: 'bestaatniet0', alt: 'De leeskuil', decorative: false, href: '', width: 100 };
  const cases: [changes: Record<string, unknown>, sentences: string[]][] = [
    [{ subject: '' }, ['Er is nog geen onderwerp. Zonder onderwerp kan de mail niet weg.']],
    [{ segmentId: null }, ['Kies voor wie deze mailing is.', 'Kies eerst een selectie en een doel']],
    [{ segmentId: nobody }, ['Zo krijgt niemand deze mail.']],
    [{ senderId: unproved }, ['Dit afzenderadres is nog niet bevestigd.']],
    [{ senderId: null }, ['Kies van welk adres de mail komt.']],
    [{ blocks: [image] }, ['Dit beeld is er niet (meer). Kies een ander beeld of verwijder het blok.']],
    [{ blocks: [] }, ['De mail is nog leeg. Voeg een blok toe.']],
  ];

  await withWorkbench(app, session, async (page) => {
    for (const [changes, sentences] of cases) {
      const draft = await withTenant(app.database, tenantId, (db) =>
        createMailing(db, { name: 'Kan nog niet weg', segmentId: library.segmentId, staffId: null, now }),
      );
      const { id, version, blocks } = draft;
      const whole = { version, name: draft.name, subject: 'Goed', preheader: 'Goed', language: 'nl', blocks, ...library, ...changes };
      const kept = await session.call('PUT', `/api/${slug}/mailings/${id}`, whole);
      assert.equal(kept.status, 200, `a draft may lack something: ${kept.raw}`);
      await page.goto(`/app/${slug}/mailings/${id}/send`);
      for (const sentence of sentences) await page.getByText(sentence).first().waitFor();
      assert.equal(await page.getByRole('button', { name: /^Nu versturen/ }).isEnabled(), false, JSON.stringify(changes));
      // also for who does not ask the screen
      const refused = await session.call('POST', `/api/${slug}/mailings/${id}/sending`, { version: kept.body.version, at: null });
      assert.ok([409, 422].includes(refused.status), `${JSON.stringify(changes)}: ${refused.raw}`);
    }
    await look(page, 'mailing-may-not-leave');
  });
});
