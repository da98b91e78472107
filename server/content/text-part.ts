// The text part of a message, made from the blocks themselves: it is what people read who have no
// html, and what some screen readers and watches read out. Order and words equal those of the html
// part; a link is written as its words followed by `<address>` (RFC 3986, appendix C).
import type { Block, LeafBlock } from './contract.ts';
import { contactLine, footerLinks, imageWord, reasonSentence } from './footer.ts';
import type { HtmlPlan } from './html-blocks.ts';
import { compileMerge, joinSegments } from './rules/merge.ts';
import type { Segment } from './rules/merge.ts';
import { plainWords, readRichText } from './richtext.ts';
import type { RichElement, RichNode } from './richtext.ts';

type TextPlan = Omit<HtmlPlan, 'images' | 'preheader'>;

const words = (text: string): Segment[] => compileMerge(text, 'text').segments;

/** The text part as segments, lines ended by `\n`. */
export function compileText(plan: TextPlan): Segment[] {
  const parts = plan.blocks.flatMap((block) => blockParts(plan, block)).filter((part) => part.length > 0);
  return joinSegments(
    [...parts, ['-'.repeat(40)], ...footerParts(plan)].flatMap((part, index) => (index === 0 ? part : ['\n\n', ...part])),
  );
}

function blockParts(plan: TextPlan, block: Block): Segment[][] {
  return block.type === 'columns' ? block.columns.flat().map((leaf) => leafPart(plan, leaf)) : [leafPart(plan, block)];
}

function leafPart(plan: TextPlan, block: LeafBlock): Segment[] {
  switch (block.type) {
    case 'heading':
      return headingPart(block.level, block.text);
    case 'text':
      return richPart(plan, readRichText(block.html));
    case 'image': {
      if (block.decorative || block.alt.trim() === '') return [];
      const said: Segment[] = [`[${imageWord(plan.language)}: `, ...words(block.alt.trim()), ']'];
      return block.href === '' ? said : [...said, ...address(plan, block.href, block.alt)];
    }
    case 'button':
      return [...words(block.label.trim()), ...address(plan, block.href, block.label)];
    case 'divider':
      return ['* * *'];
  }
}

/** A heading stands apart by a line under it, as long as the fixed words allow to know. */
function headingPart(level: 1 | 2 | 3, text: string): Segment[] {
  if (text.trim() === '') return [];
  if (level === 3) return words(text.trim());
  const line = (level === 1 ? '=' : '-').repeat(Math.min(60, Math.max(3, text.trim().length)));
  return [...words(text.trim()), `\n${line}`];
}

function address(plan: TextPlan, href: string, label: string | RichElement): Segment[] {
  return href === '' ? [] : [' <', plan.links.slot(href, label, 'text'), '>'];
}

/** Paragraphs and lists, with an empty line between them. */
function richPart(plan: TextPlan, nodes: readonly RichNode[]): Segment[] {
  const parts = nodes.map((node) => richBlock(plan, node, '')).filter((part) => part.length > 0);
  return parts.flatMap((part, index) => (index === 0 ? part : ['\n\n', ...part]));
}

function richBlock(plan: TextPlan, node: RichNode, indent: string): Segment[] {
  if (typeof node === 'string' || (node.tag !== 'ul' && node.tag !== 'ol'))
    return trimEnds(inline(plan, typeof node === 'string' ? [node] : node.children));
  const items = node.children.filter((child): child is RichElement => typeof child !== 'string' && child.tag === 'li');
  return items.flatMap((item, index): Segment[] => {
    const bullet = node.tag === 'ol' ? `${index + 1}. ` : '- ';
    return [`${index === 0 ? '' : '\n'}${indent}${bullet}`, ...itemParts(plan, item, `${indent}${' '.repeat(bullet.length)}`)];
  });
}

/** What stands in one item of a list; a list within it is indented below it. */
function itemParts(plan: TextPlan, item: RichElement, indent: string): Segment[] {
  const parts: Segment[][] = [];
  let loose: RichNode[] = [];
  const flush = () => {
    if (plainWords(loose).trim() !== '') parts.push(trimEnds(inline(plan, loose)));
    loose = [];
  };
  for (const child of item.children) {
    if (typeof child === 'string' || !['p', 'ul', 'ol'].includes(child.tag)) {
      loose.push(child);
      continue;
    }
    flush();
    const part = richBlock(plan, child, indent);
    parts.push(child.tag === 'p' && parts.length > 0 ? [indent, ...part] : part);
  }
  flush();
  return parts.filter((part) => part.length > 0).flatMap((part, index) => (index === 0 ? part : ['\n', ...part]));
}

/** Words without spaces before the first and after the last; nothing when there are only spaces. */
function trimEnds(segments: readonly Segment[]): Segment[] {
  return joinSegments(segments)
    .map((segment, index, all) => {
      if (typeof segment !== 'string') return segment;
      const started = index === 0 ? segment.trimStart() : segment;
      return index === all.length - 1 ? started.trimEnd() : started;
    })
    .filter((segment) => segment !== '');
}

function inline(plan: TextPlan, nodes: readonly RichNode[]): Segment[] {
  return nodes.flatMap((node): Segment[] => {
    if (typeof node === 'string') return words(node.replaceAll('\u00a0', ' '));
    if (node.tag === 'br') return ['\n'];
    const inner = inline(plan, node.children);
    if (node.tag !== 'a' || node.href === '') return inner;
    // An address that is its own label is written once.
    const said = plainWords(node.children).trim().toLowerCase();
    const bare = node.href
      .toLowerCase()
      .replace(/^(https?:\/\/|mailto:|tel:)/, '')
      .replace(/\/$/, '');
    if (said === bare || said === node.href.toLowerCase()) return [plan.links.slot(node.href, node, 'text')];
    return [...inner, ...address(plan, node.href, node)];
  });
}

function footerParts(plan: TextPlan): Segment[][] {
  const { style } = plan;
  const links = footerLinks(plan.footer, plan.language, 'text').flatMap(({ label, address: url }, index): Segment[] => [
    `${index === 0 ? '' : '\n'}${label}: `,
    url,
  ]);
  const contact = [contactLine(style), style.email, style.website, style.senderLine].filter((part) => part !== '').join('\n');
  return [reasonSentence(plan.footer, plan.language, 'text'), links, [contact]];
}
