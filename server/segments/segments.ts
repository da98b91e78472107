// Segments: saved rules that yield contacts.
//
// 1. A rule is data (lib/segment-rule.ts). `readRule` takes it from outside and refuses what is no rule, in a sentence.
// 2. `conditionOf` closes it over the segments it names and compiles it to one parameterised condition over `c`.
//    Modules that select contacts themselves (mailings) put that condition into their own query.
// 3. `countRule`, `reachOf` and `sampleRule` ask it of the whole library, each in one pass and within a time limit.
// 4. `explain` asks the single conditions of one contact and says why: true or false, and the value each one saw.
// 5. Saving keeps the rule under a name: unique, with a version against two people editing, never in a circle.
//
// Owns segments. Invariants: no SQL from people; a segment holds only live cards (not merged, not gone); `explain`
// says the same as membership, always; a rule in the table has passed readRule and its numbers exist in this library.
import { ageOfMajority } from '../../lib/age.ts';
import type { MessageKey } from '../../lib/i18n.ts';
import { conditionsOf, type Group } from '../../lib/segment-rule.ts';
import { Invalid, NotFound, Refused } from '../platform/errors.ts';
import { listCategories, type CategoryRow } from '../contacts/contacts.ts';
import type { TenantDb } from '../platform/db.ts';
import { getEnvironment } from '../tenants/tenants.ts';
import {
  insertSegment,
  selectChoices,
  selectCount,
  selectExplanation,
  selectFreshness,
  selectOccurring,
  selectReach,
  selectRules,
  selectSample,
  selectSegment,
  selectSegmentByName,
  selectSegments,
  updateArchived,
  updateCount,
  updateSegment,
  within,
  type ReachRow,
  type SegmentRow,
} from './queries.ts';
import { compileRule, contextOf, type RuleContext } from './queries/conditions.ts';
import type { At, Sql } from './queries/parts.ts';
import { closureOf, maxSteps, segmentsNamed } from './rules/closure.ts';
import { explainTree, placed, seenAs, tellingConditions, type ExplainedRule, type Seen } from './rules/explaining.ts';

export { readRule, ruleJsonSchema } from './rule.ts';
export type { RuleContext, SegmentRow, Sql };

/** No question about a rule may take longer than this. */
const secondsAllowed = 10;

/**
 * The rule as one condition over alias `c` (contacts c), in the tenant of the context. It says nothing about merged or
 * gone cards: the query around it does. Throws when the rule names a segment that is not in `context.segments`; use
 * `conditionOf` to have those read.
 */
export function ruleCondition(rule: Group, context: RuleContext): Sql {
  return compileRule(rule, contextOf(context));
}

/**
 * The condition of a rule, with the segments it names read and the library's own calendar. Say `ofEverybody` when the
 * query goes over the whole library at once, and leave it out for a slice or a single contact: both give the same
 * people, each in its own time.
 */
export async function conditionOf(
  db: TenantDb,
  rule: Group,
  now: Date,
  { ofEverybody = false }: { ofEverybody?: boolean } = {},
): Promise<Sql> {
  return compileRule(rule, await contextFor(db, rule, { now, ofEverybody }));
}

/** The condition of a saved segment, for a query over `contacts c`. Archived ones still answer: a mailing may hold one. */
export async function segmentCondition(db: TenantDb, segmentId: number, now: Date): Promise<Sql> {
  return conditionOf(db, (await getSegment(db, segmentId)).rule, now);
}

interface Asking {
  now: Date;
  ofEverybody?: boolean;
  /** The segment the rule is saved under. */
  self?: number | undefined;
}

async function contextFor(db: TenantDb, rule: Group, { now, ofEverybody, self }: Asking): Promise<At> {
  const { known, names } = await readNamed(db, rule);
  const closure = closureOf(rule, known, self);
  if (closure.kind === 'cycle') throw new Refused('segments.error.cycle', { name: names.get(closure.segment) ?? '' }, 422);
  if (closure.kind === 'missing') throw new Refused('segments.error.unknown-segment', {}, 422);
  if (closure.kind === 'too-much') throw new Refused('segments.error.too-much-together', {}, 422);
  const { time_zone: timeZone } = await getEnvironment(db, db.tenantId);
  return contextOf({ tenantId: db.tenantId, now, timeZone, segments: known, ofEverybody });
}

/** Reads, step by step, every rule that can be reached; a step more than allowed is left unread and so refused. */
async function readNamed(db: TenantDb, rule: Group): Promise<{ known: Map<number, Group>; names: Map<number, string> }> {
  const known = new Map<number, Group>();
  const names = new Map<number, string>();
  let wanted = segmentsNamed(rule);
  for (let step = 0; wanted.length > 0 && step <= maxSteps; step++) {
    const rows = await selectRules(db, wanted);
    for (const row of rows) {
      known.set(row.id, row.rule);
      names.set(row.id, row.name);
    }
    wanted = [...new Set(rows.flatMap((row) => segmentsNamed(row.rule)))].filter((id) => !known.has(id));
  }
  return { known, names };
}

