// Leaving: the visible link shows a button and changes nothing (scanners open links); the mail program's own button
// (RFC 8058) posts without a cookie and acts at once. One-click answers are the same whatever the token.
import {
  getPurpose,
  nameOf,
  openUnsubscribeToken,
  preferenceToken,
  withdrawForMailbox,
  type UnsubscribeTarget,
} from '../../consent/consent.ts';
import { withTenant, type TenantDb } from '../../platform/db.ts';
import { NotFound } from '../../platform/errors.ts';
import { html } from '../../platform/html.ts';
import type { Page, PageAnswer, PageRequest } from '../../platform/serve.ts';
import { deadLink, friendly, languageField, libraryById, page, speaking } from '../layout.ts';
import { selectReader } from '../queries.ts';
import { maskAddress } from '../rules.ts';

export const unsubscribePages: Page[] = [
  friendly('GET', '/uit/:token', show),
  friendly('POST', '/uit/:token', act),
];

async function show(request: PageRequest): Promise<PageAnswer> {
  const { app, params } = request;
  const target = openUnsubscribeToken(app.secrets, params.token ?? '');
  const found =
    target &&
    (await withTenant(app.database, target.tenantId, (db) => describe(db, target), {
      readOnly: true,
    }));
  if (!found) return deadLink(request);
  const library = await libraryById(request, target.tenantId);
  const speech = speaking(request);
  const name = nameOf(found.purpose, speech.language);
  const title = speech.say('portal.leave.title', { purpose: name });
  return page({
    ...speech,
    library,
    title,
    path: `/uit/${params.token}`,
    content: html`<h1>${title}</h1>
      <p>
        ${speech.say('portal.leave.text', { purpose: name, address: maskAddress(found.reader.email ?? '') })}
      </p>
      <form method="post" action="/uit/${params.token}">
        ${languageField(speech)}<input type="hidden" name="van" value="pagina" /><button
          type="submit"
        >
          ${speech.say('portal.leave.button')}
        </button>
      </form>
      <p class="quiet small">
        <a href="${ownPagePath(request, target)}">${speech.say('portal.leave.other')}</a>
      </p>`,
  });
}

async function act(request: PageRequest): Promise<PageAnswer> {
  const { app, params, form } = request;
  const fromPage = form.van === 'pagina';
  const target = openUnsubscribeToken(app.secrets, params.token ?? '');
  const found =
    target && (await withTenant(app.database, target.tenantId, (db) => leave(request, db, target)));
  if (!fromPage) return { status: 200, text: 'OK' };
  if (!found) return deadLink(request);
  const library = await libraryById(request, target.tenantId);
  const speech = speaking(request);
  const title = speech.say('portal.left.title');
  return page({
    ...speech,
    library,
    title,
    content: html`<div role="status">
        <h1>${title}</h1>
        <p>
          ${speech.say('portal.left.text', { purpose: nameOf(found.purpose, speech.language) })}
        </p>
      </div>
      <p>
        <a href="${ownPagePath(request, target)}">${speech.say('portal.left.changed-mind')}</a>
      </p>`,
  });
}

async function describe(db: TenantDb, target: UnsubscribeTarget) {
  const reader = await selectReader(db, target.contactId);
  const purpose = reader && (await getPurpose(db, target.purposeId).catch(absent));
  return reader && purpose && { reader, purpose };
}

/** Safe to repeat; a second time finds it done. */
async function leave({ form, now, visitor }: PageRequest, db: TenantDb, target: UnsubscribeTarget) {
  const found = await describe(db, target);
  if (!found) return undefined;
  await withdrawForMailbox(db, {
    contactId: target.contactId,
    purposeId: target.purposeId,
    channel: 'email',
    at: now,
    method: form.van === 'pagina' ? 'unsubscribe-page' : 'one-click',
    evidence: { messageId: target.messageId, visitor: visitor.slice(0, 16) },
  });
  return found;
}

function absent(error: unknown): undefined {
  if (!(error instanceof NotFound)) throw error;
  return undefined;
}

function ownPagePath({ app, now }: PageRequest, target: UnsubscribeTarget): string {
  return `/mijn/${preferenceToken(app.secrets, { tenantId: target.tenantId, contactId: target.contactId, now })}`;
}
