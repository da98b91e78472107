import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { everything, now, portalLibrary, subscribed } from '../../test/harness/portal.ts';
import { preferenceToken, unsubscribeToken } from '../consent/consent.ts';
import { many, sql } from '../platform/db.ts';

test('opening links changes nothing: GET and HEAD of every page, with every row compared', async () => {
  const place = await subscribed();
  const { slug, signUp, mails, linkIn, get, uit, mijn } = place;
  await signUp({ email: 'nieuw@lezers.example' });
  const confirm = linkIn((await mails())[0]!.text);
  const before = await everything(place);

  for (const url of [
    uit,
    mijn,
    `${mijn}?bewaard=ja`,
    confirm,
    `/b/${slug}/inschrijven`,
    `/b/${slug}/inschrijven/verstuurd`,
    `/b/${slug}`,
    `/b/${slug}/huisstijl.css`,
    `/b/${slug}/voorbeeld`,
    `/b/${slug}/voorbeeld?taal=en`,
  ]) {
    for (const method of ['GET', 'HEAD'] as const) {
      const answer = await get(url, method);
      assert.ok(answer.statusCode < 400, `${method} ${url}: ${answer.statusCode}`);
    }
  }

  assert.deepEqual(await everything(place), before);
});

test('the example says what it is, in the name of the library and in both languages', async () => {
  const { slug, get } = await portalLibrary();
  const page = await get(`/b/${slug}/voorbeeld`);
  assert.match(page.body, /<h1>Dit is een voorbeeld<\/h1>/);
  assert.match(page.body, new RegExp(`/b/${slug}/huisstijl\\.css`));
  assert.match((await get(`/b/${slug}/voorbeeld?taal=en`)).body, /<h1>This is an example<\/h1>/);
});

test('every dead link is the same friendly page', async () => {
  const { app, get, post, contactId, tenantId } = await subscribed();
  const tokens = [
    randomBytes(24).toString('base64url'),
    'x',
    '%F0%9F%93%9A',
    `${'A'.repeat(300)}`,
    unsubscribeToken(app.secrets, {
      tenantId,
      contactId: contactId + 100_000,
      purposeId: 1,
      messageId: 1,
    }),
    preferenceToken(app.secrets, { tenantId, contactId: contactId + 100_000, now }),
    preferenceToken(app.secrets, { tenantId: tenantId + 100_000, contactId, now }),
  ];

  const answers = [];
  for (const token of tokens)
    answers.push(
      await get(`/uit/${token}`),
      await get(`/mijn/${token}`),
      await post(`/mijn/${token}`, {}),
      await post(`/uit/${token}`, { van: 'pagina' }),
    );

  for (const answer of answers) assert.deepEqual([answer.statusCode, answer.body], [404, answers[0]!.body]);
  assert.match(answers[0]!.body, /Deze link werkt niet/);
});

test('an address that leads nowhere is a page for people and an answer for programs', async () => {
  const { app, slug } = await portalLibrary();
  const ask = (url: string, headers: Record<string, string>, method: 'GET' | 'POST' = 'GET') =>
    app.server.inject({ method, url, headers: { 'accept-language': 'nl', ...headers } });
  const person = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

  for (const url of ['/nergens', `/b/${slug}/inschrijve`, '/mijn', '/uit/a/b']) {
    const shown = await ask(url, person);
    assert.deepEqual([shown.statusCode, shown.headers['content-type']], [404, 'text/html; charset=utf-8'], url);
    assert.match(shown.body, /<h1>Deze link werkt niet \(meer\)<\/h1>/, url);
  }
  const posted = await ask('/nergens', { ...person, 'content-type': 'application/x-www-form-urlencoded' }, 'POST');
  assert.match(posted.body, /<h1>Deze link werkt niet/);
  const unreadable = await ask(`/b/${slug}/inschrijven`, { ...person, 'content-type': 'application/json' }, 'POST');
  assert.match(unreadable.body, /<h1>Dat lukte niet<\/h1>/);
  for (const [url, headers] of [
    ['/nergens', {}],
    ['/api/nergens', person],
  ] as const) {
    const answer = await ask(url, headers);
    assert.deepEqual([answer.statusCode, answer.json().code], [404, 'error.not-found'], url);
  }
});

test('the style of a library is a stylesheet of its own, and readable whatever its colour', async () => {
  const { app, tenantId, slug, get, run } = await portalLibrary();
  await run((db) => many(db, sql`update tenants set branding = '{"colour": "#ffee00"}' where id = ${tenantId}`));

  const page = await get(`/b/${slug}/inschrijven`);
  const css = await get(`/b/${slug}/huisstijl.css`);

  assert.match(page.body, new RegExp(`/b/${slug}/huisstijl\\.css\\?v=`));
  assert.match(css.body, /--band:#ffee00;--band-text:#211f1a/);
  assert.doesNotMatch(css.body, /--button-text:#ffffff;[^}]*--button:#ffee00/);
  assert.match(String(css.headers['content-type']), /text\/css/);
  for (const font of ['atkinson-latin.woff2', 'literata-latin-ext.woff2']) assert.equal((await get(`/stijl/${font}`)).statusCode, 200);
  assert.equal((await get('/stijl/..%2f..%2fpackage.json')).statusCode, 404);
  assert.ok(app);
});
