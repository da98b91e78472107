// What needs me now, what will leave, what happened. Each card asks its own question and is left out
// for who may not see the answer.
import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { wallTime } from '../../lib/wall-time.ts';
import { readFacetsRoute } from '../../server/contacts/contract.ts';
import { listMailingsRoute } from '../../server/mailings/contract.ts';
import { useRead } from '../app/ask.ts';
import { paths } from '../app/paths.ts';
import { useEnvironment, useMay, useSession } from '../app/session.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFormat, useTimeZone } from '../ui/format.ts';
import { useT } from '../ui/language.tsx';
import { Loading } from '../ui/Loading.tsx';
import { Columns, Page } from '../ui/Page.tsx';
import { useNow } from '../ui/use-now.ts';
import { Attention } from './Attention.tsx';
import { FirstSteps } from './FirstSteps.tsx';
import { Freshness } from './Freshness.tsx';
import { Libraries } from './Libraries.tsx';
import { OnTheWay } from './OnTheWay.tsx';
import { ThisWeek } from './ThisWeek.tsx';

export function Today() {
  const t = useT();
  const format = useFormat();
  const may = useMay();
  const { slug } = useEnvironment();
  const { name } = useSession();
  const now = useNow();
  const date = format.longDate(now);
  return (
    <Page
      title={t(`web.today.${partOfDay(now, useTimeZone())}`, { name: name.split(' ')[0] ?? name })}
      under={
        <>
          {date.charAt(0).toLocaleUpperCase() + date.slice(1)}. {may('imports.read') && <Freshness />}
        </>
      }
      actions={
        may('mailings.write') && (
          <Button component={Link} to={paths.newMailing(slug)}>
            {t('web.today.send-something')}
          </Button>
        )
      }
    >
      <Contents />
    </Page>
  );
}

function Contents() {
  const may = useMay();
  const { kind } = useEnvironment();
  const knowsPeople = may('contacts.read');
  const facets = useRead(readFacetsRoute, {}, { enabled: knowsPeople });
  const mailings = useRead(listMailingsRoute, { query: { limit: 30 } }, { enabled: may('mailings.read'), refetchInterval: 30_000 });
  // what was answered before stays while a later look fails
  const problem = (facets.data ? null : facets.error) ?? (mailings.data ? null : mailings.error);
  if (problem) return <ErrorNotice error={problem} onRetry={() => void Promise.all([facets.refetch(), mailings.refetch()])} />;
  if (facets.isLoading || mailings.isLoading) return <Loading />;
  const list = mailings.data?.mailings ?? [];
  const anybody = facets.data?.any ?? true;
  const begun = anybody && list.length > 0;
  return (
    <Columns aside={knowsPeople && anybody && <Attention />}>
      {kind !== 'library' && <Libraries />}
      {begun ? (
        <>
          <ThisWeek mailings={list} />
          <OnTheWay mailings={list} />
        </>
      ) : (
        kind === 'library' && <FirstSteps anybody={anybody} />
      )}
    </Columns>
  );
}

function partOfDay(now: Date, timeZone: string): 'night' | 'morning' | 'afternoon' | 'evening' {
  const hour = Number(wallTime(now, timeZone).slice(11, 13));
  if (hour < 6) return 'night';
  if (hour < 12) return 'morning';
  return hour < 18 ? 'afternoon' : 'evening';
}
