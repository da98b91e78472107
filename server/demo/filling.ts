// Fills one library in the order in which things happened, so that nobody gets a mail before having asked for it:
// a file of members, what people said until then, a mailing; some weeks later again; and last night's files.
import { Readable } from 'node:stream';
import { addDays } from '../../lib/day.ts';
import { emailKey } from '../../lib/email-address.ts';
import {
  addressHash,
  ensureDefaultPurposes,
  givePermissions,
  listPurposes,
  suppress,
  withdrawPermission,
  type Purpose,
} from '../consent/consent.ts';
import { listCategories, nameCategory } from '../contacts/contacts.ts';
import { cardsByNumber, logConversation, plantEmailState, plantReaders } from '../contacts/seed.ts';
import { addSender } from '../delivery/delivery.ts';
import { clearFile } from '../files/files.ts';
import { runToEnd, type RunRow } from '../imports/imports.ts';
import type { App } from '../platform/app.ts';
import { withTenant, type TenantDb } from '../platform/db.ts';
import type { Caller } from '../platform/serve.ts';
import { gatherStatistics } from '../platform/statistics.ts';
import { appendFacts } from '../timeline/timeline.ts';
import { daysOfLoans, type Loan } from './borrowing.ts';
import { loanFile, momentAgo, patronFile, type Library } from './libraries.ts';
import { inventTalks, membershipYears, type Talk } from './life.ts';
import { autumnLetter, prepareLetters, sendInThePast, youthLetter } from './mailings.ts';
import type { DemoEnvironment } from './network.ts';
import { inventSaid, type Said } from './permissions.ts';
import { countSegments, everybody, families, makeAudiences, makeSegments } from './segments.ts';

export type Colleagues = Record<'noor' | 'amina' | 'joost' | 'bram', Caller>;

export interface Filling {
  app: App;
  tenantId: number;
  environment: DemoEnvironment;
  library: Library;
  loans: readonly Loan[];
  today: string;
  colleagues: Colleagues;
}

interface Known {
  id: number;
  email: string | null;
  birthOn: string | null;
}

/** Days before today of the import before each mailing; the mailing leaves the day after. */
const autumn = 34;
const youth = 13;

const filledTables = [
  'contacts',
  'contact_identifiers',
  'contact_relations',
  'permissions',
  'loans',
  'items',
  'contact_loan_totals',
  'facts',
  'messages',
];

/** Everything of one library. Statistics are gathered twice on the way: without them every join is planned for empty tables. */
export async function fillLibrary(filling: Filling): Promise<void> {
  const { app, tenantId, environment, library, loans, today } = filling;
  const now = app.now();
  await withTenant(app.database, tenantId, async (db) => {
    await ensureDefaultPurposes(db);
    await addSender(db, {
      name: environment.shortName,
      email: `nieuws@${environment.slug}.example`,
      replyTo: `bib@${environment.slug}.example`,
      now,
    });
  });
  const story = new Story(filling);
  await story.importPatrons(daysOfLoans);
  await gatherStatistics(app.ownerUrl, filledTables);
  await story.until(daysOfLoans);
  await story.addReaders(autumn);
  await story.until(autumn);
  await story.importPatrons(autumn);
  await story.importLoans(loans, autumn);
  await gatherStatistics(app.ownerUrl, filledTables);
  await story.until(autumn);
  const mails = environment.slug === 'zilverbeek';
  const audiences = mails
    ? await withTenant(app.database, tenantId, (db) =>
        makeAudiences(db, { staffId: filling.colleagues.bram.id, now: momentAgo(today, autumn, 600) }),
      )
    : undefined;
  await story.refuseHalfOfBadAddresses(autumn);
  if (audiences) {
    await story.send(autumnLetter, { segmentId: audiences.get(everybody)!, ago: autumn - 1 });
    await story.addReaders(youth);
    await story.until(youth);
    await story.importPatrons(youth);
    await story.until(youth);
    await story.send(youthLetter, { segmentId: audiences.get(families)!, ago: youth - 1 });
  }
  await story.addReaders(0);
  await story.until(0);
  await story.importPatrons(0);
  await story.importLoans(loans, 0, autumn);
  await story.until(0);
  await story.finish();
  await withTenant(app.database, tenantId, (db) =>
    makeSegments(db, { crimeWorld: library.place.worlds.crime, staffId: filling.colleagues.bram.id, now }),
  );
  await countSegments(app, tenantId, now);
  if (audiences)
    await prepareLetters(app, tenantId, {
      everybody: audiences.get(everybody)!,
      families: audiences.get(families)!,
      caller: filling.colleagues.bram,
      today,
    });
}

/** What has happened in a library so far. */
class Story {
  readonly #filling: Filling;
  readonly #said: Said[];
  readonly #talks: Talk[];
  #purposes: Purpose[] = [];
  #known = new Map<string, Known>();
  #readers = new Map<string, Known>();

