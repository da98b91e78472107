// Signing up: the form, the same answer for everybody, and the page behind the link in the mail.
import type { MessageKey } from '../../../lib/i18n.ts';
import { ageOfConsent } from '../../../lib/age.ts';
import { emailKey } from '../../../lib/email-address.ts';
import { addressHash, nameOf, wordingOf, type Purpose } from '../../consent/consent.ts';
import { withTenant } from '../../platform/db.ts';
import { Refused } from '../../platform/errors.ts';
import { html, type Html } from '../../platform/html.ts';
import { countAttempt } from '../../platform/rate-limit.ts';
import type { Page, PageAnswer, PageRequest } from '../../platform/serve.ts';
import type { TenantRow } from '../../tenants/tenants.ts';
import { deadLink, friendly, languageField, libraryBySlug, page, speaking, type Speaking } from '../layout.ts';
import {
  confirmSignUp,
  findRequest,
  namesOf,
  offeredPurposes,
  nextStep,
  openConfirmToken,
  requestSignUp,
  signUpPath,
  type RequestRow,
} from '../portal.ts';
import { checkForm, maskAddress, readForm, type FieldName, type SentForm, type SignUpForm } from '../rules.ts';

const hourSeconds = 3600;
/** A reading room behind one address signs up a class; a program does not stop at fifty. */
const visitorPerHour = 50;
const libraryPerHour = 2000;
/** More confirmation mails to one address in a day are a nuisance to somebody. */
const addressPerDay = 3;

export const signUpPages: Page[] = [
  friendly('GET', '/b/:slug/inschrijven', showForm),
  friendly('POST', '/b/:slug/inschrijven', takeForm),
  friendly('GET', '/b/:slug/inschrijven/verstuurd', showSent),
  friendly('GET', '/b/:slug/bevestig/:token', showConfirm),
  friendly('POST', '/b/:slug/bevestig/:token', takeConfirm),
];

async function showForm(request: PageRequest): Promise<PageAnswer> {
  const library = await libraryBySlug(request);
  const purposes = await withTenant(request.app.database, library.id, offeredPurposes, {
    readOnly: true,
  });
  return formPage(speaking(request), library, {
    purposes,
    sent: { email: '', firstName: '', age: '', guardianEmail: '', purposeIds: [] },
    problems: {},
  });
}

async function takeForm(request: PageRequest): Promise<PageAnswer> {
  const { app, now } = request;
  const library = await libraryBySlug(request);
  const speech = speaking(request);
  const sentPage = {
    redirect: `${signUpPath(library)}/verstuurd?taal=${speech.language}`,
  };
  // programs that fill in every field get the ordinary answer, and nothing happens
  if (request.form.website) return sentPage;
  await countAttempt(app.database, { key: `sign-up:visitor:${request.visitor}`, max: visitorPerHour, windowSeconds: hourSeconds }, now);
  const purposes = await withTenant(app.database, library.id, offeredPurposes, { readOnly: true });
  const offered = new Map(purposes.map((purpose) => [purpose.id, purpose.kind as 'marketing' | 'tracking']));
  const sent = readForm(request.form, request.lists);
  const checked = checkForm(sent, offered);
  if ('problems' in checked) return formPage(speech, library, { purposes, sent, problems: checked.problems });
  // it says what was filled in, not who is known here: a child waits for a parent's mailbox, not for its own
  if (checked.form.guardianEmail) sentPage.redirect += '&ouder=ja';
  await countAttempt(app.database, { key: `sign-up:library:${library.id}`, max: libraryPerHour, windowSeconds: hourSeconds }, now);
  if (await mayMail(request, library, checked.form)) {
    await withTenant(app.database, library.id, (db) =>
      requestSignUp(db, checked.form, {
        language: speech.language,
        page: signUpPath(library),
        visitor: request.visitor,
        now,
      }),
    );
  }
  return sentPage;
}

