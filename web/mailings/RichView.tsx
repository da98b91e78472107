import type { ReactNode } from 'react';
import { fieldSample, offeredFields } from '../../server/content/contract.ts';
import { useLanguage, useT } from '../ui/language.tsx';
import parts from './Mail.module.css';
import { useMailLanguage } from './mail-language.ts';

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
  const mailLanguage = useMailLanguage();
  const [name = '', fallback] = token.slice(2, -2).split('|');
  const key = name.split(':')[0]!.trim().toLowerCase();
  const field = offeredFields.fields.find((one) => one.key === key);
  const sample = fieldSample(token, mailLanguage);
  if (!field || sample === undefined) return <mark className={parts.unknown}>{token}</mark>;
  const words = { field: field.label[language], fallback: fallback?.trim() ?? '' };
  const title = t(words.fallback ? 'mailings.field-with-fallback' : 'mailings.field', words);
  return (
    <mark className={parts.field} title={title}>
      {sample}
    </mark>
  );
}
