import type { ReactNode } from 'react';
import parts from './EmptyState.module.css';

/** An empty screen teaches the next step: what would stand here, why it is worth it, one button. */
export function EmptyState({
  title,
  level = 2,
  children,
  action,
}: {
  title: string;
  /** 1 when it is all there is on the page. */
  level?: 1 | 2;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <section className={parts.empty}>
      <span className={parts.card} aria-hidden />
      {level === 1 ? <h1>{title}</h1> : <h2>{title}</h2>}
      {children && <div className={parts.text}>{children}</div>}
      {action && <div className={parts.action}>{action}</div>}
    </section>
  );
}
