import { Select, Textarea, TextInput } from '@mantine/core';
import { contactKinds } from '../../lib/contact-kinds.ts';
import { readFacetsRoute } from '../../server/contacts/contract.ts';
import { useRead } from '../app/ask.ts';
import { FieldRow, Fields } from '../ui/Fields.tsx';
import { useT } from '../ui/language.tsx';
import { genders, languageCodes, type CardForm } from './card-form.ts';
import { useCategories } from './use-categories.ts';

interface Props {
  form: CardForm;
  onChange: (form: CardForm) => void;
  problemAt: (field: string) => { error: string | undefined };
}

/** The fields of a card in a form, with the server's complaints beside them. */
export function ContactFields(props: Props) {
  const t = useT();
  const text = useTextField(props);
  const choice = useChoice(props);
  return (
    <Fields>
      <FieldRow>
        <TextInput {...text('firstName')} />
        <TextInput {...text('lastName')} />
      </FieldRow>
      <FieldRow>
        <TextInput type="date" {...text('birthOn')} />
        <Select {...choice('gender')} data={genders.map((value) => ({ value, label: t(`contacts.gender.${value}`) }))} />
      </FieldRow>
      <FieldRow>
        <TextInput type="email" {...text('email')} />
        <TextInput type="tel" {...text('mobile')} />
        <TextInput type="tel" {...text('phone')} />
      </FieldRow>
      <FieldRow>
        <TextInput {...text('street')} />
        <TextInput {...text('houseNumber')} />
        <TextInput {...text('box')} />
      </FieldRow>
      <FieldRow>
        <TextInput {...text('postcode')} />
        <TextInput {...text('city')} />
        <TextInput {...text('country')} />
      </FieldRow>
      <Choices {...props} />
      <FieldRow>
        <TextInput {...text('cardNumber')} />
        <Category {...props} />
      </FieldRow>
      <FieldRow>
        <TextInput type="date" {...text('memberSince')} />
        <TextInput type="date" {...text('memberUntil')} />
      </FieldRow>
      <Textarea {...text('notes')} autosize minRows={3} maxRows={12} />
    </Fields>
  );
}

/** One of the categories the library system speaks of; typed freely as long as it spoke of none. */
function Category(props: Props) {
  const text = useTextField(props)('patronCategory');
  const choice = useChoice(props)('patronCategory');
  const categories = useCategories();
  if (categories.length === 0) return <TextInput {...text} />;
  const codes = [...new Set([...categories.map(({ code }) => code), ...(choice.value ? [choice.value] : [])])];
  const nameOf = (code: string) => categories.find((one) => one.code === code)?.name ?? code;
  return <Select {...choice} data={codes.map((code) => ({ value: code, label: nameOf(code) }))} />;
}

function useTextField({ form, onChange, problemAt }: Props) {
  const t = useT();
  return (field: Exclude<keyof CardForm, 'branchId'>) => ({
    label: t(`contacts.field.${field}`),
    value: form[field],
    // it is somebody else's card: the browser must not offer the colleague's own address
    autoComplete: 'off',
    onChange: (event: { currentTarget: { value: string } }) => onChange({ ...form, [field]: event.currentTarget.value }),
    ...problemAt(field),
  });
}

function useChoice({ form, onChange, problemAt }: Props) {
  const t = useT();
  return (field: 'kind' | 'language' | 'branchId' | 'gender' | 'patronCategory') => ({
    label: t(`contacts.field.${field}`),
    value: form[field] || null,
    clearable: field !== 'kind',
    allowDeselect: field !== 'kind',
    onChange: (value: string | null) => onChange({ ...form, [field]: value ?? '' }),
    ...problemAt(field),
  });
}

function Choices(props: Props) {
  const { form } = props;
  const t = useT();
  const choice = useChoice(props);
  const facets = useRead(readFacetsRoute, {}, { staleTime: 60_000 });
  // a language from a file that we have no word for stays choosable
  const languages = [...new Set([...languageCodes, ...(form.language ? [form.language] : [])])];
  return (
    <FieldRow>
      <Select {...choice('kind')} data={contactKinds.map((value) => ({ value, label: t(`contacts.kind.${value}`) }))} />
      <Select
        {...choice('language')}
        data={languages.map((value) => ({
          value,
          label: isKnown(value) ? t(`contacts.language.${value}`) : value,
        }))}
      />
      <Select
        {...choice('branchId')}
        data={(facets.data?.branches ?? []).map(({ id, name }) => ({
          value: String(id),
          label: name,
        }))}
      />
    </FieldRow>
  );
}

function isKnown(code: string): code is (typeof languageCodes)[number] {
  return (languageCodes as readonly string[]).includes(code);
}
