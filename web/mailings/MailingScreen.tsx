import { useParams } from 'react-router';
import { readMailingRoute } from '../../server/mailings/contract.ts';
import { useRead } from '../app/ask.ts';
import { useMay } from '../app/session.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { Loading } from '../ui/Loading.tsx';
import { Editor } from './Editor.tsx';
import { ReadOnlyDraft } from './ReadOnlyDraft.tsx';
import { Result } from './Result.tsx';

/** One mailing: written while it is a draft, followed once it is on its way. */
export function MailingScreen() {
  const mailingId = Number(useParams().mailingId);
  const may = useMay();
  const read = useRead(readMailingRoute, { params: { mailingId } }, { staleTime: 0 });
  if (read.error) return <ErrorNotice error={read.error} onRetry={() => void read.refetch()} />;
  // an editor that began with a kept, older answer would clash with itself at its first save
  if (!read.data || !read.isFetchedAfterMount) return <Loading />;
  const mailing = read.data;
  if (mailing.state !== 'draft') return <Result mailing={mailing} />;
  if (!may('mailings.write')) return <ReadOnlyDraft mailing={mailing} />;
  return <Editor key={mailing.id} mailing={mailing} />;
}
