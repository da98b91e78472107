import { Navigate, Outlet, useLocation } from 'react-router';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { Loading } from '../ui/Loading.tsx';
import { paths } from './paths.ts';
import { SessionProvider, useSessionQuery } from './session.tsx';

/** Lets a logged-in colleague through, and sends anybody else to the login page and back. */
export function SessionLayout() {
  const { data: session, error, refetch } = useSessionQuery();
  const location = useLocation();
  if (session) {
    return (
      <SessionProvider session={session}>
        <Outlet />
      </SessionProvider>
    );
  }
  if (session === null) {
    return <Navigate to={paths.login(location.pathname + location.search)} replace />;
  }
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  return <Loading />;
}
