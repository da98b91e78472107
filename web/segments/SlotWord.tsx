import { Menu, Popover } from '@mantine/core';
import { useState } from 'react';
import { conditionParts, type Slot } from '../../lib/rule-sentence.ts';
import { permissionChannels } from '../../lib/segment-fields.ts';
import type { Condition } from '../../lib/segment-rule.ts';
import { WordButton } from '../ui/Chip.tsx';
import { useLanguage, useT } from '../ui/language.tsx';
import { useRuleEditor, type Options } from './editor-context.ts';
import { isIncomplete, type EditCondition } from './rule-edit.ts';
import { SlotEditor } from './SlotEditor.tsx';
import parts from './Segments.module.css';

/** A changeable word: a short list opens as a menu, anything else as a small form. */
export function SlotWord({ part, slot, text }: { part: EditCondition; slot: Slot; text: string }) {
  const t = useT();
  const language = useLanguage();
  const { options, self, readOnly, setCondition } = useRuleEditor();
  const [opened, setOpened] = useState(part.condition.field !== 'segment' && slot === 'values' && isIncomplete(part.condition));
  const open = isIncomplete(part.condition) && ['values', 'purpose', 'segment'].includes(slot);
  const word = (
    <WordButton
      className={open ? `${parts.word} ${parts.open}` : parts.word}
      disabled={readOnly}
      aria-label={t('segments.edit.change', { what: text })}
      onClick={() => setOpened((now) => !now)}
    >
      {open ? t('segments.screen.fill-in') : text}
    </WordButton>
  );
  const choices = menuOf(part.condition, slot, options, self);
  if (choices) {
    return (
      <Menu>
        <Menu.Target>{word}</Menu.Target>
        <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
          {choices.map((choice, index) => (
            <Menu.Item key={index} onClick={() => setCondition(part.id, choice)}>
              {wordOf(conditionParts(language, choice, options), slot)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    );
  }
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" shadow="md" trapFocus returnFocus withinPortal>
      <Popover.Target>{word}</Popover.Target>
      <Popover.Dropdown aria-label={t('segments.edit.change', { what: text })}>
        <SlotEditor
          condition={part.condition}
          slot={slot}
          onChange={(condition) => setCondition(part.id, condition)}
          onDone={() => setOpened(false)}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

function wordOf(pieces: ReturnType<typeof conditionParts>, slot: Slot): string {
  const piece = pieces.find((one) => typeof one !== 'string' && one.slot === slot);
  return typeof piece === 'object' ? piece.text : '';
}

/** What the condition could be instead, for places with a short list of answers. */
function menuOf(condition: Condition, slot: Slot, options: Options, self: number | undefined): Condition[] | undefined {
  if (slot === 'is' && 'is' in condition) return answersOf(condition).map((is) => ({ ...condition, is }) as Condition);
  if (slot === 'who' && 'field' in condition) {
    return ([undefined, 'household'] as const).map((who) => ({ ...condition, who }) as Condition);
  }
  if (slot === 'channel' && condition.field === 'permission') return permissionChannels.map((channel) => ({ ...condition, channel }));
  if (slot === 'purpose' && condition.field === 'permission') return options.purposes.map(({ id }) => ({ ...condition, purpose: id }));
  if (slot === 'segment' && condition.field === 'segment') {
    return options.segments.filter(({ id }) => id !== self).map(({ id }) => ({ ...condition, segment: id }));
  }
  return undefined;
}

function answersOf(condition: Extract<Condition, { is: string }>): readonly string[] {
  switch (condition.field) {
    case 'email':
    case 'phone':
      return ['present', 'absent'];
    case 'membership':
      return ['active', 'expired', 'none'];
    case 'loans-trend':
      return ['growing', 'shrinking', 'stopped'];
    case 'permission':
      return ['given', 'not-given'];
    default:
      return ['in', 'not-in'];
  }
}
