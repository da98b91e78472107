import { useState } from 'react';
import { Link, Navigate, useLocation } from 'react-router';
import { setForgottenPasswordRoute } from '../../server/passwords/contract.ts';
import { useDo } from '../app/ask.ts';
import { paths } from '../app/paths.ts';
import { useSessionQuery } from '../app/session.tsx';
import { LoginForm } from '../staff/Login.tsx';
import { PublicPage } from '../staff/PublicPage.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFieldProblems } from '../ui/fields.ts';
import { Fields } from '../ui/Fields.tsx';
import { FormActions } from '../ui/FormActions.tsx';
import { useT } from '../ui/language.tsx';
import { PasswordField } from '../ui/PasswordField.tsx';

/** Where the mailed link leads: a new password, then logging in with it. The link's token stands behind #, so no log sees it. */
export function NewPassword() {
  const t = useT();
  const token = useLocation().hash.slice(1);
  const [password, setPassword] = useState('');
  const [email, setEmail] = useState<string>();
  const save = useDo(setForgottenPasswordRoute, {
    onDone: (answer) => {
      // the spent token leaves the address bar and the history
      history.replaceState(history.state, '', location.pathname);
      setEmail(answer.email);
    },
  });
  const { data: session } = useSessionQuery();
  const problems = useFieldProblems(save.error, ['password']);
  if (email !== undefined && session) return <Navigate to={paths.home()} replace />;
  if (email !== undefined) return <LoginForm title={t('web.login.title')} intro={t('web.forgotten.done')} email={email} />;
  return (
    <PublicPage title={t('web.forgotten.new-title')} intro={t('web.forgotten.new-intro')}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({ body: { token, password } });
        }}
      >
        <ErrorNotice error={problems.rest} />
        <Fields>
          <PasswordField
            kind="new"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            {...problems.at('password')}
          />
        </Fields>
        <FormActions label={t('web.forgotten.new-button')} busy={save.isPending} />
      </form>
      {save.error?.status === 410 && (
        <p>
          <Link to={paths.forgotten()}>{t('web.forgotten.again')}</Link>
        </p>
      )}
    </PublicPage>
  );
}
