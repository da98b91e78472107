// Leaving: the visible link shows a button and changes nothing (scanners open links); the mail program's own button
// (RFC 8058) posts without a cookie and acts at once. One-click answers are the same whatever the token.
import {
  getPurpose,
  nameOf,
  openUnsubscribeToken,
  preferenceToken,
  withdrawForMailboxes,
  type Said,
  type UnsubscribeTarget,
} from '../../consent/consent.ts';
import type { App } from '../../platform/app.ts';
import { withTenant, type TenantDb } from '../../platform/db.ts';
import { groupCommit } from '../../platform/group-commit.ts';
import { NotFound } from '../../platform/errors.ts';
import { html } from '../../platform/html.ts';
import type { Page, PageAnswer, PageRequest } from '../../platform/serve.ts';
import { deadLink, friendly, inLanguageOf, languageField, libraryById, page } from '../layout.ts';
import { selectOrigins, selectReader } from '../queries.ts';
import { maskAddress } from '../rules.ts';

export const unsubscribePages: Page[] = [friendly('GET', '/uit/:token', show), friendly('POST', '/uit/:token', act)];

async function show(request: PageRequest): Promise<PageAnswer> {
  const { app, params } = request;
  const target = openUnsubscribeToken(app.secrets, params.token ?? '');
  const found = target && (await describe(request, target));
  if (!found) return deadLink(request);
  const library = await libraryById(request, target.tenantId);
  const speech = inLanguageOf(request, found.reader);
  const name = nameOf(found.purpose, speech.language);
  const title = speech.say('portal.leave.title', { purpose: name });
  return page({
    ...speech,
    library,
    title,
    path: `/uit/${params.token}`,
    content: html`<h1>${title}</h1>
      <p>${speech.say('portal.leave.text', { purpose: name, address: maskAddress(found.mailedTo ?? found.reader.email ?? '') })}</p>
      <form method="post" action="/uit/${params.token}">
        ${languageField(speech)}<input type="hidden" name="van" value="pagina" /><button type="submit">
          ${speech.say('portal.leave.button')}
        </button>
      </form>
      <p class="quiet small">
        <a href="${ownPagePath(request, target, found.mailedAt)}">${speech.say('portal.leave.other')}</a>
      </p>`,
  });
}

async function act(request: PageRequest): Promise<PageAnswer> {
  const { app, params, form, now, visitor } = request;
  const fromPage = form.van === 'pagina';
  const target = openUnsubscribeToken(app.secrets, params.token ?? '');
  // safe to repeat: a second time finds it done
  const known =
    target &&
    (await leaving(app)(target.tenantId, {
      messageId: target.messageId,
      said: {
        contactId: target.contactId,
        purposeId: target.purposeId,
        channel: 'email',
        at: now,
        method: fromPage ? 'unsubscribe-page' : 'one-click',
        evidence: { messageId: target.messageId, visitor: visitor.slice(0, 16) },
      },
    }));
  if (!fromPage) return { status: 200, text: 'OK' };
  const found = known && (await describe(request, target));
  if (!found) return deadLink(request);
  const library = await libraryById(request, target.tenantId);
  const speech = inLanguageOf(request, found.reader);
  const title = speech.say('portal.left.title');
  return page({
    ...speech,
    library,
    title,
    content: html`<div role="status">
        <h1>${title}</h1>
        <p>${speech.say('portal.left.text', { purpose: nameOf(found.purpose, speech.language) })}</p>
      </div>
      <p>
        <a href="${ownPagePath(request, target, found.mailedAt)}">${speech.say('portal.left.changed-mind')}</a>
      </p>`,
  });
}

/** What leaves together is written together: after a mailing many leave at once. */
const leavers = new WeakMap<App, (tenantId: number, one: Leaving) => Promise<boolean>>();
const mostTogether = 500;

interface Leaving {
  said: Said;
  messageId: number;
}

/** A no counts where the mail went, also when the card has another address by now. */
async function leaveTogether(db: TenantDb, together: readonly Leaving[]): Promise<boolean[]> {
  const origins = await selectOrigins(
    db,
    together.map((one) => one.messageId),
  );
  const addresses = new Map(origins.map((row) => [row.message_id, row.address]));
  return withdrawForMailboxes(
    db,
    together.map(({ said, messageId }) => ({ ...said, address: addresses.get(messageId) ?? undefined })),
  );
}

function leaving(app: App): (tenantId: number, one: Leaving) => Promise<boolean> {
  let add = leavers.get(app);
  if (!add) {
    add = groupCommit<Leaving, boolean>((tenantId, together) => withTenant(app.database, tenantId, (db) => leaveTogether(db, together)), {
      most: mostTogether,
    });
    leavers.set(app, add);
  }
  return add;
}

async function describe({ app }: PageRequest, target: UnsubscribeTarget) {
  return withTenant(
    app.database,
    target.tenantId,
    async (db) => {
      const reader = await selectReader(db, target.contactId);
      const purpose = reader && (await getPurpose(db, target.purposeId).catch(absent));
      const [mail] = await selectOrigins(db, [target.messageId]);
      return reader && purpose && { reader, purpose, mailedTo: mail?.address ?? null, mailedAt: mail?.created_at ?? null };
    },
    { readOnly: true },
  );
}

function absent(error: unknown): undefined {
  if (!(error instanceof NotFound)) throw error;
  return undefined;
}

/** As old as the mail: a link to leave never ends, and must not be a way to open somebody's page for ever. */
function ownPagePath({ app }: PageRequest, { tenantId, contactId }: UnsubscribeTarget, mailedAt: Date | null): string {
  return `/mijn/${preferenceToken(app.secrets, { tenantId, contactId, now: mailedAt ?? new Date(0) })}`;
}
