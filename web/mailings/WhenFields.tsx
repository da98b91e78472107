import { Radio, TextInput } from '@mantine/core';
import { Fields } from '../ui/Fields.tsx';
import { addDays } from '../../lib/day.ts';
import { instantAt, wallTime } from '../../lib/wall-time.ts';
import { formatIn, useTimeZone } from '../ui/format.ts';
import { useLanguage, useT } from '../ui/language.tsx';
import { useNow } from '../ui/use-now.ts';

export interface When {
  kind: 'now' | 'at';
  /** As the field gives it: 2026-11-25T14:00, on the library's wall. */
  wall: string;
}

/** Now, or at a moment on the library's clock. */
export function WhenFields({ when, onChange }: { when: When; onChange: (when: When) => void }) {
  const t = useT();
  const language = useLanguage();
  const timeZone = useTimeZone();
  const now = useNow();
  const at = instantAt(when.wall, timeZone);
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const elsewhere = at && wallTime(at, here) !== when.wall;
  return (
    <Fields>
      <Radio.Group
        label={t('mailings.when-question')}
        value={when.kind}
        onChange={(kind) =>
          onChange({
            kind: kind as When['kind'],
            // tomorrow at ten, there
            wall: when.wall || `${addDays(wallTime(now, timeZone).slice(0, 10), 1)}T10:00`,
          })
        }
      >
        <Fields>
          <Radio mt={6} value="now" label={t('mailings.when-now')} />
          <Radio value="at" label={t('mailings.when-at')} />
        </Fields>
      </Radio.Group>
      {when.kind === 'at' && (
        <TextInput
          type="datetime-local"
          label={t('mailings.when-moment')}
          description={t('mailings.when-zone', { zone: timeZone.replace('_', ' ') })}
          value={when.wall}
          min={wallTime(now, timeZone)}
          error={!at ? t('field.required') : at <= now ? t('mailings.when-past') : undefined}
          onChange={(event) => onChange({ kind: 'at', wall: event.currentTarget.value })}
          maw="18rem"
        />
      )}
      {when.kind === 'at' && elsewhere && <p>{t('mailings.when-here', { moment: formatIn(language, here).dateTime(at) })}</p>}
    </Fields>
  );
}
