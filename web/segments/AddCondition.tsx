import { Button, Popover, TextInput } from '@mantine/core';
import { useState } from 'react';
import { isMessageKey } from '../../lib/i18n.ts';
import type { Field, Group } from '../../lib/segment-rule.ts';
import { useT, type Translate } from '../ui/language.tsx';
import { useRuleEditor } from './editor-context.ts';
import { blankCondition, fieldGroups, newCondition, newGroup } from './rule-edit.ts';
import parts from './Segments.module.css';

/** "+ voorwaarde": everything one can ask about a reader, by subject, with a search over the words. */
export function AddCondition({ groupId }: { groupId: number }) {
  const t = useT();
  const { options, add } = useRuleEditor();
  const [opened, setOpened] = useState(false);
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const found = fieldGroups
    .map(({ key, fields }) => ({
      key,
      fields: fields.filter((field) => words(t, key, field).includes(wanted)),
    }))
    .filter(({ fields }) => fields.length > 0);
  // what was looked for is over when the list closes: it would hide everything the next time
  const show = (now: boolean) => {
    setOpened(now);
    if (now) setSearch('');
  };
  const pick = (field: Field) => {
    add(groupId, newCondition(blankCondition(field, { purpose: options.purposes[0]?.id })));
    show(false);
  };
  return (
    <Popover opened={opened} onChange={show} position="bottom-start" shadow="md" trapFocus returnFocus withinPortal>
      <Popover.Target>
        <Button variant="subtle" size="compact-md" data-add-part onClick={() => show(!opened)}>
          {t('segments.screen.add-condition')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('segments.screen.find-condition')}>
        <div className={parts.pick}>
          <TextInput
            aria-label={t('segments.screen.find-condition')}
            placeholder={t('segments.screen.find-condition')}
            value={search}
            data-autofocus
            onChange={({ currentTarget }) => setSearch(currentTarget.value)}
            onKeyDown={(event) => {
              const first = found[0]?.fields[0];
              if (event.key === 'Enter' && wanted && first) pick(first);
            }}
          />
          <Picks found={found} onPick={pick} />
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

/** A condition is found by its name, by its subject, and by what else people call it. */
function words(t: Translate, key: (typeof fieldGroups)[number]['key'], field: Field): string {
  const also = `segments.find.${field}`;
  return [t(`segments.pick.${field}`), t(`segments.group.${key}`), isMessageKey(also) ? t(also) : ''].join(' ').toLowerCase();
}

function Picks({ found, onPick }: { found: typeof fieldGroups; onPick: (field: Field) => void }) {
  const t = useT();
  return (
    <div className={parts.picks}>
      {found.length === 0 && <p>{t('segments.screen.no-condition-found')}</p>}
      {found.map(({ key, fields }) => (
        <section key={key} aria-label={t(`segments.group.${key}`)}>
          <div className={parts.pickGroup}>{t(`segments.group.${key}`)}</div>
          {fields.map((field) => (
            <button key={field} type="button" className={parts.pickItem} onClick={() => onPick(field)}>
              {t(`segments.pick.${field}`)}
            </button>
          ))}
        </section>
      ))}
    </div>
  );
}

/** "+ groep": the other way of counting than the group around it, because that is what groups are for. */
export function AddGroup({ groupId, match }: { groupId: number; match: Group['match'] }) {
  const t = useT();
  const { add } = useRuleEditor();
  return (
    <Button variant="subtle" size="compact-md" onClick={() => add(groupId, newGroup(match))}>
      {t('segments.screen.add-group')}
    </Button>
  );
}
