import { Button, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import {
  contactKinds,
  emailFilters,
  memberFilters,
  presences,
  sortKeys,
  type readFacetsRoute,
} from '../../server/contacts/contract.ts';
import type { Answer } from '../app/api.ts';
import { Icon } from '../ui/Icon.tsx';
import { useT } from '../ui/language.tsx';
import parts from './Contacts.module.css';
import { sortIn } from './filters.ts';

const filterNames = ['branch', 'kind', 'email', 'category', 'member', 'presence'] as const;
type FilterName = (typeof filterNames)[number];

/** Typing and choosing above the list; everything goes into the address. */
export function ListFilters({ facets }: { facets: Answer<typeof readFacetsRoute> }) {
  const t = useT();
  const [search, setSearch] = useSearchParams();
  const change = (name: string, value: string | null) =>
    setSearch(
      (current) => {
        const changed = new URLSearchParams(current);
        if (value) changed.set(name, value);
        else changed.delete(name);
        changed.delete('after');
        return changed;
      },
      { replace: name === 'q' },
    );
  const select = (name: FilterName, data: { value: string; label: string }[]) =>
    data.length === 0 ? null : (
      <Select
        key={name}
        label={t(`contacts.list.${name}`)}
        data={data}
        value={search.get(name)}
        placeholder={t('contacts.list.any')}
        clearable
        clearButtonProps={{ 'aria-label': t('contacts.list.clear') }}
        onChange={(value) => change(name, value)}
      />
    );
  const used = filterNames.filter((name) => search.has(name)).length;
  const [open, setOpen] = useState(used > 0);
  return (
    <search className={parts.filters}>
      <SearchField value={search.get('q') ?? ''} onChange={(value) => change('q', value)} />
      <Button className={parts.filterToggle} aria-expanded={open} onClick={() => setOpen(!open)}>
        {used > 0 ? t('contacts.list.filters-used', { count: used }) : t('contacts.list.filters')}
      </Button>
      <div className={parts.selects} data-open={open}>
        {select(
          'branch',
          facets.branches.map(({ id, name }) => ({ value: String(id), label: name })),
        )}
        {select(
          'member',
          memberFilters.map((value) => ({ value, label: t(`contacts.member.${value}`) })),
        )}
        {select(
          'kind',
          contactKinds.map((value) => ({ value, label: t(`contacts.kind.${value}`) })),
        )}
        {select(
          'email',
          emailFilters.map((value) => ({ value, label: t(`contacts.email.${value}`) })),
        )}
        {select(
          'category',
          facets.categories.map((value) => ({ value, label: value })),
        )}
        {select(
          'presence',
          presences
            .filter((value) => value !== 'here')
            .map((value) => ({ value, label: t(`contacts.presence.${value}`) })),
        )}
        <Select
          className={parts.sort}
          label={t('contacts.list.sort')}
          data={sortKeys.map((value) => ({ value, label: t(`contacts.list.sort.${value}`) }))}
          value={sortIn(search).by}
          allowDeselect={false}
          onChange={(value) =>
            setSearch((current) => {
              const changed = new URLSearchParams(current);
              changed.set('sort', value ?? 'name');
              changed.delete('direction');
              changed.delete('after');
              return changed;
            })
          }
        />
        {used > 0 && (
          <Button
            className={parts.clear}
            variant="subtle"
            onClick={() => setSearch(search.get('q') ? { q: search.get('q')! } : {})}
          >
            {t('contacts.list.clear')}
          </Button>
        )}
      </div>
    </search>
  );
}

/** Asks a moment after the last letter; when the address changes by itself, it follows. */
function SearchField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const t = useT();
  const [typed, setTyped] = useState(value);
  const sent = useRef(value);
  const ask = useDebouncedCallback((words: string) => {
    sent.current = words;
    onChange(words);
  }, 200);
  useEffect(() => {
    // the address changed by itself: the back button, or filters that were cleared
    if (value !== sent.current) {
      sent.current = value;
      setTyped(value);
    }
  }, [value]);
  return (
    <TextInput
      type="search"
      aria-label={t('contacts.list.search')}
      placeholder={t('contacts.list.search')}
      leftSection={<Icon name="search" />}
      value={typed}
      spellCheck={false}
      autoComplete="off"
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        ask(currentTarget.value.trim());
      }}
    />
  );
}
