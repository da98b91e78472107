// Looking somebody up while they are on the phone, with and without slips of the pen, and paging through the list:
// in a library of invented readers whose names are spread as real ones are (a few very common, most rare).
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { listContacts } from '../../server/contacts/listing.ts';
import { searchContacts } from '../../server/contacts/searching.ts';
import { handlers } from '../../server/contacts/jobs.ts';
import { many, sql, withTenant } from '../../server/platform/db.ts';
import type { Bench, BenchOptions, BenchRow } from './bench.ts';

export const benches: Bench[] = [{ name: 'lookup', run }];

async function run(options: BenchOptions): Promise<BenchRow[]> {
  const cards = options.size === 'full' ? 1_000_000 : 50_000;
  const tenantId = await fill(options.ownerUrl, cards);
  const started = performance.now();
  await handlers(options.app)['contacts.refresh-search']!({ tenantId });
  const seconds = (performance.now() - started) / 1000;
  const size = `${cards.toLocaleString('en')} cards`;
  const row = (name: string, figure: number, unit: string, goal: string, met: boolean | null): BenchRow => ({
    name,
    size,
    figure,
    unit,
    yardstick: null,
    ratio: null,
    goal,
    met,
  });
  const lookUps = await measureLookUps(options, tenantId);
  const list = await measureList(options, tenantId);
  return [
    row('lookup: prepare all', cards / seconds, 'cards/s', '', null),
    ...lookUps.map(({ kind, p95 }) => row(`lookup: ${kind}, p95`, p95, 'ms', '≤ 50 ms', p95 <= 50)),
    row('list: any page, slowest', list, 'ms', '≤ 150 ms', list <= 150),
  ];
}

const firstNames =
  'Jan An Els Tom Lies Piet Noor Bram Emma Louis Mila Arthur Olivia Jules Lucas Marie Jef Rik Greet Hilde Koen Wim Sofie Fatima Mohamed Yusuf Aya Zeynep Emir Łukasz Zofia Ion Maria José Zoë Chloé François Marleen Luc Marc Annick Dirk Kristof Tine Lotte Jasper Sander Femke Daan Sem Noah Saar Ella Finn Liam Nora Adam Amina Youssef Sara'.split(
    ' ',
  );
const surnameBeginnings =
  'Jan Pee Mae Jaco Wil Clae Goo Wou Mer Her Lam Dub Mich Hen Smet Vos Bak Viss Mul Boer Mey Kap Kuyp Brou Schep Tack Vael Coo Steen Ver Dam Lem Aert Baert Deck Elsen Frans Geer Haeg Kest Lauw Nijs Oom Pauw Roel Segh Thys Umm Wau'.split(
    ' ',
  );
const surnameMiddles = ['', 'en', 'er', 'el', 'is', 'om', 'ing', 'ard', 'ema', 'ove', 'uw', 'ijk', 'ael'];
const surnameEndings = [
  's',
  'sens',
  'ters',
  'mans',
  'ts',
  'ckx',
  'aert',
  'inck',
  'beke',
  'gem',
  'hout',
  'veld',
  'donck',
  'stra',
  'sma',
  'ink',
  'daele',
  'poel',
  'rijk',
  'broeck',
];

/** Makes a library with so many readers; their look-up words still have to be prepared. */
async function fill(ownerUrl: string, cards: number): Promise<number> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const mark = randomBytes(5).toString('hex');
    const made = await client.query<{ id: string }>(
      `with network as (insert into tenants (public_id, kind, slug, name, short_name) values ($1, 'network', $2, 'Meetnetwerk', 'Meetnetwerk') returning id)
       select id from network`,
      [`n${mark}`, `opzoek-net-${mark}`],
    );
    const library = await client.query<{ id: string }>(
      "insert into tenants (public_id, kind, parent_id, slug, name, short_name) values ($1, 'library', $2, $3, 'Meetbibliotheek', 'Meetbib') returning id",
      [`l${mark}`, made.rows[0]!.id, `opzoek-bib-${mark}`],
    );
    const tenantId = Number(library.rows[0]!.id);
    await client.query("select set_config('kaartbak.tenant', $1, false), setseed(0.42)", [String(tenantId)]);
    await client.query(cardsSql, [tenantId, cards, firstNames, surnameBeginnings, surnameMiddles, surnameEndings]);
    await client.query('insert into contact_search_stale (tenant_id, contact_id) select tenant_id, id from contacts where tenant_id = $1', [
      tenantId,
    ]);
    await client.query('vacuum analyze contacts');
    return tenantId;
  } finally {
    await client.end();
  }
}

