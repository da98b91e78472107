import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { askPasswordLinkRoute } from '../../server/passwords/contract.ts';
import { useDo } from '../app/ask.ts';
import { paths } from '../app/paths.ts';
import { PublicPage } from '../staff/PublicPage.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFieldProblems } from '../ui/fields.ts';
import { Fields } from '../ui/Fields.tsx';
import { FormActions } from '../ui/FormActions.tsx';
import { useT } from '../ui/language.tsx';

/** Asks for the address; says the same whether it has an account or not. */
export function Forgotten() {
  const t = useT();
  const [email, setEmail] = useState('');
  const [sent, setSent] = useState(false);
  const ask = useDo(askPasswordLinkRoute, { onDone: () => setSent(true) });
  const problems = useFieldProblems(ask.error, ['email']);
  const back = (
    <p>
      <Link to={paths.login()}>{t('web.forgotten.back')}</Link>
    </p>
  );
  if (sent) {
    return (
      <PublicPage title={t('web.forgotten.sent-title')}>
        <p role="status">{t('web.forgotten.sent', { email })}</p>
        {back}
      </PublicPage>
    );
  }
  return (
    <PublicPage title={t('web.forgotten.title')} intro={t('web.forgotten.intro')}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          ask.mutate({ body: { email } });
        }}
      >
        <ErrorNotice error={problems.rest} />
        <Fields>
          <TextInput
            label={t('web.login.email')}
            type="email"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            autoComplete="username"
            required
            withAsterisk={false}
            {...problems.at('email')}
          />
        </Fields>
        <FormActions label={t('web.forgotten.button')} busy={ask.isPending} />
      </form>
      {back}
    </PublicPage>
  );
}
