// TanStack Query over the route contracts: `useRead` keeps an answer, `useDo` carries out a change.
import {
  keepPreviousData,
  QueryClient,
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { useRef } from 'react';
import { useParams } from 'react-router';
import type { Route } from '../../lib/route.ts';
import { ApiProblem, call, newIdempotencyKey, type Answer, type CallArguments } from './api.ts';

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        // only a server that cannot be reached is worth asking again; a refusal stays a refusal
        retry: (count, error) => count < 2 && error instanceof ApiProblem && (error.status === 0 || error.status === 503),
      },
    },
  });
}

/** The cache key of a route's answer; a shorter list of parts matches more. */
export function keyOf<R extends Route>(route: R, args: CallArguments<R> = {}): readonly unknown[] {
  return [route.id, args.environment ?? null, args.params ?? null, args.query ?? null];
}

type ReadOptions = {
  enabled?: boolean;
  /** Ask again every so many milliseconds; return false to stop. */
  refetchInterval?: number | false | ((answer: unknown) => number | false);
  /** Keep showing the former answer while another page or filter is fetched. */
  keep?: boolean;
  staleTime?: number;
};

/** The answer of a GET route in this environment: `const list = useRead(listContacts, { query })`. */
export function useRead<R extends Route>(
  route: R,
  args: CallArguments<R> = {},
  { enabled, refetchInterval, keep, staleTime }: ReadOptions = {},
): UseQueryResult<Answer<R>, ApiProblem> {
  const environment = useParams().environment;
  const full = { environment, ...args };
  return useQuery<Answer<R>, ApiProblem>({
    queryKey: keyOf(route, full),
    queryFn: ({ signal }) => call(route, { ...full, signal }),
    ...(enabled === undefined ? {} : { enabled }),
    ...(staleTime === undefined ? {} : { staleTime }),
    ...(keep ? { placeholderData: keepPreviousData } : {}),
    ...(refetchInterval === undefined
      ? {}
      : {
          refetchInterval: typeof refetchInterval === 'function' ? (query) => refetchInterval(query.state.data) : refetchInterval,
        }),
  });
}

type DoOptions<R extends Route> = {
  /** Routes whose kept answers this change makes old. */
  refreshes?: readonly Route[];
  /** The answer holds a secret: it must not be kept for a repetition of the same call. */
  secretAnswer?: boolean;
  /** Both are called also when the part of the screen that asked is gone by then, as a row is that was just removed. */
  onDone?: (answer: Answer<R>, args: CallArguments<R>) => void;
  onProblem?: (problem: ApiProblem) => void;
};

/**
 * A change: `const save = useDo(changeContact, { refreshes: [readContact] })`, then `save.mutate({ params, body })`.
 * The same intention keeps its idempotency key until it succeeded, so a double click does it once.
 */
export function useDo<R extends Route>(
  route: R,
  { refreshes = [], secretAnswer = false, onDone, onProblem }: DoOptions<R> = {},
): UseMutationResult<Answer<R>, ApiProblem, CallArguments<R>> {
  const environment = useParams().environment;
  const client = useQueryClient();
  const intention = useRef({ what: '', key: '' });
  return useMutation<Answer<R>, ApiProblem, CallArguments<R>>({
    mutationFn: (args) => {
      const what = JSON.stringify([args.params, args.query, args.body]);
      if (intention.current.what !== what) intention.current = { what, key: newIdempotencyKey() };
      const once = route.access.in === 'environment' && !secretAnswer;
      return call(route, {
        environment,
        ...(once ? { idempotencyKey: intention.current.key } : {}),
        ...args,
      });
    },
    onSuccess: async (answer, args) => {
      intention.current = { what: '', key: '' };
      await Promise.all(refreshes.map((read) => client.invalidateQueries({ queryKey: [read.id] })));
      onDone?.(answer, args);
    },
    ...(onProblem ? { onError: onProblem } : {}),
  });
}
