// The small forms behind the changeable words. Every change counts at once; "klaar" only closes.
import { Button, Checkbox, MultiSelect, Select, TagsInput, Textarea } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { valueName, type Slot } from '../../lib/rule-sentence.ts';
import { contactKinds, emailStates } from '../../lib/contact-kinds.ts';
import { loanAudiences } from '../../lib/segment-fields.ts';
import type { Condition, Range } from '../../lib/segment-rule.ts';
import { useLanguage, useT } from '../ui/language.tsx';
import { useRuleEditor, type Options } from './editor-context.ts';
import { PeriodEditor } from './PeriodEditor.tsx';
import { WholeNumber } from './WholeNumber.tsx';
import parts from './Segments.module.css';

interface EditorProps<C extends Condition = Condition> {
  condition: C;
  onChange: (condition: Condition) => void;
}

// inside the popover, so that choosing from the list is not a click outside it
const inside = { withinPortal: false } as const;

/** The form for one changeable word of a condition. */
export function SlotEditor({ condition, slot, onChange, onDone }: EditorProps & { slot: Slot; onDone: () => void }) {
  const t = useT();
  return (
    <form
      className={parts.editor}
      onSubmit={(event) => {
        event.preventDefault();
        onDone();
      }}
    >
      <Fields condition={condition} slot={slot} onChange={onChange} />
      <Button type="submit" variant="default">
        {t('segments.edit.done')}
      </Button>
    </form>
  );
}

function Fields({ condition, slot, onChange }: EditorProps & { slot: Slot }): ReactNode {
  const t = useT();
  if (slot === 'values' && 'values' in condition) return <ValuesEditor condition={condition} onChange={onChange} />;
  if (slot === 'years' && 'years' in condition)
    return <RangeEditor range={condition.years} max={150} onChange={(years) => onChange({ ...condition, years })} />;
  if (slot === 'count' && 'count' in condition)
    return <RangeEditor range={condition.count} max={1000} onChange={(count) => onChange({ ...condition, count })} />;
  if (slot === 'period' && 'period' in condition) {
    return (
      <PeriodEditor
        period={condition.period}
        mayBeEver={condition.field === 'loans'}
        future={condition.field === 'member-until'}
        onChange={(period) => onChange({ ...condition, period } as Condition)}
      />
    );
  }
  // a count of loans that says nothing of its period has no such key yet
  if (slot === 'period' && condition.field === 'loans')
    return <PeriodEditor period={undefined} mayBeEver onChange={(period) => onChange({ ...condition, period })} />;
  if (slot === 'what' && (condition.field === 'loans' || condition.field === 'last-loan' || condition.field === 'never-borrowed')) {
    return <LoansEditor condition={condition} onChange={onChange} />;
  }
  if (slot === 'within' && condition.field === 'birthday') {
    return (
      <WholeNumber
        label={t('segments.edit.days')}
        value={condition.within}
        max={365}
        onChange={(within) => onChange({ ...condition, within: within ?? 0 })}
      />
    );
  }
  if (slot === 'months' && condition.field === 'loans-trend') {
    return (
      <WholeNumber
        label={t('segments.edit.months')}
        value={condition.months}
        min={1}
        max={24}
        onChange={(months) => onChange({ ...condition, months: months ?? 3 })}
      />
    );
  }
  return null;
}

/** Both ends stand in their fields as typed; only a range that makes sense is handed on. */
function RangeEditor({ range, max, onChange }: { range: Range; max: number; onChange: (range: Range) => void }) {
  const t = useT();
  const [typed, setTyped] = useState<Range>(range);
  const change = (next: Range) => {
    setTyped(next);
    if (next.from === undefined && next.to === undefined) return;
    if (next.from !== undefined && next.to !== undefined && next.from > next.to) return;
    onChange(Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined)));
  };
  return (
    <>
      <div className={parts.twoFields}>
        <WholeNumber label={t('segments.edit.at-least')} value={typed.from} max={max} onChange={(from) => change({ ...typed, from })} />
        <WholeNumber label={t('segments.edit.at-most')} value={typed.to} max={max} onChange={(to) => change({ ...typed, to })} />
      </div>
      <small>{t('segments.edit.empty-open')}</small>
    </>
  );
}

type Listed = Extract<Condition, { values: unknown }>;

