import { Checkbox, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { listImports, startImport } from '../../server/imports/contract.ts';
import { useDo } from '../app/ask.ts';
import { paths } from '../app/paths.ts';
import { Card } from '../ui/Card.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFieldProblems } from '../ui/fields.ts';
import { FieldRow, Fields } from '../ui/Fields.tsx';
import { useFormat } from '../ui/format.ts';
import { FormActions } from '../ui/FormActions.tsx';
import { useT } from '../ui/language.tsx';
import { Stack } from '../ui/Page.tsx';
import { ColumnTable } from './ColumnTable.tsx';
import { FirstRows } from './FirstRows.tsx';
import parts from './Imports.module.css';
import type { Meanings, Recognition } from './recognition.ts';

const delimiterNames = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'pipe' } as const;

/** What each column means, how the file is read, and the first rows as they will be read. */
export function Arrangement({ recognition, onKind }: { recognition: Recognition; onKind: (kind: 'patrons' | 'loans') => void }) {
  const t = useT();
  const navigate = useNavigate();
  const environment = useParams().environment!;
  const { mapping, kind, profile } = recognition;
  const [meanings, setMeanings] = useState<Meanings>(
    () => new Map(mapping.columns.map(({ column, target, keep }) => [column, { target, keep: keep ?? false }])),
  );
  const [reading, setReading] = useState<Reading>({
    source: mapping.source,
    dates: mapping.dates,
    full: false,
    saveAs: profile?.name ?? nameFor(recognition),
  });
  const start = useDo(startImport, {
    refreshes: [listImports],
    onDone: (run) => void navigate(paths.importRun(environment, run.id)),
  });
  const problems = useFieldProblems(start.error, ['mapping', 'mapping.source']);
  const wrongColumns = problems.at('mapping').error;
  const submit = () =>
    start.mutate({
      body: {
        fileId: recognition.fileId,
        kind,
        full: reading.full,
        saveAs: reading.saveAs.trim() || undefined,
        mapping: {
          encoding: mapping.encoding,
          delimiter: mapping.delimiter,
          header: mapping.header,
          dates: reading.dates,
          source: reading.source,
          columns: [...meanings].map(([column, { target, keep }]) => ({ column, target, ...(keep ? { keep } : {}) })),
        },
      },
    });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack>
        <ReadingCard
          recognition={recognition}
          reading={reading}
          onChange={setReading}
          onKind={onKind}
          sourceError={problems.at('mapping.source').error}
        />
        <ColumnTable recognition={recognition} meanings={meanings} onChange={setMeanings} />
        <FirstRows recognition={recognition} meanings={meanings} />
        {/* what is wrong with the columns is said here, below all of them, and says enough */}
        <ErrorNotice error={wrongColumns ? undefined : problems.rest}>{wrongColumns}</ErrorNotice>
        <FormActions label={t('imports.check')} busy={start.isPending} onCancel={() => void navigate(paths.imports(environment))} />
      </Stack>
    </form>
  );
}

interface Reading {
  source: string;
  dates: 'dmy' | 'mdy';
  full: boolean;
  saveAs: string;
}

/** What the file is, and how it is read apart from its columns. */
function ReadingCard({
  recognition,
  reading,
  onChange,
  onKind,
  sourceError,
}: {
  recognition: Recognition;
  reading: Reading;
  onChange: (reading: Reading) => void;
  onKind: (kind: 'patrons' | 'loans') => void;
  sourceError: string | undefined;
}) {
  const t = useT();
  const { kind, profile, koha } = recognition;
  return (
    <Card
      title={t(koha ? 'imports.recognised.koha' : profile ? 'imports.recognised.profile' : 'imports.recognised.guessed', {
        name: profile?.name ?? '',
      })}
    >
      <FileLine recognition={recognition} />
      <Fields>
        <FieldRow>
          <Select
            label={t('imports.options.kind')}
            value={kind}
            onChange={(wanted) => wanted && onKind(wanted as 'patrons' | 'loans')}
            data={(['patrons', 'loans'] as const).map((value) => ({ value, label: t(`imports.kind.${value}`) }))}
            allowDeselect={false}
          />
          <TextInput
            label={t('imports.options.source')}
            description={t('imports.options.source-hint')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            value={reading.source}
            onChange={(event) => onChange({ ...reading, source: event.currentTarget.value })}
            error={sourceError}
          />
          <Select
            label={t('imports.options.dates')}
            value={reading.dates}
            onChange={(dates) => dates && onChange({ ...reading, dates: dates as 'dmy' | 'mdy' })}
            data={(['dmy', 'mdy'] as const).map((value) => ({ value, label: t(`imports.options.dates.${value}`) }))}
            allowDeselect={false}
          />
        </FieldRow>
        <TextInput
          label={t('imports.options.save-as')}
          value={reading.saveAs}
          maxLength={80}
          onChange={(event) => onChange({ ...reading, saveAs: event.currentTarget.value })}
        />
        {kind === 'patrons' && (
          <Checkbox
            label={t('imports.options.full')}
            description={t('imports.options.full-hint')}
            checked={reading.full}
            onChange={(event) => onChange({ ...reading, full: event.currentTarget.checked })}
          />
        )}
      </Fields>
    </Card>
  );
}

function FileLine({ recognition: { fileName, sizeBytes, columns, mapping } }: { recognition: Recognition }) {
  const t = useT();
  const format = useFormat();
  const delimiter = t(`imports.delimiter.${delimiterNames[mapping.delimiter]}`);
  const encoding = mapping.encoding.toUpperCase();
  return (
    <p className={parts.lead}>
      {t('imports.recognised.file', { name: fileName, size: format.bytes(sizeBytes), columns: columns.length, delimiter, encoding })}
    </p>
  );
}

function nameFor({ koha, fileName }: Recognition): string {
  return koha
    ? 'Koha'
    : fileName
        .replace(/\.\w+$/, '')
        .replace(/[-_ ]?\d{4,}.*$/, '')
        .slice(0, 80);
}
