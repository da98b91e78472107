import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { searchContactsRoute } from '../../server/contacts/contract.ts';
import { useRead } from '../app/ask.ts';
import { useT } from '../ui/language.tsx';

/** Somebody in particular: looked up by name, then explained, whether they are in the segment or not. */
export function AskWhy({ onAsk }: { onAsk: (person: { id: number; name: string }) => void }) {
  const t = useT();
  const [typed, setTyped] = useState('');
  const [asked] = useDebouncedValue(typed.trim(), 150);
  const found = useRead(searchContactsRoute, { query: { q: asked, max: 8 } }, { enabled: asked.length > 1, keep: true });
  const people = asked.length > 1 ? (found.data?.contacts ?? []) : [];
  const data = people.map(({ id, firstName, lastName, age, city }) => {
    const name = [firstName, lastName].filter(Boolean).join(' ');
    return {
      value: String(id),
      name,
      label: [name, age === null ? '' : t('segments.seen.age', { n: age }), city ?? ''].filter(Boolean).join(' · '),
    };
  });
  return (
    <Select
      label={t('segments.screen.why.other')}
      placeholder={t('segments.screen.why.find')}
      searchable
      data={data.map(({ value, label }) => ({ value, label }))}
      value={null}
      searchValue={typed}
      onSearchChange={setTyped}
      // the server has already found the people who fit
      filter={({ options }) => options}
      nothingFoundMessage={asked.length > 1 && !found.isFetching ? t('segments.screen.why.nobody') : undefined}
      rightSection={null}
      onChange={(value) => {
        const person = data.find((one) => one.value === value);
        if (person) onAsk({ id: Number(person.value), name: person.name });
        setTyped('');
      }}
    />
  );
}
