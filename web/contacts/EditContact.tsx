import { editableFields } from '../../lib/card-fields.ts';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { editContactRoute, readContactRoute, readTimelineRoute, type ContactCard } from '../../server/contacts/contract.ts';
import { readPermissionsRoute } from '../../server/consent/contract.ts';
import { useDo, useRead } from '../app/ask.ts';
import { useLeaveGuard } from '../app/LeaveGuard.tsx';
import { paths } from '../app/paths.ts';
import { useEnvironment } from '../app/session.tsx';
import { Card } from '../ui/Card.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFieldProblems } from '../ui/fields.ts';
import { FormActions } from '../ui/FormActions.tsx';
import { useT } from '../ui/language.tsx';
import { Page } from '../ui/Page.tsx';
import { showUndo } from '../ui/toast.tsx';
import { ContactFields } from './ContactFields.tsx';
import { changesOf, formOf } from './card-form.ts';
import { useUndoEdit } from './DetailsTab.tsx';
import { nameOf } from './names.ts';

/** Changing a card. The version it was opened with travels along, so that nobody's edit is lost. */
export function EditContact({ card }: { card: ContactCard }) {
  const t = useT();
  const navigate = useNavigate();
  const { slug } = useEnvironment();
  const undo = useUndoEdit();
  const [opened, setOpened] = useState({ version: card.version, form: formOf(card) });
  const [form, setForm] = useState(opened.form);
  const leave = useLeaveGuard(Object.keys(typedOver(opened.form, form)).length > 0);
  const back = () => {
    leave.letGo();
    void navigate(paths.contactPart(slug, card.id, 'details'));
  };
  const save = useDo(editContactRoute, {
    refreshes: [readContactRoute, readTimelineRoute, readPermissionsRoute],
    onDone: (saved) => {
      if (saved.version !== opened.version) {
        showUndo(t('contacts.edit.saved'), {
          label: t('web.undo'),
          undo: () => undo(saved.id, saved.version),
        });
      }
      back();
    },
  });
  const problems = useFieldProblems(save.error, editableFields);
  const read = useRead(readContactRoute, { params: { contactId: card.id } });
  // what the colleague wrote becomes the ground; what was typed here stays on top of it
  const takeLatest = async () => {
    const { data: latest } = await read.refetch();
    if (!latest) return;
    setForm({ ...formOf(latest), ...typedOver(opened.form, form) });
    setOpened({ version: latest.version, form: formOf(latest) });
    save.reset();
  };
  const conflict = save.error?.code === 'error.conflict';
  return (
    <Page
      title={t('contacts.edit.title', { name: nameOf(card, t) })}
      under={card.identifiers.length > 0 && t('contacts.edit.feed-hint')}
      width="reading"
    >
      {leave.question}
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({
            params: { contactId: card.id },
            body: { version: opened.version, ...changesOf(opened.form, form) },
          });
        }}
      >
        <Card>
          {!conflict && <ErrorNotice error={problems.rest} />}
          <ContactFields form={form} onChange={setForm} problemAt={problems.at} />
          {conflict && <Conflict onTake={() => void takeLatest()} />}
          <FormActions busy={save.isPending} onCancel={back} />
        </Card>
      </form>
    </Page>
  );
}

type Form = ReturnType<typeof formOf>;

function typedOver(before: Form, after: Form): Partial<Form> {
  return Object.fromEntries(editableFields.filter((field) => before[field] !== after[field]).map((field) => [field, after[field]]));
}

function Conflict({ onTake }: { onTake: () => void }) {
  const t = useT();
  return (
    <ErrorNotice>
      {t('contacts.edit.conflict')}{' '}
      <Button size="compact-sm" onClick={onTake}>
        {t('contacts.edit.look-again')}
      </Button>
    </ErrorNotice>
  );
}
