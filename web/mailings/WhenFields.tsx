import { Radio, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Fields } from '../ui/Fields.tsx';
import { useFormat } from '../ui/format.ts';
import { useT } from '../ui/language.tsx';
import { instantAt, wallTime } from './zone.ts';

export interface When {
  kind: 'now' | 'at';
  /** As the field gives it: 2026-11-25T14:00, on the library's wall. */
  wall: string;
}

/** Now, or at a moment on the library's clock. */
export function WhenFields({ when, onChange, timeZone }: { when: When; onChange: (when: When) => void; timeZone: string }) {
  const t = useT();
  const format = useFormat();
  const [now] = useState(() => new Date());
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
            wall: when.wall || wallTime(tomorrowAtTen(now), timeZone),
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
      {when.kind === 'at' && elsewhere && <p>{t('mailings.when-here', { moment: format.dateTime(at) })}</p>}
    </Fields>
  );
}

function tomorrowAtTen(now: Date): Date {
  const day = new Date(now.getTime() + 86_400_000);
  day.setHours(10, 0, 0, 0);
  return day;
}
