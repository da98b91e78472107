import { useParams } from 'react-router';
import { previewMailingHtmlRoute, previewMailingRoute, type SeenBy } from '../../server/mailings/contract.ts';
import { addressOf } from '../app/api.ts';
import { useRead } from '../app/ask.ts';
import { useMay } from '../app/session.tsx';
import { Muted } from '../ui/Card.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useT } from '../ui/language.tsx';
import { ContactPicker } from './ContactPicker.tsx';
import parts from './Preview.module.css';

export const previewKinds = ['desktop', 'phone', 'dark', 'text'] as const;
export type PreviewKind = (typeof previewKinds)[number];

/** The mail exactly as one reader gets it, as it was last saved. */
export function Preview({
  mailingId,
  version,
  kind,
  contactId,
  onChooseContact,
}: {
  mailingId: number;
  /** Another version is another picture. */
  version: number;
  kind: PreviewKind;
  contactId: SeenBy | undefined;
  onChooseContact: (contactId: SeenBy | undefined) => void;
}) {
  const t = useT();
  const may = useMay();
  const environment = useParams().environment!;
  const query = contactId === undefined ? {} : { contactId };
  const words = useRead(previewMailingRoute, { params: { mailingId }, query }, { keep: true, staleTime: 0 });
  const frame = addressOf(previewMailingHtmlRoute, {
    environment,
    params: { mailingId },
    query: kind === 'dark' ? { ...query, dark: 'yes' } : query,
  });
  return (
    <section className={parts.preview} data-kind={kind} aria-label={t(`mailings.preview.${kind}`)}>
      <div className={parts.bar}>
        {may('contacts.read') && (
          <ContactPicker
            reader={contactId === 'unknown' ? t('mailings.view-as-nobody') : (words.data?.reader ?? '…')}
            onChoose={onChooseContact}
          />
        )}
        <div className={parts.subject}>
          <strong>{words.data?.subject || t('mailings.no-subject')}</strong> <Muted>{words.data?.preheader}</Muted>
        </div>
      </div>
      <ErrorNotice error={words.error} onRetry={() => void words.refetch()} />
      {kind === 'text' ? (
        <pre className={parts.text}>{words.data?.text}</pre>
      ) : (
        <iframe
          key={`${version}-${kind}-${contactId}`}
          className={parts.frame}
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          title={t(`mailings.preview.${kind}`)}
          src={frame}
        />
      )}
    </section>
  );
}
