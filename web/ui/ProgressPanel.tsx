import { Progress } from '@mantine/core';
import type { ReactNode } from 'react';
import { useFormat } from './format.ts';
import parts from './ProgressPanel.module.css';

/** Long work: what is being done, how far it is, and what can be done about it. */
export function ProgressPanel({
  title,
  part,
  figures,
  actions,
}: {
  title: string;
  /** From 0 to 1; undefined while the whole is not known yet. */
  part?: number | undefined;
  /** A sentence with the figures: "12 400 van 15 000 rijen". */
  figures?: ReactNode;
  actions?: ReactNode;
}) {
  const format = useFormat();
  return (
    <div className={parts.panel}>
      <div className={parts.head}>
        <strong>{title}</strong>
        {part !== undefined && <span className={parts.part}>{format.percent(part, 0)}</span>}
      </div>
      <Progress value={part === undefined ? 100 : part * 100} animated={part === undefined} size="lg" aria-label={title} />
      <div className={parts.foot}>
        <output>{figures}</output>
        {actions && <div className={parts.actions}>{actions}</div>}
      </div>
    </div>
  );
}
