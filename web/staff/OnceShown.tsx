import { Button, CopyButton, TextInput } from '@mantine/core';
import { useT } from '../ui/language.tsx';
import parts from './OnceShown.module.css';

/** A secret that is shown now and never again: to be copied and handed over. */
export function OnceShown({ label, value, hint }: { label: string; value: string; hint: string }) {
  const t = useT();
  return (
    <div className={parts.once}>
      <TextInput label={label} description={hint} value={value} readOnly onFocus={(event) => event.currentTarget.select()} />
      <CopyButton value={value}>{({ copied, copy }) => <Button onClick={copy}>{t(copied ? 'web.copied' : 'web.copy')}</Button>}</CopyButton>
    </div>
  );
}
