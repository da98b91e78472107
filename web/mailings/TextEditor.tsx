import { Button } from '@mantine/core';
import { Plugin } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { EditorContent, Extension, useEditor as useTiptap, useEditorState, type Editor } from '@tiptap/react';
import { StarterKit } from '@tiptap/starter-kit';
import { useEffect, useRef, type ReactNode } from 'react';
import { useT } from '../ui/language.tsx';
import { LinkMenu } from './LinkMenu.tsx';
import { useMailLanguage } from './mail-language.ts';
import { MergeFieldMenu } from './MergeFieldMenu.tsx';
import { fieldPattern } from './RichView.tsx';
import parts from './TextEditor.module.css';
import mail from './Mail.module.css';

/** Colours the merge fields, so that they stand out as one thing between the words. */
const coloured = Extension.create({
  name: 'mergeFields',
  addProseMirrorPlugins: () => [
    new Plugin({
      props: {
        decorations(state) {
          const found: Decoration[] = [];
          state.doc.descendants((node, position) => {
            for (const match of (node.isText ? node.text! : '').matchAll(new RegExp(fieldPattern, 'g'))) {
              const from = position + match.index;
              found.push(Decoration.inline(from, from + match[0].length, { class: mail.field! }));
            }
          });
          return DecorationSet.create(state.doc, found);
        },
      },
    }),
  ],
});

const extensions = [
  StarterKit.configure({
    blockquote: false,
    code: false,
    codeBlock: false,
    dropcursor: false,
    gapcursor: false,
    heading: false,
    horizontalRule: false,
    strike: false,
    trailingNode: false,
    underline: false,
    link: {
      openOnClick: false,
      defaultProtocol: 'https',
      protocols: ['mailto', 'tel'],
      HTMLAttributes: { target: null, rel: null, class: null },
    },
  }),
  coloured,
];

/** A text block while it is written: bold, italic, links, lists and fields. */
export function TextEditor({ html, onChange }: { html: string; onChange: (html: string) => void }) {
  const t = useT();
  const language = useMailLanguage();
  // what this editor last made; anything else comes from elsewhere
  const made = useRef(html);
  const editor = useTiptap({
    extensions,
    content: html,
    // the page's policy forbids style tags; TextEditor.module.css holds what it needs
    injectCSS: false,
    editorProps: {
      attributes: {
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-label': t('mailings.text-text'),
        lang: language,
        class: mail.text!,
      },
    },
    onUpdate: ({ editor: changed }) => {
      made.current = changed.isEmpty ? '' : changed.getHTML();
      onChange(made.current);
    },
  });
  // somebody else's version was taken while this block was open: to go on writing in the old one would undo theirs
  useEffect(() => {
    if (html === made.current) return;
    made.current = html;
    editor.commands.setContent(html, { emitUpdate: false });
  }, [editor, html]);
  return (
    <div className={parts.editor}>
      <Tools editor={editor} />
      <EditorContent editor={editor} />
    </div>
  );
}

function Tools({ editor }: { editor: Editor }) {
  const t = useT();
  const on = useEditorState({
    editor,
    selector: ({ editor: now }) => ({
      bold: now.isActive('bold'),
      italic: now.isActive('italic'),
      bullets: now.isActive('bulletList'),
      numbers: now.isActive('orderedList'),
    }),
  });
  const chain = () => editor.chain().focus();
  return (
    <div className={parts.tools} role="toolbar" aria-label={t('mailings.text-tools')}>
      <Tool pressed={on.bold} onClick={() => chain().toggleBold().run()}>
        <strong>{t('mailings.bold')}</strong>
      </Tool>
      <Tool pressed={on.italic} onClick={() => chain().toggleItalic().run()}>
        <em>{t('mailings.italic')}</em>
      </Tool>
      <LinkMenu editor={editor} />
      <Tool pressed={on.bullets} onClick={() => chain().toggleBulletList().run()}>
        {t('mailings.bullets')}
      </Tool>
      <Tool pressed={on.numbers} onClick={() => chain().toggleOrderedList().run()}>
        {t('mailings.numbers')}
      </Tool>
      <MergeFieldMenu onInsert={(token) => chain().insertContent({ type: 'text', text: token }).run()} />
    </div>
  );
}

function Tool({ pressed, onClick, children }: { pressed: boolean; onClick: () => void; children: ReactNode }) {
  return (
    <Button
      size="compact-sm"
      variant={pressed ? 'light' : 'default'}
      aria-pressed={pressed}
      // the selection in the text must stay while the button is pressed
      onMouseDown={(event) => event.preventDefault()}
      onClick={onClick}
    >
      {children}
    </Button>
  );
}
