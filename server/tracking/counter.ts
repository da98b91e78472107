// Counts clicks durably and fast: many in one transaction when many come (platform/group-commit.ts).
import { followableNow } from '../consent/consent.ts';
import { appendFacts, type NewFact } from '../timeline/timeline.ts';
import type { App } from '../platform/app.ts';
import { withTenant, type TenantDb } from '../platform/db.ts';
import { groupCommit } from '../platform/group-commit.ts';
import { selectLinks, selectOrigins, upsertClicks, type ClickCount, type LinkRow } from './queries.ts';
import { hourOf, tooSoon, type SourceKind } from './rules.ts';

export interface Click {
  tenantId: number;
  source: { kind: SourceKind; id: number };
  link: LinkRow;
  at: Date;
  machine: boolean;
  /** Present when the token names a message. */
  messageId?: number | undefined;
}

export interface ClickCounter {
  /** The link at a position, from memory when it was asked for recently. */
  find(tenantId: number, source: Click['source'], position: number): Promise<LinkRow | undefined>;
  /** Resolves when the click is safely counted. */
  count(click: Click): Promise<void>;
}

/** More clicks than this do not go into one transaction. */
const mostTogether = 2000;
/** Links of a source that left do not change; forgetting them now and then bounds the memory. */
const keepLinksMs = 60_000;
const mostSources = 500;

const counters = new WeakMap<App, ClickCounter>();

/** The one counter of this process. */
export function counterOf(app: App): ClickCounter {
  let counter = counters.get(app);
  if (!counter) counters.set(app, (counter = createCounter(app)));
  return counter;
}

function createCounter(app: App): ClickCounter {
  const add = groupCommit<Click, void>((tenantId, clicks) => withTenant(app.database, tenantId, (db) => store(db, clicks)), {
    most: mostTogether,
  });
  const links = new Map<string, { rows: LinkRow[]; at: number }>();

  return {
    async find(tenantId, source, position) {
      const key = `${tenantId}:${source.kind}:${source.id}`;
      const known = links.get(key);
      if (known && performance.now() - known.at < keepLinksMs) return known.rows.find((row) => row.position === position);
      const rows = await withTenant(app.database, tenantId, (db) => selectLinks(db, source), {
        readOnly: true,
      });
      if (links.size >= mostSources) links.delete(links.keys().next().value!);
      // nothing found is not remembered: the links may be stored a moment later
      if (rows.length > 0) links.set(key, { rows, at: performance.now() });
      return rows.find((row) => row.position === position);
    },
    count: (click) => add(click.tenantId, click),
  };
}

async function store(db: TenantDb, clicks: Click[]): Promise<void[]> {
  const hasty = await follow(
    db,
    clicks.filter((click) => click.messageId !== undefined && !click.machine),
  );
  const counts = new Map<string, ClickCount>();
  for (const click of clicks) {
    const hour = hourOf(click.at);
    const key = `${click.link.id}:${hour.getTime()}`;
    const count = counts.get(key) ?? { link_id: click.link.id, hour, clicks: 0, machine_clicks: 0 };
    if (click.machine || hasty.has(click)) count.machine_clicks++;
    else count.clicks++;
    counts.set(key, count);
  }
  await upsertClicks(db, [...counts.values()]);
  return clicks.map(() => {});
}

/** Puts clicks of readers who may be followed now on their timeline; gives those that came too soon for a person. */
async function follow(db: TenantDb, clicks: Click[]): Promise<Set<Click>> {
  const hasty = new Set<Click>();
  const human: { click: Click; contactId: number }[] = [];
  for (const [, group] of Map.groupBy(clicks, (click) => `${click.source.kind}:${click.source.id}`)) {
    const origins = new Map(
      (
        await selectOrigins(
          db,
          group[0]!.source,
          group.map((click) => click.messageId!),
        )
      ).map((row) => [row.message_id, row]),
    );
    for (const click of group) {
      const origin = origins.get(click.messageId!);
      if (origin && tooSoon(click.at, origin.accepted_at)) hasty.add(click);
      else if (origin?.contact_id) human.push({ click, contactId: origin.contact_id });
    }
  }
  if (human.length === 0) return hasty;
  const followable = await followableNow(db, [...new Set(human.map((one) => one.contactId))], human[0]!.click.at);
  await appendFacts(
    db,
    human.filter((one) => followable.has(one.contactId)).map(({ click, contactId }) => clickFact(click, contactId)),
  );
  return hasty;
}

/** Clicking the same link again within the hour is the same fact. */
function clickFact(click: Click, contactId: number): NewFact {
  return {
    contactId,
    at: click.at,
    kind: 'mail.clicked',
    object: `${click.source.kind}:${click.source.id}`,
    payload: { url: click.link.url, position: click.link.position },
    naturalKey: `${click.messageId}:${click.link.position}:${hourOf(click.at).toISOString()}`,
  };
}
