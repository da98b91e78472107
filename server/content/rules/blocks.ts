// Walking through the blocks of a message in the order people read them.
import type { Block, LeafBlock } from '../contract.ts';

/** Every block in reading order, those in columns after the columns block itself. */
export function allBlocks(blocks: readonly Block[]): Block[] {
  return blocks.flatMap((one) => (one.type === 'columns' ? [one, ...one.columns.flat()] : [one]));
}

/** Every leaf block in reading order. */
export function leafBlocks(blocks: readonly Block[]): LeafBlock[] {
  return allBlocks(blocks).filter((one): one is LeafBlock => one.type !== 'columns');
}
