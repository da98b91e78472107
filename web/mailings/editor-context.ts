// What the parts of the editor share: the draft, what is selected, and the things one can do.
import { createContext, use } from 'react';
import type { Block, BlockType, Place } from './blocks.ts';
import type { Draft } from './draft-keeper.ts';

export interface Editor {
  draft: Draft;
  change: (how: Partial<Draft> | ((draft: Draft) => Partial<Draft>)) => void;
  changeBlock: (id: string, change: Partial<Block>) => void;
  selected: string | undefined;
  select: (id: string | undefined) => void;
  /** Selects and puts the focus there. */
  goTo: (id: string) => void;
  add: (type: BlockType, place?: Place) => void;
  move: (id: string, by: -1 | 1) => void;
  duplicate: (id: string) => void;
  remove: (id: string) => void;
  /** Addresses that are typed but not yet right, by block: they stay on the screen and are not saved. */
  unfinished: Readonly<Record<string, string>>;
  setUnfinished: (id: string, text: string | undefined) => void;
}

export const EditorContext = createContext<Editor | undefined>(undefined);

/** The editor around this part. */
export function useEditor(): Editor {
  const editor = use(EditorContext);
  if (!editor) throw new Error('useEditor is used outside the editor');
  return editor;
}

/** The element that stands for a block on the canvas. */
export const frameId = (id: string): string => `block-${id}`;
