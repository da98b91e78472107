import { Button, Menu, ActionIcon } from '@mantine/core';
import { useState } from 'react';
import { listStaffRoute, setDisabledRoute } from '../../server/staff/contract.ts';
import type { Answer } from '../app/api.ts';
import { useDo, useRead } from '../app/ask.ts';
import { useMay, useSession } from '../app/session.tsx';
import { InviteColleague } from '../invitations/InviteColleague.tsx';
import { OpenInvitations } from '../invitations/OpenInvitations.tsx';
import { Card, Muted } from '../ui/Card.tsx';
import { Chip } from '../ui/Chip.tsx';
import { DataTable, type Column } from '../ui/DataTable.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFormat } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { useT } from '../ui/language.tsx';
import { Loading } from '../ui/Loading.tsx';
import { Page, Stack } from '../ui/Page.tsx';
import { showProblem, showUndo } from '../ui/toast.tsx';
import { ChangeRoles } from './ChangeRoles.tsx';

export type Colleague = Answer<typeof listStaffRoute>['staff'][number];

const toneOfState = { active: 'good', invited: 'info', disabled: 'bad' } as const;

/** Who works here, in which role, and whether their account is safe. */
export function StaffList() {
  const t = useT();
  const may = useMay();
  const list = useRead(listStaffRoute);
  const [inviting, setInviting] = useState(false);
  const [changing, setChanging] = useState<Colleague>();
  const columns = useColumns(setChanging);
  return (
    <Page
      title={t('web.staff.title')}
      under={t('web.staff.under')}
      actions={
        may('staff.manage') && (
          <Button variant="filled" onClick={() => setInviting(true)}>
            {t('web.staff.invite')}
          </Button>
        )
      }
    >
      <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />
      <Stack>
        {list.data ? (
          <Card flush>
            <DataTable
              label={t('web.staff.title')}
              columns={columns}
              rows={list.data.staff}
              rowKey={({ id }) => id}
              fetching={list.isRefetching}
            />
          </Card>
        ) : (
          !list.error && <Loading />
        )}
        <OpenInvitations />
      </Stack>
      <InviteColleague opened={inviting} onClose={() => setInviting(false)} />
      {changing && <ChangeRoles key={changing.id} colleague={changing} onClose={() => setChanging(undefined)} />}
    </Page>
  );
}

function useColumns(onChangeRoles: (colleague: Colleague) => void): Column<Colleague>[] {
  const t = useT();
  const format = useFormat();
  const may = useMay();
  const columns: Column<Colleague>[] = [
    {
      key: 'name',
      label: t('web.staff.name'),
      render: ({ name, email }) => (
        <>
          <strong>{name || email}</strong>
          <br />
          <Muted small>{email}</Muted>
        </>
      ),
    },
    {
      key: 'roles',
      label: t('web.staff.roles'),
      render: ({ roles }) => roles.map((role) => t(`role.${role}`)).join(', '),
    },
    {
      key: 'state',
      label: t('web.staff.state'),
      render: ({ state }) => <Chip tone={toneOfState[state]}>{t(`web.staff.state.${state}`)}</Chip>,
    },
    {
      key: 'factor',
      label: t('web.staff.factor'),
      render: ({ secondFactor }) => (
        <Chip tone={secondFactor ? 'good' : 'neutral'}>{t(secondFactor ? 'web.factor.on' : 'web.factor.off')}</Chip>
      ),
    },
    {
      key: 'seen',
      label: t('web.staff.seen'),
      render: ({ lastSeenAt }) => (lastSeenAt ? format.moment(lastSeenAt) : <Muted>{t('web.staff.never')}</Muted>),
    },
  ];
  if (may('staff.manage')) {
    columns.push({
      key: 'menu',
      label: t('web.actions'),
      labelHidden: true,
      figures: true,
      render: (colleague) => <ColleagueMenu colleague={colleague} onChangeRoles={onChangeRoles} />,
    });
  }
  return columns;
}

function ColleagueMenu({ colleague, onChangeRoles }: { colleague: Colleague; onChangeRoles: (colleague: Colleague) => void }) {
  const t = useT();
  const { email } = useSession();
  const setDisabled = useDo(setDisabledRoute, { refreshes: [listStaffRoute] });
  const params = { staffId: colleague.id };
  const enable = () => setDisabled.mutate({ params, body: { disabled: false } }, { onError: showProblem });
  const disable = () =>
    setDisabled.mutate(
      { params, body: { disabled: true } },
      {
        onError: showProblem,
        onSuccess: () =>
          showUndo(t('web.staff.disabled', { name: colleague.name || colleague.email }), {
            label: t('web.undo'),
            undo: enable,
          }),
      },
    );
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" aria-label={t('web.more-for', { name: colleague.name || colleague.email })}>
          <Icon name="more" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onChangeRoles(colleague)}>{t('web.staff.change-roles')}</Menu.Item>
        {colleague.email !== email &&
          (colleague.state === 'disabled' ? (
            <Menu.Item onClick={enable}>{t('web.staff.enable')}</Menu.Item>
          ) : (
            <Menu.Item onClick={disable}>{t('web.staff.disable')}</Menu.Item>
          ))}
      </Menu.Dropdown>
    </Menu>
  );
}
