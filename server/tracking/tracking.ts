// Clicks on links in mails: totals for everybody, persons only with the second permission.
//
// 1. Before a mailing leaves, its links are stored by position (`saveLinks`); a redirect goes to a stored address only.
// 2. Each link in the mail becomes /k/<token>.<position>. The token names the mailing; for a reader who may be followed
//    it also names the message. It is sealed: nothing in it can be read or changed, and no address stands in it.
// 3. A click answers with a redirect, always, after the total of its hour was counted (counter.ts: group commit).
// 4. Only when the token names a message, and that reader may be followed at this very moment, and the click does not look
//    like a machine's, does a fact 'mail.clicked' go on the timeline (a withdrawal counts for mail already sent).
// 5. Machines — HEAD requests, known scanners, clicks within seconds of delivery — are counted apart.
//
// Owns tracked_links and link_clicks. Counting is the one thing a GET may write here (decision: a link cannot be a POST);
// it changes nothing about a person except the fact in step 4. Totals hold no person, no address, no agent.
import type { TenantDb } from '../platform/db.ts';
import { Invalid } from '../platform/errors.ts';
import type { Secrets } from '../platform/secrets.ts';
import { openNumbers, sealNumbers } from '../platform/tokens.ts';
import { insertLinks, selectHours, selectLinkTotals, type LinkTotalRow } from './queries.ts';
import { isSafeTarget, lastPosition, sourceCodes, sourceKindOf, type SourceKind } from './rules.ts';

/** What the link stands in. */
export interface LinkSource {
  tenantId: number;
  sourceKind: SourceKind;
  sourceId: number;
  /** Only for a reader who may be followed (`mayFollow` of the decision). */
  messageId?: number | undefined;
}

/**
 * The part of a link's token that all links of one message share: make it once per mailing, and once more per message whose
 * reader may be followed, then add the position with `linkTokenAt`.
 */
export function linkTokenBase(secrets: Secrets, source: LinkSource): string {
  const numbers = [source.tenantId, sourceCodes[source.sourceKind], source.sourceId];
  return sealNumbers(secrets, 'click', source.messageId === undefined ? numbers : [...numbers, source.messageId]);
}

/** The whole token of the link at a position; stands behind /k/. */
export function linkTokenAt(base: string, position: number): string {
  return `${base}.${position}`;
}

/** The whole token at once, for callers with few links. */
export function linkToken(secrets: Secrets, link: LinkSource & { position: number }): string {
  return linkTokenAt(linkTokenBase(secrets, link), link.position);
}

/** Which link a token means, or undefined when it is none of ours. */
export function openLinkToken(secrets: Secrets, token: string): (LinkSource & { position: number }) | undefined {
  const parts = /^([A-Za-z0-9_-]{22,60})\.(0|[1-9]\d{0,3})$/.exec(token);
  const numbers = parts && openNumbers(secrets, 'click', parts[1]!);
  if (!numbers || numbers.length < 3 || numbers.length > 4) return undefined;
  const [tenantId, code, sourceId, messageId] = numbers as [number, number, number, number | undefined];
  const sourceKind = sourceKindOf(code);
  return sourceKind && { tenantId, sourceKind, sourceId, messageId, position: Number(parts[2]) };
}

/**
 * Stores where the links of a source lead, once, before it leaves; repeating changes nothing. Refuses anything but an
 * ordinary web address: what is refused here can never be redirected to.
 */
export async function saveLinks(
  db: TenantDb,
  source: { kind: SourceKind; id: number },
  links: readonly { position: number; url: string }[],
): Promise<void> {
  if (
    links.some((link) => !isSafeTarget(link.url) || !Number.isInteger(link.position) || link.position < 0 || link.position > lastPosition)
  ) {
    throw new Invalid({ url: 'field.invalid' });
  }
  if (links.length > 0) await insertLinks(db, source, links);
}

/** Clicks per link in total, in the order of the mail. */
export async function clickTotals(db: TenantDb, source: { kind: SourceKind; id: number }): Promise<LinkTotalRow[]> {
  return selectLinkTotals(db, source);
}

/** Clicks per hour over all links, for a chart over time; hours without clicks are absent. */
export async function clicksPerHour(
  db: TenantDb,
  source: { kind: SourceKind; id: number },
): Promise<{ hour: Date; clicks: number; machine_clicks: number }[]> {
  return selectHours(db, source);
}
