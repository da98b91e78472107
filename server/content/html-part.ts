// The html part of a message: blocks → MJML → segments.
//
// MJML lays out and writes old-client markup; it escapes nothing. So it never sees a word an author
// typed: every text and address goes through it as a numbered mark (`kbp12q`), and the marks are
// replaced by our own escaped segments afterwards.
import type { LeafBlock } from './contract.ts';
import { contactLine, footerLinks, reasonSentence } from './footer.ts';
import { divider, leaf, serif, text } from './html-blocks.ts';
import type { HtmlPlan, Page } from './html-blocks.ts';
import { palettes } from './house-style.ts';
import type { Palette } from './house-style.ts';
import { compileMerge, escapeHtml, joinSegments } from './rules/merge.ts';
import type { Segment } from './rules/merge.ts';
import type { MjmlNode } from 'mjml';

const cardWidth = 600;
const side = 26;
const gutter = 20;

/** The html part as segments, ready to be filled per reader. */
export async function compileHtml(plan: HtmlPlan): Promise<Segment[]> {
  const kept: (readonly Segment[])[] = [];
  const { light, dark } = palettes(plan.style.colour);
  const page: Page = { plan, light, mark: (segments) => `kbp${kept.push(segments) - 1}q` };
  // Loading MJML takes a second; a process that only fills compiled messages never needs it.
  const { default: mjml } = await import('mjml');
  const { html } = await mjml(document(page, dark), { fonts: {}, validationLevel: 'strict' });
  const skeleton = html
    .trim()
    .replace(/\s*\n\s*/g, '\n')
    .replace(/(<div|<body|<td|<table|<a|<img|<p)\s+/g, '$1 ');
  const segments: Segment[] = [];
  let cursor = 0;
  for (const match of skeleton.matchAll(/kbp(\d+)q/g)) {
    segments.push(skeleton.slice(cursor, match.index), ...(kept[Number(match[1])] ?? []));
    cursor = match.index + match[0].length;
  }
  segments.push(skeleton.slice(cursor));
  return joinSegments(segments);
}

function document(page: Page, dark: Palette): MjmlNode {
  const { plan, light, mark } = page;
  const title = mark(compileMerge(plan.subject, 'attribute').segments);
  const preview: MjmlNode[] =
    plan.preheader.trim() === ''
      ? []
      : // The signs after it keep clients from adding the first words of the message to the preview.
        [
          {
            tagName: 'mj-preview',
            content: mark(compileMerge(plan.preheader, 'html').segments) + '&#847;&zwnj;&nbsp;'.repeat(40),
          },
        ];
  return {
    tagName: 'mjml',
    attributes: { lang: plan.language, dir: 'ltr' },
    children: [
      {
        tagName: 'mj-head',
        children: [
          { tagName: 'mj-title', content: title },
          ...preview,
          {
            tagName: 'mj-raw',
            content:
              '<meta name="color-scheme" content="light dark">\n<meta name="supported-color-schemes" content="light dark">\n<meta name="format-detection" content="telephone=no,date=no,address=no">',
          },
          { tagName: 'mj-style', content: screenStyle(light, dark) },
        ],
      },
      {
        tagName: 'mj-body',
        attributes: {
          'background-color': light.page,
          width: `${cardWidth}px`,
        },
        children: [
          {
            tagName: 'mj-wrapper',
            attributes: { 'background-color': light.card, padding: '0', 'css-class': 'kb-card' },
            children: [band(page), ...sections(page), footer(page)],
          },
        ],
      },
    ],
  };
}

/** Colours for dark screens; clients that do not know the query keep the light ones, which read well too. */
function screenStyle(light: Palette, dark: Palette): string {
  const rules = (scope: string) =>
    [
      `${scope}div[role="article"] { background-color:${dark.page} !important; }`,
      `${scope}.kb-card, ${scope}.kb-card table { background:${dark.card} !important; background-color:${dark.card} !important; }`,
      `${scope}.kb-text div, ${scope}.kb-text h1, ${scope}.kb-text h2, ${scope}.kb-text h3 { color:${dark.text} !important; }`,
      `${scope}.kb-quiet div { color:${dark.quiet} !important; }`,
      `${scope}.kb-link, ${scope}.kb-image a { color:${dark.link} !important; }`,
      `${scope}.kb-button td { background:${dark.button} !important; }`,
      `${scope}.kb-button a { background:${dark.button} !important; color:${dark.buttonText} !important; }`,
      `${scope}.kb-band, ${scope}.kb-band table { background:${dark.band} !important; background-color:${dark.band} !important; }`,
      `${scope}.kb-band div { color:${dark.bandText} !important; }`,
      // A logo was drawn for paper: it keeps its white ground.
      `${scope}.kb-logo, ${scope}.kb-logo table { background:#ffffff !important; background-color:#ffffff !important; }`,
      `${scope}.kb-line p { border-top-color:${dark.line} !important; }`,
    ].join('\n');
  return `.kb-image a { color:${light.link}; }
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
body { background-color:${dark.page} !important; }
${rules('')}
}
${rules('[data-ogsc] ')}`;
}

