import { Button } from '@mantine/core';
import { useMemo } from 'react';
import { Link, useSearchParams } from 'react-router';
import { countContactsRoute, listContactsRoute, readFacetsRoute, type ListedContact } from '../../server/contacts/contract.ts';
import { useRead } from '../app/ask.ts';
import { paths } from '../app/paths.ts';
import { useEnvironment, useMay } from '../app/session.tsx';
import { Card, Muted } from '../ui/Card.tsx';
import { Chip } from '../ui/Chip.tsx';
import { DataTable, Paging, type Column, type Sort } from '../ui/DataTable.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFormat } from '../ui/format.ts';
import { useT } from '../ui/language.tsx';
import { Loading } from '../ui/Loading.tsx';
import { Page } from '../ui/Page.tsx';
import { useCursor } from '../ui/use-cursor.ts';
import { filtersIn, sortIn, type Filters } from './filters.ts';
import { ListFilters } from './ListFilters.tsx';
import { registerName } from './names.ts';

/** Everybody with a card, to look up, filter and page through. */
export function ContactList() {
  const t = useT();
  const { slug } = useEnvironment();
  const may = useMay();
  const [search] = useSearchParams();
  const filters = filtersIn(search);
  const facets = useRead(readFacetsRoute, {}, { staleTime: 60_000 });
  const count = useRead(countContactsRoute, { query: filters }, { keep: true });
  const actions = may('contacts.write') && (
    <Button component={Link} to={paths.newContact(slug)}>
      {t('contacts.list.new')}
    </Button>
  );
  if (!facets.data) return facets.error ? <ErrorNotice error={facets.error} onRetry={() => void facets.refetch()} /> : <Loading />;
  if (!facets.data.any) return <NobodyYet />;
  return (
    <Page title={t('contacts.list.title')} under={<Count count={count.data} />} actions={actions}>
      <ListFilters facets={facets.data} />
      <People filters={filters} />
    </Page>
  );
}

function Count({ count }: { count: { count: number; exact: boolean } | undefined }) {
  const t = useT();
  if (!count) return <>&nbsp;</>;
  if (count.exact && count.count === 1) return t('contacts.list.one');
  return t(count.exact ? 'contacts.list.exactly' : 'contacts.list.about', { count: count.count });
}

function People({ filters }: { filters: Filters }) {
  const t = useT();
  const [search, setSearch] = useSearchParams();
  const cursor = useCursor();
  const sort = sortIn(search);
  const list = useRead(
    listContactsRoute,
    {
      query: {
        ...filters,
        sort: sort.by,
        direction: sort.direction,
        cursor: filters.q ? undefined : cursor.after,
      },
    },
    { keep: true },
  );
  const columns = useColumns();
  if (!list.data) return list.error ? <ErrorNotice error={list.error} onRetry={() => void list.refetch()} /> : <Loading />;
  if (list.data.contacts.length === 0) return <Nobody typed={Boolean(filters.q)} />;
  const changeSort = ({ by, direction }: Sort) =>
    setSearch((current) => {
      const changed = new URLSearchParams(current);
      changed.set('sort', by);
      changed.set('direction', direction === 'desc' ? 'down' : 'up');
      changed.delete('after');
      return changed;
    });
  const { next } = list.data;
  const paging = filters.q ? (
    <Paging summary={list.data.contacts.length > 40 && t('contacts.list.best')} />
  ) : (
    <Paging onPrevious={cursor.previous} onNext={next ? () => cursor.next(next) : undefined} />
  );
  return (
    <Card flush>
      <DataTable
        label={t('contacts.list.title')}
        columns={columns}
        rows={list.data.contacts}
        rowKey={({ id }) => id}
        // what was looked up stands in the order of how well it fits
        {...(filters.q
          ? {}
          : {
              sort: {
                by: sort.by,
                direction: sort.direction === 'down' ? ('desc' as const) : ('asc' as const),
              },
              onSort: changeSort,
            })}
        fetching={list.isPlaceholderData}
        paging={paging}
      />
    </Card>
  );
}

function useColumns(): Column<ListedContact>[] {
  const t = useT();
  const format = useFormat();
  const { slug } = useEnvironment();
  return useMemo(
    () => [
      {
        key: 'name',
        label: t('contacts.list.name'),
        sortBy: 'name',
        render: (contact) => (
          <>
            <Link to={paths.contact(slug, contact.id)}>{registerName(contact, t)}</Link>{' '}
            {contact.goneAt && <Chip tone="warn">{t('contacts.presence.gone')}</Chip>}
            {contact.kind !== 'patron' && <Chip>{t(`contacts.kind.${contact.kind}`)}</Chip>}
          </>
        ),
      },
      { key: 'age', label: t('contacts.list.age'), figures: true, render: ({ age }) => age },
      {
        key: 'city',
        label: t('contacts.list.city'),
        render: ({ postcode, city }) => [postcode, city].filter(Boolean).join(' '),
      },
      {
        key: 'email',
        label: t('contacts.list.email'),
        wideOnly: true,
        render: ({ email, emailState }) => (
          <>
            {email}{' '}
            {email && (emailState === 'bouncing' || emailState === 'refused') && <Chip tone="bad">{t('contacts.email.bouncing')}</Chip>}
          </>
        ),
      },
      {
        key: 'branch',
        label: t('contacts.list.branch'),
        wideOnly: true,
        render: ({ branch }) => branch?.name,
      },
      {
        key: 'member',
        label: t('contacts.list.member'),
        wideOnly: true,
        render: ({ member, memberUntil }) =>
          member === 'none' ? (
            <Muted>—</Muted>
          ) : member === 'ended' ? (
            <Chip tone="warn">{t('contacts.member.ended')}</Chip>
          ) : memberUntil ? (
            format.date(memberUntil)
          ) : (
            t('contacts.member.active')
          ),
      },
      {
        key: 'changed',
        label: t('contacts.list.changed'),
        sortBy: 'changed',
        wideOnly: true,
        render: ({ updatedAt }) => format.moment(updatedAt),
      },
    ],
    [t, format, slug],
  );
}

function Nobody({ typed }: { typed: boolean }) {
  const t = useT();
  const [, setSearch] = useSearchParams();
  return (
    <EmptyState title={t('contacts.list.nobody')} action={<Button onClick={() => setSearch({})}>{t('contacts.list.clear')}</Button>}>
      {t(typed ? 'contacts.list.nobody-typed' : 'contacts.list.nobody-filtered')}
    </EmptyState>
  );
}

function NobodyYet() {
  const t = useT();
  const may = useMay();
  const { slug } = useEnvironment();
  const action = may('imports.run') ? (
    <Button component={Link} to={paths.newImport(slug)} variant="filled">
      {t('contacts.list.import')}
    </Button>
  ) : may('contacts.write') ? (
    <Button component={Link} to={paths.newContact(slug)} variant="filled">
      {t('contacts.list.new')}
    </Button>
  ) : undefined;
  return (
    <EmptyState level={1} title={t('contacts.list.empty')} action={action}>
      {t('contacts.list.empty-why')}
    </EmptyState>
  );
}
