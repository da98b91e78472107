// The limited html of text blocks: cleaned when written, and read into a small tree from which the
// html part and the text part are both made.
//
// Cleaning keeps eight tags and one attribute. Reading does not trust that cleaning happened: what is
// not one of the eight tags is text and will be escaped like text.
import sanitizeHtml from 'sanitize-html';
import { hrefProblem } from './rules/href.ts';

export type RichTag = 'p' | 'strong' | 'em' | 'a' | 'ul' | 'ol' | 'li' | 'br';
export interface RichElement {
  tag: RichTag;
  href: string;
  children: RichNode[];
}
export type RichNode = string | RichElement;

const tags: readonly string[] = ['p', 'strong', 'em', 'a', 'ul', 'ol', 'li', 'br'];
const maximumDepth = 12;

/** The html of a text block as it is kept: only what a mail may contain, links only to allowed addresses. */
export function cleanRichText(html: string): string {
  const clean = sanitizeHtml(mendTokens(html.toWellFormed()), {
    allowedTags: [...tags],
    allowedAttributes: { a: ['href'] },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowProtocolRelative: false,
    nestingLimit: maximumDepth,
    transformTags: { b: 'strong', i: 'em', div: 'p', h1: 'p', h2: 'p', h3: 'p', h4: 'p' },
  });
  return dropBadLinks(clean.replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, ''));
}

/** A field half in bold is still that field: `{{<strong>voor</strong>naam}}` → `{{voornaam}}`. */
function mendTokens(html: string): string {
  return html.replace(/\{\{(?:[^{}<>]|<[^<>{}]{0,200}>){1,200}\}\}/g, (token) => token.replace(/<[^<>]*>/g, ''));
}

/** Links whose address is refused keep their words and lose the address; the checks then point at them. */
function dropBadLinks(html: string): string {
  const clean = (node: RichNode): RichNode => {
    if (typeof node === 'string') return node;
    const href = node.tag === 'a' && hrefProblem(node.href) === null ? node.href : '';
    return { ...node, href, children: node.children.map(clean) };
  };
  return writeRichText(readRichText(html).map(clean));
}

/** The tree of a cleaned text. Top level holds paragraphs and lists; loose words become a paragraph. */
export function readRichText(html: string): RichNode[] {
  const root: RichElement = { tag: 'p', href: '', children: [] };
  const open: RichElement[] = [root];
  let cursor = 0;
  for (const match of html.matchAll(/<(\/?)([a-z]{1,6})(?: href="([^"<>]*)")? ?\/?>/g)) {
    const [whole, slash, name = '', address = ''] = match;
    if (!tags.includes(name)) continue;
    addText(open, html.slice(cursor, match.index));
    cursor = match.index + whole.length;
    if (slash === '/') closeTag(open, name);
    else openTag(open, name as RichTag, decodeEntities(address));
  }
  addText(open, html.slice(cursor));
  return wrapLoose(root.children);
}

function addText(open: RichElement[], html: string): void {
  // White space in html is one space, however the editor broke its lines.
  if (html !== '') open.at(-1)?.children.push(decodeEntities(html.replace(/[ \t\r\n]+/g, ' ')));
}

function openTag(open: RichElement[], tag: RichTag, href: string): void {
  const element: RichElement = { tag, href, children: [] };
  open.at(-1)?.children.push(element);
  if (tag !== 'br' && open.length <= maximumDepth) open.push(element);
}

function closeTag(open: RichElement[], name: string): void {
  const at = open.findLastIndex((element, index) => index > 0 && element.tag === name);
  if (at > 0) open.length = at;
}

const isBlock = (node: RichNode) => typeof node !== 'string' && ['p', 'ul', 'ol'].includes(node.tag);

function wrapLoose(nodes: RichNode[]): RichNode[] {
  const blocks: RichNode[] = [];
  let loose: RichElement | null = null;
  for (const node of nodes) {
    if (isBlock(node)) {
      loose = null;
      blocks.push(node);
    } else if (loose !== null) {
      loose.children.push(node);
    } else if (typeof node !== 'string' || node.trim() !== '') {
      loose = { tag: 'p', href: '', children: [node] };
      blocks.push(loose);
    }
  }
  return blocks;
}

const entities: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
};

function decodeEntities(html: string): string {
  return html.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi, (entity, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return entities[name] ?? entity;
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return code > 0x1f && code <= 0x10_ffff ? String.fromCodePoint(code) : '';
  });
}

/** The tree written as html again, escaped; the form that is kept. */
export function writeRichText(nodes: readonly RichNode[]): string {
  return nodes.map(writeNode).join('');
}

const escapeKept = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function writeNode(node: RichNode): string {
  if (typeof node === 'string') return escapeKept(node);
  if (node.tag === 'br') return '<br>';
  const address = node.tag === 'a' ? ` href="${escapeKept(node.href).replaceAll('"', '&quot;')}"` : '';
  return `<${node.tag}${address}>${writeRichText(node.children)}</${node.tag}>`;
}

/** All words of a tree without marks; a line break reads as a space. */
export function plainWords(nodes: readonly RichNode[]): string {
  return nodes.map((node) => (typeof node === 'string' ? node : node.tag === 'br' ? ' ' : plainWords(node.children))).join('');
}

/** Every link of a tree, in reading order. */
export function richLinks(nodes: readonly RichNode[]): RichElement[] {
  return nodes.flatMap((node) => (typeof node === 'string' ? [] : node.tag === 'a' ? [node] : richLinks(node.children)));
}
