// What the editor does to the blocks of a mail: pure, a new list each time, blocks found by their id
// whether they stand on their own or in a column.
import type { Block, ColumnsBlock, LeafBlock } from '../../server/content/contract.ts';

export type { Block, LeafBlock, ColumnsBlock };
export type BlockType = Block['type'];

export const blockTypes = ['heading', 'text', 'image', 'button', 'columns', 'divider'] as const;

/** A place in the mail: before which block, in the mail itself or in a column. */
export interface Place {
  /** Of a columns block; undefined in the mail itself. */
  column?: { id: string; index: number };
  index: number;
}

/** A new id; unique enough within one mail. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** An empty block of this kind. */
export function newBlock(type: BlockType): Block {
  const id = newId();
  switch (type) {
    case 'heading':
      return { id, type, level: 2, text: '' };
    case 'text':
      return { id, type, html: '' };
    case 'image':
      return { id, type, imageId: null, url: '', alt: '', decorative: false, href: '', width: 100 };
    case 'button':
      return { id, type, label: '', href: '' };
    case 'divider':
      return { id, type };
    case 'columns':
      return {
        id,
        type,
        columns: [[newBlock('text') as LeafBlock], [newBlock('text') as LeafBlock]],
      };
  }
}

/** Where a block stands, or undefined. */
export function placeOf(blocks: readonly Block[], id: string): Place | undefined {
  for (const [index, block] of blocks.entries()) {
    if (block.id === id) return { index };
    if (block.type !== 'columns') continue;
    for (const [column, list] of block.columns.entries()) {
      const within = list.findIndex((one) => one.id === id);
      if (within >= 0) return { column: { id: block.id, index: column }, index: within };
    }
  }
  return undefined;
}

/** The block with this id, or undefined. */
export function findBlock(blocks: readonly Block[], id: string): Block | undefined {
  const place = placeOf(blocks, id);
  return place && listAt(blocks, place)[place.index];
}

/** The blocks beside this place: those of the mail, or of the column. */
export function listAt(blocks: readonly Block[], { column }: Place): readonly Block[] {
  if (!column) return blocks;
  const holder = blocks.find((one): one is ColumnsBlock => one.id === column.id && one.type === 'columns');
  return holder?.columns[column.index] ?? [];
}

function withList(blocks: readonly Block[], { column }: Place, change: (list: Block[]) => void): Block[] {
  if (!column) {
    const list = [...blocks];
    change(list);
    return list;
  }
  return blocks.map((block) => {
    if (block.id !== column.id || block.type !== 'columns') return block;
    const columns = block.columns.map((list, index) => {
      if (index !== column.index) return list;
      const changed: Block[] = [...list];
      change(changed);
      // only a leaf may stand in a column; insertAt sees to that
      return changed as LeafBlock[];
    });
    return { ...block, columns };
  });
}

/** Puts a block at a place. Columns do not stand in columns: those go below the columns they were meant for. */
export function insertAt(blocks: readonly Block[], place: Place, block: Block): Block[] {
  const gone = place.column && !blocks.some(({ id }) => id === place.column?.id);
  if (gone) return [...blocks, block];
  if (place.column && block.type === 'columns') {
    const index = blocks.findIndex(({ id }) => id === place.column?.id) + 1;
    return insertAt(blocks, { index }, block);
  }
  return withList(blocks, place, (list) => list.splice(Math.min(place.index, list.length), 0, block));
}

/** Below the block with this id, or at the end. */
export function insertBelow(blocks: readonly Block[], id: string | undefined, block: Block): Block[] {
  const place = id === undefined ? undefined : placeOf(blocks, id);
  return insertAt(blocks, place ? { ...place, index: place.index + 1 } : { index: blocks.length }, block);
}

/** Without the block; with where it stood, so that it can be put back. */
export function removeBlock(blocks: readonly Block[], id: string): { blocks: Block[]; block: Block; place: Place } | undefined {
  const place = placeOf(blocks, id);
  const block = place && listAt(blocks, place)[place.index];
  if (!place || !block) return undefined;
  return { blocks: withList(blocks, place, (list) => list.splice(place.index, 1)), block, place };
}

/** Whether a block has a neighbour on that side to change places with. */
export function canMove(blocks: readonly Block[], id: string, by: -1 | 1): boolean {
  const place = placeOf(blocks, id);
  if (!place) return false;
  const target = place.index + by;
  return target >= 0 && target < listAt(blocks, place).length;
}

/** Changes places with the block above (-1) or below (1). */
export function moveBlock(blocks: readonly Block[], id: string, by: -1 | 1): Block[] {
  const place = placeOf(blocks, id);
  if (!place || !canMove(blocks, id, by)) return [...blocks];
  return withList(blocks, place, (list) => {
    const [block] = list.splice(place.index, 1);
    list.splice(place.index + by, 0, block!);
  });
}

/** The same content under ids of its own. */
export function copyOf(block: Block): Block {
  if (block.type !== 'columns') return { ...block, id: newId() };
  const columns = block.columns.map((list) => list.map((one) => ({ ...one, id: newId() })));
  return { ...block, id: newId(), columns };
}

/** Changes one block. */
export function changeBlock(blocks: readonly Block[], id: string, change: Partial<Block>): Block[] {
  const place = placeOf(blocks, id);
  if (!place) return [...blocks];
  return withList(blocks, place, (list) => {
    list[place.index] = { ...list[place.index], ...change } as Block;
  });
}

/** Two columns become three, or three become two; what stood in the third goes to the second. */
export function setColumnCount(block: ColumnsBlock, count: 2 | 3): LeafBlock[][] {
  const columns = block.columns.slice(0, count);
  const rest = block.columns.slice(count).flat();
  if (rest.length > 0) columns[count - 1] = [...(columns[count - 1] ?? []), ...rest];
  while (columns.length < count) columns.push([newBlock('text') as LeafBlock]);
  return columns;
}
