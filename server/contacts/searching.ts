// Finding somebody while they are on the phone. Three efforts, each only when the one before did not find enough:
// words as they were written, beginnings of words, and words that look like them.
import type { TenantDb } from '../platform/db.ts';
import { selectContacts, type ContactRow } from './queries/cards.ts';
import { findByKey, findByNames, keepWithKey, wordsAlike } from './queries/lookup.ts';
import {
  hasInitial,
  nameQuery,
  nearest,
  rank,
  readLookUp,
  wordsToCompare,
  type Effort,
  type LookUp,
  type NameGroup,
} from './rules/lookup.ts';

const efforts: readonly Effort[] = ['as-written', 'beginnings', 'alike'];

// what a look-up may weigh at most: more namesakes than this are told apart by typing more
const candidates = 200;
const alikeWords = 40;
// fewer when somebody was found as written: then the others only fill the list
const alikeAsked = { nobodyYet: 10, somebody: 3 };

/** The cards that fit what was typed, best first. */
export async function searchContacts(db: TenantDb, typed: string, max: number): Promise<ContactRow[]> {
  const lookUp = readLookUp(typed);
  if (!lookUp) return [];
  // numbers come in their order, so no more are needed than are shown; among names the best are chosen
  const most = lookUp.names.length === 0 ? max : hasInitial(lookUp.names) ? 5 * candidates : candidates;
  const ids = await findIds(db, lookUp, { enough: max, most });
  return bestFirst(await selectContacts(db, ids), ids, lookUp.names).slice(0, max);
}

/** The ids of the cards that fit, unordered, for the list; undefined when too little was typed to look for. */
export async function matchingIds(db: TenantDb, typed: string, most: number): Promise<{ ids: number[]; names: NameGroup[] } | undefined> {
  const lookUp = readLookUp(typed);
  return lookUp && { ids: await findIds(db, lookUp, { enough: 1, most }), names: lookUp.names };
}

async function findIds(db: TenantDb, lookUp: LookUp, { enough, most }: { enough: number; most: number }): Promise<number[]> {
  const { keys, names, alternatives } = lookUp;
  if (names.length === 0) return findByKeys(db, keys, most);
  const found = new Set<number>();
  if (keys.length === 0) for (const id of await findByKeys(db, alternatives, Math.min(most, 50))) found.add(id);
  for (const effort of efforts) {
    // whoever was found by whole words is not looked for by beginnings, only by what is written like it: Peters, Peeters
    if (effort === 'beginnings' && found.size > 0) continue;
    const query = await queryFor(db, names, effort, found.size > 0);
    if (query !== undefined) for (const id of await findByQuery(db, keys, query, most)) found.add(id);
    // a name with a postcode or number is precise: what fits it is the answer
    if (found.size >= enough || (keys.length > 0 && found.size > 0)) break;
  }
  return [...found].slice(0, most);
}

async function findByKeys(db: TenantDb, prefixes: readonly string[], most: number): Promise<number[]> {
  const found = new Set<number>();
  for (const prefix of prefixes) for (const id of await findByKey(db, prefix, most)) found.add(id);
  return [...found].slice(0, most);
}

async function queryFor(db: TenantDb, names: readonly NameGroup[], effort: Effort, foundSome: boolean): Promise<string | undefined> {
  if (effort !== 'alike') return nameQuery(names, effort);
  const alike = await alikeOf(db, names, foundSome ? alikeAsked.somebody : alikeAsked.nobodyYet);
  return alike.size === 0 && names.every((group) => !group.glued) ? undefined : nameQuery(names, effort, alike);
}

async function findByQuery(db: TenantDb, keys: readonly string[], query: string, most: number): Promise<number[]> {
  if (keys.length === 0) return findByNames(db, query, most);
  // a name together with a postcode or number: take more namesakes, keep those that have it
  const namesakes = await findByNames(db, query, 10 * most);
  return namesakes.length === 0 ? [] : keepWithKey(db, namesakes, keys);
}

async function alikeOf(db: TenantDb, names: readonly NameGroup[], most: number): Promise<Map<string, string[]>> {
  const alike = new Map<string, string[]>();
  for (const word of wordsToCompare(names)) {
    const others = nearest(word, await wordsAlike(db, word, alikeWords), most);
    if (others.length > 0) alike.set(word, others);
  }
  return alike;
}

/** Cards in the order of how well they fit; for numbers the order in which they were found, exact ones first. */
export function bestFirst<Row extends { id: number; first_name: string; last_name: string; gone_at: Date | null }>(
  rows: readonly Row[],
  ids: readonly number[],
  names: readonly NameGroup[],
): Row[] {
  const place = new Map(ids.map((id, index) => [id, index]));
  const weighed = rows.map((row) => ({
    row,
    score:
      names.length > 0
        ? rank({ firstName: row.first_name, lastName: row.last_name, gone: row.gone_at !== null }, names)
        : -place.get(row.id)!,
    name: `${row.last_name} ${row.first_name}`,
  }));
  weighed.sort((a, b) => b.score - a.score || (a.name < b.name ? -1 : 1) || a.row.id - b.row.id);
  return weighed.map(({ row }) => row);
}
