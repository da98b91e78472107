/**
 * Takes the pictures of the documents: `node tools/run.mjs tools/pictures.ts`.
 *
 * 1. Starts the real thing on a temporary home, with the demo; KAARTBAK_HOME names one that is kept.
 * 2. Logs in with the printed link, as anybody would.
 * 3. Goes to each screen, waits until nothing loads any more, and keeps what it sees in docs/pictures.
 *
 * Pictures get a palette, so that all of them together stay small.
 */
import { fork } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { launchChromium } from '../test/browser/chromium.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'docs', 'pictures');
const library = 'zilverbeek';
const sizes = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

interface Visit {
  name: string;
  size: keyof typeof sizes;
  /** Where to go; asks the API for the number of what the demo made. */
  path: (ask: Ask) => Promise<string>;
  /** What to press first. */
  act?: (page: Page) => Promise<void>;
}

/** An answer of the library's API, as the colleague who is logged in. */
type Ask = <Answer>(path: string) => Promise<Answer>;

interface Named {
  id: number;
  name: string;
}

const screen = (path: string) => async () => `/app/${library}${path}`;

const visits: Visit[] = [
  { name: 'vandaag', size: 'desktop', path: screen('') },
  { name: 'kaart', size: 'desktop', path: cardOfZeynep },
  { name: 'kaart-telefoon', size: 'phone', path: cardOfZeynep },
  { name: 'gesprek', size: 'desktop', path: cardOfZeynep, act: press('Gesprek noteren') },
  { name: 'toestemming', size: 'desktop', path: async (ask) => `${await cardOfZeynep(ask)}/permissions` },
  { name: 'gegevens', size: 'desktop', path: newestImport },
  { name: 'selectie', size: 'desktop', path: segmentNamed('Gezinnen die jeugdboeken') },
  { name: 'selectie-waarom', size: 'desktop', path: segmentNamed('Gezinnen die jeugdboeken'), act: press(/^Waarom/) },
  { name: 'mailing', size: 'desktop', path: mailingNamed('editie 47') },
  { name: 'versturen', size: 'desktop', path: async (ask) => `${await mailingNamed('editie 47')(ask)}/send` },
  { name: 'resultaat', size: 'desktop', path: mailingNamed('editie 46') },
  { name: 'codes', size: 'desktop', path: screen('/settings/codes') },
  { name: 'proefpostvak', size: 'desktop', path: newestTrialMail },
  { name: 'inschrijven-telefoon', size: 'phone', path: async () => `/b/${library}/inschrijven` },
  { name: 'voorkeuren-telefoon', size: 'phone', path: ownPageOfZeynep },
];

function press(name: string | RegExp) {
  return (page: Page) => page.getByRole('button', { name }).first().click();
}

async function zeynep(ask: Ask): Promise<number> {
  const { contacts } = await ask<{ contacts: Named[] }>('/contacts/search?q=zeynep%20de%20smet');
  return contacts[0]!.id;
}

async function cardOfZeynep(ask: Ask): Promise<string> {
  return `/app/${library}/contacts/${await zeynep(ask)}`;
}

function segmentNamed(words: string) {
  return async (ask: Ask) => {
    const { segments } = await ask<{ segments: Named[] }>('/segments');
    return `/app/${library}/segments/${named(segments, words).id}`;
  };
}

function mailingNamed(words: string) {
  return async (ask: Ask) => {
    const { mailings } = await ask<{ mailings: Named[] }>('/mailings');
    return `/app/${library}/mailings/${named(mailings, words).id}`;
  };
}

async function newestImport(ask: Ask): Promise<string> {
  const { runs } = await ask<{ runs: { id: number }[] }>('/imports');
  return `/app/${library}/imports/${runs[0]!.id}`;
}

async function newestTrialMail(ask: Ask): Promise<string> {
  const { messages } = await ask<{ messages: Message[] }>('/trial-mails');
  return `/app/${library}/trial-mails/${messages[0]!.id}`;
}

/** The link stands in every mail she got. */
async function ownPageOfZeynep(ask: Ask): Promise<string> {
  const about = await ask<{ messages: Message[] }>(`/contacts/${await zeynep(ask)}/messages`);
  const sent = about.messages.find((message) => message.state === 'accepted');
  const html = await ask<string>(`/messages/${sent!.id}/html`);
  return /\/mijn\/[\w.-]+/.exec(html)![0];
}

