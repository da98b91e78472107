import { NumberInput } from '@mantine/core';

/** A number without a fraction; empty is undefined. */
export function WholeNumber({
  label,
  value,
  min = 0,
  max,
  onChange,
}: {
  label: string;
  value: number | undefined;
  min?: number;
  max: number;
  onChange: (value: number | undefined) => void;
}) {
  return (
    <NumberInput
      label={label}
      value={value ?? ''}
      min={min}
      max={max}
      allowDecimal={false}
      allowNegative={false}
      clampBehavior="strict"
      onChange={(text) => onChange(text === '' ? undefined : Math.trunc(Number(text)))}
    />
  );
}
