/**
 * What a refusal says about the address: gone (`hard`), perhaps later (`soft`), or nothing at all,
 * because it is about us (`policy`). Used for replies during sending and for the status of bounces.
 *
 * The order is: the words first where they speak of spam, blocks or authentication, because many
 * servers answer "550 5.1.1" to those (a person must never be given up for our reputation); then
 * the enhanced status (RFC 3463); then the words; then the bare code.
 */
import type { Phase } from './outcome.ts';

/** hard: suppress the address. soft: count, give up after several. policy: tell the library, leave the person alone. */
export type Verdict = 'hard' | 'soft' | 'policy';

/** The parts of a refusal that are known. */
export type Refusal = { code?: number; enhanced?: string; text?: string; phase?: Phase };

/** RFC 3463 and the IANA registry: the mailbox or its domain does not exist or is closed for good. */
const HARD = new Set(['5.1.0', '5.1.1', '5.1.2', '5.1.3', '5.1.4', '5.1.6', '5.1.10', '5.2.1', '5.4.4', '5.0.350']);

/** Permanent codes about the moment, the size or the system: the address is good. */
const SOFT = new Set([
  '5.2.0',
  '5.2.2',
  '5.2.3',
  '5.2.4',
  '5.3.0',
  '5.3.1',
  '5.3.2',
  '5.3.4',
  '5.4.0',
  '5.4.1',
  '5.4.2',
  '5.4.3',
  '5.4.5',
  '5.4.6',
  '5.4.7',
]);

/** Statuses outside 5.7.x that are about sender, content or the talk itself. */
const POLICY = new Set(['5.1.7', '5.1.8', '5.1.9', '5.3.3', '5.3.5']);

// Words about our reputation, our authentication or our content. "spam" stands alone or as in "spamhaus".
const ABOUT_US =
  /\b(?:spam\w*|unsolicited|bulk mail|junk|black ?list\w*|block ?list\w*|deny ?list\w*|blocked|rbl|dnsbl|reputation|dmarc|dkim|spf|sender ?id|reverse dns|ptr record|not? (?:ptr|rdns)|rate.?limit\w*|too many (?:connections|messages|recipients)|throttl\w*|polic(?:y|ies)|prohibited|content (?:rejected|denied|not (?:allowed|accepted))|virus|malware|phish\w*|suspicious|abuse|relay(?:ing)? (?:access )?(?:denied|not permitted|prohibited)|unable to relay|authentication (?:is )?required|not authenticated|access denied|banned)\b/i;

// Words about the mailbox; only asked when no status says more.
const GONE =
  /\b(?:user (?:is )?unknown|unknown (?:user|recipient|mailbox|address|local.?part)|no such (?:user|mailbox|recipient|person|address|account)|(?:user|mailbox|recipient|address|account|alias)\b.{0,40}\b(?:not found|does not exist|doesn'?t exist|doesn't have|unavailable|not exist|invalid|unknown|disabled|inactive|suspended|deactivated|closed|discontinued|no longer)|(?:invalid|bad|inactive|disabled) (?:recipient|mailbox|address|user|account)|no mailbox|not a (?:valid|known) (?:user|mailbox|recipient)|host (?:unknown|not found)|domain (?:not found|does not exist)|null mx|does not accept (?:mail|email)|not our customer|does not like recipient)\b/i;

// Words about a full mailbox or a size; they beat a bare 5xx.
const FULL =
  /\b(?:over ?quota|quota (?:exceeded|full)|exceed\w* (?:\w+ ){0,3}quota|mailbox (?:is )?full|full mailbox|(?:out of|insufficient|no) (?:disk |storage |system )?(?:space|storage)|storage (?:limit|allocation)|too (?:large|big)|size (?:limit|exceeds)|maximum size|message size)\b/i;

/** Judges a refusal. A 4xx is never hard: the server itself says "later". */
export function classify(refusal: Refusal): Verdict {
  const { code, enhanced, phase } = refusal;
  const text = refusal.text ?? '';
  const status = enhanced !== undefined ? trimStatus(enhanced) : undefined;
  const temporary = status !== undefined ? status.startsWith('4') : code === undefined || code < 500;
  if (status?.[2] === '7' && status[3] === '.') return 'policy'; // X.7.x: security or policy status
  if (FULL.test(text) && !/spam|block/i.test(text)) return 'soft';
  if (ABOUT_US.test(text) && !(status !== undefined && HARD.has(status) && GONE.test(text))) return 'policy';
  if (temporary) return 'soft';
  // Before RCPT nobody had heard of the recipient: it can only be about us, our sender or our login.
  if (phase !== undefined && BEFORE_RECIPIENT.has(phase)) return 'policy';
  if (status !== undefined) {
    if (HARD.has(status)) return status === '5.1.0' && !GONE.test(text) ? 'policy' : 'hard';
    if (SOFT.has(status)) return 'soft';
    if (POLICY.has(status) || status.startsWith('5.5.') || status.startsWith('5.6.')) return 'policy';
  }
  if (GONE.test(text)) return 'hard';
  return byCode(code, phase);
}

const BEFORE_RECIPIENT: ReadonlySet<Phase> = new Set(['connect', 'greeting', 'ehlo', 'starttls', 'auth', 'mail']);

/** RFC 5321 §4.2.3, when neither status nor words helped. */
function byCode(code: number | undefined, phase: Phase | undefined): Verdict {
  if (code === 552) return 'soft'; // exceeded storage allocation
  if (code === 553 || code === 551 || code === 556) return 'hard'; // name not allowed, not local, does not accept mail (RFC 7504)
  // 550 and 554 on RCPT are the words for "no such mailbox"; after the content they are about the content.
  if (code === 550 && (phase === undefined || phase === 'rcpt')) return 'hard';
  return 'policy';
}

/** "5.001.01" and "5.1.1" are the same status. */
function trimStatus(status: string): string {
  return status
    .split('.')
    .map((part) => String(Number(part)))
    .join('.');
}
