import { Button, Popover, Select, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { offeredFields, readerWords } from '../../server/content/contract.ts';
import { Fields } from '../ui/Fields.tsx';
import { Icon } from '../ui/Icon.tsx';
import { useLanguage, useT } from '../ui/language.tsx';
import { useEditor } from './editor-context.ts';

/** Chooses something we know of each reader, how to write it, and the words for who lacks it. */
export function MergeFieldMenu({ onInsert }: { onInsert: (token: string) => void }) {
  const t = useT();
  const [opened, { toggle, close }] = useDisclosure(false);
  return (
    <Popover opened={opened} onChange={close} trapFocus returnFocus shadow="md" position="bottom-start" width={280}>
      <Popover.Target>
        <Button size="compact-sm" onClick={toggle} rightSection={<Icon name="down" size={12} />} justify="flex-start" w="fit-content">
          {t('mailings.insert-field')}
        </Button>
      </Popover.Target>
      {/* React lets events of the popover rise to the block it belongs to; the keys there are not for it */}
      <Popover.Dropdown onKeyDown={(event) => event.key !== 'Escape' && event.stopPropagation()}>
        <FieldForm
          onInsert={(token) => {
            close();
            // after the popover gave the focus back
            setTimeout(() => onInsert(token), 0);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

function FieldForm({ onInsert }: { onInsert: (token: string) => void }) {
  const t = useT();
  const language = useLanguage();
  const reader = readerWords[useEditor().draft.language];
  const [key, setKey] = useState<string>('voornaam');
  const [filter, setFilter] = useState<string | null>(null);
  const [fallback, setFallback] = useState(reader);
  const field = offeredFields.fields.find((one) => one.key === key)!;
  const filters = offeredFields.filters.filter(({ on }) => on === field.type);
  const insert = () => {
    // braces and bars are what the token itself is made of
    const words = field.canBeEmpty ? fallback.replace(/[{}|]/g, '').trim() : '';
    onInsert(`{{${key}${filter ? `:${filter}` : ''}${words ? `|${words}` : ''}}}`);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        event.stopPropagation();
        insert();
      }}
    >
      <Fields>
        <Select
          label={t('mailings.field-which')}
          data={offeredFields.fields.map((one) => ({ value: one.key, label: one.label[language] }))}
          value={key}
          allowDeselect={false}
          comboboxProps={{ withinPortal: false }}
          onChange={(value) => {
            setKey(value ?? 'voornaam');
            setFilter(null);
            setFallback(value === 'voornaam' || value === 'naam' ? reader : '');
          }}
          data-autofocus
        />
        {filters.length > 0 && (
          <Select
            label={t('mailings.field-how')}
            data={filters.map((one) => ({ value: one.key, label: one.label[language] }))}
            placeholder={t('mailings.field-as-is')}
            value={filter}
            clearable
            comboboxProps={{ withinPortal: false }}
            onChange={setFilter}
          />
        )}
        {field.canBeEmpty && (
          <TextInput
            label={t('mailings.field-missing')}
            description={t('mailings.field-missing-hint')}
            value={fallback}
            maxLength={60}
            onChange={(event) => setFallback(event.currentTarget.value)}
          />
        )}
        <Button type="submit" variant="filled">
          {t('mailings.field-insert')}
        </Button>
      </Fields>
    </form>
  );
}
