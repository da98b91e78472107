import type { ReactNode } from 'react';
import { Brand } from '../app/SideBar.tsx';
import { useDocumentTitle } from '../ui/document-title.ts';
import parts from './PublicPage.module.css';

/** The frame of what one sees before being logged in: one card on paper. */
export function PublicPage({ title, intro, children }: { title: string; intro?: ReactNode; children?: ReactNode }) {
  useDocumentTitle(title);
  return (
    <main className={parts.page}>
      <div className={parts.brand}>
        <Brand />
      </div>
      <section className={parts.card}>
        <h1>{title}</h1>
        <div className={parts.rule} />
        {intro && <p className={parts.intro}>{intro}</p>}
        {children}
      </section>
    </main>
  );
}
