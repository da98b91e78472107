import { Button, Checkbox, Select } from '@mantine/core';
import { useState } from 'react';
import { loanTargetsShown, patronTargetsShown } from '../../server/imports/contract.ts';
import { Card, Muted } from '../ui/Card.tsx';
import { DataTable, type Column } from '../ui/DataTable.tsx';
import { useT } from '../ui/language.tsx';
import type { Meanings, Recognition, Target } from './recognition.ts';
import parts from './Imports.module.css';

type FileColumn = Recognition['columns'][number];

interface Props {
  recognition: Recognition;
  meanings: Meanings;
  onChange: (meanings: Meanings) => void;
}

/** Every column of the file with what it means; what is not taken in is folded away when there is much of it. */
export function ColumnTable({ recognition, meanings, onChange }: Props) {
  const t = useT();
  const [all, setAll] = useState(recognition.columns.length <= 25);
  const shown = all ? recognition.columns : recognition.columns.filter(({ name, target }) => target !== null || meanings.has(name));
  const columns = useColumns({ recognition, meanings, onChange });
  const hidden = recognition.columns.length - shown.length;
  return (
    <Card title={t('imports.mapping.title')} flush>
      <DataTable label={t('imports.mapping.title')} columns={columns} rows={shown} rowKey={({ name }) => name} />
      {hidden > 0 && (
        <Button variant="subtle" m="sm" onClick={() => setAll(true)}>
          {t('imports.mapping.show-all', { count: hidden })}
        </Button>
      )}
    </Card>
  );
}

function useColumns({ recognition, meanings, onChange }: Props): Column<FileColumn>[] {
  const t = useT();
  const change = (column: string, meaning: { target: Target; keep: boolean } | undefined) => {
    const changed = new Map(meanings);
    if (meaning) changed.set(column, meaning);
    else changed.delete(column);
    onChange(changed);
  };
  return [
    {
      key: 'name',
      label: t('imports.mapping.column'),
      heading: true,
      render: ({ name, by, target }) => (
        <>
          {name}
          {by && meanings.get(name)?.target === target && (
            <>
              <br />
              <Muted small>{t(`imports.mapping.by.${by}`)}</Muted>
            </>
          )}
        </>
      ),
    },
    {
      key: 'samples',
      label: t('imports.mapping.samples'),
      render: ({ samples }) => <span className={parts.samples}>{samples.join(' · ')}</span>,
    },
    {
      key: 'means',
      label: t('imports.mapping.means'),
      render: (column) =>
        column.refused ? (
          <Muted small>{t(`imports.mapping.refused.${column.refused}`)}</Muted>
        ) : (
          <MeaningSelect recognition={recognition} column={column} meanings={meanings} onChange={change} />
        ),
    },
    {
      key: 'keep',
      label: t('imports.mapping.keep'),
      render: ({ name }) => {
        const meaning = meanings.get(name);
        if (!meaning || recognition.kind !== 'patrons' || ['cardNumber', 'number'].includes(meaning.target)) return null;
        return (
          <Checkbox
            aria-label={`${t('imports.mapping.keep')}: ${name}`}
            title={t('imports.mapping.keep-hint')}
            checked={meaning.keep}
            onChange={(event) => change(name, { ...meaning, keep: event.currentTarget.checked })}
          />
        );
      },
    },
  ];
}

function MeaningSelect({
  recognition,
  column,
  meanings,
  onChange,
}: {
  recognition: Recognition;
  column: FileColumn;
  meanings: Meanings;
  onChange: (column: string, meaning: { target: Target; keep: boolean } | undefined) => void;
}) {
  const t = useT();
  const mine = meanings.get(column.name);
  const taken = new Set([...meanings].filter(([name]) => name !== column.name).map(([, { target }]) => target));
  const targets: readonly Target[] = recognition.kind === 'patrons' ? patronTargetsShown : loanTargetsShown;
  return (
    <Select
      aria-label={`${t('imports.mapping.means')}: ${column.name}`}
      placeholder={t('imports.mapping.nothing')}
      value={mine?.target ?? null}
      data={targets.map((target) => ({ value: target, label: t(`imports.target.${target}`), disabled: taken.has(target) }))}
      clearable
      className={parts.meaning}
      searchable
      comboboxProps={{ withinPortal: true }}
      onChange={(target) => onChange(column.name, target ? { target: target as Target, keep: mine?.keep ?? false } : undefined)}
    />
  );
}
