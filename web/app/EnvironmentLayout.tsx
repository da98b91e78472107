import { Suspense, useEffect } from 'react';
import { Outlet, useParams } from 'react-router';
import { InvitationNotice } from '../invitations/MyInvitations.tsx';
import { Loading } from '../ui/Loading.tsx';
import { NoSuchPage } from './BrokenScreen.tsx';
import { lastEnvironment } from './last-environment.ts';
import { EnvironmentProvider, useSession } from './session.tsx';
import { Shell } from './Shell.tsx';

/** The frame of every screen of one environment. A slug the reader has no role in does not exist. */
export function EnvironmentLayout() {
  const { environment: slug } = useParams();
  const { environments } = useSession();
  const environment = environments.find((one) => one.slug === slug);
  const found = environment !== undefined;
  useEffect(() => {
    if (found && slug) lastEnvironment.set(slug);
  }, [found, slug]);
  if (!environment) {
    return (
      <Shell>
        <NoSuchPage />
      </Shell>
    );
  }
  return (
    <EnvironmentProvider environment={environment}>
      <Shell environment={environment}>
        <InvitationNotice />
        <Suspense fallback={<Loading />}>
          {/* another library is another screen: nothing typed or shown is carried over */}
          <Outlet key={environment.slug} />
        </Suspense>
      </Shell>
    </EnvironmentProvider>
  );
}
