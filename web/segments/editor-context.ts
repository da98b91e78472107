// What every part of the editor needs: the lists a rule can refer to, and the ways to change it.
import { createContext, use } from 'react';
import type { Condition, Group } from '../../lib/segment-rule.ts';
import type { segmentOptionsRoute } from '../../server/segments/contract.ts';
import type { Answer } from '../app/api.ts';
import type { EditPart } from './rule-edit.ts';

export type Options = Answer<typeof segmentOptionsRoute>;

export interface RuleEditor {
  options: Options;
  /** The segment being edited: it cannot be part of itself. */
  self: number | undefined;
  readOnly: boolean;
  setCondition(id: number, condition: Condition): void;
  setMatch(id: number, match: Group['match']): void;
  add(groupId: number, part: EditPart): void;
  remove(part: EditPart): void;
  move(part: EditPart, step: -1 | 1): void;
}

const EditorContext = createContext<RuleEditor | undefined>(undefined);
export const RuleEditorProvider = EditorContext;

export function useRuleEditor(): RuleEditor {
  const editor = use(EditorContext);
  if (!editor) throw new Error('a part of the rule editor stands outside it');
  return editor;
}
