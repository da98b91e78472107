import { Button, Select } from '@mantine/core';
import { useSearchParams } from 'react-router';
import { messageKeysOf } from '../../lib/i18n.ts';
import { useT } from '../ui/language.tsx';
import { objectName } from './AuditObject.tsx';
import parts from './Audit.module.css';

const prefix = 'action.';

/** What of the log is shown; it stands in the address, so that it can be sent to a colleague. */
export function useAuditFilter() {
  const [search, setSearch] = useSearchParams();
  return {
    action: search.get('action') ?? undefined,
    object: search.get('object') ?? undefined,
    set: (name: 'action' | 'object', value: string | null) =>
      setSearch((current) => {
        const changed = new URLSearchParams(current);
        if (value) changed.set(name, value);
        else changed.delete(name);
        // another choice begins at its first page
        changed.delete('after');
        return changed;
      }),
  };
}

/** One kind of thing that happened, and one thing it happened to. */
export function AuditFilter() {
  const t = useT();
  const { action, object, set } = useAuditFilter();
  const [kind = '', id = ''] = object?.split(':') ?? [];
  const choices = messageKeysOf(prefix)
    .map((key) => ({ value: key.slice(prefix.length), label: t(key) }))
    .toSorted((one, other) => one.label.localeCompare(other.label));
  return (
    <search className={parts.filter}>
      <Select
        label={t('web.audit.choose')}
        placeholder={t('web.audit.everything')}
        data={choices}
        value={action ?? null}
        onChange={(value) => set('action', value)}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t('web.audit.everything') }}
      />
      {object && (
        <p className={parts.about}>
          {t('web.audit.about', { object: objectName(t, kind, id) })}{' '}
          <Button variant="subtle" size="compact-md" onClick={() => set('object', null)}>
            {t('web.audit.about-all')}
          </Button>
        </p>
      )}
    </search>
  );
}