/** Too many mails to one address: the visitor sees no difference, the mailbox is left in peace. */
async function mayMail({ app, now }: PageRequest, library: TenantRow, form: SignUpForm): Promise<boolean> {
  const addresses = new Set([form.guardianEmail ?? form.email, form.email].map((address) => emailKey(address)!));
  try {
    for (const address of addresses) {
      const key = `sign-up:address:${addressHash(app.secrets, library.id, address)}`;
      await countAttempt(app.database, { key, max: addressPerDay, windowSeconds: 24 * hourSeconds }, now);
    }
    return true;
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}

async function showSent(request: PageRequest): Promise<PageAnswer> {
  const library = await libraryBySlug(request);
  const speech = speaking(request);
  const child = request.query.ouder === 'ja';
  const title = speech.say(child ? 'portal.sent.title-child' : 'portal.sent.title');
  return page({
    ...speech,
    library,
    title,
    path: `${signUpPath(library)}/verstuurd${child ? '?ouder=ja' : ''}`,
    content: html`<h1>${title}</h1>
      <p>${speech.say(child ? 'portal.sent.text-child' : 'portal.sent.text')}</p>
      <p class="quiet">${speech.say('portal.sent.no-mail')}</p>`,
  });
}

async function showConfirm(request: PageRequest): Promise<PageAnswer> {
  const { app, params, now } = request;
  const library = await libraryBySlug(request);
  const opened = openConfirmToken(app.secrets, params.token ?? '');
  const found =
    opened?.tenantId === library.id &&
    (await withTenant(app.database, library.id, (db) => findRequest(db, opened.requestId, now), {
      readOnly: true,
    }));
  if (!found) return expired(request, library);
  const speech = speaking({ ...request, language: found.language });
  const forChild = opened.step === 'guardian';
  if (found.confirmed_at) return done(speech, library, forChild);
  if (opened.step !== nextStep(found)) return forChild ? half(speech, library, found) : expired(request, library);
  const title = speech.say(forChild ? 'portal.confirm.title-child' : 'portal.confirm.title');
  return page({
    ...speech,
    library,
    title,
    path: `/b/${library.slug}/bevestig/${params.token}`,
    content: html`<h1>${title}</h1>
      <p>${speech.say(forChild ? 'portal.confirm.text-child' : 'portal.confirm.text', { address: maskAddress(found.email) })}</p>
      <ul class="plain-list">
        ${found.wishes.map(
          (wish) =>
            html`<li>
              <strong
                >${namesOf(
                  found.purposes.filter((purpose) => purpose.id === wish.purposeId),
                  speech.language,
                )}</strong
              ><br /><span class="quiet">${wish.wording}</span>
            </li>`,
        )}
      </ul>
      <form method="post">
        ${languageField(speech)}<button type="submit">
          ${speech.say(forChild ? 'portal.confirm.button-child' : 'portal.confirm.button')}
        </button>
      </form>
      <p class="quiet">${speech.say('portal.confirm.not-me')}</p>`,
  });
}

async function takeConfirm(request: PageRequest): Promise<PageAnswer> {
  const { app, params, now, visitor } = request;
  const library = await libraryBySlug(request);
  const opened = openConfirmToken(app.secrets, params.token ?? '');
  if (opened?.tenantId !== library.id) return expired(request, library);
  const confirmed = await withTenant(app.database, library.id, (db) =>
    confirmSignUp(app, db, { requestId: opened.requestId, step: opened.step, visitor, now }),
  );
  if (confirmed.kind === 'expired') return expired(request, library);
  const speech = speaking({ ...request, language: confirmed.request.language });
  return confirmed.kind === 'half' ? half(speech, library, confirmed.request) : done(speech, library, opened.step === 'guardian');
}

/** The guardian agreed; whose mailbox it is must be said from there. */
function half(speech: Speaking, library: TenantRow, { email }: Pick<RequestRow, 'email'>): PageAnswer {
  const title = speech.say('portal.half.title');
  return page({
    ...speech,
    library,
    title,
    content: html`<h1>${title}</h1>
      <p>${speech.say('portal.half.text', { address: maskAddress(email) })}</p>`,
  });
}

function done(speech: Speaking, library: TenantRow, forChild: boolean): PageAnswer {
  const title = speech.say(forChild ? 'portal.confirmed.title-child' : 'portal.confirmed.title');
  return page({
    ...speech,
    library,
    title,
    content: html`<h1>${title}</h1>
      <p>${speech.say(forChild ? 'portal.confirmed.text-child' : 'portal.confirmed.text')}</p>
      <p class="quiet">${speech.say('portal.confirmed.change')}</p>`,
  });
}

function expired(request: PageRequest, library: TenantRow): PageAnswer {
  const speech = speaking(request);
  const title = speech.say('portal.confirm.expired');
  if (!openConfirmToken(request.app.secrets, request.params.token ?? '')) return deadLink(request, library);
  return page({
    ...speech,
    library,
    title,
    status: 410,
    content: html`<h1>${title}</h1>
      <p>${speech.say('portal.confirm.expired-text')}</p>
      <a class="button" href="${signUpPath(library)}">${speech.say('portal.confirm.again')}</a>`,
  });
}

interface FormShown {
  purposes: readonly Purpose[];
  sent: SentForm;
  problems: Partial<Record<FieldName, MessageKey>>;
}

function formPage(speech: Speaking, library: TenantRow, shown: FormShown): PageAnswer {
  const { say } = speech;
  const wrong = Object.keys(shown.problems).length > 0;
  const title = say('portal.sign-up.title', { library: library.short_name });
  return page({
    ...speech,
    library,
    title: wrong ? `${say('portal.sign-up.wrong-title')} – ${title}` : title,
    status: wrong ? 422 : 200,
    path: signUpPath(library),
    content: shown.purposes.some((purpose) => purpose.kind === 'marketing')
      ? html`<h1>${title}</h1>
          <p>${say('portal.sign-up.intro')}</p>
          ${summary(speech, shown)}${form(speech, library, shown)}`
      : html`<h1>${title}</h1>
          <p>${say('portal.sign-up.closed')}</p>`,
  });
}

const fieldOrder: FieldName[] = ['doel', 'email', 'leeftijd', 'ouder'];
const firstInput: Record<FieldName, string> = {
  doel: 'doel-1',
  email: 'email',
  leeftijd: 'leeftijd-adult',
  ouder: 'ouder',
};

function summary({ say }: Speaking, { problems }: FormShown): Html | false {
  const faults = fieldOrder.filter((field) => problems[field]);
  if (faults.length === 0) return false;
  return html`<div class="notice bad" role="alert">
    <p><strong>${say('error.invalid')}</strong></p>
    <ul>
      ${faults.map((field) => html`<li><a href="#${firstInput[field]}">${say(problems[field]!)}</a></li>`)}
    </ul>
  </div>`;
}

function form(speech: Speaking, library: TenantRow, shown: FormShown): Html {
  const { say } = speech;
  const { sent, problems, purposes } = shown;
  const news = purposes.filter((purpose) => purpose.kind === 'marketing');
  const following = purposes.filter((purpose) => purpose.kind === 'tracking');
  const years = ageOfConsent[library.country];
  const ages = [
    { band: 'adult', label: say('portal.sign-up.age-adult') },
    { band: 'minor', label: say('portal.sign-up.age-minor', { from: years }) },
    { band: 'child', label: say('portal.sign-up.age-child', { below: years }) },
  ];
  return html`<form method="post" action="${signUpPath(library)}" novalidate>
    ${languageField(speech)}
    <fieldset aria-describedby="${problems.doel ? 'doel-fout' : ''}">
      <legend>${say('portal.sign-up.what')}</legend>
      ${fault(speech, 'doel', problems)}
      ${news.map((purpose, at) => checkbox(speech, purpose, { id: `doel-${at + 1}`, checked: sent.purposeIds.includes(purpose.id) }))}
    </fieldset>
    ${textField(speech, { name: 'email', type: 'email', label: say('portal.sign-up.email'), value: sent.email, autocomplete: 'email', problems })}
    <div class="field">
      <label for="voornaam">${say('portal.sign-up.first-name')}</label>
      <p class="hint" id="voornaam-hint">${say('portal.sign-up.first-name-hint')}</p>
      <input
        type="text"
        id="voornaam"
        name="voornaam"
        value="${sent.firstName}"
        autocomplete="given-name"
        maxlength="80"
        aria-describedby="voornaam-hint"
      />
    </div>
    <fieldset aria-describedby="${problems.leeftijd ? 'leeftijd-fout leeftijd-hint' : 'leeftijd-hint'}">
      <legend>${say('portal.sign-up.age')}</legend>
      <p class="hint" id="leeftijd-hint">${say('portal.sign-up.age-hint')}</p>
      ${fault(speech, 'leeftijd', problems)}
      ${ages.map(({ band, label }) => html`<div class="choice"><input type="radio" id="leeftijd-${band}" name="leeftijd" value="${band}" ${checkedIf(sent.age === band)} /><label for="leeftijd-${band}">${label}</label></div>`)}
    </fieldset>
    ${textField(speech, { name: 'ouder', type: 'email', label: say('portal.sign-up.guardian', { below: years }), hint: say('portal.sign-up.guardian-hint'), value: sent.guardianEmail, autocomplete: 'off', problems })}
    ${
      following.length > 0 &&
      html`<fieldset>
        <legend>${say('portal.sign-up.following')}</legend>
        ${following.map((purpose) => checkbox(speech, purpose, { id: `volgen-${purpose.id}`, checked: sent.purposeIds.includes(purpose.id) }))}
      </fieldset>`
    }
    <div class="trap" aria-hidden="true">
      <label for="website">${say('portal.sign-up.trap')}</label
      ><input type="text" id="website" name="website" tabindex="-1" autocomplete="off" />
    </div>
    <button type="submit">${say('portal.sign-up.button')}</button>
    <p class="quiet small">${say('portal.sign-up.after')}</p>
  </form>`;
}

function checkbox({ language }: Speaking, purpose: Purpose, { id, checked }: { id: string; checked: boolean }): Html {
  return html`<div class="choice">
    <input type="checkbox" id="${id}" name="doel" value="${purpose.id}" ${checkedIf(checked)} /><label for="${id}"
      ><strong>${nameOf(purpose, language)}</strong><span class="quiet">${wordingOf(purpose, language)}</span></label
    >
  </div>`;
}

interface TextField {
  name: 'email' | 'ouder';
  type: 'email';
  label: string;
  hint?: string;
  value: string;
  autocomplete: string;
  problems: FormShown['problems'];
}

function textField(speech: Speaking, field: TextField): Html {
  const { name, problems } = field;
  const described = [field.hint && `${name}-hint`, problems[name] && `${name}-fout`].filter(Boolean).join(' ');
  return html`<div class="field">
    <label for="${name}">${field.label}</label
    >${field.hint && html`<p class="hint" id="${name}-hint">${field.hint}</p>`}${fault(speech, name, problems)}
    <input
      type="${field.type}"
      id="${name}"
      name="${name}"
      value="${field.value}"
      autocomplete="${field.autocomplete}"
      maxlength="254"
      aria-invalid="${problems[name] ? 'true' : 'false'}"
      aria-describedby="${described}"
    />
  </div>`;
}

function fault({ say }: Speaking, name: FieldName, problems: FormShown['problems']): Html | undefined {
  const key = problems[name];
  return key && html`<p class="wrong" id="${name}-fout">${say(key)}</p>`;
}

const checkedIf = (yes: boolean) => (yes ? html`checked` : undefined);
