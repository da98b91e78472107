// From a draft to a message, in two steps that every use shares:
//
// 1. compileMailing reads subject, preheader and blocks once: the html part through MJML, the text
//    part from the blocks, the links in one numbered list, the footer added. The outcome is plain
//    data and is stored with the mailing when sending begins.
// 2. renderFor puts one reader's values and addresses in. Test mail, preview, the card and bulk
//    sending all use it, so what staff saw is to the byte what the reader gets.
import type { Block, HouseStyle } from './contract.ts';
import type { FieldKey, MergeValues } from './rules/fields.ts';
import { sampleValues } from './rules/fields.ts';
import type { FooterPlan } from './footer.ts';
import { compileHtml } from './html-part.ts';
import type { MailImage } from './html-blocks.ts';
import type { MailLanguage } from './rules/languages.ts';
import { startLinkBook } from './links.ts';
import type { CompiledLink } from './links.ts';
import { compileMerge, fillSegments } from './rules/merge.ts';
import type { MailUrls, MergeProblem, Personal, Segment } from './rules/merge.ts';
import { compileText } from './text-part.ts';
import { writtenTexts } from './written.ts';

export interface MailingDraft {
  subject: string;
  preheader: string;
  blocks: readonly Block[];
  houseStyle: HouseStyle;
  language: MailLanguage;
  footer: FooterPlan;
  /** The library's images by id, as far as the blocks use them. */
  images: Readonly<Record<string, MailImage>>;
}

export interface CompiledMailing {
  version: 1;
  language: MailLanguage;
  subject: Segment[];
  preheader: Segment[];
  html: Segment[];
  text: Segment[];
  links: CompiledLink[];
  /** Whether readers can unsubscribe, and so whether the List-Unsubscribe headers are there. */
  unsubscribe: boolean;
  /** The fields used, so that sending fetches no more of a reader than it needs. */
  fields: FieldKey[];
  problems: MergeProblem[];
  unknownFields: string[];
  /** Size of the html part for the sample reader. */
  htmlBytes: number;
}

export interface RenderedMail {
  subject: string;
  preheader: string;
  html: string;
  text: string;
}

/** Above this Gmail cuts a message off, and with it the unsubscribe link. */
export const maximumHtmlBytes = 102 * 1024;

/** Compiles a draft once. Never fails on what an author wrote: problems are listed, and shown by the checks. */
export async function compileMailing(draft: MailingDraft): Promise<CompiledMailing> {
  const links = startLinkBook();
  const plan = { ...draft, style: draft.houseStyle, links };
  const html = await compileHtml(plan);
  const text = compileText(plan);
  const written = writtenTexts(draft);
  const problems = written.flatMap(({ text: source }) => compileMerge(source, 'text').problems);
  const compiled: CompiledMailing = {
    version: 1,
    language: draft.language,
    subject: compileMerge(draft.subject.trim(), 'header').segments,
    preheader: compileMerge(draft.preheader.trim(), 'text').segments,
    html,
    text,
    links: links.all(),
    unsubscribe: draft.footer.unsubscribe,
    fields: usedFields(written.map(({ text: source }) => source)),
    problems,
    unknownFields: [...new Set(problems.filter((problem) => problem.kind === 'unknown-field').map((problem) => problem.text))],
    htmlBytes: 0,
  };
  const sample = renderFor(compiled, sampleValues(), sampleUrls);
  return { ...compiled, htmlBytes: Buffer.byteLength(sample.html) };
}

function usedFields(sources: string[]): FieldKey[] {
  const slots = sources.flatMap((source) => compileMerge(source, 'text').segments);
  return [...new Set(slots.flatMap((slot) => (typeof slot !== 'string' && slot.kind === 'field' ? [slot.field] : [])))].sort();
}

// As long as real addresses with their tokens are, so that the measured size is an honest one.
const sampleUrls: MailUrls = {
  link: (_position, target) => target,
  unsubscribe: `https://mail.bibliotheek.example/u/${'x'.repeat(64)}`,
  preferences: `https://mail.bibliotheek.example/v/${'x'.repeat(64)}`,
  view: `https://mail.bibliotheek.example/w/${'x'.repeat(64)}`,
};

/** What filling needs to know of one reader, in the form every part is filled with. */
export function personalFor(compiled: CompiledMailing, values: MergeValues, urls: MailUrls): Personal {
  const personal: Personal = {
    language: compiled.language,
    values,
    urls,
    targets: (position) => {
      const link = compiled.links[position];
      if (link === undefined) throw new RangeError(`no link at position ${position}`);
      const [only] = link.target;
      return link.target.length === 1 && typeof only === 'string' ? only : fillSegments(link.target, personal);
    },
  };
  return personal;
}

/** The message of one reader. The same input always gives the same bytes. */
export function renderFor(compiled: CompiledMailing, values: MergeValues, urls: MailUrls): RenderedMail {
  const personal = personalFor(compiled, values, urls);
  return {
    subject: subjectFor(compiled, personal),
    preheader: fillSegments(compiled.preheader, personal),
    html: fillSegments(compiled.html, personal),
    text: fillSegments(compiled.text, personal),
  };
}

/** The subject of one reader: an absent name leaves no double or leading space. */
export function subjectFor(compiled: CompiledMailing, personal: Personal): string {
  return fillSegments(compiled.subject, personal).replace(/ {2,}/g, ' ').trim();
}
