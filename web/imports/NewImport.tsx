import { Button, FileButton } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useParams, useSearchParams } from 'react-router';
import { recogniseImport, uploadImport } from '../../server/imports/contract.ts';
import { upload } from '../app/api.ts';
import { useRead } from '../app/ask.ts';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { Icon } from '../ui/Icon.tsx';
import { useT } from '../ui/language.tsx';
import { Loading } from '../ui/Loading.tsx';
import { Page, Stack } from '../ui/Page.tsx';
import { ProgressPanel } from '../ui/ProgressPanel.tsx';
import { Arrangement } from './Arrangement.tsx';
import parts from './Imports.module.css';

/** A file is brought, recognised and arranged; the address keeps which one, so that a reload loses nothing. */
export function NewImport() {
  const t = useT();
  const [search, setSearch] = useSearchParams();
  const fileId = search.get('file');
  const kind = search.get('kind') === 'loans' ? 'loans' : search.get('kind') === 'patrons' ? 'patrons' : undefined;
  return (
    <Page title={t('imports.upload.title')}>
      {fileId ? (
        <Recognised fileId={Number(fileId)} kind={kind} onKind={(wanted) => setSearch({ file: fileId, kind: wanted })} />
      ) : (
        <BringFile onStored={(id) => setSearch({ file: String(id) })} />
      )}
    </Page>
  );
}

function Recognised({
  fileId,
  kind,
  onKind,
}: {
  fileId: number;
  kind: 'patrons' | 'loans' | undefined;
  onKind: (kind: 'patrons' | 'loans') => void;
}) {
  const found = useRead(recogniseImport, { params: { fileId }, query: { kind } }, { staleTime: Infinity });
  if (found.error) return <ErrorNotice error={found.error} />;
  if (!found.data) return <Loading />;
  // another kind is another arrangement: what was chosen for the old one would not fit
  return <Arrangement key={found.data.kind} recognition={found.data} onKind={onKind} />;
}

function BringFile({ onStored }: { onStored: (fileId: number) => void }) {
  const t = useT();
  const environment = useParams().environment!;
  const [sending, setSending] = useState<{ name: string; part: number }>();
  const [problem, setProblem] = useState<Error>();
  const stop = useRef<AbortController>(undefined);
  // who goes elsewhere must not be called back here when the last byte has arrived
  useEffect(() => () => stop.current?.abort(), []);
  const send = async (file: File | null | undefined) => {
    if (!file) return;
    setProblem(undefined);
    setSending({ name: file.name, part: 0 });
    stop.current = new AbortController();
    try {
      const stored = await upload(uploadImport, {
        environment,
        query: { name: file.name },
        file,
        signal: stop.current.signal,
        onProgress: (part) => setSending({ name: file.name, part }),
      });
      onStored(stored.fileId);
    } catch (error) {
      if (!(error instanceof DOMException)) setProblem(error as Error);
      setSending(undefined);
    }
  };
  if (sending) {
    return (
      <ProgressPanel
        title={t('imports.upload.busy', { name: sending.name })}
        part={sending.part}
        actions={<Button onClick={() => stop.current?.abort()}>{t('web.cancel')}</Button>}
      />
    );
  }
  return (
    <Stack>
      <ErrorNotice error={problem} />
      <DropPlace onFile={(file) => void send(file)} />
    </Stack>
  );
}

function DropPlace({ onFile }: { onFile: (file: File | null | undefined) => void }) {
  const t = useT();
  const [over, setOver] = useState(false);
  return (
    <div
      className={parts.drop}
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onFile(event.dataTransfer.files[0]);
      }}
    >
      <Icon name="upload" size={28} />
      <strong>{t('imports.upload.drop')}</strong>
      <span>{t('imports.upload.or')}</span>
      <FileButton onChange={onFile} accept=".csv,.txt,.tsv,text/csv,text/plain" inputProps={{ 'aria-label': t('imports.upload.choose') }}>
        {(props) => (
          <Button variant="filled" {...props}>
            {t('imports.upload.choose')}
          </Button>
        )}
      </FileButton>
      <p>{t('imports.upload.hint')}</p>
    </div>
  );
}
