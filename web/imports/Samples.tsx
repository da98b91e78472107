import { isMessageKey } from '../../lib/i18n.ts';
import { Card, Muted } from '../ui/Card.tsx';
import { Chip } from '../ui/Chip.tsx';
import { DataTable, type Column } from '../ui/DataTable.tsx';
import { useFormat } from '../ui/format.ts';
import { useT, type Translate } from '../ui/language.tsx';
import type { Run } from './ImportRun.tsx';
import parts from './Imports.module.css';

type Sample = Run['sample'][number];

/** A handful of rows before and after: figures say how much, these say what. */
export function Samples({ run }: { run: Run }) {
  const t = useT();
  if (run.sample.length === 0 || run.state === 'cancelled') return null;
  const columns: Column<Sample>[] = [
    {
      key: 'who',
      label: t(run.kind === 'loans' ? 'imports.target.itemKey' : 'imports.sample.who'),
      heading: true,
      render: (sample) => nameOf(sample),
    },
    {
      key: 'kind',
      label: t('imports.sample.what'),
      render: ({ kind }) => <Chip tone={kind === 'new' ? 'good' : 'info'}>{t(`imports.sample.${kind}`)}</Chip>,
    },
    { key: 'change', label: t('imports.sample.after'), render: (sample) => <Changes sample={sample} /> },
  ];
  return (
    <Card title={t('imports.sample.title')} flush>
      <DataTable label={t('imports.sample.title')} columns={columns} rows={run.sample} rowKey={({ kind, key }) => `${kind} ${key}`} />
    </Card>
  );
}

function nameOf({ key, after, before }: Sample): string {
  const row = { ...before, ...after };
  const name = [row.first_name, row.last_name].filter(Boolean).join(' ');
  return name ? `${name} (${key})` : key;
}

// the database gives them in no order; people read a card from the top
const order = [
  'first_name',
  'last_name',
  'birth_on',
  'email',
  'phone',
  'mobile',
  'street',
  'house_number',
  'box',
  'postcode',
  'city',
  'branch_id',
  'patron_category',
  'member_since',
  'member_until',
  'loaned_on',
  'due_on',
  'returned_on',
  'renewals',
];
const place = (column: string) => (order.includes(column) ? order.indexOf(column) : order.length);

function Changes({ sample: { before, after } }: { sample: Sample }) {
  const t = useT();
  const format = useFormat();
  const text = (value: unknown): string => {
    if (value === null || value === undefined || value === '') return t('imports.sample.nothing');
    return /^\d{4}-\d{2}-\d{2}$/.test(String(value)) ? format.date(String(value)) : String(value);
  };
  const different = Object.entries(after).filter(([column, value]) => (before ? before[column] !== value : value !== null && value !== ''));
  const shown = different
    .filter(([column]) => column !== 'email_key' && column !== 'card_number')
    .sort(([one], [other]) => place(one) - place(other));
  return (
    <ul className={parts.change}>
      {shown.slice(0, before ? 12 : 8).map(([column, value]) => (
        <li key={column}>
          <Muted small>{columnName(t, column)}:</Muted> {before && <del>{text(before[column])}</del>} {before && '→'}{' '}
          <ins>{text(value)}</ins>
        </li>
      ))}
    </ul>
  );
}

/** Columns of a card under the names the mapping gave them. */
function columnName(t: Translate, column: string): string {
  const target =
    column === 'branch_id'
      ? 'branch'
      : column === 'patron_category'
        ? 'category'
        : column.replace(/_(\w)/g, (_match, letter: string) => letter.toUpperCase());
  const key = `imports.target.${target}`;
  return isMessageKey(key) ? t(key) : column;
}
