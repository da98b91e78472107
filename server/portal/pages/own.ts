// A reader's own page: what they get, switch by switch. Opened by a link in a mail, so it shows as little as it can.
import { formatFor } from '../../../lib/format.ts';
import { addressHash, nameOf, openPreferenceToken, wordingOf } from '../../consent/consent.ts';
import { withTenant } from '../../platform/db.ts';
import { html, type Html } from '../../platform/html.ts';
import { addJob } from '../../platform/queue.ts';
import { countAttempt } from '../../platform/rate-limit.ts';
import type { Page, PageAnswer, PageRequest } from '../../platform/serve.ts';
import type { TenantRow } from '../../tenants/tenants.ts';
import { deadLink, friendly, inLanguageOf, languageField, libraryById, page, speaking, type Speaking } from '../layout.ts';
import { leaveEverything, readOwnPage, saveOwnPage, type OwnPage, type Switch } from '../own-page.ts';
import { maskAddress } from '../rules.ts';

export const ownPages: Page[] = [
  friendly('GET', '/mijn/:token', (request) => withReader(request, show)),
  friendly('POST', '/mijn/:token', (request) => withReader(request, save)),
  friendly('POST', '/mijn/:token/alles', (request) => withReader(request, leave)),
  friendly('POST', '/mijn/:token/nieuwe-link', askFreshLink),
];

interface Visit {
  request: PageRequest;
  library: TenantRow;
  contactId: number;
}

/** Opens the token; a wrong one, or one of a card that is gone, gets the one page for dead links. */
async function withReader(request: PageRequest, then: (visit: Visit) => Promise<PageAnswer | undefined>): Promise<PageAnswer> {
  const opened = openPreferenceToken(request.app.secrets, request.params.token ?? '', request.now);
  if (!opened) return deadLink(request);
  const library = await libraryById(request, opened.tenantId);
  if (opened.expired) return tooOld(request, library);
  return (await then({ request, library, contactId: opened.contactId })) ?? deadLink(request);
}

async function show({ request, library, contactId }: Visit): Promise<PageAnswer | undefined> {
  const { app, now, query } = request;
  const own = await withTenant(app.database, library.id, (db) => readOwnPage(app, db, contactId, now), { readOnly: true });
  return (
    own &&
    ownPage({
      speech: inLanguageOf(request, own.reader),
      library,
      own,
      saved: query.bewaard,
      token: request.params.token!,
      now,
    })
  );
}

async function save({ request, library, contactId }: Visit): Promise<PageAnswer | undefined> {
  const { app, now, lists, visitor } = request;
  await countAttempt(app.database, { key: `own-page:${library.id}:${contactId}`, max: 60, windowSeconds: 3600 }, now);
  const on = new Set((lists.doel ?? []).slice(0, 200).map(Number));
  const shown = new Map((lists.getoond ?? []).slice(0, 200).map((one) => one.split('.', 2).map(Number) as [number, number]));
  const { language } = speaking(request);
  const changed = await withTenant(app.database, library.id, (db) =>
    saveOwnPage(app, db, {
      contactId,
      on,
      shown,
      language,
      now,
      evidence: { page: '/mijn', visitor: visitor.slice(0, 16) },
    }),
  );
  const how = changed && changed.reworded.length > 0 ? 'deels' : 'ja';
  return changed && { redirect: `/mijn/${request.params.token}?bewaard=${how}&taal=${language}` };
}

async function leave({ request, library, contactId }: Visit): Promise<PageAnswer | undefined> {
  const { app, now, visitor } = request;
  await withTenant(app.database, library.id, (db) =>
    leaveEverything(app, db, {
      contactId,
      now,
      evidence: { page: '/mijn', visitor: visitor.slice(0, 16) },
    }),
  );
  return {
    redirect: `/mijn/${request.params.token}?bewaard=ja&taal=${speaking(request).language}`,
  };
}

interface OwnShown {
  speech: Speaking;
  library: TenantRow;
  own: OwnPage;
  saved: string | undefined;
  token: string;
  now: Date;
}

