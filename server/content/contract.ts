// The shapes of content as it travels: the blocks the editor sends, the look of a library, and what
// the checks found. Shapes and limits only, so that the workbench may use them; cleaning what was
// sent is richtext.ts. The footer is not a block: footer.ts makes it and nobody can remove it.
import { z } from 'zod';
import { footerLinks, reasonOf, reasonSentence } from './footer.ts';
import type { Reason } from './footer.ts';
import { palettes } from './house-style.ts';
import type { Palette } from './house-style.ts';
import { allBlocks } from './rules/blocks.ts';
import { mergeFields, mergeFilters, sampleValues } from './rules/fields.ts';
import { hrefProblem } from './rules/href.ts';
import type { HrefProblem } from './rules/href.ts';
import { mailLanguages } from './rules/languages.ts';
import type { MailLanguage } from './rules/languages.ts';
import { compileMerge, fieldValue } from './rules/merge.ts';

export const blockLimits = {
  blocks: 120,
  blocksInColumn: 20,
  textLength: 20_000,
  headingLength: 200,
  labelLength: 80,
  altLength: 400,
  totalLength: 200_000,
} as const;

const blockId = z.string().regex(/^[A-Za-z0-9_-]{1,40}$/);

// Control characters never belong in what an author types; the line break in a text block is a tag.
const line = (maximum: number) =>
  z
    .string()
    .max(maximum)
    .overwrite((text) => text.toWellFormed().replace(/[\u0000-\u001f\u007f]+/g, ' '));

/** A link's address: empty in an unfinished draft, otherwise one that may be used. */
const href = z
  .string()
  .max(2000)
  .overwrite((text) => text.trim())
  .superRefine((text, context) => {
    const problem = text === '' ? null : hrefProblem(text);
    if (problem !== null) context.addIssue({ code: 'custom', message: `content.href.${problem}`, params: { problem } });
  });

const webAddress = href.refine((text) => text === '' || /^https:/i.test(text), {
  message: 'content.href.https',
});

export const headingBlock = z.strictObject({
  id: blockId,
  type: z.literal('heading'),
  level: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  text: line(blockLimits.headingLength),
});

export const textBlock = z.strictObject({
  id: blockId,
  type: z.literal('text'),
  /** Limited html from the editor: p, strong, em, a[href], ul, ol, li, br. */
  html: z.string().max(blockLimits.textLength),
});

export const imageBlock = z.strictObject({
  id: blockId,
  type: z.literal('image'),
  /** An image of the library's own collection … */
  imageId: z.string().max(64).nullable().default(null),
  /** … or one elsewhere on the web. */
  url: webAddress.default(''),
  alt: line(blockLimits.altLength).default(''),
  /** Says nothing the text does not say; screen readers skip it. */
  decorative: z.boolean().default(false),
  href: href.default(''),
  /** Percentage of the width of its column. */
  width: z.int().min(10).max(100).default(100),
});

export const buttonBlock = z.strictObject({
  id: blockId,
  type: z.literal('button'),
  label: line(blockLimits.labelLength),
  href: href.default(''),
});

export const dividerBlock = z.strictObject({ id: blockId, type: z.literal('divider') });

const leafBlock = z.discriminatedUnion('type', [headingBlock, textBlock, imageBlock, buttonBlock, dividerBlock]);

export const columnsBlock = z.strictObject({
  id: blockId,
  type: z.literal('columns'),
  columns: z.array(z.array(leafBlock).max(blockLimits.blocksInColumn)).min(2).max(3),
});

const block = z.discriminatedUnion('type', [headingBlock, textBlock, imageBlock, buttonBlock, dividerBlock, columnsBlock]);

/** The blocks of one message. Columns hold leaf blocks only, so the tree is two levels deep at most. */
export const blocksSchema = z
  .array(block)
  .max(blockLimits.blocks)
  .superRefine((blocks, context) => {
    const seen = new Set<string>();
    let length = 0;
    for (const one of allBlocks(blocks)) {
      if (seen.has(one.id))
        context.addIssue({
          code: 'custom',
          message: 'content.block.same-id',
          params: { id: one.id },
        });
      seen.add(one.id);
      length += one.type === 'text' ? one.html.length : 200;
    }
    if (seen.size > blockLimits.blocks || length > blockLimits.totalLength) {
      context.addIssue({ code: 'custom', message: 'content.block.too-much' });
    }
  });