  constructor(filling: Filling) {
    this.#filling = filling;
    this.#said = inventSaid(filling.library, filling.today);
    this.#talks = inventTalks(filling.library, filling.today);
  }

  #in<T>(work: (db: TenantDb) => Promise<T>): Promise<T> {
    const { app, tenantId } = this.#filling;
    return withTenant(app.database, tenantId, work);
  }

  /** The night of so many days ago, as the library system's export runs; never later than now. */
  #night(ago: number, minute: number): App {
    const { app, today } = this.#filling;
    const at = new Date(Math.min(momentAgo(today, ago, minute).getTime(), app.now().getTime()));
    return { ...app, now: () => at };
  }

  async importPatrons(ago: number): Promise<void> {
    const { tenantId, library, today } = this.#filling;
    const stream = bytes(patronFile(library, addDays(today, -ago - 1)));
    const run = await runToEnd(this.#night(ago, 190), tenantId, {
      file: { name: `leners-${addDays(today, -ago)}.csv`, stream },
      full: true,
      despite: true,
      startedBy: 'Kaartbak',
    });
    if (run.state !== 'done') throw new Error(`the demo's patrons ended ${run.state}: ${JSON.stringify(run.problem)}`);
    await this.#in(async (db) => {
      await this.#letGoOf(db, run);
      await nameCategories(db);
      this.#purposes = await listPurposes(db);
      this.#known = await cardsByNumber(db);
    });
  }

  async importLoans(loans: readonly Loan[], ago: number, since?: number): Promise<void> {
    const { tenantId, library, today } = this.#filling;
    const day = (days: number) => addDays(today, -days - 1);
    const stream = bytes(loanFile(library, loans, { on: day(ago), ...(since === undefined ? {} : { since: day(since) }) }));
    const run = await runToEnd(this.#night(ago, 192), tenantId, {
      file: { name: `uitleningen-${addDays(today, -ago)}.csv`, stream },
      kind: 'loans',
      despite: true,
      startedBy: 'Kaartbak',
    });
    if (run.state !== 'done') throw new Error(`the demo's loans ended ${run.state}: ${JSON.stringify(run.problem)}`);
    await this.#in((db) => this.#letGoOf(db, run));
  }

  /** The bytes of a file are kept to give refused rows back. Without any they are 80 MB for nothing. */
  async #letGoOf(db: TenantDb, run: RunRow): Promise<void> {
    if (!run.counts.rejected) await clearFile(this.#filling.app, db, run.file_id, this.#filling.app.now());
  }

  /** Readers without a card who signed up so many days ago or longer, and are not here yet. */
  async addReaders(ago: number): Promise<void> {
    const { library, today } = this.#filling;
    const fresh = library.readers.filter((reader) => reader.ago > ago && !this.#readers.has(reader.email));
    const ids = await this.#in((db) =>
      plantReaders(
        db,
        fresh.map((reader) => ({ ...reader, at: momentAgo(today, reader.ago, reader.minute) })),
      ),
    );
    for (const [email, id] of ids) this.#readers.set(email, { id, email, birthOn: null });
  }

  #find(who: string): Known | undefined {
    return this.#known.get(who) ?? this.#readers.get(who);
  }

  /** What was said and noted up to the night of so many days ago, by whoever has a card; the others when theirs has come. */
  async until(ago: number): Promise<void> {
    const end = momentAgo(this.#filling.today, ago, 180);
    const said = takeOut(this.#said, (one) => one.at < end && this.#find(one.who) !== undefined);
    await this.#in(async (db) => {
      // a no comes after its yes: yeses together, then the few noes one by one
      await givePermissions(
        db,
        said.filter((one) => one.say === 'yes').flatMap((one) => this.#yes(one)),
      );
      for (const one of said) if (one.say === 'no') await this.#no(db, one);
    });
    const talks = takeOut(this.#talks, (one) => one.at < end && this.#find(one.card) !== undefined);
    await this.#in(async (db) => {
      for (const talk of talks) await this.#note(db, talk);
    });
  }

  #yes(one: Said): Parameters<typeof givePermissions>[1][number][] {
    const contact = this.#find(one.who);
    const purpose = this.#purposes.find((row) => row.key === one.purpose);
    if (!contact || !purpose) return [];
    const { environment, colleagues } = this.#filling;
    const online = one.method === 'double-opt-in';
    const evidence = online
      ? { page: `/b/${environment.slug}/inschrijven`, confirmedAt: one.at.toISOString(), mailedTo: one.guardian?.email ?? contact.email }
      : one.method === 'paper'
        ? { form: 'Inschrijvingsformulier' }
        : {};
    const staffId = one.method === 'desk' || one.method === 'paper' ? colleagues.amina.id : null;
    return [
      {
        contactId: contact.id,
        purposeId: purpose.id,
        channel: 'email',
        at: one.at,
        method: one.method,
        language: one.language,
        evidence,
        staffId,
        birthOn: contact.birthOn,
        email: contact.email,
        ...(one.guardian ? { guardian: one.guardian } : {}),
      },
    ];
  }

  async #no(db: TenantDb, one: Said): Promise<void> {
    const contact = this.#find(one.who);
    const purpose = this.#purposes.find((row) => row.key === one.purpose);
    if (contact && purpose)
      await withdrawPermission(db, { contactId: contact.id, purposeId: purpose.id, channel: 'email', at: one.at, method: one.method });
  }

  async #note(db: TenantDb, talk: Talk): Promise<void> {
    const contact = this.#find(talk.card);
    if (!contact) return;
    const { channel, direction, outcome, note, task, taskDueOn } = talk;
    await logConversation(
      db,
      contact.id,
      { channel, direction, outcome, note, ...(task ? { task: { what: task, dueOn: taskDueOn } } : {}) },
      { caller: this.#filling.colleagues[talk.by], now: talk.at, today: talk.at.toISOString().slice(0, 10) },
    );
  }

  #badAddresses(): Known[] {
    const { library } = this.#filling;
    const bad = [
      ...library.members.filter((one) => one.badAddress).map((one) => one.card),
      ...library.readers.filter((one) => one.badAddress).map((one) => one.email),
    ];
    return bad.flatMap((who) => this.#find(who) ?? []).filter((one) => one.email !== null);
  }

  /** Some mailboxes had refused mail before. */
  async refuseHalfOfBadAddresses(ago: number): Promise<void> {
    const { today } = this.#filling;
    await this.#refuse(
      this.#badAddresses().filter((_one, at) => at % 2 === 0),
      momentAgo(today, ago + 20, 700),
    );
  }

  async #refuse(bad: readonly Known[], at: Date): Promise<void> {
    const { app, tenantId } = this.#filling;
    await this.#in(async (db) => {
      await plantEmailState(
        db,
        bad.map((one) => one.id),
        'bouncing',
      );
      for (const key of new Set(bad.map((one) => emailKey(one.email!)!))) {
        await suppress(db, { addressHash: addressHash(app.secrets, tenantId, key), scope: 'everything', reason: 'hard-bounce', at });
      }
    });
  }

  async send(letter: typeof youthLetter, { segmentId, ago }: { segmentId: number; ago: number }): Promise<void> {
    const { app, tenantId, library, today, colleagues } = this.#filling;
    const zeynep = library.members.find((member) => member.cast?.key === 'zeynep');
    const id = zeynep && this.#known.get(zeynep.card)?.id;
    await sendInThePast(app, tenantId, {
      letter,
      segmentId,
      at: momentAgo(today, ago, 505),
      caller: colleagues.bram,
      badAddresses: this.#badAddresses().map((one) => one.id),
      random: library.random.fork(`clicks/${letter.name}`),
      surely: id === undefined ? [] : [id],
    });
  }

  /** What is known by now: mailboxes that refuse or were confirmed, and the years of each membership on its timeline. */
  async finish(): Promise<void> {
    const { library, today } = this.#filling;
    const confirmed = inventSaid(library, today)
      .filter((one) => one.say === 'yes' && one.method === 'double-opt-in' && !one.guardian)
      .flatMap((one) => this.#find(one.who)?.id ?? []);
    const years = membershipYears(library, today);
    await this.#in(async (db) => {
      await plantEmailState(db, [...new Set(confirmed)], 'confirmed');
      await appendFacts(
        db,
        years.flatMap(({ card, kind, day, category }) => {
          const contact = this.#known.get(card);
          return contact ? [{ contactId: contact.id, at: new Date(`${day}T00:00:00Z`), kind, payload: { category }, naturalKey: day }] : [];
        }),
      );
    });
    // last: an address stays bad also where somebody of the family had confirmed it
    await this.#refuse(this.#badAddresses(), momentAgo(today, youth - 1, 520));
  }
}

/** Takes out of a list what fits, in its order. */
function takeOut<T>(list: T[], fits: (one: T) => boolean): T[] {
  const taken = list.filter(fits);
  const left = list.filter((one) => !fits(one));
  list.splice(0, list.length, ...left);
  return taken;
}

function bytes(parts: Iterable<string>): Readable {
  function* buffers() {
    let text = '';
    for (const part of parts) {
      text += part;
      if (text.length < 128 * 1024) continue;
      yield Buffer.from(text);
      text = '';
    }
    yield Buffer.from(text);
  }
  return Readable.from(buffers());
}

/** What the people of a library call the categories their library system knows by code. */
const categoryNames: Record<string, string> = {
  VOLW: 'Volwassenen',
  SENIOR: '65-plus',
  JEUGD: 'Jongeren',
  KIND: 'Kinderen',
  LEERKR: 'Leerkrachten',
};

async function nameCategories(db: TenantDb): Promise<void> {
  for (const { code } of await listCategories(db)) {
    const name = categoryNames[code];
    if (name) await nameCategory(db, { code, name });
  }
}
