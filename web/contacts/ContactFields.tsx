import { Select, Textarea, TextInput } from '@mantine/core';
import { contactKinds, readFacetsRoute } from '../../server/contacts/contract.ts';
import { useRead } from '../app/ask.ts';
import { FieldRow, Fields } from '../ui/Fields.tsx';
import { useT } from '../ui/language.tsx';
import { languageCodes, type CardForm } from './card-form.ts';

/** The fields of a card in a form, with the server's complaints beside them. */
export function ContactFields({
  form,
  onChange,
  problemAt,
}: {
  form: CardForm;
  onChange: (form: CardForm) => void;
  problemAt: (field: string) => { error: string | undefined };
}) {
  const t = useT();
  const facets = useRead(readFacetsRoute, {}, { staleTime: 60_000 });
  const text = (field: Exclude<keyof CardForm, 'branchId'>) => ({
    label: t(`contacts.field.${field}`),
    value: form[field],
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ ...form, [field]: event.currentTarget.value }),
    ...problemAt(field),
  });
  const choice = (
    field: 'kind' | 'language' | 'branchId',
    data: { value: string; label: string }[],
  ) => ({
    label: t(`contacts.field.${field}`),
    data,
    value: form[field] || null,
    clearable: field !== 'kind',
    allowDeselect: field !== 'kind',
    onChange: (value: string | null) => onChange({ ...form, [field]: value ?? '' }),
    ...problemAt(field),
  });
  // a language from a file that we have no word for stays choosable
  const languages = [...new Set([...languageCodes, ...(form.language ? [form.language] : [])])];
  return (
    <Fields>
      <FieldRow>
        <TextInput {...text('firstName')} autoComplete="off" />
        <TextInput {...text('lastName')} autoComplete="off" />
      </FieldRow>
      <FieldRow>
        <TextInput type="date" {...text('birthOn')} />
        <TextInput {...text('gender')} />
      </FieldRow>
      <FieldRow>
        <TextInput type="email" {...text('email')} autoComplete="off" />
        <TextInput type="tel" {...text('mobile')} autoComplete="off" />
        <TextInput type="tel" {...text('phone')} autoComplete="off" />
      </FieldRow>
      <FieldRow>
        <TextInput {...text('street')} autoComplete="off" />
        <TextInput {...text('houseNumber')} autoComplete="off" />
        <TextInput {...text('box')} autoComplete="off" />
      </FieldRow>
      <FieldRow>
        <TextInput {...text('postcode')} autoComplete="off" />
        <TextInput {...text('city')} autoComplete="off" />
        <TextInput {...text('country')} autoComplete="off" />
      </FieldRow>
      <FieldRow>
        <Select
          {...choice(
            'kind',
            contactKinds.map((value) => ({ value, label: t(`contacts.kind.${value}`) })),
          )}
        />
        <Select
          {...choice(
            'language',
            languages.map((value) => ({
              value,
              label: isKnown(value) ? t(`contacts.language.${value}`) : value,
            })),
          )}
        />
        <Select
          {...choice(
            'branchId',
            (facets.data?.branches ?? []).map(({ id, name }) => ({
              value: String(id),
              label: name,
            })),
          )}
        />
      </FieldRow>
      <FieldRow>
        <TextInput {...text('cardNumber')} autoComplete="off" />
        <TextInput {...text('patronCategory')} />
      </FieldRow>
      <FieldRow>
        <TextInput type="date" {...text('memberSince')} />
        <TextInput type="date" {...text('memberUntil')} />
      </FieldRow>
      <Textarea {...text('notes')} autosize minRows={3} maxRows={12} />
    </Fields>
  );
}

function isKnown(code: string): code is (typeof languageCodes)[number] {
  return (languageCodes as readonly string[]).includes(code);
}
