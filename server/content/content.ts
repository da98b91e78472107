// The content of messages: what a library writes, made into what each reader gets. No database and
// no clock here: every verb depends on its arguments only.
//
// 1. readBlocks takes what the editor sent: shapes and limits are checked, texts are cleaned, links
//    that could mislead or break out are refused.
// 2. prepareMailing compiles a draft once (MJML, text part, numbered links, locked footer) and says
//    what to mend before it may leave.
// 3. renderFor puts one reader's values in. Preview, test mail and the card show exactly this.
// 4. compileMime lays the mailing out as bytes with gaps; mimeBytes fills them, tens of thousands of
//    times a second. What it gives decodes to what renderFor gives.
//
// It owns: the block tree, the merge language and its closed list of fields, the footer, the form of
// our mail. It promises: nothing a reader's data contains is ever read as code, markup or header; the
// footer cannot be left out; equal input gives equal bytes.
import { Invalid } from '../platform/errors.ts';
import { isMessageKey } from '../../lib/i18n.ts';
import type { MessageKey } from '../../lib/i18n.ts';
import { blocksSchema } from './contract.ts';
import type { Block } from './contract.ts';
import { checkMailing, mayLeave } from './checks.ts';
import type { Finding } from './checks.ts';
import { sampleValues } from './rules/fields.ts';
import type { MergeValues } from './rules/fields.ts';
import type { MailUrls } from './rules/merge.ts';
import * as mime from './mime.ts';
import type { MailHeaders, MimeMessage, MimeTemplate } from './mime.ts';
import * as render from './render.ts';
import type { CompiledMailing, MailingDraft, RenderedMail } from './render.ts';
import { cleanRichText } from './richtext.ts';

export type { Block, CompiledMailing, Finding, MailHeaders, MailingDraft, MailUrls, MergeValues, MimeMessage, MimeTemplate, RenderedMail };
export { reasonOf, type FooterPlan } from './footer.ts';
export { palettes, type Palette } from './house-style.ts';
export type { HouseStyle } from './contract.ts';
export type { MailImage } from './html-blocks.ts';
export type { MailLanguage } from './rules/languages.ts';

/** The blocks the editor sent, checked and cleaned, as they may be kept. Throws Invalid with the place of each fault (`blocks.2.href`). */
export function readBlocks(input: unknown): Block[] {
  const read = blocksSchema.safeParse(input);
  if (read.success) return cleanBlocks(read.data);
  const fields: Record<string, MessageKey> = {};
  for (const issue of read.error.issues) {
    fields[['blocks', ...issue.path].join('.')] ??= isMessageKey(issue.message) ? issue.message : 'content.block.invalid';
  }
  throw new Invalid(fields);
}

function cleanBlocks<Kind extends Block>(blocks: readonly Kind[]): Kind[] {
  return blocks.map((block) => {
    if (block.type === 'text') return { ...block, html: cleanRichText(block.html) };
    return block.type === 'columns' ? { ...block, columns: block.columns.map((column) => cleanBlocks(column)) } : block;
  });
}

/** A draft compiled, with everything to mend; `mayLeave` is false while there are errors among it. */
export async function prepareMailing(draft: MailingDraft): Promise<{ compiled: CompiledMailing; findings: Finding[]; mayLeave: boolean }> {
  const compiled = await render.compileMailing(draft);
  const findings = checkMailing(draft, compiled);
  return { compiled, findings, mayLeave: mayLeave(findings) };
}

/** The message of one reader. */
export function renderFor(compiled: CompiledMailing, values: MergeValues, urls: MailUrls): RenderedMail {
  return render.renderFor(compiled, values, urls);
}

/** Prepares a compiled mailing for sending in bulk under one sender. */
export async function compileMime(compiled: CompiledMailing, headers: MailHeaders): Promise<MimeTemplate> {
  return mime.compileMime(compiled, headers);
}

/** The bytes of one reader's message; see mime.ts for `space`. */
export function mimeBytes(template: MimeTemplate, message: MimeMessage, space?: Buffer): Buffer {
  return mime.mimeBytes(template, message, space);
}

/** The values of the invented reader of test mails, and of previews when nobody is chosen. */
export function sampleReader(): MergeValues {
  return sampleValues();
}
