import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { acceptAsMyselfRoute, acceptInvitationRoute, readInvitationRoute } from '../../server/invitations/contract.ts';
import { logOutRoute } from '../../server/staff/contract.ts';
import { call, connection, type Answer, type ApiProblem } from '../app/api.ts';
import { useDo } from '../app/ask.ts';
import { paths } from '../app/paths.ts';
import { useRefreshSession, useSessionQuery, type Session } from '../app/session.tsx';
import { LoginForm } from '../staff/Login.tsx';
import { PublicPage } from '../staff/PublicPage.tsx';
import { SecondFactorSetup } from '../staff/SecondFactorSetup.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFieldProblems } from '../ui/fields.ts';
import { Fields } from '../ui/Fields.tsx';
import { FormActions } from '../ui/FormActions.tsx';
import { useT } from '../ui/language.tsx';
import { Loading } from '../ui/Loading.tsx';
import { PasswordField } from '../ui/PasswordField.tsx';

type Invited = Answer<typeof readInvitationRoute>;

/** Where the link of an invitation leads: a password for a new account, or logging in to the one there is. */
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
  const { data: session } = useSessionQuery();
  if (accepted) return <SecondStep />;
  if (invitation.error) {
    return (
      <PublicPage title={t('web.invitation.broken')}>
        <ErrorNotice error={invitation.error} />
        <p>{t('web.invitation.broken-help')}</p>
      </PublicPage>
    );
  }
  if (!invitation.data || session === undefined) return <Loading />;
  const about = { token, invited: invitation.data };
  if (invitation.data.entrance !== 'log-in') return <ChoosePassword {...about} onAccepted={() => setAccepted(true)} />;
  if (!session) return <LogInFirst {...about} />;
  return session.email === invitation.data.email ? <AsMyself {...about} session={session} /> : <AsSomebodyElse session={session} />;
}

interface About {
  token: string;
  invited: Invited;
}

function useOffer({ environment, role, email }: Invited): string {
  const t = useT();
  return t('web.invitation.offer', { library: environment, role: t(`role.${role}`), email });
}

function ChoosePassword({ token, invited, onAccepted }: About & { onAccepted: () => void }) {
  const t = useT();
  const refresh = useRefreshSession();
  const offer = useOffer(invited);
  const [name, setName] = useState(invited.name);
  const [password, setPassword] = useState('');
  const accept = useDo(acceptInvitationRoute, { onDone: () => void refresh().then(onAccepted) });
  const problems = useFieldProblems(accept.error, ['name', 'password']);
  const what = t(invited.entrance === 'hand-over' ? 'web.invitation.hand-over' : 'web.invitation.choose');
  return (
    <PublicPage title={t('web.invitation.title')} intro={`${offer} ${what}`}>
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
          <PasswordField
            kind="new"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            {...problems.at('password')}
          />
        </Fields>
        <FormActions label={t('web.invitation.button')} busy={accept.isPending} />
      </form>
    </PublicPage>
  );
}

function LogInFirst({ invited }: About) {
  const t = useT();
  const offer = useOffer(invited);
  return (
    <LoginForm
      title={t('web.invitation.title')}
      intro={`${offer} ${t('web.invitation.log-in')}`}
      help={t('web.invitation.log-in-help')}
      email={invited.email}
    />
  );
}

function AsMyself({ token, invited, session }: About & { session: Session }) {
  const t = useT();
  const navigate = useNavigate();
  const refresh = useRefreshSession();
  const offer = useOffer(invited);
  const accept = useDo(acceptAsMyselfRoute, {
    onDone: ({ slug }) => void refresh().then(() => navigate(paths.today(slug), { replace: true })),
  });
  return (
    <PublicPage title={t('web.invitation.title')} intro={`${offer} ${t('web.invitation.as-myself', { email: session.email })}`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          accept.mutate({ body: { token } });
        }}
      >
        <ErrorNotice error={accept.error} />
        <FormActions label={t('web.invitation.button')} busy={accept.isPending} onCancel={() => void navigate(paths.home())} />
      </form>
    </PublicPage>
  );
}

function AsSomebodyElse({ session }: { session: Session }) {
  const t = useT();
  const refresh = useRefreshSession();
  const logOut = useDo(logOutRoute, {
    onDone: () => {
      // this page stays: nothing ended that would need a way back
      connection.csrf = undefined;
      void refresh();
    },
  });
  return (
    <PublicPage title={t('web.invitation.title')} intro={t('web.invitation.other-account', { email: session.email })}>
      <ErrorNotice error={logOut.error} />
      <Button variant="filled" loading={logOut.isPending} onClick={() => logOut.mutate({})}>
        {t('web.log-out')}
      </Button>
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
