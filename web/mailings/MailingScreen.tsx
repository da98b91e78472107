import { useState } from 'react';
import { useParams } from 'react-router';
import { readMailingRoute } from '../../server/mailings/contract.ts';
import { useRead } from '../app/ask.ts';
import { NotRead } from '../app/BrokenScreen.tsx';
import { useMay } from '../app/session.tsx';
import { Loading } from '../ui/Loading.tsx';
import { Editor } from './Editor.tsx';
import { ReadOnlyDraft } from './ReadOnlyDraft.tsx';
import { Result } from './Result.tsx';

/** One mailing: written while it is a draft, followed once it is on its way. */
export function MailingScreen() {
  const mailingId = Number(useParams().mailingId);
  return <OneMailing key={mailingId} mailingId={mailingId} />;
}

function OneMailing({ mailingId }: { mailingId: number }) {
  const may = useMay();
  const [openedAt] = useState(() => Date.now());
  const read = useRead(readMailingRoute, { params: { mailingId } }, { staleTime: 0 });
  const mailing = read.data;
  // an editor that began with a kept, older answer would clash with itself at its first save
  const fresh = read.dataUpdatedAt >= openedAt;
  if (!mailing || !fresh) {
    return read.error ? <NotRead error={read.error} onRetry={() => void read.refetch()} /> : <Loading />;
  }
  // asking again later may fail: that takes nothing away from who is writing
  if (mailing.state !== 'draft') return <Result mailing={mailing} />;
  if (!may('mailings.write')) return <ReadOnlyDraft mailing={mailing} />;
  return <Editor mailing={mailing} />;
}
