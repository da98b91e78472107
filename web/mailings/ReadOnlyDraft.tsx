import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { SeenBy } from '../../server/mailings/contract.ts';
import { useT } from '../ui/language.tsx';
import { Page } from '../ui/Page.tsx';
import type { Mailing } from './draft-keeper.ts';
import { Preview, previewKinds, type PreviewKind } from './Preview.tsx';

/** A draft for who may look and not write. */
export function ReadOnlyDraft({ mailing }: { mailing: Mailing }) {
  const t = useT();
  const [contactId, setContactId] = useState<SeenBy>();
  return (
    <Page title={mailing.name} over={t('mailings.title')} under={t('mailings.read-only')}>
      <MailPreview mailing={mailing} contactId={contactId} onChooseContact={setContactId} />
    </Page>
  );
}

/** A preview with its own choice of screen. */
export function MailPreview({
  mailing,
  contactId,
  onChooseContact,
}: {
  mailing: Mailing;
  contactId: SeenBy | undefined;
  onChooseContact: (contactId: SeenBy | undefined) => void;
}) {
  const t = useT();
  const [kind, setKind] = useState<PreviewKind>('desktop');
  return (
    <>
      <SegmentedControl
        mb="md"
        aria-label={t('mailings.view')}
        data={previewKinds.map((value) => ({ value, label: t(`mailings.view.${value}`) }))}
        value={kind}
        onChange={(value) => setKind(value as PreviewKind)}
      />
      <Preview mailingId={mailing.id} version={mailing.version} kind={kind} contactId={contactId} onChooseContact={onChooseContact} />
    </>
  );
}
