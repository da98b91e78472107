import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { languages, type Language } from '../../lib/i18n.ts';
import { changeEnvironmentRoute, readEnvironment } from '../../server/tenants/contract.ts';
import type { Answer } from '../app/api.ts';
import { useDo, useRead } from '../app/ask.ts';
import { useLeaveGuard } from '../app/LeaveGuard.tsx';
import { useMay, useRefreshSession } from '../app/session.tsx';
import { Card, KeyValues } from '../ui/Card.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFieldProblems } from '../ui/fields.ts';
import { FieldRow, Fields } from '../ui/Fields.tsx';
import { FormActions } from '../ui/FormActions.tsx';
import { useT } from '../ui/language.tsx';
import { Loading } from '../ui/Loading.tsx';
import { Columns } from '../ui/Page.tsx';
import { showDone } from '../ui/toast.tsx';

type Environment = Answer<typeof readEnvironment>;

/** Name and contact data: what the foot of every mail says about who wrote it. */
export function LibrarySettings() {
  const may = useMay();
  const read = useRead(readEnvironment);
  if (!read.data) return read.error ? <ErrorNotice error={read.error} onRetry={() => void read.refetch()} /> : <Loading />;
  return may('environment.manage') ? <LibraryForm environment={read.data} /> : <LibraryFacts environment={read.data} />;
}

function LibraryFacts({ environment }: { environment: Environment }) {
  const t = useT();
  const { street, postcode, city, phone, email, website } = environment.contact;
  return (
    <Card title={environment.name}>
      <KeyValues
        pairs={[
          [t('web.settings.address'), [street, [postcode, city].filter(Boolean).join(' ')].filter(Boolean).join(', ')],
          [t('web.settings.phone'), phone],
          [t('web.settings.email'), email],
          [t('web.settings.website'), website],
        ]}
      />
    </Card>
  );
}

const contactFields = ['street', 'postcode', 'city', 'phone', 'email', 'website'] as const;
type ContactField = (typeof contactFields)[number];

type LibraryForm = { name: string; shortName: string; language: Language } & Record<ContactField, string>;

function formOf({ name, shortName, language, contact }: Environment): LibraryForm {
  return { name, shortName, language, ...Object.fromEntries(contactFields.map((field) => [field, contact[field] ?? ''])) } as LibraryForm;
}

function LibraryForm({ environment }: { environment: Environment }) {
  const t = useT();
  const refreshSession = useRefreshSession();
  const [given, setGiven] = useState(() => formOf(environment));
  const leave = useLeaveGuard(JSON.stringify(given) !== JSON.stringify(formOf(environment)));
  const save = useDo(changeEnvironmentRoute, {
    refreshes: [readEnvironment],
    onDone: () => {
      showDone(t('web.saved'));
      // the name stands in the top bar
      void refreshSession();
    },
  });
  const problems = useFieldProblems(save.error, ['name', 'shortName', ...contactFields.map((field) => `contact.${field}`)]);
  const input = (field: 'name' | 'shortName' | ContactField) => ({
    value: given[field],
    onChange: (event: { currentTarget: { value: string } }) => setGiven({ ...given, [field]: event.currentTarget.value }),
    ...problems.at(field === 'name' || field === 'shortName' ? field : `contact.${field}`),
  });
  const submit = () => {
    const { name, shortName, language, ...contact } = given;
    save.mutate({ body: { name, shortName, language, contact } });
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {leave.question}
      <Columns aside={<FooterSample given={given} />}>
        <Card title={t('web.settings.library')}>
          <ErrorNotice error={problems.rest} />
          <LibraryFields input={input} language={given.language} onLanguage={(language) => setGiven({ ...given, language })} />
          <FormActions busy={save.isPending} />
        </Card>
      </Columns>
    </form>
  );
}

type InputField = 'name' | 'shortName' | ContactField;

interface InputProps {
  value: string;
  onChange: (event: { currentTarget: { value: string } }) => void;
  error: string | undefined;
}

function LibraryFields({
  input,
  language,
  onLanguage,
}: {
  input: (field: InputField) => InputProps;
  language: Language;
  onLanguage: (language: Language) => void;
}) {
  const t = useT();
  return (
    <Fields>
      <FieldRow>
        <TextInput label={t('web.settings.name')} {...input('name')} />
        <TextInput label={t('web.settings.short-name')} description={t('web.settings.short-name-hint')} {...input('shortName')} />
      </FieldRow>
      <TextInput label={t('web.settings.street')} autoComplete="street-address" {...input('street')} />
      <FieldRow>
        <TextInput label={t('web.settings.postcode')} autoComplete="postal-code" {...input('postcode')} />
        <TextInput label={t('web.settings.city')} autoComplete="address-level2" {...input('city')} />
      </FieldRow>
      <FieldRow>
        <TextInput label={t('web.settings.phone')} type="tel" autoComplete="tel" {...input('phone')} />
        <TextInput label={t('web.settings.email')} type="email" autoComplete="email" {...input('email')} />
      </FieldRow>
      <TextInput label={t('web.settings.website')} type="url" placeholder="https://" autoComplete="url" {...input('website')} />
      <Select
        label={t('web.settings.language')}
        description={t('web.settings.language-hint')}
        value={language}
        onChange={(chosen) => onLanguage((chosen ?? 'nl') as Language)}
        data={languages.map((value) => ({ value, label: t(`web.language.${value}`) }))}
        allowDeselect={false}
      />
    </Fields>
  );
}

/** What readers see of all this. */
function FooterSample({ given }: { given: { shortName: string } & Record<ContactField, string> }) {
  const t = useT();
  const place = [given.postcode, given.city].filter(Boolean).join(' ');
  const address = [given.shortName, given.street, place, given.phone].filter(Boolean).join(', ');
  return (
    <Card title={t('web.settings.footer')}>
      <p>{t('web.settings.footer-why')}</p>
      <blockquote>
        {address}
        <br />
        {[given.email, given.website].filter(Boolean).join(' · ')}
      </blockquote>
    </Card>
  );
}
