import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blocksSchema } from '../../server/content/contract.ts';
import {
  blockTypes,
  canMove,
  changeBlock,
  copyOf,
  findBlock,
  insertAt,
  insertBelow,
  moveBlock,
  newBlock,
  removeBlock,
  setColumnCount,
  type Block,
  type ColumnsBlock,
} from './blocks.ts';

const text = (id: string): Block => ({ id, type: 'text', html: `<p>${id}</p>` });
const columns = (id: string, ...lists: string[][]): ColumnsBlock => ({
  id,
  type: 'columns',
  columns: lists.map((list) => list.map((one) => ({ id: one, type: 'text' as const, html: '' }))),
});
const outline = (blocks: readonly Block[]): unknown[] =>
  blocks.map((block) => (block.type === 'columns' ? [block.id, ...block.columns.map(outline)] : block.id));

const mail = [text('a'), columns('c', ['c1', 'c2'], ['c3']), text('b')];

test('every new block is one the server accepts', () => {
  assert.equal(blocksSchema.safeParse(blockTypes.map(newBlock)).success, true);
});

test('a block goes below another, in the mail and in a column', () => {
  assert.deepEqual(outline(insertBelow(mail, 'a', text('n'))), ['a', 'n', ['c', ['c1', 'c2'], ['c3']], 'b']);
  assert.deepEqual(outline(insertBelow(mail, 'c1', text('n'))), ['a', ['c', ['c1', 'n', 'c2'], ['c3']], 'b']);
  assert.deepEqual(outline(insertBelow(mail, undefined, text('n'))).at(-1), 'n');
  assert.deepEqual(outline(insertBelow(mail, 'gone', text('n'))).at(-1), 'n');
});

test('columns never stand in columns', () => {
  assert.deepEqual(outline(insertBelow(mail, 'c1', columns('d', ['d1'], ['d2']))), [
    'a',
    ['c', ['c1', 'c2'], ['c3']],
    ['d', ['d1'], ['d2']],
    'b',
  ]);
});

test('a removed block can be put back where it was, whatever was typed meanwhile', () => {
  const removed = removeBlock(mail, 'c2')!;
  assert.deepEqual(outline(removed.blocks), ['a', ['c', ['c1'], ['c3']], 'b']);
  const typed = changeBlock(removed.blocks, 'a', { html: '<p>anders</p>' });
  const back = insertAt(typed, removed.place, removed.block);
  assert.deepEqual(outline(back), outline(mail));
  assert.deepEqual(findBlock(back, 'a'), { id: 'a', type: 'text', html: '<p>anders</p>' });
});

test('a block whose column is gone comes back at the end', () => {
  const removed = removeBlock(mail, 'c2')!;
  const without = removeBlock(removed.blocks, 'c')!.blocks;
  assert.deepEqual(outline(insertAt(without, removed.place, removed.block)), ['a', 'b', 'c2']);
});

test('blocks change places with their neighbours and stop at the ends', () => {
  assert.deepEqual(outline(moveBlock(mail, 'b', -1)), ['a', 'b', ['c', ['c1', 'c2'], ['c3']]]);
  assert.deepEqual(outline(moveBlock(mail, 'c1', 1)), ['a', ['c', ['c2', 'c1'], ['c3']], 'b']);
  assert.deepEqual(outline(moveBlock(mail, 'a', -1)), outline(mail));
  assert.deepEqual([canMove(mail, 'a', -1), canMove(mail, 'a', 1), canMove(mail, 'c3', 1)], [false, true, false]);
});

test('a copy has ids of its own, all the way down', () => {
  const both = insertBelow(mail, 'c', copyOf(mail[1]!));
  assert.equal(blocksSchema.safeParse(both).success, true);
});

test('a third column comes empty, and goes without losing what stood in it', () => {
  const three = {
    ...columns('c', ['c1'], ['c2']),
    columns: setColumnCount(columns('c', ['c1'], ['c2']), 3),
  };
  assert.equal(three.columns.length, 3);
  assert.deepEqual(outline(setColumnCount(columns('c', ['c1'], ['c2'], ['c3', 'c4']), 2).flat()), ['c1', 'c2', 'c3', 'c4']);
});
