import {
  Combobox,
  Kbd,
  TextInput,
  useCombobox,
  VisuallyHidden,
  type TextInputProps,
} from '@mantine/core';
import { useDebouncedValue, useHotkeys } from '@mantine/hooks';
import { useRef, useState, type Ref } from 'react';
import { useNavigate } from 'react-router';
import { searchContactsRoute, type ContactBrief } from '../../server/contacts/contract.ts';
import { Icon } from '../ui/Icon.tsx';
import { useT, type Translate } from '../ui/language.tsx';
import { useRead } from './ask.ts';
import { paths } from './paths.ts';
import type { SessionEnvironment } from './session.tsx';
import parts from './GlobalSearch.module.css';

/** What stands below the people found: the whole list with the same words. */
const whole = 'all';

const shortcut = /Mac|iP(hone|ad)/.test(navigator.platform) ? '⌘ K' : 'Ctrl K';

/** Looking somebody up from any screen: Ctrl K, a few letters, Enter. */
export function GlobalSearch({ environment }: { environment: SessionEnvironment }) {
  const t = useT();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState('');
  const [asked] = useDebouncedValue(typed.trim(), 120);
  // whether an option of the list that is now shown has been picked with the arrows
  const [picked, setPicked] = useState(false);
  const combobox = useCombobox();
  const unpick = () => {
    combobox.resetSelectedOption();
    setPicked(false);
  };
  const found = useRead(
    searchContactsRoute,
    { environment: environment.slug, query: { q: asked, max: 8 } },
    { enabled: asked.length > 1, keep: true },
  );
  useHotkeys([['mod+K', () => input.current?.select()]], []);
  const people = asked.length > 1 ? (found.data?.contacts ?? []) : [];
  const leave = () => {
    combobox.closeDropdown();
    unpick();
    setTyped('');
    input.current?.blur();
  };
  const choose = (value: string) => {
    const target =
      value === whole
        ? `${paths.contacts(environment.slug)}?q=${encodeURIComponent(typed.trim())}`
        : paths.contact(environment.slug, Number(value));
    leave();
    void navigate(target);
  };
  return (
    <search className={parts.search}>
      <Combobox
        store={combobox}
        onOptionSubmit={choose}
        withinPortal={false}
        shadow="md"
        offset={4}
      >
        <Combobox.Target targetType="input" withExpandedAttribute>
          <SearchInput
            ref={input}
            picked={picked}
            aria-label={t('web.search.label')}
            placeholder={t('web.search.label')}
            leftSection={<Icon name="search" />}
            rightSection={<Kbd className={parts.key!}>{shortcut}</Kbd>}
            rightSectionWidth="4rem"
            value={typed}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              combobox.openDropdown();
              unpick();
            }}
            onFocus={() => typed && combobox.openDropdown()}
            onBlur={() => combobox.closeDropdown()}
            onKeyDown={(event) => {
              if (event.key === 'ArrowDown' || event.key === 'ArrowUp') setPicked(true);
              if (event.key === 'Escape') leave();
              // nothing picked yet: the best fit, but only of what is now typed
              if (event.key === 'Enter' && !picked && asked.length > 1) {
                event.preventDefault();
                const best =
                  asked === typed.trim() && !found.isPlaceholderData ? people[0] : undefined;
                choose(best ? String(best.id) : whole);
              }
            }}
          />
        </Combobox.Target>
        <Combobox.Dropdown hidden={asked.length < 2} className={parts.dropdown!}>
          <Combobox.Options aria-label={t('web.search.found')}>
            {people.map((person) => (
              <Combobox.Option key={person.id} value={String(person.id)} className={parts.option!}>
                <Person person={person} />
              </Combobox.Option>
            ))}
            {found.data && people.length === 0 && !found.isFetching && (
              <Combobox.Empty>{t('web.search.nobody')}</Combobox.Empty>
            )}
            {found.error && <Combobox.Empty>{found.error.message}</Combobox.Empty>}
            <Combobox.Option value={whole} className={parts.option!}>
              {t('web.search.whole', { words: typed.trim() })}
            </Combobox.Option>
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
      <VisuallyHidden aria-live="polite">
        {found.data && asked.length > 1 && t('web.search.count', { count: people.length })}
      </VisuallyHidden>
    </search>
  );
}

/** The library goes on naming an option as active after the list has changed; a reader would be told nonsense. */
function SearchInput({
  picked,
  'aria-activedescendant': active,
  ...rest
}: TextInputProps & { picked: boolean; ref?: Ref<HTMLInputElement> }) {
  return <TextInput {...rest} aria-activedescendant={picked ? active : undefined} />;
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
function details(
  t: Translate,
  { age, city, cardNumber, email, branch, goneAt }: ContactBrief,
): string[] {
  return [
    age === null ? undefined : t('web.search.age', { age }),
    city ?? branch?.name,
    cardNumber ?? undefined,
    email ?? undefined,
    goneAt ? t('web.search.gone') : undefined,
  ].filter((one) => one !== undefined);
}
