// The page behind the link that proves a sender address. Opening it changes nothing (scanners open links); the button does.
import { translate, type MessageKey } from '../../lib/i18n.ts';
import { withSystem, withTenant } from '../platform/db.ts';
import { html, type Html } from '../platform/html.ts';
import { countAttempt } from '../platform/rate-limit.ts';
import type { Page, PageAnswer, PageRequest } from '../platform/serve.ts';
import { findEnvironment } from '../tenants/tenants.ts';
import { proveSender } from './senders.ts';

async function libraryOf(request: PageRequest) {
  return withSystem(request.app.database, (db) => findEnvironment(db, request.params.slug ?? ''));
}

function shown(request: PageRequest, content: Html, status = 200): PageAnswer {
  return {
    status,
    html: html`<!doctype html>
      <html lang="${request.language}">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>${translate(request.language, 'delivery.proof-page-title')}</title>
        </head>
        <body>
          <main>
            <h1>${translate(request.language, 'delivery.proof-page-title')}</h1>
            ${content}
          </main>
        </body>
      </html>`,
  };
}

export const pages: Page[] = [
  {
    method: 'GET',
    path: '/afzender/:slug/:token',
    async handle(request) {
      const library = await libraryOf(request);
      if (!library) return shown(request, html`<p>${translate(request.language, 'delivery.proof-page-wrong')}</p>`, 404);
      const say = (key: MessageKey) => translate(request.language, key, { library: library.name });
      return shown(
        request,
        html`<p>${say('delivery.proof-page-text')}</p>
          <form method="post"><button type="submit">${say('delivery.proof-button')}</button></form>`,
      );
    },
  },
  {
    method: 'POST',
    path: '/afzender/:slug/:token',
    async handle(request) {
      const { app, params, now } = request;
      await countAttempt(app.database, { key: `sender-proof:${request.visitor}`, max: 30, windowSeconds: 900 }, now);
      const library = await libraryOf(request);
      const proved = library && (await withTenant(app.database, library.id, (db) => proveSender(app.secrets, db, params.token ?? '', now)));
      const key = proved ? 'delivery.proof-page-done' : 'delivery.proof-page-wrong';
      return shown(request, html`<p>${translate(request.language, key)}</p>`, proved ? 200 : 410);
    },
  },
];
