import { ActionIcon, Menu } from '@mantine/core';
import type { KeyboardEvent } from 'react';
import { conditionParts, conditionSentence } from '../../lib/rule-sentence.ts';
import { Icon } from '../ui/Icon.tsx';
import { useLanguage, useT } from '../ui/language.tsx';
import { useRuleEditor } from './editor-context.ts';
import { isIncomplete, type EditCondition, type EditPart } from './rule-edit.ts';
import { SlotWord } from './SlotWord.tsx';
import parts from './Segments.module.css';

/** One condition: a sentence whose changeable words can be pressed. */
export function ConditionRow({ part }: { part: EditCondition }) {
  const t = useT();
  const language = useLanguage();
  const { options, readOnly, remove } = useRuleEditor();
  const { condition } = part;
  const sentence = conditionSentence(language, condition, options);
  return (
    <div className={parts.row} data-incomplete={isIncomplete(condition)}>
      {!readOnly && <MoveHandle part={part} what={sentence} />}
      <div className={parts.sentence}>
        {conditionParts(language, condition, options).map((piece, index) =>
          typeof piece === 'string' ? (
            // the pieces of a sentence have no other name than their place
            <span key={index}>{piece}</span>
          ) : (
            <SlotWord key={piece.slot} part={part} slot={piece.slot} text={piece.text} />
          ),
        )}
      </div>
      {!readOnly && (
        <ActionIcon variant="subtle" color="gray" aria-label={t('segments.screen.remove', { what: sentence })} onClick={() => remove(part)}>
          <Icon name="close" size={14} />
        </ActionIcon>
      )}
    </div>
  );
}

/** Moves a part with the arrow keys, or by its menu where there is no keyboard. */
export function MoveHandle({ part, what }: { part: EditPart; what: string }) {
  const t = useT();
  const { move } = useRuleEditor();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    event.stopPropagation();
    move(part, event.key === 'ArrowUp' ? -1 : 1);
  };
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          className={parts.grip}
          data-part={part.id}
          aria-label={t('segments.screen.move', { what })}
          title={t('segments.screen.move-hint')}
          onKeyDownCapture={onKeyDown}
        >
          <Icon name="grip" size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Icon name="up" size={14} />} onClick={() => move(part, -1)}>
          {t('segments.screen.up')}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="down" size={14} />} onClick={() => move(part, 1)}>
          {t('segments.screen.down')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
