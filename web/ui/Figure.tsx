import type { ReactNode } from 'react';
import { useFormat } from './format.ts';
import type { Tone } from './Chip.tsx';
import parts from './Figure.module.css';

/** One big figure with what it counts; the thing a screen is opened for. */
export function Figure({
  value,
  label,
  children,
}: {
  value: number | string;
  label: ReactNode;
  /** A small line below. */
  children?: ReactNode;
}) {
  const format = useFormat();
  return (
    <div className={parts.figure}>
      <div className={parts.line}>
        <span className={parts.value}>{typeof value === 'number' ? format.number(value) : value}</span>{' '}
        <span className={parts.label}>{label}</span>
      </div>
      {children && <div className={parts.small}>{children}</div>}
    </div>
  );
}

/** Several figures beside each other: a result at a glance. */
export function Figures({ children }: { children: ReactNode }) {
  return <div className={parts.row}>{children}</div>;
}

export function SmallFigure({ value, label, tone }: { value: number | string; label: ReactNode; tone?: Tone }) {
  const format = useFormat();
  return (
    <div className={parts.cell} data-tone={tone}>
      <div className={parts.cellValue}>{typeof value === 'number' ? format.number(value) : value}</div>
      <div className={parts.small}>{label}</div>
    </div>
  );
}

/** A labelled bar: `value` out of `of`. The figure stands beside it, so the bar is only for the eye. */
export function Bar({
  label,
  value,
  of,
  text,
  tone = 'good',
}: {
  label: ReactNode;
  value: number;
  of: number;
  /** What stands at the end when it is not the bare figure. */
  text?: ReactNode;
  tone?: Tone;
}) {
  const format = useFormat();
  const part = of > 0 ? Math.min(1, Math.max(0, value / of)) : 0;
  return (
    <div className={parts.bar}>
      <div className={parts.barWords}>
        <span>{label}</span>
        <span className={parts.barFigure}>{text ?? format.number(value)}</span>
      </div>
      <div className={parts.track} aria-hidden>
        <i data-tone={tone} style={{ width: `${part * 100}%` }} />
      </div>
    </div>
  );
}
