import { Modal, Radio, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { addGuardianRoute, readContactRoute, searchContactsRoute, type ContactBrief } from '../../server/contacts/contract.ts';
import { useDo, useRead } from '../app/ask.ts';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFieldProblems } from '../ui/fields.ts';
import { Fields } from '../ui/Fields.tsx';
import { FormActions } from '../ui/FormActions.tsx';
import { useFormat } from '../ui/format.ts';
import { useT } from '../ui/language.tsx';
import { nameOf } from './names.ts';

/** Choosing somebody and saying who they are to this reader. */
export function AddRelation({ contactId, onClose }: { contactId: number; onClose: () => void }) {
  const t = useT();
  const [person, setPerson] = useState<ContactBrief>();
  const [direction, setDirection] = useState<'guardian-of' | 'child-of'>('guardian-of');
  const add = useDo(addGuardianRoute, { refreshes: [readContactRoute], onDone: onClose });
  const problems = useFieldProblems(add.error, ['relatedId']);
  return (
    <Modal opened onClose={onClose} title={t('contacts.family.relations')} closeButtonProps={{ 'aria-label': t('web.close') }}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (person) add.mutate({ params: { contactId }, body: { relatedId: person.id, direction } });
        }}
      >
        <ErrorNotice error={problems.rest} />
        <Fields>
          <PersonSelect butNot={contactId} person={person} onChange={setPerson} error={problems.at('relatedId').error} />
          <Radio.Group
            label={t('contacts.family.is', { name: person ? nameOf(person, t) : '…' })}
            value={direction}
            onChange={(value) => setDirection(value as 'guardian-of' | 'child-of')}
          >
            <Fields>
              <Radio value="guardian-of" label={t('contacts.family.is-child')} />
              <Radio value="child-of" label={t('contacts.family.is-guardian')} />
            </Fields>
          </Radio.Group>
        </Fields>
        <FormActions busy={add.isPending} disabled={!person} onCancel={onClose} />
      </form>
    </Modal>
  );
}

function PersonSelect({
  butNot,
  person,
  onChange,
  error,
}: {
  butNot: number;
  person: ContactBrief | undefined;
  onChange: (person: ContactBrief | undefined) => void;
  error: string | undefined;
}) {
  const t = useT();
  const format = useFormat();
  const [typed, setTyped] = useState('');
  const [asked] = useDebouncedValue(typed.trim(), 150);
  const found = useRead(searchContactsRoute, { query: { q: asked, max: 10 } }, { enabled: asked.length > 1, keep: true });
  const people = [...(person ? [person] : []), ...(found.data?.contacts ?? []).filter(({ id }) => id !== butNot && id !== person?.id)];
  const label = (one: ContactBrief) => [nameOf(one, t), one.birthOn && format.date(one.birthOn), one.city].filter(Boolean).join(' · ');
  return (
    <Select
      label={t('contacts.family.who')}
      description={t('contacts.family.who-hint')}
      searchable
      data={people.map((one) => ({ value: String(one.id), label: label(one) }))}
      // the server has already chosen who fits, also with a slip of the pen
      filter={({ options }) => options}
      searchValue={typed}
      onSearchChange={setTyped}
      value={person ? String(person.id) : null}
      onChange={(value) => onChange(people.find(({ id }) => String(id) === value))}
      nothingFoundMessage={asked.length > 1 && !found.isFetching ? t('contacts.list.nobody') : undefined}
      error={error}
      data-autofocus
    />
  );
}
