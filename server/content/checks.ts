// What to mend before a message leaves. Errors keep it from leaving; warnings are shown and may be
// accepted. Each has the key of its sentence and the place to look, so the editor can jump there.
// The editor is an authoring tool: it must help to make accessible mail (EN 301 549, 11.8).
import { contrast } from '../../lib/contrast.ts';
import { languages, translate, type MessageKey, type MessageParams } from '../../lib/i18n.ts';
import { allBlocks, leafBlocks } from './rules/blocks.ts';
import type { ContentPlace, ImageBlock, LeafBlock } from './contract.ts';
import { findField } from './rules/fields.ts';
import type { FieldKey } from './rules/fields.ts';
import { hrefProblem } from './rules/href.ts';
import { imageAddress } from './html-blocks.ts';
import { textContrast } from './house-style.ts';
import { compileMerge } from './rules/merge.ts';
import type { MergeProblem } from './rules/merge.ts';
import { maximumHtmlBytes } from './render.ts';
import type { CompiledMailing, MailingDraft } from './render.ts';
import { plainWords, readRichText, richLinks } from './richtext.ts';
import { writtenTexts } from './written.ts';

export interface Finding {
  severity: 'error' | 'warning';
  code: MessageKey;
  params: MessageParams;
  place: ContentPlace;
}

const maximumSubject = 70;

const error = (code: MessageKey, place: ContentPlace, params: MessageParams = {}): Finding => ({
  severity: 'error',
  code,
  params,
  place,
});
const warning = (code: MessageKey, place: ContentPlace, params: MessageParams = {}): Finding => ({
  severity: 'warning',
  code,
  params,
  place,
});

/** Everything to mend in a draft, in the order it is met from top to bottom. */
export function checkMailing(draft: MailingDraft, compiled: Pick<CompiledMailing, 'htmlBytes'>): Finding[] {
  return [
    ...checkSubject(draft),
    ...checkBlocks(draft),
    ...checkFields(draft),
    ...checkHouseStyle(draft),
    ...(compiled.htmlBytes > maximumHtmlBytes
      ? [error('content.check.too-large', { field: 'blocks' }, { size: Math.ceil(compiled.htmlBytes / 1024) })]
      : []),
  ];
}

/** True when nothing found keeps the message from leaving. */
export function mayLeave(findings: readonly Finding[]): boolean {
  return findings.every((finding) => finding.severity === 'warning');
}

function checkSubject({ subject, preheader }: MailingDraft): Finding[] {
  const found: Finding[] = [];
  const length = [...subject.trim()].length;
  if (length === 0) found.push(error('content.check.subject-empty', { field: 'subject' }));
  if (length > maximumSubject)
    found.push(warning('content.check.subject-too-long', { field: 'subject' }, { length, maximum: maximumSubject }));
  if (preheader.trim() === '') found.push(warning('content.check.preheader-empty', { field: 'preheader' }));
  return found;
}

function checkBlocks(draft: MailingDraft): Finding[] {
  const leaves = leafBlocks(draft.blocks);
  // A line, an empty text or an empty pair of columns is not yet a message.
  if (leaves.every(isEmpty)) return [error('content.check.no-blocks', { field: 'blocks' })];
  return [...leaves.flatMap((block) => checkBlock(block, draft)), ...checkHeadingOrder(draft)];
}

function isEmpty(block: LeafBlock): boolean {
  return block.type === 'divider' || (block.type === 'text' && plainWords(readRichText(block.html)).trim() === '');
}

function checkBlock(block: LeafBlock, draft: MailingDraft): Finding[] {
  const place = { block: block.id };
  switch (block.type) {
    case 'heading':
      return block.text.trim() === '' ? [error('content.check.heading-empty', place)] : [];
    case 'text':
      return checkText(block, place).concat(
        richLinks(readRichText(block.html)).flatMap((link) => checkLink(plainWords(link.children), link.href, place)),
      );
    case 'button':
      return checkLink(block.label, block.href, place, 'content.check.button-nameless');
    case 'image':
      return checkImage(block, draft, place);
    case 'divider':
      return [];
  }
}

/** A text nobody wrote: empty, or still the sentence a new mail begins with. */
function checkText(block: Extract<LeafBlock, { type: 'text' }>, place: ContentPlace): Finding[] {
  const words = plainWords(readRichText(block.html)).trim();
  if (words === '') return [warning('content.check.text-empty', place)];
  const untouched = languages.some((language) => words === translate(language, 'mailings.starter.text'));
  return untouched ? [warning('content.check.text-untouched', place, { text: words })] : [];
}