interface Message {
  id: number;
  state: string;
}

function named(things: Named[], words: string): Named {
  const found = things.find((thing) => thing.name.includes(words));
  if (!found) throw new Error(`The demo has nothing named "${words}".`);
  return found;
}

await main();

async function main(): Promise<void> {
  const kept = process.env['KAARTBAK_HOME'];
  const home = kept ?? mkdtempSync(join(tmpdir(), 'kaartbak-pictures-'));
  // as root the database runs under another account, which must be able to get here
  if (!kept) chmodSync(home, 0o755);
  const running = await startKaartbak(home);
  const browser = await launchChromium();
  try {
    mkdirSync(folder, { recursive: true });
    const state = await logIn(browser, running.loginLink);
    const wanted = process.argv.slice(2);
    for (const visit of visits) {
      if (wanted.length > 0 && !wanted.includes(visit.name)) continue;
      await take(browser, { visit, state, origin: new URL(running.loginLink).origin });
      process.stdout.write(`${visit.name}\n`);
    }
  } finally {
    await browser.close();
    await running.stop();
    if (!kept) rmSync(home, { recursive: true, force: true });
  }
}

/** `npm start` without npm; gives the login link it prints. */
async function startKaartbak(home: string): Promise<{ loginLink: string; stop(): Promise<void> }> {
  const port = await freePort();
  const child = fork(join(root, 'server', 'main.ts'), ['start'], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, KAARTBAK_HOME: home, PORT: String(port), LOG_LEVEL: 'error' },
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const loginLink = await new Promise<string>((found, fail) => {
    let said = '';
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      process.stdout.write(text);
      const link = /https?:\S+\/app\/aanmelden#\S+/.exec((said += text))?.[0];
      if (link) found(link);
    });
    void ended.then(() => fail(new Error('Kaartbak did not start.')));
  });
  return {
    loginLink,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer().listen(0, () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => done(port));
    });
  });
}

type State = Awaited<ReturnType<Awaited<ReturnType<Browser['newContext']>>['storageState']>>;

async function logIn(browser: Browser, link: string): Promise<State> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link);
  await page.waitForURL((url) => !url.pathname.endsWith('/aanmelden'));
  const state = await context.storageState();
  await context.close();
  return state;
}

async function take(browser: Browser, { visit, state, origin }: { visit: Visit; state: State; origin: string }): Promise<void> {
  const context = await browser.newContext({
    baseURL: origin,
    storageState: state,
    viewport: sizes[visit.size],
    deviceScaleFactor: visit.size === 'phone' ? 2 : 1,
    locale: 'nl-BE',
    timezoneId: 'Europe/Brussels',
    reducedMotion: 'reduce',
    hasTouch: visit.size === 'phone',
  });
  try {
    const page = await context.newPage();
    const ask: Ask = async <Answer>(path: string) => {
      const answer = await page.request.get(`/api/${library}${path}`);
      if (!answer.ok()) throw new Error(`${path} answered ${answer.status()}`);
      const isJson = /json/.test(answer.headers()['content-type'] ?? '');
      return (isJson ? await answer.json() : await answer.text()) as Answer;
    };
    const settled = watchFetching(page);
    await page.goto(await visit.path(ask));
    await settled();
    if (visit.act) {
      await visit.act(page);
      await settled();
    }
    const picture = await page.screenshot();
    await sharp(picture)
      .png({ palette: true, quality: 85, compressionLevel: 9, effort: 10 })
      .toFile(join(folder, `${visit.name}.png`));
  } finally {
    await context.close();
  }
}

/** Notes what is being fetched; the answer waits until that was nothing for a second, and fonts are there. */
function watchFetching(page: Page): () => Promise<void> {
  let open = 0;
  let changed = Date.now();
  const count = (difference: number) => () => {
    open += difference;
    changed = Date.now();
  };
  page.on('request', count(1));
  page.on('requestfinished', count(-1));
  page.on('requestfailed', count(-1));
  return async () => {
    while (open > 0 || Date.now() - changed < 1000) await page.waitForTimeout(100);
    await page.evaluate('document.fonts.ready.then(() => true)');
  };
}
