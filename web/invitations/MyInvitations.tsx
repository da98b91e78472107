import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { acceptMyInvitationRoute, declineMyInvitationRoute, listMyInvitationsRoute } from '../../server/invitations/contract.ts';
import type { Answer } from '../app/api.ts';
import { useDo, useRead } from '../app/ask.ts';
import { paths } from '../app/paths.ts';
import { useRefreshSession } from '../app/session.tsx';
import { Card, Muted } from '../ui/Card.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFormat } from '../ui/format.ts';
import { useT } from '../ui/language.tsx';
import { showDone } from '../ui/toast.tsx';
import parts from './MyInvitations.module.css';

type Mine = Answer<typeof listMyInvitationsRoute>['invitations'][number];

const minute = 60_000;

function useMine(): Mine[] {
  return useRead(listMyInvitationsRoute, {}, { staleTime: 5 * minute }).data?.invitations ?? [];
}

/** One line above every screen while an invitation waits. */
export function InvitationNotice() {
  const t = useT();
  const mine = useMine();
  const [first] = mine;
  if (!first) return null;
  const words =
    mine.length === 1
      ? t('web.invitations.notice', { library: first.environment })
      : t('web.invitations.notice-more', { count: mine.length });
  return (
    <p className={parts.notice} role="status">
      {words} <Link to={paths.account()}>{t('web.invitations.look')}</Link>
    </p>
  );
}

/** What waits for oneself, to take or to decline. Not there when nothing waits. */
export function MyInvitations() {
  const t = useT();
  const mine = useMine();
  if (mine.length === 0) return null;
  return (
    <Card title={t('web.invitations.mine')}>
      <p>{t('web.invitations.mine-why')}</p>
      <ul className={parts.list}>
        {mine.map((invitation) => (
          <MyInvitation key={invitation.id} invitation={invitation} />
        ))}
      </ul>
    </Card>
  );
}

function MyInvitation({ invitation: { id, environment: library, role, inviter, expiresAt } }: { invitation: Mine }) {
  const t = useT();
  const format = useFormat();
  const refresh = useRefreshSession();
  const accept = useDo(acceptMyInvitationRoute, {
    refreshes: [listMyInvitationsRoute],
    onDone: () => {
      showDone(t('web.invitations.accepted', { library }));
      void refresh();
    },
  });
  const decline = useDo(declineMyInvitationRoute, {
    refreshes: [listMyInvitationsRoute],
    onDone: () => showDone(t('web.invitations.declined', { library })),
  });
  const params = { invitationId: id };
  return (
    <li>
      <div className={parts.what}>
        <strong>{t('web.invitations.as', { library, role: t(`role.${role}`) })}</strong>
        <Muted small>
          {t('web.invitations.asked-by', { name: inviter ?? t('web.invitations.by-operator'), day: format.date(expiresAt) })}
        </Muted>
      </div>
      <Button
        variant="filled"
        loading={accept.isPending}
        disabled={decline.isPending}
        onClick={() => accept.mutate({ params })}
        aria-label={t('web.invitations.accept-this', { library })}
      >
        {t('web.invitations.accept')}
      </Button>
      <Button
        loading={decline.isPending}
        disabled={accept.isPending}
        onClick={() => decline.mutate({ params })}
        aria-label={t('web.invitations.decline-this', { library })}
      >
        {t('web.invitations.decline')}
      </Button>
      <ErrorNotice error={accept.error ?? decline.error} />
    </li>
  );
}