export interface Counted {
  count: number;
  milliseconds: number;
  /** When a card last changed: how fresh the figure is. */
  freshAt: Date | null;
}

/** How many contacts a rule yields now. Refused with a sentence when it takes too long. */
export async function countRule(db: TenantDb, rule: Group, now: Date): Promise<Counted> {
  const condition = await conditionOf(db, rule, now, { ofEverybody: true });
  const started = performance.now();
  const count = await within(db, secondsAllowed, () => selectCount(db, condition));
  return {
    count,
    milliseconds: Math.max(1, Math.round(performance.now() - started)),
    freshAt: await selectFreshness(db),
  };
}

export type Reach = ReachRow;

/**
 * From the segment to who can be reached by mail: who may be written to for the purpose (everybody when none is given), with
 * an address that works, and once per mailbox. What only the moment of sending knows (suppressions) is not in it.
 */
export async function reachOf(db: TenantDb, rule: Group, purposeId: number | undefined, now: Date): Promise<Reach> {
  const at = await contextFor(db, rule, { now, ofEverybody: true });
  const ofAgeBornBy = at.today.subtract({ years: ageOfMajority }).toString();
  return within(db, secondsAllowed, () => selectReach(db, compileRule(rule, at), { purposeId, ofAgeBornBy }));
}

export interface Sampled {
  id: number;
  name: string;
  city: string | null;
  category: string | null;
  /** What the telling conditions saw, by their place in the rule. */
  seen: { place: string; value: Seen }[];
}

/** A few contacts by chance; the same seed gives the same few. */
export async function sampleRule(
  db: TenantDb,
  rule: Group,
  { now, seed = 0, limit = 6 }: { now: Date; seed?: number; limit?: number },
): Promise<Sampled[]> {
  const at = await contextFor(db, rule, { now, ofEverybody: true });
  const show = tellingConditions(rule);
  const conditions = show.map(({ condition }) => condition);
  const rows = await within(db, secondsAllowed, () => selectSample(db, compileRule(rule, at), { seed, limit, show: conditions, at }));
  return rows.map((row) => ({
    id: row.id,
    name: `${row.first_name} ${row.last_name}`.trim(),
    city: row.city,
    category: row.patron_category,
    // the first place is a filler, so that a list of none is a list too
    seen: show.map(({ place, condition }, index) => ({
      place,
      value: seenAs(condition.field, row.seen[index + 1], at.today),
    })),
  }));
}

export interface Explanation {
  contactId: number;
  name: string;
  matches: boolean;
  /** False for a card that was merged away or is no longer in the library's system: never in a segment. */
  live: boolean;
  rule: ExplainedRule;
}

/** Why a contact is in the segment or not: every part true or false, with the value each condition saw. */
export async function explain(db: TenantDb, rule: Group, contactId: number, now: Date): Promise<Explanation> {
  const at = await contextFor(db, rule, { now });
  const parts = placed(rule);
  const found = await within(db, secondsAllowed, () =>
    selectExplanation(
      db,
      contactId,
      parts.map(({ condition }) => condition),
      at,
    ),
  );
  if (!found) throw new NotFound('contact');
  const answers = new Map(
    parts.map(({ place, condition }, index) => [
      place,
      {
        matches: found.truths[index]!,
        value: seenAs(condition.field, found.values[index], at.today),
      },
    ]),
  );
  const tree = explainTree(rule, answers);
  return {
    contactId,
    name: found.name,
    live: found.live,
    matches: found.live && tree.matches,
    rule: tree,
  };
}

/** Saved segments by name; with `archived` those that were put away. */
export async function listSegments(db: TenantDb, { archived = false }: { archived?: boolean } = {}): Promise<SegmentRow[]> {
  return selectSegments(db, { archived });
}

/** One saved segment; NotFound when there is none, or it is another library's. */
export async function getSegment(db: TenantDb, segmentId: number): Promise<SegmentRow> {
  const row = await selectSegment(db, segmentId);
  if (!row) throw new NotFound('segment');
  return row;
}

/** A segment by its number or its name, as operators type it. */
export async function findSegment(db: TenantDb, nameOrId: string): Promise<SegmentRow> {
  const byName = await selectSegmentByName(db, nameOrId.trim());
  if (byName) return byName;
  if (/^\d{1,15}$/.test(nameOrId)) return getSegment(db, Number(nameOrId));
  throw new NotFound('segment');
}

