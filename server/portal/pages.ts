import { translate, type Language, type MessageKey, type MessageParams } from '../../lib/i18n.ts';
import { html } from '../platform/html.ts';
import type { Page, PageAnswer } from '../platform/serve.ts';
import { deadLink, friendly, libraryBySlug, page, speaking } from './layout.ts';
import { ownPages } from './pages/own.ts';
import { signUpPages } from './pages/sign-up.ts';
import { unsubscribePages } from './pages/unsubscribe.ts';
import { signUpPath } from './portal.ts';
import { fontBytes, libraryCss, stylesheetBytes } from './style.ts';

const yearSeconds = 365 * 86_400;

const stylePages: Page[] = [
  friendly('GET', '/stijl/lezers.css', async () => ({
    bytes: stylesheetBytes(),
    mediaType: 'text/css; charset=utf-8',
    cacheSeconds: yearSeconds,
  })),
  friendly('GET', '/stijl/:font', async (request) => {
    const bytes = fontBytes(request.params.font ?? '');
    return bytes ? { bytes, mediaType: 'font/woff2', cacheSeconds: yearSeconds } : deadLink(request);
  }),
  friendly('GET', '/b/:slug/huisstijl.css', async (request) => {
    const library = await libraryBySlug(request);
    return {
      bytes: new TextEncoder().encode(libraryCss(library.branding.colour)),
      mediaType: 'text/css; charset=utf-8',
      cacheSeconds: yearSeconds,
    };
  }),
  // where the links of a preview and a test mail lead: to a reader's own pages they would open them to who looks
  friendly('GET', '/b/:slug/voorbeeld', async (request) => {
    const library = await libraryBySlug(request);
    const speech = speaking(request);
    const title = speech.say('portal.example');
    return page({
      ...speech,
      library,
      title,
      path: `/b/${library.slug}/voorbeeld`,
      content: html`<h1>${title}</h1>
        <p>${speech.say('portal.example.text')}</p>`,
    });
  }),
  // what people type by hand
  friendly('GET', '/b/:slug', async (request) => ({
    redirect: signUpPath(await libraryBySlug(request)),
  })),
];

export const pages: Page[] = [...stylePages, ...signUpPages, ...ownPages, ...unsubscribePages];

/** What a browser shows where there is no page, or where one broke: never the answer meant for programs. */
export function troublePage({ status, title, language }: { status: number; title: string; language: Language }): PageAnswer {
  const say = (key: MessageKey, params?: MessageParams) => translate(language, key, params);
  const nowhere = status === 404;
  const heading = say(nowhere ? 'portal.dead-link' : 'portal.broken');
  return page({
    language,
    say,
    title: heading,
    status,
    content: html`<h1>${heading}</h1>
      <p>${nowhere ? say('portal.dead-link.what-now') : title}</p>`,
  });
}
