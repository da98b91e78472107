import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { acceptInvitationRoute, readInvitationRoute } from '../../server/staff/contract.ts';
import { call, type Answer, type ApiProblem } from '../app/api.ts';
import { useDo } from '../app/ask.ts';
import { paths } from '../app/paths.ts';
import { useRefreshSession } from '../app/session.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFieldProblems } from '../ui/fields.ts';
import { Fields } from '../ui/Fields.tsx';
import { FormActions } from '../ui/FormActions.tsx';
import { useT } from '../ui/language.tsx';
import { Loading } from '../ui/Loading.tsx';
import { PublicPage } from './PublicPage.tsx';
import { SecondFactorSetup } from './SecondFactorSetup.tsx';

type Invited = Answer<typeof readInvitationRoute>;

/** An invitation: choose a name and a password, then (if one likes) one-time codes, and begin. */
export function Invitation() {
  const t = useT();
  const token = useLocation().hash.slice(1);
  const [accepted, setAccepted] = useState(false);
  const invitation = useQuery<Invited, ApiProblem>({
    queryKey: [readInvitationRoute.id, token],
    queryFn: () => call(readInvitationRoute, { body: { token } }),
    enabled: !accepted,
    staleTime: Infinity,
  });
  if (accepted) return <SecondStep />;
  if (invitation.data) {
    return <AcceptForm token={token} invited={invitation.data} onAccepted={() => setAccepted(true)} />;
  }
  if (!invitation.error) return <Loading />;
  return (
    <PublicPage title={t('web.invitation.broken')}>
      <ErrorNotice error={invitation.error} />
      <p>{t('web.invitation.broken-help')}</p>
    </PublicPage>
  );
}

function AcceptForm({ token, invited, onAccepted }: { token: string; invited: Invited; onAccepted: () => void }) {
  const t = useT();
  const refresh = useRefreshSession();
  const [name, setName] = useState(invited.name);
  const [password, setPassword] = useState('');
  const accept = useDo(acceptInvitationRoute, { onDone: () => void refresh().then(onAccepted) });
  const problems = useFieldProblems(accept.error, ['name', 'password']);
  return (
    <PublicPage title={t('web.invitation.title')} intro={t('web.invitation.intro', { email: invited.email })}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          accept.mutate({ body: { token, name, password } });
        }}
      >
        <ErrorNotice error={problems.rest} />
        {/* lets a password manager know whose password this is */}
        <input type="email" name="username" value={invited.email} autoComplete="username" readOnly hidden />
        <Fields>
          <TextInput
            label={t('web.staff.name')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            autoComplete="name"
            required
            withAsterisk={false}
            {...problems.at('name')}
          />
          <PasswordInput
            label={t('web.login.password')}
            description={t('web.password.hint')}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': t('web.login.show-password') }}
            required
            withAsterisk={false}
            {...problems.at('password')}
          />
        </Fields>
        <FormActions label={t('web.invitation.button')} busy={accept.isPending} />
      </form>
    </PublicPage>
  );
}

function SecondStep() {
  const t = useT();
  const navigate = useNavigate();
  const begin = () => void navigate(paths.home(), { replace: true });
  return (
    <PublicPage title={t('web.factor.title')} intro={t('web.factor.why')}>
      <SecondFactorSetup onDone={begin} doneLabel={t('web.invitation.begin')}>
        <Button variant="subtle" onClick={begin}>
          {t('web.invitation.later')}
        </Button>
      </SecondFactorSetup>
    </PublicPage>
  );
}
