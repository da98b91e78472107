import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { Icon } from './Icon.tsx';
import parts from './Chip.module.css';

export type Tone = 'neutral' | 'good' | 'warn' | 'bad' | 'info';

/** A state or a property, always with its word: colour alone tells nothing. */
export function Chip({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className={parts.chip} data-tone={tone}>
      {children}
    </span>
  );
}

/** A changeable word in a sentence: looks like a chip, opens a menu. Pass it as a menu's or popover's target. */
export function WordButton({
  children,
  className,
  ...rest
}: {
  children: ReactNode;
  ref?: React.Ref<HTMLButtonElement>;
} & ButtonHTMLAttributes<HTMLButtonElement>) {
  return (
    <button type="button" className={className ? `${parts.word} ${className}` : parts.word} {...rest}>
      {children}
      <Icon name="down" size={12} />
    </button>
  );
}