export type LeafBlock = z.infer<typeof leafBlock>;
export type ColumnsBlock = z.infer<typeof columnsBlock>;
export type Block = z.infer<typeof block>;
export type ImageBlock = z.infer<typeof imageBlock>;

const trimmed = (maximum: number) => line(maximum).overwrite((text) => text.trim());

/** An address of the library itself: one site, the same for every reader. */
const siteAddress = trimmed(500).refine(
  (text) => text === '' || (/^https?:/i.test(text) && hrefProblem(text) === null && !text.includes('{{')),
  { message: 'content.href.scheme' },
);

/** How a library looks and presents itself in its messages. */
export const houseStyleSchema = z.strictObject({
  libraryName: trimmed(120).min(1),
  /** `#rrggbb`, used for the band on top, buttons and links. */
  colour: z.string().regex(/^#[0-9a-f]{6}$/i),
  logoUrl: siteAddress.default(''),
  /** A sentence of the library's own at the very end: "Antwoorden mag gewoon." */
  senderLine: trimmed(200).default(''),
  address: trimmed(200).default(''),
  phone: trimmed(40).default(''),
  email: trimmed(254).default(''),
  website: siteAddress.default(''),
  language: z.enum(mailLanguages).default('nl'),
});
export type HouseStyle = z.infer<typeof houseStyleSchema>;

/** Where something stands: a field of the mailing, or a block by its id. */
export const contentPlaceSchema = z.union([
  z.strictObject({ field: z.enum(['subject', 'preheader', 'blocks', 'houseStyle', 'settings']) }),
  z.strictObject({ block: z.string() }),
]);
export type ContentPlace = z.infer<typeof contentPlaceSchema>;

/** Something to mend before a message leaves; `code` is the key of its sentence. */
export const findingSchema = z.strictObject({
  severity: z.enum(['error', 'warning']),
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  place: contentPlaceSchema,
});

/** The merge fields and filters the editor offers. */
export const offeredFields = {
  fields: mergeFields,
  filters: mergeFilters.map(({ key, on, label }) => ({ key, on, label })),
};

/** What a merge field (`{{voornaam|lezer}}`) shows the invented reader in a mail of this language; undefined when it is no field. */
export function fieldSample(token: string, language: MailLanguage): string | undefined {
  const [slot, ...more] = compileMerge(token, 'text').segments;
  if (typeof slot !== 'object' || slot.kind !== 'field' || more.length > 0) return undefined;
  return fieldValue(slot, { values: sampleValues(), language });
}

/** How a reader without a name is called, in the language of the mail. */
export const readerWords: Record<MailLanguage, string> = { nl: 'lezer', en: 'reader', fr: 'lecteur', de: 'Leser' };

/** The words of the locked footer of a mailing, so that the editor shows what readers get. */
export function footerWords(reason: Reason): { reason: string; links: string[] } {
  const plan = { reason: reasonOf(reason), unsubscribe: !reason.service, view: false };
  return {
    reason: reasonSentence(plan, reason.language, 'text')
      .map((piece) => (typeof piece === 'string' ? piece : plan.reason))
      .join(''),
    links: footerLinks(plan, reason.language, 'text').map(({ label }) => label),
  };
}

/** The colours of a mail in this house colour on a light screen, so that the editor draws what readers get. */
export function mailColours(colour: string): Palette {
  return palettes(colour).light;
}

/** What keeps a link's address from being saved, as the key of its sentence; undefined when it may. An empty one is only unfinished. */
export function hrefSentence(href: string): `content.href.${HrefProblem}` | undefined {
  const problem = href.trim() === '' ? null : hrefProblem(href.trim());
  return problem === null ? undefined : `content.href.${problem}`;
}
