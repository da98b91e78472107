import { Combobox, Kbd, TextInput, useCombobox, VisuallyHidden, type TextInputProps } from '@mantine/core';
import { useDebouncedValue, useHotkeys } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type Ref } from 'react';
import { useNavigate } from 'react-router';
import { searchContactsRoute, type ContactBrief } from '../../server/contacts/contract.ts';
import { Icon } from '../ui/Icon.tsx';
import { useT, type Translate } from '../ui/language.tsx';
import { showProblem } from '../ui/toast.tsx';
import { call } from './api.ts';
import { keyOf, useRead } from './ask.ts';
import { paths } from './paths.ts';
import type { SessionEnvironment } from './session.tsx';
import parts from './GlobalSearch.module.css';

/** What stands below the people found: the whole list with the same words. */
const whole = 'all';

const shortcut = /Mac|iP(hone|ad)/.test(navigator.platform) ? '⌘ K' : 'Ctrl K';

/** Looking somebody up from any screen: Ctrl K, a few letters, Enter. */
export function GlobalSearch({ environment }: { environment: SessionEnvironment }) {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  // whether an option of the list that is now shown has been picked with the arrows
  const [picked, setPicked] = useState(false);
  const combobox = useCombobox();
  const lookUp = useLookUp(environment.slug);
  useHotkeys([['mod+K', () => input.current?.select()]], []);
  const unpick = () => {
    combobox.resetSelectedOption();
    setPicked(false);
  };
  const leave = () => {
    combobox.closeDropdown();
    unpick();
    lookUp.setTyped('');
    input.current?.blur();
  };
  return (
    <search className={parts.search}>
      <Combobox
        store={combobox}
        onOptionSubmit={(value) => {
          lookUp.open(value);
          leave();
        }}
        withinPortal={false}
        shadow="md"
        offset={4}
      >
        <Combobox.Target targetType="input" withExpandedAttribute>
          <SearchInput
            ref={input}
            picked={picked}
            value={lookUp.typed}
            onChange={(event) => {
              lookUp.setTyped(event.currentTarget.value);
              combobox.openDropdown();
              unpick();
            }}
            onFocus={() => lookUp.typed && combobox.openDropdown()}
            onBlur={() => combobox.closeDropdown()}
            onKeyDown={(event) => {
              if (event.key === 'ArrowDown' || event.key === 'ArrowUp') setPicked(true);
              if (event.key === 'Escape') leave();
              if (event.key === 'Enter' && !picked && lookUp.typed.trim()) {
                event.preventDefault();
                void lookUp.openBest().then(leave, showProblem);
              }
            }}
          />
        </Combobox.Target>
        <Combobox.Dropdown hidden={!lookUp.asking} className={parts.dropdown!}>
          <Found lookUp={lookUp} />
        </Combobox.Dropdown>
      </Combobox>
      <VisuallyHidden aria-live="polite">
        {lookUp.asking && lookUp.answered && t('web.search.count', { count: lookUp.people.length })}
      </VisuallyHidden>
    </search>
  );
}

/** What is typed, who fits, and how to get there. */
function useLookUp(environment: string) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [typed, setTyped] = useState('');
  const [asked] = useDebouncedValue(typed.trim(), 120);
  const asking = asked.length > 1;
  const found = useRead(searchContactsRoute, asFor(environment, asked), {
    enabled: asking,
    keep: true,
  });
  const open = (value: string) =>
    void navigate(
      value === whole ? `${paths.contacts(environment)}?q=${encodeURIComponent(typed.trim())}` : paths.contact(environment, Number(value)),
    );
  return {
    typed,
    setTyped,
    asking,
    answered: found.data !== undefined && !found.isFetching,
    people: asking ? (found.data?.contacts ?? []) : [],
    problem: found.error,
    open,
    /** Enter, without having picked anybody. A card scanner is faster than the list below the field. */
    async openBest(): Promise<void> {
      const args = asFor(environment, typed.trim());
      const { contacts } = await client.fetchQuery({
        queryKey: keyOf(searchContactsRoute, args),
        queryFn: () => call(searchContactsRoute, args),
      });
      open(contacts[0] ? String(contacts[0].id) : whole);
    },
  };
}

const asFor = (environment: string, q: string) => ({ environment, query: { q, max: 8 } });

function Found({ lookUp }: { lookUp: ReturnType<typeof useLookUp> }) {
  const t = useT();
  const { people, answered, problem, typed } = lookUp;
  return (
    <Combobox.Options aria-label={t('web.search.found')}>
      {people.map((person) => (
        <Combobox.Option key={person.id} value={String(person.id)} className={parts.option!}>
          <Person person={person} />
        </Combobox.Option>
      ))}
      {answered && people.length === 0 && <Combobox.Empty>{t('web.search.nobody')}</Combobox.Empty>}
      {problem && <Combobox.Empty>{problem.message}</Combobox.Empty>}
      <Combobox.Option value={whole} className={parts.option!}>
        {t('web.search.whole', { words: typed.trim() })}
      </Combobox.Option>
    </Combobox.Options>
  );
}

/** The library goes on naming an option as active after the list has changed; a reader would be told nonsense. */
function SearchInput({
  picked,
  'aria-activedescendant': active,
  ...rest
}: TextInputProps & { picked: boolean; ref?: Ref<HTMLInputElement> }) {
  const t = useT();
  return (
    <TextInput
      {...rest}
      aria-activedescendant={picked ? active : undefined}
      aria-label={t('web.search.label')}
      placeholder={t('web.search.label')}
      leftSection={<Icon name="search" />}
      rightSection={<Kbd className={parts.key!}>{shortcut}</Kbd>}
      rightSectionWidth="4rem"
      spellCheck={false}
      autoComplete="off"
    />
  );
}

function Person({ person }: { person: ContactBrief }) {
  const t = useT();
  return (
    <>
      <strong>{[person.firstName, person.lastName].filter(Boolean).join(' ')}</strong>
      <div className={parts.detail}>{details(t, person).join(' · ')}</div>
    </>
  );
}

/** Enough to tell two people of one name apart. */
function details(t: Translate, { age, city, cardNumber, email, branch, goneAt }: ContactBrief): string[] {
  return [
    age === null ? undefined : t('web.search.age', { age }),
    city ?? branch?.name,
    cardNumber ?? undefined,
    email ?? undefined,
    goneAt ? t('web.search.gone') : undefined,
  ].filter((one) => one !== undefined);
}
