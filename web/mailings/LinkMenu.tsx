import { Button, Popover, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useEditorState, type Editor } from '@tiptap/react';
import { useState } from 'react';
import { hrefSentence } from '../../server/content/contract.ts';
import { FormActions } from '../ui/FormActions.tsx';
import { useT } from '../ui/language.tsx';
import { mendHref } from './href.ts';

/** Makes the selected words a link, or changes where the link under the caret leads. */
export function LinkMenu({ editor }: { editor: Editor }) {
  const t = useT();
  const [opened, { toggle, close }] = useDisclosure(false);
  const state = useEditorState({
    editor,
    selector: ({ editor: now }) => ({
      href: now.isActive('link') ? String(now.getAttributes('link')['href'] ?? '') : undefined,
      nothing: now.state.selection.empty,
    }),
  });
  return (
    <Popover opened={opened} onChange={close} trapFocus returnFocus shadow="md" position="bottom-start" width={320}>
      <Popover.Target>
        <Button
          size="compact-sm"
          variant={state.href === undefined ? 'default' : 'light'}
          onClick={toggle}
          onMouseDown={(event) => event.preventDefault()}
        >
          {t('mailings.link')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown onKeyDown={(event) => event.key !== 'Escape' && event.stopPropagation()}>
        <LinkForm
          href={state.href ?? ''}
          nothingSelected={state.nothing && state.href === undefined}
          onRemove={
            state.href === undefined
              ? undefined
              : () => {
                  close();
                  editor.chain().focus().extendMarkRange('link').unsetLink().run();
                }
          }
          onDone={(href, words) => {
            close();
            const chain = editor.chain().focus();
            if (words)
              chain
                .insertContent({
                  type: 'text',
                  text: words,
                  marks: [{ type: 'link', attrs: { href } }],
                })
                .run();
            else chain.extendMarkRange('link').setLink({ href }).run();
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

function LinkForm({
  href,
  nothingSelected,
  onDone,
  onRemove,
}: {
  href: string;
  nothingSelected: boolean;
  onDone: (href: string, words?: string) => void;
  onRemove: (() => void) | undefined;
}) {
  const t = useT();
  const [address, setAddress] = useState(href);
  const [words, setWords] = useState('');
  const [tried, setTried] = useState(false);
  const problem = hrefSentence(mendHref(address)) ?? (address.trim() === '' ? 'content.href.empty' : undefined);
  const wordless = nothingSelected && words.trim() === '';
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        event.stopPropagation();
        setTried(true);
        if (!problem && !wordless) onDone(mendHref(address), nothingSelected ? words.trim() : undefined);
      }}
    >
      {nothingSelected && (
        <TextInput
          label={t('mailings.link-words')}
          value={words}
          error={tried && wordless ? t('field.required') : undefined}
          onChange={(event) => setWords(event.currentTarget.value)}
          data-autofocus
          mb="sm"
        />
      )}
      <TextInput
        label={t('mailings.link-address')}
        placeholder="https://"
        value={address}
        error={tried && problem ? t(problem) : undefined}
        onChange={(event) => setAddress(event.currentTarget.value)}
        inputMode="url"
        autoComplete="off"
        data-autofocus={nothingSelected ? undefined : true}
      />
      <FormActions label={t('mailings.link-apply')}>
        {onRemove && <Button onClick={onRemove}>{t('mailings.link-remove')}</Button>}
      </FormActions>
    </form>
  );
}
