import { TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Link, Navigate, useLocation, useSearchParams } from 'react-router';
import { logInByLinkRoute, logInRoute } from '../../server/staff/contract.ts';
import { ApiProblem, call } from '../app/api.ts';
import { useDo } from '../app/ask.ts';
import { paths } from '../app/paths.ts';
import { useRefreshSession, useSessionQuery } from '../app/session.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { Fields } from '../ui/Fields.tsx';
import { FormActions } from '../ui/FormActions.tsx';
import { useT } from '../ui/language.tsx';
import { Loading } from '../ui/Loading.tsx';
import { PasswordField } from '../ui/PasswordField.tsx';
import { PublicPage } from './PublicPage.tsx';

/** Logging in with address, password and code; a link from the console carries its token behind #. */
export function Login() {
  const { data: session } = useSessionQuery();
  const { hash } = useLocation();
  const [search] = useSearchParams();
  if (hash.length > 1 && !session) return <LoginByLink token={hash.slice(1)} />;
  if (session) return <Navigate to={insideOnly(search.get('return'))} replace />;
  return <LoginForm />;
}

/** The code field replaces the one that had the focus. */
function focusWhenShown(input: HTMLInputElement | null): void {
  input?.focus();
}

/** A return address from the address bar must stay in the workbench. */
function insideOnly(path: string | null): string {
  return path && /^\/(?![/\\])/.test(path) ? path : paths.home();
}

/** Address, password and, where it is asked, a code. An invitation brings words of its own and the address. */
export function LoginForm({ title, intro, help, email = '' }: { title?: string; intro?: string; help?: string; email?: string }) {
  const t = useT();
  const refresh = useRefreshSession();
  const [given, setGiven] = useState<Given>({ email, password: '', code: '' });
  const [codeNeeded, setCodeNeeded] = useState(false);
  const logIn = useDo(logInRoute, {
    onDone: ({ state }) => {
      if (state === 'in') void refresh();
      else setCodeNeeded(true);
    },
  });
  const set =
    (field: keyof Given): Typed =>
    (event) =>
      setGiven({ ...given, [field]: event.currentTarget.value });
  const submit = () => {
    const { email, password, code } = given;
    logIn.mutate({ body: { email, password, ...(codeNeeded ? { code } : {}) } });
  };
  return (
    <PublicPage title={title ?? t('web.login.title')} intro={codeNeeded ? t('web.login.code-intro') : (intro ?? t('web.login.intro'))}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <ErrorNotice error={logIn.error} />
        <Fields>
          {codeNeeded ? (
            <TextInput
              key="code"
              label={t('web.login.code')}
              description={t('web.login.code-hint')}
              value={given.code}
              onChange={set('code')}
              inputMode="text"
              autoComplete="one-time-code"
              required
              withAsterisk={false}
              ref={focusWhenShown}
            />
          ) : (
            <Credentials given={given} set={set} />
          )}
        </Fields>
        <FormActions label={t('web.login.button')} busy={logIn.isPending} onCancel={codeNeeded ? () => setCodeNeeded(false) : undefined} />
      </form>
      {help && <p>{help}</p>}
      {!codeNeeded && (
        <p>
          <Link to={paths.forgotten()}>{t('web.forgotten.link')}</Link>
        </p>
      )}
    </PublicPage>
  );
}

type Given = Record<'email' | 'password' | 'code', string>;
type Typed = (event: { currentTarget: { value: string } }) => void;

function Credentials({ given, set }: { given: Given; set: (field: keyof Given) => Typed }) {
  const t = useT();
  return (
    <>
      <TextInput
        label={t('web.login.email')}
        type="email"
        value={given.email}
        onChange={set('email')}
        autoComplete="username"
        required
        withAsterisk={false}
      />
      <PasswordField kind="current" value={given.password} onChange={set('password')} />
    </>
  );
}

/** A link works once, and a page may be drawn twice: each token is tried a single time. */
const tried = new Map<string, Promise<unknown>>();

function LoginByLink({ token }: { token: string }) {
  const t = useT();
  const refresh = useRefreshSession();
  const [problem, setProblem] = useState<ApiProblem>();
  useEffect(() => {
    const attempt = tried.get(token) ?? call(logInByLinkRoute, { body: { token } });
    tried.set(token, attempt);
    attempt
      .then(() => {
        // the spent token leaves the address bar and the history
        history.replaceState(history.state, '', location.pathname + location.search);
        return refresh();
      })
      .catch((error: unknown) => {
        if (error instanceof ApiProblem) setProblem(error);
        else throw error;
      });
  }, [token, refresh]);
  if (!problem) return <Loading />;
  return (
    <PublicPage title={t('web.login.link-title')}>
      <ErrorNotice error={problem} />
      <p>{t('web.login.link-help')}</p>
      <a href={`/app${paths.login()}`}>{t('web.login.with-password')}</a>
    </PublicPage>
  );
}
