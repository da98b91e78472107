// Questions about a rule go by POST, because a rule is too long for an address. They change nothing, so they are
// kept and asked again like any other read.
import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useDebouncedValue } from '@mantine/hooks';
import { useParams } from 'react-router';
import type { Route } from '../../lib/route.ts';
import { call, type Answer, type ApiProblem, type CallArguments } from '../app/api.ts';

/** The answer to a question about a rule; waits until the reader stops changing it, and keeps the last answer until then. */
export function useAsk<R extends Route>(
  route: R,
  body: CallArguments<R>['body'],
  { enabled = true, waitMs = 300 } = {},
): UseQueryResult<Answer<R>, ApiProblem> {
  const environment = useParams().environment;
  const [text] = useDebouncedValue(JSON.stringify(body), waitMs);
  return useQuery<Answer<R>, ApiProblem>({
    queryKey: [route.id, environment, text],
    queryFn: ({ signal }) => call(route, { environment, body: JSON.parse(text) as never, signal }),
    placeholderData: keepPreviousData,
    enabled,
    // a refusal stays a refusal, and a count that took too long would only take as long again
    retry: false,
  });
}
