import { Button, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { contactKinds } from '../../lib/contact-kinds.ts';
import { emailFilters, memberFilters, presences, sortKeys, type readFacetsRoute } from '../../server/contacts/contract.ts';
import type { Answer } from '../app/api.ts';
import { Icon } from '../ui/Icon.tsx';
import { useT, type Translate } from '../ui/language.tsx';
import parts from './Contacts.module.css';
import { sortIn } from './filters.ts';

const filterNames = ['branch', 'member', 'kind', 'email', 'category', 'presence'] as const;
type FilterName = (typeof filterNames)[number];

/** Typing and choosing above the list; everything goes into the address. */
export function ListFilters({ facets }: { facets: Answer<typeof readFacetsRoute> }) {
  const t = useT();
  const [search] = useSearchParams();
  const change = useChangeAddress();
  const used = filterNames.filter((name) => search.has(name)).length;
  const [open, setOpen] = useState(used > 0);
  return (
    <search className={parts.filters}>
      <SearchField value={search.get('q') ?? ''} onChange={(q) => change({ q: q || null }, { replace: true })} />
      <Button className={parts.filterToggle} aria-expanded={open} onClick={() => setOpen(!open)}>
        {used > 0 ? t('contacts.list.filters-used', { count: used }) : t('contacts.list.filters')}
      </Button>
      <div className={parts.selects} data-open={open}>
        {filterNames.map((name) => (
          <FilterSelect key={name} name={name} facets={facets} />
        ))}
        <Select
          className={parts.sort}
          label={t('contacts.list.sort')}
          data={sortKeys.map((value) => ({ value, label: t(`contacts.list.sort.${value}`) }))}
          value={sortIn(search).by}
          allowDeselect={false}
          onChange={(sort) => change({ sort, direction: null })}
        />
        {used > 0 && (
          <Button
            className={parts.clear}
            variant="subtle"
            onClick={() => change(Object.fromEntries(filterNames.map((name) => [name, null])))}
          >
            {t('contacts.list.clear')}
          </Button>
        )}
      </div>
    </search>
  );
}

/** Sets or takes away parts of the address and begins at the first page again. */
function useChangeAddress() {
  const [, setSearch] = useSearchParams();
  return (parts: Record<string, string | null>, options?: { replace: boolean }) =>
    setSearch((current) => {
      const changed = new URLSearchParams(current);
      for (const [name, value] of Object.entries({ ...parts, after: null })) {
        if (value === null) changed.delete(name);
        else changed.set(name, value);
      }
      return changed;
    }, options);
}

function FilterSelect({ name, facets }: { name: FilterName; facets: Answer<typeof readFacetsRoute> }) {
  const t = useT();
  const [search] = useSearchParams();
  const change = useChangeAddress();
  const data = choicesOf(name, facets, t);
  if (data.length === 0) return null;
  return (
    <Select
      label={t(`contacts.list.${name}`)}
      data={data}
      value={search.get(name)}
      placeholder={t(name === 'presence' ? presenceWord(search.has('q')) : 'contacts.list.any')}
      clearable
      clearButtonProps={{ 'aria-label': t('contacts.list.clear') }}
      onChange={(value) => change({ [name]: value })}
    />
  );
}

/** Who is looked up by name is found too when no longer in the library system; the list leaves them out. */
function presenceWord(typed: boolean) {
  return typed ? 'contacts.presence.all' : 'contacts.presence.here';
}

function choicesOf(name: FilterName, facets: Answer<typeof readFacetsRoute>, t: Translate): { value: string; label: string }[] {
  switch (name) {
    case 'branch':
      return facets.branches.map(({ id, name: label }) => ({ value: String(id), label }));
    case 'category':
      return facets.categories.map(({ code, name: label }) => ({ value: code, label }));
    case 'member':
      return memberFilters.map((value) => ({ value, label: t(`contacts.member.${value}`) }));
    case 'kind':
      return contactKinds.map((value) => ({ value, label: t(`contacts.kind.${value}`) }));
    case 'email':
      return emailFilters.map((value) => ({ value, label: t(`contacts.email.${value}`) }));
    case 'presence':
      return presences.map((value) => ({ value, label: t(`contacts.presence.${value}`) }));
  }
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
