import { Blockquote, Modal, Radio, TextInput } from '@mantine/core';
import { useState } from 'react';
import {
  givePermissionRoute,
  objectRoute,
  readPermissionsRoute,
  withdrawPermissionRoute,
  type PurposeOut,
} from '../../server/consent/contract.ts';
import { useDo } from '../app/ask.ts';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFieldProblems } from '../ui/fields.ts';
import { Fields } from '../ui/Fields.tsx';
import { FormActions } from '../ui/FormActions.tsx';
import { useLanguage, useT } from '../ui/language.tsx';
import { showDone } from '../ui/toast.tsx';

export interface Saying {
  purpose: PurposeOut;
  what: 'give' | 'withdraw';
  /** Of practical messages, another way than e-mail. */
  channel?: 'sms' | 'letter' | 'phone';
}

interface Given {
  method: 'desk' | 'paper';
  note: string;
  guardianName: string;
  guardianHow: string;
}

const empty: Given = { method: 'desk', note: '', guardianName: '', guardianHow: '' };

/** Notes a yes or a no that was said at the desk, on the telephone or on paper. */
export function SayForm({
  contactId,
  saying: { purpose, what, channel },
  needsGuardian,
  objects,
  onClose,
}: {
  contactId: number;
  saying: Saying;
  needsGuardian: boolean;
  /** The reader objected to all marketing: a yes must be their own, and opens this purpose only. */
  objects: boolean;
  onClose: () => void;
}) {
  const t = useT();
  const language = useLanguage();
  const [given, setGiven] = useState(empty);
  const done = () => {
    showDone(t('consent.tab.saved'));
    onClose();
  };
  const give = useDo(givePermissionRoute, { refreshes: [readPermissionsRoute], onDone: done });
  const withdraw = useDo(withdrawPermissionRoute, {
    refreshes: [readPermissionsRoute],
    onDone: done,
  });
  const { error, isPending } = what === 'give' ? give : withdraw;
  const name = [purpose.name[language] || purpose.name.nl, channel && t(`consent.channel.${channel}`)].filter(Boolean).join(', ');
  const save = () => {
    const { method, note, guardianName, guardianHow } = given;
    const body = { purposeId: purpose.id, method, note, channel: channel ?? ('email' as const) };
    if (what === 'withdraw') return withdraw.mutate({ params: { contactId }, body });
    const guardian = needsGuardian ? { guardian: { name: guardianName, how: guardianHow } } : {};
    give.mutate({ params: { contactId }, body: { ...body, language: 'nl', ...guardian } });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(what === 'give' ? 'consent.form.title' : 'consent.form.withdraw-title', {
        purpose: name,
      })}
      closeButtonProps={{ 'aria-label': t('web.close') }}
    >
      {what === 'give' && (
        <>
          {objects && purpose.kind !== 'service' && <p>{t('consent.form.objects')}</p>}
          <p>{t('consent.form.read-aloud')}</p>
          <Blockquote lang="nl" p="sm" mt="xs" mb="md">
            {purpose.wording.nl}
          </Blockquote>
        </>
      )}
      <HowForm
        given={given}
        onChange={setGiven}
        onSave={save}
        onClose={onClose}
        error={error}
        busy={isPending}
        needsNote={what === 'give'}
        needsGuardian={what === 'give' && needsGuardian}
      />
    </Modal>
  );
}

/** Notes an objection to all news: the right of article 21 of the GDPR. */
export function ObjectForm({ contactId, onClose }: { contactId: number; onClose: () => void }) {
  const t = useT();
  const [given, setGiven] = useState(empty);
  const object = useDo(objectRoute, {
    refreshes: [readPermissionsRoute],
    onDone: () => {
      showDone(t('consent.tab.saved'));
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={t('consent.tab.object')} closeButtonProps={{ 'aria-label': t('web.close') }}>
      <p>{t('consent.tab.object.explain')}</p>
      <HowForm
        given={given}
        onChange={setGiven}
        onSave={() => object.mutate({ params: { contactId }, body: { method: given.method, note: given.note } })}
        onClose={onClose}
        error={object.error}
        busy={object.isPending}
        needsNote={false}
        needsGuardian={false}
      />
    </Modal>
  );
}

function HowForm({
  given,
  onChange,
  onSave,
  onClose,
  error,
  busy,
  needsNote,
  needsGuardian,
}: {
  given: Given;
  onChange: (given: Given) => void;
  onSave: () => void;
  onClose: () => void;
  error: Error | null;
  busy: boolean;
  needsNote: boolean;
  needsGuardian: boolean;
}) {
  const t = useT();
  const problems = useFieldProblems(error, ['note', 'method', 'guardian.name', 'guardian.how']);
  const input = (field: 'note' | 'guardianName' | 'guardianHow') => ({
    value: given[field],
    onChange: (event: { currentTarget: { value: string } }) => onChange({ ...given, [field]: event.currentTarget.value }),
  });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSave();
      }}
    >
      <ErrorNotice error={problems.rest} />
      <Fields>
        <Radio.Group
          label={t('consent.form.method')}
          value={given.method}
          onChange={(method) => onChange({ ...given, method: method as Given['method'] })}
        >
          <Fields>
            <Radio value="desk" label={t('consent.method.desk')} />
            <Radio value="paper" label={t('consent.method.paper')} />
          </Fields>
        </Radio.Group>
        <TextInput
          label={t(needsNote ? 'consent.form.note' : 'consent.form.note-free')}
          description={needsNote ? t('consent.form.note.hint') : undefined}
          data-autofocus
          {...input('note')}
          {...problems.at('note')}
        />
        {needsGuardian && <GuardianFields input={input} at={problems.at} />}
      </Fields>
      <FormActions label={t('consent.form.save')} busy={busy} onCancel={onClose} />
    </form>
  );
}

function GuardianFields({
  input,
  at,
}: {
  input: (field: 'guardianName' | 'guardianHow') => object;
  at: (field: string) => { error: string | undefined };
}) {
  const t = useT();
  return (
    <>
      <TextInput label={t('consent.form.guardian-name')} {...input('guardianName')} {...at('guardian.name')} />
      <TextInput label={t('consent.form.guardian-how')} {...input('guardianHow')} {...at('guardian.how')} />
    </>
  );
}
