// Every text an author wrote in a draft, with its place: the one list that merge problems, the fields
// used and the checks are all made from.
import { leafBlocks } from './rules/blocks.ts';
import type { Block, ContentPlace, LeafBlock } from './contract.ts';
import { plainWords, readRichText, richLinks } from './richtext.ts';

export interface WrittenText {
  place: ContentPlace;
  text: string;
}

/** Subject, preheader, and the words and addresses of all blocks, in reading order. */
export function writtenTexts(draft: { subject: string; preheader: string; blocks: readonly Block[] }): WrittenText[] {
  return [
    { place: { field: 'subject' as const }, text: draft.subject },
    { place: { field: 'preheader' as const }, text: draft.preheader },
    ...leafBlocks(draft.blocks).flatMap((block) => textsOf(block).map((text) => ({ place: { block: block.id }, text }))),
  ].filter(({ text }) => text.trim() !== '');
}

function textsOf(block: LeafBlock): string[] {
  switch (block.type) {
    case 'heading':
      return [block.text];
    case 'text': {
      const nodes = readRichText(block.html);
      // Paragraphs apart: a field cannot begin in one and end in another.
      return [...nodes.map((node) => plainWords([node])), ...richLinks(nodes).map((link) => link.href)];
    }
    case 'image':
      return block.decorative ? [block.href] : [block.alt, block.href];
    case 'button':
      return [block.label, block.href];
    case 'divider':
      return [];
  }
}
