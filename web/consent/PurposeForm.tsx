import { Modal, Radio, Switch, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import {
  changePurposeRoute,
  createPurposeRoute,
  listPurposesRoute,
  type PurposeOut,
} from '../../server/consent/contract.ts';
import { useDo } from '../app/ask.ts';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFieldProblems } from '../ui/fields.ts';
import { Fields } from '../ui/Fields.tsx';
import { FormActions } from '../ui/FormActions.tsx';
import { useT } from '../ui/language.tsx';
import { showDone } from '../ui/toast.tsx';

const shown = ['name.nl', 'name.en', 'wording.nl', 'wording.en', 'basis', 'onSignUpPage'];

/** Makes a purpose, or changes one; a changed sentence becomes a new version. */
export function PurposeForm({
  purpose,
  onClose,
}: {
  purpose: PurposeOut | undefined;
  onClose: () => void;
}) {
  const t = useT();
  const [name, setName] = useState(purpose?.name ?? { nl: '', en: '' });
  const [wording, setWording] = useState(purpose?.wording ?? { nl: '', en: '' });
  const [onSignUpPage, setOnSignUpPage] = useState(purpose?.onSignUpPage ?? true);
  const [basis, setBasis] = useState<'consent' | 'soft-opt-in'>('consent');
  const onDone = (saved: PurposeOut) => {
    const isNewVersion = purpose !== undefined && saved.wordingVersion !== purpose.wordingVersion;
    showDone(
      isNewVersion
        ? t('consent.purposes.saved-version', { version: saved.wordingVersion })
        : t('consent.purposes.saved'),
    );
    onClose();
  };
  const create = useDo(createPurposeRoute, { refreshes: [listPurposesRoute], onDone });
  const change = useDo(changePurposeRoute, { refreshes: [listPurposesRoute], onDone });
  const { error, isPending } = purpose ? change : create;
  const problems = useFieldProblems(error, shown);
  const save = () => {
    if (purpose) change.mutate({ params: { purposeId: purpose.id }, body: { name, wording, onSignUpPage } });
    else create.mutate({ body: { name, wording, onSignUpPage, basis } });
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
          <TextInput
            label={t('consent.purposes.name-nl')}
            data-autofocus
            value={name.nl}
            onChange={(event) => setName({ ...name, nl: event.currentTarget.value })}
            {...problems.at('name.nl')}
          />
          <TextInput
            label={t('consent.purposes.name-en')}
            value={name.en}
            onChange={(event) => setName({ ...name, en: event.currentTarget.value })}
            {...problems.at('name.en')}
          />
          <Textarea
            label={t('consent.purposes.wording-nl')}
            description={t('consent.purposes.wording.hint')}
            autosize
            minRows={2}
            value={wording.nl}
            onChange={(event) => setWording({ ...wording, nl: event.currentTarget.value })}
            {...problems.at('wording.nl')}
          />
          <Textarea
            label={t('consent.purposes.wording-en')}
            autosize
            minRows={2}
            value={wording.en}
            onChange={(event) => setWording({ ...wording, en: event.currentTarget.value })}
            {...problems.at('wording.en')}
          />
          {!purpose && (
            <Radio.Group
              label={t('consent.purposes.basis')}
              description={t('consent.purposes.basis.hint')}
              value={basis}
              onChange={(value) => setBasis(value as typeof basis)}
              {...problems.at('basis')}
            >
              <Fields>
                <Radio value="consent" label={t('consent.purposes.basis.consent')} />
                <Radio value="soft-opt-in" label={t('consent.purposes.basis.soft-opt-in')} />
              </Fields>
            </Radio.Group>
          )}
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
