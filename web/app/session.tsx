// Who is logged in, and in which environment they are working.
import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { createContext, use, useCallback, type ReactNode } from 'react';
import type { Permission } from '../../lib/permissions.ts';
import { readSession } from '../../server/staff/contract.ts';
import { TimeZoneContext } from '../ui/format.ts';
import { loadMessages } from './messages.ts';
import { type ApiProblem, call, connection, type Answer } from './api.ts';

export type Session = NonNullable<Answer<typeof readSession>>;
export type SessionEnvironment = Session['environments'][number];

const sessionKey = [readSession.id];

async function loadSession(): Promise<Session | null> {
  const session = await call(readSession);
  if (session === null) {
    // there was one: what was read with it goes, and the login page leads back here
    if (connection.csrf) connection.sessionEnded();
    return null;
  }
  await loadMessages(session.language);
  connection.csrf = session.csrf;
  connection.language = session.language;
  return session;
}

/** The session, null when nobody is logged in. */
export function useSessionQuery() {
  return useQuery<Session | null, ApiProblem>({
    queryKey: sessionKey,
    queryFn: loadSession,
    staleTime: 60_000,
  });
}

/** Reads the session anew: after logging in, or when something about oneself changed. */
export function useRefreshSession(): () => Promise<void> {
  const client = useQueryClient();
  return useCallback(() => refreshSession(client), [client]);
}

async function refreshSession(client: QueryClient): Promise<void> {
  await client.fetchQuery({ queryKey: sessionKey, queryFn: loadSession, staleTime: 0 });
}

/** Forgets the session and everything read with it. */
export function forgetSession(client: QueryClient): void {
  connection.csrf = undefined;
  client.clear();
}

const SessionContext = createContext<Session | undefined>(undefined);
const EnvironmentContext = createContext<SessionEnvironment | undefined>(undefined);

export function SessionProvider({ session, children }: { session: Session; children: ReactNode }) {
  return <SessionContext value={session}>{children}</SessionContext>;
}

export function EnvironmentProvider({ environment, children }: { environment: SessionEnvironment; children: ReactNode }) {
  return (
    <EnvironmentContext value={environment}>
      <TimeZoneContext value={environment.timeZone}>{children}</TimeZoneContext>
    </EnvironmentContext>
  );
}

/** The logged-in colleague. Only below the shell. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error('useSession is used outside the shell');
  return session;
}

/** The environment in the address: its slug for links, its name, what may be done in it. */
export function useEnvironment(): SessionEnvironment {
  const environment = use(EnvironmentContext);
  if (!environment) throw new Error('useEnvironment is used outside an environment');
  return environment;
}

/** `const may = useMay(); may('contacts.write')`. Hiding a button is a courtesy; the server decides. */
export function useMay(): (permission: Permission) => boolean {
  const { permissions } = useEnvironment();
  return (permission) => permissions.includes(permission);
}