const section = (attributes: Record<string, string>, columns: MjmlNode[]): MjmlNode => ({
  tagName: 'mj-section',
  attributes: { padding: `0 ${side}px`, ...attributes },
  children: columns,
});

const column = (children: MjmlNode[], attributes: Record<string, string> = {}): MjmlNode => ({
  tagName: 'mj-column',
  attributes,
  children,
});

/** The top: the library's logo, or its name on its colour. */
function band({ plan, light, mark }: Page): MjmlNode {
  const { style } = plan;
  const name = mark([escapeHtml(style.libraryName)]);
  if (style.logoUrl !== '') {
    return section(
      {
        padding: `18px ${side}px`,
        'background-color': '#ffffff',
        'border-top': `6px solid ${light.band}`,
        'css-class': 'kb-logo',
      },
      [
        column([
          {
            tagName: 'mj-image',
            attributes: {
              src: mark([escapeHtml(style.logoUrl)]),
              alt: name,
              align: 'left',
              width: '200px',
              padding: '0',
              'font-size': '18px',
            },
          },
        ]),
      ],
    );
  }
  return section({ padding: `16px ${side}px`, 'background-color': light.band, 'css-class': 'kb-band' }, [
    column([
      {
        tagName: 'mj-text',
        attributes: {
          'font-family': serif,
          'font-size': '20px',
          'font-weight': '600',
          'line-height': '1.3',
          color: light.bandText,
          padding: '0',
        },
        content: name,
      },
    ]),
  ]);
}

/** Neighbouring leaf blocks share one section; a columns block has its own. */
function sections(page: Page): MjmlNode[] {
  const made: MjmlNode[] = [section({ padding: '22px 0 0' }, [])];
  let leaves: MjmlNode[] | null = null;
  for (const block of page.plan.blocks) {
    if (block.type === 'columns') {
      leaves = null;
      made.push(columns(page, block.columns));
      continue;
    }
    if (leaves === null) {
      leaves = [];
      made.push(section({}, [column(leaves)]));
    }
    leaves.push(...leaf(page, block, cardWidth - 2 * side));
  }
  return made;
}

function columns(page: Page, lists: readonly LeafBlock[][]): MjmlNode {
  const width = Math.floor((cardWidth - 2 * side) / lists.length);
  return section(
    {},
    lists.map((blocks, index) => {
      const last = index === lists.length - 1;
      return column(
        blocks.flatMap((block) => leaf(page, block, width - (last ? 0 : gutter))),
        { padding: last ? '0' : `0 ${gutter}px 0 0` },
      );
    }),
  );
}

function footer(page: Page): MjmlNode {
  const { plan, light, mark } = page;
  const { style } = plan;
  const look = `color:${light.link};text-decoration:underline;`;
  const links = footerLinks(plan.footer, plan.language, 'attribute').flatMap(({ label, address }, index): Segment[] => [
    `${index === 0 ? '' : ' &middot; '}<a href="`,
    address,
    `" class="kb-link" style="${look}">${escapeHtml(label)}</a>`,
  ]);
  const contact = [escapeHtml(contactLine(style))];
  if (style.email !== '')
    contact.push(`<a href="mailto:${escapeHtml(encodeURI(style.email))}" class="kb-link" style="${look}">${escapeHtml(style.email)}</a>`);
  if (style.website !== '') {
    const shown = style.website.replace(/^https?:\/\//i, '').replace(/\/$/, '');
    contact.push(`<a href="${escapeHtml(style.website)}" class="kb-link" style="${look}">${escapeHtml(shown)}</a>`);
  }
  if (style.senderLine !== '') contact.push(escapeHtml(style.senderLine));
  const content = [
    '<p style="margin:0 0 8px;">',
    ...reasonSentence(plan.footer, plan.language, 'html'),
    '</p><p style="margin:0 0 8px;">',
    ...links,
    `</p><p style="margin:0;">${contact.join('<br>')}</p>`,
  ];
  return section({ padding: `10px ${side}px 26px` }, [
    column([
      divider(page),
      text(page, mark(content), {
        'font-size': '14px',
        // 24 pixels a line: the links below each other can then be told apart by a thumb (WCAG 2.5.8)
        'line-height': '1.75',
        color: light.quiet,
        padding: '0',
        'css-class': 'kb-quiet',
      }),
    ]),
  ]);
}
