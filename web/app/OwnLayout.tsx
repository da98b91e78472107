import { Outlet } from 'react-router';
import { lastEnvironment } from './last-environment.ts';
import { useSession } from './session.tsx';
import { Shell } from './Shell.tsx';

/** Screens about oneself stand in the frame of where one last worked. */
export function OwnLayout() {
  const { environments } = useSession();
  const last = lastEnvironment.get();
  const environment = environments.find(({ slug }) => slug === last) ?? environments[0];
  return (
    <Shell {...(environment ? { environment } : {})}>
      <Outlet />
    </Shell>
  );
}
