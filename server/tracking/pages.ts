import { translate } from '../../lib/i18n.ts';
import { html } from '../platform/html.ts';
import type { Page, PageAnswer, PageRequest } from '../platform/serve.ts';
import { counterOf } from './counter.ts';
import { isSafeTarget, looksLikeMachine } from './rules.ts';
import { openLinkToken } from './tracking.ts';

/** A reader does not wait longer than this for our bookkeeping. */
const patienceMs = 1500;

export const pages: Page[] = [{ method: 'GET', path: '/k/:token', handle: redirect }];

async function redirect({ app, params, method, header, language, now }: PageRequest): Promise<PageAnswer> {
  const asked = openLinkToken(app.secrets, params.token ?? '');
  if (!asked) return noSuchLink(language);
  const counter = counterOf(app);
  const source = { kind: asked.sourceKind, id: asked.sourceId };
  const link = await counter.find(asked.tenantId, source, asked.position);
  if (!link || !isSafeTarget(link.url)) return noSuchLink(language);
  const machine = looksLikeMachine({
    method,
    agent: header('user-agent'),
    purpose: header('sec-purpose') ?? header('purpose'),
  });
  const click = {
    tenantId: asked.tenantId,
    source,
    link,
    at: now,
    machine,
    messageId: asked.messageId,
  };
  await soon(
    counter.count(click).catch((error: unknown) => {
      app.log.warn({ err: error, link: link.id }, 'a click was not counted');
    }),
  );
  return { redirect: link.url, status: 302 };
}

/** Waits for the bookkeeping, but not for ever. */
function soon(counted: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, patienceMs);
    void counted.finally(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function noSuchLink(language: PageRequest['language']): PageAnswer {
  return {
    status: 404,
    html: html`<!doctype html>
      <html lang="${language}">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="robots" content="noindex" />
          <title>${translate(language, 'tracking.no-such-link')}</title>
          <link rel="stylesheet" href="/stijl/lezers.css" />
        </head>
        <body>
          <header class="band"><div>Kaartbak</div></header>
          <main>
            <h1>${translate(language, 'tracking.no-such-link')}</h1>
            <p>${translate(language, 'tracking.no-such-link.what-now')}</p>
          </main>
        </body>
      </html>`,
  };
}
