// From a compiled mailing to the bytes that go over the line, fast enough for bulk.
//
// 1. compileMime lets nodemailer's composer write the whole message once, with marks where the two
//    parts go and with the headers that are equal for every reader.
// 2. The fixed pieces of both parts are encoded once and laid end to end in one buffer.
// 3. mimeBytes writes a reader's headers, and copies the fixed pieces with the reader's values
//    between them. A value that occurs ten times is worked out once.
//
// The bytes are ASCII with CRLF line ends, no body line is longer than 76, none begins with a full
// stop, and equal input gives equal bytes: a message that must be sent again is the same message.
import { createHash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { MergeValues } from './rules/fields.ts';
import { dateHeader, headerAddress, headerHost, headerText, headerUrl, mailbox, messageIdHeader, phrase } from './headers.ts';
import { cleanValue, fillSlot } from './rules/merge.ts';
import type { MailUrls, Segment, Slot } from './rules/merge.ts';
import { encodeInserted, encodeQuotedPrintable, softBreak } from './quoted-printable.ts';
import { personalFor, subjectFor } from './render.ts';
import type { CompiledMailing } from './render.ts';

export interface MailAddress {
  name: string;
  address: string;
}

/** The headers that are equal for every reader of a mailing. */
export interface MailHeaders {
  from: MailAddress;
  replyTo?: MailAddress;
  /** RFC 2919; `id` is a host name within the sender's domain. */
  listId?: { name: string; id: string };
  /** Gmail's feedback loop: `campaign:tenant:stream:platform`. */
  feedbackId?: string;
  /** For notices and confirmations, which nobody's absence assistant should answer (RFC 3834). Not for newsletters. */
  autoSubmitted?: boolean;
}

/** A mailing as bytes with gaps. Made by compileMime, kept in memory by the process that sends. */
export interface MimeTemplate {
  compiled: CompiledMailing;
  /** All fixed pieces after the personal headers, end to end. */
  fixed: Buffer;
  /** Where in `fixed` each piece ends; between piece n and n+1 stands gap n. */
  ends: number[];
  /** Per gap, which of `slots` fills it. */
  gaps: number[];
  slots: Slot[];
  /** The Subject line when it has no gaps. */
  subjectLine: string | null;
}

export interface MimeMessage {
  to: string;
  toName: string;
  /** `id@domain`; the same when the same message is sent again. */
  messageId: string;
  date: Date;
  values: MergeValues;
  urls: MailUrls;
}

const textMark = 'kaartbak-text-part';
const htmlMark = 'kaartbak-html-part';

/** Prepares a mailing for mimeBytes. Refuses sender addresses that cannot stand in a header. */
export async function compileMime(compiled: CompiledMailing, headers: MailHeaders): Promise<MimeTemplate> {
  const skeleton = await composeSkeleton(compiled, headers);
  const [beforeText = '', betweenParts = '', afterHtml = ''] = skeleton.split(new RegExp(`${textMark}|${htmlMark}`));
  const pieces: string[] = [beforeText];
  const gaps: number[] = [];
  const slots = new Map<string, number>();
  const addPart = (segments: readonly Segment[], following: string) => {
    for (const piece of encodePart(segments)) {
      if (typeof piece === 'string') {
        pieces[pieces.length - 1] += piece;
        continue;
      }
      const key = JSON.stringify(piece);
      if (!slots.has(key)) slots.set(key, slots.size);
      gaps.push(slots.get(key) ?? 0);
      pieces.push('');
    }
    pieces[pieces.length - 1] += following;
  };
  addPart(compiled.text, betweenParts);
  addPart(compiled.html, afterHtml);
  let end = 0;
  const ends = pieces.map((piece) => (end += piece.length));
  const fixedSubject = compiled.subject.every((segment) => typeof segment === 'string');
  return {
    compiled,
    fixed: Buffer.from(pieces.join(''), 'latin1'),
    ends,
    gaps,
    slots: [...slots.keys()].map((key) => JSON.parse(key) as Slot),
    subjectLine: fixedSubject ? `Subject: ${headerText(compiled.subject.join('').replace(/ {2,}/g, ' ').trim(), 7)}\r\n` : null,
  };
}

/** The encoded form of a part: texts and slots in turn, every text from the start of a line. */
function encodePart(segments: readonly Segment[]): (string | Slot)[] {
  return segments.map((segment, index) => {
    if (typeof segment !== 'string') return segment;
    const last = index === segments.length - 1;
    const { text, column } = encodeQuotedPrintable(segment, last);
    return last || column === 0 ? text : text + softBreak;
  });
}

type FixedHeader = string | { prepared: true; value: string };

/** The message around the two parts as nodemailer composes it, without the headers of one reader. */
async function composeSkeleton(compiled: CompiledMailing, headers: MailHeaders): Promise<string> {
  const part = (content: string) => ({ content, contentTransferEncoding: 'quoted-printable' });
  const boundary = createHash('sha256')
    .update(JSON.stringify([compiled.html, compiled.text]))
    .digest('hex')
    .slice(0, 24);
  const composed = await new MailComposer({
    from: sender(headers.from),
    ...(headers.replyTo === undefined ? {} : { replyTo: sender(headers.replyTo) }),
    text: part(textMark),
    html: part(htmlMark),
    headers: fixedHeaders(compiled, headers),
    baseBoundary: boundary,
    // `=_` cannot occur in quoted-printable, so no text can ever look like the boundary (RFC 2045, 6.7).
    boundaryPrefix: '=_kb',
    messageId: '<personal@kaartbak.example>',
    date: new Date(0),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
  return composed.toString('latin1').replace(/^(?:Message-ID|Date): .*\r\n/gim, '');
}

const sender = ({ name, address }: MailAddress) => ({
  name: cleanValue(name),
  address: headerAddress(address),
});

function fixedHeaders(compiled: CompiledMailing, { listId, feedbackId, autoSubmitted }: MailHeaders): Record<string, FixedHeader> {
  const lines: Record<string, FixedHeader> = {};
  if (listId !== undefined)
    lines['List-Id'] = {
      prepared: true,
      value: `${phrase(listId.name, 7)}\r\n <${headerHost(listId.id)}>`,
    };
  if (compiled.unsubscribe) lines['List-Unsubscribe-Post'] = 'List-Unsubscribe=One-Click';
  if (feedbackId !== undefined) lines['Feedback-ID'] = cleanValue(feedbackId);
  if (autoSubmitted === true) {
    lines['Auto-Submitted'] = 'auto-generated';
    lines['X-Auto-Response-Suppress'] = 'All';
  }
  return lines;
}

/**
 * The message of one reader as it goes over the line. Given `space`, the message is written there and
 * the answer is a view of it: a sender that uses its space again spares half the time, which otherwise
 * goes to fetching fresh memory. Too small a space is left alone.
 */
export function mimeBytes(template: MimeTemplate, message: MimeMessage, space?: Buffer): Buffer {
  const { compiled, fixed, ends, gaps, slots } = template;
  const addresses: string[] = [];
  const link = (position: number, target: string) => (addresses[position] ??= message.urls.link(position, target));
  const personal = personalFor(compiled, message.values, { ...message.urls, link });
  const head = personalHeaders(template, message, subjectFor.bind(null, compiled, personal));
  const values = slots.map((slot) => encodeInserted(fillSlot(slot, personal)));
  let length = head.length + fixed.length;
  for (const gap of gaps) length += values[gap]?.length ?? 0;
  const bytes = space !== undefined && space.length >= length ? space.subarray(0, length) : Buffer.allocUnsafe(length);
  let at = bytes.write(head, 0, 'latin1');
  let from = 0;
  for (let index = 0; index < ends.length; index++) {
    const end = ends[index] ?? from;
    fixed.copy(bytes, at, from, end);
    at += end - from;
    from = end;
    const gap = gaps[index];
    if (gap !== undefined) at += bytes.write(values[gap] ?? '', at, 'latin1');
  }
  return bytes;
}

function personalHeaders({ compiled, subjectLine }: MimeTemplate, message: MimeMessage, subject: () => string): string {
  const { urls } = message;
  const subjectHeader = subjectLine ?? `Subject: ${headerText(subject(), 7)}\r\n`;
  let unsubscribe = '';
  if (compiled.unsubscribe) {
    const mail = urls.unsubscribeMail === undefined ? '' : `,\r\n <${headerUrl(urls.unsubscribeMail)}>`;
    unsubscribe = `List-Unsubscribe: <${headerUrl(urls.oneClick ?? urls.unsubscribe)}>${mail}\r\n`;
  }
  return `To: ${mailbox(message.toName, message.to)}\r\n${subjectHeader}Message-ID: ${messageIdHeader(message.messageId)}\r\nDate: ${dateHeader(message.date)}\r\n${unsubscribe}`;
}
