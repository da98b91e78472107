import { Loader } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useT } from './language.tsx';
import parts from './Loading.module.css';

/** What is quick shows nothing: a spinner that flashes makes a fast screen feel slow. */
export function Loading({ delayMs = 250 }: { delayMs?: number }) {
  const t = useT();
  const [late, setLate] = useState(delayMs === 0);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), delayMs);
    return () => clearTimeout(timer);
  }, [delayMs]);
  return (
    <output className={parts.loading}>
      {late && (
        <>
          <Loader size="sm" aria-hidden />
          <span>{t('web.loading')}</span>
        </>
      )}
    </output>
  );
}
