import type { ReactNode } from 'react';
import { offeredFields } from '../../server/content/contract.ts';
import { useFormat } from '../ui/format.ts';
import { useLanguage, useT } from '../ui/language.tsx';
import parts from './Mail.module.css';

const tags = ['p', 'strong', 'em', 'ul', 'ol', 'li', 'a', 'br'];
const same: Record<string, string> = { b: 'strong', i: 'em' };

/** The limited html of a text block as elements of our own: what it might hold besides is only text. */
export function RichView({ html }: { html: string }) {
  const body = new DOMParser().parseFromString(html, 'text/html').body;
  return <>{childrenOf(body)}</>;
}

function childrenOf(node: Node): ReactNode[] {
  return Array.from(node.childNodes, (child, index) => {
    if (child.nodeType === Node.TEXT_NODE) return <WithFields key={index} text={child.textContent ?? ''} />;
    const name = child.nodeName.toLowerCase();
    const Tag = same[name] ?? name;
    if (!tags.includes(Tag)) return <span key={index}>{childrenOf(child)}</span>;
    if (Tag === 'br') return <br key={index} />;
    // not a link here: it would lead away from the editor
    if (Tag === 'a')
      return (
        <span key={index} className={parts.link}>
          {childrenOf(child)}
        </span>
      );
    const Element = Tag as 'p';
    return <Element key={index}>{childrenOf(child)}</Element>;
  });
}

export const fieldPattern = /\{\{[^{}]{1,200}\}\}/;

/** Text with its merge fields as what an invented reader would see in their place. */
export function WithFields({ text }: { text: string }) {
  const pieces = text.split(new RegExp(`(${fieldPattern.source})`));
  return <>{pieces.map((piece, index) => (index % 2 ? <Field key={index} token={piece} /> : piece))}</>;
}

function Field({ token }: { token: string }) {
  const t = useT();
  const language = useLanguage();
  const format = useFormat();
  const [name = '', fallback] = token.slice(2, -2).split('|');
  const key = name.split(':')[0]!.trim().toLowerCase();
  const field = offeredFields.fields.find((one) => one.key === key);
  if (!field) return <mark className={parts.unknown}>{token}</mark>;
  const words = { field: field.label[language], fallback: fallback?.trim() ?? '' };
  const sample = field.type === 'day' ? format.date(field.sample) : field.sample;
  const title = t(words.fallback ? 'mailings.field-with-fallback' : 'mailings.field', words);
  return (
    <mark className={parts.field} title={title}>
      {sample}
    </mark>
  );
}
