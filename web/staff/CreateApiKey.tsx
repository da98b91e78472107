import { Button, Checkbox, Modal, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Permission } from '../../lib/permissions.ts';
import { createApiKeyRoute, listApiKeysRoute } from '../../server/staff/contract.ts';
import { useDo } from '../app/ask.ts';
import { useEnvironment } from '../app/session.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFieldProblems } from '../ui/fields.ts';
import { Fields } from '../ui/Fields.tsx';
import { FormActions } from '../ui/FormActions.tsx';
import { useT } from '../ui/language.tsx';
import { OnceShown } from './OnceShown.tsx';

const lifetimes = ['90', '365', '730', '0'] as const;

/** Makes a key; its text is shown once, here. */
export function CreateApiKey({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useT();
  const [text, setText] = useState<string>();
  const close = () => {
    setText(undefined);
    onClose();
  };
  return (
    <Modal opened={opened} onClose={close} size="lg" title={t('web.keys.create')} closeButtonProps={{ 'aria-label': t('web.close') }}>
      {text ? (
        <>
          <OnceShown label={t('web.keys.text')} value={text} hint={t('web.keys.text-hint')} />
          <Button variant="filled" onClick={close}>
            {t('web.close')}
          </Button>
        </>
      ) : (
        <CreateForm onCreated={setText} onCancel={close} />
      )}
    </Modal>
  );
}

function CreateForm({ onCreated, onCancel }: { onCreated: (key: string) => void; onCancel: () => void }) {
  const t = useT();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<Permission[]>([]);
  const [days, setDays] = useState<string>('365');
  const create = useDo(createApiKeyRoute, {
    secretAnswer: true,
    refreshes: [listApiKeysRoute],
    onDone: ({ key }) => onCreated(key),
  });
  const problems = useFieldProblems(create.error, ['name', 'scopes', 'expiresAt']);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate({ body: { name, scopes, expiresAt: endOf(days) } });
      }}
    >
      <ErrorNotice error={problems.rest} />
      <Fields>
        <TextInput
          label={t('web.keys.name')}
          description={t('web.keys.name-hint')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          required
          withAsterisk={false}
          data-autofocus
          {...problems.at('name')}
        />
        <Scopes chosen={scopes} onChoose={setScopes} {...problems.at('scopes')} />
        <Select
          label={t('web.keys.lifetime')}
          value={days}
          onChange={(chosen) => setDays(chosen ?? '365')}
          data={lifetimes.map((value) => ({ value, label: t(`web.keys.lifetime.${value}`) }))}
          allowDeselect={false}
          {...problems.at('expiresAt')}
        />
      </Fields>
      <FormActions label={t('web.keys.create-button')} busy={create.isPending} onCancel={onCancel} />
    </form>
  );
}

/** Everything one may do oneself here: a key cannot be allowed more. */
function Scopes({
  chosen,
  onChoose,
  error,
}: {
  chosen: Permission[];
  onChoose: (chosen: Permission[]) => void;
  error: string | undefined;
}) {
  const t = useT();
  const { permissions } = useEnvironment();
  return (
    <Checkbox.Group
      label={t('web.keys.scopes')}
      description={t('web.keys.scopes-hint')}
      value={chosen}
      onChange={(values) => onChoose(values as Permission[])}
      error={error}
    >
      <Fields>
        {permissions.map((permission) => (
          <Checkbox key={permission} value={permission} label={t(`web.permission.${permission}`)} />
        ))}
      </Fields>
    </Checkbox.Group>
  );
}

function endOf(days: string): string | null {
  return days === '0' ? null : new Date(Date.now() + Number(days) * 86_400_000).toISOString();
}
