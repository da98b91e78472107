import { isMessageKey } from '../../lib/i18n.ts';
import { Muted } from '../ui/Card.tsx';
import type { Format } from '../../lib/format.ts';
import { useFormat } from '../ui/format.ts';
import { useT, type Translate } from '../ui/language.tsx';

/** Where the words stand for the codes a detail can hold. */
const wordsOf: Record<string, string> = {
  role: 'role',
  roles: 'role',
  scopes: 'web.permission',
  channel: 'timeline.fact.conversation',
  method: 'consent.method',
  kind: 'imports.kind',
};

/** The word for a code when a catalogue knows it, else the code. */
export function nameOr(t: Translate, key: string, otherwise: string): string {
  return isMessageKey(key) ? t(key) : otherwise;
}

/** What an entry carries, as plain words; what is empty says nothing. */
export function Detail({ detail }: { detail: Record<string, unknown> }) {
  const t = useT();
  const format = useFormat();
  const words = Object.entries(detail)
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([name, value]) => {
      const values = [value].flat().map((one) => valueName(t, format, name, one));
      return `${nameOr(t, `web.audit.detail.${name}`, name)}: ${values.join(', ')}`;
    });
  if (words.length === 0) return null;
  return (
    <>
      <br />
      <Muted small>{words.join(' · ')}</Muted>
    </>
  );
}

function valueName(t: Translate, format: Format, name: string, value: unknown): string {
  if (typeof value === 'number') return format.number(value);
  if (typeof value !== 'string') return JSON.stringify(value);
  if (/^\d{4}-\d{2}-\d{2}T/.test(value)) return format.dateTime(value);
  return nameOr(t, `${wordsOf[name] ?? ''}.${value}`, value);
}
