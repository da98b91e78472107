import { Drawer, Input, Radio, SegmentedControl, Textarea, TextInput } from '@mantine/core';
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
import { Fields } from '../ui/Fields.tsx';
import { FormActions } from '../ui/FormActions.tsx';
import { useT } from '../ui/language.tsx';
import { showDone } from '../ui/toast.tsx';
import parts from './Contacts.module.css';

interface Given {
  channel: (typeof channels)[number];
  direction: 'in' | 'out';
  outcome: (typeof outcomes)[number];
  note: string;
  what: string;
  dueOn: string;
}

/** Noting a call, a visit, a mail or a letter while the card stays in view. */
export function LogConversation({ contactId, onClose }: { contactId: number; onClose: () => void }) {
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
  const written = Boolean(given.note || what || dueOn);
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      closeOnEscape={!written}
      // the card behind it stays readable: one notes while looking
      overlayProps={{ backgroundOpacity: 0.12 }}
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
        <ConversationFields given={given} onChange={setGiven} problemAt={problems.at} />
        <FormActions busy={log.isPending} onCancel={onClose} />
      </form>
    </Drawer>
  );
}

function ConversationFields({
  given,
  onChange,
  problemAt,
}: {
  given: Given;
  onChange: (given: Given) => void;
  problemAt: (field: string) => { error: string | undefined };
}) {
  const t = useT();
  const change = (part: Partial<Given>) => onChange({ ...given, ...part });
  return (
    <Fields>
      <Choice
        label={t('contacts.conversation.channel')}
        values={channels}
        value={given.channel}
        onChange={(channel) => change({ channel })}
      />
      <Choice
        label={t('contacts.conversation.direction')}
        values={['in', 'out']}
        value={given.direction}
        onChange={(direction) => change({ direction })}
      />
      <Textarea
        label={t('contacts.conversation.note')}
        description={t('contacts.conversation.note-hint')}
        value={given.note}
        onChange={(event) => change({ note: event.currentTarget.value })}
        autosize
        minRows={4}
        maxRows={14}
        data-autofocus
        {...problemAt('note')}
      />
      <Radio.Group
        label={t('contacts.conversation.outcome')}
        value={given.outcome}
        onChange={(outcome) => change({ outcome: outcome as Given['outcome'] })}
      >
        <div className={parts.outcomes}>
          {outcomes.map((one) => (
            <Radio key={one} value={one} label={t(`contacts.conversation.${one}`)} />
          ))}
        </div>
      </Radio.Group>
      <TextInput
        label={t('contacts.conversation.task')}
        description={t('contacts.conversation.task-hint')}
        value={given.what}
        onChange={(event) => change({ what: event.currentTarget.value })}
        {...problemAt('task.what')}
      />
      <TextInput
        type="date"
        label={t('contacts.conversation.due')}
        value={given.dueOn}
        onChange={(event) => change({ dueOn: event.currentTarget.value })}
        {...problemAt('task.dueOn')}
      />
    </Fields>
  );
}

type Word = Given['channel'] | Given['direction'];

function Choice<Value extends Word>({
  label,
  values,
  value,
  onChange,
}: {
  label: string;
  values: readonly Value[];
  value: Value;
  onChange: (value: Value) => void;
}) {
  const t = useT();
  return (
    <div role="group" aria-label={label}>
      <Input.Label component="div">{label}</Input.Label>
      <SegmentedControl
        fullWidth
        aria-label={label}
        data={values.map((one) => ({ value: one, label: t(`contacts.conversation.${one}`) }))}
        value={value}
        onChange={(chosen) => onChange(chosen as Value)}
      />
    </div>
  );
}
