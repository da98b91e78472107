import type { ReactNode } from 'react';
import { useDocumentTitle } from './document-title.ts';
import parts from './Page.module.css';

/**
 * A screen: its head and what stands below. `title` also names the browser tab.
 * `over` is the small line above the title (what kind of thing this is), `under` the one below it.
 */
export function Page({
  title,
  over,
  under,
  actions,
  width = 'full',
  children,
}: {
  title: string;
  over?: ReactNode;
  under?: ReactNode;
  /** At most one primary button among them. */
  actions?: ReactNode;
  /** `reading` keeps forms and texts at a width that reads well. */
  width?: 'full' | 'reading';
  children: ReactNode;
}) {
  useDocumentTitle(title);
  return (
    <div className={width === 'reading' ? parts.reading : undefined}>
      <PageHead title={title} over={over} under={under} actions={actions} />
      {children}
    </div>
  );
}

export function PageHead({ title, over, under, actions }: { title: string; over?: ReactNode; under?: ReactNode; actions?: ReactNode }) {
  return (
    <div className={parts.head}>
      <div className={parts.words}>
        {over && <div className={parts.over}>{over}</div>}
        <h1>{title}</h1>
        {under && <div className={parts.under}>{under}</div>}
      </div>
      {actions && <div className={parts.actions}>{actions}</div>}
    </div>
  );
}

/** A wide column and a narrow one beside it; on a phone below each other. */
export function Columns({ children, aside }: { children: ReactNode; aside?: ReactNode }) {
  return (
    <div className={parts.columns}>
      <div className={parts.stack}>{children}</div>
      {aside && <div className={parts.stack}>{aside}</div>}
    </div>
  );
}

/** Cards below each other at the house's distance. */
export function Stack({ children }: { children: ReactNode }) {
  return <div className={parts.stack}>{children}</div>;
}
