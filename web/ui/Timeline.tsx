import type { ReactNode } from 'react';
import { useFormat } from './format.ts';
import parts from './Timeline.module.css';

/** What happened, newest first. */
export function Timeline({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ol className={parts.timeline} aria-label={label}>
      {children}
    </ol>
  );
}

export function TimelineRow({
  at,
  exact = false,
  title,
  from,
  children,
}: {
  at: string;
  /** The whole moment, for what is to be quoted. */
  exact?: boolean;
  title: ReactNode;
  /** Who or what wrote it down. */
  from?: ReactNode;
  children?: ReactNode;
}) {
  const format = useFormat();
  return (
    <li className={parts.row}>
      <time className={parts.at} dateTime={at} title={format.dateTime(at)}>
        {exact ? format.dateTime(at) : format.moment(at)}
      </time>
      <div className={parts.what}>
        <strong>{title}</strong>
        {children && <div className={parts.more}>{children}</div>}
      </div>
      {from && <span className={parts.from}>{from}</span>}
    </li>
  );
}
