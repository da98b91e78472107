import { Navigate } from 'react-router';
import { MyInvitations } from '../invitations/MyInvitations.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { useT } from '../ui/language.tsx';
import { paths } from './paths.ts';
import { useSession } from './session.tsx';
import { lastEnvironment } from './last-environment.ts';
import { Shell } from './Shell.tsx';

/** /app leads to where the reader last worked, or else to their first library. */
export function HomeRedirect() {
  const t = useT();
  const { environments } = useSession();
  const last = lastEnvironment.get();
  const target = environments.find(({ slug }) => slug === last) ?? environments.find(({ kind }) => kind === 'library') ?? environments[0];
  if (target) return <Navigate to={paths.today(target.slug)} replace />;
  return (
    <Shell>
      <EmptyState level={1} title={t('web.no-environment')}>
        {t('web.no-environment-why')}
      </EmptyState>
      <MyInvitations />
    </Shell>
  );
}
