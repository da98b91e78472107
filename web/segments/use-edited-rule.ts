import { useEffect, useMemo, useRef, useState } from 'react';
import { conditionSentence, ruleSentence } from '../../lib/rule-sentence.ts';
import type { Group } from '../../lib/segment-rule.ts';
import { useLanguage, useT } from '../ui/language.tsx';
import { showUndo } from '../ui/toast.tsx';
import type { Options, RuleEditor } from './editor-context.ts';
import {
  addPart,
  isEditGroup,
  movePart,
  placeOf,
  removePart,
  setCondition,
  setMatch,
  toEdit,
  toRule,
  type EditGroup,
  type EditPart,
} from './rule-edit.ts';

/** The rule on the screen and every way to change it; `said` is what a reader who listens should hear. */
export function useEditedRule(
  rule: Group,
  { options, self, readOnly }: { options: Options; self: number | undefined; readOnly: boolean },
): { root: EditGroup; editor: RuleEditor; said: string } {
  const t = useT();
  const language = useLanguage();
  const [root, setRoot] = useState(() => toEdit(rule));
  const [said, setSaid] = useState('');
  const current = useRef(root);
  const focusOn = useRef<number>(undefined);
  const focusAt = useRef<number>(undefined);
  useEffect(() => {
    current.current = root;
    // a part that changes places is drawn anew, and would lose the focus of the hand that moves it
    if (focusOn.current !== undefined) document.querySelector<HTMLElement>(`[data-part="${focusOn.current}"]`)?.focus();
    // a part that goes takes the focus along; it stays with what came in its place
    if (focusAt.current !== undefined) {
      const left = handles();
      (left[Math.min(focusAt.current, left.length - 1)] ?? document.querySelector<HTMLElement>('[data-add-part]'))?.focus();
    }
    focusOn.current = focusAt.current = undefined;
  }, [root]);
  const editor = useMemo((): RuleEditor => {
    const nameOf = (part: EditPart) =>
      isEditGroup(part)
        ? t('segments.screen.group-of', { what: ruleSentence(language, toRule(part), options) })
        : conditionSentence(language, part.condition, options);
    return {
      options,
      self,
      readOnly,
      setCondition: (id, condition) => setRoot((now) => setCondition(now, id, condition)),
      setMatch: (id, match) => setRoot((now) => setMatch(now, id, match)),
      add: (groupId, part) => setRoot((now) => addPart(now, groupId, part)),
      remove: (part) => {
        const before = current.current;
        focusAt.current = handles().findIndex(({ dataset }) => dataset['part'] === String(part.id));
        setRoot(removePart(before, part.id));
        // the way back is offered, so that a slip of the hand costs nothing
        showUndo(t('segments.screen.removed', { what: nameOf(part) }), {
          label: t('segments.screen.undo'),
          undo: () => setRoot(before),
        });
      },
      move: (part, step) => {
        const moved = movePart(current.current, part.id, step);
        focusOn.current = part.id;
        setRoot(moved);
        setSaid(t('segments.screen.moved', { what: nameOf(part), place: placeOf(moved, part.id) }));
      },
    };
  }, [t, language, options, self, readOnly]);
  return { root, editor, said };
}

/** The handles of all parts, from top to bottom. */
const handles = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-part]')];
