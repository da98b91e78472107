/**
 * Browser tests: a real Chromium looks at real pages, on a desktop or a phone.
 *
 * 1. `withPage` opens a page of its own in a fresh context; nothing is shared between tests.
 * 2. While the test runs everything that should never happen is noted: an error on the console,
 *    an uncaught exception, a breach of the content security policy, an answer of 500, a request
 *    to another machine.
 * 3. At the end a note nobody asked for fails the test; what stood on the screen of a failed test is kept as a picture.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after } from 'node:test';
import type { Browser, BrowserContext, ConsoleMessage, Frame, Page } from 'playwright-core';
import { launchChromium } from './chromium.ts';

const sizes = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
} as const;

export interface PageOptions {
  width?: keyof typeof sizes | number;
  /** False: patron pages must work without script. */
  script?: boolean;
  language?: string;
  /** The clock of the computer. */
  timeZone?: string;
  baseUrl?: string;
  /** Problems this test provokes on purpose, such as the 401 of a wrong password. */
  expected?: readonly RegExp[];
}

let browser: Promise<Browser> | undefined;
const scriptless = new WeakSet<BrowserContext>();

/** Opens a page for one test and fails it when the page reported a problem. */
export async function withPage<T>(
  visit: (page: Page) => Promise<T>,
  { width = 'desktop', script = true, language = 'nl-BE', timeZone = 'Europe/Brussels', baseUrl, expected = [] }: PageOptions = {},
): Promise<T> {
  const viewport = typeof width === 'number' ? { width, height: 800 } : sizes[width];
  const context = await (
    await sharedBrowser()
  ).newContext({
    viewport,
    locale: language,
    timezoneId: timeZone,
    reducedMotion: 'reduce',
    hasTouch: viewport.width < 600,
    javaScriptEnabled: script,
    ...(baseUrl ? { baseURL: baseUrl } : {}),
  });
  context.setDefaultTimeout(30_000);
  if (!script) scriptless.add(context);
  try {
    const problems: string[] = [];
    context.on('page', (page) => noteProblems(page, problems));
    const result = await visit(await context.newPage());
    const unexpected = problems.filter((problem) => !expected.some((some) => some.test(problem)));
    assert.deepEqual(unexpected, [], 'the page reported problems');
    return result;
  } catch (error) {
    for (const page of context.pages()) await keepFailed(page);
    throw error;
  } finally {
    await context.close();
  }
}

/** One browser per test file; it is closed after the file's last test. */
function sharedBrowser(): Promise<Browser> {
  browser ??= launchChromium();
  return browser;
}

// Here and not where it is launched: asked for inside a test it would run after that test.
after(async () => (await browser)?.close());

function noteProblems(page: Page, problems: string[]): void {
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${describe(message)}`);
  });
  page.on('pageerror', (error) => problems.push(`exception: ${error.stack ?? error.message}`));
  page.on('crash', () => problems.push('the page crashed'));
  page.on('request', (request) => {
    const { protocol, hostname, href } = new URL(request.url());
    const inside = ['data:', 'blob:', 'about:'].includes(protocol);
    const here = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname) || hostname.endsWith('.localhost');
    if (!inside && !here) problems.push(`request to another machine: ${href}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 500) problems.push(`answer ${response.status()}: ${response.url()}`);
  });
}

/** Chromium reports a breach of the content security policy here too. */
function describe(message: ConsoleMessage): string {
  const { url } = message.location();
  return url ? `${message.text()} (${url})` : message.text();
}

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const axeTags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

interface AxeViolation {
  id: string;
  help: string;
  nodes: { html: string; failureSummary?: string }[];
}

/** WCAG 2.2 level AA as far as axe can see it, in the page and in each of its frames. */
export async function expectNoAxeViolations(page: Page): Promise<void> {
  const [main, ...frames] = page.frames() as [Frame, ...Frame[]];
  const found = scriptless.has(page.context()) ? await axeOnCopy(main) : await axe(page);
  for (const frame of frames) if (!frame.isDetached()) found.push(...(await axeOnCopy(frame)));
  const report = found.map(({ id, help, nodes }) => {
    const places = nodes.map((node) => `  ${node.html}\n    ${node.failureSummary ?? ''}`);
    return `${id}: ${help}\n${places.join('\n')}`;
  });
  assert.equal(report.join('\n'), '', `axe on ${page.url()}`);
}

async function axe(page: Page): Promise<AxeViolation[]> {
  await page.evaluate(readFileSync(axePath, 'utf8'));
  const options = { runOnly: axeTags, resultTypes: ['violations'], iframes: false };
  return page.evaluate(`axe.run(${JSON.stringify(options)}).then((result) => result.violations)`);
}

/** Axe needs timers. In a sandboxed preview or a page without script it sees a copy, elsewhere. */
async function axeOnCopy(frame: Frame): Promise<AxeViolation[]> {
  const base = `<base href="${frame.url()}">`;
  const html = (await frame.content()).replace(/<head[^>]*>/i, (head) => head + base);
  const element = frame.parentFrame() ? await frame.frameElement() : undefined;
  const width = (await element?.boundingBox())?.width ?? frame.page().viewportSize()?.width ?? 600;
  const viewport = { width: Math.round(width), height: 800 };
  const context = await (await sharedBrowser()).newContext({ viewport, bypassCSP: true });
  try {
    await context.route('**/*', (route) => (route.request().resourceType() === 'script' ? route.abort() : route.continue()));
    const copy = await context.newPage();
    await copy.setContent(html);
    return await axe(copy);
  } finally {
    await context.close();
  }
}

const pictures = join(import.meta.dirname, '../../.cache/screenshots');

/** What stood on the screen when a test failed, named after its address. */
async function keepFailed(page: Page): Promise<void> {
  if (page.url() === 'about:blank') return;
  const name = new URL(page.url()).pathname.replaceAll('/', '-');
  // a page that crashed has no picture; the failure itself must not get lost over that
  await page.screenshot({ path: join(pictures, `failed${name}.png`), timeout: 5000 }).catch(() => undefined);
}

/** What stands on the screen is held against axe, from its top (what the bar there covers is no small target), and kept as a picture. */
export async function look(page: Page, name: string): Promise<void> {
  await page.evaluate('scrollTo(0, 0)');
  await expectNoAxeViolations(page);
  await keepScreenshot(page, name);
}

/** Keeps a picture of the whole page in .cache/screenshots, to be looked at. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  mkdirSync(pictures, { recursive: true });
  const kind = (page.viewportSize()?.width ?? 0) < 600 ? 'phone' : 'desktop';
  await page.screenshot({ path: join(pictures, `${name}-${kind}.png`), fullPage: true });
}
