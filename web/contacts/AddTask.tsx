import { Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { addTaskRoute, listTasksRoute, readContactRoute } from '../../server/contacts/contract.ts';
import { useDo } from '../app/ask.ts';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFieldProblems } from '../ui/fields.ts';
import { Fields } from '../ui/Fields.tsx';
import { FormActions } from '../ui/FormActions.tsx';
import { useT } from '../ui/language.tsx';
import { showDone } from '../ui/toast.tsx';

/** Something to be done for a reader that does not come out of a conversation. */
export function AddTask({ contactId, onClose }: { contactId: number; onClose: () => void }) {
  const t = useT();
  const [what, setWhat] = useState('');
  const [dueOn, setDueOn] = useState('');
  const add = useDo(addTaskRoute, {
    refreshes: [readContactRoute, listTasksRoute],
    onDone: () => {
      showDone(t('contacts.task.saved'));
      onClose();
    },
  });
  const problems = useFieldProblems(add.error, ['what', 'dueOn']);
  return (
    <Modal opened onClose={onClose} title={t('contacts.card.add-task')} closeButtonProps={{ 'aria-label': t('web.close') }}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate({ params: { contactId }, body: { what, dueOn: dueOn || null } });
        }}
      >
        <ErrorNotice error={problems.rest} />
        <Fields>
          <TextInput
            label={t('contacts.task.what')}
            value={what}
            onChange={(event) => setWhat(event.currentTarget.value)}
            data-autofocus
            {...problems.at('what')}
          />
          <TextInput
            type="date"
            label={t('contacts.task.due')}
            value={dueOn}
            onChange={(event) => setDueOn(event.currentTarget.value)}
            {...problems.at('dueOn')}
          />
        </Fields>
        <FormActions busy={add.isPending} onCancel={onClose} />
      </form>
    </Modal>
  );
}
