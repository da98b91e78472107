import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { timeUnits } from '../../lib/segment-fields.ts';
import type { Moment, Period } from '../../lib/segment-rule.ts';
import { useT } from '../ui/language.tsx';
import { useRuleEditor } from './editor-context.ts';
import parts from './Segments.module.css';
import { WholeNumber } from './WholeNumber.tsx';

const modes = ['ever', 'last', 'before-ago', 'next', 'between'] as const;
type Mode = (typeof modes)[number];
type Unit = (typeof timeUnits)[number];

const today: Moment = { ago: 0, unit: 'days' };

/** When: counted from today, or between two days. */
export function PeriodEditor({
  period,
  mayBeEver = false,
  future = false,
  onChange,
}: {
  period: Period | undefined;
  mayBeEver?: boolean;
  /** The day may lie ahead, so that "in the last month" has to end today. */
  future?: boolean;
  onChange: (period: Period | undefined) => void;
}) {
  const t = useT();
  const [state, setState] = useState(() => readPeriod(period));
  const change = (next: PeriodForm) => {
    setState(next);
    const made = periodFrom(next, future);
    if (made !== 'incomplete') onChange(made);
  };
  const { mode, amount, unit } = state;
  return (
    <>
      <Select
        label={t('segments.edit.period')}
        data={modes.filter((one) => mayBeEver || one !== 'ever').map((value) => ({ value, label: t(`segments.edit.period.${value}`) }))}
        value={mode}
        allowDeselect={false}
        comboboxProps={{ withinPortal: false }}
        onChange={(value) => change({ ...state, mode: (value ?? 'last') as Mode })}
      />
      {mode !== 'ever' && mode !== 'between' && (
        <div className={parts.twoFields}>
          <WholeNumber
            label={t('segments.edit.number')}
            value={amount}
            min={1}
            max={999}
            onChange={(value) => change({ ...state, amount: value })}
          />
          <Select
            label={t('segments.edit.unit')}
            data={timeUnits.map((value) => ({ value, label: t(`segments.edit.unit.${value}`) }))}
            value={unit}
            allowDeselect={false}
            comboboxProps={{ withinPortal: false }}
            onChange={(value) => change({ ...state, unit: (value ?? 'months') as Unit })}
          />
        </div>
      )}
      {mode === 'between' && <TwoDays state={state} onChange={change} />}
    </>
  );
}

function TwoDays({ state, onChange }: { state: PeriodForm; onChange: (state: PeriodForm) => void }) {
  const t = useT();
  const { options } = useRuleEditor();
  const day = (key: 'from' | 'to', label: string) => (
    <TextInput
      type="date"
      label={label}
      value={state[key]}
      min="1900-01-01"
      max={`${Number(options.today.slice(0, 4)) + 20}-12-31`}
      onChange={({ currentTarget }) => onChange({ ...state, [key]: currentTarget.value })}
    />
  );
  return (
    <>
      {day('from', t('segments.edit.from'))}
      {day('to', t('segments.edit.to'))}
      <small>{t('segments.edit.empty-open')}</small>
    </>
  );
}

interface PeriodForm {
  mode: Mode;
  amount: number | undefined;
  unit: Unit;
  from: string;
  to: string;
}

function readPeriod(period: Period | undefined): PeriodForm {
  const blank: PeriodForm = { mode: 'ever', amount: 6, unit: 'months', from: '', to: '' };
  if (!period) return blank;
  const { from, to } = period;
  if (isSpan(from, 'ago') && (to === undefined || isToday(to))) return { ...blank, mode: 'last', amount: from.ago, unit: from.unit };
  if (isSpan(to, 'ago') && from === undefined) return { ...blank, mode: 'before-ago', amount: to.ago, unit: to.unit };
  if (isSpan(to, 'ahead') && (from === undefined || isToday(from))) return { ...blank, mode: 'next', amount: to.ahead, unit: to.unit };
  return {
    ...blank,
    mode: 'between',
    from: typeof from === 'string' ? from : '',
    to: typeof to === 'string' ? to : '',
  };
}

function isSpan<K extends 'ago' | 'ahead'>(moment: Moment | undefined, key: K): moment is Extract<Moment, Record<K, number>> {
  return typeof moment === 'object' && key in moment;
}

function isToday(moment: Moment): boolean {
  return typeof moment === 'object' && ('ago' in moment ? moment.ago : moment.ahead) === 0;
}

function periodFrom({ mode, amount, unit, from, to }: PeriodForm, future: boolean): Period | undefined | 'incomplete' {
  if (mode === 'ever') return undefined;
  if (mode === 'between') {
    if (!from && !to) return 'incomplete';
    return { ...(from ? { from } : {}), ...(to ? { to } : {}) };
  }
  if (!amount) return 'incomplete';
  if (mode === 'last') return { from: { ago: amount, unit }, ...(future ? { to: today } : {}) };
  if (mode === 'before-ago') return { to: { ago: amount, unit } };
  return { from: today, to: { ahead: amount, unit } };
}
