import { useId, type ReactNode } from 'react';
import parts from './Card.module.css';

/** A white card. With a title it is a region of its own; `flush` lets a table or list reach the edges. */
export function Card({
  title,
  aside,
  flush = false,
  children,
}: {
  title?: ReactNode;
  /** Small words or buttons at the end of the title's line. */
  aside?: ReactNode;
  flush?: boolean;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={parts.card} aria-labelledby={title ? id : undefined}>
      {title && (
        <div className={parts.head}>
          <h2 id={id}>{title}</h2>
          {aside && <div className={parts.aside}>{aside}</div>}
        </div>
      )}
      <div className={flush ? parts.flush : title ? parts.below : parts.body}>{children}</div>
    </section>
  );
}

/** The catalogue card: a name, what is known at a glance, the ruled line, and what stands below it. */
export function CatalogueCard({
  over,
  name,
  under,
  actions,
  chips,
  children,
}: {
  over?: ReactNode;
  name: string;
  under?: ReactNode;
  actions?: ReactNode;
  chips?: ReactNode;
  /** Tabs, mostly. */
  children?: ReactNode;
}) {
  return (
    <section className={parts.card}>
      <div className={parts.catalogue}>
        <div className={parts.words}>
          {over && <div className={parts.over}>{over}</div>}
          <h1 className={parts.name}>{name}</h1>
          {under && <div className={parts.under}>{under}</div>}
        </div>
        {actions && <div className={parts.actions}>{actions}</div>}
        {chips && <div className={parts.chips}>{chips}</div>}
      </div>
      <div className={parts.rule} />
      {children && <div className={parts.tabs}>{children}</div>}
    </section>
  );
}

/** Names and values below each other. */
export function KeyValues({ pairs }: { pairs: readonly (readonly [ReactNode, ReactNode])[] }) {
  return (
    <dl className={parts.pairs}>
      {pairs.map(([name, value], index) => (
        // the order of the pairs is fixed, so their place is their key
        <div key={index} className={parts.pair}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Second-rank words: smaller or paler than what they belong to. */
export function Muted({ small = false, children }: { small?: boolean; children: ReactNode }) {
  return <span className={small ? parts.mutedSmall : parts.muted}>{children}</span>;
}
