import { Modal, Radio, Switch, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { changePurposeRoute, createPurposeRoute, listPurposesRoute, type PurposeOut } from '../../server/consent/contract.ts';
import { useDo } from '../app/ask.ts';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFieldProblems } from '../ui/fields.ts';
import { Fields } from '../ui/Fields.tsx';
import { FormActions } from '../ui/FormActions.tsx';
import { useT } from '../ui/language.tsx';
import { showDone } from '../ui/toast.tsx';

const shown = ['name.nl', 'name.en', 'wording.nl', 'wording.en', 'basis', 'onSignUpPage'];

type Basis = 'consent' | 'soft-opt-in';
type At = (field: string) => { error: string | undefined };

interface Texts {
  name: { nl: string; en: string };
  wording: { nl: string; en: string };
}

/** Makes a purpose, or changes one; a changed sentence becomes a new version. */
export function PurposeForm({ purpose, onClose }: { purpose: PurposeOut | undefined; onClose: () => void }) {
  const t = useT();
  const [texts, setTexts] = useState<Texts>({
    name: purpose?.name ?? { nl: '', en: '' },
    wording: purpose?.wording ?? { nl: '', en: '' },
  });
  const [onSignUpPage, setOnSignUpPage] = useState(purpose?.onSignUpPage ?? true);
  const [basis, setBasis] = useState<Basis>('consent');
  const onDone = (saved: PurposeOut) => {
    const isNewVersion = purpose !== undefined && saved.wordingVersion !== purpose.wordingVersion;
    showDone(isNewVersion ? t('consent.purposes.saved-version', { version: saved.wordingVersion }) : t('consent.purposes.saved'));
    onClose();
  };
  const create = useDo(createPurposeRoute, { refreshes: [listPurposesRoute], onDone });
  const change = useDo(changePurposeRoute, { refreshes: [listPurposesRoute], onDone });
  const { error, isPending } = purpose ? change : create;
  const problems = useFieldProblems(error, shown);
  const save = () => {
    if (purpose) change.mutate({ params: { purposeId: purpose.id }, body: { ...texts, onSignUpPage } });
    else create.mutate({ body: { ...texts, onSignUpPage, basis } });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={purpose ? purpose.name.nl : t('consent.purposes.add')}
      closeButtonProps={{ 'aria-label': t('web.close') }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <ErrorNotice error={problems.rest} />
        <Fields>
          <TextFields texts={texts} onChange={setTexts} at={problems.at} />
          {!purpose && <BasisChoice basis={basis} onChange={setBasis} at={problems.at} />}
          {purpose?.kind !== 'service' && (
            <Switch
              label={t('consent.purposes.on-page')}
              checked={onSignUpPage}
              onChange={(event) => setOnSignUpPage(event.currentTarget.checked)}
            />
          )}
        </Fields>
        <FormActions label={t('consent.purposes.save')} busy={isPending} onCancel={onClose} />
      </form>
    </Modal>
  );
}

function TextFields({ texts, onChange, at }: { texts: Texts; onChange: (texts: Texts) => void; at: At }) {
  const t = useT();
  const input = (part: keyof Texts, language: 'nl' | 'en') => ({
    value: texts[part][language],
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ ...texts, [part]: { ...texts[part], [language]: event.currentTarget.value } }),
    ...at(`${part}.${language}`),
  });
  return (
    <>
      <TextInput label={t('consent.purposes.name-nl')} data-autofocus maxLength={80} {...input('name', 'nl')} />
      <TextInput label={t('consent.purposes.name-en')} maxLength={80} {...input('name', 'en')} />
      <Textarea
        label={t('consent.purposes.wording-nl')}
        description={t('consent.purposes.wording.hint')}
        autosize
        minRows={2}
        {...input('wording', 'nl')}
      />
      <Textarea label={t('consent.purposes.wording-en')} autosize minRows={2} {...input('wording', 'en')} />
    </>
  );
}

function BasisChoice({ basis, onChange, at }: { basis: Basis; onChange: (basis: Basis) => void; at: At }) {
  const t = useT();
  return (
    <Radio.Group
      label={t('consent.purposes.basis')}
      description={t('consent.purposes.basis.hint')}
      value={basis}
      onChange={(value) => onChange(value as Basis)}
      {...at('basis')}
    >
      <Fields>
        <Radio value="consent" label={t('consent.purposes.basis.consent')} />
        <Radio value="soft-opt-in" label={t('consent.purposes.basis.soft-opt-in')} />
      </Fields>
    </Radio.Group>
  );
}