// one in eight surnames begins with "Van" or "Van den", one in twelve with "De", one in thirty is double
const cardsSql = `
  insert into contacts (tenant_id, kind, first_name, last_name, birth_on, email, email_key, mobile, street, house_number, postcode, city, card_number, patron_category, member_since, member_until, updated_at)
  select $1::bigint, case when p < 0.95 then 'patron' else 'reader' end,
    ($3::text[])[1 + floor(power(f, 1.6) * cardinality($3::text[]))::int],
    case when p < 0.09 then 'Van ' when p < 0.12 then 'Van den ' when p < 0.2 then 'De ' when p < 0.23 then 'Aydın-' else '' end
      || ($4::text[])[1 + floor(power(s, 1.4) * cardinality($4::text[]))::int]
      || ($5::text[])[1 + floor(power(m, 2.5) * cardinality($5::text[]))::int]
      || ($6::text[])[1 + floor(power(e, 1.8) * cardinality($6::text[]))::int],
    date '1930-01-01' + n % 34000,
    case when n % 7 <> 0 then 'lezer' || n || '@post' || n % 40 || '.example' end,
    case when n % 7 <> 0 then 'lezer' || n || '@post' || n % 40 || '.example' end,
    '0470 ' || lpad((n % 1000000)::text, 6, '0'), 'Straat ' || n % 900, (1 + n % 180)::text, (1000 + n % 400)::text, 'Zilverbeek',
    '2041' || lpad(n::text, 9, '0'), (array['VOLW', 'JEUGD', 'SENIOR', 'SCHOOL'])[1 + n % 4],
    date '2010-01-01' + n % 5000, date '2025-06-01' + n % 900, timestamptz '2025-01-01' + n % 600000 * interval '1 minute'
  from (select n, random() p, random() f, random() s, random() m, random() e from generate_series(1, $2::int) n) r`;

interface Person {
  first: string;
  last: string;
  card: string;
  mobile: string;
  postcode: string;
  house: string;
}

const kinds: Record<string, (person: Person, turn: number) => string> = {
  'first and last name': (one) => `${one.first} ${one.last}`,
  surname: (one) => one.last,
  'beginnings of both': (one) => `${one.first.slice(0, 3)} ${one.last.slice(0, 5)}`,
  'slip in the surname': (one, turn) => withSlip(one.last, turn),
  'slips in both names': (one, turn) => `${withSlip(one.first, turn)} ${withSlip(one.last, turn + 1)}`,
  'beginning of a card number': (one) => one.card.slice(0, 9),
  phone: (one) => one.mobile,
  'postcode and number': (one) => `${one.postcode} ${one.house}`,
  'name and postcode': (one) => `${one.last} ${one.postcode}`,
};

async function measureLookUps({ app }: BenchOptions, tenantId: number): Promise<{ kind: string; p95: number }[]> {
  const people = await withTenant(app.database, tenantId, (db) =>
    many(
      db,
      sql<Person>`
      select first_name as first, last_name as last, card_number as card, mobile, postcode, house_number as house
      from contacts where tenant_id = ${tenantId} and hashtext(id::text) % 97 = 0 order by id limit 100`,
    ),
  );
  const all: number[] = [];
  const measured: { kind: string; p95: number }[] = [];
  for (const [kind, type] of Object.entries(kinds)) {
    const times: number[] = [];
    for (const [turn, person] of people.entries()) {
      const typed = type(person, turn);
      const started = performance.now();
      await withTenant(app.database, tenantId, (db) => searchContacts(db, typed, 10), {
        readOnly: true,
      });
      times.push(performance.now() - started);
    }
    all.push(...times);
    measured.push({ kind, p95: percentile(times, 0.95) });
  }
  return [{ kind: 'all together', p95: percentile(all, 0.95) }, ...measured];
}

async function measureList({ app }: BenchOptions, tenantId: number): Promise<number> {
  const times: number[] = [];
  const filters = [
    {},
    { kind: 'reader' },
    { kind: 'prospect' },
    { email: 'without' },
    { email: 'bouncing' },
    { member: 'ended' },
    { member: 'none' },
    { category: 'JEUGD' },
  ] as const;
  for (const filter of filters) {
    for (const by of ['name', 'changed', 'created'] as const) {
      let cursor: string | undefined;
      for (let page = 0; page < 3; page++) {
        const started = performance.now();
        const { next } = await withTenant(
          app.database,
          tenantId,
          (db) =>
            listContacts(db, { presence: 'here', today: '2026-11-22', ...filter }, { by, descending: by !== 'name', cursor, limit: 50 }),
          { readOnly: true },
        );
        times.push(performance.now() - started);
        if (next === null) break;
        cursor = next;
      }
    }
  }
  return Math.max(...times);
}

/** A letter left out, doubled, swapped or wrong, in turn, somewhere past the first. */
function withSlip(word: string, turn: number): string {
  const at = 1 + (turn % Math.max(1, word.length - 2));
  const [before, letter, next, after] = [word.slice(0, at), word[at] ?? '', word[at + 1] ?? '', word.slice(at + 2)];
  return before + [next, letter + letter + next, next + letter, `e${next}`][turn % 4]! + after;
}

function percentile(times: readonly number[], part: number): number {
  return times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * part))]!;
}
