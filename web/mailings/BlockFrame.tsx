import { ActionIcon, Tooltip } from '@mantine/core';
import type { KeyboardEvent, ReactNode } from 'react';
import type { MessageKey } from '../../lib/i18n.ts';
import { Icon, type IconName } from '../ui/Icon.tsx';
import { useT } from '../ui/language.tsx';
import { canMove, type Block } from './blocks.ts';
import parts from './Canvas.module.css';
import { frameId, useEditor } from './editor-context.ts';

/** Around each block: selects it with a click or the focus, and does with the keyboard all the mouse can. */
export function BlockFrame({ block, position, of, children }: { block: Block; position: number; of: number; children: ReactNode }) {
  const t = useT();
  const { selected, select } = useEditor();
  const onKeyDown = useFrameKeys(block);
  const isSelected = selected === block.id;
  return (
    // the frame is a stop of its own, so that blocks without a field can be reached and moved as well
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a group that is selected by the focus
    <div
      id={frameId(block.id)}
      role="group"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a block is selected by the focus
      tabIndex={0}
      aria-label={t('mailings.block-of', { kind: t(`mailings.block.${block.type}`), position, of })}
      aria-describedby="block-keys"
      aria-current={isSelected || undefined}
      className={parts.frame}
      data-selected={isSelected}
      onFocus={(event) => {
        event.stopPropagation();
        select(block.id);
      }}
      onClick={(event) => {
        event.stopPropagation();
        select(block.id);
      }}
      onKeyDown={onKeyDown}
    >
      {children}
      {isSelected && <BlockTools block={block} />}
    </div>
  );
}

const fields = 'textarea, input, [contenteditable="true"], button';

function useFrameKeys(block: Block) {
  const { move, duplicate, remove, goTo } = useEditor();
  return (event: KeyboardEvent<HTMLDivElement>) => {
    const on = event.currentTarget;
    const arrow = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : undefined;
    const done = () => {
      event.preventDefault();
      event.stopPropagation();
    };
    if (arrow && event.altKey) {
      done();
      move(block.id, arrow);
    } else if (event.key === 'Escape' && event.target !== on) {
      done();
      on.focus();
    } else if (event.target !== on) {
      // typing in the block
    } else if (arrow) {
      done();
      const frames = [...document.querySelectorAll<HTMLElement>(`.${parts.frame}`)];
      frames[frames.indexOf(on) + arrow]?.focus();
    } else if (event.key === 'Enter') {
      done();
      on.querySelector<HTMLElement>(fields)?.focus();
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      done();
      remove(block.id);
    } else if (event.key.toLowerCase() === 'd' && (event.ctrlKey || event.metaKey)) {
      done();
      duplicate(block.id);
    } else if (event.key === 'Home' || event.key === 'End') {
      done();
      const frames = [...document.querySelectorAll<HTMLElement>(`.${parts.frame}`)];
      const target = (event.key === 'Home' ? frames[0] : frames.at(-1))?.id.replace(/^block-/, '');
      if (target) goTo(target);
    }
  };
}

function BlockTools({ block }: { block: Block }) {
  const t = useT();
  const { draft, move, duplicate, remove } = useEditor();
  return (
    <div className={parts.tools} role="toolbar" aria-label={t('mailings.block-tools')}>
      <Tool label="mailings.move-up" icon="up" disabled={!canMove(draft.blocks, block.id, -1)} onClick={() => move(block.id, -1)} />
      <Tool label="mailings.move-down" icon="down" disabled={!canMove(draft.blocks, block.id, 1)} onClick={() => move(block.id, 1)} />
      <Tool label="mailings.duplicate" icon="copy" onClick={() => duplicate(block.id)} />
      <Tool label="mailings.remove-block" icon="trash" onClick={() => remove(block.id)} />
    </div>
  );
}

function Tool({ label, icon, disabled = false, onClick }: { label: MessageKey; icon: IconName; disabled?: boolean; onClick: () => void }) {
  const t = useT();
  return (
    <Tooltip label={t(label)}>
      <ActionIcon
        variant="default"
        size="md"
        aria-label={t(label)}
        disabled={disabled}
        onClick={(event) => {
          event.stopPropagation();
          onClick();
        }}
      >
        <Icon name={icon} size={16} />
      </ActionIcon>
    </Tooltip>
  );
}
