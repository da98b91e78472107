import { Drawer, SegmentedControl, Textarea, TextInput, Input } from '@mantine/core';
import { useState } from 'react';
import {
  channels,
  listTasksRoute,
  logConversationRoute,
  outcomes,
  readContactRoute,
  readTimelineRoute,
} from '../../server/contacts/contract.ts';
import { useDo } from '../app/ask.ts';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFieldProblems } from '../ui/fields.ts';
import { FieldRow, Fields } from '../ui/Fields.tsx';
import { FormActions } from '../ui/FormActions.tsx';
import { useT } from '../ui/language.tsx';
import { showDone } from '../ui/toast.tsx';

interface Given {
  channel: (typeof channels)[number];
  direction: 'in' | 'out';
  outcome: (typeof outcomes)[number];
  note: string;
  what: string;
  dueOn: string;
}

/** Noting a call, a visit, a mail or a letter while the card stays in view. */
export function LogConversation({
  contactId,
  onClose,
}: {
  contactId: number;
  onClose: () => void;
}) {
  const t = useT();
  const [given, setGiven] = useState<Given>({
    channel: 'phone',
    direction: 'in',
    outcome: 'answered',
    note: '',
    what: '',
    dueOn: '',
  });
  const log = useDo(logConversationRoute, {
    refreshes: [readContactRoute, readTimelineRoute, listTasksRoute],
    onDone: () => {
      showDone(t('contacts.conversation.saved'));
      onClose();
    },
  });
  const problems = useFieldProblems(log.error, ['note', 'task.what', 'task.dueOn']);
  const { what, dueOn, ...said } = given;
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      title={t('contacts.card.log')}
      closeButtonProps={{ 'aria-label': t('web.close') }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const task = what.trim() || dueOn ? { what, dueOn: dueOn || null } : undefined;
          log.mutate({ params: { contactId }, body: { ...said, ...(task ? { task } : {}) } });
        }}
      >
        <ErrorNotice error={problems.rest} />
        <Fields>
          <Choice
            label={t('contacts.conversation.channel')}
            values={channels}
            value={given.channel}
            onChange={(channel) => setGiven({ ...given, channel })}
          />
          <Choice
            label={t('contacts.conversation.direction')}
            values={['in', 'out']}
            value={given.direction}
            onChange={(direction) => setGiven({ ...given, direction })}
          />
          <Textarea
            label={t('contacts.conversation.note')}
            description={t('contacts.conversation.note-hint')}
            value={given.note}
            onChange={(event) => setGiven({ ...given, note: event.currentTarget.value })}
            autosize
            minRows={4}
            maxRows={14}
            data-autofocus
            {...problems.at('note')}
          />
          <Choice
            label={t('contacts.conversation.outcome')}
            values={outcomes}
            value={given.outcome}
            onChange={(outcome) => setGiven({ ...given, outcome })}
            vertical
          />
          <FieldRow>
            <TextInput
              label={t('contacts.conversation.task')}
              description={t('contacts.conversation.task-hint')}
              value={what}
              onChange={(event) => setGiven({ ...given, what: event.currentTarget.value })}
              {...problems.at('task.what')}
            />
          </FieldRow>
          <TextInput
            type="date"
            label={t('contacts.conversation.due')}
            value={dueOn}
            onChange={(event) => setGiven({ ...given, dueOn: event.currentTarget.value })}
            {...problems.at('task.dueOn')}
          />
        </Fields>
        <FormActions busy={log.isPending} onCancel={onClose} />
      </form>
    </Drawer>
  );
}

type Word = Given['channel'] | Given['direction'] | Given['outcome'];

function Choice<Value extends Word>({
  label,
  values,
  value,
  onChange,
  vertical = false,
}: {
  label: string;
  values: readonly Value[];
  value: Value;
  onChange: (value: Value) => void;
  vertical?: boolean;
}) {
  const t = useT();
  return (
    <div role="group" aria-label={label}>
      <Input.Label component="div">{label}</Input.Label>
      <SegmentedControl
        fullWidth
        orientation={vertical ? 'vertical' : 'horizontal'}
        aria-label={label}
        data={values.map((one) => ({ value: one, label: t(`contacts.conversation.${one}`) }))}
        value={value}
        onChange={(chosen) => onChange(chosen as Value)}
      />
    </div>
  );
}