function ownPage({ speech, library, own, saved, token, now }: OwnShown): PageAnswer {
  const { say } = speech;
  const { reader, objectedOn } = own;
  const title = reader.first_name ? say('portal.own.hello-name', { name: reader.first_name }) : say('portal.own.hello');
  const news = own.switches.filter(({ purpose }) => purpose.kind === 'marketing');
  const following = own.switches.filter(({ purpose }) => purpose.kind === 'tracking');
  const service = own.switches.filter(({ purpose }) => purpose.kind === 'service');
  const anything = [...news, ...following].some(({ on }) => on);
  return page({
    ...speech,
    library,
    title: say('portal.own.title'),
    path: `/mijn/${token}`,
    content: html`${saved === 'ja' && html`<div class="notice" role="status"><p>${say('portal.own.saved')}</p></div>`}
      ${saved === 'deels' && html`<div class="notice" role="status"><p>${say('portal.own.reworded')}</p></div>`}
      <h1>${title}</h1>
      <p class="quiet">${say('portal.own.no-password')}</p>
      ${reader.email && html`<p class="quiet small">${say('portal.own.address', { address: maskAddress(reader.email) })}</p>`}
      <form method="post" action="/mijn/${token}">
        ${languageField(speech)}
        <section aria-labelledby="wat">
          <h2 id="wat">${say('portal.own.what')}</h2>
          ${objectedOn && html`<p>${say('portal.own.objected', { date: formatFor(speech.language, { clock: () => now, timeZone: library.time_zone }).date(objectedOn) })}</p>`}
          ${own.needsGuardian && html`<p class="quiet">${say('portal.own.ask-guardian')}</p>`}
          ${[...news, ...following].map((one) => toggle(speech, one, { offOnly: own.needsGuardian, label: nameOf(one.purpose, speech.language) }))}
          ${own.minor && html`<p class="quiet small">${say('portal.own.minor')}</p>`}
        </section>
        <section aria-labelledby="dienst">
          <h2 id="dienst">${say('portal.own.service')}</h2>
          ${service.map((one) =>
            toggle(speech, one, { offOnly: false, label: say('portal.own.by-mail', { purpose: nameOf(one.purpose, speech.language) }) }),
          )}
          <p class="quiet small">${say('portal.own.service-text')}</p>
        </section>
        <button type="submit">${say('portal.own.save')}</button>
      </form>
      ${
        (!objectedOn || anything) &&
        html`<section aria-labelledby="alles">
          <h2 id="alles">${say('portal.own.nothing')}</h2>
          <p class="quiet">${say('portal.own.nothing-text')}</p>
          <form method="post" action="/mijn/${token}/alles">
            ${languageField(speech)}<button class="plain" type="submit">${say('portal.own.nothing-button')}</button>
          </form>
        </section>`
      }`,
  });
}

/** A switch is an ordinary checkbox that looks like one. A child may switch off, not on. */
function toggle({ language }: Speaking, { purpose, on }: Switch, { offOnly, label }: { offOnly: boolean; label: string }): Html {
  const id = `doel-${purpose.id}`;
  return html`<div class="choice switch">
    <input type="hidden" name="getoond" value="${purpose.id}.${purpose.wordingVersion}" />
    <input
      type="checkbox"
      role="switch"
      id="${id}"
      name="doel"
      value="${purpose.id}"
      ${on && html`checked`}
      ${offOnly && !on && html`disabled`}
      aria-describedby="${id}-uitleg"
    />
    <div>
      <label for="${id}"><strong>${label}</strong></label
      ><span class="quiet small" id="${id}-uitleg">${wordingOf(purpose, language)}</span>
    </div>
  </div>`;
}

function tooOld(request: PageRequest, library: TenantRow): PageAnswer {
  const speech = speaking(request);
  const title = speech.say('portal.own.expired');
  return page({
    ...speech,
    library,
    title,
    status: 410,
    content: html`<h1>${title}</h1>
      <p>${speech.say('portal.own.expired-text')}</p>
      <form method="post" action="/mijn/${request.params.token}/nieuwe-link">
        ${languageField(speech)}<button type="submit">${speech.say('portal.own.fresh-link')}</button>
      </form>`,
  });
}

/** Mails a fresh link to the address on the card, never to one that is given here. */
async function askFreshLink(request: PageRequest): Promise<PageAnswer> {
  const { app, now } = request;
  const opened = openPreferenceToken(app.secrets, request.params.token ?? '', now);
  if (!opened) return deadLink(request);
  const library = await libraryById(request, opened.tenantId);
  const speech = speaking(request);
  await countAttempt(
    app.database,
    {
      key: `fresh-link:${addressHash(app.secrets, library.id, String(opened.contactId))}`,
      max: 3,
      windowSeconds: 24 * 3600,
    },
    now,
  );
  await withTenant(app.database, library.id, (db) =>
    addJob(db, 'portal.send-own-page', {
      tenantId: library.id,
      contactId: opened.contactId,
      language: speech.language,
      at: now.toISOString(),
    }),
  );
  const title = speech.say('portal.sent.title');
  return page({
    ...speech,
    library,
    title,
    content: html`<h1>${title}</h1>
      <p>${speech.say('portal.own.link-sent')}</p>`,
  });
}
