import { Button, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { changeBranchRoute, listBranchesRoute } from '../../server/tenants/contract.ts';
import type { Answer } from '../app/api.ts';
import { useDo, useRead } from '../app/ask.ts';
import { useMay } from '../app/session.tsx';
import { Card, Muted } from '../ui/Card.tsx';
import { DataTable, type Column } from '../ui/DataTable.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFieldProblems } from '../ui/fields.ts';
import { FieldRow, Fields } from '../ui/Fields.tsx';
import { FormActions } from '../ui/FormActions.tsx';
import { useT } from '../ui/language.tsx';
import { Loading } from '../ui/Loading.tsx';

type Branch = Answer<typeof listBranchesRoute>['branches'][number];

/** The branches, as the library system's codes brought them in; here they get a name and an address. */
export function Branches() {
  const t = useT();
  const may = useMay();
  const list = useRead(listBranchesRoute);
  const [changing, setChanging] = useState<Branch>();
  const columns: Column<Branch>[] = [
    { key: 'name', label: t('web.branches.name'), render: ({ name }) => <strong>{name}</strong> },
    { key: 'code', label: t('web.branches.code'), render: ({ code }) => code },
    {
      key: 'address',
      label: t('web.settings.address'),
      render: ({ street, postcode, city }) => {
        const address = [street, [postcode, city].filter(Boolean).join(' ')].filter(Boolean).join(', ');
        return address || <Muted>{t('web.branches.no-address')}</Muted>;
      },
    },
    { key: 'phone', label: t('web.settings.phone'), render: ({ phone }) => phone },
  ];
  if (may('environment.manage')) {
    columns.push({
      key: 'change',
      label: t('web.actions'),
      labelHidden: true,
      figures: true,
      render: (branch) => (
        <Button size="compact-sm" onClick={() => setChanging(branch)} aria-label={t('web.change-this', { name: branch.name })}>
          {t('web.change')}
        </Button>
      ),
    });
  }
  if (!list.data) return list.error ? <ErrorNotice error={list.error} onRetry={() => void list.refetch()} /> : <Loading />;
  return (
    <Card flush>
      {list.data.branches.length === 0 ? (
        <EmptyState title={t('web.branches.none')}>{t('web.branches.none-why')}</EmptyState>
      ) : (
        <DataTable label={t('web.settings.branches')} columns={columns} rows={list.data.branches} rowKey={({ id }) => id} />
      )}
      {changing && <BranchForm key={changing.id} branch={changing} onClose={() => setChanging(undefined)} />}
    </Card>
  );
}

const fields = ['name', 'street', 'postcode', 'city', 'phone', 'email'] as const;

function BranchForm({ branch, onClose }: { branch: Branch; onClose: () => void }) {
  const t = useT();
  const [given, setGiven] = useState(
    Object.fromEntries(fields.map((field) => [field, branch[field] ?? ''])) as Record<(typeof fields)[number], string>,
  );
  const save = useDo(changeBranchRoute, { refreshes: [listBranchesRoute], onDone: onClose });
  const problems = useFieldProblems(save.error, fields);
  const input = (field: (typeof fields)[number]) => ({
    value: given[field],
    onChange: (event: { currentTarget: { value: string } }) => setGiven({ ...given, [field]: event.currentTarget.value }),
    ...problems.at(field),
  });
  return (
    <Modal opened onClose={onClose} title={branch.name} closeButtonProps={{ 'aria-label': t('web.close') }}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({ params: { branchId: branch.id }, body: given });
        }}
      >
        <ErrorNotice error={problems.rest} />
        <Fields>
          <TextInput label={t('web.branches.name')} data-autofocus {...input('name')} />
          <TextInput label={t('web.settings.street')} {...input('street')} />
          <FieldRow>
            <TextInput label={t('web.settings.postcode')} {...input('postcode')} />
            <TextInput label={t('web.settings.city')} {...input('city')} />
          </FieldRow>
          <FieldRow>
            <TextInput label={t('web.settings.phone')} type="tel" {...input('phone')} />
            <TextInput label={t('web.settings.email')} type="email" {...input('email')} />
          </FieldRow>
        </Fields>
        <FormActions busy={save.isPending} onCancel={onClose} />
      </form>
    </Modal>
  );
}
