import type { ReactNode } from 'react';
import parts from './Fields.module.css';

/** Inputs below each other; `FieldRow` puts short ones beside each other where there is room. */
export function Fields({ children }: { children: ReactNode }) {
  return <div className={parts.fields}>{children}</div>;
}

export function FieldRow({ children }: { children: ReactNode }) {
  return <div className={parts.row}>{children}</div>;
}
