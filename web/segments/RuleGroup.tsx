import { ActionIcon, Menu } from '@mantine/core';
import { Fragment } from 'react';
import { ruleSentence } from '../../lib/rule-sentence.ts';
import { matches, maxDepth } from '../../lib/segment-fields.ts';
import type { Group } from '../../lib/segment-rule.ts';
import { WordButton } from '../ui/Chip.tsx';
import { Icon } from '../ui/Icon.tsx';
import { useLanguage, useT } from '../ui/language.tsx';
import { AddCondition, AddGroup } from './AddCondition.tsx';
import { ConditionRow, MoveHandle } from './ConditionRow.tsx';
import { useRuleEditor } from './editor-context.ts';
import { isEditGroup, toRule, type EditGroup } from './rule-edit.ts';
import parts from './Segments.module.css';

/** The whole rule: "Lezers voor wie alles hiervan klopt", and what stands below it. */
export function RuleTree({ root }: { root: EditGroup }) {
  const t = useT();
  return (
    <div role="group" aria-label={t('segments.screen.kind')}>
      <Lead group={root} sentence="segments.screen.readers-for-whom" />
      {root.parts.length === 0 && <p>{t('segments.screen.no-conditions')}</p>}
      <Parts group={root} depth={1} />
    </div>
  );
}

function Parts({ group, depth }: { group: EditGroup; depth: number }) {
  const { readOnly } = useRuleEditor();
  return (
    <>
      <ul className={parts.parts}>
        {group.parts.map((part) => (
          <li key={part.id}>
            {isEditGroup(part) ? <InnerGroup group={part} within={group.match} depth={depth + 1} /> : <ConditionRow part={part} />}
          </li>
        ))}
      </ul>
      {!readOnly && (
        <div className={parts.adds}>
          <AddCondition groupId={group.id} />
          {depth < maxDepth && <AddGroup groupId={group.id} match={group.match === 'all' ? 'any' : 'all'} />}
        </div>
      )}
    </>
  );
}

function InnerGroup({ group, within, depth }: { group: EditGroup; within: Group['match']; depth: number }) {
  const t = useT();
  const language = useLanguage();
  const { options, readOnly, remove } = useRuleEditor();
  const what = t('segments.screen.group-of', {
    what: ruleSentence(language, toRule(group), options),
  });
  return (
    <div className={parts.group} role="group" aria-label={what}>
      <div className={parts.groupHead}>
        {!readOnly && <MoveHandle part={group} what={what} />}
        <Lead group={group} sentence={within === 'all' ? 'segments.screen.and-for-whom' : 'segments.screen.or-for-whom'} />
        {!readOnly && (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`${t('segments.screen.remove-group')}: ${what}`}
            onClick={() => remove(group)}
          >
            <Icon name="close" size={14} />
          </ActionIcon>
        )}
      </div>
      <Parts group={group} depth={depth} />
    </div>
  );
}

/** The sentence above a group, with its changeable word. */
function Lead({
  group,
  sentence,
}: {
  group: EditGroup;
  sentence: 'segments.screen.readers-for-whom' | 'segments.screen.and-for-whom' | 'segments.screen.or-for-whom';
}) {
  const t = useT();
  const { readOnly, setMatch } = useRuleEditor();
  const word = (match: Group['match']) => t(`segments.screen.match.${match}`);
  return (
    <p className={parts.lead}>
      {t(sentence)
        .split(/(\{match\})/)
        .map((piece, index) =>
          piece === '{match}' ? (
            <Menu key="match">
              <Menu.Target>
                <WordButton disabled={readOnly} aria-label={`${t('segments.screen.match-label')} ${word(group.match)}`}>
                  {word(group.match)}
                </WordButton>
              </Menu.Target>
              <Menu.Dropdown>
                {matches.map((match) => (
                  <Menu.Item key={match} onClick={() => setMatch(group.id, match)}>
                    {word(match)}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          ) : (
            // words before and after the place, which is all there is to tell them apart
            <Fragment key={index}>{piece}</Fragment>
          ),
        )}
    </p>
  );
}
