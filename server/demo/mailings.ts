// What Bibliotheek Zilverbeek sent, is going to send and is writing.
import { addDays } from '../../lib/day.ts';
import type { Random } from '../../lib/random.ts';
import { listPurposes } from '../consent/consent.ts';
import { voorlezenBlocks } from '../content/seed.ts';
import { findVerifiedSender, listMessagesOfSource, type MessageRow } from '../delivery/delivery.ts';
import { createMailing, saveMailing, sendMailing, type MailingRow } from '../mailings/mailings.ts';
import { plantSentMailing } from '../mailings/seed.ts';
import type { App } from '../platform/app.ts';
import { withTenant, type TenantDb } from '../platform/db.ts';
import type { Caller } from '../platform/serve.ts';
import { plantClicks, type PlantedClick } from '../tracking/seed.ts';
import { momentAgo } from './libraries.ts';
import type { PurposeKey } from './permissions.ts';

export interface Letter {
  name: string;
  subject: string;
  preheader: string;
  purpose: PurposeKey;
  blocks: unknown[];
}

const site = 'https://www.zilverbeek.example';
const text = (id: string, html: string) => ({ id, type: 'text', html });
const heading = (id: string, level: 1 | 2, words: string) => ({ id, type: 'heading', level, text: words });
const button = (id: string, label: string, path: string) => ({ id, type: 'button', label, href: `${site}${path}` });

/** Sent in autumn, to everybody who wants it. */
export const autumnLetter: Letter = {
  name: 'Nieuwsbrief oktober',
  subject: 'Lange avonden, dikke boeken',
  preheader: 'Wat je deze herfst in de bib vindt',
  purpose: 'newsletter',
  blocks: [
    text('dag', '<p>Dag {{voornaam|lezer}},</p>'),
    heading('titel', 1, 'Lange avonden, dikke boeken'),
    text(
      'intro',
      '<p>De bladeren vallen en de leeszetels staan klaar. Drie tips van onze medewerkers, en wat er deze maand te doen is.</p>',
    ),
    {
      id: 'tips',
      type: 'columns',
      columns: [
        [
          heading('tip1', 2, 'Het huis achter Nevelmeren'),
          text('tip1t', '<p>Een familie, drie zomers en één geheim.</p>'),
          button('tip1k', 'Reserveer Nevelmeren', '/titel/nevelmeren'),
        ],
        [
          heading('tip2', 2, 'De soepen van Kwintelaar'),
          text('tip2t', '<p>Veertig soepen, de meeste in één pot.</p>'),
          button('tip2k', 'Reserveer De soepen', '/titel/soepen'),
        ],
      ],
    },
    { id: 'lijn', type: 'divider' },
    heading('verder', 2, 'Deze maand'),
    text(
      'agenda',
      '<ul><li>Repair café in het hoofdgebouw</li><li>Taalcafé, elke donderdag</li><li>Schrijfavond met Odile Zandloper</li></ul>',
    ),
    button('knop', 'Bekijk de hele agenda', '/agenda'),
  ],
};

/** The finished one people look at first. */
export const youthLetter: Letter = {
  name: 'Nieuwsbrief Jeugd, editie 46',
  subject: 'Voorlezen voor beginners',
  preheader: 'En een griezelnacht in de kelder van de bib',
  purpose: 'newsletter-youth',
  blocks: [
    text('dag', '<p>Dag {{voornaam|lezer}},</p>'),
    heading('titel', 1, 'Voorlezen voor beginners'),
    text('intro', '<p>Hoe lees je voor aan een kind dat niet stilzit? Onze voorleesouders tonen het, elke eerste zaterdag.</p>'),
    button('voorlezen', 'Schrijf je in voor het voorlezen', '/agenda/voorlezen-voor-beginners'),
    heading('nacht', 2, 'Griezelnacht in de kelder'),
    text('nachttekst', '<p>Breng een zaklamp en een slaapzak mee. Vanaf 8 jaar.</p>'),
    button('griezel', 'Meer over de griezelnacht', '/agenda/griezelnacht'),
    { id: 'lijn', type: 'divider' },
    text('boeken', `<p>Nieuw in het jeugdboekenrek: <a href="${site}/titel/juttemie">Juttemie Krul en het geheim van Tivelstein</a>.</p>`),
  ],
};

