import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { changeMeRoute, changePasswordRoute } from '../../server/staff/contract.ts';
import { useDo } from '../app/ask.ts';
import { useRefreshSession, useSession } from '../app/session.tsx';
import { MyInvitations } from '../invitations/MyInvitations.tsx';
import { Card } from '../ui/Card.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFieldProblems } from '../ui/fields.ts';
import { Fields } from '../ui/Fields.tsx';
import { FormActions } from '../ui/FormActions.tsx';
import { useT } from '../ui/language.tsx';
import { Page, Stack } from '../ui/Page.tsx';
import { PasswordField } from '../ui/PasswordField.tsx';
import { showDone } from '../ui/toast.tsx';
import { SecondFactorCard } from './SecondFactorCard.tsx';
import { Sessions } from './Sessions.tsx';

/** One's own account: name, password, one-time codes, where one is logged in. */
export function Account() {
  const t = useT();
  const { email } = useSession();
  return (
    <Page title={t('web.account')} under={email} width="reading">
      <Stack>
        <MyInvitations />
        <NameCard />
        <PasswordCard />
        <SecondFactorCard />
        <Sessions />
      </Stack>
    </Page>
  );
}

function NameCard() {
  const t = useT();
  const session = useSession();
  const refresh = useRefreshSession();
  const [name, setName] = useState(session.name);
  const save = useDo(changeMeRoute, {
    onDone: () => {
      showDone(t('web.saved'));
      void refresh();
    },
  });
  const problems = useFieldProblems(save.error, ['name']);
  return (
    <Card title={t('web.account.who')}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({ body: { name } });
        }}
      >
        <ErrorNotice error={problems.rest} />
        <TextInput
          label={t('web.staff.name')}
          description={t('web.account.name-hint')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          autoComplete="name"
          required
          withAsterisk={false}
          {...problems.at('name')}
        />
        <FormActions quiet busy={save.isPending} disabled={name === session.name} />
      </form>
    </Card>
  );
}

function PasswordCard() {
  const t = useT();
  const { hasPassword, email } = useSession();
  const refresh = useRefreshSession();
  const empty = { current: '', next: '' };
  const [given, setGiven] = useState(empty);
  const save = useDo(changePasswordRoute, {
    onDone: () => {
      setGiven(empty);
      showDone(t('web.password.changed'));
      void refresh();
    },
  });
  const problems = useFieldProblems(save.error, ['current', 'next', 'password']);
  return (
    <Card title={t(hasPassword ? 'web.password.title' : 'web.password.title-first')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({ body: given });
        }}
      >
        <ErrorNotice error={problems.rest} />
        <input type="email" name="username" value={email} autoComplete="username" readOnly hidden />
        <Fields>
          {hasPassword && (
            <PasswordField
              kind="current"
              label={t('web.password.current')}
              value={given.current}
              onChange={(event) => setGiven({ ...given, current: event.currentTarget.value })}
              {...problems.at('current')}
            />
          )}
          <PasswordField
            kind="new"
            label={t('web.password.next')}
            value={given.next}
            onChange={(event) => setGiven({ ...given, next: event.currentTarget.value })}
            error={problems.at('next').error ?? problems.at('password').error}
          />
        </Fields>
        <FormActions quiet label={t('web.password.button')} busy={save.isPending} />
      </form>
    </Card>
  );
}
