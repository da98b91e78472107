import { ActionIcon, Button, Menu, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { copyMailingRoute, listMailingsRoute, removeMailingRoute, sendTestRoute, type SeenBy } from '../../server/mailings/contract.ts';
import { useDo } from '../app/ask.ts';
import { paths } from '../app/paths.ts';
import { useEnvironment } from '../app/session.tsx';
import { ConfirmWithSummary } from '../ui/ConfirmWithSummary.tsx';
import { Icon } from '../ui/Icon.tsx';
import { useT } from '../ui/language.tsx';
import { showDone, showProblem } from '../ui/toast.tsx';
import type { Mailing } from './draft-keeper.ts';
import { useEditor } from './editor-context.ts';
import parts from './Editor.module.css';
import { previewKinds, type PreviewKind } from './Preview.tsx';

export type View = 'edit' | PreviewKind;

/** What can be done with the whole mail. Everything works on what is saved, so it is saved first. */
export function EditorHead({
  mailing,
  flush,
  view,
  contactId,
  onView,
}: {
  mailing: Mailing;
  flush: () => Promise<boolean>;
  view: View;
  contactId: SeenBy | undefined;
  onView: (view: View) => void;
}) {
  const t = useT();
  const navigate = useNavigate();
  const { slug } = useEnvironment();
  const { unfinished, goTo } = useEditor();
  const test = useDo(sendTestRoute, {
    onDone: ({ to }) => showDone(t('mailings.test-sent', { to })),
  });
  const afterSaving = async (work: () => void) => {
    if (await flush()) work();
    else showProblem(new Error(t('mailings.save-first')));
  };
  // an address that is not right yet is not in what is saved: the mail would leave without it, or with the former one
  const toSending = () => {
    const [open] = Object.keys(unfinished);
    if (open === undefined) return void navigate(paths.mailingPart(slug, mailing.id, 'send'));
    showProblem(new Error(t('mailings.unfinished-link')));
    onView('edit');
    setTimeout(() => goTo(open), 0);
  };
  const body = { contactId: contactId ?? null };
  return (
    <>
      <SegmentedControl
        className={parts.views}
        aria-label={t('mailings.view')}
        data={(['edit', ...previewKinds] as const).map((value) => ({
          value,
          label: t(`mailings.view.${value}`),
        }))}
        value={view}
        onChange={(value) => void afterSaving(() => onView(value as View))}
      />
      <Button
        loading={test.isPending}
        onClick={() => void afterSaving(() => test.mutate({ params: { mailingId: mailing.id }, body }, { onError: showProblem }))}
      >
        {t('mailings.test')}
      </Button>
      <Button variant="filled" onClick={() => void afterSaving(toSending)}>
        {t('mailings.check-and-send')}
      </Button>
      <MailingMenu mailing={mailing} flush={flush} />
    </>
  );
}

function MailingMenu({ mailing, flush }: { mailing: Mailing; flush: () => Promise<boolean> }) {
  const t = useT();
  const navigate = useNavigate();
  const { slug } = useEnvironment();
  const [removing, setRemoving] = useState(false);
  const params = { mailingId: mailing.id };
  const copy = useDo(copyMailingRoute, {
    refreshes: [listMailingsRoute],
    onDone: ({ id, name }) => {
      showDone(t('mailings.copied', { name }));
      void navigate(paths.mailing(slug, id));
    },
  });
  const remove = useDo(removeMailingRoute, {
    refreshes: [listMailingsRoute],
    onDone: () => {
      showDone(t('mailings.thrown-away', { name: mailing.name }));
      void navigate(paths.mailings(slug));
    },
  });
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size="lg" aria-label={t('web.more-for', { name: mailing.name })}>
            <Icon name="more" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => void flush().then((saved) => saved && copy.mutate({ params }, { onError: showProblem }))}>
            {t('mailings.copy')}
          </Menu.Item>
          <Menu.Item onClick={() => setRemoving(true)}>{t('mailings.throw-away')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ConfirmWithSummary
        opened={removing}
        onClose={() => setRemoving(false)}
        title={t('mailings.throw-away-title', { name: mailing.name })}
        confirmLabel={t('mailings.throw-away')}
        onConfirm={() => remove.mutate({ params })}
        busy={remove.isPending}
        error={remove.error}
        dangerous
      >
        <p>{t('mailings.throw-away-why')}</p>
      </ConfirmWithSummary>
    </>
  );
}