export interface SegmentDraft {
  name: string;
  rule: Group;
  staffId: number | null;
  now: Date;
}

/** Saves a new segment. Invalid when the name is taken; Refused when the rule names something that does not exist here. */
export async function createSegment(db: TenantDb, draft: SegmentDraft): Promise<SegmentRow> {
  await checkRule(db, draft.rule, draft.now);
  return unlessNameTaken(() => insertSegment(db, draft));
}

/** Changes a segment that is still at `version`; Refused `error.conflict` when somebody was first. */
export async function changeSegment(db: TenantDb, segment: SegmentDraft & { id: number; version: number }): Promise<SegmentRow> {
  await checkRule(db, segment.rule, segment.now, segment.id);
  const saved = await unlessNameTaken(() => updateSegment(db, segment));
  if (saved) return saved;
  const there = await getSegment(db, segment.id);
  throw new Refused(there.archived_at ? 'segments.error.archived' : 'error.conflict');
}

/** Puts a segment away. Refused while another segment uses it, because that one would change without a word. */
export async function archiveSegment(db: TenantDb, segmentId: number, now: Date): Promise<SegmentRow> {
  const row = await getSegment(db, segmentId);
  const user = (await selectSegments(db, { archived: false })).find(
    (one) => one.id !== segmentId && segmentsNamed(one.rule).includes(segmentId),
  );
  if (user) throw new Refused('segments.error.in-use', { name: user.name });
  await updateArchived(db, segmentId, now);
  return row;
}

/** Takes a segment back that was put away. Invalid when its name was given to another one meanwhile. */
export async function restoreSegment(db: TenantDb, segmentId: number): Promise<SegmentRow> {
  await getSegment(db, segmentId);
  await unlessNameTaken(() => updateArchived(db, segmentId, null));
  return getSegment(db, segmentId);
}

/** Counts a saved segment and keeps the figure with it. */
export async function countSegment(db: TenantDb, segmentId: number, now: Date): Promise<SegmentRow & Counted> {
  const row = await getSegment(db, segmentId);
  const counted = await countRule(db, row.rule, now);
  await updateCount(db, segmentId, row.version, counted.count, now);
  return { ...row, ...counted, last_count: counted.count, last_counted_at: now };
}

async function unlessNameTaken<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if ((error as { constraint?: string }).constraint === 'segments_name') throw new Invalid({ name: 'segments.error.name-taken' });
    throw error;
  }
}

/** A rule that can be saved speaks only of what exists in this library, and does not lead back to itself. */
async function checkRule(db: TenantDb, rule: Group, now: Date, self?: number): Promise<void> {
  await contextFor(db, rule, { now, self });
  const here = await selectChoices(db);
  const known = {
    branch: new Set(here.branches.map(({ id }) => id)),
    material: new Set(here.materials.map(({ id }) => id)),
    world: new Set(here.worlds.map(({ id }) => id)),
    purpose: new Set(here.purposes.map(({ id }) => id)),
  };
  const refuse = (what: MessageKey): never => {
    throw new Refused(what, {}, 422);
  };
  for (const one of conditionsOf(rule)) {
    if (one.field === 'branch' && !one.values.every((id) => known.branch.has(id))) refuse('segments.error.unknown-branch');
    if (one.field === 'permission' && !known.purpose.has(one.purpose)) refuse('segments.error.unknown-purpose');
    if (one.field !== 'loans' && one.field !== 'last-loan' && one.field !== 'never-borrowed') continue;
    if (one.branches?.some((id) => !known.branch.has(id))) refuse('segments.error.unknown-branch');
    if (one.materials?.some((id) => !known.material.has(id))) refuse('segments.error.unknown-material');
    if (one.worlds?.some((id) => !known.world.has(id))) refuse('segments.error.unknown-world');
  }
}

export interface Choices {
  today: string;
  lists: Awaited<ReturnType<typeof selectChoices>>;
  categories: CategoryRow[];
  occurring: { cities: string[]; languages: string[]; genders: string[] };
}

/** What a rule can refer to in this library: its lists, and the values that occur on cards. */
export async function choicesFor(db: TenantDb, now: Date): Promise<Choices> {
  const { time_zone: timeZone } = await getEnvironment(db, db.tenantId);
  const lists = await selectChoices(db);
  const occurring = await within(db, secondsAllowed, async () => ({
    cities: await selectOccurring(db, 'city'),
    languages: await selectOccurring(db, 'language'),
    genders: await selectOccurring(db, 'gender'),
  }));
  return {
    today: contextOf({ tenantId: db.tenantId, now, timeZone }).today.toString(),
    lists,
    categories: await listCategories(db),
    occurring,
  };
}