function ValuesEditor({ condition, onChange }: EditorProps<Listed>) {
  const t = useT();
  const language = useLanguage();
  const { options } = useRuleEditor();
  const set = (values: readonly (string | number)[]) => onChange({ ...condition, values } as Condition);
  const label = t(`segments.pick.${condition.field}`);
  if (condition.field === 'postcode') return <PostcodesEditor values={condition.values} onChange={set} />;
  if (condition.field === 'branch') {
    const data = options.branches.map(({ id, name }) => ({ value: String(id), label: name }));
    return <Choices label={label} data={data} value={condition.values.map(String)} onChange={(ids) => set(ids.map(Number))} />;
  }
  if (condition.field === 'kind') {
    const data = contactKinds.map((value) => ({ value, label: t(`contacts.kind.${value}`) }));
    return <Choices label={label} data={data} value={condition.values} onChange={set} />;
  }
  if (condition.field === 'email-state') {
    const data = emailStates.map((value) => ({ value, label: t(`segments.email-state.${value}`) }));
    return <Choices label={label} data={data} value={condition.values} onChange={set} />;
  }
  const { field } = condition;
  const occurring = occurringOf(options)[field];
  if (field !== 'city') {
    const data = [...new Set([...occurring, ...condition.values])].map((value) => ({
      value,
      label: valueName(language, field, value, options),
    }));
    return <Choices label={label} data={data} value={condition.values} onChange={set} />;
  }
  return (
    <TagsInput
      label={label}
      description={t('segments.edit.words-hint')}
      data={occurring}
      value={condition.values}
      onChange={set}
      maxTags={200}
      comboboxProps={inside}
      acceptValueOnBlur
      data-autofocus
    />
  );
}

/** A short list stands open to be ticked; a long one is searched. */
function Choices({
  label,
  data,
  value,
  onChange,
}: {
  label: string;
  data: { value: string; label: string }[];
  value: string[];
  onChange: (values: string[]) => void;
}) {
  if (data.length > 10) {
    return <MultiSelect label={label} data={data} value={value} onChange={onChange} comboboxProps={inside} searchable data-autofocus />;
  }
  return (
    <Checkbox.Group label={label} value={value} onChange={onChange}>
      <div className={parts.ticks}>
        {data.map((one, index) => (
          <Checkbox key={one.value} value={one.value} label={one.label} data-autofocus={index === 0 || undefined} />
        ))}
      </div>
    </Checkbox.Group>
  );
}

function occurringOf(options: Options) {
  return {
    category: options.categories.map(({ code }) => code),
    city: options.cities,
    language: options.languages,
    gender: options.genders,
  };
}

/** Postcodes as people have them at hand: in a row, with commas or on lines. */
function PostcodesEditor({ values, onChange }: { values: readonly string[]; onChange: (values: string[]) => void }) {
  const t = useT();
  const [text, setText] = useState(values.join(', '));
  return (
    <Textarea
      label={t('segments.edit.postcodes')}
      description={t('segments.edit.postcodes-hint')}
      autosize
      minRows={2}
      maxRows={8}
      value={text}
      data-autofocus
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
        const codes = currentTarget.value.split(/[,;\n]+/).map((code) => code.trim());
        onChange([...new Set(codes.filter((code) => /^[0-9A-Za-z -]{1,10}\*?$/.test(code)))].slice(0, 200));
      }}
    />
  );
}

function Numbered({
  label,
  named,
  values,
  onChange,
}: {
  label: string;
  named: readonly { id: number; name: string }[];
  values: readonly number[] | undefined;
  onChange: (ids: number[] | undefined) => void;
}) {
  return (
    <MultiSelect
      label={label}
      data={named.map(({ id, name }) => ({ value: String(id), label: name }))}
      value={(values ?? []).map(String)}
      onChange={(ids) => onChange(ids.length > 0 ? ids.map(Number) : undefined)}
      searchable
      clearable
      // the first of several: its list would lie over the others as soon as the form opens
      openOnFocus={false}
      comboboxProps={inside}
    />
  );
}

type LoanCondition = Extract<Condition, { field: 'loans' | 'last-loan' | 'never-borrowed' }>;

/** Which loans count: material, world, branch, and for whom they are meant. */
function LoansEditor({ condition, onChange }: EditorProps<LoanCondition>) {
  const t = useT();
  const { options } = useRuleEditor();
  const set = (change: Partial<LoanCondition>) => {
    const next = { ...condition, ...change };
    onChange(Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined)) as Condition);
  };
  const audiences = loanAudiences.map((value) => ({
    value,
    label: t(`segments.audience.${value}`),
  }));
  return (
    <>
      <Numbered
        label={t('segments.edit.materials')}
        named={options.materials}
        values={condition.materials}
        onChange={(materials) => set({ materials })}
      />
      {options.worlds.length > 0 && (
        <Numbered
          label={t('segments.edit.worlds')}
          named={options.worlds}
          values={condition.worlds}
          onChange={(worlds) => set({ worlds })}
        />
      )}
      <Numbered
        label={t('segments.edit.branches')}
        named={options.branches}
        values={condition.branches}
        onChange={(branches) => set({ branches })}
      />
      <Select
        label={t('segments.edit.audience')}
        data={[{ value: '', label: t('segments.edit.audience.all') }, ...audiences]}
        value={condition.audience ?? ''}
        allowDeselect={false}
        comboboxProps={inside}
        onChange={(audience) => set({ audience: audience === 'adults' || audience === 'youth' ? audience : undefined })}
      />
    </>
  );
}