function checkImage(block: ImageBlock, draft: MailingDraft, place: ContentPlace): Finding[] {
  const found: Finding[] = [];
  const alt = block.alt.trim();
  if (imageAddress(block, draft.images) === '') found.push(error('content.check.image-missing', place));
  if (block.href !== '' && (block.decorative || alt === '')) found.push(error('content.check.link-nameless', place));
  else if (!block.decorative && alt === '') found.push(warning('content.check.alt-missing', place));
  if (!block.decorative && /^\S+\.(?:jpe?g|png|gif|webp|avif|heic|bmp)$|^(?:img|dsc|image|foto)[-_ ]?\d+$/i.test(alt)) {
    found.push(warning('content.check.alt-file-name', place, { text: alt }));
  }
  return found;
}

// Read out of context, as screen readers list links, these say nothing (WCAG 2.4.4, 2.4.9).
const vagueWords = new Set(
  [
    [
      'hier',
      'klik',
      'klik hier',
      'klik dan hier',
      'lees meer',
      'meer lezen',
      'meer',
      'meer info',
      'meer informatie',
      'lees verder',
      'verder',
      'link',
      'deze link',
      'ga naar',
      'bekijk',
      'website',
    ],
    ['here', 'click', 'click here', 'read more', 'more', 'more info', 'more information', 'learn more', 'this link', 'continue', 'go'],
    ['ici', 'cliquez ici', 'lire la suite', 'en savoir plus', 'plus'],
    ['klicken sie hier', 'mehr', 'mehr lesen', 'weiterlesen', 'mehr erfahren'],
  ].flat(),
);

function checkLink(label: string, href: string, place: ContentPlace, nameless: MessageKey = 'content.check.link-nameless'): Finding[] {
  const found: Finding[] = [];
  const words = label.trim();
  if (href.trim() === '' || hrefProblem(href) === 'empty')
    found.push(words === '' ? error('content.check.leads-nowhere', place) : error('content.check.link-empty', place, { label: words }));
  if (words === '') found.push(error(nameless, place));
  const bare = words
    .toLowerCase()
    .replace(/[^\p{L}\p{N} ]/gu, '')
    .replace(/ {2,}/g, ' ')
    .trim();
  if (vagueWords.has(bare)) found.push(warning('content.check.link-vague', place, { label: words }));
  return found;
}

function checkHeadingOrder(draft: MailingDraft): Finding[] {
  const found: Finding[] = [];
  let level = 0;
  for (const block of allBlocks(draft.blocks)) {
    if (block.type !== 'heading') continue;
    if (block.level > level + 1) found.push(warning('content.check.heading-order', { block: block.id }, { expected: level + 1 }));
    level = block.level;
  }
  return found;
}

const problemCodes: Record<MergeProblem['kind'], MessageKey> = {
  'unknown-field': 'content.check.unknown-field',
  'unknown-filter': 'content.check.unknown-filter',
  malformed: 'content.check.malformed-field',
};

function checkFields(draft: MailingDraft): Finding[] {
  const found: Finding[] = [];
  const told = new Set<FieldKey>();
  for (const { place, text } of writtenTexts(draft)) {
    const { segments, problems } = compileMerge(text, 'text');
    for (const problem of problems) found.push(error(problemCodes[problem.kind], place, { field: problem.text, text: problem.text }));
    for (const segment of segments) {
      if (typeof segment === 'string' || segment.kind !== 'field' || segment.fallback !== '' || told.has(segment.field)) continue;
      const field = findField(segment.field);
      if (field?.canBeEmpty !== true) continue;
      told.add(segment.field);
      found.push(warning('content.check.field-without-fallback', place, { field: field.key }));
    }
  }
  return found;
}

function checkHouseStyle({ houseStyle }: MailingDraft): Finding[] {
  const found: Finding[] = [];
  const place: ContentPlace = { field: 'houseStyle' };
  const ratio = contrast(houseStyle.colour, '#ffffff');
  if (ratio < textContrast) found.push(warning('content.check.contrast', place, { ratio: Math.floor(ratio * 10) / 10 }));
  if (houseStyle.address === '' || (houseStyle.phone === '' && houseStyle.email === ''))
    found.push(error('content.check.contact-missing', place));
  return found;
}
