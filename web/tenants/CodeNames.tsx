import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { listCodesRoute, nameMaterialRoute, nameWorldRoute } from '../../server/circulation/contract.ts';
import { listCategoriesRoute, nameCategoryRoute, readFacetsRoute } from '../../server/contacts/contract.ts';
import { segmentOptionsRoute } from '../../server/segments/contract.ts';
import { useDo, useRead } from '../app/ask.ts';
import { useMay } from '../app/session.tsx';
import { Card, Muted } from '../ui/Card.tsx';
import { DataTable, type Column } from '../ui/DataTable.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useT } from '../ui/language.tsx';
import { Loading } from '../ui/Loading.tsx';
import { Stack } from '../ui/Page.tsx';
import { showDone } from '../ui/toast.tsx';

interface Code {
  key: string;
  code: string;
  name: string;
}

/** Codes of the library system and the names people know them by: nobody here needs to know that BK is a book. */
export function CodeNames() {
  const t = useT();
  const categories = useRead(listCategoriesRoute);
  const codes = useRead(listCodesRoute);
  const said = ({ code, name }: { code: string; name: string }) => showDone(t('web.codes.saved', { code, name }));
  const category = useDo(nameCategoryRoute, {
    refreshes: [listCategoriesRoute, readFacetsRoute, segmentOptionsRoute],
    onDone: (_answer, { body }) => said(body!),
  });
  const material = useDo(nameMaterialRoute, { refreshes: [listCodesRoute, segmentOptionsRoute], onDone: said });
  const world = useDo(nameWorldRoute, { refreshes: [listCodesRoute, segmentOptionsRoute], onDone: said });
  const problem = categories.error ?? codes.error;
  if (problem) return <ErrorNotice error={problem} onRetry={() => void Promise.all([categories.refetch(), codes.refetch()])} />;
  if (!categories.data || !codes.data) return <Loading />;
  const { materials, worlds } = codes.data;
  if (categories.data.categories.length + materials.length + worlds.length === 0) {
    return (
      <Card flush>
        <EmptyState title={t('web.codes.none')}>{t('web.codes.none-why')}</EmptyState>
      </Card>
    );
  }
  return (
    <Stack>
      <Muted>{t('web.codes.why')}</Muted>
      <Names
        title={t('web.codes.categories')}
        codes={categories.data.categories.map((one) => ({ ...one, key: one.code }))}
        error={category.error}
        onName={({ code }, name) => category.mutate({ body: { code, name } })}
      />
      <Names
        title={t('web.codes.materials')}
        codes={materials.map((one) => ({ ...one, key: String(one.id) }))}
        error={material.error}
        onName={({ key }, name) => material.mutate({ params: { codeId: Number(key) }, body: { name } })}
      />
      <Names
        title={t('web.codes.worlds')}
        codes={worlds.map((one) => ({ ...one, key: String(one.id) }))}
        error={world.error}
        onName={({ key }, name) => world.mutate({ params: { codeId: Number(key) }, body: { name } })}
      />
    </Stack>
  );
}

function Names({
  title,
  codes,
  error,
  onName,
}: {
  title: string;
  codes: readonly Code[];
  error: Error | null;
  onName: (code: Code, name: string) => void;
}) {
  const t = useT();
  const mayName = useMay()('environment.manage');
  if (codes.length === 0) return null;
  // in the order of the codes, so that a row does not jump away under the hands of who names it
  const rows = codes.toSorted((a, b) => (a.code < b.code ? -1 : 1));
  const columns: Column<Code>[] = [
    { key: 'code', label: t('web.codes.code'), render: ({ code }) => <strong>{code}</strong> },
    {
      key: 'name',
      label: t('web.codes.name'),
      render: (code) => (mayName ? <NameField key={code.name} code={code} onName={(name) => onName(code, name)} /> : code.name),
    },
  ];
  return (
    <Card title={title} flush>
      <ErrorNotice error={error} />
      <DataTable label={title} columns={columns} rows={rows} rowKey={({ key }) => key} />
    </Card>
  );
}

/** Saved when one leaves the field or presses Enter; emptied, it shows again what stood there. */
function NameField({ code, onName }: { code: Code; onName: (name: string) => void }) {
  const t = useT();
  const [name, setName] = useState(code.name);
  const keep = () => {
    const typed = name.trim();
    if (typed === '') setName(code.name);
    else if (typed !== code.name) onName(typed);
  };
  return (
    <TextInput
      aria-label={t('web.codes.name-for', { code: code.code })}
      value={name}
      maxLength={120}
      onChange={(event) => setName(event.currentTarget.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') keep();
      }}
    />
  );
}
