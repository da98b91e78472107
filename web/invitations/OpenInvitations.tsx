import { Button } from '@mantine/core';
import { listInvitationsRoute, withdrawInvitationRoute } from '../../server/invitations/contract.ts';
import type { Answer } from '../app/api.ts';
import { useDo, useRead } from '../app/ask.ts';
import { useMay } from '../app/session.tsx';
import { Card, Muted } from '../ui/Card.tsx';
import { DataTable, type Column } from '../ui/DataTable.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFormat } from '../ui/format.ts';
import { useT } from '../ui/language.tsx';
import { showDone } from '../ui/toast.tsx';

type Invitation = Answer<typeof listInvitationsRoute>['invitations'][number];

/** Whom this library invited and who did not answer yet. Not there when nobody is waited for. */
export function OpenInvitations() {
  const t = useT();
  const format = useFormat();
  const may = useMay();
  const list = useRead(listInvitationsRoute);
  const withdraw = useDo(withdrawInvitationRoute, { refreshes: [listInvitationsRoute] });
  if (list.error) return <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />;
  if (!list.data || list.data.invitations.length === 0) return null;
  const nameOf = ({ name, email }: Invitation) => name || email;
  const columns: Column<Invitation>[] = [
    {
      key: 'who',
      label: t('web.invitations.who'),
      render: (one) => (
        <>
          <strong>{nameOf(one)}</strong>
          <br />
          <Muted small>{one.email}</Muted>
        </>
      ),
    },
    { key: 'role', label: t('web.staff.role'), render: ({ role }) => t(`role.${role}`) },
    { key: 'by', label: t('web.invitations.by'), wideOnly: true, render: ({ inviter }) => inviter ?? t('web.invitations.by-operator') },
    { key: 'until', label: t('web.invitations.until'), render: ({ expiresAt }) => format.moment(expiresAt) },
  ];
  if (may('staff.manage')) {
    columns.push({
      key: 'withdraw',
      label: t('web.actions'),
      labelHidden: true,
      figures: true,
      render: (one) => (
        <Button
          size="compact-sm"
          loading={withdraw.isPending && withdraw.variables?.params?.invitationId === one.id}
          onClick={() =>
            withdraw.mutate(
              { params: { invitationId: one.id } },
              { onSuccess: () => showDone(t('web.invitations.withdrawn', { name: nameOf(one) })) },
            )
          }
          aria-label={t('web.invitations.withdraw-this', { name: nameOf(one) })}
        >
          {t('web.invitations.withdraw')}
        </Button>
      ),
    });
  }
  return (
    <Card title={t('web.invitations.title')} flush>
      <ErrorNotice error={withdraw.error} />
      <DataTable label={t('web.invitations.title')} columns={columns} rows={list.data.invitations} rowKey={({ id }) => id} />
    </Card>
  );
}
