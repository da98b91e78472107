import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { factGroups, type FactGroup } from '../../lib/fact-groups.ts';
import { readTimelineRoute } from '../../server/contacts/contract.ts';
import { call, type Answer, type ApiProblem } from '../app/api.ts';
import { useEnvironment } from '../app/session.tsx';
import { Card } from '../ui/Card.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useT } from '../ui/language.tsx';
import { Loading } from '../ui/Loading.tsx';
import { Timeline, TimelineRow } from '../ui/Timeline.tsx';
import parts from './Contacts.module.css';
import { wordsOf, type Fact } from './facts.ts';
import { useCategoryName } from './use-categories.ts';

/** What happened with this reader, newest first, older on request. */
export function TimelineTab({ contactId }: { contactId: number }) {
  const t = useT();
  const [search, setSearch] = useSearchParams();
  const group = factGroups.find((one) => one === search.get('group'));
  const timeline = useTimeline(contactId, group);
  const facts = timeline.data?.pages.flatMap((page) => page.facts) ?? [];
  return (
    <Card flush>
      <div className={parts.group} role="group" aria-label={t('contacts.timeline.filter')}>
        {([undefined, ...factGroups] as const).map((one) => (
          <Button
            key={one ?? 'all'}
            size="compact-sm"
            variant={one === group ? 'light' : 'subtle'}
            aria-pressed={one === group}
            onClick={() => setSearch(one ? { group: one } : {})}
          >
            {t(`contacts.timeline.${one ?? 'all'}`)}
          </Button>
        ))}
      </div>
      {timeline.error ? (
        <ErrorNotice error={timeline.error} onRetry={() => void timeline.refetch()} />
      ) : timeline.isPending ? (
        <Loading />
      ) : facts.length === 0 ? (
        <NothingYet filtered={group !== undefined} />
      ) : (
        <Facts facts={facts} />
      )}
      {timeline.hasNextPage && (
        <div className={parts.older}>
          <Button loading={timeline.isFetchingNextPage} onClick={() => void timeline.fetchNextPage()}>
            {t('contacts.timeline.older')}
          </Button>
        </div>
      )}
    </Card>
  );
}

function useTimeline(contactId: number, group: FactGroup | undefined) {
  const { slug } = useEnvironment();
  return useInfiniteQuery<
    Answer<typeof readTimelineRoute>,
    ApiProblem,
    { pages: Answer<typeof readTimelineRoute>[] },
    readonly unknown[],
    number | undefined
  >({
    // begins with the route's id, so that a change that refreshes the route refreshes this too
    queryKey: [readTimelineRoute.id, slug, contactId, group ?? null],
    queryFn: ({ pageParam, signal }) =>
      call(readTimelineRoute, {
        environment: slug,
        params: { contactId },
        query: { group, before: pageParam },
        signal,
      }),
    initialPageParam: undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

function Facts({ facts }: { facts: readonly Fact[] }) {
  const t = useT();
  const categoryName = useCategoryName();
  return (
    <Timeline label={t('contacts.timeline.label')}>
      {facts.map((fact) => {
        const { title, lines, from } = wordsOf(fact, t, categoryName);
        return (
          <TimelineRow key={fact.id} at={fact.at} title={title} from={from}>
            {lines.map((line) => (
              <div key={line} className={parts.note}>
                {line}
              </div>
            ))}
          </TimelineRow>
        );
      })}
    </Timeline>
  );
}

function NothingYet({ filtered }: { filtered: boolean }) {
  const t = useT();
  return filtered ? (
    <EmptyState title={t('contacts.timeline.none-such')} />
  ) : (
    <EmptyState title={t('contacts.timeline.empty')}>{t('contacts.timeline.empty-why')}</EmptyState>
  );
}
