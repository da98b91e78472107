// What a link in a mail may lead to, and which clicks are no people. Pure.

/** Kinds of message whose links are counted, as the number that stands for them in a token. Never renumber. */
export const sourceCodes = { mailing: 1 } as const;
export type SourceKind = keyof typeof sourceCodes;

const sourceKinds = new Map<number, SourceKind>(Object.entries(sourceCodes).map(([kind, code]) => [code, kind as SourceKind]));

/** The kind behind a number in a token. */
export function sourceKindOf(code: number): SourceKind | undefined {
  return sourceKinds.get(code);
}

/** The last place a link can have: a token has four figures for it. */
export const lastPosition = 9999;

/** A reader needs longer than this to open a mail and choose a link; security gateways do it while taking the mail in. */
const humanAfterMs = 5000;

/**
 * Agents that say what they are: search and preview robots, programs, mail gateways that open every link
 * (Proofpoint, Mimecast, Barracuda, Microsoft, Google's image and mail fetchers).
 */
const machineAgent =
  /(?<!\bcu)bot\b|crawl|spider|slurp|scan|preview|prefetch|fetch|monitor|headless|phantom|curl|wget|python|perl|ruby|java\/|okhttp|go-http|httpclient|axios|node|libwww|winhttp|proofpoint|mimecast|barracuda|symantec|fireeye|trendmicro|cloudmark|forcepoint|safelinks|bitdefender|googleimageproxy|ggpht|yahoomailproxy|facebookexternalhit|skypeuri|whatsapp|slack|outlook-?ios-?link/i;
/** Gmail's prefetcher wears this museum piece. */
const gmailPrefetch = /Chrome\/42\.0\.2311\.135 Safari\/537\.36 Edge\/12\.246/;

export interface ClickSigns {
  method: string;
  agent: string | undefined;
  /** `Sec-Purpose` or `Purpose`: browsers that look ahead say so. */
  purpose: string | undefined;
}

/** Machines that betray themselves in the request. */
export function looksLikeMachine(signs: ClickSigns): boolean {
  if (signs.method !== 'GET') return true;
  if (/prefetch|preview/i.test(signs.purpose ?? '')) return true;
  // a header can be 16 kB; what tells stands in front
  const agent = (signs.agent ?? '').slice(0, 400).trim();
  // Apple's mail privacy proxy says no more than this
  if (agent === '' || agent === 'Mozilla/5.0') return true;
  return machineAgent.test(agent) || gmailPrefetch.test(agent);
}

/** Machines that betray themselves by their haste: before the mail was accepted, or right after. */
export function tooSoon(clickedAt: Date, acceptedAt: Date | null): boolean {
  return acceptedAt === null || clickedAt.getTime() - acceptedAt.getTime() < humanAfterMs;
}

/** Where a redirect may go: an ordinary web address, without a name in front that looks like another host. */
export function isSafeTarget(url: string): boolean {
  if (url.length > 2000 || /[\s\u0000-\u001f\u007f\\]/.test(url) || !/^https?:\/\//i.test(url)) return false;
  if (!URL.canParse(url)) return false;
  const { username, password, hostname } = new URL(url);
  return username === '' && password === '' && hostname !== '';
}

/** The hour in which totals are kept. */
export function hourOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / 3_600_000) * 3_600_000);
}
