// The blocks of a message as MJML. No word an author typed stands in what these functions give: they
// keep it aside and put a mark in its place (see html-part.ts).
import type { Block, HouseStyle, ImageBlock, LeafBlock } from './contract.ts';
import type { FooterPlan } from './footer.ts';
import type { Palette } from './house-style.ts';
import type { MailLanguage } from './rules/languages.ts';
import type { LinkBook } from './links.ts';
import { compileMerge, escapeHtml } from './rules/merge.ts';
import type { Segment } from './rules/merge.ts';
import { readRichText } from './richtext.ts';
import type { RichNode } from './richtext.ts';
import type { MjmlNode } from 'mjml';

/** An image of the library's own collection as it can be shown in mail. */
export interface MailImage {
  url: string;
  width: number;
  height: number;
}

export interface HtmlPlan {
  subject: string;
  preheader: string;
  blocks: readonly Block[];
  style: HouseStyle;
  language: MailLanguage;
  footer: FooterPlan;
  images: Readonly<Record<string, MailImage>>;
  links: LinkBook;
}

export const sans = "'Atkinson Hyperlegible Next', 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";
export const serif = "Literata, Georgia, 'Times New Roman', serif";
/** What the makers of parts of the page share. */
export interface Page {
  plan: HtmlPlan;
  light: Palette;
  /** Keeps segments aside and gives the mark that stands for them. */
  mark: (segments: readonly Segment[]) => string;
}

/** Words on their own row, in the look of running text. */
export function text(page: Page, content: string, attributes: Record<string, string> = {}): MjmlNode {
  return {
    tagName: 'mj-text',
    attributes: {
      'font-family': sans,
      'font-size': '16px',
      'line-height': '1.5',
      color: page.light.text,
      padding: '0 0 4px',
      'css-class': 'kb-text',
      ...attributes,
    },
    content,
  };
}

/** One leaf block; nothing for an image that is not there. */
export function leaf(page: Page, block: LeafBlock, width: number): MjmlNode[] {
  switch (block.type) {
    case 'heading':
      return [heading(page, block.level, block.text)];
    case 'text':
      return [text(page, page.mark(richHtml(page, readRichText(block.html))))];
    case 'image':
      return image(page, block, width);
    case 'button':
      return [button(page, block.label, block.href)];
    case 'divider':
      return [divider(page)];
  }
}

const headingSizes = { 1: '26px', 2: '21px', 3: '17px' } as const;

function heading(page: Page, level: 1 | 2 | 3, words: string): MjmlNode {
  const look = `margin:0;font-family:${serif};font-size:${headingSizes[level]};font-weight:600;line-height:1.25;color:${page.light.text};`;
  const content = page.mark(compileMerge(words, 'html').segments);
  return text(page, `<h${level} style="${look}">${content}</h${level}>`, { padding: '6px 0 10px' });
}

function button(page: Page, label: string, href: string): MjmlNode {
  const { button: background, buttonText } = page.light;
  return {
    tagName: 'mj-button',
    attributes: {
      // Without an address it is drawn but leads nowhere; the checks keep such a message from leaving.
      ...(href === '' ? {} : { href: page.mark([page.plan.links.slot(href, label, 'attribute')]) }),
      'background-color': background,
      color: buttonText,
      'font-family': sans,
      'font-size': '16px',
      'font-weight': '600',
      'line-height': '120%',
      'inner-padding': '13px 22px',
      'border-radius': '6px',
      align: 'left',
      padding: '4px 0 18px',
      'css-class': 'kb-button',
    },
    content: page.mark(compileMerge(label, 'html').segments),
  };
}

/** A thin line across. */
export const divider = (page: Page): MjmlNode => ({
  tagName: 'mj-divider',
  attributes: {
    'border-width': '1px',
    'border-color': page.light.line,
    padding: '8px 0 16px',
    'css-class': 'kb-line',
  },
});

/** The address of an image, or an empty text when there is none (the checks report that). */
export function imageAddress(block: ImageBlock, images: Readonly<Record<string, MailImage>>): string {
  if (block.imageId === null) return block.url;
  return Object.hasOwn(images, block.imageId) ? (images[block.imageId]?.url ?? '') : '';
}

function image(page: Page, block: ImageBlock, width: number): MjmlNode[] {
  const { plan, mark } = page;
  const address = imageAddress(block, plan.images);
  if (address === '') return [];
  const wanted = Math.round((width * block.width) / 100);
  const natural = block.imageId === null ? wanted : (plan.images[block.imageId]?.width ?? wanted);
  return [
    {
      tagName: 'mj-image',
      attributes: {
        src: mark([escapeHtml(address)]),
        alt: block.decorative ? '' : mark(compileMerge(block.alt, 'attribute').segments),
        ...(block.href === '' ? {} : { href: mark([plan.links.slot(block.href, block.alt, 'attribute')]) }),
        width: `${Math.max(1, Math.min(wanted, natural))}px`,
        align: 'left',
        padding: '2px 0 16px',
        'font-size': '16px',
        'css-class': 'kb-image',
      },
    },
  ];
}

const richLooks: Partial<Record<string, string>> = {
  p: 'margin:0 0 12px;',
  ul: 'margin:0 0 12px;padding:0 0 0 24px;',
  ol: 'margin:0 0 12px;padding:0 0 0 24px;',
  li: 'margin:0 0 6px;',
};

function richHtml(page: Page, nodes: readonly RichNode[], within = ''): Segment[] {
  return nodes.flatMap((node): Segment[] => {
    if (typeof node === 'string') return compileMerge(node, 'html').segments;
    if (node.tag === 'br') return ['<br>'];
    const inner = richHtml(page, node.children, node.tag);
    if (node.tag === 'a') {
      if (node.href === '') return inner;
      const slot = page.plan.links.slot(node.href, node, 'attribute');
      return ['<a href="', slot, `" class="kb-link" style="color:${page.light.link};text-decoration:underline;">`, ...inner, '</a>'];
    }
    const look = within === 'li' && node.tag === 'p' ? 'margin:0;' : richLooks[node.tag];
    return [look === undefined ? `<${node.tag}>` : `<${node.tag} style="${look}">`, ...inner, `</${node.tag}>`];
  });
}
