// What one can do to the blocks, with what follows: the new one selected, the removed one to be put back,
// the move said aloud.
import { useEffect, useRef, useState } from 'react';
import { useT } from '../ui/language.tsx';
import { showUndo } from '../ui/toast.tsx';
import {
  changeBlock,
  copyOf,
  findBlock,
  insertAt,
  insertBelow,
  listAt,
  moveBlock,
  newBlock,
  placeOf,
  removeBlock,
  type Block,
  type Place,
} from './blocks.ts';
import type { DraftKeeper } from './draft-keeper.ts';
import { frameId, type Editor } from './editor-context.ts';

type Actions = Pick<Editor, 'selected' | 'select' | 'goTo' | 'changeBlock' | 'add' | 'move' | 'duplicate' | 'remove'> & {
  /** For readers who listen: what just happened to a block. */
  said: string;
};

export function useBlocks(keeper: DraftKeeper, first: string | undefined): Actions {
  const t = useT();
  const [selected, select] = useState(first);
  const [said, setSaid] = useState('');
  const { focus, focusSoon } = useFocusSoon(first);
  const goTo = (id: string) => {
    select(id);
    focusSoon(id);
  };
  const blocks = () => keeper.read().draft.blocks;
  const put = (changed: Block[]) => keeper.change({ blocks: changed });
  const kindOf = (block: Block) => t(`mailings.block.${block.type}`);
  const insert = (block: Block, place?: Place) => {
    put(place ? insertAt(blocks(), place, block) : insertBelow(blocks(), selected, block));
    goTo(block.id);
  };
  useEffect(focus);
  return {
    selected,
    select,
    said,
    goTo,
    changeBlock: (id, change) => put(changeBlock(blocks(), id, change)),
    add: (type, place) => insert(newBlock(type), place),
    duplicate: (id) => {
      const block = findBlock(blocks(), id);
      if (!block) return;
      const copy = copyOf(block);
      put(insertBelow(blocks(), id, copy));
      goTo(copy.id);
    },
    move: (id, by) => {
      put(moveBlock(blocks(), id, by));
      goTo(id);
      const place = placeOf(blocks(), id);
      const block = findBlock(blocks(), id);
      if (!place || !block) return;
      const of = listAt(blocks(), place).length;
      setSaid(t('mailings.moved', { kind: kindOf(block), position: place.index + 1, of }));
    },
    remove: (id) => {
      const removed = removeBlock(blocks(), id);
      if (!removed) return;
      put(removed.blocks);
      const beside = listAt(removed.blocks, removed.place);
      const next = beside[Math.min(removed.place.index, beside.length - 1)];
      if (next) goTo(next.id);
      else select(undefined);
      showUndo(t('mailings.removed', { kind: kindOf(removed.block) }), {
        label: t('web.undo'),
        undo: () => {
          put(insertAt(blocks(), removed.place, removed.block));
          goTo(removed.block.id);
        },
      });
    },
  };
}

/** Puts the focus on a block once it is drawn. */
function useFocusSoon(first: string | undefined) {
  const wanted = useRef(first);
  return {
    focusSoon: (id: string) => {
      wanted.current = id;
    },
    focus: () => {
      const frame = wanted.current && document.getElementById(frameId(wanted.current));
      if (!frame) return;
      wanted.current = undefined;
      frame.focus();
      frame.scrollIntoView({ block: 'nearest' });
    },
  };
}
