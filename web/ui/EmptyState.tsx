import type { ReactNode } from 'react';
import parts from './EmptyState.module.css';

/** An empty screen teaches the next step: what would stand here, why it is worth it, one button. */
export function EmptyState({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <section className={parts.empty}>
      <span className={parts.card} aria-hidden />
      <h2>{title}</h2>
      {children && <div className={parts.text}>{children}</div>}
      {action && <div className={parts.action}>{action}</div>}
    </section>
  );
}
