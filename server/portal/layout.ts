// The frame of every page for readers: the library's name in its colour, one column, its contact data below.
import { formatNumber, translate, type Language, type MessageKey, type MessageParams } from '../../lib/i18n.ts';
import { withSystem } from '../platform/db.ts';
import { NotFound, Refused } from '../platform/errors.ts';
import { html, type Html } from '../platform/html.ts';
import type { Page, PageAnswer, PageRequest } from '../platform/serve.ts';
import { findEnvironment, getEnvironment, type TenantRow } from '../tenants/tenants.ts';
import { libraryCssPath, stylesheetPath } from './style.ts';

/** What a page needs to know to speak to its reader. */
export interface Speaking {
  language: Language;
  say: (key: MessageKey, params?: MessageParams) => string;
}

/** The language of a page: asked for in the address or the form, otherwise the browser's. */
export function speaking(request: Pick<PageRequest, 'query' | 'form' | 'language'>): Speaking {
  const asked = request.query.taal ?? request.form.taal;
  const language: Language = asked === 'en' || asked === 'nl' ? asked : request.language;
  return { language, say: (key, params) => translate(language, key, params) };
}

/** The reader's own language, unless the address or the form asks for another. */
export function inLanguageOf(request: PageRequest, reader: { language: string | null }): Speaking {
  const { language } = reader;
  return speaking(language === 'nl' || language === 'en' ? { ...request, language } : request);
}

interface Shown extends Speaking {
  title: string;
  content: Html;
  library?: TenantRow | undefined;
  status?: number;
  /** Where the same page is found in the other language; only pages that can be opened again have one. */
  path?: string;
}

/** A whole page. Nothing of it is kept by browsers or indexed. */
export function page(shown: Shown): PageAnswer {
  const { language, say, library, title } = shown;
  const name = library?.name ?? 'Kaartbak';
  return {
    status: shown.status ?? 200,
    html: html`<!doctype html>
      <html lang="${language}">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="robots" content="noindex" />
          <title>${title} · ${name}</title>
          <link rel="stylesheet" href="${stylesheetPath}" />
          ${library && html`<link rel="stylesheet" href="${libraryCssPath(library.slug, library.branding.colour)}" />`}
        </head>
        <body>
          <a class="skip" href="#inhoud">${say('portal.skip')}</a>
          ${library?.demo && html`<div class="demo" role="note">${say('portal.demo')}</div>`}
          <header class="band">
            <div>${library?.branding.logo ? html`<img src="/beeld/${library.branding.logo}" alt="${name}" />` : name}</div>
          </header>
          <main id="inhoud" tabindex="-1">${shown.content}</main>
          ${library && footer(library, shown)}
        </body>
      </html>`,
  };
}

function footer(library: TenantRow, { language, say, path }: Shown): Html {
  const { contact } = library;
  const place = [contact.street, [contact.postcode, contact.city].filter(Boolean).join(' ')].filter(Boolean).join(', ');
  const other: Language = language === 'nl' ? 'en' : 'nl';
  return html`<footer class="foot">
    <p>${[library.name, place].filter(Boolean).join(', ')}</p>
    ${contact.phone && html`<p>${say('portal.phone')}: <a href="tel:${contact.phone.replace(/[^\d+]/g, '')}">${contact.phone}</a></p>`}
    ${contact.email && html`<p>${say('portal.email')}: <a href="mailto:${contact.email}">${contact.email}</a></p>`}
    ${contact.website && html`<p><a href="${contact.website}" rel="noreferrer">${contact.website.replace(/^https?:\/\//, '')}</a></p>`}
    ${path && html`<p><a href="${path}${path.includes('?') ? '&' : '?'}taal=${other}" lang="${other}" hreflang="${other}">${translate(other, 'portal.language-name')}</a></p>`}
  </footer>`;
}

/** Keeps the chosen language when a form is sent. */
export function languageField({ language }: Speaking): Html {
  return html`<input type="hidden" name="taal" value="${language}" />`;
}

/** The library of a page by its slug; throws NotFound, which becomes a friendly page. */
export async function libraryBySlug(request: PageRequest): Promise<TenantRow> {
  const found = await withSystem(request.app.database, (db) => findEnvironment(db, request.params.slug ?? ''), { readOnly: true });
  if (!found) throw new NotFound('library');
  return found;
}

/** The library a token names. */
export async function libraryById(request: PageRequest, id: number): Promise<TenantRow> {
  return withSystem(request.app.database, (db) => getEnvironment(db, id), { readOnly: true });
}

/** One page for every link that opens nothing: wrong, made up, of an erased card. Always the same. */
export function deadLink(request: PageRequest, library?: TenantRow): PageAnswer {
  const speech = speaking(request);
  const title = speech.say('portal.dead-link');
  return page({
    ...speech,
    library,
    title,
    status: 404,
    content: html`<h1>${title}</h1>
      <p>${speech.say('portal.dead-link.what-now')}</p>`,
  });
}

/** A page whose refusals are pages too: people never see problem+json. */
export function friendly(method: Page['method'], path: string, handle: Page['handle']): Page {
  return {
    method,
    path,
    async handle(request) {
      try {
        return await handle(request);
      } catch (error) {
        if (error instanceof NotFound) return deadLink(request);
        if (error instanceof Refused && error.status === 429) return tooMany(request, Number(error.params.seconds ?? 60));
        throw error;
      }
    },
  };
}

function tooMany(request: PageRequest, seconds: number): PageAnswer {
  const speech = speaking(request);
  const title = speech.say('portal.too-many');
  const minutes = formatNumber(speech.language, Math.ceil(seconds / 60));
  return page({
    ...speech,
    title,
    status: 429,
    content: html`<h1>${title}</h1>
      <p>${speech.say('portal.too-many.what-now', { minutes })}</p>`,
  });
}
