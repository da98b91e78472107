import { editableFields } from '../../lib/card-fields.ts';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { countContactsRoute, createContactRoute, listContactsRoute, readFacetsRoute } from '../../server/contacts/contract.ts';
import type { ApiProblem } from '../app/api.ts';
import { useDo } from '../app/ask.ts';
import { useLeaveGuard } from '../app/LeaveGuard.tsx';
import { paths } from '../app/paths.ts';
import { useEnvironment } from '../app/session.tsx';
import { Card } from '../ui/Card.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFieldProblems } from '../ui/fields.ts';
import { FormActions } from '../ui/FormActions.tsx';
import { useT } from '../ui/language.tsx';
import { Page } from '../ui/Page.tsx';
import { ContactFields } from './ContactFields.tsx';
import { changesOf, formOf } from './card-form.ts';

/** A card made by hand. When somebody like this is known already, that is asked about before there are two. */
export function NewContact() {
  const t = useT();
  const navigate = useNavigate();
  const { slug } = useEnvironment();
  const [form, setForm] = useState(() => formOf(undefined));
  const leave = useLeaveGuard(Object.keys(changesOf(formOf(undefined), form)).length > 0);
  const go = (to: string) => {
    leave.letGo();
    void navigate(to);
  };
  const create = useDo(createContactRoute, {
    refreshes: [listContactsRoute, countContactsRoute, readFacetsRoute],
    onDone: ({ id }) => go(paths.contact(slug, id)),
  });
  const problems = useFieldProblems(create.error, editableFields);
  const save = (sure: boolean) =>
    create.mutate({
      body: { ...changesOf(formOf(undefined), form), kind: form.kind as 'prospect', sure },
    });
  const known = create.error?.code === 'contacts.maybe-known' ? create.error : undefined;
  return (
    <Page title={t('contacts.new.title')} under={t('contacts.new.under')} width="reading">
      {leave.question}
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          save(false);
        }}
      >
        <Card>
          {!known && <ErrorNotice error={problems.rest} />}
          <ContactFields form={form} onChange={setForm} problemAt={problems.at} />
          {known && <MaybeKnown problem={known} onSure={() => save(true)} />}
          <FormActions label={t('contacts.new.save')} busy={create.isPending} onCancel={() => go(paths.contacts(slug))} />
        </Card>
      </form>
    </Page>
  );
}

function MaybeKnown({ problem, onSure }: { problem: ApiProblem; onSure: () => void }) {
  const t = useT();
  const { slug } = useEnvironment();
  return (
    <ErrorNotice error={problem}>
      {' '}
      <Link to={paths.contact(slug, Number(problem.params.contactId))} target="_blank">
        {t('contacts.new.look', { name: String(problem.params.name) })}
      </Link>{' '}
      <Button size="compact-sm" onClick={onSure}>
        {t('contacts.new.sure')}
      </Button>
    </ErrorNotice>
  );
}
