/** What holds on every screen of the workbench: it speaks the colleague's language, and it fits on a small or enlarged screen. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { messages } from '../../lib/messages/all.ts';
import { testApp, type TestApp } from '../harness/app.ts';
import { fullLibrary, openScreen, type Screen } from './every-screen.ts';
import { expectNoAxeViolations, keepScreenshot } from './harness.ts';
import { withWorkbench } from './workbench.ts';

let app: TestApp;
let library: Awaited<ReturnType<typeof fullLibrary>>;
// the screen of a place that does not exist
const expected = [/status of 404/];

before(async () => {
  app = await testApp();
  library = await fullLibrary(app);
});

/** Sentences that exist in Dutch and are said otherwise in English, as patterns. */
const dutch = Object.entries(messages.nl).flatMap(([key, text]) => {
  const english: string = messages.en[key as keyof typeof messages.en];
  const words = text.replace(/\{\w+\}/g, ' ').match(/\p{L}{3,}/gu) ?? [];
  if (text === english || words.length === 0 || key.startsWith('portal.') || key.startsWith('content.')) return [];
  return [{ key, pattern: asPattern(text) }];
});
const english = Object.values(messages.en).map(asPattern);

function asPattern(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '.*')}$`);
}

/** What a colleague called their things, however like a sentence of ours. */
const named = new Set(['Alle lezers']);

/** Every text and every name somebody can see or hear. Runs in the page. */
const readTexts = `(() => {
  const texts = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const holder = node.parentElement;
    // what a colleague wrote or a reader gets is in their own language
    if (!holder.closest('script, style, noscript, [lang="nl"]')) texts.add(node.textContent.trim());
  }
  for (const element of document.querySelectorAll('[aria-label], [title], [placeholder], [alt], [aria-description]'))
    for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-description'])
      if (element.hasAttribute(name) && !element.closest('[lang="nl"]')) texts.add(element.getAttribute(name).trim());
  texts.add(document.title);
  return [...texts].filter(Boolean);
})()`;

async function dutchOn(page: Page): Promise<string[]> {
  const texts = await page.evaluate<string[]>(readTexts);
  return texts
    .filter((text) => !named.has(text) && !english.some((pattern) => pattern.test(text)))
    .flatMap((text) => {
      const found = dutch.find(({ pattern }) => pattern.test(text));
      return found ? [`“${text}” (${found.key})`] : [];
    });
}

/** Texts and fields that stick out to the right of the screen or are cut off, outside what scrolls by itself. Runs in the page. */
const readStickingOut = `(() => {
  const wide = document.documentElement.clientWidth;
  const edge = (box, holder) => {
    for (let at = holder; at && at !== document.body; at = at.parentElement) {
      const { overflowX, textOverflow, visibility } = getComputedStyle(at);
      const room = at.getBoundingClientRect();
      // shortened with an ellipsis on purpose, or only there to be read aloud
      if (textOverflow === 'ellipsis' || visibility === 'hidden' || room.width <= 1) return;
      // what scrolls by itself may, but a table whose rows became blocks fits
      const row = at.querySelector('tr');
      if (/auto|scroll/.test(overflowX) && !(row && getComputedStyle(row).display === 'block')) return;
      if (overflowX !== 'visible' && box.right > room.right + 1) return room.right;
    }
    return box.right > wide + 1 || box.left < -1 ? wide : undefined;
  };
  const out = [];
  const note = (what, box, holder) => {
    if (box.width <= 1 || box.height <= 1 || holder.closest('[aria-hidden="true"]')) return;
    const end = edge(box, holder);
    if (end !== undefined) out.push(what.trim().slice(0, 60) + ' ends at ' + Math.round(box.right) + ', past ' + Math.round(end));
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.textContent.trim() || node.parentElement.closest('script, style, noscript')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    note('“' + node.textContent + '”', range.getBoundingClientRect(), node.parentElement);
  }
  for (const field of document.querySelectorAll('input, button, select, textarea')) note(field.outerHTML, field.getBoundingClientRect(), field);
  return out;
})()`;

async function stickingOut(page: Page, screen: Screen, width: number): Promise<string[]> {
  await page.setViewportSize({ width, height: 800 });
  // what opens finds its place when it opens
  if (screen.open) await openScreen(page, screen, { patient: false });
  let found = await measured(page);
  // what just opened may still be finding its place
  for (let again = 0; found.length > 0 && again < 10; again++) {
    await page.waitForTimeout(300);
    found = await measured(page);
  }
  return found.map((text) => `at ${width} px: ${text}`);
}

async function measured(page: Page): Promise<string[]> {
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  const over = await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  const sideways = over > 0 ? [`scrolls ${over} px sideways`] : [];
  return [...sideways, ...(await page.evaluate<string[]>(readStickingOut))];
}

test('every screen speaks English when asked, pleases axe, and fits on a small or enlarged screen', { timeout: 400_000 }, async () => {
  const { session, slug, screens } = library;
  await withWorkbench(
    app,
    session,
    async (page) => {
      await page.goto(`/app/${slug}/tasks`);
      await page.getByRole('button', { name: /^Account van/ }).click();
      await page.getByRole('menuitem', { name: 'English' }).click();
      await page.getByRole('heading', { name: 'Tasks' }).waitFor();
      const found: string[] = [];
      for (const screen of screens) {
        await page.setViewportSize({ width: 1280, height: 800 });
        const problems: string[] = [];
        try {
          await openScreen(page, screen);
          problems.push(...(await dutchOn(page)));
          await expectNoAxeViolations(page);
          // 200 % of a screen of 1280 px, and the 320 px of WCAG 1.4.10
          for (const width of screen.open ? [320] : [640, 320]) problems.push(...(await stickingOut(page, screen, width)));
          await keepScreenshot(page, `narrow-${screen.name}`);
        } catch (error) {
          // told with the others: forty screens are walked for one run
          problems.push(String(error));
        }
        for (const problem of problems) found.push(`${screen.name}: ${problem}`);
      }
      assert.deepEqual(found, []);
    },
    { expected, language: 'en-GB' },
  );
});
