import { lazy, Suspense, useRef, type ChangeEvent, type KeyboardEvent } from 'react';
import { useT } from '../ui/language.tsx';
import type { LeafBlock } from './blocks.ts';
import { BlockView } from './BlockView.tsx';
import parts from './BlockEdit.module.css';
import { useEditor } from './editor-context.ts';
import { insertInField } from './insert-in-field.ts';
import { MergeFieldMenu } from './MergeFieldMenu.tsx';
import { ImagePicker } from './ImagePicker.tsx';

// the rich text editor is heavy and not every mail is edited
const TextEditor = lazy(async () => ({ default: (await import('./TextEditor.tsx')).TextEditor }));

/** A block while it is being changed, in the look it has in the mail. */
export function BlockEdit({ block }: { block: LeafBlock }) {
  const { changeBlock } = useEditor();
  switch (block.type) {
    case 'heading':
      return <HeadingEdit block={block} />;
    case 'button':
      return <ButtonEdit block={block} />;
    case 'text':
      return (
        <Suspense fallback={<BlockView block={block} />}>
          <TextEditor html={block.html} onChange={(html) => changeBlock(block.id, { html })} />
        </Suspense>
      );
    case 'image':
      return (
        <>
          <BlockView block={block} />
          {!block.imageId && <ImagePicker block={block} />}
        </>
      );
    case 'divider':
      return <BlockView block={block} />;
  }
}

const noNewLine = (event: KeyboardEvent) => {
  if (event.key === 'Enter') event.preventDefault();
};
const oneLine = (event: ChangeEvent<HTMLTextAreaElement>) => event.currentTarget.value.replace(/\s*\n\s*/g, ' ');

function HeadingEdit({ block }: { block: Extract<LeafBlock, { type: 'heading' }> }) {
  const t = useT();
  const { draft, changeBlock } = useEditor();
  const field = useRef<HTMLTextAreaElement>(null);
  return (
    <div className={parts.headingRow}>
      <div className={parts.heading} data-level={block.level} data-text={block.text || t('mailings.empty.heading')}>
        <textarea
          ref={field}
          rows={1}
          lang={draft.language}
          maxLength={200}
          value={block.text}
          aria-label={t('mailings.heading-text')}
          placeholder={t('mailings.empty.heading')}
          onKeyDown={noNewLine}
          onChange={(event) => changeBlock(block.id, { text: oneLine(event) })}
        />
      </div>
      <MergeFieldMenu onInsert={(token) => insertInField(field.current, token)} />
    </div>
  );
}

function ButtonEdit({ block }: { block: Extract<LeafBlock, { type: 'button' }> }) {
  const t = useT();
  const { draft, changeBlock } = useEditor();
  return (
    <div className={parts.buttonRow}>
      <div className={parts.button} data-text={block.label || t('mailings.empty.button')}>
        <textarea
          rows={1}
          lang={draft.language}
          maxLength={80}
          value={block.label}
          aria-label={t('mailings.button-label')}
          placeholder={t('mailings.empty.button')}
          onKeyDown={noNewLine}
          onChange={(event) => changeBlock(block.id, { label: oneLine(event) })}
        />
      </div>
    </div>
  );
}