/** Leaves in some days. */
export const decemberLetter: Letter = {
  name: 'Nieuwsbrief december',
  subject: 'De bib in december',
  preheader: 'Openingsuren rond de feestdagen, en een kerstverhaal',
  purpose: 'newsletter',
  blocks: [
    text('dag', '<p>Dag {{voornaam|lezer}},</p>'),
    heading('titel', 1, 'De bib in december'),
    text('intro', '<p>Tussen kerst en nieuw zijn we open van 10 tot 16 uur. Wie tegen de avond komt, krijgt er een kerstverhaal bij.</p>'),
    button('uren', 'Bekijk de openingsuren', '/openingsuren'),
    text('kaart', '<p>Je kaart is geldig tot {{lid_tot|je volgende bezoek}}.</p>'),
  ],
};

/** Still being written. */
export const draftLetter: Letter = {
  name: 'Nieuwsbrief Jeugd, editie 47',
  subject: 'Voorlezen op woensdag',
  preheader: 'Verhalen in de leeskuil, vanaf 4 jaar',
  purpose: 'newsletter-youth',
  blocks: voorlezenBlocks(),
};

/** Writes a mailing down as a draft. */
export async function writeLetter(
  db: TenantDb,
  letter: Letter,
  { segmentId, staffId, now }: { segmentId: number; staffId: number | null; now: Date },
): Promise<MailingRow> {
  const purpose = (await listPurposes(db)).find((one) => one.key === letter.purpose)!;
  const sender = await findVerifiedSender(db);
  const draft = await createMailing(db, { name: letter.name, segmentId, staffId, now });
  const { name, subject, preheader, blocks } = letter;
  return saveMailing(
    db,
    draft.id,
    { version: draft.version, name, subject, preheader, language: 'nl', purposeId: purpose.id, segmentId, senderId: sender!.id, blocks },
    now,
  );
}

export interface PastLetter {
  letter: Letter;
  segmentId: number;
  at: Date;
  caller: Caller;
  badAddresses: readonly number[];
  random: Random;
  /** Contacts who surely clicked the first link, the next morning. */
  surely: readonly number[];
}

/** A mailing of some weeks ago, with the clicks it got since. */
export async function sendInThePast(app: App, tenantId: number, past: PastLetter): Promise<void> {
  const written = new Date(past.at.getTime() - 86_400_000);
  const mailing = await withTenant(app.database, tenantId, (db) =>
    writeLetter(db, past.letter, { segmentId: past.segmentId, staffId: past.caller.id, now: written }),
  );
  await plantSentMailing(app, tenantId, mailing, past);
  const arrived = await withTenant(app.database, tenantId, (db) =>
    listMessagesOfSource(db, { kind: 'mailing', id: mailing.id }, { state: 'accepted', limit: 100_000 }),
  );
  await plantClicks(app, { tenantId, sourceKind: 'mailing', sourceId: mailing.id }, clicksOn(arrived, past));
}

/** About one reader in six clicks, most of them the same day; scanners of mail servers look at once. */
function clicksOn(messages: readonly MessageRow[], { random, surely, at }: PastLetter): PlantedClick[] {
  return messages.flatMap((message) => {
    const arrived = message.finished_at ?? at;
    const later = (seconds: number) => new Date(arrived.getTime() + seconds * 1000);
    const messageId = message.may_follow ? message.id : undefined;
    const clicks: PlantedClick[] = random.chance(0.05) ? [{ nth: random.int(0, 5), at: later(random.int(1, 6)), machine: true }] : [];
    const certain = surely.includes(message.contact_id!);
    if (certain) clicks.push({ nth: 0, at: later(15 * 3600), machine: false, messageId });
    if (certain || !random.chance(0.17)) return clicks;
    const first = 60 + 86_400 * 4 * random.next() ** 3.2;
    const count = random.weighted([
      [1, 68],
      [2, 24],
      [3, 8],
    ] as const);
    for (let nth = 0; nth < count; nth++)
      clicks.push({ nth: Math.floor(6 * random.next() ** 1.6), at: later(first + nth * random.int(15, 200)), machine: false, messageId });
    return clicks;
  });
}

/** The one that waits for its day and the one being written. */
export async function prepareLetters(
  app: App,
  tenantId: number,
  { everybody, families, caller, today }: { everybody: number; families: number; caller: Caller; today: string },
): Promise<void> {
  const now = app.now();
  await withTenant(app.database, tenantId, async (db) => {
    const december = await writeLetter(db, decemberLetter, { segmentId: everybody, staffId: caller.id, now: momentAgo(today, 3, 860) });
    await sendMailing(app, db, december.id, {
      version: december.version,
      at: new Date(Date.parse(`${addDays(today, 4)}T08:30:00Z`)),
      caller,
      now,
    });
    await writeLetter(db, draftLetter, { segmentId: families, staffId: caller.id, now: momentAgo(today, 1, 658) });
  });
}
