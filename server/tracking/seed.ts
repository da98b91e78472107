// Clicks of some time ago, for the demo: counted by the counter that counts real ones, so that totals, machines and the
// second permission mean the same.
import type { App } from '../platform/app.ts';
import { withTenant } from '../platform/db.ts';
import { counterOf } from './counter.ts';
import { selectLinks } from './queries.ts';
import type { LinkSource } from './tracking.ts';

export interface PlantedClick {
  /** Which link, counted from the top of the mail. */
  nth: number;
  at: Date;
  machine: boolean;
  messageId?: number | undefined;
}

/** Counts these clicks on the links of a source that left. */
export async function plantClicks(
  app: App,
  { tenantId, sourceKind, sourceId }: LinkSource,
  clicks: readonly PlantedClick[],
): Promise<void> {
  const source = { kind: sourceKind, id: sourceId };
  const links = await withTenant(app.database, tenantId, (db) => selectLinks(db, source));
  if (links.length === 0) return;
  const counter = counterOf(app);
  await Promise.all(
    clicks.map(({ nth, at, machine, messageId }) =>
      counter.count({ tenantId, source, link: links[nth % links.length]!, at, machine, messageId }),
    ),
  );
}
