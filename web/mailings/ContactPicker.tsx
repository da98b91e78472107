import { Popover, TextInput, UnstyledButton } from '@mantine/core';
import { useDebouncedValue, useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { searchContactsRoute } from '../../server/contacts/contract.ts';
import type { SeenBy } from '../../server/mailings/contract.ts';
import { useRead } from '../app/ask.ts';
import { Muted } from '../ui/Card.tsx';
import { WordButton } from '../ui/Chip.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useT } from '../ui/language.tsx';
import parts from './Preview.module.css';

/** Whose eyes the mail is seen with: any contact, an invented reader, or one of whom nothing is known. */
export function ContactPicker({
  reader,
  onChoose,
}: {
  /** The name of who it is now. */
  reader: string;
  onChoose: (contactId: SeenBy | undefined) => void;
}) {
  const t = useT();
  const [opened, { toggle, close }] = useDisclosure(false);
  return (
    <Popover opened={opened} onChange={close} trapFocus returnFocus shadow="md" position="bottom-start" width={320}>
      <Popover.Target>
        <WordButton onClick={toggle} aria-expanded={opened}>
          {t('mailings.view-as', { name: reader })}
        </WordButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Search
          onChoose={(contactId) => {
            close();
            onChoose(contactId);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

function Search({ onChoose }: { onChoose: (contactId: SeenBy | undefined) => void }) {
  const t = useT();
  const [typed, setTyped] = useState('');
  const [asked] = useDebouncedValue(typed.trim(), 200);
  const found = useRead(searchContactsRoute, { query: { q: asked, max: 8 } }, { enabled: asked.length > 1, keep: true });
  const contacts = asked.length > 1 ? (found.data?.contacts ?? []) : [];
  return (
    <>
      <TextInput
        label={t('mailings.view-as-search')}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          const first = contacts[0];
          if (event.key === 'Enter' && first) onChoose(first.id);
        }}
        autoComplete="off"
        data-autofocus
      />
      <ErrorNotice error={found.error} />
      <ul className={parts.found} aria-live="polite">
        {contacts.map(({ id, firstName, lastName, city, email }) => (
          <li key={id}>
            <UnstyledButton className={parts.foundOne} onClick={() => onChoose(id)}>
              <strong>{[firstName, lastName].filter(Boolean).join(' ') || email}</strong>
              <br />
              <Muted small>{[city, email].filter(Boolean).join(' · ')}</Muted>
            </UnstyledButton>
          </li>
        ))}
        {asked.length > 1 && found.data?.contacts.length === 0 && <li className={parts.none}>{t('mailings.view-as-none')}</li>}
        <li>
          <UnstyledButton className={parts.foundOne} onClick={() => onChoose(undefined)}>
            {t('mailings.view-as-invented')}
          </UnstyledButton>
        </li>
        <li>
          <UnstyledButton className={parts.foundOne} onClick={() => onChoose('unknown')}>
            {t('mailings.view-as-unknown')}
          </UnstyledButton>
        </li>
      </ul>
    </>
  );
}
