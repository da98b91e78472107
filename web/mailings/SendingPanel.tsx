import { Select, TextInput } from '@mantine/core';
import { Link } from 'react-router';
import { listPurposesRoute } from '../../server/consent/contract.ts';
import { listSendersRoute } from '../../server/delivery/contract.ts';
import { listSegmentsRoute } from '../../server/segments/contract.ts';
import { useRead } from '../app/ask.ts';
import { paths } from '../app/paths.ts';
import { useEnvironment, useMay } from '../app/session.tsx';
import { Card } from '../ui/Card.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { Fields } from '../ui/Fields.tsx';
import { useFormat } from '../ui/format.ts';
import { useLanguage, useT } from '../ui/language.tsx';
import parts from './Editor.module.css';
import { useEditor } from './editor-context.ts';

export const sendingId = 'mailing-sending';

/** For whom the mail is, on what ground, from whom and in which language. */
export function SendingPanel() {
  const t = useT();
  const { draft, change } = useEditor();
  return (
    <div id={sendingId} tabIndex={-1}>
      <Card title={t('mailings.sending')}>
        <Fields>
          <TextInput
            label={t('mailings.name')}
            description={t('mailings.name-hint')}
            value={draft.name}
            maxLength={120}
            error={draft.name.trim() ? undefined : t('field.required')}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <SegmentSelect />
          <PurposeSelect />
          <SenderSelect />
          <LanguageSelect />
        </Fields>
      </Card>
    </div>
  );
}

const idOf = (value: string | null) => (value === null ? null : Number(value));
const textOf = (id: number | null) => (id === null ? null : String(id));

function SegmentSelect() {
  const t = useT();
  const format = useFormat();
  const { slug } = useEnvironment();
  const { draft, change } = useEditor();
  const list = useRead(listSegmentsRoute);
  const chosen = list.data?.segments.find(({ id }) => id === draft.segmentId);
  return (
    <div>
      <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />
      <Select
        label={t('mailings.segment')}
        placeholder={t('mailings.choose')}
        searchable
        nothingFoundMessage={t('mailings.no-segments')}
        data={(list.data?.segments ?? []).map(({ id, name }) => ({
          value: String(id),
          label: name,
        }))}
        value={textOf(draft.segmentId)}
        onChange={(value) => change({ segmentId: idOf(value) })}
      />
      <p className={parts.hint}>
        {chosen ? (
          <Link to={paths.segment(slug, chosen.id)}>
            {chosen.count === null ? t('mailings.segment-open') : t('mailings.segment-count', { count: format.number(chosen.count) })}
          </Link>
        ) : (
          <Link to={paths.newSegment(slug)}>{t('mailings.segment-make')}</Link>
        )}
      </p>
    </div>
  );
}

function PurposeSelect() {
  const t = useT();
  const language = useLanguage();
  const { draft, change } = useEditor();
  const list = useRead(listPurposesRoute);
  const purposes = (list.data?.purposes ?? []).filter(({ kind }) => kind !== 'tracking');
  const chosen = purposes.find(({ id }) => id === draft.purposeId);
  return (
    <div>
      <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />
      <Select
        label={t('mailings.purpose')}
        description={t('mailings.purpose-hint')}
        placeholder={t('mailings.choose')}
        data={purposes.map(({ id, name }) => ({
          value: String(id),
          label: name[language] || name.nl,
        }))}
        value={textOf(draft.purposeId)}
        onChange={(value) => change({ purposeId: idOf(value) })}
      />
      {chosen?.kind === 'service' && <p className={parts.hint}>{t('mailings.purpose-service')}</p>}
    </div>
  );
}

function SenderSelect() {
  const t = useT();
  const { slug } = useEnvironment();
  const may = useMay();
  const { draft, change } = useEditor();
  const list = useRead(listSendersRoute);
  const senders = list.data?.senders ?? [];
  const chosen = senders.find(({ id }) => id === draft.senderId);
  const manage = <Link to={paths.settingsPart(slug, 'senders')}>{t('mailings.senders-open')}</Link>;
  return (
    <div>
      <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />
      <Select
        label={t('mailings.sender')}
        placeholder={t('mailings.choose')}
        data={senders.map(({ id, name, email, verifiedAt }) => ({
          value: String(id),
          label: verifiedAt ? `${name} <${email}>` : t('mailings.sender-unproved', { name, email }),
        }))}
        value={textOf(draft.senderId)}
        onChange={(value) => change({ senderId: idOf(value) })}
      />
      {chosen && !chosen.verifiedAt && (
        <p className={parts.hint}>
          {t('mailings.sender-unproved-hint')} {may('senders.manage') && manage}
        </p>
      )}
      {list.data && senders.length === 0 && <p className={parts.hint}>{may('senders.manage') ? manage : t('mailings.no-senders')}</p>}
    </div>
  );
}

function LanguageSelect() {
  const t = useT();
  const { draft, change } = useEditor();
  return (
    <Select
      label={t('mailings.language')}
      description={t('mailings.language-hint')}
      data={(['nl', 'en', 'fr', 'de'] as const).map((value) => ({
        value,
        label: t(`mailings.language.${value}`),
      }))}
      value={draft.language}
      allowDeselect={false}
      onChange={(value) => change({ language: (value ?? 'nl') as typeof draft.language })}
    />
  );
}
