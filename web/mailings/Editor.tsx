import { VisuallyHidden } from '@mantine/core';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { isMessageKey } from '../../lib/i18n.ts';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useT } from '../ui/language.tsx';
import { Page } from '../ui/Page.tsx';
import { BlockPanel } from './BlockPanel.tsx';
import { findBlock } from './blocks.ts';
import { Canvas, Palette } from './Canvas.tsx';
import { Conflict } from './Conflict.tsx';
import type { Mailing } from './draft-keeper.ts';
import { EditorContext, useEditor, type Editor as EditorParts } from './editor-context.ts';
import { EditorHead } from './EditorHead.tsx';
import { Envelope, preheaderId, subjectId } from './Envelope.tsx';
import { FindingsCard, type Finding } from './Findings.tsx';
import { MailPaper } from './MailPaper.tsx';
import { Preview, previewKinds } from './Preview.tsx';
import { SavedAt } from './SavedAt.tsx';
import { SendingPanel, sendingId } from './SendingPanel.tsx';
import parts from './Editor.module.css';
import { useBlocks } from './use-blocks.ts';
import { useDraft } from './use-draft.ts';

/** The mail while it is written: blocks left, the mail in the middle, what there is to choose right. */
export function Editor({ mailing }: { mailing: Mailing }) {
  const t = useT();
  const [search, setSearch] = useSearchParams();
  const { draft, version, state, restored, keeper } = useDraft(mailing);
  const { said, ...actions } = useBlocks(keeper, search.get('block') ?? undefined);
  const [unfinished, setAllUnfinished] = useState<Record<string, string>>({});
  const view = previewKinds.find((kind) => kind === search.get('view')) ?? 'edit';
  const contactId = search.get('contact') === 'unknown' ? 'unknown' : Number(search.get('contact')) || undefined;
  const set = (name: string, value: string | undefined) =>
    setSearch(
      (now) => {
        const changed = new URLSearchParams(now);
        if (value) changed.set(name, value);
        else changed.delete(name);
        return changed;
      },
      { replace: true },
    );
  const editor: EditorParts = {
    draft,
    change: (how) => keeper.change(how),
    ...actions,
    // of a block that was removed nothing is left to finish
    unfinished: Object.fromEntries(Object.entries(unfinished).filter(([id]) => findBlock(draft.blocks, id))),
    setUnfinished: (id, text) =>
      setAllUnfinished((now) => {
        const { [id]: _, ...rest } = now;
        return text === undefined ? rest : { ...rest, [id]: text };
      }),
  };
  const goTo = (place: Finding['place']) => {
    set('view', undefined);
    // after the editor is back on the screen
    setTimeout(() => ('block' in place ? actions.goTo(place.block) : focusField(place.field)), 0);
  };
  return (
    <EditorContext value={editor}>
      <Page
        title={draft.name || t('mailings.nameless')}
        over={<SavedAt state={state} onRetry={() => void keeper.flush()} />}
        actions={
          <EditorHead
            mailing={mailing}
            flush={() => keeper.flush()}
            contactId={contactId}
            view={view}
            onView={(kind) => set('view', kind === 'edit' ? undefined : kind)}
          />
        }
      >
        {mailing.problem !== null && <DidNotLeave problem={mailing.problem} />}
        {state.kind === 'conflict' && <Conflict mailingId={mailing.id} keeper={keeper} />}
        {state.kind === 'refused' && <ErrorNotice>{refusalOf(state)}</ErrorNotice>}
        {restored && state.kind !== 'conflict' && <p role="status">{t('mailings.restored')}</p>}
        {view === 'edit' ? (
          <Desk mailing={mailing} goTo={goTo} />
        ) : (
          <Preview
            mailingId={mailing.id}
            version={version}
            kind={view}
            contactId={contactId}
            onChooseContact={(id) => set('contact', id ? String(id) : undefined)}
          />
        )}
        <VisuallyHidden component="output">{said}</VisuallyHidden>
      </Page>
    </EditorContext>
  );
}

const refusalOf = ({ sentence, fields }: { sentence: string; fields: Record<string, string> }) =>
  [sentence, ...new Set(Object.values(fields))].join(' ');

/** A mailing that was scheduled and is a draft again must say so: nobody was watching when it happened. */
function DidNotLeave({ problem }: { problem: string }) {
  const t = useT();
  return <ErrorNotice title={t('mailings.did-not-leave')}>{isMessageKey(problem) ? t(problem) : problem}</ErrorNotice>;
}

function focusField(field: string): void {
  const ids: Record<string, string> = { subject: subjectId, preheader: preheaderId };
  const element = document.getElementById(ids[field] ?? sendingId);
  element?.focus();
  element?.scrollIntoView({ block: 'nearest' });
}

function Desk({ mailing, goTo }: { mailing: Mailing; goTo: (place: Finding['place']) => void }) {
  const { draft, select, unfinished } = useEditor();
  return (
    <div className={parts.desk}>
      <Palette />
      {/* a press on the paper around the blocks lets go of the selected one; the keyboard has Tab for that */}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- a convenience for the mouse only */}
      <div className={parts.middle} onClick={() => select(undefined)}>
        <Envelope />
        <MailPaper language={draft.language} purposeId={draft.purposeId}>
          <Canvas />
        </MailPaper>
      </div>
      <div className={parts.right}>
        <BlockPanel />
        <FindingsCard mailingId={mailing.id} unfinished={Object.keys(unfinished)} onGoTo={goTo} />
        <SendingPanel />
      </div>
    </div>
  );
}
