import { Button } from '@mantine/core';
import { useState } from 'react';
import { listApiKeysRoute, revokeApiKeyRoute } from '../../server/staff/contract.ts';
import { permissions } from '../../lib/permissions.ts';
import type { Answer } from '../app/api.ts';
import { useDo, useRead } from '../app/ask.ts';
import { Card, Muted } from '../ui/Card.tsx';
import { Chip, type Tone } from '../ui/Chip.tsx';
import { ConfirmWithSummary } from '../ui/ConfirmWithSummary.tsx';
import { DataTable, type Column } from '../ui/DataTable.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFormat } from '../ui/format.ts';
import { useT } from '../ui/language.tsx';
import { Loading } from '../ui/Loading.tsx';
import { Page } from '../ui/Page.tsx';
import { CreateApiKey } from './CreateApiKey.tsx';

type ApiKey = Answer<typeof listApiKeysRoute>['keys'][number];

/** Keys with which other programs speak for this library. */
export function ApiKeys() {
  const t = useT();
  const list = useRead(listApiKeysRoute);
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey>();
  const columns = useColumns(setRevoking);
  const create = (
    <Button variant="filled" onClick={() => setCreating(true)}>
      {t('web.keys.create')}
    </Button>
  );
  const none = list.data?.keys.length === 0;
  return (
    <Page title={t('web.keys.title')} under={t('web.keys.under')} actions={!none && create}>
      <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />
      {!list.data && !list.error && <Loading />}
      {list.data && (
        <Card flush>
          {none ? (
            <EmptyState title={t('web.keys.none')} action={create}>
              {t('web.keys.none-why')}
            </EmptyState>
          ) : (
            <DataTable label={t('web.keys.title')} columns={columns} rows={list.data.keys} rowKey={({ id }) => id} />
          )}
        </Card>
      )}
      <CreateApiKey opened={creating} onClose={() => setCreating(false)} />
      <RevokeKey apiKey={revoking} onClose={() => setRevoking(undefined)} />
    </Page>
  );
}

function stateOf(key: ApiKey): { state: 'active' | 'expired' | 'revoked'; tone: Tone } {
  if (key.revokedAt) return { state: 'revoked', tone: 'bad' };
  if (key.expiresAt && new Date(key.expiresAt) < new Date()) return { state: 'expired', tone: 'warn' };
  return { state: 'active', tone: 'good' };
}

function useColumns(onRevoke: (key: ApiKey) => void): Column<ApiKey>[] {
  const t = useT();
  const format = useFormat();
  const nameOf = (scope: string) => {
    const known = permissions.find((one) => one === scope);
    return known ? t(`web.permission.${known}`) : scope;
  };
  return [
    {
      key: 'name',
      label: t('web.keys.name'),
      render: ({ name, scopes }) => (
        <>
          <strong>{name}</strong>
          <br />
          <Muted small>{scopes.map(nameOf).join(' · ')}</Muted>
        </>
      ),
    },
    {
      key: 'state',
      label: t('web.staff.state'),
      render: (key) => {
        const { state, tone } = stateOf(key);
        return <Chip tone={tone}>{t(`web.keys.state.${state}`)}</Chip>;
      },
    },
    {
      key: 'used',
      label: t('web.keys.used'),
      render: ({ lastUsedAt }) => (lastUsedAt ? format.moment(lastUsedAt) : <Muted>{t('web.keys.never')}</Muted>),
    },
    {
      key: 'expires',
      label: t('web.keys.expires'),
      render: ({ expiresAt }) => (expiresAt ? format.date(expiresAt) : <Muted>{t('web.keys.no-end')}</Muted>),
    },
    {
      key: 'created',
      label: t('web.keys.created'),
      wideOnly: true,
      render: ({ createdAt }) => format.date(createdAt),
    },
    {
      key: 'revoke',
      label: t('web.actions'),
      labelHidden: true,
      figures: true,
      render: (key) =>
        stateOf(key).state !== 'revoked' && (
          <Button size="compact-sm" onClick={() => onRevoke(key)} aria-label={t('web.keys.revoke-this', { name: key.name })}>
            {t('web.keys.revoke')}
          </Button>
        ),
    },
  ];
}

function RevokeKey({ apiKey, onClose }: { apiKey: ApiKey | undefined; onClose: () => void }) {
  const t = useT();
  const revoke = useDo(revokeApiKeyRoute, { refreshes: [listApiKeysRoute], onDone: onClose });
  return (
    <ConfirmWithSummary
      opened={apiKey !== undefined}
      onClose={onClose}
      title={t('web.keys.revoke-this', { name: apiKey?.name ?? '' })}
      confirmLabel={t('web.keys.revoke')}
      onConfirm={() => apiKey && revoke.mutate({ params: { keyId: apiKey.id } })}
      busy={revoke.isPending}
      error={revoke.error}
      dangerous
    >
      <p>{t('web.keys.revoke-why')}</p>
    </ConfirmWithSummary>
  );
}
