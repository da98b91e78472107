import { Button } from '@mantine/core';
import { useState } from 'react';
import { changePurposeRoute, listPurposesRoute, type PurposeOut } from '../../server/consent/contract.ts';
import { useDo, useRead } from '../app/ask.ts';
import { useEnvironment, useMay } from '../app/session.tsx';
import { Card, Muted } from '../ui/Card.tsx';
import { Chip, type Tone } from '../ui/Chip.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useLanguage, useT } from '../ui/language.tsx';
import { Loading } from '../ui/Loading.tsx';
import { Stack } from '../ui/Page.tsx';
import { showProblem } from '../ui/toast.tsx';
import { PurposeForm } from './PurposeForm.tsx';
import parts from './Purposes.module.css';

const tones: Record<PurposeOut['kind'], Tone> = {
  marketing: 'good',
  service: 'info',
  tracking: 'neutral',
};

/** Why the library writes, and the sentences people say yes to. */
export function Purposes() {
  const t = useT();
  const may = useMay();
  const { slug } = useEnvironment();
  const list = useRead(listPurposesRoute, { query: { archived: 'true' } });
  const [open, setOpen] = useState<PurposeOut | 'new'>();
  if (!list.data) return list.error ? <ErrorNotice error={list.error} onRetry={() => void list.refetch()} /> : <Loading />;
  const mayManage = may('purposes.manage');
  return (
    <Stack>
      <div className={parts.intro}>
        <Muted>{t('consent.purposes.intro')}</Muted>
        <div className={parts.buttons}>
          <Button component="a" href={`/b/${slug}/inschrijven`} target="_blank" rel="noreferrer">
            {t('consent.purposes.page')}
          </Button>
          {mayManage && (
            <Button variant="filled" onClick={() => setOpen('new')}>
              {t('consent.purposes.add')}
            </Button>
          )}
        </div>
      </div>
      {list.data.purposes.map((purpose) => (
        <PurposeCard key={purpose.id} purpose={purpose} onChange={mayManage ? () => setOpen(purpose) : undefined} />
      ))}
      {open && (
        <PurposeForm
          key={open === 'new' ? 'new' : open.id}
          purpose={open === 'new' ? undefined : open}
          onClose={() => setOpen(undefined)}
        />
      )}
    </Stack>
  );
}

function PurposeCard({ purpose, onChange }: { purpose: PurposeOut; onChange: (() => void) | undefined }) {
  const t = useT();
  const language = useLanguage();
  const close = useDo(changePurposeRoute, { refreshes: [listPurposesRoute] });
  const name = purpose.name[language] || purpose.name.nl;
  const closed = purpose.archivedAt !== null;
  const turn = () => close.mutate({ params: { purposeId: purpose.id }, body: { archived: !closed } }, { onError: showProblem });
  return (
    <Card
      title={name}
      aside={
        onChange && (
          <>
            {purpose.kind === 'marketing' && (
              <Button
                size="compact-sm"
                loading={close.isPending}
                onClick={turn}
                aria-label={`${t(closed ? 'consent.purposes.reopen' : 'consent.purposes.close')}: ${name}`}
              >
                {t(closed ? 'consent.purposes.reopen' : 'consent.purposes.close')}
              </Button>
            )}{' '}
            <Button size="compact-sm" onClick={onChange} aria-label={t('web.change-this', { name })}>
              {t('web.change')}
            </Button>
          </>
        )
      }
    >
      <div className={parts.chips}>
        <Chip tone={tones[purpose.kind]}>{t(`consent.purposes.kind.${purpose.kind}`)}</Chip>
        {closed && <Chip tone="bad">{t('consent.purposes.closed')}</Chip>}
        {purpose.kind !== 'service' && <Chip>{t(purpose.onSignUpPage ? 'consent.purposes.on-page' : 'consent.purposes.on-page.no')}</Chip>}
      </div>
      <p className={parts.wording} lang="nl">
        {purpose.wording.nl}
      </p>
      <Muted small>
        {t('consent.purposes.version', { version: purpose.wordingVersion })} · {t(`consent.purposes.basis.${purpose.basis}`)}
      </Muted>
    </Card>
  );
}
