/** The harness itself: what it must notice, and that a page really renders and can be looked at. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { expectNoAxeViolations, keepScreenshot, withPage } from './harness.ts';

const strict = "default-src 'none'; style-src 'self'; script-src 'self'; frame-src 'self'";
const good = `<!doctype html><html lang="nl"><title>Proef</title><main><h1>Kaartbak</h1>
  <p>Één lezer, twee boeken.</p></main>`;
const pages: Record<string, { body: string; status?: number }> = {
  '/good': { body: good },
  '/inline': { body: `${good}<script>document.title = 'x'</script>` },
  '/foreign': { body: `${good}<img alt="" src="http://elders.example/beeld.png">` },
  '/broken': { body: good, status: 500 },
  '/script': { body: `${good}<script src="/throws.js"></script>` },
  '/throws.js': { body: 'setTimeout(() => { throw new Error("stuk"); })' },
  '/unlabelled': { body: `${good}<input><p style>` },
  '/styled': { body: `${good}<link rel="stylesheet" href="/pale.css">` },
  '/pale.css': { body: 'p { color: #ccc }' },
  '/framed': { body: `${good}<iframe title="Brief" sandbox src="/unlabelled"></iframe>` },
};

const server = createServer((request, response) => {
  const { body, status = 200 } = pages[request.url ?? ''] ?? { body: '', status: 204 };
  const kinds: Record<string, string> = { js: 'text/javascript', css: 'text/css' };
  const type = kinds[request.url?.split('.')[1] ?? ''] ?? 'text/html; charset=utf-8';
  response.writeHead(status, { 'content-type': type, 'content-security-policy': strict });
  response.end(body);
});
let baseUrl = '';

before(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => server.close());

for (const width of ['desktop', 'phone'] as const) {
  test(`a page renders on a ${width} and passes axe`, async () => {
    const seen = await withPage(
      async (page) => {
        await page.goto('/good');
        await expectNoAxeViolations(page);
        await keepScreenshot(page, 'harness');
        const heading = page.getByRole('heading', { name: 'Kaartbak' });
        return { box: (await heading.boundingBox())?.height, picture: await page.screenshot() };
      },
      { width, baseUrl },
    );

    assert.ok((seen.box ?? 0) > 20, 'the heading has the height of a line of text');
    assert.deepEqual([...seen.picture.subarray(1, 4)], [...Buffer.from('PNG')]);
  });
}

for (const [path, problem, happened] of [
  ['/inline', /Content Security Policy/, (page) => page.waitForEvent('console', (message) => message.type() === 'error')],
  [
    '/foreign',
    /request to another machine: http:\/\/elders\.example/,
    (page) => page.waitForEvent('request', (request) => request.url().includes('elders')),
  ],
  ['/broken', /answer 500/, (page) => page.waitForEvent('response')],
  ['/script', /exception: Error: stuk/, (page) => page.waitForEvent('pageerror')],
] as [path: string, problem: RegExp, happened: (page: Page) => Promise<unknown>][]) {
  test(`${path} fails the test that visits it`, async () => {
    const visit = withPage(
      async (page) => {
        await Promise.all([happened(page), page.goto(path)]);
      },
      { baseUrl },
    );

    await assert.rejects(visit, problem);
  });
}

test('a problem the test expects is let through', async () => {
  await withPage((page) => page.goto('/broken'), { baseUrl, expected: [/500/] });
});

for (const [path, script] of [
  ['/unlabelled', true],
  ['/unlabelled', false],
  ['/framed', true],
] as const) {
  test(`axe finds the field without a label on ${path}, script: ${script}`, async () => {
    await withPage(
      async (page) => {
        await page.goto(path);
        await assert.rejects(expectNoAxeViolations(page), /label: Form elements must have labels/);
      },
      { baseUrl, script, expected: [/Content Security Policy/] },
    );
  });
}

test('a page without script passes axe, its style sheet seen', async () => {
  await withPage(
    async (page) => {
      await page.goto('/styled');
      await assert.rejects(expectNoAxeViolations(page), /color-contrast/);
      await page.goto('/good');
      await expectNoAxeViolations(page);
    },
    { baseUrl, script: false },
  );
});
